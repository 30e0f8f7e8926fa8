"""How the courier answers: parts of lists with cursors, and what was created where."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from tests.deviations.courier_access import CourierAccess
from tests.deviations.plain import Ask, Plain, Record, Refusal


class CourierAnswers(CourierAccess):
    """Cuts lists, and says what was found or made."""

    def found(self, records: Mapping[Any, Record], key: Any) -> Record:
        """Return the record of that key; 404 when there is none."""
        if key not in records:
            raise Refusal(404, "not_found", f"there is no {key}")
        return records[key]

    def made(self, ask: Ask, key: object, shown: Record) -> Response:
        """Answer what was created, and where it is."""
        return Plain(shown, 201, {"Location": f"{ask.url}/{key}"})

    def cut(self, ask: Ask, rows: list[Record], shown: Callable[[Record, Ask], Record]) -> Response:
        """Answer the rows after the cursor, and how to go on."""
        start = self.start(ask, rows)
        size = 10 if self.has("limit_ignored") else ask.query["limit"]
        part = rows[start : start + size]
        has_more = start + size < len(rows)
        after = cursor_of(ask, part[-1]) if has_more else None
        if self.has("cursor_comes_round") and not has_more and start:
            after = cursor_of(ask, rows[0])
        body = {
            "data": [shown(each, ask) for each in part],
            "has_more": bool(start) if self.has("has_more_wrong") else after is not None,
            "next_cursor": after,
            "next_url": None if after is None else self.next_url(ask, after),
        }
        return Plain(body)

    def start(self, ask: Ask, rows: list[Record]) -> int:
        """Return where the part begins that a cursor asks for."""
        given = ask.query.get("cursor")
        if given is None:
            return 0
        places = (place for place, each in enumerate(rows, 1) if cursor_of(ask, each) == given)
        start = next(places, None)
        if start is None:
            raise Refusal(404, "unknown_cursor", "no list of this kind gave out that cursor")
        if self.has("cursor_repeats_one"):
            return start - 1
        return start + 1 if self.has("cursor_skips_one") else start

    def next_url(self, ask: Ask, after: str) -> str:
        """Return the URL of what follows."""
        if self.has("url_loses_filter"):
            lost = ("status", "customer_id", "reference", "created_from", "created_to", "q", "tier")
            return ask.link(without=lost, cursor=after)
        if self.has("url_loses_include"):
            return ask.link(without=("include[]",), cursor=after)
        return ask.link(cursor=after)


def cursor_of(ask: Ask, row: Record) -> str:
    """Return what stands for a place in a list; it is good for lists of that order only."""
    text = f"{ask.operation} {ask.query.get('sort', '')} {row['id']}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
