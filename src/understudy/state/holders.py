"""Who has a value that only one record may have: asked at each write, so kept outside SQLite."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from understudy.contract.operations import Json
from understudy.state.layouts import BASE, Held, reader
from understudy.state.records import Scalar
from understudy.state.scalars import MISSING

_Place: TypeAlias = "tuple[int, Scalar]"  # a world's number and a value there


class Holders:
    """By world and value of one column, the versions that have it. What is missing is not kept."""

    __slots__ = ("_base", "_encode", "_own", "_places", "read")

    def __init__(self, held: Held) -> None:
        self.read = reader(held.column)
        self._encode = held.encode
        self._base: dict[Scalar, tuple[int, ...]] = {}  # alone: it is large, and never changes
        self._own: dict[_Place, tuple[int, ...]] = {}
        self._places: dict[int, _Place] = {}

    def add(self, world: int, uid: int, value: Scalar) -> None:
        """Keep what a version has, as `read` finds it in a record."""
        if value == MISSING:
            return
        if world == BASE:
            self._base[value] = (*self._base.get(value, ()), uid)
            return
        place = self._places[uid] = (world, value)
        self._own[place] = (*self._own.get(place, ()), uid)

    def drop(self, uids: Iterable[int]) -> None:
        """Forget versions of worlds."""
        for uid in uids:
            place = self._places.pop(uid, None)
            if place is None:
                continue
            left = tuple([each for each in self._own[place] if each != uid])
            if left:
                self._own[place] = left
            else:
                del self._own[place]

    def of(self, world: int, value: Json) -> tuple[int, ...]:
        """Return the versions that have a value: the base's, then the world's own."""
        encoded = self._encode(value)
        return self._base.get(encoded, ()) + self._own.get((world, encoded), ())
