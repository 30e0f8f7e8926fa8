"""Which schemas show a valid value whole: nothing in it is left out, added or changed."""

from __future__ import annotations

from typing import Final, cast

from understudy.contract.operations import Json, JsonObject
from understudy.contract.references import resolve

# With these it depends on the value what is shown of it.
_DEPENDING: Final = frozenset({"allOf", "anyOf", "oneOf", "patternProperties", "prefixItems"})


def shows_whole(document: JsonObject, schema: Json) -> bool:
    """Tell whether a view of this schema shows all that the schema allows, just as it is.

    Where it says nothing of further members, a valid value can have some that are not shown.

    >>> closed = {"properties": {"a": {}}, "additionalProperties": False}
    >>> shows_whole({}, closed), shows_whole({}, {"properties": {"a": {}}})
    (True, False)
    """
    return _shows_whole(document, schema, set())


def _shows_whole(document: JsonObject, schema: Json, seen: set[str]) -> bool:
    """Tell it, each reference looked at once: one that does not hold decides for all."""
    if not isinstance(schema, dict):
        return True
    if "$ref" in schema:
        name = str(schema["$ref"])
        if name in seen:
            return True
        seen.add(name)
        return _shows_whole(document, resolve(document, name)[0], seen)
    if schema.keys() & _DEPENDING:
        return False
    if "properties" in schema:
        members = cast("JsonObject", schema["properties"]).values()
        return "additionalProperties" in schema and all(
            _shows_whole(document, each, seen) for each in members
        )
    return _shows_whole(document, schema.get("items"), seen)
