"""Filters written as an expression: a collection, a field, a word, and a value.

    items/name contain 'bolt'        items/created_on ge 2026-01-31

A date stands for all moments of its day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from understudy.behavior.declarations import Expression
from understudy.contract.operations import Json
from understudy.state import AnyOf, Condition, Operator

WRITTEN = re.compile(r"(\w+) +(\w+) +(?:'([^']*)'|([^' ]*))")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# Of a day: which side of its start (0) or end (1). For `differs` one of them is enough.
EDGES: Mapping[Operator, tuple[tuple[Operator, int], ...]] = {
    Operator.EQUALS: ((Operator.AT_LEAST, 0), (Operator.LESS, 1)),
    Operator.DIFFERS: ((Operator.LESS, 0), (Operator.AT_LEAST, 1)),
    Operator.MORE: ((Operator.AT_LEAST, 1),),
    Operator.AT_LEAST: ((Operator.AT_LEAST, 0),),
    Operator.LESS: ((Operator.LESS, 0),),
    Operator.AT_MOST: ((Operator.LESS, 1),),
}


def read_expression(text: Json, known: Expression) -> tuple[Condition | AnyOf, ...]:
    """Return what an expression asks for; nothing when it is none that is known.

    >>> known = Expression(of="items/", words={"ne": Operator.DIFFERS}, fields=("name",))
    >>> [each.value for each in read_expression("items/name ne 'Nut M8'", known)]
    ['Nut M8']
    """
    found = WRITTEN.fullmatch(str(text).removeprefix(known.of))
    if found is None or found[1] not in known.fields or found[2] not in known.words:
        return ()
    value = found[4] if found[3] is None else found[3]
    operator = known.words[found[2]]
    if DAY.fullmatch(value):
        return _on_day(found[1], operator, value)
    return (Condition(column=found[1], operator=operator, value=value),)


def _on_day(column: str, operator: Operator, day: str) -> tuple[Condition | AnyOf, ...]:
    try:
        first = date.fromisoformat(day)
        edges = (first, first + timedelta(days=1))
    except (ValueError, OverflowError):
        return (Condition(column=column, operator=operator, value=day),)
    bounds = tuple(
        Condition(column=column, operator=side, value=f"{edges[edge]}T00:00:00Z")
        for side, edge in EDGES.get(operator, ())
    )
    return (AnyOf(conditions=bounds),) if operator is Operator.DIFFERS else bounds
