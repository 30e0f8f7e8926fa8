"""Filling: a list of too few records shows no order; it gets some, and is looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from understudy.behavior import Kind
from understudy.contract.operations import Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.lives import bear, find_life, is_reachable
from understudy.verification.probes.naming import in_path
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.sorting import check_order, orders
from understudy.verification.probes.specimens import Specimens

ENOUGH_ROWS = 2  # to be in an order
MOST_CREATES = 8  # operations that are tried, of which one may add to the list


def check_filled(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Sort a list that could not be sorted before, because it had too few records."""
    listing = lab.listing(operation)
    if listing is None or listing.is_inferred or not lab.may_ask(operation):
        return
    if all(lab.has_exercised(operation, each.behavior) for each in orders(lab, listing)):
        return
    values = lab.values(operation)
    if values is not None and _fill(lab, listing, values):
        yield from check_order(lab, operation)


def _fill(lab: Lab, listing: Listing, values: Values) -> bool:
    """Create records until a list has enough of them; tell whether it came to that."""
    specimens = Specimens(lab)
    resource = listing.resource.name if listing.resource else ""
    creates = lab.operations(resource, Kind.CREATE)
    for create in islice(
        (each for each in creates if each.is_beside(listing.operation)), MOST_CREATES
    ):
        had = -1
        while had < len(lab.rows_of(listing, values)) < ENOUGH_ROWS:
            had = len(lab.rows_of(listing, values))
            _create(lab, create, values, specimens)
    return len(lab.rows_of(listing, values)) >= ENOUGH_ROWS


def _create(lab: Lab, create: Operation, values: Values, specimens: Specimens) -> None:
    """Create a record, below the owners whose list it is."""
    life = find_life(lab, create)
    named = {name: values[name] for name in in_path(create) if name in values}
    owners = {**lab.reach.required(create), **named}
    if life is not None and is_reachable(create, owners):
        bear(lab, life, specimens, owners=owners)
