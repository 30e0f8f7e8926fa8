"""How deeply a JSON value is nested, told without recursion."""

from __future__ import annotations

from understudy.contract.operations import Json


def is_deeper_than(levels: int, value: Json) -> bool:
    """Tell whether a value holds objects or arrays within each other on more than so many levels.

    >>> is_deeper_than(2, {"a": [1]}), is_deeper_than(2, {"a": [{}]})
    (False, True)
    """
    level: list[Json] = [value]
    for _ in range(levels + 1):
        containers = [each for each in level if isinstance(each, dict | list)]
        if not containers:
            return False
        level = [
            inner
            for each in containers
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return True
