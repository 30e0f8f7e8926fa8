"""How the depot answers: pages with figures and links, and what was created where."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.deviations.depot_access import DepotAccess
from tests.deviations.plain import Ask, Plain, Record, Refusal

LOST = {  # what a link to the next page may lose
    "next_loses_filter": ("status", "q", "min_quantity", "max_quantity"),
    "next_loses_sort": ("sort", "direction"),
    "next_loses_size": ("page_size",),
}


class DepotAnswers(DepotAccess):
    """Cuts pages, and says what was found or made."""

    items: dict[str, Record]
    gone: list[Record]

    def found(self, records: Mapping[Any, Record], key: Any) -> Record:
        """Return the record of that key; 404 when there is none."""
        if key not in records:
            raise Refusal(404, "not_found", f"there is no {key}")
        return records[key]

    def made(self, ask: Ask, key: object, shown: Record, status: int = 201) -> Response:
        """Answer what was created, and where it is."""
        headers = {"Location": f"{ask.url}/{key}"}
        if self.has("location_missing") and ask.operation == "createItem":
            headers = {}
        return Plain(shown, status, headers)

    def finish(self, request: Request, response: Response) -> Response:
        finished = super().finish(request, response)
        if self.has("request_id_missing") and request.url.path == "/v1/items":
            del finished.headers["X-Request-Id"]
        return finished

    def page(self, ask: Ask, rows: list[Record]) -> Response:
        """Answer one page of rows, with figures and links."""
        size, number = ask.query["page_size"], ask.query["page"]
        pages = math.ceil(len(rows) / size)
        data = self.cut(rows, number, size)
        body = {
            "data": data,
            "total": self.total(ask, rows, data),
            "page": number,
            "page_size": size,
            "pages": len(rows) // size if self.has("pages_rounded_down") else pages,
            "next": self.next_link(ask, number, pages),
            "previous": self.previous_link(ask, number, pages),
        }
        return Plain(body)

    def cut(self, rows: list[Record], number: int, size: int) -> list[Record]:
        """Return the rows of a page."""
        start = (number - 1) * size
        if self.has("pages_overlap") and number > 1:
            start -= 1
        if self.has("pages_leave_out") and number > 1:
            start += 1
        return rows[start : start + size]

    def total(self, ask: Ask, rows: list[Record], data: list[Record]) -> int:
        """Return how many there are, on all pages."""
        if self.has("total_of_page"):
            return len(data)
        if self.has("total_ignores_filter") and ask.operation == "listItems":
            return len(self.items)
        if self.has("total_counts_deleted") and ask.operation == "listItems":
            return len(rows) + len(self.gone)
        return len(rows)

    def next_link(self, ask: Ask, number: int, pages: int) -> str | None:
        """Return the URL of the page after this one."""
        if number >= pages:
            return None
        lost = {name for switch, names in LOST.items() if self.has(switch) for name in names}
        link = ask.link(without=lost, page=number + 1)
        return link.replace("/v1/", "/", 1) if self.has("next_lacks_base_path") else link

    def previous_link(self, ask: Ask, number: int, pages: int) -> str | None:
        """Return the URL of the page before this one."""
        if number < 2 or not pages:
            return None
        if self.has("previous_is_first"):
            return ask.link(page=1)
        return ask.link(page=min(number - 1, pages))
