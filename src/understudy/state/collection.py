"""All records of one resource in SQLite: the base's and every world's own versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from sqlite3 import Connection
from typing import Final, TypeAlias

import orjson

from understudy.contract.errors import BehaviorError, FixtureError
from understudy.contract.operations import Json, JsonObject
from understudy.state.conditions import conditions_shape
from understudy.state.holders import Holders
from understudy.state.layouts import BASE, Layout, index_statement
from understudy.state.queries import Page, compile_page, shape
from understudy.state.recent import Recent
from understudy.state.records import Key, Query, Scalar, Table
from understudy.state.tallies import Tally, compile_tally

_CHUNK: Final = 2_000
_SHAPES_KEPT: Final = 512

# uid, key, body: what a `Row` begins with. A plain tuple, so that garbage collection skips it.
Version: TypeAlias = tuple[int, Key, bytes]
_Entry: TypeAlias = tuple[int, int, Key, JsonObject]  # uid, world, key, record


class Collection:
    """One resource's tables and the statements that ask them.

    SQLite holds what is asked for; the records themselves are in `versions` (uid -> version) and
    are handed out without copying. `base` says by key where the base's are.

    What worlds put waits in `_queued` until somebody asks SQLite: a test that creates records and
    reads them by key never pays for indexes, and one that lists them pays once for all.
    """

    def __init__(self, connection: Connection, table: Table, number: int) -> None:
        self.layout = Layout(table, number)
        self.base: dict[Key, Version] = {}
        self.versions: dict[int, Version] = {}
        self._connection = connection
        self._insert = self.layout.insert()
        self._inserts = self.layout.inserts()
        self._pages: Recent[Page] = Recent(_SHAPES_KEPT)
        self._tallies: Recent[Tally] = Recent(_SHAPES_KEPT)
        self._indexed: set[tuple[str, tuple[str, ...]]] = set()
        self._queued: dict[int, tuple[int, Version]] = {}
        self._ordered: list[Version] = []
        self._holders = {name: Holders(self.layout.held(name)) for name in self.layout.table.unique}
        for statement in self.layout.statements():
            connection.execute(statement)

    def load(self, records: Iterable[tuple[Key, JsonObject]], uids: Iterator[int]) -> None:
        """Put the base in, and make the indexes that the table declares.

        Raises:
            FixtureError: two records have the same key.
        """
        stream = iter(records)
        while chunk := list(islice(stream, _CHUNK)):
            self._load(chunk, uids)
        self._want(self.layout.indexes())

    def unique(self, record: JsonObject) -> tuple[Scalar, ...]:
        """Return what a record holds in the unique columns."""
        return tuple([holders.read(record) for holders in self._holders.values()])

    def put(self, world: int, version: Version, unique: tuple[Scalar, ...] | None = None) -> None:
        """Put a world's own version of a record; what it holds in unique columns may be known."""
        uid = version[0]
        self._queued[uid] = (world, version)
        self.versions[uid] = version
        if self._holders:
            held = self.unique(orjson.loads(version[2])) if unique is None else unique
            for holders, value in zip(self._holders.values(), held, strict=True):
                holders.add(world, uid, value)

    def drop(self, uids: list[int]) -> None:
        """Forget versions of records."""
        for holders in self._holders.values():
            holders.drop(uids)
        lines = [(uid,) for uid in uids if self._queued.pop(uid, None) is None]
        tables = [self.layout.records, *[fan.table for fan in self.layout.fans.values()]]
        for table in tables if lines else ():
            self._connection.executemany(f"DELETE FROM {table} WHERE uid = ?", lines)  # noqa: S608  (our own name)
        for uid in uids:
            del self.versions[uid]

    def hide(self, world: int, uid: int) -> None:
        """Keep a record of the base out of a world's sight."""
        statement = f"INSERT INTO {self.layout.hidden} VALUES (?, ?)"  # noqa: S608  (our own name)
        self._connection.execute(statement, (world, uid))

    def reveal(self, world: int, uid: int) -> None:
        """Let a world see a record of the base again."""
        statement = f"DELETE FROM {self.layout.hidden} WHERE world = ? AND uid = ?"  # noqa: S608  (our own name)
        self._connection.execute(statement, (world, uid))

    def in_order(self, query: Query) -> list[Version] | None:
        """Return a page of the base by key; None when the query asks for more than that.

        Most lists are asked for no more, and what takes SQLite 20 us takes a list of pointers 1.
        """
        if query.conditions or query.after is not None or len(query.sorts) > 1:
            return None
        is_backwards = query.backwards
        for sort in query.sorts:
            if sort.column != self.layout.table.key.name or sort.closest_to is not None:
                return None
            is_backwards = is_backwards is not sort.descending
        if len(self._ordered) < len(self.base):
            self._ordered = sorted(self.base.values(), key=_by_key)
        size = len(self._ordered)
        start = min(query.offset, size)
        stop = size if query.limit is None else min(start + query.limit, size)
        if is_backwards:
            return self._ordered[size - stop : size - start][::-1]
        return self._ordered[start:stop]

    def page(self, query: Query) -> Page:
        """Return what finds this query's records, and make sure of the indexes that it walks."""
        self._flush()
        key = shape(query)
        found = self._pages.get(key)
        if found is None:
            found = self._pages.put(key, compile_page(self.layout, query))
            self._want(found.walk.wanted)
            self._want(found.gather.wanted if found.gather else ())
        return found

    def tally(self, query: Query) -> Tally:
        """Return what counts this query's records, and make sure of the indexes that it walks."""
        self._flush()
        key = conditions_shape(query)
        found = self._tallies.get(key)
        if found is None:
            found = self._tallies.put(key, compile_tally(self.layout, query))
            self._want(found.wanted)
        return found

    def holders(self, world: int, column: str, value: Json) -> tuple[int, ...]:
        """Return the versions that have a value in a unique column: the base's, the world's own.

        Raises:
            BehaviorError: the table does not declare that column unique.
        """
        holders = self._holders.get(column)
        if holders is None:
            raise BehaviorError(
                f"{self.layout.table.resource} does not keep who has which {column!r}",
                remedy=f"its unique columns are: {', '.join(self._holders) or 'none'}",
            )
        return holders.of(world, value)

    def _load(self, chunk: list[tuple[Key, JsonObject]], uids: Iterator[int]) -> None:
        entries: list[_Entry] = []
        for key, record in chunk:
            # orjson's result holds a buffer several times its size until it is copied
            version = (next(uids), key, bytes(memoryview(orjson.dumps(record))))
            if self.base.setdefault(key, version) is not version:
                raise FixtureError(
                    f"two records of {self.layout.table.resource} have the key {key!r}",
                    remedy=f"give each its own {self.layout.table.key.name}",
                )
            self.versions[version[0]] = version
            entries.append((version[0], BASE, key, record))
            for holders in self._holders.values():
                holders.add(BASE, version[0], holders.read(record))
        self._write(entries)

    def _flush(self) -> None:
        """Tell SQLite of what was put since it was last asked."""
        if self._queued:
            self._write(
                (uid, world, version[1], orjson.loads(version[2]))
                for uid, (world, version) in self._queued.items()
            )
            self._queued.clear()

    def _write(self, entries: Iterable[_Entry]) -> None:
        lines: list[list[Scalar]] = []
        fans: list[list[list[Scalar]]] = [[] for _ in self._inserts]
        for uid, world, key, record in entries:
            line = self.layout.line(key, record)
            lines.append([uid, world, *line])
            for fan, spread in zip(fans, self.layout.spread(record, line), strict=True):
                fan += [[uid, world, *each] for each in spread]
        self._connection.executemany(self._insert, lines)
        for statement, fan in zip(self._inserts, fans, strict=True):
            self._connection.executemany(statement, fan)

    def _want(self, indexes: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """Make the indexes there are not yet, with their statistics: SQLite guesses badly without.

        A column that nobody asks for costs nothing this way, at the price of one slower request.
        """
        for table, columns in indexes:
            if (table, columns) not in self._indexed:
                self._indexed.add((table, columns))
                self._connection.execute(index_statement(table, columns))
                self._connection.execute(f"ANALYZE {table}")


def _by_key(version: Version) -> tuple[bool, Key]:
    """Order by key as SQLite does: numbers before texts."""
    return isinstance(version[1], str), version[1]
