"""How deeply a JSON value is nested and how much it holds, told without recursion."""

from __future__ import annotations

from understudy.contract.operations import Json

_CONTAINERS = (dict, list)


def measure(value: Json, most_levels: int) -> tuple[int, int]:
    """Return on how many levels a value holds objects or arrays, and how many values it is made of.

    What is nested on more than `most_levels` is counted no further: it has one level more.

    >>> measure({"a": [1, 2]}, 2), measure({"a": [{}]}, 2), measure("text", 2)
    ((2, 4), (3, 3), (0, 1))
    """
    level: list[Json] = [value]
    count = 1
    for depth in range(most_levels + 1):
        containers = [each for each in level if isinstance(each, _CONTAINERS)]
        if not containers:
            return depth, count
        level = []
        for each in containers:
            level += each.values() if isinstance(each, dict) else each
        count += len(level)
    return most_levels + 1, count


def is_deeper_than(levels: int, value: Json) -> bool:
    """Tell whether a value holds objects or arrays within each other on more than so many levels.

    >>> is_deeper_than(2, {"a": [1]}), is_deeper_than(2, {"a": [{}]})
    (False, True)
    """
    level = [value] if isinstance(value, _CONTAINERS) else []
    for _ in range(levels):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, _CONTAINERS)
        ]
        if not level:
            return False
    return bool(level)
