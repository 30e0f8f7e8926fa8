"""Which items are parents, and which are their children: pure functions of an item's index.

Articles a whole turn through the families of the catalogue apart differ in size and the like only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from understudy.data.catalog import FAMILIES

TURN: Final = len(FAMILIES)
CHILDREN: Final = 3
_PLACES: Final = (4, 9)  # of the parents in a cycle
_CYCLE: Final = TURN * (CHILDREN + 1)


@dataclass(frozen=True, slots=True)
class Kinship:
    """An item's place in a variation family, in ids: 0 and () for an item without one."""

    parent: int = 0
    children: tuple[int, ...] = ()


def kinship(index: int, count: int) -> Kinship:
    """Return the relatives of the item at an index, of `count` items.

    >>> kinship(4, 120), kinship(22, 120)
    (Kinship(parent=0, children=(23, 41, 59)), Kinship(parent=5, children=()))
    """
    turn, place = divmod(index % _CYCLE, TURN)
    if place not in _PLACES:
        return Kinship()
    if turn:
        return Kinship(parent=index - turn * TURN + 1)
    children = (index + step * TURN for step in range(1, CHILDREN + 1))
    return Kinship(children=tuple(child + 1 for child in children if child < count))


def parent_at(number: int, child: int = 0) -> int:
    """Return the index of the parent of that number, or of one of its children, from 1.

    >>> parent_at(0), parent_at(0, child=1), parent_at(2)
    (4, 22, 76)
    """
    cycle, place = divmod(number, len(_PLACES))
    return cycle * _CYCLE + _PLACES[place] + child * TURN


def size_value(index: int) -> int:
    """Return the id of the variation value that the child at an index has.

    >>> size_value(parent_at(1, child=2))
    5
    """
    cycle, rest = divmod(index, _CYCLE)
    turn, place = divmod(rest, TURN)
    return (cycle * len(_PLACES) + _PLACES.index(place)) * CHILDREN + turn
