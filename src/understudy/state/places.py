"""Remembers where deep pages ended, so that the next need not count their way from the start."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final

from understudy.contract.operations import Json
from understudy.state.recent import Recent

_ORDERS_KEPT: Final = 64
_PLACES_KEPT: Final = 1_024

Place = tuple[Json, ...]


@dataclass(slots=True)
class _Order:
    offsets: list[int] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)


class Places:
    """Known places by order; an order is a state of the records and a query with its values."""

    def __init__(self) -> None:
        self._orders: Recent[_Order] = Recent(_ORDERS_KEPT)

    def nearest(self, order: Hashable, offset: int) -> tuple[int, Place | None]:
        """Return the last place known up to an offset, with its own; (0, None) is the start."""
        known = self._orders.get(order)
        position = bisect_right(known.offsets, offset) if known else 0
        if known is None or position == 0:
            return (0, None)
        found = known.offsets[position - 1]
        return (found, known.places[found])

    def remember(self, order: Hashable, offset: int, place: Place) -> None:
        """Note that `offset` records stand at or before a place."""
        known = self._orders.get(order) or self._orders.put(order, _Order())
        if offset not in known.places and len(known.places) < _PLACES_KEPT:
            insort(known.offsets, offset)
            known.places[offset] = place
