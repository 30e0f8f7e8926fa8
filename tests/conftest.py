"""What tests of services share: an application in process, spoken to over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
def client_for(applications: dict[tuple[object, ...], TestClient]) -> ClientFor:
    """Give clients of services, their default world as it was at the start.

    `client_for("jtl", auth="strict")`: paths are relative to the service, so `/erp/items`; the
    control API is there too, under `/_understudy`.
    """

    def make(service: str, **options: Any) -> TestClient:
        place = (service, *sorted(options.items()))
        if place not in applications:
            options.setdefault("check", True)
            options["auth"] = AuthMode(options.get("auth", "present"))
            application = build_application(Settings(services=(service,), **options))
            applications[place] = TestClient(application, base_url="http://127.0.0.1")
        client = applications[place]
        client.post("/_understudy/worlds/default/reset").raise_for_status()
        return client

    return make
