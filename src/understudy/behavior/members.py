"""What a checked mapping of behavior.yaml holds under a name, as the type that it has there."""

from __future__ import annotations

from typing import cast

from understudy.contract.operations import JsonObject


def members(source: JsonObject, name: str) -> JsonObject:
    """Return the mapping under a name; an empty one when there is none."""
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def objects(source: JsonObject, name: str) -> list[tuple[str, JsonObject]]:
    """Return the mappings in the mapping under a name, each with its own name."""
    return [(key, cast("JsonObject", value)) for key, value in members(source, name).items()]


def strings(source: JsonObject, name: str) -> tuple[str, ...]:
    """Return the texts of the list under a name; none when there is none."""
    value = source.get(name)
    return tuple(str(each) for each in value) if isinstance(value, list) else ()


def text(source: JsonObject, name: str) -> str | None:
    """Return the text under a name; None when there is none."""
    value = source.get(name)
    return value if isinstance(value, str) else None
