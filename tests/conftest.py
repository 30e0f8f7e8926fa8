"""What tests of services share: an application in process, spoken to over HTTP.

What it was asked with success is noted: see `tests/tested.py`.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests import tested
from understudy.behavior import AuthMode
from understudy.serving import Settings, build_application

ClientFor = Callable[..., TestClient]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[tested.NOTED] = {}
    # What a shell starts in the background ignores Ctrl-C, and so would all that tests start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker of pytest-xdist noted."""
    tested.merge(node.config.stash[tested.NOTED], node.workeroutput.get("tested", {}))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    worker: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if worker is None:
        tested.finish(session, has_passed=exitstatus == 0)
    else:
        noted = session.config.stash[tested.NOTED]
        worker["tested"] = {service: sorted(names) for service, names in noted.items()}


@pytest.fixture(scope="session")
def applications() -> dict[tuple[object, ...], TestClient]:
    """Clients by what they were asked for: loading a contract costs more than a test."""
    return {}


@pytest.fixture
def client_for(
    applications: dict[tuple[object, ...], TestClient], request: pytest.FixtureRequest
) -> ClientFor:
    """Give clients of services, their default world as it was at the start.

    `client_for("jtl", auth="strict")`: paths are relative to the service, so `/erp/items`; the
    control API is there too, under `/_understudy`.
    """

    noted = request.config.stash[tested.NOTED]

    def make(service: str, **options: Any) -> TestClient:
        place = (service, *sorted(options.items()))
        if place not in applications:
            options.setdefault("check", True)
            options["auth"] = AuthMode(options.get("auth", "present"))
            application = build_application(Settings(services=(service,), **options))
            client = applications[place] = TestClient(application, base_url="http://127.0.0.1")
            client.event_hooks = {"response": [tested.noting(application, noted)]}
        client = applications[place]
        client.post("/_understudy/worlds/default/reset").raise_for_status()
        return client

    return make
