"""Sightings: what of the contract's schemas was seen in values, in one pass over them."""

from __future__ import annotations

from itertools import chain
from typing import Final

from understudy.contract.errors import ContractError
from understudy.contract.nesting import is_deeper_than
from understudy.contract.offences import MAX_OFFENCES, Offence, find_offences
from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import split_pointer
from understudy.contract.schemas import Schemas
from understudy.verification.facts.shapes import Shape

_MOST_LEVELS = 40  # of a value that is walked
_OF_OBJECTS = frozenset({"required", "additionalProperties", "unevaluatedProperties"})
_GONE: Final = object()  # stands where a value broke its schema


class Sightings:
    """What was seen of schemas in values, by pointer; values that were seen before cost little.

    `seen` are schemas that a valid value was met of, `whole` those of objects that had all that is
    required and nothing that is not known; `nulls` were null, `options` of enums were met.
    """

    def __init__(self, schemas: Schemas) -> None:
        self.seen: set[str] = set()
        self.whole: set[str] = set()
        self.nulls: set[str] = set()
        self.options: dict[str, set[int]] = {}
        self._schemas = schemas
        self._done: set[str] = set()
        self._pending: dict[str, dict[str, Shape]] = {}
        self._broken: set[int] = set()

    def see(self, shape: Shape, value: Json) -> tuple[Offence, ...]:
        """Note what a value shows of a schema; return what it does against it.

        What breaks its schema shows nothing but itself. Of a value that does so in very many
        places, or is nested too deeply, nothing is noted.
        """
        if is_deeper_than(_MOST_LEVELS, value):
            return ()
        try:
            offences = find_offences(self._schemas.validator(shape.pointer), value)
        except ContractError:
            return ()
        if len(offences) < MAX_OFFENCES and not any(each.keyword == "nesting" for each in offences):
            self._broken = set()
            self._walk(shape, self._without(value, offences))
            self._broken = set()
        return offences

    def _without(self, value: Json, offences: tuple[Offence, ...]) -> Json:
        """Return the value without what offends; the objects that offend as a whole are noted."""
        for offence in offences:
            *path, last = split_pointer(offence.pointer) or [""]
            if not offence.pointer:
                return _GONE  # type: ignore[return-value] # never leaves this class
            holder = _reach(value, path)
            if offence.keyword in _OF_OBJECTS:
                self._broken.add(id(holder))
            elif isinstance(holder, dict) and last in holder:
                holder[last] = _GONE  # type: ignore[assignment]
            elif isinstance(holder, list) and last.isdecimal() and int(last) < len(holder):
                holder[int(last)] = _GONE  # type: ignore[call-overload]
        return value

    def _walk(self, shape: Shape, value: Json) -> None:
        pointer = shape.pointer
        if value is _GONE or pointer in self._done:
            return
        self.seen.add(pointer)
        if value is None:
            self.nulls.add(pointer)
        if shape.options:
            self._note_option(shape, value)
        chosen = (each for each in shape.choices if self._fits(each, value))
        for each in chain(shape.also, chosen):
            self._walk(each, value)
        if isinstance(value, dict):
            self._walk_members(shape, value)
        elif isinstance(value, list) and shape.items is not None:
            for item in value:
                self._walk(shape.items, item)
        if self._is_done(shape):
            self._done.add(pointer)

    def _walk_members(self, shape: Shape, value: JsonObject) -> None:
        if id(value) not in self._broken:
            self.whole.add(shape.pointer)
        pending = self._pending.setdefault(shape.pointer, dict(shape.properties))
        for name, below in tuple(pending.items()):
            if name in value:
                self._walk(below, value[name])
                if below.pointer in self._done:
                    del pending[name]
        if shape.values is not None:
            for name in value.keys() - shape.properties.keys():
                self._walk(shape.values, value[name])

    def _note_option(self, shape: Shape, value: Json) -> None:
        met = self.options.setdefault(shape.pointer, set())
        if value in shape.options:
            met.add(shape.options.index(value))

    def _fits(self, shape: Shape, value: Json) -> bool:
        if shape.schema.get("type") == "null":
            return value is None
        try:
            return self._schemas.validator(shape.pointer).is_valid(value)
        except (ContractError, ValueError):  # what offends inside is no JSON any more
            return False

    def _is_done(self, shape: Shape) -> bool:
        """Tell whether nothing more can be learned of a schema."""
        pointer, done = shape.pointer, self._done
        if shape.is_nullable and pointer not in self.nulls:
            return False
        if shape.options and len(self.options[pointer]) < len(shape.options):
            return False
        if shape.properties and (pointer not in self.whole or self._pending[pointer]):
            return False
        inner = [*shape.also, *shape.choices, shape.values, shape.items]
        return all(each is None or each.pointer in done for each in inner)


def _reach(value: Json, path: list[str]) -> Json:
    for token in path:
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value
