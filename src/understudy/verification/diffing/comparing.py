"""Two contracts side by side: their operations paired, all that changed in one list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from understudy.contract.errors import Position
from understudy.contract.operations import Contract, Operation
from understudy.contract.pointers import join_pointer
from understudy.contract.positions import Locator
from understudy.verification.diffing.access import changed_schemes, changed_security
from understudy.verification.diffing.bodies import changed_body
from understudy.verification.diffing.changes import Change, Impact, Witness
from understudy.verification.diffing.parameters import changed_parameters
from understudy.verification.diffing.responses import changed_responses
from understudy.verification.diffing.sides import Sides, Subject, name_of

_VARIABLE = re.compile(r"\{[^{}]*\}")
_ORDER = list(Impact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that changed between two contracts, the worst first; nothing when it is nothing."""

    old: str
    new: str
    changes: tuple[Change, ...]

    def of(self, impact: Impact) -> tuple[Change, ...]:
        """Return the changes of one impact."""
        return tuple(each for each in self.changes if each.impact is impact)


def compare(old: Contract, new: Contract) -> Comparison:
    """Return what changed for those who rely on the old contract when they meet the new one."""
    sides = Sides(old, new)
    found = merged(_changes(sides))
    return Comparison(old=old.file, new=new.file, changes=_located(found, old, new))


def merged(changes: Iterator[Change]) -> list[Change]:
    """Join what has one cause: a schema that many operations share changes them all.

    The worst of them is kept, with its witness.
    """
    by_cause: dict[object, Change] = {}
    for each in changes:
        is_shared = each.old is not None and each.new is not None and each.direction is not None
        own = () if is_shared else (each.operations, each.where)
        cause = (each.code, each.direction, each.message, each.old, each.new, own)
        known = by_cause.get(cause)
        if known is None:
            by_cause[cause] = each
            continue
        worst = min(known, each, key=lambda change: _ORDER.index(change.impact))
        operations = tuple(dict.fromkeys((*known.operations, *each.operations)))
        by_cause[cause] = replace(worst, operations=operations)
    return list(by_cause.values())


def _changes(sides: Sides) -> Iterator[Change]:
    old, new = _by_place(sides.old), _by_place(sides.new)
    _pair_by_address(old, new)
    for place, operation in old.items():
        if place in new:
            yield from _of_operation(Subject(sides=sides, old=operation, new=new[place]))
        else:
            yield _gone(sides, operation)
    for place, operation in new.items():
        if place not in old:
            yield _come(sides, operation)
    yield from _of_documents(sides)


def _by_place(contract: Contract) -> dict[tuple[str, str], Operation]:
    """Return operations by method and path, whatever the variables in it are called."""
    return {(each.method, _VARIABLE.sub("{}", each.path)): each for each in contract.operations}


def _pair_by_address(
    old: Mapping[tuple[str, str], Operation], new: dict[tuple[str, str], Operation]
) -> None:
    """Give operations that only moved between base path and path the place of their twin."""
    lonely = {_address(each): place for place, each in old.items() if place not in new}
    for place, each in list(new.items()):
        if place not in old and _address(each) in lonely:
            new[lonely[_address(each)]] = new.pop(place)


def _address(operation: Operation) -> tuple[str, str]:
    return operation.method, _VARIABLE.sub("{}", operation.base_paths[0] + operation.path)


def _of_operation(subject: Subject) -> Iterator[Change]:
    old, new = subject.old, subject.new
    if old.id != new.id:
        message = f"its operationId is {new.id} now, was {old.id}"
        yield subject.change("operation-renamed", "", message)
    yield from _deprecation(subject)
    yield from _base_paths(subject)
    yield from changed_security(subject)
    yield from changed_parameters(subject)
    yield from changed_body(subject)
    yield from changed_responses(subject)
    yield from _unread(subject)


def _deprecation(subject: Subject) -> Iterator[Change]:
    before, after = (each.get("deprecated") is True for each in subject.raw)
    if before != after:
        code = "deprecated" if after else "undeprecated"
        message = "it is deprecated now" if after else "it is not deprecated any more"
        yield subject.change(code, "", message)


def _base_paths(subject: Subject) -> Iterator[Change]:
    before, after = (
        [base + each.path for base in each.base_paths] for each in (subject.old, subject.new)
    )
    known = {_VARIABLE.sub("{}", each) for each in before}
    kept = {_VARIABLE.sub("{}", each) for each in after}
    for path in before:
        if _VARIABLE.sub("{}", path) not in kept:
            yield subject.change(
                "base-path-removed",
                "servers",
                f"{path} is not answered any more; {' or '.join(after)} is",
                means=Witness(line=f"{subject.old.method} {path}"),
            )
    for path in after:
        if _VARIABLE.sub("{}", path) not in known:
            yield subject.change("base-path-added", "servers", f"{path} is answered, too")


def _unread(subject: Subject) -> Iterator[Change]:
    old, new = subject.raw
    if old.get("callbacks") != new.get("callbacks"):
        message = "its callbacks changed; they are not compared"
        yield subject.change("not-compared", "callbacks", message, means=Impact.UNKNOWN)


def _gone(sides: Sides, operation: Operation) -> Change:
    path = operation.base_paths[0] + operation.path
    return Change(
        impact=Impact.BREAKING,
        code="operation-removed",
        operations=(name_of(operation),),
        where="",
        message="it is not declared any more",
        old=Position(file=sides.old.file, pointer=operation.pointer),
        witness=Witness(line=f"{operation.method} {path}"),
    )


def _come(sides: Sides, operation: Operation) -> Change:
    return Change(
        impact=Impact.COMPATIBLE,
        code="operation-added",
        operations=(name_of(operation),),
        where="",
        message="it is new",
        new=Position(file=sides.new.file, pointer=operation.pointer),
    )


def _of_documents(sides: Sides) -> Iterator[Change]:
    """Yield what changed beside the operations; none of it can be proven either way."""
    if sides.old.document.get("webhooks") != sides.new.document.get("webhooks"):
        yield _of_document(sides, "not-compared", "/webhooks", "webhooks are not compared")
    lost = [each for each in sides.old.hosts if each not in sides.new.hosts]
    if lost:
        message = f"{', '.join(lost)} is no server any more"
        yield _of_document(sides, "hosts-changed", "/servers", message)
    for name in changed_schemes(sides.old, sides.new):
        pointer = join_pointer("/components/securitySchemes", name)
        message = f"tokens of {name} come from elsewhere, or with other scopes"
        yield _of_document(sides, "security-scheme", pointer, message)


def _of_document(sides: Sides, code: str, pointer: str, message: str) -> Change:
    return Change(
        impact=Impact.UNKNOWN,
        code=code,
        operations=(),
        where=pointer.rpartition("/")[2],
        message=message,
        old=Position(file=sides.old.file, pointer=pointer),
        new=Position(file=sides.new.file, pointer=pointer),
    )


def _located(changes: list[Change], old: Contract, new: Contract) -> tuple[Change, ...]:
    """Return the changes with lines, the worst first, else in the order of the contracts."""
    if not changes:
        return ()
    before, after = (Locator(Path(each.file)) if each.file else None for each in (old, new))
    located = (
        replace(each, old=_line(before, each.old), new=_line(after, each.new)) for each in changes
    )
    return tuple(sorted(located, key=lambda each: _ORDER.index(each.impact)))


def _line(locator: Locator | None, position: Position | None) -> Position | None:
    return locator.locate(position.pointer) if locator and position else position
