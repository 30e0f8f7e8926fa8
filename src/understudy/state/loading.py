"""The collections of one store, each loaded when something is first asked of it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from sqlite3 import Connection
from typing import TypeAlias

from understudy.contract.errors import BehaviorError
from understudy.contract.operations import JsonObject
from understudy.state.collection import Collection
from understudy.state.records import Key, Table

Base: TypeAlias = "Iterable[tuple[str, Iterable[tuple[Key, JsonObject]]]]"


class Collections(dict[str, Collection]):
    """Resource -> its collection, with its base; a `dict`: every question looks here first."""

    def __init__(
        self, connection: Connection, tables: Sequence[Table], base: Base, uids: Iterator[int]
    ) -> None:
        """Take the base: resource -> its records by key.

        Raises:
            BehaviorError: the base has records of a resource without a table.
        """
        super().__init__()
        self._uids = uids
        self._empty = {
            table.resource: Collection(connection, table, number)
            for number, table in enumerate(tables)
        }
        self._waiting: dict[str, Iterable[tuple[Key, JsonObject]]] = {}
        for resource, records in base:
            self._named(resource)
            self._waiting[resource] = records

    def __missing__(self, resource: str) -> Collection:
        """Load a collection, and keep it.

        Raises:
            BehaviorError: there is no such resource.
            FixtureError: two records of its base have the same key.
        """
        collection = self._named(resource)
        collecting = gc.isenabled()
        gc.disable()  # it would walk all records again and again: a third of the time
        try:
            collection.load(self._waiting.pop(resource, ()), self._uids)
        finally:
            if collecting:
                gc.enable()
        self[resource] = collection
        return collection

    def _named(self, resource: str) -> Collection:
        collection = self._empty.get(resource)
        if collection is None:
            remedy = f"resources are: {', '.join(self._empty)}"
            raise BehaviorError(f"there is no resource {resource!r}", remedy=remedy)
        return collection
