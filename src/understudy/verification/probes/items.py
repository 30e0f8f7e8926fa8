"""A record is what its row says: shown alone it has the same id and the same shared properties."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.encoding import spell
from understudy.contract.operations import Json, JsonObject, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.showing import (
    ask_one,
    include_all,
    is_below,
    record_in,
    showing_one,
)
from understudy.verification.probes.walks import whole

MOST_ROWS = 4


def check_rows(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Ask for some of a list's records one by one."""
    listing = lab.listing(operation)
    if listing is None or not lab.may_ask(operation) or listing.resource is None:
        return
    one = showing_one(lab, listing)
    if one is None or not _are_siblings(listing, one):
        return
    base = lab.values(operation)
    if base is None:
        return
    included = include_all(lab, operation)
    if included and included != include_all(lab, one):
        included = {}
    rows = whole(lab, listing, {**base, **included}).rows
    step = max(1, len(rows) // MOST_ROWS)
    some = rows[lab.seed % step : -1 : step][:MOST_ROWS]
    for row in (*some, *rows[-1:]):
        yield from _check(lab, listing, one, row, {**base, **included})


def _are_siblings(listing: Listing, one: Operation) -> bool:
    """Tell whether both belong to the same version of an API: below one path, or one server."""
    return is_below(one, listing.operation) or (
        one.base_paths == listing.operation.base_paths
        and one.path.split("/")[1:3] == listing.operation.path.split("/")[1:3]
    )


def _check(
    lab: Lab, listing: Listing, one: Operation, row: JsonObject, values: Values
) -> Iterator[Failure]:
    seen = ask_one(lab, listing, one, row, values)
    key = listing.resource.key if listing.resource else ""
    if seen is None:
        return
    if seen.status == 404:  # noqa: PLR2004 - not found
        yield lab.failure(
            "row-differs",
            one,
            f"{listing.operation.id} lists {key} {spell(row.get(key))}, which is not found",
            [seen],
        )
        return
    record = record_in(lab.declaration(one), seen.json) if seen.is_success else None
    if record is None:
        return
    lab.exercise(listing.operation, "rows")
    for place, shown, other in differences(row, record):
        yield lab.failure(
            "row-differs",
            one,
            f"{'.'.join(place)} of {key} {spell(row.get(key))} is {_short(other)},"
            f" in the row of {listing.operation.id} it is {_short(shown)}",
            [*whole(lab, listing, values).seen[:1], seen],
            at="/" + "/".join(place),
        )


def differences(
    row: Json, record: Json, place: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Json, Json]]:
    """Yield where two views of a record say different things, with what each says.

    A view may show less: members that only one has are passed over, and so is what is null or empty
    in one and an object or a list in the other. Numbers and flags may be texts.

    >>> list(differences({"id": 1, "a": {"b": 1}, "c": None}, {"id": "1", "a": {"b": 2}, "c": {}}))
    [(('a', 'b'), 1, 2)]
    """
    if isinstance(row, dict) and isinstance(record, dict):
        for name in row.keys() & record.keys():
            yield from differences(row[name], record[name], (*place, name))
    elif isinstance(row, list) and isinstance(record, list):
        if len(row) == len(record):
            for left, right in zip(row, record, strict=True):
                yield from differences(left, right, place)
        elif row and record and not isinstance(row[0], dict):
            yield place, row, record
    elif isinstance(row, dict | list) or isinstance(record, dict | list):
        return
    elif spell(row).casefold() != spell(record).casefold():
        yield place, row, record


def _short(value: Json) -> str:
    return spell(value)[:60] or '""'
