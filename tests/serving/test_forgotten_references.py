"""Records that name a deleted one are neither shown nor found by it, although none was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.serving.conftest import answer, body

Serve = Callable[..., TestClient]
KEY = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
TAGS = {"name": "tags", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}
TAG = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
PET = {
    "type": "object",
    "required": ["id", "tags"],
    "properties": {"id": {"type": "string"}, "tags": {"type": "array", "items": TAG}},
}
NEW_PET = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Zoo", "version": "1"},
    "paths": {
        "/tags": {
            "post": {"operationId": "tag", "requestBody": body(TAG), "responses": answer(TAG)}
        },
        "/tags/{key}": {
            "delete": {
                "operationId": "untag",
                "parameters": [KEY],
                "responses": {"204": {"description": "gone"}},
            }
        },
        "/pets": {
            "get": {
                "operationId": "list",
                "parameters": [TAGS],
                "responses": answer({"type": "array", "items": PET}),
            },
            "post": {"operationId": "add", "requestBody": body(NEW_PET), "responses": answer(PET)},
        },
    },
}
BEHAVIOR = {
    "resources": {
        "tag": {"key": "id"},
        "pet": {
            "key": "id",
            "relations": {"tags": {"resource": "tag", "many": True}},
            "references": {"tags": {"resource": "tag", "on_delete": "forget"}},
        },
    },
    "operations": {
        "tag": {"behavior": "create", "resource": "tag"},
        "untag": {"behavior": "delete", "resource": "tag"},
        "list": {"behavior": "list", "resource": "pet", "filters": {"tags": "tags"}},
        "add": {"behavior": "create", "resource": "pet"},
    },
}


@pytest.fixture
def zoo(serve: Serve) -> TestClient:
    client = serve(DOCUMENT, behavior=BEHAVIOR, check=False)
    for tag in ("tame", "wild"):
        client.post("/tags", json={"id": tag}).raise_for_status()
    client.post("/pets", json={"id": "rex", "tags": ["tame", "wild"]}).raise_for_status()
    client.post("/pets", json={"id": "tom", "tags": ["wild"]}).raise_for_status()
    client.delete("/tags/wild").raise_for_status()
    return client


def shown(client: TestClient, *tags: str) -> dict[str, list[str]]:
    found = client.get("/pets", params={"tags": list(tags)}).json()
    return {pet["id"]: [tag["id"] for tag in pet["tags"]] for pet in found}


def test_deleted_record_is_shown_nowhere(zoo: TestClient) -> None:
    assert shown(zoo) == {"rex": ["tame"], "tom": []}


def test_deleted_record_finds_nothing(zoo: TestClient) -> None:
    assert shown(zoo, "wild") == {}
    assert shown(zoo, "wild", "tame") == {"rex": ["tame"]}


def test_deleted_record_cannot_be_named_again(zoo: TestClient) -> None:
    assert zoo.post("/pets", json={"id": "pia", "tags": ["wild"]}).status_code == 400
