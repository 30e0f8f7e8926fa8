"""What says nothing in a document of somebody's own: keys left empty, annotations of a wrong kind.

An empty `tags:` is null to YAML and forbidden by OpenAPI. Documents are full of it, and what is
meant is clear. Shipped contracts have none, and `understudy lint` tells each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from understudy.contract.operations import Json, JsonObject
from understudy.contract.schema_places import (
    NAMED_OBJECTS,
    NAMED_SCHEMAS,
    iterate_objects,
    iterate_schemas,
)

_VALUES: Final = frozenset({"const", "default", "example", "examples", "value"})  # may be null
_ANNOTATIONS: Final[dict[str, type]] = {
    "$comment": str,
    "deprecated": bool,
    "description": str,
    "examples": list,
    "format": str,
    "readOnly": bool,
    "title": str,
    "writeOnly": bool,
}


def drop_blanks(document: JsonObject) -> None:
    """Take away, in place, what is null and what annotates a schema in no readable way.

    What has a name stays, as an object that says nothing: a response, a property, a path. The type
    `null`, which YAML reads as null unless it is quoted, is that type.
    """
    for pointer, holder in list(iterate_objects(document)):
        _drop_nulls(holder, NAMED_OBJECTS)
        _fill(holder.get("scopes"), str)
        if pointer == "/components":
            _fill(holder.get("schemas"), dict)
        requirements = holder.get("security")
        for requirement in requirements if isinstance(requirements, list) else ():
            _fill(requirement, list)
    for _, schema in list(iterate_schemas(document)):
        _name_null(schema)
        _drop_nulls(schema, NAMED_SCHEMAS)
        for name, kind in _ANNOTATIONS.items():
            if name in schema and not isinstance(schema[name], kind):
                del schema[name]
        if isinstance(schema.get("required"), bool):
            del schema["required"]  # as of old, where a property said so of itself


def _drop_nulls(holder: JsonObject, named: frozenset[str]) -> None:
    for key, value in list(holder.items()):
        if value is None and key not in _VALUES and not key.startswith("x-"):
            del holder[key]
        elif key in named:
            _fill(value, dict)


def _fill(members: Json, blank: Callable[[], Json]) -> None:
    if isinstance(members, dict):
        for name, each in members.items():
            if each is None:
                members[name] = blank()


def _name_null(schema: JsonObject) -> None:
    kind = schema.get("type")
    if "type" in schema and kind is None:
        schema["type"] = "null"
    elif isinstance(kind, list):
        schema["type"] = ["null" if each is None else each for each in kind]
