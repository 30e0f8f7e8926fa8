"""What is kept in memory of each tenant of a service; the oldest make room for new ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from understudy.behavior import Repeats, Shelf
from understudy.state import Store

# The base of a forgotten one is computed again, its changes are in the backend.
MOST_PARTITIONS = 32
MOST_RECORDS = 500_000  # in the bases of all partitions; two are kept whatever their size
SHELF_BYTES = 64 * 1024 * 1024  # of a service's encoded views

Stock: TypeAlias = "Callable[[str], Store]"  # makes the store of a partition


class Holding(NamedTuple):
    """What is kept of one partition: its records, what was shown of them, what was answered."""

    store: Store
    shelf: Shelf
    repeats: Repeats


class Holdings:
    """The partitions of one service that are in memory; each has `size` records in its base."""

    def __init__(self, stock: Stock, size: int) -> None:
        self._stock = stock
        self._held: OrderedDict[str, Holding] = OrderedDict()
        self._most = max(2, min(MOST_PARTITIONS, MOST_RECORDS // (size or 1)))

    def of(self, partition: str) -> Holding:
        """Return what is kept of a partition, made anew when it is not in memory."""
        held = self._held.get(partition)
        if held is None:
            # Room before the new base is made: both together would be more than is allowed.
            while len(self._held) >= self._most:
                self._held.popitem(last=False)
            shelf = Shelf(SHELF_BYTES // self._most if partition else SHELF_BYTES)
            held = self._held[partition] = Holding(self._stock(partition), shelf, Repeats())
        elif len(self._held) > 1:
            self._held.move_to_end(partition)
        return held

    def forget(self, world: str) -> None:
        """Drop what memory keeps of a world that was reset: it may never be asked for again."""
        for held in self._held.values():
            held.store.forget(world)
