"""Which schemas show a valid value whole: nothing in it is left out, added or changed."""

from __future__ import annotations

from typing import cast

from understudy.contract.operations import Json, JsonObject
from understudy.contract.references import resolve


def shows_whole(document: JsonObject, schema: Json, within: tuple[str, ...] = ()) -> bool:
    """Tell whether a view of this schema shows all that the schema allows, just as it is.

    Where it says nothing of further members, a valid value can have some that are not shown.

    >>> closed = {"properties": {"a": {}}, "additionalProperties": False}
    >>> shows_whole({}, closed), shows_whole({}, {"properties": {"a": {}}})
    (True, False)
    """
    if not isinstance(schema, dict):
        return True
    if "$ref" in schema:
        name = str(schema["$ref"])
        return name in within or shows_whole(document, resolve(document, name)[0], (*within, name))
    if schema.keys() & {"allOf", "oneOf", "anyOf"}:
        return False  # which branch a value meets is asked again when it is shown
    if "properties" in schema:
        members = cast("JsonObject", schema["properties"]).values()
        return "additionalProperties" in schema and all(
            shows_whole(document, each, within) for each in members
        )
    return shows_whole(document, schema.get("items"), within)
