"""Token endpoints whose keys are records: what those say of role, expiry and end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.serving.conftest import answer, body

Serve = Callable[..., TestClient]
KEY = {
    "type": "object",
    "required": ["id", "secret", "gone"],
    "properties": {
        "id": {"type": "integer"},
        "secret": {"type": "string"},
        "role": {"type": "string"},
        "until": {"type": "string", "format": "date-time"},
        "gone": {"type": "boolean"},
    },
}
ASKED = {"type": "object", "properties": KEY["properties"]}
TOKEN = {"type": "object", "properties": {"token": {"type": "string"}}}
BEARER = {"type": "http", "scheme": "bearer"}
OPEN: dict[str, Any] = {"security": []}
CONTRACT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Keys", "version": "1"},
    "paths": {
        "/keys": {
            "post": {
                "operationId": "make",
                "requestBody": body(ASKED),
                "responses": answer(KEY, "201"),
                **OPEN,
            },
            "get": {
                "operationId": "list",
                "responses": answer({"type": "array", "items": KEY}),
                "security": [{"bearer": []}],
            },
        },
        "/tokens": {
            "post": {
                "operationId": "token",
                "requestBody": body({"type": "object"}),
                "responses": answer(TOKEN),
                **OPEN,
            }
        },
    },
    "components": {"schemas": {"Key": KEY}, "securitySchemes": {"bearer": BEARER}},
}
BEHAVIOR: dict[str, Any] = {
    "credentials": {"roles": ["admin", "guest"]},
    "resources": {
        "key": {"key": "id", "schema": "#/components/schemas/Key", "alive": {"gone": False}}
    },
    "operations": {
        "make": {"behavior": "create", "resource": "key"},
        "list": {"behavior": "list", "resource": "key", "roles": ["admin"]},
        "token": {
            "behavior": "token",
            "answer": {"token": "$token"},
            "token": {
                "lifetime_s": 60,
                "identity": "secret",
                "keys": {"resource": "key", "field": "secret", "role": "role", "expires": "until"},
            },
        },
    },
}


@pytest.fixture
def keys(serve: Serve) -> TestClient:
    return serve(CONTRACT, behavior=BEHAVIOR, auth="strict")


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"role": "admin"}, 200), ({"role": "guest"}, 403), ({}, 200)],
    ids=["admin", "guest", "none"],
)
def test_token_has_the_role_of_its_key(
    keys: TestClient, fields: dict[str, Any], status: int
) -> None:
    keys.post("/keys", json={"secret": "s", "gone": False, **fields}).raise_for_status()

    token = keys.post("/tokens", json={"secret": "s"}).json()["token"]

    listed = keys.get("/keys", headers={"authorization": f"Bearer {token}"})
    assert listed.status_code == status


@pytest.mark.parametrize(
    "fields", [{"gone": True}, {"until": "2001-01-01T00:00:00Z"}], ids=["deleted", "expired"]
)
def test_key_that_is_no_good_gives_no_token(keys: TestClient, fields: dict[str, Any]) -> None:
    keys.post("/keys", json={"secret": "s", "gone": False, **fields}).raise_for_status()

    assert keys.post("/tokens", json={"secret": "s"}).status_code == 401


@pytest.mark.parametrize("secret", ["unknown", 7, None])
def test_key_that_nobody_made_is_good_for_all(keys: TestClient, secret: object) -> None:
    token = keys.post("/tokens", json={"secret": secret}).json()["token"]

    assert keys.get("/keys", headers={"authorization": f"Bearer {token}"}).status_code == 200
