"""The behaviors that are declared for operations, by the names under which probes exercise them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from understudy.behavior import Behavior, Declaration, Kind
from understudy.contract.operations import Contract, Operation

Exercised: TypeAlias = "Collection[tuple[str, str]]"  # (operation id, behavior)

_WRITES = {Kind.CREATE: "create", Kind.UPDATE: "update", Kind.DELETE: "delete", Kind.TOKEN: "token"}
_FAMILIES = {  # rule of a probe, up to the first dash -> behavior, up to the first colon
    "page": "paging",
    "total": "paging",
    "link": "paging",
    "cursor": "paging",
    "filter": "filter",
    "sort": "sort",
    "include": "include",
    "replay": "idempotency",
    "create": "create",
    "update": "update",
    "delete": "delete",
    "sub": "owner",
}


def declared_behaviors(contract: Contract, behavior: Behavior) -> Mapping[str, tuple[str, ...]]:
    """Return what is declared, by operation: "paging", "filter:status", "sort:name", "create"."""
    return {
        operation.id: tuple(_behaviors(operation, declaration, behavior))
        for operation in contract.operations
        if (declaration := behavior.declarations.get(operation.id)) is not None
    }


def is_exercised(operation: str, behavior: str, exercised: Exercised) -> bool:
    """Tell whether a behavior was put to the test, if only in part ("sort:name:desc")."""
    return any(
        name == operation and (done == behavior or done.startswith(f"{behavior}:"))
        for name, done in exercised
    )


def is_about(rule: str, at: str, behavior: str) -> bool:
    """Tell whether a failure of a rule speaks against a behavior; `at` may name which of many.

    >>> is_about("filter-unsound", "status", "filter:status"), is_about("row-differs", "", "paging")
    (True, False)
    """
    family, _, which = behavior.partition(":")
    if _FAMILIES.get(rule.partition("-")[0]) != family:
        return False
    return not which or not at or which in at


def _behaviors(operation: Operation, declaration: Declaration, behavior: Behavior) -> Iterator[str]:
    if declaration.kind in _WRITES:
        yield _WRITES[declaration.kind]
    if declaration.paging is not None:
        yield "paging"
    yield from (f"filter:{name}" for name in declaration.filters)
    if declaration.operators is not None:
        yield from (
            f"filter:{declaration.operators.prefix}{n}" for n in declaration.operators.fields
        )
    if declaration.ordering.by is not None:
        yield from (f"sort:{field}" for field in declaration.ordering.fields)
    if declaration.include is not None:
        yield "include"
    yield from (f"owner:{owner.parameter}" for owner in declaration.owners)
    idempotency = behavior.idempotency
    if idempotency is not None and operation.method in idempotency.methods:
        yield "idempotency"
