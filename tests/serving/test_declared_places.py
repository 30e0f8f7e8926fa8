"""Words of behavior.yaml about which record an operation speaks of: the only one, or a new one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.serving.conftest import answer, body

Serve = Callable[..., TestClient]
KEY = {"name": "placeId", "in": "path", "required": True, "schema": {"type": "string"}}
PLACE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "name", "made"],
    "properties": {
        "id": {"type": "string", "pattern": "^p[0-9]{4}$"},
        "name": {"type": "string"},
        "made": {"type": "string", "format": "date-time"},
    },
}
HOME = {**PLACE, "properties": {**PLACE["properties"], "id": {"const": "home"}}}
ASKED = {"type": "object", "properties": {"name": {"type": "string"}}}
CONTRACT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Places", "version": "1"},
    "paths": {
        "/home": {
            "get": {"operationId": "home", "responses": answer(HOME)},
            "post": {
                "operationId": "changeHome",
                "requestBody": body(ASKED),
                "responses": answer(HOME),
            },
        },
        "/places/{placeId}": {
            "parameters": [KEY],
            "get": {"operationId": "get", "responses": answer(PLACE)},
            "post": {
                "operationId": "change",
                "requestBody": body(ASKED),
                "responses": answer(PLACE),
            },
        },
    },
    "components": {"schemas": {"Place": PLACE, "Home": HOME}},
}
BEHAVIOR: dict[str, Any] = {
    "resources": {
        "place": {"key": "id", "schema": "#/components/schemas/Place"},
        "home": {"key": "id", "schema": "#/components/schemas/Home", "count": 1},
    },
    "operations": {
        "home": {"behavior": "get", "resource": "home", "key": {"value": "home"}},
        "changeHome": {"behavior": "update", "resource": "home", "key": {"value": "home"}},
        "get": {"behavior": "get", "resource": "place"},
        "change": {
            "behavior": "update",
            "resource": "place",
            "creates": "new",
            "defaults": {"name": "Nameless", "made": "$now"},
        },
    },
}


@pytest.fixture
def places(serve: Serve) -> TestClient:
    return serve(CONTRACT, behavior=BEHAVIOR)


def test_operation_without_a_key_in_its_path_speaks_of_the_one_record(places: TestClient) -> None:
    changed = places.post("/home", json={"name": "Elsewhere"})

    assert changed.status_code == 200
    assert places.get("/home").json()["name"] == "Elsewhere"


def test_the_word_in_place_of_a_key_makes_a_record_each_time(places: TestClient) -> None:
    first = places.post("/places/new", json={"name": "Shed"}).json()
    second = places.post("/places/new", json={}).json()

    assert first["id"] != second["id"]
    assert second["name"] == "Nameless"
    assert second["made"] > "2026"
    assert places.get(f"/places/{first['id']}").json() == first


def test_any_other_key_changes_what_is_there_or_finds_nothing(places: TestClient) -> None:
    made = places.post("/places/new", json={"name": "Shed"}).json()

    changed = places.post(f"/places/{made['id']}", json={"name": "Barn"})

    assert changed.json() == {**made, "name": "Barn"}
    assert places.post("/places/p9999", json={}).status_code == 404
