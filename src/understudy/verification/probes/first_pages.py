"""First pages of lists: asked for once, they tell which records there are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final

from understudy.contract.operations import JsonObject, Operation
from understudy.contract.schemas import Schemas
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.reaching import Values

LARGEST_PAGE: Final = 100  # asked for where the contract sets no maximum
FEW_TRIED: Final = 12  # owners, until one that has two rows will do
MANY_TRIED: Final = 25  # until one that has a single row will do
ENOUGH_ROWS: Final = 4  # to be cut into pages, and sorted


class FirstPages:
    """Asks lists for their first page, as large as it is sure to be given, and keeps the rows."""

    def __init__(self, ask: Callable[[Operation, Values], Seen], schemas: Schemas) -> None:
        self._ask = ask
        self._schemas = schemas
        self._rows: dict[tuple[str | None, str, str], list[JsonObject]] = {}

    def rows(self, listing: Listing, values: Values) -> list[JsonObject]:
        """Return the rows of a list's first page; none when it does not succeed."""
        resource = listing.declaration.resource
        key = (resource, listing.operation.id, repr(sorted(values.items())))
        if key not in self._rows:
            size = listing.declaration.paging.size if listing.declaration.paging else None
            sized = {**values, size: self.size(listing)} if size else values
            seen = self._ask(listing.operation, sized)
            self._rows[key] = (listing.rows(seen.json) or []) if seen.is_success else []
        return self._rows[key]

    def fullest(self, listing: Listing, candidates: Iterable[Values]) -> Values | None:
        """Return the values with which a list has rows, several if some of the first ones have."""
        most, found = 0, None
        for tried, values in enumerate(candidates, 1):
            count = len(self.rows(listing, values))
            if count > most:
                most, found = count, values
            few = FEW_TRIED if most > 1 else MANY_TRIED
            if most >= ENOUGH_ROWS or (most and tried >= few):
                break
        return found

    def size(self, listing: Listing) -> int:
        """Return the largest page size that a list is sure to give."""
        paging = listing.declaration.paging
        parameter = listing.parameter(paging.size if paging else None)
        if parameter is None:
            return paging.default if paging else LARGEST_PAGE
        maximum = self._schemas.follow(parameter.schema).get("maximum")
        return min(maximum, LARGEST_PAGE) if isinstance(maximum, int) else LARGEST_PAGE

    def forget(self, resources: Collection[str | None]) -> None:
        """Drop the pages of resources; all of them when one is None, which nobody knows."""
        is_known = None not in resources
        self._rows = {
            key: rows for key, rows in self._rows.items() if is_known and key[0] not in resources
        }
