"""The behaviors that are declared for operations, by the names under which probes exercise them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import unquote_plus

from understudy.behavior import Behavior, Declaration, Kind
from understudy.behavior.replays import idempotency_of
from understudy.behavior.views import Views
from understudy.contract.operations import Contract, Operation
from understudy.verification.failures import Failure

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
    "duplicate": "unique",
    "unknown": "reference",
    "state": "states",
    "update": "update",
    "delete": "delete",
    "sub": "owner",
}


def declared_behaviors(contract: Contract, behavior: Behavior) -> Mapping[str, tuple[str, ...]]:
    """Return what is declared, by operation: "paging", "filter:status", "sort:name", "create".

    This is the one list of them: probes may exercise them in parts ("sort:name:desc").
    """
    views = Views(contract.document, {})
    return {
        operation.id: (
            *_behaviors(operation, declaration, behavior, contract),
            *_rules(operation, declaration, behavior, views),
        )
        for operation in contract.operations
        if (declaration := behavior.declarations.get(operation.id)) is not None
    }


def sent_fields(operation: Operation, declaration: Declaration, views: Views) -> Mapping[str, str]:
    """Return the fields of a record that a body can set, by the names that the body gives them."""
    media = operation.sent
    steps = tuple(filter(None, (declaration.body or "").split(".")))
    properties = views.properties(views.within(media.schema if media else None, steps))
    return {name: declaration.rename.get(name, name) for name in properties}


def _rules(
    operation: Operation, declaration: Declaration, behavior: Behavior, views: Views
) -> Iterator[str]:
    """Yield what creations have to refuse: values that are taken, records that do not exist."""
    resource = behavior.resources.get(declaration.resource or "")
    if declaration.kind is not Kind.CREATE or resource is None or declaration.build is not None:
        return
    sent = sent_fields(operation, declaration, views)
    yield from (f"unique:{name}" for name, each in sent.items() if each in resource.unique)
    owned = {owner.field for owner in declaration.owners}
    named = resource.references.keys() - owned
    yield from (f"reference:{name}" for name, each in sent.items() if each in named)


def is_exercised(operation: str, behavior: str, exercised: Exercised) -> bool:
    """Tell whether a behavior was put to the test, if only in part ("sort:name:desc")."""
    return (operation, behavior) in exercised or any(
        name == operation and (done == behavior or done.startswith(f"{behavior}:"))
        for name, done in exercised
    )


def contradicted(failure: Failure, behaviors: Sequence[str]) -> list[str]:
    """Return which behaviors of its operation a failure speaks against, as narrowly as it tells.

    It may name a parameter, or ask for it: the field that a list is sorted by stands in the request
    only. Where neither tells one from another, it speaks against all of its kind.
    """
    family = _FAMILIES.get(failure.rule.partition("-")[0])
    about = [each for each in behaviors if each.partition(":")[0] == family]
    target = unquote_plus(failure.exchanges[-1].target) if failure.exchanges else ""
    asked = set(re.split(r"[?&=,]", target))
    for tells in (
        lambda which: which == failure.at,
        lambda which: bool(which) and failure.at.startswith(which),
        lambda which: bool({which, f"-{which}"} & asked),
    ):
        told = [each for each in about if tells(each.partition(":")[2])]
        if told:
            return told
    return about


def _behaviors(
    operation: Operation, declaration: Declaration, behavior: Behavior, contract: Contract
) -> Iterator[str]:
    if declaration.kind in _WRITES:
        yield _WRITES[declaration.kind]
    if declaration.kind is Kind.UPDATE and declaration.when:
        yield "states"
    if declaration.roles:
        yield "roles"
    named = {each.name for each in operation.parameters}
    if declaration.paging is not None and declaration.paging.size in named:
        yield "paging"
    yield from (f"filter:{name}" for name in declaration.filters if name in named)
    if declaration.ordering.by is not None:
        yield from (f"sort:{field}" for field in declaration.ordering.fields)
    if declaration.include is not None:
        yield "include"
    yield from (f"owner:{owner.parameter}" for owner in declaration.owners)
    if idempotency_of(operation, behavior, contract) is not None:
        yield "idempotency"
