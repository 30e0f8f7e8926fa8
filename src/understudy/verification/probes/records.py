"""The rows of a list and what is known of each: by the row, or by asking for the record itself."""

from __future__ import annotations

from understudy.contract.operations import Json, JsonObject
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.showing import (
    MOST_DETAILS,
    ask_one,
    include_all,
    record_in,
    showing_one,
    values_of,
)
from understudy.verification.probes.walks import whole


class Shown:
    """What a list shows: its rows, and their fields, looked up one by one where rows lack them."""

    def __init__(self, lab: Lab, listing: Listing, base: Values) -> None:
        """Walk the list; records are asked for when a field is wanted that no row shows."""
        self._lab = lab
        self._base = base
        self.listing = listing
        self.walked = whole(lab, listing, base)
        self.rows = self.walked.rows
        self.identity = listing.identify(self.rows)
        self._details: dict[str, JsonObject | None] = {}
        self._in_rows: dict[str, bool] = {}

    def of(self, row: JsonObject, field: str) -> list[Json] | None:
        """Return the values of a row's field, None when nothing shows them."""
        found = values_of(self._lab, self.listing, row, field)
        if found is None and not self._in_rows.get(field, False):
            detail = self._detail(row)
            found = None if detail is None else values_of(self._lab, self.listing, detail, field)
        return found

    def values(self, field: str) -> list[Json] | None:
        """Return all values that are known of a field; None when none is."""
        lab, listing = self._lab, self.listing
        found = [values_of(lab, listing, row, field) for row in self.rows]
        self._in_rows[field] = any(each is not None for each in found)
        if not self._in_rows[field]:
            found = [self.of(row, field) for row in self.rows[:MOST_DETAILS]]
        known = [value for each in found if each is not None for value in each]
        return known or None

    def name(self, row: JsonObject) -> str:
        """Return what a row is called in a message."""
        text = self.identity.of(row)
        return text.strip("[]") if self.identity.names else text[:80]

    def _detail(self, row: JsonObject) -> JsonObject | None:
        identity = self.identity.of(row)
        if identity not in self._details:
            asks = len(self._details) < MOST_DETAILS
            self._details[identity] = self._ask(row) if asks and self.identity.names else None
        return self._details[identity]

    def _ask(self, row: JsonObject) -> JsonObject | None:
        lab, listing = self._lab, self.listing
        operation = showing_one(lab, listing)
        if operation is None:
            return None
        included = include_all(lab, operation)
        seen = ask_one(lab, listing, operation, row, {**self._base, **included})
        if seen is None or not seen.is_success:
            return None
        return record_in(lab.declaration(operation), seen.json)
