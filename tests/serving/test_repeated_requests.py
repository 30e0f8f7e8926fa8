"""A request that names itself is done once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

Serve = Callable[..., TestClient]

BEHAVIOR: dict[str, Any] = {
    "resources": {
        "pet": {
            "key": "id",
            "schema": "#/components/schemas/Pet",
            "count": 2,
            "unique": ["name"],
            "alive": {"status": "available"},
        }
    },
    "operations": {
        "listPets": {
            "behavior": "list",
            "resource": "pet",
            "answer": {"data": "$records", "total": "$total"},
        },
        "createPet": {"behavior": "create", "resource": "pet"},
        "getPet": {"behavior": "get", "resource": "pet"},
        "updatePet": {"behavior": "update", "resource": "pet"},
        "replacePet": {"behavior": "update", "resource": "pet", "replaces": True},
        "deletePet": {
            "behavior": "delete",
            "resource": "pet",
            "soft": {"status": "sold"},
            "twice": "gone",
        },
    },
    "headers": {"X-Window": "20"},
    "errors": {
        "body": {"code": "$code|null", "message": "$detail"},
        "kinds": {"invalid_body": {"code": "invalid"}, "conflict": {"code": "taken"}},
        "cases": [
            {"kind": "invalid_body", "keywords": ["required"], "status": 422, "code": "missing"},
            {"kind": "invalid_body", "name": "status", "code": "no-such-status"},
        ],
    },
    "idempotency": {
        "header": "Request-Key",
        "methods": ["POST", "PATCH"],
        "replayed": {"Replayed": "true"},
        "lifetime_s": 3,
    },
}
KEY = {"Request-Key": "one"}


@pytest.fixture
def pets(serve: Serve) -> TestClient:
    return serve(behavior=BEHAVIOR, check=False)  # the contract declares no refusals


def total(pets: TestClient) -> int:
    found: int = pets.get("/v1/pets").json()["total"]
    return found


def test_same_request_gets_the_first_answer_and_changes_nothing(pets: TestClient) -> None:
    first = pets.post("/v1/pets", json={"name": "Rex", "status": "available"}, headers=KEY)

    again = pets.post("/v1/pets", json={"status": "available", "name": "Rex"}, headers=KEY)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert ("replayed" in first.headers, again.headers["replayed"]) == (False, "true")
    assert total(pets) == 3


def test_another_request_of_that_name_is_a_conflict(pets: TestClient) -> None:
    pets.post("/v1/pets", json={"name": "Rex", "status": "available"}, headers=KEY)

    other = pets.post("/v1/pets", json={"name": "Tom", "status": "available"}, headers=KEY)

    assert other.status_code == 409
    assert "idempotency key" in other.json()["message"]
    assert total(pets) == 3


def test_an_error_is_given_again_although_it_would_now_succeed(pets: TestClient) -> None:
    named = {"name": "Rex", "status": "available"}
    kept = pets.post("/v1/pets", json=named).json()["id"]
    first = pets.post("/v1/pets", json=named, headers=KEY)
    pets.delete(f"/v1/pets/{kept}")

    again = pets.post("/v1/pets", json=named, headers=KEY)

    assert (first.status_code, again.status_code, again.content) == (409, 409, first.content)


def test_a_name_counts_for_one_method_and_path_and_where_it_is_asked_for(
    pets: TestClient,
) -> None:
    pets.post("/v1/pets", json={"name": "Rex", "status": "available"}, headers=KEY)
    key = pets.get("/v1/pets").json()["data"][0]["id"]

    changed = pets.patch(f"/v1/pets/{key}", json={"name": "Tom"}, headers=KEY)
    put = [
        pets.put(f"/v1/pets/{key}", json={"name": name, "status": "available"}, headers=KEY)
        for name in ("A", "B")
    ]

    assert changed.status_code == 200
    assert [each.status_code for each in put] == [200, 200]


def test_an_answer_is_kept_for_its_lifetime_only(pets: TestClient) -> None:
    named = {"name": "Rex", "status": "available"}
    first = pets.post("/v1/pets", json=named, headers=KEY)
    key = first.json()["id"]
    for name in ("A", "B", "C"):
        pets.patch(f"/v1/pets/{key}", json={"name": name})

    again = pets.post("/v1/pets", json=named, headers=KEY)

    assert again.json()["id"] != key


def test_headers_come_with_every_answer(pets: TestClient) -> None:
    asked = [pets.get("/v1/pets"), pets.get("/v1/pets/900"), pets.get("/v1/none")]

    assert [each.headers["x-window"] for each in asked] == ["20", "20", "20"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({}, 422, "missing", id="keyword"),
        pytest.param({"name": "Rex", "status": "lost"}, 400, "no-such-status", id="name"),
        pytest.param({"name": ""}, 400, "invalid", id="none of them"),
    ],
)
def test_the_first_offence_tells_more_than_the_kind(
    pets: TestClient, body: object, status: int, code: str
) -> None:
    refused = pets.post("/v1/pets", json=body)

    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_deleting_twice_is_what_the_service_says(pets: TestClient) -> None:
    key = pets.post("/v1/pets", json={"name": "Rex", "status": "available"}).json()["id"]

    statuses = [pets.delete(f"/v1/pets/{each}").status_code for each in (key, key, 900)]

    assert statuses == [204, 410, 404]
