"""Where `$ref`s lead: which schemas contain themselves, and what a schema needs to stand alone."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.operations import Json, JsonObject
from understudy.data.shapes import Resolve

_DATA = frozenset(("enum", "const", "default", "example", "examples"))


class References:
    """The graph of a document's `$ref`s, explored as far as it is asked about."""

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve
        self._reached: dict[str, frozenset[str]] = {}
        self._names: dict[str, str] = {}

    def is_recursive(self, ref: str) -> bool:
        """Tell whether a schema contains itself, directly or through others."""
        return ref in self.reached_from(ref)

    def reached_from(self, ref: str) -> frozenset[str]:
        """Return every `$ref` that the schema behind this one leads to."""
        if ref not in self._reached:
            self._reached[ref] = self._reached_by(self.resolve(ref))
        return self._reached[ref]

    def _reached_by(self, schema: Json) -> frozenset[str]:
        found: dict[str, None] = {}
        waiting = list(_refs_in(schema))
        while waiting:
            ref = waiting.pop()
            if ref not in found:
                found[ref] = None
                waiting += _refs_in(self.resolve(ref))
        return frozenset(found)

    def standalone(self, schema: Json) -> JsonObject:
        """Return an equal schema whose `$ref`s lead into its own `$defs`."""
        refs = sorted(self._reached_by(schema))
        names = {ref: f"#/$defs/{place}" for place, ref in enumerate(refs)}
        definitions: JsonObject = {
            str(place): _renamed(self.resolve(ref), names) for place, ref in enumerate(refs)
        }
        return {"$defs": definitions, "allOf": [_renamed(schema, names)]}


def _refs_in(schema: Json) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _refs_in(each)
    elif isinstance(schema, dict):
        ref = schema.get("$ref")
        if isinstance(ref, str):
            yield ref
        for name, each in schema.items():
            if name not in _DATA:
                yield from _refs_in(each)


def _renamed(schema: Json, names: dict[str, str]) -> Json:
    if isinstance(schema, list):
        return [_renamed(each, names) for each in schema]
    if not isinstance(schema, dict):
        return schema
    renamed = {
        name: each if name in _DATA else _renamed(each, names) for name, each in schema.items()
    }
    ref = schema.get("$ref")
    return {**renamed, "$ref": names[ref]} if isinstance(ref, str) else renamed
