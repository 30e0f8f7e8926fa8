"""A document with anything anywhere is read, or refused with its place: never a traceback."""

import copy
from typing import Any

import pytest

from understudy.contract import (
    ContractError,
    Json,
    JsonObject,
    Schemas,
    compile_parameters,
    interpret,
)
from understudy.contract.document_lint import lint_nullable, lint_references, lint_schemas
from understudy.contract.example_lint import lint_examples
from understudy.contract.provenance_lint import lint_provenance

DOCUMENT: JsonObject = {
    "openapi": "3.1.0",
    "info": {"title": "Petstore", "version": "1"},
    "servers": [{"url": "https://{host}/v1", "variables": {"host": {"default": "a.example"}}}],
    "security": [{"token": []}],
    "x-provenance": {"sources": {"docs": {"title": "Pets API page"}}},
    "paths": {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "schema": {"type": "integer"}}],
            "get": {
                "operationId": "getPet",
                "tags": ["Pets"],
                "x-provenance": {"label": "documented", "source": "docs"},
                "parameters": [
                    {"$ref": "#/components/parameters/Tags"},
                    {"name": "f", "in": "query", "content": {"application/json": {"schema": {}}}},
                    {
                        "name": "d",
                        "in": "query",
                        "style": "deepObject",
                        "schema": {"type": "object"},
                    },
                ],
                "requestBody": {"content": {"*/*": {"schema": {"oneOf": [{"type": "null"}]}}}},
                "responses": {
                    "200": {
                        "description": "OK",
                        "headers": {"X-Next": {"schema": {"type": "string"}, "example": "a"}},
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Pet"},
                                "examples": {"rex": {"value": {"name": "Rex"}}},
                            }
                        },
                    }
                },
            },
        }
    },
    "components": {
        "parameters": {
            "Tags": {
                "name": "tags",
                "in": "query",
                "explode": False,
                "schema": {"type": "array", "items": {"enum": ["a", "b"]}, "default": ["a"]},
            }
        },
        "schemas": {
            "Pet": {
                "type": "object",
                "nullable": True,
                "properties": {"name": {"type": "string", "pattern": "^R", "examples": ["Rex"]}},
                "allOf": [{"required": ["name"]}],
            }
        },
        "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}


def places(value, path=()):
    yield path
    members = list(enumerate(value)) if isinstance(value, list) else []
    if isinstance(value, dict):
        members = list(value.items())
    for key, member in members:
        yield from places(member, (*path, key))


PLACES = [path for path in places(DOCUMENT) if path]
ANYTHING: list[Json] = [
    None,
    True,
    -1,
    2.5,
    "",
    "object",
    [],
    [None],
    [{}],
    ["a", "a"],
    {},
    {"a": None},
    {"$ref": "#/components/schemas/Pet"},
    {"$ref": "#/nowhere"},
    {"$ref": "#"},
    {"$ref": 5},
    {"type": ["string", 5]},
    {"type": "array", "items": False},
]


def replace(path, value, document=DOCUMENT):
    document = copy.deepcopy(document)
    holder: Any = document
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = copy.deepcopy(value)
    return document


@pytest.mark.parametrize("path", PLACES, ids=lambda path: "/".join(map(str, path)))
def test_anything_anywhere_is_read_or_refused(path):
    for number, value in enumerate(ANYTHING):
        document = replace(("openapi",), "3.0.3" if number % 3 else "3.1.0")
        document = replace(path, value, document)
        try:
            contract = interpret(document)
            schemas = Schemas(contract.document)
            for operation in contract.operations:
                decoder = compile_parameters(operation.parameters, schemas)
                decoder.decode({"id": "1"}, b"tags=a&f=1&d[x]=1")
        except ContractError as error:
            assert error.what  # noqa: PT017 - being read is fine, too


@pytest.mark.parametrize("path", PLACES, ids=lambda path: "/".join(map(str, path)))
def test_anything_anywhere_can_be_linted(path):
    for value in ANYTHING[::4]:
        document = replace(path, value)
        try:
            findings = [
                *lint_references(document),
                *lint_nullable(document),
                *lint_schemas(document),
                *lint_examples(document, Schemas(document)),
                *lint_provenance(document),
            ]
            assert all(finding.message for finding in findings)
        except ContractError as error:
            assert error.what  # noqa: PT017 - being linted is fine, too
