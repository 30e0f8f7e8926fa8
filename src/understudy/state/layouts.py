"""How a table lies in SQLite: names, statements that make and fill it, values out of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from understudy.contract.errors import BehaviorError
from understudy.contract.operations import Json, JsonObject
from understudy.state.records import Column, ColumnKind, Key, Scalar, Table
from understudy.state.scalars import ENCODERS, MISSING

BASE: Final = 0  # the number of the world that holds what all worlds share
KEY: Final = "key"

Line: TypeAlias = "list[Scalar]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A column as SQLite holds it; `folded` is its twin for comparing without case (texts only)."""

    column: Column
    name: str
    folded: str | None
    encode: Callable[[Json], Scalar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """A `many` column, spread out: one line per record and distinct value.

    `copies` are the columns that an index names together with this one. They are repeated on each
    line, so that "any of these values, newest first" walks an index instead of sorting.
    """

    held: Held
    table: str
    copies: tuple[Held, ...]


class Layout:
    """One table's place in SQLite.

    Its names are made of numbers: nothing that a document says becomes part of a statement.
    """

    def __init__(self, table: Table, number: int) -> None:
        self.table = table
        self.records = f"r{number}"
        self.hidden = f"h{number}"
        columns = {column.name: column for column in table.columns if column.name != table.key.name}
        single = [column for column in columns.values() if not column.many]
        many = [column for column in columns.values() if column.many]
        self.columns = {table.key.name: _held(table.key, KEY)} | {
            column.name: _held(column, f"c{position}") for position, column in enumerate(single)
        }
        self.fans = {
            column.name: self._fan(column, f"m{number}_{position}")
            for position, column in enumerate(many)
        }
        self._readers = [reader(column) for column in single]
        self._texts = [i for i, held in enumerate(self.columns.values()) if held.folded]
        self._spreads = [self._spread(fan) for fan in self.fans.values()]

    def held(self, name: str) -> Held:
        """Return the single-valued column of that name.

        Raises:
            BehaviorError: the table has none.
        """
        held = self.columns.get(name)
        if held is None:
            raise BehaviorError(
                f"{self.table.resource} has no single-valued column {name!r}",
                remedy=f"its single-valued columns are: {', '.join(self.columns)}",
            )
        return held

    def line(self, key: Key, record: JsonObject) -> Line:
        """Return a record's values: key, columns, folded twins."""
        line: Line = [key]
        line += [read(record) for read in self._readers]
        for position in self._texts:
            text = line[position]
            line.append(text.casefold() if isinstance(text, str) else None)
        return line

    def spread(self, record: JsonObject, line: Line) -> list[list[Line]]:
        """Return, by fan, a record's lines in it: key, value, folded value, copies."""
        return [spread(record, line) for spread in self._spreads]

    def statements(self) -> Iterator[str]:
        """Yield what makes the empty tables. `uid INTEGER` everywhere, or joins find no index."""
        columns = list(self.columns.values())
        names = [held.name for held in columns] + [held.folded for held in columns if held.folded]
        yield f"CREATE TABLE {self.records} (uid INTEGER PRIMARY KEY, world, {', '.join(names)})"
        yield (
            f"CREATE TABLE {self.hidden} (world, uid INTEGER, PRIMARY KEY (world, uid))"
            " WITHOUT ROWID"
        )
        for fan in self.fans.values():
            copies = "".join([f", {held.name}" for held in fan.copies])
            yield (
                f"CREATE TABLE {fan.table} (uid INTEGER, world, key, value, folded{copies},"
                " PRIMARY KEY (uid, value)) WITHOUT ROWID"
            )

    def indexes(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield what is indexed from the start: keys, `many` columns, declared combinations."""
        yield self.records, ()
        for fan in self.fans.values():
            yield fan.table, ("value",)
        for names in self.table.indexes:
            fanned = next((self.fans[name] for name in names if name in self.fans), None)
            own = fanned.held.column.name if fanned else None
            yield (
                fanned.table if fanned else self.records,
                tuple(["value" if name == own else self.held(name).name for name in names]),
            )

    def insert(self) -> str:
        """Return the statement that takes uid, world and a `line`."""
        return _insert(self.records, 2 + len(self.columns) + len(self._texts))

    def inserts(self) -> list[str]:
        """Return, by fan, the statement that takes uid, world and a line of `spread`."""
        return [_insert(fan.table, 5 + len(fan.copies)) for fan in self.fans.values()]

    def _fan(self, column: Column, table: str) -> Fan:
        groups = [names for names in self.table.indexes if column.name in names]
        copied = {name for names in groups for name in names} - {column.name, self.table.key.name}
        return Fan(
            held=_held(column, "value"),
            table=table,
            copies=tuple([self.held(name) for name in sorted(copied)]),
        )

    def _spread(self, fan: Fan) -> Callable[[JsonObject, Line], list[Line]]:
        collect = collector(fan.held.column)
        order = list(self.columns.values())
        copies = [order.index(held) for held in fan.copies]
        is_text = fan.held.folded is not None

        def spread(record: JsonObject, line: Line) -> list[Line]:
            copied = [line[position] for position in copies]
            return [
                [line[0], value, str(value).casefold() if is_text else None, *copied]
                for value in collect(record)
            ]

        return spread


def index_statement(table: str, columns: Sequence[str]) -> str:
    """Return what indexes these SQL columns within each world, key last."""
    columns = tuple(dict.fromkeys((*columns, KEY)))
    name = "_".join((table, *columns))
    return f"CREATE INDEX IF NOT EXISTS {name} ON {table} (world, {', '.join(columns)})"


def reader(column: Column) -> Callable[[JsonObject], Scalar]:
    """Return what reads a single value; where there is none, or an array, it is missing."""
    encode = ENCODERS[column.kind]
    first, *rest = column.path

    def read_flat(record: JsonObject) -> Scalar:
        value = encode(record.get(first))
        return MISSING if value is None else value

    def read_deep(record: JsonObject) -> Scalar:
        found: Json = record.get(first)
        for step in rest:
            if not isinstance(found, dict):
                return MISSING
            found = found.get(step)
        value = encode(found)
        return MISSING if value is None else value

    return read_deep if rest else read_flat


def collector(column: Column) -> Callable[[JsonObject], list[Scalar]]:
    """Return what reads all values at a path, through arrays, each once."""
    encode = ENCODERS[column.kind]
    path = column.path

    def collect(record: JsonObject) -> list[Scalar]:
        level: list[Json] = [record]
        for step in path:
            found = [each.get(step) for each in level if isinstance(each, dict)]
            level = _flat(found)
        values = dict.fromkeys([encode(each) for each in level])
        return [value for value in values if value is not None]

    return collect


def _flat(values: list[Json]) -> list[Json]:
    if not any(isinstance(each, list) for each in values):
        return values
    flat: list[Json] = []
    for each in values:
        flat.extend(_flat(each) if isinstance(each, list) else [each])
    return flat


def _held(column: Column, name: str) -> Held:
    twin = "folded" if name == "value" else f"{name}_folded"
    is_text = column.kind is ColumnKind.TEXT
    return Held(
        column=column, name=name, folded=twin if is_text else None, encode=ENCODERS[column.kind]
    )


def _insert(table: str, width: int) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * width)})"  # noqa: S608  (our own name)
