"""Filters whose parameters are named by field and operator, as far as operations have them.

{prefix: filter_, suffixes: {"": equals, _neq: differs}, fields: {name: name}}
    ->   filter_name: name, filter_name_neq: {field: name, match: differs}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from understudy.behavior.declarations import Behavior, Declaration, Filter, Match, Named
from understudy.contract.operations import Contract, Location, Operation


def spelled_out(behavior: Behavior, contract: Contract) -> Behavior:
    """Return the behavior with a filter for each parameter that an operation's `operators` name."""
    declarations = {
        name: _with_filters(each, contract.operation(name)) if each.operators else each
        for name, each in behavior.declarations.items()
    }
    return replace(behavior, declarations=declarations)


def _with_filters(declaration: Declaration, operation: Operation | None) -> Declaration:
    if declaration.operators is None or operation is None:
        return declaration
    queried = {each.name for each in operation.parameters if each.location is Location.QUERY}
    named = {name: rule for name, rule in _named(declaration.operators) if name in queried}
    return replace(declaration, filters={**named, **declaration.filters})


def _named(operators: Named) -> Iterator[tuple[str, Filter]]:
    for name, field in operators.fields.items():
        for suffix, operator in operators.suffixes.items():
            match = Match(field=field, operator=operator)
            yield f"{operators.prefix}{name}{suffix}", Filter(matches=(match,), rare=True)
