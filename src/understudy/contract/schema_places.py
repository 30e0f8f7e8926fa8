"""Where schemas stand in an OpenAPI document: told by position, never by how a value looks.

An example payload may hold a key named `schema`, and a schema may have a property of that name;
only the way down from the root tells what is what.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import join_pointer

_NOT_OBJECTS = frozenset({"default", "enum", "example", "examples", "schema", "schemas", "value"})
NAMED_OBJECTS = frozenset(  # keys of OpenAPI objects under which the members have free names
    {
        "callbacks",
        "content",
        "encoding",
        "headers",
        "links",
        "parameters",
        "pathItems",
        "paths",
        "requestBodies",
        "responses",
        "securitySchemes",
        "webhooks",
    }
)
_ONE_SCHEMA = frozenset(
    {
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
_LISTED_SCHEMAS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
NAMED_SCHEMAS = frozenset(
    {"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"}
)


def iterate_objects(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Yield every object that is OpenAPI's own (no schema, no example), outer ones first."""
    yield from _below(document, "")


def iterate_schemas(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Yield every schema object with its pointer, outer ones first; `$ref`s are not followed."""
    for pointer, value in iterate_objects(document):
        if "schema" in value:
            yield from iterate_subschemas(value["schema"], join_pointer(pointer, "schema"))
        named = value.get("schemas")
        if pointer == "/components" and isinstance(named, dict):
            for name, schema in named.items():
                yield from iterate_subschemas(schema, join_pointer(pointer, "schemas", name))


def iterate_subschemas(schema: Json, pointer: str = "") -> Iterator[tuple[str, JsonObject]]:
    """Yield a schema and all schemas inside it, with their pointers, outer ones first."""
    if not isinstance(schema, dict):
        return
    yield pointer, schema
    for key, value in list(schema.items()):
        place = join_pointer(pointer, key)
        if key in _ONE_SCHEMA:
            yield from iterate_subschemas(value, place)
        elif key in _LISTED_SCHEMAS and isinstance(value, list):
            for index, each in enumerate(value):
                yield from iterate_subschemas(each, join_pointer(place, index))
        elif key in NAMED_SCHEMAS and isinstance(value, dict):
            for name, each in value.items():
                yield from iterate_subschemas(each, join_pointer(place, name))


def _below(value: Json, pointer: str) -> Iterator[tuple[str, JsonObject]]:
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _below(each, join_pointer(pointer, index))
    if not isinstance(value, dict):
        return
    yield pointer, value
    for key, member in list(value.items()):
        place = join_pointer(pointer, key)
        if key in _NOT_OBJECTS or key.startswith("x-"):
            continue
        if key in NAMED_OBJECTS and isinstance(member, dict):
            for name, each in member.items():
                yield from _below(each, join_pointer(place, name))
        else:
            yield from _below(member, place)
