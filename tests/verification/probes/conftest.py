"""Labs: on a small service with faults of our choosing, and on what the stand-in serves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from starlette.types import ASGIApp, Message

from tests.verification.probes import shop
from understudy.behavior import Behavior, infer_behavior, read_behavior
from understudy.contract.operations import Contract
from understudy.contract.reading import read_contract
from understudy.verification.guarding import Answered, Asked, Fill
from understudy.verification.probes.asking import Asker, Request, Seen
from understudy.verification.probes.lab import Lab

LabFor = Callable[..., Lab]
Look = Callable[[Request, Seen], None]


class InProcess:
    """Asks an application without a socket or a thread: a run of probes asks hundreds of times.

    `shown` is the header with credentials, which a request has unless it says otherwise.
    """

    def __init__(self, app: ASGIApp, shown: tuple[str, str] | None = None) -> None:
        self._app = app
        self._shown = shown
        self._loop = asyncio.new_event_loop()

    def __call__(self, asked: Asked) -> Answered:
        sent: list[Message] = []
        headers = [(name.lower(), value) for name, value in asked.headers]
        if self._shown and asked.fill is Fill.CONFIGURED:
            headers.append((self._shown[0].encode(), self._shown[1].encode()))
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": asked.method,
            "scheme": "http",
            "path": unquote(asked.path.decode()),
            "raw_path": asked.path,
            "query_string": asked.query,
            "headers": headers,
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
        }

        async def receive() -> Message:
            return {"type": "http.request", "body": asked.body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        self._loop.run_until_complete(self._app(scope, receive, send))
        content = b"".join(each.get("body", b"") for each in sent[1:])
        return Answered(
            status=sent[0]["status"], headers=tuple(sent[0]["headers"]), body=content, raw=b""
        )

    def close(self) -> None:
        self._loop.close()


@contextmanager
def asking(
    app: ASGIApp, shown: tuple[str, str] | None = None, *, look: Look = lambda _request, _seen: None
) -> Iterator[Asker]:
    with closing(InProcess(app, shown)) as ask:
        yield Asker(ask, look=look)


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
