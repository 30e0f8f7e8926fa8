"""Tracing: where a record that was created shows up: by itself, in its list, in the total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from understudy.contract.operations import Json, JsonObject, Operation
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.lives import (
    Born,
    Life,
    about,
    is_reachable,
    shown_record,
)
from understudy.verification.probes.naming import in_path
from understudy.verification.probes.reaching import Values

MOST_PAGES = 15


def read_back(
    lab: Lab, born: Born, reader: Operation | None
) -> tuple[JsonObject | None, tuple[Seen, ...]]:
    """Return a record as an operation shows it, or its list; None when nothing shows it."""
    if reader is None:
        row, _, asked = find_row(lab, born)
        return row, asked
    values = about(lab, reader, born)
    if not is_reachable(reader, values):
        return None, ()
    seen = lab.ask(reader, values)
    shown = shown_record(lab, reader, seen) if seen.is_success else None
    return (_own(shown, born) if shown is not None else None), (seen,)


def _own(shown: JsonObject, born: Born) -> JsonObject | None:
    """Return the part of what is shown that is a record: its owner may be shown around it."""
    name = born.life.resource.key
    if shown.get(name) == born.key:
        return shown
    members = [each if isinstance(each, list) else [each] for each in shown.values()]
    inner = (each for several in members for each in several if isinstance(each, dict))
    own = next((each for each in inner if each.get(name) == born.key), None)
    return shown if own is None and name not in shown else own


def total(lab: Lab, born_values: Values, life: Life) -> tuple[int | None, Seen | None]:
    """Return how many records the list says there are, None when it does not say."""
    if life.listing is None:
        return None, None
    values = list_values(lab, life.listing, born_values)
    if not is_reachable(life.listing.operation, values):
        return None, None
    seen = lab.ask(life.listing.operation, values)
    stated = life.listing.figure(seen.json, "total") if seen.is_success else None
    return (stated if isinstance(stated, int) else None), seen


def list_values(lab: Lab, listing: Listing, known: Values) -> Values:
    """Return the values with which a list is asked for the largest pages of known owners."""
    paging = listing.declaration.paging
    sized = {paging.size: lab.first_pages.size(listing)} if paging and paging.size else {}
    owners = {name: known[name] for name in in_path(listing.operation) if name in known}
    return {**lab.reach.required(listing.operation), **owners, **sized}


def find_row(lab: Lab, born: Born) -> tuple[JsonObject | None, bool, tuple[Seen, ...]]:
    """Look for a record in its list: its row, whether every page was seen, and what was asked."""
    listing = born.life.listing
    if listing is None:
        return None, False, ()
    values = list_values(lab, listing, born.values)
    asked: list[Seen] = []
    for seen in _pages(lab, listing, values):
        asked.append(seen)
        for row in listing.rows(seen.json) or []:
            if row.get(born.life.resource.key) == born.key:
                return row, True, tuple(asked)
    return None, len(asked) < MOST_PAGES and all(each.is_success for each in asked), tuple(asked)


def _pages(lab: Lab, listing: Listing, values: Values) -> Iterator[Seen]:
    """Yield the pages of a list, until one is not full or not answered."""
    paging = listing.declaration.paging
    size = lab.first_pages.size(listing)
    start: Json = None
    for number in range(MOST_PAGES):
        seen = lab.ask(listing.operation, {**values, **_start(listing, number, size, start)})
        yield seen
        rows = listing.rows(seen.json) or []
        start = listing.next_place(seen.json)
        if paging is None or paging.start is None or not rows:
            return
        if paging.goes_on and start is None:
            return
        if not paging.goes_on and len(rows) < size:
            return


def _start(listing: Listing, number: int, size: int, cursor: Json) -> Mapping[str, Json]:
    paging = listing.declaration.paging
    if paging is None or paging.start is None or number == 0:
        return {}
    starts: Mapping[str, Json] = {
        "number": number + paging.first,
        "offset": number * size,
        "cursor": cursor,
        "key": cursor,
    }
    return {paging.start: starts[paging.style]}
