"""The clock of a world: put forward by the control API, for all its services, until a reset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import ClientFor
from tests.serving.conftest import petstore

Serve = Callable[..., TestClient]
CLOCK = "/_understudy/worlds/default/clock"


def dated(serve: Serve) -> TestClient:
    """Serve pets that know when they were created."""
    document = petstore()
    born = {"type": "string", "format": "date-time"}
    document["components"]["schemas"]["Pet"]["properties"]["born"] = born
    pet = {"key": "id", "schema": "#/components/schemas/Pet"}
    operations = {"createPet": {"behavior": "create", "resource": "pet", "set": {"born": "$now"}}}
    return serve(document, behavior={"resources": {"pet": pet}, "operations": operations})


def create(client: TestClient, **headers: str) -> Any:
    response = client.post("/v1/pets", json={"name": "Rex"}, headers=headers)
    response.raise_for_status()
    return response.json()["born"]


def test_clock_starts_at_its_moment_and_moves_with_each_change(serve: Serve) -> None:
    client = dated(serve)

    before = client.get(CLOCK).json()
    create(client)

    assert before == {"world": "default", "now": "2026-06-01T09:00:00Z", "advanced_s": 0}
    assert client.get(CLOCK).json()["now"] == "2026-06-01T09:00:01Z"


def test_clock_is_put_forward_by_seconds_or_to_a_moment(serve: Serve) -> None:
    client = dated(serve)
    create(client)

    client.post(CLOCK, json={"advance_s": 60}).raise_for_status()
    later = create(client)
    told = client.post(CLOCK, json={"now": "2027-01-01T01:00:00+01:00"})
    new_year = create(client)

    assert later == "2026-06-01T09:01:01Z"
    assert told.json()["now"] == new_year == "2027-01-01T00:00:00Z"


def test_clocks_of_worlds_are_their_own_and_a_reset_brings_them_back(serve: Serve) -> None:
    client = dated(serve)
    client.post("/_understudy/worlds/red/clock", json={"advance_s": 3600}).raise_for_status()

    red, other = create(client, **{"Understudy-World": "red"}), create(client)
    changed = client.get("/_understudy/worlds").json()["worlds"]
    client.post("/_understudy/worlds/red/reset").raise_for_status()

    assert (red, other) == ("2026-06-01T10:00:00Z", "2026-06-01T09:00:00Z")
    assert changed == ["default", "red"]
    assert create(client, **{"Understudy-World": "red"}) == "2026-06-01T09:00:00Z"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "not JSON", id="nothing"),
        pytest.param(b"{", "not JSON", id="no JSON"),
        pytest.param(b"[]", "expected", id="no object"),
        pytest.param(b'{"advance_s": 1, "now": ""}', "expected", id="both"),
        pytest.param(b'{"advance_s": "1"}', "expected", id="text"),
        pytest.param(b'{"advance_s": true}', "expected", id="flag"),
        pytest.param(b'{"advance_s": -1}', "only moves forward", id="back"),
        pytest.param(b'{"now": "2026-06-01T08:00:00Z"}', "only moves forward", id="the past"),
        pytest.param(b'{"now": "2027-01-01T00:00:00"}', "lacks an offset", id="no offset"),
        pytest.param(b'{"now": "tomorrow"}', "no time", id="no time"),
        pytest.param(b'{"advance_s": 999999999999999999}', "ends at", id="too far"),
        pytest.param(b'{"now": "9999-12-31T23:59:59-23:00"}', "ends at", id="end of time"),
    ],
)
def test_unclear_requests_move_nothing(serve: Serve, content: bytes, told: str) -> None:
    client = dated(serve)

    refused = client.post(CLOCK, content=content)

    assert refused.status_code == 400
    assert told in refused.json()["detail"]
    assert client.get(CLOCK).json()["advanced_s"] == 0


def test_endless_request_is_refused(serve: Serve) -> None:
    assert dated(serve).post(CLOCK, content=b" " * 10_000).status_code == 413


def test_name_of_no_world_is_refused(serve: Serve) -> None:
    client = dated(serve)

    for method in ("GET", "POST"):
        assert client.request(method, "/_understudy/worlds/a%20b/clock").status_code == 400


def test_issued_token_expires_when_the_clock_is_put_forward(client_for: ClientFor) -> None:
    client = client_for("exsited", auth="strict")
    asked = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}
    asked["redirect_uri"] = "https://example.com"
    token = client.post("/api/v1/oauth2/token", json=asked).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}

    before = client.get("/api/v2/items", headers=headers).status_code
    client.post(CLOCK, json={"advance_s": 3600}).raise_for_status()
    after = client.get("/api/v2/items", headers=headers).status_code

    assert (before, after) == (200, 401)


def test_question_is_answered_anew_at_another_time(serve: Serve) -> None:
    client = dated(serve)
    create(client)
    first = [client.get("/v1/pets").json() for _ in range(3)]

    client.post(CLOCK, json={"advance_s": 60}).raise_for_status()

    assert [client.get("/v1/pets").json() for _ in range(3)] == first
