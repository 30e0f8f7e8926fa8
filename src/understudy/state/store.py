"""Answers queries in any number of worlds over one shared base: one partition of one service."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Final

from understudy.contract.operations import Json, JsonObject
from understudy.state.collection import Version
from understudy.state.layouts import BASE
from understudy.state.loading import Base, Collections
from understudy.state.places import Places
from understudy.state.recent import Recent, is_brief
from understudy.state.records import (
    NO_COUNTERS,
    Change,
    Key,
    Overlay,
    Query,
    Row,
    Scalar,
    Table,
    by_key,
    by_sorted_key,
)
from understudy.state.worlds import Layer, World

_DEEP: Final = 256  # offsets from here on are worth a detour
_COUNTS_KEPT: Final = 4_096
# Nothing is ever rolled back: a store is a cache, and none of its statements fails half-way.
_PRAGMAS: Final = ("journal_mode = OFF", "secure_delete = OFF", "temp_store = MEMORY")

_new_row: Final = tuple.__new__  # a page makes twenty: `Row(...)` would take half as long again


class Store:
    """Base records and what worlds changed of them. Not for two threads at a time."""

    def __init__(self, tables: Sequence[Table], base: Base = ()) -> None:
        """Take the base: resource -> its records by key, of which only the JSON is kept.

        A resource's records are read when something is first asked of it.

        Raises:
            BehaviorError: the base has records of a resource without a table.
        """
        self._connection = sqlite3.connect(
            ":memory:", isolation_level=None, cached_statements=1_024, check_same_thread=False
        )
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        # Never committed: nobody else can see a database in memory, and nothing is rolled back.
        self._connection.execute("BEGIN")
        self._worlds: dict[str, World] = {}
        self._uids = count(1)
        self._numbers = count(BASE + 1)
        self._revisions = count(1)
        self._counts: Recent[int] = Recent(_COUNTS_KEPT)
        self._places = Places()
        self._collections = Collections(self._connection, tables, base, self._uids)

    def get(self, world: str, resource: str, key: Key) -> Row | None:
        """Return a record as the world sees it; None when there is none or it was removed."""
        version = self.seen(world, resource, key)
        return None if version is None else _new_row(Row, (*version, by_key))

    def seen(self, world: str, resource: str, key: Key) -> Version | None:
        """Return the version of a record that the world sees; None as `get`."""
        known = self._worlds.get(world)
        layer = known.layers.get(resource) if known else None
        if layer is not None and key in layer.versions:
            return layer.versions[key]
        return self._collections[resource].base.get(key)

    def find(self, world: str, query: Query) -> list[Row]:
        """Return the page of records that a query asks for.

        Raises:
            BehaviorError: there is no such resource or column, or it cannot be compared so.
        """
        if self._layer(world, query.resource) is None:
            versions = self._collections[query.resource].in_order(query)
            if versions is not None:
                order = (by_sorted_key if query.sorts else by_key,)
                return [_new_row(Row, version + order) for version in versions]
        if query.offset < _DEEP or query.after is not None:
            return self._find(world, query)
        return self._find_deep(world, query)

    def count(self, world: str, query: Query) -> int:
        """Return how many records meet the query's conditions, whatever page it asks for.

        Raises:
            BehaviorError: as `find`.
        """
        collection = self._collections[query.resource]
        layer = self._layer(world, query.resource)
        if not query.conditions:
            return len(collection.base) + (layer.own - layer.hidden if layer else 0)
        tally = collection.tally(query)
        values = tally.bind(query)
        total = self._counted(0, tally.own, [BASE, *values])
        if layer is not None and layer.own:
            total += self._counted(layer.revision, tally.own, [layer.number, *values])
        if layer is not None and layer.hidden:
            total -= self._counted(layer.revision, tally.hidden, [layer.number, *values])
        return total

    def holders(self, world: str, resource: str, column: str, value: Json) -> list[Row]:
        """Return the records that have a value in a unique column, in no order.

        Raises:
            BehaviorError: the column is not declared unique.
        """
        collection = self._collections[resource]
        layer = self._layer(world, resource)
        uids = collection.holders(layer.number if layer else BASE, column, value)
        rows = [Row(*collection.versions[uid]) for uid in uids] if uids else []
        if layer is None or not rows:
            return rows
        seen = ((row, self.seen(world, resource, row.key)) for row in rows)
        return [row for row, version in seen if version and version[0] == row.uid]

    def apply(self, world: str, overlay: Overlay) -> None:
        """Bring what is known of a world up to the overlay's version.

        Raises:
            BehaviorError: a change is to a resource without a table; nothing is applied then.
        """
        if overlay.fresh:
            self.forget(world)
        known = self._known(world)
        for change in overlay.changes:
            self._own_layer(known, change.resource)
        for change in overlay.changes:
            self._change(known.layers[change.resource], change)
        known.version = overlay.version
        known.counters = overlay.counters

    @contextmanager
    def preview(self, world: str, changes: Sequence[Change]) -> Iterator[None]:
        """Let a world be seen, within the context, as if the changes were committed to it."""
        known = self._known(world)
        layers = [self._own_layer(known, change.resource) for change in changes]
        revisions = [layer.revision for layer in layers]
        mementos = []
        for layer, change in zip(layers, changes, strict=True):
            mementos.append(layer.memento(change.key))
            self._change(layer, change)
        try:
            yield
        finally:
            for layer, memento in zip(reversed(layers), reversed(mementos), strict=True):
                layer.restore(memento)
            for layer, revision in zip(layers, revisions, strict=True):
                layer.revision = revision

    def unique(self, resource: str, record: JsonObject) -> tuple[Scalar, ...]:
        """Return what a record holds in the unique columns of its table.

        Raises:
            BehaviorError: there is no such resource.
        """
        return self._collections[resource].unique(record)

    def new_uid(self) -> int:
        """Return a uid that no record has or will have."""
        return next(self._uids)

    def version(self, world: str) -> int:
        """Return how far a world was followed, 0 when nothing is known of it."""
        known = self._worlds.get(world)
        return known.version if known else 0

    def standing(self, world: str) -> tuple[int, Mapping[str, int]]:
        """Return how far a world was followed, and its counters there."""
        known = self._worlds.get(world)
        return (known.version, known.counters) if known else (0, NO_COUNTERS)

    def in_base(self, resource: str, key: Key) -> bool:
        """Tell whether the base has a record of that key, whatever worlds did to it."""
        return key in self._collections[resource].base

    def forget(self, world: str) -> None:
        """Drop all that is known of a world; costs as much as it had changed."""
        known = self._worlds.pop(world, None)
        for layer in known.layers.values() if known else ():
            layer.clear()

    def _find(self, world: str, query: Query) -> list[Row]:
        collection = self._collections[query.resource]
        layer = self._layer(world, query.resource)
        page = collection.page(query)
        statement = page.walk
        if page.gather is not None and self._are_few(world, query):
            statement = page.gather
        if layer is None:
            found = self._connection.execute(statement.base, page.bind(query, BASE))
        else:
            sql = statement.changed if layer.hidden else statement.added
            found = self._connection.execute(sql, page.bind(query, layer.number))
        versions = collection.versions
        order = (partial(page.place, query),)
        return [_new_row(Row, versions[line[0]] + order) for line in found]

    def _are_few(self, world: str, query: Query) -> bool:
        """Tell whether sorting all that meet the conditions beats walking until a page is full.

        Sorting costs `met`; of the walk, one record in `size / met` is for the page.
        """
        met = self.count(world, query)
        size = self.count(world, Query(resource=query.resource))
        window = met if query.limit is None else query.offset + query.limit
        return met * met <= window * size

    def _find_deep(self, world: str, query: Query) -> list[Row]:
        """Find a page from the nearest known place, or from the end of the order when closer."""
        total = self.count(world, query)
        if query.offset >= total:
            return []
        behind = total - query.offset
        limit = behind if query.limit is None else min(query.limit, behind)
        layer = self._layer(world, query.resource)
        page = self._collections[query.resource].page(query)
        order = (layer.revision if layer else 0, page.walk.base, *page.bind(query, BASE)[3:])
        known, place = self._places.nearest(order, query.offset)
        if behind - limit < query.offset - known:
            turned = query._replace(
                offset=behind - limit, limit=limit, backwards=not query.backwards
            )
            return self._find(world, turned)[::-1]
        rows = self._find(world, query._replace(offset=query.offset - known, after=place))
        if rows and is_brief((*order[2:], *rows[-1].place)):
            self._places.remember(order, query.offset + len(rows), rows[-1].place)
        return rows

    def _counted(self, revision: int, sql: str, values: list[Scalar]) -> int:
        key = (revision, sql, *values)
        known = self._counts.get(key)
        if known is not None:
            return known
        (total,) = self._connection.execute(sql, values).fetchone()
        return self._counts.put(key, int(total)) if is_brief(values) else int(total)

    def _change(self, layer: Layer, change: Change) -> None:
        layer.revision = next(self._revisions)
        if change.body is None:
            layer.remove(change.key)
        else:
            layer.put((next(self._uids), change.key, change.body), change.unique)

    def _known(self, world: str) -> World:
        known = self._worlds.get(world)
        if known is None:
            known = self._worlds[world] = World(next(self._numbers))
        return known

    def _own_layer(self, world: World, resource: str) -> Layer:
        layer = world.layers.get(resource)
        if layer is None:
            layer = world.layers[resource] = Layer(self._collections[resource], world.number)
        return layer

    def _layer(self, world: str, resource: str) -> Layer | None:
        """Return what a world changed of a resource; None when it shows the base as it is."""
        known = self._worlds.get(world)
        layer = known.layers.get(resource) if known else None
        return layer if layer is not None and layer.versions else None
