"""Which records an operation speaks of: parameters turned into conditions and an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from understudy.behavior.calls import Call
from understudy.behavior.declarations import Declaration, Filter, Ordering, Resource
from understudy.contract.operations import Json
from understudy.state import AnyOf, Condition, Operator, Sort

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
            if group is None:
                found += narrow(value)
            else:
                widened.setdefault(group, []).extend(narrow(value))
        for choices in widened.values():
            plain = [each for each in choices if isinstance(each, Condition)]
            found += [AnyOf(conditions=tuple(plain))] if len(plain) > 1 else plain
        return tuple(found)


def _compile_filter(rule: Filter) -> Callable[[Json], Conditions]:
    if rule.cases:
        cases = {value: equalities(fields) for value, fields in rule.cases.items()}
        return lambda value: cases.get(str(value), ())
    if len(rule.matches) == 1:
        match = rule.matches[0]
        return lambda value: (_condition(match.field, match.operator, value),)
    return lambda value: (
        AnyOf(
            conditions=tuple(_condition(each.field, each.operator, value) for each in rule.matches)
        ),
    )


def _condition(column: str, operator: Operator, value: Json) -> Condition:
    if isinstance(value, list) and operator is Operator.EQUALS:
        operator = Operator.IN
    return Condition(column=column, operator=operator, value=value)


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
        if ordering.by is not None and values.get(ordering.by) in ordering.fields:
            sorts = (Sort(column=str(values[ordering.by])),)
        direction = values.get(ordering.direction) if ordering.direction else None
        if direction is not None and sorts:
            sorts = (Sort(column=sorts[0].column, descending=_is_descending(direction)), *sorts[1:])
        if ordering.closest is not None:
            parameter, field = ordering.closest
            text = values.get(parameter)
            if text:
                sorts = (Sort(column=field, closest_to=cast("str", text)), *sorts)
        return sorts


def _sort(text: str) -> Sort:
    return Sort(column=text.removeprefix("-"), descending=text.startswith("-"))


def _is_descending(direction: Json) -> bool:
    # Clients spell it desc, DESC, descending, SortDirection.DESC.
    return "desc" in str(direction).lower()
