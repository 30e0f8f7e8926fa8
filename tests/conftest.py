"""What tests of services share: an application in process, spoken to over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from understudy.behavior import AuthMode
from understudy.serving import Settings, build_application

ClientFor = Callable[..., TestClient]


@pytest.fixture(scope="session")
def applications() -> dict[tuple[object, ...], TestClient]:
    """Clients by what they were asked for: loading a contract costs more than a test."""
    return {}


@pytest.fixture
def client_for(applications: dict[tuple[object, ...], TestClient]) -> Iterator[ClientFor]:
    """Give clients of services, their default world as it was at the start.

    `client_for("jtl", auth="strict", records=40)`: paths are relative to the service, so `/erp/items`; the control API
    is at `client.post("http://127.0.0.1/_understudy/...")`.
    """
    used: list[TestClient] = []

    def make(service: str, *, auth: str = "present", records: int | None = None, seed: int = 1, check: bool = True) -> TestClient:
        place = (service, auth, records, seed, check)
        if place not in applications:
            settings = Settings(services=(service,), auth=AuthMode(auth), records=records, seed=seed, check=check)
            applications[place] = TestClient(build_application(settings), base_url="http://127.0.0.1")
        client = applications[place]
        used.append(client)
        client.post("/_understudy/worlds/default/reset").raise_for_status()
        return client

    yield make
