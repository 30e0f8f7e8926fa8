"""A document of one's own, served with nothing declared, meets an independent judge: a fuzzer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.loopback import served
from understudy.services.loading import load_service
from understudy.serving import Settings, build_application
from understudy.serving.connections import BoundedProtocol
from understudy.verification.fuzzing import Credential, FuzzJob, fuzz, split_by_base_path
from understudy.verification.profiles import Effort, Phase

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 499},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
NAME = {"type": "string", "minLength": 1, "maxLength": 40}
CHOSEN = {
    "name": NAME,
    "status": {"type": "string", "enum": ["available", "pending", "sold"]},
    "weight": {"type": "number", "minimum": 0, "maximum": 500},
    "born": {"type": ["string", "null"], "format": "date"},
    "tags": {"type": "array", "maxItems": 5, "items": NAME},
    "owner": {
        "type": ["object", "null"],
        "required": ["name"],
        "additionalProperties": False,
        "properties": {"name": NAME, "phone": {"type": "string", "pattern": "^[0-9]{3,12}$"}},
    },
}
ID = {"type": "integer", "minimum": 1, "maximum": 2147483647}
PET = {
    "type": "object",
    "required": ["id", "name", "status"],
    "additionalProperties": False,
    "properties": {"id": ID, **CHOSEN, "created_at": {"type": "string", "format": "date-time"}},
}
NEW_PET = {
    "type": "object",
    "required": ["name", "status"],
    "additionalProperties": False,
    "properties": CHOSEN,
}
PATCH = {"type": "object", "additionalProperties": False, "properties": CHOSEN}
SKU = {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$"}
TOY = {
    "type": "object",
    "required": ["sku", "name"],
    "additionalProperties": False,
    "properties": {"sku": SKU, "name": NAME, "price": {"type": "number", "minimum": 0}},
}
REFUSALS = {"400": "Invalid", "401": "Unknown caller"}
WRITING = {"409": "Taken", "413": "Too large", "415": "Another media type"}


def answers(*refused: dict[str, str], **granted: object) -> dict[str, Any]:
    """Return responses: `status_200=schema` for what is granted, problems for what is refused."""
    found: dict[str, Any] = {}
    for name, schema in granted.items():
        found[name.removeprefix("status_")] = {
            "description": "as asked",
            **({"content": {"application/json": {"schema": schema}}} if schema else {}),
        }
    for status, description in (pair for each in (REFUSALS, *refused) for pair in each.items()):
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        found[status] = {"description": description, "content": content}
    return found


def schema(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def body(name: str) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema(name)}}}


def page(name: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["data", "total"],
        "additionalProperties": False,
        "properties": {
            "data": {"type": "array", "items": schema(name)},
            "total": {"type": "integer", "minimum": 0},
        },
    }


def parameter(name: str, where: str, asked: object) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": asked}


MISSING = {"404": "Not there"}
PAGES = [
    parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 50}),
    parameter("offset", "query", {"type": "integer", "minimum": 0, "maximum": 2147483647}),
]
SELECTING = [
    parameter("status", "query", CHOSEN["status"]),
    parameter("sort", "query", {"type": "string", "enum": ["id", "name", "weight"]}),
    parameter("order", "query", {"type": "string", "enum": ["asc", "desc"]}),
]
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://pets.example.com/v1"}],
    "security": [{"token": []}],
    "paths": {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "parameters": [*PAGES, *SELECTING],
                "responses": answers(status_200=page("Pet")),
            },
            "post": {
                "operationId": "createPet",
                "requestBody": body("NewPet"),
                "responses": answers(WRITING, status_201=schema("Pet")),
            },
        },
        "/pets/{petId}": {
            "parameters": [parameter("petId", "path", ID)],
            "get": {
                "operationId": "getPet",
                "responses": answers(MISSING, status_200=schema("Pet")),
            },
            "put": {
                "operationId": "replacePet",
                "requestBody": body("NewPet"),
                "responses": answers(MISSING, WRITING, status_200=schema("Pet")),
            },
            "patch": {
                "operationId": "updatePet",
                "requestBody": body("PetChanges"),
                "responses": answers(MISSING, WRITING, status_200=schema("Pet")),
            },
            "delete": {
                "operationId": "deletePet",
                "responses": answers(MISSING, status_204=None),
            },
        },
        "/pets/{petId}/toys": {
            "parameters": [parameter("petId", "path", ID)],
            "get": {
                "operationId": "listToys",
                "parameters": PAGES,
                "responses": answers(MISSING, status_200=page("Toy")),
            },
            "post": {
                "operationId": "createToy",
                "requestBody": body("Toy"),
                "responses": answers(MISSING, WRITING, status_201=schema("Toy")),
            },
        },
        "/pets/{petId}/toys/{sku}": {
            "parameters": [parameter("petId", "path", ID), parameter("sku", "path", SKU)],
            "get": {
                "operationId": "getToy",
                "responses": answers(MISSING, status_200=schema("Toy")),
            },
        },
    },
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Pet": PET,
            "NewPet": NEW_PET,
            "PetChanges": PATCH,
            "Toy": TOY,
            "Problem": PROBLEM,
        },
    },
}
EFFORT = Effort(phases=(Phase.COVERAGE, Phase.STATEFUL), examples=5, writes=True)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "pets.yaml"
    path.write_text(yaml.safe_dump(DOCUMENT, sort_keys=False), encoding="utf-8")
    return path


@pytest.fixture
def origin(document: Path) -> Iterator[str]:
    application = build_application(Settings(services=(str(document),), check=True))
    with served(application, http=BoundedProtocol) as origin:
        yield origin


def test_fuzzer_finds_nothing_in_a_served_document(document: Path, origin: str) -> None:
    loaded = load_service(str(document))
    job = FuzzJob(
        contract=loaded.contract,
        behavior=loaded.behavior,
        url=origin,
        groups=split_by_base_path(loaded.contract.operations),
        effort=EFFORT,
        seed=20261121,
        credentials={"token": Credential(value="demo")},
    )

    fuzzed = fuzz(job)

    assert [each.message for each in fuzzed.failures] == []
    assert fuzzed.errors == ()
    assert fuzzed.complete
