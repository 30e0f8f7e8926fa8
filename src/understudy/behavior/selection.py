"""Which records an operation speaks of: parameters turned into conditions and an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from understudy.behavior.calls import Call
from understudy.behavior.declarations import (
    Comparison,
    Declaration,
    Filter,
    OnDelete,
    Ordering,
    Reading,
    Resource,
)
from understudy.behavior.expressions import read_expression
from understudy.behavior.keys import as_key
from understudy.behavior.sortings import is_descending, spelled_sorts
from understudy.contract.operations import Json
from understudy.state import AnyOf, Condition, Operator, Sort

MOST_LISTED = 1000  # values of one parameter

Conditions: TypeAlias = "tuple[Condition | AnyOf, ...]"


def equalities(values: Mapping[str, Json]) -> Conditions:
    """Return the conditions that fields have these values."""
    return tuple(
        Condition(column=name, operator=Operator.EQUALS, value=value)
        for name, value in values.items()
    )


class Selection:
    """A declaration's conditions: those of every request, and those its parameters add."""

    def __init__(self, declaration: Declaration, resource: Resource) -> None:
        self._fixed = equalities({**resource.alive, **declaration.where})
        self._owners = tuple((owner.field, owner.parameter) for owner in declaration.owners)
        self._forgets = {
            name: resource.references[rule.matches[0].field].resource
            for name, rule in declaration.filters.items()
            if len(rule.matches) == 1 and _forgets(resource, rule.matches[0].field)
        }
        joined = {name: group for group in declaration.alternatives for name in group}
        self._filters = tuple(
            (name, _compile_filter(rule), joined.get(name))
            for name, rule in declaration.filters.items()
        )

    def conditions(self, call: Call) -> Conditions:
        """Return what a record must meet to be among the answer's records."""
        values = call.values
        found = list(self._fixed)
        for field, parameter in self._owners:
            found.append(Condition(column=field, operator=Operator.EQUALS, value=values[parameter]))
        widened: dict[tuple[str, ...], list[Condition | AnyOf]] = {}
        for name, narrow, group in self._filters:
            value = values.get(name)
            if value is None or value == []:
                continue
            if name in self._forgets:
                value = _named(value, self._forgets[name], call)
            if group is None:
                found += narrow(value)
            else:
                widened.setdefault(group, []).extend(narrow(value))
        for choices in widened.values():
            plain = [each for each in choices if isinstance(each, Condition)]
            found += [AnyOf(conditions=tuple(plain))] if len(plain) > 1 else plain
        return tuple(found)


def _forgets(resource: Resource, field: str) -> bool:
    reference = resource.references.get(field)
    return reference is not None and reference.on_delete is OnDelete.FORGET


def _named(value: Json, resource: str, call: Call) -> Json:
    """Return the values that name a record: those of others, which are gone, find nothing."""
    values = value if isinstance(value, list) else [value]
    keys = [(each, as_key(each)) for each in values]
    return [each for each, key in keys if key is not None and call.transaction.has(resource, key)]


def _compile_filter(rule: Filter) -> Callable[[Json], Conditions]:
    if rule.cases:
        cases = {value: equalities(fields) for value, fields in rule.cases.items()}
        return lambda value: cases.get(_case(value), ())
    if rule.expression is not None:
        expression = rule.expression
        return lambda value: read_expression(value, expression)
    if len(rule.matches) == 1:
        match = rule.matches[0]
        return lambda value: conditions_of(match.field, match.operator, value)
    return lambda value: (
        AnyOf(
            conditions=tuple(
                condition
                for each in rule.matches
                for condition in conditions_of(each.field, each.operator, value)
            )
        ),
    )


def conditions_of(column: str, how: Comparison, value: Json) -> tuple[Condition, ...]:
    """Return what must hold of a column for a parameter's value; all of it.

    >>> [each.value for each in conditions_of("status", Reading.UNLISTED, "DRAFT,DELETED")]
    ['DRAFT', 'DELETED']
    """
    match how:
        case Reading.LISTED:
            return (Condition(column=column, operator=Operator.IN, value=_listed(value)),)
        case Reading.UNLISTED:
            needed = [(Operator.DIFFERS, each) for each in _listed(value)]
        case Reading.FILLED:
            needed = [(Operator.DIFFERS, "")]
        case Reading.BLANK:
            needed = [(Operator.EQUALS, "")]
        case _:
            is_one_of = isinstance(value, list) and how is Operator.EQUALS
            needed = [(Operator.IN if is_one_of else how, value)]
    return tuple(Condition(column=column, operator=op, value=each) for op, each in needed)


def _case(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(value: Json) -> list[Json]:
    listed = value if isinstance(value, list) else list[Json](str(value).split(","))
    return listed[:MOST_LISTED]


class Order:
    """Compiled from a declaration: how a list is sorted, given the request's parameters.

    A field that may not be sorted by changes nothing: contracts that close the set refuse it
    before.
    """

    def __init__(self, ordering: Ordering) -> None:
        self._ordering = ordering
        self._default = tuple(_sort(each) for each in ordering.default)

    def sorts(self, values: Mapping[str, Json]) -> tuple[Sort, ...]:
        """Return the sorts for these parameter values."""
        ordering = self._ordering
        sorts = self._default
        asked = values.get(ordering.by) if ordering.by is not None else None
        if asked is not None:
            sorts = self._asked(asked) or sorts
        direction = values.get(ordering.direction) if ordering.direction else None
        if direction is not None and sorts:
            sorts = (Sort(column=sorts[0].column, descending=is_descending(direction)), *sorts[1:])
        if ordering.closest is not None:
            parameter, field = ordering.closest
            text = values.get(parameter)
            if text:
                sorts = (Sort(column=field, closest_to=cast("str", text)), *sorts)
        return sorts

    def _asked(self, value: Json) -> tuple[Sort, ...]:
        if self._ordering.spellings:
            return spelled_sorts(value, self._ordering.spellings)
        asked = _sort(str(value))
        return (asked,) if asked.column in self._ordering.fields else ()


def _sort(text: str) -> Sort:
    return Sort(column=text.removeprefix("-"), descending=text.startswith("-"))
