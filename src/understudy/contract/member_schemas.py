"""Which schema holds for a member of what a schema describes, and where it stands.

{"$ref": "#/components/schemas/PetPage"}, at ("data", "*")
->  {"type": "object", ...}, "/components/schemas/PetList/items"
"""

from __future__ import annotations

from typing import TypeAlias

from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import join_pointer
from understudy.contract.references import resolve

Placed: TypeAlias = tuple[JsonObject, str]
"""A schema that is no reference, and its pointer."""


def schema_within(
    document: JsonObject, schema: Json, pointer: str, path: tuple[str, ...]
) -> Placed | None:
    """Return the schema at a path of members ("*" for elements); None when nothing is said.

    Of `oneOf` and `anyOf` the first branch that says something counts, of `allOf` the last.

    >>> pets = {"items": {"type": "object"}}
    >>> page = {"allOf": [{}, {"properties": {"data": {"$ref": "#/pets"}}}]}
    >>> schema_within({"pets": pets, "page": page}, page, "/page", ("data", "*"))
    ({'type': 'object'}, '/pets/items')
    """
    if not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        return schema_within(document, *resolve(document, str(schema["$ref"])), path)
    if not path:
        return schema, pointer
    for keyword in ("oneOf", "anyOf"):
        branches = schema.get(keyword)
        if isinstance(branches, list):
            found = (
                schema_within(document, each, join_pointer(pointer, keyword, number), path)
                for number, each in enumerate(branches)
            )
            return next((each for each in found if each and each[0]), None)
    if path[0] == "*":
        below: tuple[Json, str] | None = schema.get("items"), join_pointer(pointer, "items")
    else:
        below = _property(document, schema, pointer, path[0])
    return schema_within(document, *below, path[1:]) if below else None


def _property(
    document: JsonObject, schema: Json, pointer: str, name: str
) -> tuple[Json, str] | None:
    """Return the schema of a property: the object's own, else that of the last part that has it."""
    if not isinstance(schema, dict):
        return None
    if "$ref" in schema:
        return _property(document, *resolve(document, str(schema["$ref"])), name)
    own = schema.get("properties")
    if isinstance(own, dict) and name in own:
        return own[name], join_pointer(pointer, "properties", name)
    parts = schema.get("allOf")
    numbered = [*enumerate(parts if isinstance(parts, list) else [])]
    found = (
        _property(document, part, join_pointer(pointer, "allOf", number), name)
        for number, part in reversed(numbered)
    )
    return next((each for each in found if each), None)
