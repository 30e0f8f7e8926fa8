"""Which status and body a document of one's own gets when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

Serve = Callable[..., TestClient]

ERROR = {
    "type": "object",
    "required": ["code", "message"],
    "additionalProperties": False,
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
}


def document(**responses: object) -> dict[str, Any]:
    """Return a contract of pets, with refusals of one operation declared by status."""
    declared = {
        status.removeprefix("s"): {
            "description": "",
            "content": {"application/json": {"schema": schema}},
        }
        for status, schema in responses.items()
    }
    pet = {"type": "object", "properties": {"id": {"type": "integer", "minimum": 1}}}
    found = {"200": {"description": "", "content": {"application/json": {"schema": pet}}}}
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    get = {"operationId": "getPet", "parameters": [identifier], "responses": found | declared}
    pets = {"application/json": {"schema": {"type": "array", "items": pet}}}
    listing = {
        "operationId": "listPets",
        "responses": {"200": {"description": "", "content": pets}},
    }
    paths = {"/pets": {"get": listing}, "/pets/{id}": {"get": get}}
    return {"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": paths}


@pytest.mark.parametrize(
    ("responses", "path", "status", "body"),
    [
        pytest.param(
            {"s404": ERROR},
            "/pets/900",
            404,
            {"code": 404, "message": "there is no pet 900"},
            id="declared status",
        ),
        pytest.param(
            {"s422": ERROR}, "/pets/x", 422, {"code": 422}, id="another status for the same"
        ),
        pytest.param({"s4XX": ERROR}, "/pets/900", 404, {"code": 404}, id="a range"),
        pytest.param({"default": ERROR}, "/pets/x", 400, {"code": 400}, id="the default"),
        pytest.param(
            {}, "/pets/900", 404, {"status": 404, "title": "Not Found"}, id="nothing declared"
        ),
    ],
)
def test_refusal_is_said_as_the_document_declares_it(
    serve: Serve, responses: dict[str, object], path: str, status: int, body: dict[str, object]
) -> None:
    response = serve(document(**responses)).get(path)

    assert response.status_code == status
    assert response.json() | body == response.json()


def test_declared_operations_stand_beside_inferred_ones(serve: Serve) -> None:
    answers = {
        "listPets": {
            "behavior": "list",
            "resource": "pet",
            "answer": {"data": "$records", "total": 7},
        }
    }

    client = serve(behavior={"infer": True, "operations": answers})

    assert client.get("/v1/pets").json()["total"] == 7
    assert client.get("/v1/pets/1").status_code == 200


def test_without_asking_nothing_is_inferred_beside_a_declaration(serve: Serve) -> None:
    client = serve(behavior={"resources": {}, "operations": {}})

    made = client.post("/v1/pets", json={"name": "Rex"})

    assert made.status_code == 201
    assert client.get("/_understudy/worlds").json() == {"worlds": []}
