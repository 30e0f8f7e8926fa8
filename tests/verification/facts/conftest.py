"""A small shop: its contract, its behavior, and exchanges with it as a run would record them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import orjson
import pytest

from understudy.behavior import Behavior, infer_behavior
from understudy.contract import Contract, interpret
from understudy.verification.exchanges import Exchange
from understudy.verification.failures import Failure, Source
from understudy.verification.report import Finding

Ask = Callable[..., Exchange]

ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "status": {"type": "string", "enum": ["active", "sold"]},
        "note": {"type": ["string", "null"]},
        "created": {"type": "string", "format": "date-time"},
        "parent": {"anyOf": [{"$ref": "#/components/schemas/Item"}, {"type": "null"}]},
    },
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "security": [{"bearer": []}],
    "paths": {
        "/items": {
            "get": {
                "operationId": "listItems",
                "x-provenance": {"label": "documented"},
                "parameters": [
                    {
                        "name": "limit",
                        "in": "query",
                        "schema": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
                    },
                    {
                        "name": "status",
                        "in": "query",
                        "x-provenance": {"label": "inferred"},
                        "schema": {"type": "string", "enum": ["active", "sold"]},
                    },
                    {
                        "name": "X-Shop",
                        "in": "header",
                        "required": True,
                        "schema": {"type": "string"},
                    },
                ],
                "responses": {
                    "200": {
                        "description": "Items.",
                        "headers": {"X-Total": {"required": True, "schema": {"type": "integer"}}},
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["items"],
                                    "properties": {
                                        "items": {
                                            "type": "array",
                                            "items": {"$ref": "#/components/schemas/Item"},
                                        },
                                        "next": {"type": ["string", "null"]},
                                    },
                                }
                            }
                        },
                    },
                    "400": {"$ref": "#/components/responses/Bad"},
                    "401": {"description": "Who are you?"},
                },
            },
            "post": {
                "operationId": "createItem",
                "x-provenance": {"label": "inferred"},
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string", "minLength": 1},
                                    "status": {"enum": ["active", "sold"]},
                                },
                            }
                        }
                    },
                },
                "responses": {
                    "201": {
                        "description": "Created.",
                        "headers": {"Location": {"schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Item"}}
                        },
                    },
                    "400": {"$ref": "#/components/responses/Bad"},
                },
            },
        },
        "/items/{id}": {
            "get": {
                "operationId": "getItem",
                "x-provenance": {"label": "documented"},
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
                ],
                "responses": {
                    "200": {
                        "description": "An item.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Item"}}
                        },
                    },
                    "404": {"description": "None."},
                },
            }
        },
    },
    "components": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        "schemas": {"Item": ITEM},
        "responses": {
            "Bad": {
                "description": "Refused.",
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "required": ["message"],
                            "properties": {"message": {"type": "string"}},
                        }
                    }
                },
            }
        },
    },
}
METHODS = {"listItems": "GET", "createItem": "POST", "getItem": "GET"}
SHOP = (("X-Shop", "north"), ("Authorization", "Bearer (redacted)"))


@pytest.fixture
def document() -> dict[str, Any]:
    """The shop's document, free to be changed."""
    return deepcopy(DOCUMENT)


@pytest.fixture
def contract(document: dict[str, Any]) -> Contract:
    return interpret(document)


@pytest.fixture
def behavior(contract: Contract) -> Behavior:
    return infer_behavior(contract)


@pytest.fixture
def ask() -> Ask:
    """Record an exchange: `ask("getItem", "/items/1", 200, {...})`; bodies are JSON."""
    numbers = iter(range(1, 10_000))

    def record(
        operation: str, target: str, status: int | None, answer: Any = None, **more: Any
    ) -> Exchange:
        sent = more.pop("sends", None)
        headers = more.pop("headers", SHOP)
        answered = more.pop("answers", ())
        media_type = more.pop("media_type", "application/json")
        if sent is not None:
            headers = (*headers, ("Content-Type", "application/json"))
        return Exchange(
            number=next(numbers),
            asker="test",
            method=METHODS[operation],
            target=target,
            operation=operation,
            status=status,
            request_headers=headers,
            request_body=b"" if sent is None else orjson.dumps(sent),
            response_headers=(("content-type", media_type), *answered),
            response_body=answer if isinstance(answer, bytes) else orjson.dumps(answer),
            **more,
        )

    return record


@pytest.fixture
def finding() -> Callable[..., Finding]:
    """Make a finding as the judge would."""

    def make(rule: str, operation: str, *exchanges: Exchange, **more: Any) -> Finding:
        failure = Failure(
            rule=rule,
            source=Source.FUZZER,
            operation=operation,
            message=more.pop("message", rule),
            exchanges=exchanges,
            **more,
        )
        return Finding(failure=failure)

    return make
