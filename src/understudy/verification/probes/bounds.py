"""Defaults equal the explicit default, and bounds of page parameters hold at both ends."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.encoding import spell
from understudy.contract.operations import Location, Operation, Parameter
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.walks import rows_in

REFUSALS = ("400", "422", "4XX")


def check_defaults(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Ask once without a parameter and once with its declared default: nothing may change."""
    if not lab.may_ask(operation):
        return
    declared = [
        (each, lab.schemas.follow(each.schema)["default"])
        for each in operation.parameters
        if each.location is Location.QUERY and "default" in lab.schemas.follow(each.schema)
    ]
    values = lab.values(operation) if declared else None
    if values is None:
        return
    left_out = lab.ask(operation, values)
    if not left_out.is_success:
        return
    for parameter, default in declared:
        given = lab.ask(operation, {**values, parameter.name: default})
        lab.exercise(operation, f"default:{parameter.name}")
        if not _is_alike(lab.listing(operation), left_out, given):
            yield lab.failure(
                "default-differs",
                operation,
                f"without {parameter.name} the answer is another than with"
                f" {parameter.name}={spell(default)}, its default",
                [left_out, given],
                at=parameter.name,
            )


def check_bounds(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Ask for pages that are too large, too small or before the first."""
    listing = lab.listing(operation)
    paging = listing.declaration.paging if listing else None
    if listing is None or paging is None or not lab.may_ask(operation):
        return
    starts = (paging.start,) if not paging.goes_on else ()
    for parameter in filter(None, map(listing.parameter, (paging.size, *starts))):
        values = lab.values(operation)
        if values is None:
            return
        yield from _ends(lab, listing, parameter, values)


def _ends(lab: Lab, listing: Listing, parameter: Parameter, values: Values) -> Iterator[Failure]:
    schema = lab.schemas.follow(parameter.schema)
    maximum, minimum = schema.get("maximum"), schema.get("minimum")
    for bound, step in ((maximum, 1), (minimum, -1)):
        if not isinstance(bound, int) or isinstance(bound, bool):
            continue
        seen = lab.ask(listing.operation, {**values, parameter.name: bound + step})
        lab.exercise(listing.operation, f"limit:{parameter.name}")
        wrong = _wrong(listing, parameter, seen, bound if step > 0 else None)
        if wrong:
            end = "the largest" if step > 0 else "the smallest"
            yield lab.failure(
                "limit-unenforced",
                listing.operation,
                f"{parameter.name}={bound + step}, where {bound} is {end} allowed, {wrong}",
                [seen],
                at=parameter.name,
            )


def _wrong(listing: Listing, parameter: Parameter, seen: Seen, most: int | None) -> str:
    """Return what is wrong with the answer to a value beyond a bound, "" when nothing is."""
    rows = rows_in(listing, seen)
    if rows is None:
        return ""
    paging = listing.declaration.paging
    is_size = paging is not None and paging.size == parameter.name
    if most is not None and is_size and len(rows) > most:
        return f"is answered with {len(rows)} rows"
    if any(status in listing.operation.responses for status in REFUSALS):
        return f"is answered {seen.status}, although refusals are declared"
    return ""


def _is_alike(listing: Listing | None, left: Seen, right: Seen) -> bool:
    """Compare two answers by their rows where they list: links may well spell the default."""
    if left.status != right.status:
        return False
    if listing is None:
        return left.json == right.json
    return listing.rows(left.json) == listing.rows(right.json)
