"""In which parts the behaviors that are declared are put to the test."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.operations import Operation
from understudy.verification import behaviors
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.showing import includable
from understudy.verification.probes.sorting import is_shown, orders
from understudy.verification.probes.walks import has_links
from understudy.verification.report import Gap


def declared_behaviors(lab: Lab) -> Iterator[tuple[Operation, str]]:
    """Yield what every operation that can be asked is declared to do, part by part."""
    operations = {each.id: each for each in lab.contract.operations}
    for name, declared in lab.declared.items():
        operation = operations[name]
        if not (lab.writes or lab.may_ask(operation)):
            continue
        for behavior in declared:
            yield from ((operation, part) for part in _parts(lab, operation, behavior))
        yield from ((operation, part) for part in _implied(lab, operation))


def note_unexercised(lab: Lab) -> None:
    """Write down, for each declared behavior that no probe came to, that it was not exercised."""
    for operation, behavior in declared_behaviors(lab):
        if not behaviors.is_exercised(operation.id, behavior, lab.exercised):
            lab.skip(operation, behavior, "no values were found with which it could be tried")


def find_gaps(lab: Lab) -> Iterator[Gap]:
    """Yield what could not be seen, for the report."""
    pointers = {each.id: each.pointer for each in lab.contract.operations}
    for (operation, behavior), reason in sorted(lab.skipped.items()):
        code = "unreachable" if behavior == "reached" else "unexercised"
        message = reason if behavior == "reached" else f"{behavior}: {reason}"
        yield Gap(
            code=code, operation=operation, pointer=pointers.get(operation, ""), message=message
        )


def _parts(lab: Lab, operation: Operation, behavior: str) -> Iterator[str]:
    family, _, name = behavior.partition(":")
    listing = lab.listing(operation)
    if family == "include" and lab.may_ask(operation):
        yield from (f"include:{each}" for each in includable(lab, operation))
    elif listing is None or family not in {"paging", "filter", "sort"}:
        yield behavior
    elif family == "sort":
        yield from (each.behavior for each in orders(lab, listing) if each.field == name)
    elif family == "filter":
        yield from _cases(listing, name)
    elif listing.declaration.paging is not None and listing.parameter(
        listing.declaration.paging.size
    ):
        yield behavior


def _cases(listing: Listing, name: str) -> Iterator[str]:
    rule = listing.declaration.filters.get(name)
    if rule is None:
        return
    parts = [*rule.cases]
    if rule.expression is not None:
        parts = [*rule.expression.words, *rule.expression.fields]
    yield from (f"filter:{name}:{part}" for part in parts) if parts else (f"filter:{name}",)


def _implied(lab: Lab, operation: Operation) -> Iterator[str]:
    """Yield what follows from how a list is declared: its links, and the order it comes in."""
    listing = lab.listing(operation)
    if listing is None or listing.is_inferred:
        return
    if listing.declaration.paging is not None and has_links(listing):
        yield "links"
    default = listing.declaration.ordering.default
    if default and is_shown(listing, default[0]) and not lab.is_inferred:
        yield "sort:default"
