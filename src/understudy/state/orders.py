"""Sorts as SQL: what a list is ordered by, and what stands behind a place in that order."""

from __future__ import annotations

from collections.abc import Callable

from understudy.contract.errors import BehaviorError
from understudy.contract.operations import Json, JsonObject
from understudy.state.conditions import Numbers
from understudy.state.layouts import KEY, Held, Layout, reader
from understudy.state.records import Key, Scalar, Sort
from understudy.state.scalars import MISSING, folded, place_scalar


class Rank:
    """One sort: what it compares, which way, and what a cursor holds of it.

    `near` is the parameter that closeness is measured to, "" when the sort is by value.
    """

    def __init__(
        self, layout: Layout, sort: Sort, numbers: Numbers, *, backwards: bool = False
    ) -> None:
        self.column = sort.column
        self.held: Held = layout.held(sort.column)
        self.descending = sort.descending is not backwards
        self.near = numbers.take(1)[0] if sort.closest_to is not None else ""
        self._read: Callable[[JsonObject], Scalar] = reader(self.held.column)
        if self.near and self.held.folded is None:
            raise BehaviorError(
                f"column {sort.column!r} cannot be sorted by closeness to a text",
                remedy=f"it holds {self.held.column.kind} values; only text columns can",
            )

    def sql(self, alias: str) -> str:
        """Write what is compared, of the lines known by that alias."""
        if not self.near:
            return f"{alias}.{self.held.name}"
        text = f"{alias}.{self.held.folded}"
        return (
            f"CASE WHEN {text} = {self.near} THEN 0 WHEN instr({text}, {self.near}) = 1 THEN 1"
            f" WHEN instr({text}, {self.near}) > 1 THEN 2 ELSE 3 END"
        )

    def encode(self, value: Json) -> Scalar:
        """Return a cursor's value as `sql` compares it."""
        if self.near:
            return value if isinstance(value, int) else None
        return place_scalar(self.held.column.kind, value)

    def read(self, key: Key, record: JsonObject, sort: Sort) -> Json:
        """Return a record's value for a cursor; it is what `sql` would compare."""
        value = key if self.held.name == KEY else self._read(record)
        if self.near:
            return _closeness(value, folded(sort.closest_to) or "")
        return None if value == MISSING or isinstance(value, bytes) else value


def behind(directions: list[tuple[str, bool]], after: list[str]) -> str:
    """Write "behind this place": one comparison when all directions agree, else nested ones.

    Directions are expressions with whether they descend.

    >>> behind([("t.a", True), ("t.key", True)], ["?4", "?5"])
    '(t.a, t.key) < (?4, ?5)'
    >>> behind([("t.a", True), ("t.key", False)], ["?4", "?5"])
    '(t.a <= ?4 AND (t.a < ?4 OR t.key > ?5))'
    """
    (expression, descending), *others = directions
    sign = "<" if descending else ">"
    if not others:
        return f"{expression} {sign} {after[0]}"
    if all(each == descending for _, each in others):
        left = ", ".join([each for each, _ in directions])
        return f"({left}) {sign} ({', '.join(after)})"
    deeper = behind(others, after[1:])
    return f"({expression} {sign}= {after[0]} AND ({expression} {sign} {after[0]} OR {deeper}))"


def _closeness(value: Scalar, wanted: str) -> int:
    if not isinstance(value, str):
        return 3
    text = value.casefold()
    if text == wanted:
        return 0
    if text.startswith(wanted):
        return 1
    return 2 if wanted in text else 3
