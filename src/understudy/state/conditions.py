"""Conditions as SQL: what each operator asks of a column, and the scalars that it binds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import count
from typing import Final, TypeAlias, assert_never

from understudy.contract.errors import BehaviorError
from understudy.contract.operations import Json
from understudy.state.layouts import Fan, Held, Layout
from understudy.state.records import AnyOf, Condition, Operator, Query, Scalar
from understudy.state.scalars import MISSING_SQL, folded, prefix_range

Bind: TypeAlias = Callable[[Query], list[Scalar]]

WORLD: Final = "{world}"  # the world's number, until an arm of a statement is written out

_SQL: Final = {
    Operator.EQUALS: "{column} = {p}",
    Operator.DIFFERS: "{column} IS NOT {p}",
    Operator.SAME: "{folded} = {p}",
    Operator.IN: "{column} IN ({list})",
    Operator.CONTAINS: "instr({folded}, {p}) > 0",
    Operator.LACKS: "coalesce(instr({folded}, {p}), 0) = 0",
    Operator.STARTS: "({folded} >= {p} AND {folded} < {q})",
    Operator.LESS: "({column} > {missing} AND {column} < {p})",
    Operator.AT_MOST: "({column} > {missing} AND {column} <= {p})",
    Operator.MORE: "{column} > {p}",
    Operator.AT_LEAST: "{column} >= {p}",
    Operator.ABSENT: "{column} = {missing}",
}
_CASELESS: Final = frozenset({Operator.SAME, Operator.CONTAINS, Operator.LACKS, Operator.STARTS})
_NEGATIVE: Final = frozenset({Operator.DIFFERS, Operator.LACKS})  # hold where nothing is
_UNINDEXED: Final = frozenset({Operator.DIFFERS, Operator.CONTAINS, Operator.LACKS})


class Numbers:
    """Hands out parameter numbers, so that the arms of a statement share what is bound once."""

    def __init__(self, first: int) -> None:
        self._next = count(first)

    def take(self, amount: int) -> list[str]:
        """Return that many new parameters as SQL."""
        return [f"?{next(self._next)}" for _ in range(amount)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition, ready to be written into statements.

    `parameters` and what `expand` makes of the condition's value go together. `index` is the SQL
    column whose index can find the records, "" when none can.
    """

    column: str
    operator: Operator
    held: Held
    fan: Fan | None
    parameters: tuple[str, ...]
    expand: Callable[[Json], Iterable[Scalar]]
    index: str

    @property
    def is_plain(self) -> bool:
        """Whether it asks for the column itself, not for its folded twin."""
        return self.fan is None and self.operator not in _CASELESS

    def sql(self, alias: str, *, walking: bool = False) -> str:
        """Write the condition on the records known by that alias.

        `walking` checks record by record, along an order that something else gives, instead of
        finding the records by an index of this column.
        """
        if self.fan is None:
            return self.on(f"+{alias}" if walking else alias)
        if self.operator is Operator.ABSENT:
            return self._without(alias)
        if walking:
            kept = f"EXISTS ({self._lines()} WHERE v.uid = {alias}.uid AND {self.on('v')})"
        else:
            kept = f"{alias}.uid IN ({self._lines()} WHERE v.world = {WORLD} AND {self.on('v')})"
        return f"({kept} OR {self._without(alias)})" if self.operator in _NEGATIVE else kept

    def on(self, alias: str) -> str:
        """Write the condition on lines that hold the column themselves."""
        return _SQL[self.operator].format(
            column=f"{alias}.{self.held.name}",
            folded=f"{alias}.{self.held.folded}",
            p=self.parameters[0] if self.parameters else "",
            q=self.parameters[-1] if self.parameters else "",
            list=", ".join(self.parameters),
            missing=MISSING_SQL,
        )

    def _lines(self) -> str:
        return f"SELECT v.uid FROM {self.fan.table if self.fan else ''} v"  # noqa: S608  (our own name)

    def _without(self, alias: str) -> str:
        return f"NOT EXISTS ({self._lines()} WHERE v.uid = {alias}.uid)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Several terms of which one must hold."""

    terms: tuple[Term, ...]

    @property
    def index(self) -> str:
        """Some column, when indexes can find all the records together."""
        return self.terms[0].index if self.terms and all(each.index for each in self.terms) else ""

    def sql(self, alias: str, *, walking: bool = False) -> str:
        """Write the alternatives on the records known by that alias; of none, none holds."""
        parts = [term.sql(alias, walking=walking) for term in self.terms]
        return f"({' OR '.join(parts) or '0'})"


def conditions_shape(query: Query) -> tuple[Hashable, ...]:
    """Return what two queries must share to be counted by one statement: all but the values."""
    return tuple([_shape(condition) for condition in query.conditions])


def terms_of(layout: Layout, query: Query, numbers: Numbers) -> list[Term | Choice]:
    """Return the conditions of a query as SQL.

    Raises:
        BehaviorError: the table has no such column, or its kind cannot be compared so.
    """
    return [
        Choice(terms=tuple([_term(layout, each, numbers) for each in condition.conditions]))
        if isinstance(condition, AnyOf)
        else _term(layout, condition, numbers)
        for condition in query.conditions
    ]


def binds_of(terms: list[Term | Choice]) -> list[Bind]:
    """Return what takes the parameters of these terms out of a query of the same shape."""
    return [
        _bind_any(position, each) if isinstance(each, Choice) else _bind_one(position, each)
        for position, each in enumerate(terms)
    ]


def _shape(condition: Condition | AnyOf) -> Hashable:
    if isinstance(condition, AnyOf):
        return tuple([_shape(each) for each in condition.conditions])
    if condition.operator is Operator.IN:
        return (condition.column, _arity(condition.value))
    return (condition.column, condition.operator)


def _arity(value: Json) -> int:
    """Return how many parameters an IN takes: a power of two, to keep statements few."""
    amount = len(value) if isinstance(value, list) else 1
    return 1 << max(amount - 1, 0).bit_length()


def _term(layout: Layout, condition: Condition, numbers: Numbers) -> Term:
    fan = layout.fans.get(condition.column)
    held = fan.held if fan else layout.held(condition.column)
    operator = condition.operator
    if held.folded is None and operator is Operator.SAME:
        operator = Operator.EQUALS
    if held.folded is None and operator in _CASELESS:
        raise BehaviorError(
            f"column {condition.column!r} cannot be asked what it {operator}",
            remedy=f"it holds {held.column.kind} values; only text columns can",
        )
    amount, expand = _expansion(held, operator, _arity(condition.value))
    name = held.folded if operator in _CASELESS else held.name
    return Term(
        column=condition.column,
        operator=operator,
        held=held,
        fan=fan,
        parameters=tuple(numbers.take(amount)),
        expand=expand,
        index="" if operator in _UNINDEXED or name is None else name,
    )


def _expansion(
    held: Held, operator: Operator, arity: int
) -> tuple[int, Callable[[Json], Iterable[Scalar]]]:
    """Return how many parameters an operator takes, and what turns a value into them."""
    encode = held.encode
    match operator:
        case Operator.ABSENT:
            return 0, lambda _: ()
        case Operator.STARTS:
            return 2, prefix_range
        case Operator.SAME | Operator.CONTAINS | Operator.LACKS:
            return 1, lambda value: (folded(value),)
        case Operator.IN:
            return arity, lambda value: _listed(held, value, arity)
        case (
            Operator.EQUALS
            | Operator.DIFFERS
            | Operator.LESS
            | Operator.AT_MOST
            | Operator.MORE
            | Operator.AT_LEAST
        ):
            return 1, lambda value: (encode(value),)
        case _ as never:
            assert_never(never)


def _listed(held: Held, value: Json, arity: int) -> list[Scalar]:
    values = [held.encode(each) for each in (value if isinstance(value, list) else [value])]
    return values + [None] * (arity - len(values))


def _bind_one(position: int, term: Term) -> Bind:
    expand = term.expand

    def bind(query: Query) -> list[Scalar]:
        condition = query.conditions[position]
        return list(expand(condition.value)) if isinstance(condition, Condition) else []

    return bind


def _bind_any(position: int, choice: Choice) -> Bind:
    expansions = [term.expand for term in choice.terms]

    def bind(query: Query) -> list[Scalar]:
        condition = query.conditions[position]
        chosen = condition.conditions if isinstance(condition, AnyOf) else ()
        pairs = zip(chosen, expansions, strict=True)
        return [value for each, expand in pairs for value in expand(each.value)]

    return bind
