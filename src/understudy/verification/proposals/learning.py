"""Schemas learned from values: tight enough to say something, loose enough to hold tomorrow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from understudy.contract.operations import Json, JsonObject

_MOST_LEVELS = 12  # beyond, anything is allowed
_MOST_PROPERTIES = 60  # beyond, names are data: they are learned as one
_ENOUGH_OBJECTS = 3  # to believe that a member is always there
_ENOUGH_TEXTS = 2  # to believe in a format
_ORDER = ("object", "array", "string", "integer", "number", "boolean", "null")
_FORMATS = {
    "date-time": re.compile(
        r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
        r"(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)",
        re.ASCII,
    ),
    "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])", re.ASCII),
    "uuid": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
}


def learn_schema(values: Sequence[Json]) -> JsonObject:
    """Return a schema that all of these values satisfy, and others like them.

    Objects stay open; a member is required when three objects had it and none lacked it. A format
    is learned from two texts that differ; enums and bounds never are.

    >>> learn_schema([{"id": 1}, {"id": 2, "tag": None}, {"id": 3.5}])["required"]
    ['id']
    >>> learn_schema(["a", None])
    {'type': ['string', 'null']}
    """
    return _learn(values, _MOST_LEVELS)


def type_of(value: Json) -> str:
    """Return the JSON type of a value; a whole number is an integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def join_types(types: Iterator[str] | Sequence[str]) -> Json:
    """Return types as `type` says them: one alone is a text; a number may be whole.

    >>> join_types(["null", "integer", "number"]), join_types(["string"])
    (['number', 'null'], 'string')
    """
    known = set(types)
    if "number" in known:
        known.discard("integer")
    named: list[Json] = [each for each in _ORDER if each in known]
    return named[0] if len(named) == 1 else named


def _learn(values: Sequence[Json], levels: int) -> JsonObject:
    if not values or not levels:
        return {}
    schema: JsonObject = {"type": join_types([type_of(each) for each in values])}
    objects = [each for each in values if isinstance(each, dict)]
    items = [item for each in values if isinstance(each, list) for item in each]
    texts = {each for each in values if isinstance(each, str)}
    if objects:
        schema |= _learn_members(objects, levels - 1)
    if items:
        schema["items"] = _learn(items, levels - 1)
    if len(texts) >= _ENOUGH_TEXTS:
        named = (name for name, each in _FORMATS.items() if all(map(each.fullmatch, texts)))
        name = next(named, None)
        schema |= {"format": name} if name else {}
    return schema


def _learn_members(objects: Sequence[JsonObject], levels: int) -> JsonObject:
    names = list(dict.fromkeys(name for each in objects for name in each))
    if len(names) > _MOST_PROPERTIES:
        members = [value for each in objects for value in each.values()]
        return {"additionalProperties": _learn(members, levels)}
    schema: JsonObject = {
        "properties": {
            name: _learn([each[name] for each in objects if name in each], levels) for name in names
        }
    }
    always: list[Json] = [name for name in names if all(name in each for each in objects)]
    if always and len(objects) >= _ENOUGH_OBJECTS:
        schema["required"] = always
    return schema
