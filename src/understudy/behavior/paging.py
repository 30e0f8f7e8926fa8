"""Pages of a list: by number, by offset, by cursor, by the key of a record.

A page style turns parameters into a window on the order, and a window's outcome into the figures
that answers state: `$total`, `$size`, `$number`, `$pages`, `$offset`, `$has_next`, `$has_previous`,
`$next_number`, `$previous_number`, `$next_cursor`, `$previous_cursor`, `$next_url`, `$previous_url`
(absolute) and `$next_path`, `$previous_path` (relative); `$first_url`, `$last_url`, `$from` and
`$to` (the first record on the page is 1), `$here` (so many are on it), `$is_first`, `$is_last`.
"""

from __future__ import annotations

import re
from typing import cast

from understudy.behavior.calls import Call
from understudy.behavior.cursors import Cursors, Page, page_parameters
from understudy.behavior.declarations import PageStyle, Paging
from understudy.behavior.templates import Figure
from understudy.contract.operations import Json
from understudy.state import Query

LARGEST_COUNT = 2**62  # sizes and offsets beyond are the same to every list, but not to the store
DIGITS = re.compile(r"-?[0-9]{1,18}")

LINKS = frozenset({"next_url", "previous_url", "next_path", "previous_path"})
EDGES = frozenset({"first_url", "last_url", "from", "to", "here", "is_first", "is_last"})
COUNTED = frozenset(
    {
        *("total", "pages", "has_next", "next_number", "next_url", "next_path"),
        *("last_url", "is_last"),
    }
)


class Pager:
    """Cuts pages out of a query; `uses` are the figures that the answer states.

    `key` is the field that names the records.
    """

    def __init__(self, paging: Paging | None, uses: frozenset[str], key: str) -> None:
        self._paging = paging
        self._uses = uses
        self._key = key
        self._counts = bool(uses & COUNTED)

    def page(self, call: Call, query: Query) -> Page:
        """Return the page that the request asks for.

        Raises:
            Refused: the cursor is not one that this list gave out.
        """
        page = self._page(call, query)
        if "total" in self._uses and "total" not in page.figures:
            page.figures["total"] = call.transaction.count(query)
        if self._uses & EDGES:
            self._add_edges(call, page)
        return page

    def _page(self, call: Call, query: Query) -> Page:
        paging = self._paging
        if paging is None and "records" not in self._uses:
            return Page([], {"total": call.transaction.count(query)})
        if paging is None:
            rows = call.transaction.find(query)
            return Page(rows, {"total": len(rows), "size": len(rows)})
        size = _whole(call.values.get(paging.size or ""), least=1) or paging.default
        if paging.goes_on:
            return Cursors(paging, size, self._key).page(call, query)
        return self._counted(call, query, paging, size)

    def _add_edges(self, call: Call, page: Page) -> None:
        rows, figures, paging = page.rows, page.figures, self._paging
        figures["here"] = len(rows)
        figures["is_first"] = not figures.get("has_previous")
        figures["is_last"] = not figures.get("has_next")
        if paging is None or paging.goes_on:
            return
        offset, size = cast("int", figures["offset"]), cast("int", figures["size"])
        if rows:
            figures |= {"from": offset + 1, "to": offset + len(rows)}
        ends = {"first": 0}
        if self._counts:
            ends["last"] = max(cast("int", figures["pages"]) - 1, 0)
        for side, number in ends.items():
            is_numbered = paging.style is PageStyle.NUMBER
            start = number + paging.first if is_numbered else number * size
            changes = page_parameters(paging, size, start)
            figures[f"{side}_url"] = call.address.with_query(changes)

    def _counted(self, call: Call, query: Query, paging: Paging, size: int) -> Page:
        given = call.values.get(paging.start or "")
        if paging.style is PageStyle.NUMBER:
            asked = _whole(given, least=paging.first)
            number = paging.first if asked is None else asked
            offset = min((number - paging.first) * size, LARGEST_COUNT)
        else:
            offset = _whole(given, least=0) or 0
            number = offset // size + paging.first
        query = Query(query.resource, query.conditions, query.sorts, size, offset)
        rows = call.transaction.find(query)
        figures: dict[str, Figure] = {
            "size": size,
            "number": number,
            "offset": offset,
            "has_previous": offset > 0,
        }
        if offset > 0:
            figures["previous_number"] = number - 1
        if self._counts:
            total = call.transaction.count(query)
            figures |= {
                "total": total,
                "pages": -(-total // size),
                "has_next": offset + size < total,
            }
            if offset + size < total:
                figures["next_number"] = number + 1
        if self._uses & LINKS:
            self._add_urls(call, paging, figures)
        return Page(rows, figures)

    def _add_urls(self, call: Call, paging: Paging, figures: dict[str, Figure]) -> None:
        size, offset = cast("int", figures["size"]), cast("int", figures["offset"])
        number = cast("int", figures["number"])
        starts = {
            "next": (number + 1, offset + size),
            "previous": (number - 1, max(0, offset - size)),
        }
        for side, (page_number, skip) in starts.items():
            if not figures.get(f"has_{side}"):
                continue
            start = page_number if paging.style is PageStyle.NUMBER else skip
            changes = page_parameters(paging, size, start)
            if f"{side}_url" in self._uses:
                figures[f"{side}_url"] = call.address.with_query(changes)
            if f"{side}_path" in self._uses:
                figures[f"{side}_path"] = call.address.with_query(changes, relative=True)


def _whole(value: Json, *, least: int) -> int | None:
    """Return how much a page parameter asks for, None when it asks for nothing that makes sense.

    A contract that leaves sizes and numbers open gets an answer to all that it allows: less than
    the least is nothing, more than can be counted is as much as can be; a document may type them
    as text or number.
    """
    if isinstance(value, str):
        value = int(value) if DIGITS.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
        return None
    return min(int(value), LARGEST_COUNT)
