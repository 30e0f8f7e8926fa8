"""How clients spell an order where nothing tells how: `name`, `-name`, `name,desc`, `name desc`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from understudy.behavior.naming import plain
from understudy.contract.operations import Json
from understudy.state import Sort

MOST_SORTS = 2  # each combination has an index of its own
_SPELLED = re.compile(r"([-+]?)(.{0,200}?)(?:[\s:.]+(asc|desc)(?:ending)?)?", re.IGNORECASE)
_WAYS = frozenset({"asc", "ascending", "desc", "descending"})


def spelled_sorts(value: Json, names: Mapping[str, str]) -> tuple[Sort, ...]:
    """Return the sorts that a value, or a list of them, asks for; what it cannot mean is left out.

    `names` are plain names -> column.

    >>> names = {"name": "name", "created": "created_at"}
    >>> [(each.column, each.descending) for each in spelled_sorts("-created, name", names)]
    [('created_at', True), ('name', False)]
    >>> [(each.column, each.descending) for each in spelled_sorts(["Name,DESC"], names)]
    [('name', True)]
    """
    descending: dict[str, bool] = {}
    column: str | None = None
    for text in value if isinstance(value, list) else [value]:
        for part in map(str.strip, str(text).split(",", 2 * MOST_SORTS)):
            if part.lower() in _WAYS and column is not None:
                descending[column] = is_descending(part)
                continue
            spelled = _SPELLED.fullmatch(part)
            column = names.get(plain(spelled[2])) if spelled else None
            if spelled and column is not None and len(descending) < MOST_SORTS:
                descending[column] = spelled[1] == "-" or is_descending(spelled[3])
    return tuple(Sort(column=name, descending=way) for name, way in descending.items())


def is_descending(direction: Json) -> bool:
    """Tell which way a word means: clients spell it desc, DESC, descending, SortDirection.DESC."""
    return "desc" in str(direction).lower()
