"""Which behaviors are declared, by the names under which probes note that they exercised them."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.operations import Operation
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.showing import includable
from understudy.verification.probes.sorting import is_shown, orders
from understudy.verification.probes.walks import has_links


def declared_behaviors(lab: Lab) -> Iterator[tuple[Operation, str]]:
    """Yield what every operation that can be asked is declared to do: "paging", "filter:status"."""
    for operation in lab.contract.operations:
        if lab.may_ask(operation):
            yield from ((operation, f"include:{name}") for name in includable(lab, operation))
            listing = lab.listing(operation)
            if listing is not None and not listing.is_inferred:
                yield from ((operation, behavior) for behavior in _of_listing(lab, listing))


def note_unexercised(lab: Lab) -> None:
    """Write down, for each declared behavior that no probe came to, that it was not exercised."""
    for operation, behavior in declared_behaviors(lab):
        if not lab.has_exercised(operation, behavior):
            lab.skip(operation, behavior, "no values were found with which it could be tried")


def _of_listing(lab: Lab, listing: Listing) -> Iterator[str]:
    declaration = listing.declaration
    paging = declaration.paging
    if paging is not None and listing.parameter(paging.size) is not None:
        yield "paging"
    if paging is not None and has_links(listing):
        yield "links"
    default = declaration.ordering.default
    if default and is_shown(listing, default[0]) and not lab.is_inferred:
        yield "sort:default"
    yield from (each.behavior for each in orders(lab, listing))
    yield from (f"owner:{each.parameter}" for each in declaration.owners)
    for name, rule in declaration.filters.items():
        if listing.parameter(name) is None:
            continue
        parts = [*rule.cases]
        if rule.expression is not None:
            parts = [*rule.expression.words, *rule.expression.fields]
        yield from (f"filter:{name}:{part}" for part in parts) if parts else (f"filter:{name}",)
