"""Queries as SQL: one statement per shape of query, walking an index where the table has one."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import dropwhile
from typing import Final, TypeAlias

import orjson

from understudy.contract.operations import Json
from understudy.state.conditions import (
    WORLD,
    Bind,
    Choice,
    Numbers,
    Term,
    binds_of,
    conditions_shape,
    terms_of,
)
from understudy.state.layouts import Layout
from understudy.state.orders import Rank, behind
from understudy.state.records import Key, Operator, Query
from understudy.state.scalars import Scalar, folded

Wanted: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]

FIRST_FREE: Final = (
    4  # a page's first parameters: the world's number, the limit (-1: none), the offset
)
_LIMITS: Final = "LIMIT ?2 OFFSET ?3"
_BASE_WORLD: Final = "0"
_OWN_WORLD: Final = "?1"
_MOST_ARMS: Final = 32  # an IN over more values than this is sorted instead of merged
_RANGES: Final = frozenset({Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What finds the uids of a page, for one shape of query.

    The three texts answer for a world that changed nothing, one that only added records, and one
    that also changed or removed some of the base's. `wanted` are the indexes (table, columns) that
    they walk.
    """

    base: str
    added: str
    changed: str
    wanted: Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A shape of query, compiled.

    `walk` follows the order and skips what does not meet the conditions, which is quick unless few
    records do. `gather`, if there is a choice, finds what meets them and sorts it, which is quick
    unless many do.
    """

    walk: Statement
    gather: Statement | None
    ranks: tuple[Rank, ...]
    binds: tuple[Bind, ...]

    def bind(self, query: Query, world: int) -> list[Scalar]:
        """Return the parameters for a query of this shape."""
        limit = -1 if query.limit is None else query.limit
        values: list[Scalar] = [world, limit, query.offset]
        for bind in self.binds:
            values += bind(query)
        return values

    def place(self, query: Query, key: Key, body: bytes) -> tuple[Json, ...]:
        """Return where a record stands in a query of this shape."""
        if not self.ranks:
            return (key,)
        record = orjson.loads(body)
        pairs = zip(self.ranks, query.sorts, strict=True)
        return (*[rank.read(key, record, sort) for rank, sort in pairs], key)


def shape(query: Query) -> tuple[Hashable, ...]:
    """Return what two queries must share to be answered by one statement: all but the values."""
    return (
        conditions_shape(query),
        tuple([(sort.column, sort.descending, sort.closest_to is None) for sort in query.sorts]),
        query.after is None,
        query.backwards,
    )


def compile_page(layout: Layout, query: Query) -> Page:
    """Compile what finds a page of records.

    Raises:
        BehaviorError: the query speaks of columns the table lacks, or in a way their kind forbids.
    """
    numbers = Numbers(FIRST_FREE)
    terms = terms_of(layout, query, numbers)
    ranks = [Rank(layout, sort, numbers, backwards=query.backwards) for sort in query.sorts]
    after = numbers.take(len(ranks) + 1) if query.after is not None else []
    asked = _Asked(layout, terms, ranks, after, ranks[-1].descending if ranks else query.backwards)
    nears = [_near_bind(position) for position, rank in enumerate(ranks) if rank.near]
    binds = [*binds_of(terms), *nears, *([_after_bind(ranks)] if after else [])]
    walk, gather = _Walk(asked), _Gather(asked)
    has_choice = any(each.index for each in terms if each not in walk.covered)
    return Page(
        walk=walk.statement(),
        gather=gather.statement() if has_choice else None,
        ranks=tuple(ranks),
        binds=tuple(binds),
    )


def indexes_for(
    layout: Layout, terms: list[Term | Choice], *, in_key_order: bool = False
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the indexes that conditions can be found by, unless declared ones begin like them."""
    declared = () if in_key_order else {(table, names[:1]) for table, names in layout.indexes()}
    for each in terms:
        for single in each.terms if isinstance(each, Choice) else (each,):
            table = single.fan.table if single.fan else layout.records
            if each.index and (table, (single.index,)) not in declared:
                yield table, (single.index,)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query's parts, with the parameters that they will be bound to."""

    layout: Layout
    terms: list[Term | Choice]
    ranks: list[Rank]
    after: list[str]
    key_descends: bool


class _Gather:
    """Writes a statement that finds by the conditions, then sorts."""

    alias = "t"
    order_alias = "+t"  # the plus keeps SQLite from taking the order's index instead
    joint = " UNION ALL "

    def __init__(self, asked: _Asked) -> None:
        self.asked = asked

    def statement(self) -> Statement:
        """Write the three texts."""
        return Statement(
            base=self._text([(_BASE_WORLD, "")]),
            added=self._text([(_BASE_WORLD, ""), (_OWN_WORLD, "")]),
            changed=self._text([(_BASE_WORLD, self.asked.layout.hidden), (_OWN_WORLD, "")]),
            wanted=tuple(self.wanted()),
        )

    def wanted(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the indexes that make it quick."""
        in_key_order = not self.asked.ranks
        yield from indexes_for(self.asked.layout, self.asked.terms, in_key_order=in_key_order)

    def source(self, kept: str) -> str:
        """Write where the lines come from, given the conditions that they must meet."""
        del kept
        return f"{self.asked.layout.records} t"

    def leads(self) -> list[str]:
        """Return what each arm begins with, besides the world."""
        return [""]

    def met(self, each: Term | Choice) -> str:
        """Write one condition."""
        return each.sql("t")

    def _text(self, worlds: list[tuple[str, str]]) -> str:
        """Write the merge of the worlds' arms, each given with the table of what it must hide."""
        arms = [
            self._arm(lead, hidden).replace(WORLD, world)
            for world, hidden in worlds
            for lead in self.leads()
        ]
        ways = [rank.descending for rank in self.asked.ranks] + [self.asked.key_descends]
        if len(arms) == 1:
            expressions = [expression for expression, _ in self._directions()]
            order = ", ".join(map(_way, expressions, ways))
            return f"SELECT {self.alias}.uid {arms[0]} ORDER BY {order} {_LIMITS}"
        columns = ", ".join([expression for expression, _ in self._directions()])
        merged = self.joint.join([f"SELECT {self.alias}.uid, {columns} {arm}" for arm in arms])
        # uid last: UNION would otherwise sort anew to compare whole lines
        positions = [*map(str, range(2, len(ways) + 2)), "1"]
        order = ", ".join(map(_way, positions, [*ways, self.asked.key_descends]))
        return f"{merged} ORDER BY {order} {_LIMITS}"

    def _arm(self, lead: str, hidden: str) -> str:
        alias = self.alias
        parts = [lead] if lead else []
        parts += [met for each in self.asked.terms if (met := self.met(each))]
        if hidden:
            line = f"SELECT 1 FROM {hidden} h WHERE h.world = ?1 AND h.uid = {alias}.uid"  # noqa: S608  (our own name)
            parts.append(f"NOT EXISTS ({line})")
        if self.asked.after:
            parts.append(behind(self._directions(), self.asked.after))
        kept = " AND ".join([f"{alias}.world = {WORLD}", *parts])
        return f"FROM {self.source(kept)} WHERE {kept}"

    def _directions(self) -> list[tuple[str, bool]]:
        alias = self.order_alias
        sorts = [(rank.sql(alias), rank.descending) for rank in self.asked.ranks]
        return [*sorts, (f"{alias}.key", self.asked.key_descends)]


class _Walk(_Gather):
    """Writes a statement that follows the order.

    When a condition and the order share an index, the condition leads: each of its values is one
    walk along that index, and the walks are merged. Lines then come from the fan (`v`) of a `many`
    column, which repeats what the index needs of the record (`t`).
    """

    def __init__(self, asked: _Asked) -> None:
        super().__init__(asked)
        singles = [each for each in asked.terms if isinstance(each, Term)]
        self._fixed = {
            each.column for each in singles if each.operator is Operator.EQUALS and not each.fan
        }
        self._lead = next((each for each in singles if self._is_lead(each)), None)
        self._fan = self._lead.fan if self._lead else None
        self.alias = self.order_alias = "v" if self._fan else "t"
        self.joint = (
            " UNION " if self._lead else " UNION ALL "
        )  # a record can have two of the values
        self.covered = [each for each in singles if self._is_covered(each)]

    def wanted(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the indexes that make it quick, the order's among them."""
        yield from super().wanted()
        if self._lead is None and self.asked.ranks and not self.asked.ranks[0].near:
            yield self.asked.layout.records, (self.asked.ranks[0].held.name,)

    def source(self, kept: str) -> str:
        """Write the fan alone when its lines have all that is asked for."""
        if self._fan is None:
            return super().source(kept)
        joined = f" CROSS JOIN {self.asked.layout.records} t ON t.uid = v.uid"
        return f"{self._fan.table} v{joined if 't.' in kept else ''}"

    def leads(self) -> list[str]:
        """Return one arm for each value of the leading condition."""
        if self._lead is None:
            return [""]
        name = f"{self.alias}.{self._lead.held.name}"
        return [f"{name} = {parameter}" for parameter in self._lead.parameters]

    def met(self, each: Term | Choice) -> str:
        """Write one condition, on the fan's copies when it has them."""
        if each is self._lead:
            return ""
        if self._fan and isinstance(each, Term) and self._is_copied(each):
            return each.on("v")
        return each.sql("t", walking=each not in self.covered)

    def _is_copied(self, each: Term) -> bool:
        in_copies = self._fan is not None and each.held in self._fan.copies
        return in_copies and each.index in ("", each.held.name) and each.held.folded != each.index

    def _is_lead(self, each: Term) -> bool:
        equals = each.fan is not None and each.operator is Operator.EQUALS
        if not (equals or each.operator is Operator.IN) or len(each.parameters) > _MOST_ARMS:
            return False
        return any(each.column in names for names in self._walked(each.column))

    def _is_covered(self, each: Term) -> bool:
        """Tell whether the walked index leaves out what does not meet the condition."""
        if each is self._lead:
            return True
        if self._lead is None and each.operator in _RANGES and self.asked.ranks:
            return each.column == self.asked.ranks[0].column
        led = self._lead.column if self._lead else ""
        return each.column in self._fixed and any(
            each.column in names for names in self._walked(led) if not led or led in names
        )

    def _walked(self, lead: str) -> Iterator[tuple[str, ...]]:
        """Yield the indexes that are in this order once the fixed columns have one value each."""
        order = ["" if rank.near else rank.column for rank in self.asked.ranks]
        fixed = self._fixed | {lead}
        alone = [(column,) for column in fixed]
        for names in (*self.asked.layout.table.indexes, *alone):
            if list(dropwhile(fixed.__contains__, names)) == order:
                yield names


def _way(expression: str, descending: bool) -> str:  # noqa: FBT001  (one of two parallel lists)
    return f"{expression} DESC" if descending else expression


def _near_bind(position: int) -> Bind:
    return lambda query: [folded(query.sorts[position].closest_to)]


def _after_bind(ranks: list[Rank]) -> Bind:
    def bind(query: Query) -> list[Scalar]:
        *sorts, key = query.after or ()
        values = [rank.encode(value) for rank, value in zip(ranks, sorts, strict=True)]
        return [*values, key if isinstance(key, str | int) else None]

    return bind
