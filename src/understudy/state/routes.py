"""Routes: by which index the records of a page are found, in which order, and what is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile
from typing import Final

from understudy.state.conditions import Choice, Term
from understudy.state.layouts import Fan, Layout
from understudy.state.orders import Rank
from understudy.state.records import Operator

_MOST_ARMS: Final = 32  # an IN over more values than this is sorted instead of merged
_RANGES: Final = frozenset({Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST})


@dataclass(frozen=True, slots=True)
class Asked:
    """A query's parts, with the parameters that they will be bound to."""

    layout: Layout
    terms: list[Term | Choice]
    ranks: list[Rank]
    after: list[str]
    key_descends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to the records of a page.

    Sorted, they are found by the conditions and then put in order. Otherwise the order is followed
    and `checked` are the terms that each record is asked about on the way. A `lead` is a condition
    that shares an index with the order: each of its values is one walk along that index, and the
    walks are merged.
    """

    is_sorted: bool
    lead: Term | None = None
    checked: tuple[Term | Choice, ...] = ()

    @property
    def fan(self) -> Fan | None:
        """The fan that is walked instead of the records, if any."""
        return self.lead.fan if self.lead else None

    @property
    def alias(self) -> str:
        """What the walked lines are known by: `t` are records, `v` a fan's lines."""
        return "v" if self.fan else "t"


def walk(asked: Asked) -> Route:
    """Return the route along the order: quick unless few records meet the conditions."""
    singles = [each for each in asked.terms if isinstance(each, Term)]
    fixed = {each.column for each in singles if each.operator is Operator.EQUALS and not each.fan}
    lead = next((each for each in singles if _is_lead(asked, each, fixed)), None)
    covered = _covered(asked, lead, fixed)
    ahead = asked.ranks[0].column if asked.ranks and not lead else None
    checked = [
        each
        for each in asked.terms
        if isinstance(each, Choice)
        or not (
            each is lead
            or (each.operator in _RANGES and each.column == ahead)
            or (each.operator is Operator.EQUALS and not each.fan and each.column in covered)
        )
    ]
    return Route(is_sorted=False, lead=lead, checked=tuple(checked))


def gather(walked: Route) -> Route | None:
    """Return the route by the conditions: quick unless many records meet them.

    None when walking is as good: it leaves out by its index whatever an index can leave out.
    """
    return Route(is_sorted=True) if any(each.index for each in walked.checked) else None


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


def indexes_of(asked: Asked, route: Route) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the indexes that a route needs, its order's among them."""
    yield from indexes_for(asked.layout, asked.terms, in_key_order=not asked.ranks)
    if not route.is_sorted and route.lead is None and asked.ranks and not asked.ranks[0].near:
        yield asked.layout.records, (asked.ranks[0].held.name,)


def _is_lead(asked: Asked, each: Term, fixed: set[str]) -> bool:
    is_many = each.fan is not None and each.operator is Operator.EQUALS
    if not (is_many or each.operator is Operator.IN) or len(each.parameters) > _MOST_ARMS:
        return False
    return any(each.column in names for names in _walked(asked, fixed | {each.column}))


def _covered(asked: Asked, lead: Term | None, fixed: set[str]) -> set[str]:
    """Return the columns that the walked index leaves out the wrong values of."""
    led = {lead.column} if lead else set()
    return {name for names in _walked(asked, fixed | led) if led <= set(names) for name in names}


def _walked(asked: Asked, fixed: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield the indexes that are in this order once the fixed columns have one value each."""
    order = ["" if rank.near else rank.column for rank in asked.ranks]
    alone = [(column,) for column in fixed]
    for names in (*asked.layout.table.indexes, *alone):
        if list(dropwhile(fixed.__contains__, names)) == order:
            yield names
