"""Counts: an operation that only counts says how many the list has, under the same filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from understudy.behavior import Kind
from understudy.behavior.templates import place_of
from understudy.contract.encoding import spell
from understudy.contract.operations import Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.filters import trials_of
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing, at
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.records import Shown
from understudy.verification.probes.walks import whole


def check_counts(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Compare a count with the number of rows that are listed, plain and under each filter."""
    declared = lab.declaration(operation)
    place = place_of(declared.answer, "total")
    if declared.kind is not Kind.LIST or place is None or lab.listing(operation) is not None:
        return
    counting = _counting(lab, operation, place)
    if counting is None:
        return
    yield from counting.compare({})
    shown = Shown(lab, counting.listing, counting.base)
    for name, rule in declared.filters.items():
        parameter = counting.listing.parameter(name)
        if parameter is None or counting.listing.declaration.filters.get(name) != rule:
            continue
        for trial in trials_of(lab, shown, parameter, rule):
            yield from counting.compare({name: trial.value})
            lab.exercise(operation, f"filter:{name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counting:
    """A count, the list that it counts, and what both are asked with."""

    lab: Lab
    operation: Operation
    place: tuple[str, ...]
    values: Values
    listing: Listing
    base: Values

    def compare(self, narrowed: Values) -> Iterator[Failure]:
        """Ask for count and list with the same filter."""
        listed = whole(self.lab, self.listing, {**self.base, **narrowed})
        seen = self.lab.ask(self.operation, {**self.values, **narrowed})
        if not seen.is_success or not listed.is_whole:
            return
        stated = at(seen.json, self.place)
        if spell(stated) != str(len(listed.rows)):
            name = next(iter(narrowed), "")
            under = f"with {name}={spell(narrowed[name])} " if name else ""
            yield self.lab.failure(
                "total-wrong",
                self.operation,
                f"{under}{self.listing.operation.id} lists {len(listed.rows)} rows,"
                f" the count is {spell(stated)}",
                [*listed.seen, seen],
                at=name or "/" + "/".join(self.place),
            )


def _counting(lab: Lab, operation: Operation, place: tuple[str, ...]) -> _Counting | None:
    declared = lab.declaration(operation)
    values = lab.values(operation) if lab.may_ask(operation) else None
    for listing in lab.reach.sources(declared.resource or ""):
        is_same = (
            listing.declaration.owners == declared.owners
            and listing.declaration.where == declared.where
        )
        base = lab.values(listing.operation) if is_same else None
        if values is not None and base is not None:
            return _Counting(
                lab=lab,
                operation=operation,
                place=place,
                values=values,
                listing=listing,
                base=base,
            )
    return None
