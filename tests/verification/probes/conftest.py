"""Labs: on a small service with faults of our choosing, and on what the stand-in serves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest
import yaml
from starlette.types import ASGIApp, Message

from tests.verification.probes import shop
from understudy.behavior import Behavior, infer_behavior, read_behavior
from understudy.contract.operations import Contract
from understudy.contract.reading import read_contract
from understudy.verification.probes.asking import Asker
from understudy.verification.probes.lab import Lab

LabFor = Callable[..., Lab]


class InProcess(httpx2.BaseTransport):
    """Asks an application without a socket or a thread: a run of probes asks hundreds of times."""

    def __init__(self, app: ASGIApp, credentials: str = "") -> None:
        self._app = app
        self._credentials = credentials
        self._loop = asyncio.new_event_loop()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        sent: list[Message] = []
        headers = [(name.lower(), value) for name, value in request.headers.raw]
        if self._credentials and "understudy-credentials" not in request.headers:
            headers.append((b"authorization", self._credentials.encode()))
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(request.url.path),
            "raw_path": request.url.raw_path.partition(b"?")[0],
            "query_string": request.url.query,
            "headers": headers,
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
        }
        body = request.read()

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        self._loop.run_until_complete(self._app(scope, receive, send))
        content = b"".join(each.get("body", b"") for each in sent[1:])
        return httpx2.Response(sent[0]["status"], headers=sent[0]["headers"], content=content)

    def close(self) -> None:
        self._loop.close()


@contextmanager
def asking(app: ASGIApp, credentials: str = "") -> Iterator[Asker]:
    transport = InProcess(app, credentials)
    with httpx2.Client(transport=transport, base_url="http://127.0.0.1") as client:
        yield Asker(client)


@pytest.fixture(scope="session")
def promised(tmp_path_factory: pytest.TempPathFactory) -> tuple[Contract, Behavior]:
    """The contract and the behavior of the shop."""
    folder = tmp_path_factory.mktemp("shop")
    return _written(folder, "openapi.yaml", shop.CONTRACT), _behavior(folder)


def _written(folder: Path, name: str, document: Any) -> Contract:
    (folder / name).write_text(yaml.safe_dump(document), encoding="utf-8")
    return read_contract(folder / name)


def _behavior(folder: Path) -> Behavior:
    (folder / "behavior.yaml").write_text(yaml.safe_dump(shop.BEHAVIOR), encoding="utf-8")
    return read_behavior(folder / "behavior.yaml")


@pytest.fixture
def lab_for(promised: tuple[Contract, Behavior]) -> Iterator[LabFor]:
    """Give a lab that asks an application, by what is declared of the shop or only inferred."""
    with ExitStack() as open_until_the_end:

        def make(app: ASGIApp, *, inferred: bool = False, **options: Any) -> Lab:
            contract, behavior = promised
            return Lab(
                contract=contract,
                behavior=infer_behavior(contract) if inferred else behavior,
                asker=open_until_the_end.enter_context(asking(app)),
                **options,
            )

        yield make
