"""A small contract of one's own, served in process: what matters to a test is in the test."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from understudy.serving import Settings, build_application

PET: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "minLength": 1, "maxLength": 40},
        "status": {"type": "string", "enum": ["available", "sold"]},
    },
}
NEW_PET = {"type": "object", "required": ["name"], "properties": {**PET["properties"]}}
PET_ID = {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}


def answer(schema: object, status: str = "200") -> dict[str, Any]:
    return {
        status: {"description": "as asked", "content": {"application/json": {"schema": schema}}}
    }


def body(schema: object) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def petstore() -> dict[str, Any]:
    """Return a contract of a collection of pets."""
    reference = {"$ref": "#/components/schemas/Pet"}
    page = {
        "type": "object",
        "properties": {"data": {"type": "array", "items": reference}, "total": {"type": "integer"}},
    }
    limit = {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 50},
    }
    offset = {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://pets.example.com/v1"}],
        "paths": {
            "/pets": {
                "get": {
                    "operationId": "listPets",
                    "parameters": [limit, offset],
                    "responses": answer(page),
                },
                "post": {
                    "operationId": "createPet",
                    "requestBody": body(NEW_PET),
                    "responses": answer(reference, "201"),
                },
            },
            "/pets/{petId}": {
                "parameters": [PET_ID],
                "get": {"operationId": "getPet", "responses": answer(reference)},
                "patch": {
                    "operationId": "updatePet",
                    "requestBody": body({"type": "object", "properties": PET["properties"]}),
                    "responses": answer(reference),
                },
                "put": {
                    "operationId": "replacePet",
                    "requestBody": body(NEW_PET),
                    "responses": answer(reference),
                },
                "delete": {
                    "operationId": "deletePet",
                    "responses": {"204": {"description": "gone"}},
                },
            },
        },
        "components": {"schemas": {"Pet": deepcopy(PET)}},
    }


TOY = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
TOYS = {
    "parameters": [PET_ID],
    "get": {"operationId": "listToys", "responses": answer({"type": "array", "items": TOY})},
    "post": {"operationId": "createToy", "requestBody": body(TOY), "responses": answer(TOY, "201")},
}


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., TestClient]:
    """Serve a document under the name `pets`; a `behavior` is written beside it."""

    def make(
        document: dict[str, Any] | None = None,
        *,
        behavior: object = None,
        toys: bool = False,
        **options: Any,
    ) -> TestClient:
        contract = document or petstore()
        if toys:
            contract["paths"]["/pets/{petId}/toys"] = TOYS
        path = tmp_path / "pets.yaml"
        path.write_text(yaml.safe_dump(contract, sort_keys=False), encoding="utf-8")
        if behavior is not None:
            (tmp_path / "behavior.yaml").write_text(yaml.safe_dump(behavior), encoding="utf-8")
        options.setdefault("check", True)
        application = build_application(Settings(services=(str(path),), **options))
        return TestClient(application, base_url="http://127.0.0.1")

    return make
