"""A bounded memory for what was worked out before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Value = TypeVar("Value")

_LONGEST_TEXTS = 1_000


def is_brief(values: Iterable[object]) -> bool:
    """Tell whether values may be part of what is remembered: texts of clients have any length.

    >>> is_brief(["red", 7, None]), is_brief(["x" * 2_000])
    (True, False)
    """
    return sum(len(each) for each in values if isinstance(each, str)) <= _LONGEST_TEXTS


class Recent(Generic[Value]):
    """Keeps the `size` most recently used values, however long a server runs."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """Return what was put under the key, if it is still kept."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: Hashable, value: Value) -> Value:
        """Keep a value, in place of the one that nobody asked for longest."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._size:
            self._values.popitem(last=False)
        return value

    def __len__(self) -> int:
        return len(self._values)
