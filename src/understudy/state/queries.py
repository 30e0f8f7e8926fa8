"""Queries, compiled: one page per shape of query, to be bound to the values of each."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

import orjson

from understudy.contract.operations import Json
from understudy.state.conditions import (
    Bind,
    Numbers,
    binds_of,
    conditions_shape,
    terms_of,
)
from understudy.state.layouts import Layout
from understudy.state.orders import Rank
from understudy.state.records import Key, Query, Scalar
from understudy.state.routes import Asked, gather, walk
from understudy.state.scalars import folded, is_storable
from understudy.state.statements import Statement, write

FIRST_FREE: Final = 4  # a page's first parameters: the world's number, limit (-1: none), offset


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
    sorts = [(sort.column, sort.descending, sort.closest_to is None) for sort in query.sorts]
    return (conditions_shape(query), tuple(sorts), query.after is None, query.backwards)


def compile_page(layout: Layout, query: Query) -> Page:
    """Compile what finds a page of records.

    Raises:
        BehaviorError: the query speaks of columns the table lacks, or in a way their kind forbids.
    """
    numbers = Numbers(FIRST_FREE)
    terms = terms_of(layout, query, numbers)
    ranks = [Rank(layout, sort, numbers, backwards=query.backwards) for sort in query.sorts]
    after = numbers.take(len(ranks) + 1) if query.after is not None else []
    asked = Asked(layout, terms, ranks, after, ranks[-1].descending if ranks else query.backwards)
    nears = [_near_bind(position) for position, rank in enumerate(ranks) if rank.near]
    binds = [*binds_of(terms), *nears, *([_after_bind(ranks)] if after else [])]
    walked = walk(asked)
    gathered = gather(walked)
    return Page(
        walk=write(asked, walked),
        gather=write(asked, gathered) if gathered else None,
        ranks=tuple(ranks),
        binds=tuple(binds),
    )


def _near_bind(position: int) -> Bind:
    return lambda query: [folded(query.sorts[position].closest_to)]


def _after_bind(ranks: list[Rank]) -> Bind:
    def bind(query: Query) -> list[Scalar]:
        *sorts, key = query.after or ()
        values = [rank.encode(value) for rank, value in zip(ranks, sorts, strict=True)]
        return [*values, key if isinstance(key, str | int) and is_storable(key) else None]

    return bind
