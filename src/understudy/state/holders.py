"""Who has a value that only one record may have: asked at each write, so kept outside SQLite."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from understudy.contract.operations import Json, JsonObject
from understudy.state.layouts import Held, reader
from understudy.state.scalars import MISSING, Scalar

_Place: TypeAlias = "tuple[int, Scalar]"  # a world's number and a value there
_NOBODY: Final[frozenset[int]] = frozenset()


class Holders:
    """By world and value of one column, the versions that have it. What is missing is not kept."""

    __slots__ = ("_encode", "_places", "_read", "_uids")

    def __init__(self, held: Held) -> None:
        self._read = reader(held.column)
        self._encode = held.encode
        self._uids: dict[_Place, set[int]] = {}
        self._places: dict[int, _Place] = {}

    def value(self, record: JsonObject) -> Scalar:
        """Return what a record has in the column, as the column compares."""
        return self._read(record)

    def encoded(self, value: Json) -> Scalar:
        """Return a value as the column compares; None is equal to nothing."""
        return self._encode(value)

    def add(self, world: int, uid: int, record: JsonObject) -> None:
        """Keep what a version has."""
        value = self._read(record)
        if value == MISSING:
            return
        place = self._places[uid] = (world, value)
        self._uids.setdefault(place, set()).add(uid)

    def drop(self, uids: Iterable[int]) -> None:
        """Forget versions."""
        for uid in uids:
            place = self._places.pop(uid, None)
            if place is None:
                continue
            sharing = self._uids[place]
            sharing.discard(uid)
            if not sharing:
                del self._uids[place]

    def of(self, world: int, value: Scalar) -> Iterable[int]:
        """Return the versions of a world that have the value."""
        return self._uids.get((world, value), _NOBODY)
