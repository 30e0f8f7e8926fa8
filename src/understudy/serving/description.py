"""The control API's own contract."""

from __future__ import annotations

from understudy import __version__
from understudy.contract.operations import JsonObject

_PROBLEM: JsonObject = {
    "type": "object",
    "required": ["type", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


def describe_control() -> JsonObject:
    """Return the OpenAPI document of the control API."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Understudy control API", "version": __version__},
        "paths": {
            "/_understudy/health": {
                "get": _reading("getHealth", "Whether the server answers", "Health")
            },
            "/_understudy/services": {
                "get": _reading(
                    "listServices", "What is served, operation by operation", "Services"
                )
            },
            "/_understudy/services/{service}/openapi.json": {
                "parameters": [_path_parameter("service")],
                "get": _reading("getContract", "A service's contract", "Contract"),
            },
            "/_understudy/worlds": {
                "get": _reading("listWorlds", "Worlds in which something was changed", "Worlds")
            },
            "/_understudy/worlds/{world}/reset": {
                "parameters": [_path_parameter("world")],
                "post": _reading("resetWorld", "Bring a world back to its start", "Reset"),
            },
            "/_understudy/worlds/{world}/clock": {
                "parameters": [_path_parameter("world")],
                "get": _reading("getClock", "A world's time", "Clock"),
                "post": {
                    **_reading("advanceClock", "Put a world's clock forward", "Clock"),
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Advance"}}
                        },
                    },
                },
            },
        },
        "components": {"schemas": _schemas()},
    }


def _path_parameter(name: str) -> JsonObject:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _reading(operation_id: str, summary: str, schema: str) -> JsonObject:
    problem: JsonObject = {
        "description": "Not here, or not for this caller",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    success: JsonObject = {
        "description": summary,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
    return {
        "operationId": operation_id,
        "summary": summary,
        "responses": {"200": success, "4XX": problem},
    }


def _object(**properties: JsonObject) -> JsonObject:
    return {"type": "object", "required": list(properties), "properties": dict(properties)}


def _schemas() -> JsonObject:
    text: JsonObject = {"type": "string"}
    count: JsonObject = {"type": "integer", "minimum": 0}
    operation = _object(id=text, method=text, path=text, behavior=text)
    flag: JsonObject = {"type": "boolean"}
    quirk = _object(name=text, says=text, provenance=text, doubtful=flag, on=flag)
    service = _object(
        name=text,
        title=text,
        url=text,
        contract=text,
        operations={"type": "array", "items": operation},
        documented=count,
        inferred=count,
        conflict=count,
        quirks={"type": "array", "items": quirk},
    )
    return {
        "Problem": _PROBLEM,
        "Health": _object(status=text, version=text, services={"type": "array", "items": text}),
        "Services": _object(seed={"type": "integer"}, services={"type": "array", "items": service}),
        "Contract": {"type": "object"},
        "Worlds": _object(worlds={"type": "array", "items": text}),
        "Clock": _object(
            world=text, now={"type": "string", "format": "date-time"}, advanced_s=count
        ),
        "Advance": {
            "oneOf": [
                _object(advance_s=count),
                _object(now={"type": "string", "format": "date-time"}),
            ]
        },
        "Reset": _object(world=text, reset={"type": "boolean"}),
    }
