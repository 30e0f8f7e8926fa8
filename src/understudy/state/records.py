"""Records, and what can happen to them: the values that travel between behavior and a world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from understudy.contract.operations import Json

Key: TypeAlias = "str | int"
Scalar: TypeAlias = "int | float | str | bytes | None"  # a value as SQLite keeps it

CLOCK: Final = "clock"  # the counter that moves with every commit

NO_COUNTERS: Final[Mapping[str, int]] = MappingProxyType({})


class ColumnKind(StrEnum):
    """How a column compares: text by code point, number by value, instant by moment."""

    TEXT = "text"
    NUMBER = "number"
    INSTANT = "instant"  # RFC 3339 text, any offset and fraction
    FLAG = "flag"  # JSON booleans


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A value of a record that queries can speak of.

    `path` walks objects ("Identifiers.Gtin"); through an array it collects every element's value
    ("Categories.CategoryId", "ActiveSalesChannels"), and `many` must then be true: a condition on
    it holds when any value meets it.
    """

    name: str
    path: tuple[str, ...]
    kind: ColumnKind = ColumnKind.TEXT
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How records of one resource are kept: `key` is the column that names a record, uniquely.

    `indexes` name columns that are asked for together: those that must equal something, then those
    to sort by, as ("type", "created"). One of them may be a `many` column. Any page of such a list
    costs the same whatever the number of records. A column alone needs no mention.

    `unique` names single-valued columns that are asked, at each write, who has a value already.
    """

    resource: str
    key: Column
    columns: tuple[Column, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    unique: tuple[str, ...] = ()


class Operator(StrEnum):
    """What a condition asks of a column.

    `contains`, `lacks`, `starts` and `same` ignore case. No operator but `absent`, `differs` and
    `lacks` holds where the value is missing.
    """

    EQUALS = "equals"
    DIFFERS = "differs"
    SAME = "same"  # equal, ignoring case
    IN = "in"
    CONTAINS = "contains"
    LACKS = "lacks"  # does not contain
    STARTS = "starts"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    ABSENT = "absent"


class Condition(NamedTuple):
    """A record is kept when its column's value stands in this relation to `value`."""

    column: str
    operator: Operator
    value: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """A record is kept when at least one of these holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """Order by a column, missing values first (last when descending).

    With `closest_to`, by how closely its text matches: equal, starts with, contains, the rest.
    """

    column: str
    descending: bool = False
    closest_to: str | None = None


class Query(NamedTuple):
    """Which records of a resource, in which order.

    The key is always the last tie-breaker, in the last sort's direction. `after` holds one value
    per sort plus the key: only records strictly behind that place are returned (a cursor).
    `backwards` reads the order from its end: the records come in reversed order.
    """

    resource: str
    conditions: tuple[Condition | AnyOf, ...] = ()
    sorts: tuple[Sort, ...] = ()
    limit: int | None = None
    offset: int = 0
    after: tuple[Json, ...] | None = None
    backwards: bool = False


def by_key(key: Key, body: bytes) -> tuple[Json, ...]:  # noqa: ARG001  (a `Row.order`)
    """Return the place of a record where nothing but the key orders."""
    return (key,)


def by_sorted_key(key: Key, body: bytes) -> tuple[Json, ...]:  # noqa: ARG001  (a `Row.order`)
    """Return the place of a record that is sorted by its key."""
    return (key, key)


class Row(NamedTuple):
    """One stored record. A tuple, because a frozen dataclass would double what a page costs.

    `uid` names this version of the record in its store and is never used again. `order` works
    out `place` when somebody asks for it.
    """

    uid: int
    key: Key
    body: bytes
    order: Callable[[Key, bytes], tuple[Json, ...]] = by_key

    @property
    def place(self) -> tuple[Json, ...]:
        """Where it stands in the order it was found in: one value per sort plus the key.

        Fit for `Query.after`, and for JSON.
        """
        return self.order(self.key, self.body)


@dataclass(slots=True)
class Change:
    """A record is put (`body` is its JSON) or removed (`body` is None).

    `in_base` says of a removal whether the base has a record of that key: if not, the removal can
    be forgotten some day. `unique` has what a record put holds in its table's unique columns, in
    their order; who leaves that out has it read from the body.
    """

    resource: str
    key: Key
    body: bytes | None
    in_base: bool = True
    unique: tuple[Scalar, ...] | None = None


class ChangeSet(NamedTuple):
    """What one request changes, each record once, committed as a whole or not at all.

    `counters` are absolute new values of the world's counters ("item" -> 7 items created so far,
    "clock" -> ticks).
    """

    changes: tuple[Change, ...] = ()
    counters: Mapping[str, int] = NO_COUNTERS

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.changes or self.counters)


class Overlay(NamedTuple):
    """What changed in one partition of a world since some version.

    `version` is the version that these changes lead to; `counters` is always whole. `fresh` says
    that the world was reset in between: whatever was known of it before is void. `advance_s` is how
    far the clock of the whole world was put forward.
    """

    version: int
    fresh: bool = False
    changes: tuple[Change, ...] = ()
    counters: Mapping[str, int] = NO_COUNTERS
    advance_s: int = 0


class Space(NamedTuple):
    """One partition of one service in one world: what a request can see and change.

    `partition` is "" where the service is not multi-tenant, else the tenant's id.
    """

    world: str
    service: str
    partition: str = ""
