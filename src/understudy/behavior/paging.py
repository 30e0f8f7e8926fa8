"""Pages of a list: by number, by offset, by cursor, by the key of a record.

A page style turns parameters into a window on the order, and a window's outcome into the figures
that answers state: `$total`, `$size`, `$number`, `$pages`, `$offset`, `$has_next`, `$has_previous`,
`$next_number`, `$previous_number`, `$next_cursor`, `$previous_cursor`, `$next_url`, `$previous_url`
(absolute) and `$next_path`, `$previous_path` (relative); `$first_url`, `$last_url`, `$from` and
`$to` (the first record on the page is 1), `$here` (so many are on it), `$is_first`, `$is_last`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias, cast

import orjson

from understudy.behavior.calls import Call
from understudy.behavior.declarations import PageStyle, Paging
from understudy.behavior.keys import as_kept
from understudy.behavior.problems import Problem, Refused
from understudy.behavior.templates import Figure
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, Location
from understudy.state import Condition, Operator, Query, Row

LARGEST_COUNT = 2**62  # sizes and offsets beyond are the same to every list, but not to the store
LARGEST_INTEGER = 2**63 - 1  # that a place in an order can hold
DIGITS = re.compile(r"-?[0-9]{1,18}")

LINKS = frozenset({"next_url", "previous_url", "next_path", "previous_path"})
EDGES = frozenset({"first_url", "last_url", "from", "to", "here", "is_first", "is_last"})
COUNTED = frozenset(
    {
        *("total", "pages", "has_next", "next_number", "next_url", "next_path"),
        *("last_url", "is_last"),
    }
)


class Page(NamedTuple):
    """The rows of one page and the figures about it."""

    rows: list[Row]
    figures: dict[str, Figure]


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
            return _Cursors(paging, size, self._key).page(call, query)
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
            changes = _page_parameters(paging, size, start)
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
            changes = _page_parameters(paging, size, start)
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


def _page_parameters(paging: Paging, size: int, start: Json) -> Mapping[str, Json]:
    parameters: dict[str, Json] = {}
    if paging.size is not None and not paging.goes_on:
        parameters[paging.size] = size
    if paging.start is not None:
        parameters[paging.start] = start
    return parameters


Place: TypeAlias = "tuple[Json, ...]"


def encode_cursor(place: Place, *, backwards: bool) -> str:
    """Return an opaque, URL-safe token for a place in an order."""
    return (
        base64.urlsafe_b64encode(orjson.dumps([int(backwards), *place])).decode("ascii").rstrip("=")
    )


def decode_cursor(token: str) -> tuple[Place, bool] | None:
    """Return the place and direction of a token, or None when it is not one.

    >>> decode_cursor(encode_cursor(("HX-1", 7), backwards=False))
    (('HX-1', 7), False)
    """
    try:
        parts = orjson.loads(
            base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        )
    except (binascii.Error, ValueError):
        return None
    if not isinstance(parts, list) or len(parts) < 2 or parts[0] not in (0, 1):  # noqa: PLR2004 - a direction and a place
        return None
    if not all(_can_be_compared(part) for part in parts):
        return None
    return tuple(parts[1:]), bool(parts[0])


def _can_be_compared(part: Json) -> bool:
    if isinstance(part, int):
        return abs(part) <= LARGEST_INTEGER
    return not isinstance(part, list | dict)


def _unknown(name: str, detail: str) -> Refused:
    offence = Offence(
        pointer="", message=detail, keyword="cursor", location=Location.QUERY, name=name
    )
    return Refused(Problem.UNKNOWN_CURSOR, detail, offences=(offence,))


class _Cursors:
    """Pages by cursor: a place in the order, which records created meanwhile do not move.

    The key of a record stands for its place, where the style says so.
    """

    def __init__(self, paging: Paging, size: int, key: str) -> None:
        self._paging = paging
        self._size = size
        self._key = key

    def page(self, call: Call, query: Query) -> Page:
        place, backwards = self._place(call, query)
        found = call.transaction.find(
            query._replace(limit=self._size + 1, after=place, backwards=backwards)
        )
        rows = found[: self._size]
        is_more = len(found) > self._size
        if backwards:
            rows = rows[::-1]
        behind = place is not None and self._exists(call, query, rows, place, forwards=backwards)
        has_next, has_previous = (behind, is_more) if backwards else (is_more, behind)
        figures: dict[str, Figure] = {
            "size": self._size,
            "has_next": has_next,
            "has_previous": has_previous,
        }
        if has_next:
            self._add_url(
                call,
                figures,
                "next",
                rows[-1].place if rows else cast("Place", place),
                backwards=False,
            )
        if has_previous:
            self._add_url(
                call,
                figures,
                "previous",
                rows[0].place if rows else cast("Place", place),
                backwards=True,
            )
        return Page(rows, figures)

    def _place(self, call: Call, query: Query) -> tuple[Place | None, bool]:
        for name, is_before in ((self._paging.start, False), (self._paging.before, True)):
            token = call.values.get(name or "")
            if token is None or name is None:
                continue
            if self._paging.style is PageStyle.KEY:
                return self._place_of(call, query, name, token), is_before
            decoded = decode_cursor(str(token))
            if decoded is None or len(decoded[0]) != len(query.sorts) + 1:
                detail = "the cursor is not one of this list; take it from a page's URLs, unchanged"
                raise _unknown(name, detail)
            return decoded
        return None, False

    def _place_of(self, call: Call, query: Query, name: str, key: Json) -> Place:
        """Return where the record of that key stands in the order, whatever the list is kept to.

        In the order of keys that is known of any key.
        """
        if not query.sorts and isinstance(key, str | int):
            return (key,)
        for each in (key, as_kept(key, {"type": "integer"})):
            named = Condition(column=self._key, operator=Operator.EQUALS, value=each)
            rows = call.transaction.find(query._replace(conditions=(named,), limit=1))
            if rows:
                return rows[0].place
        raise _unknown(name, f"there is no record {key!r} to go on from")

    def _exists(
        self, call: Call, query: Query, rows: list[Row], place: Place, *, forwards: bool
    ) -> bool:
        """Tell whether there are records on the side that the client came from."""
        edge = place if not rows else rows[-1 if forwards else 0].place
        return bool(
            call.transaction.find(query._replace(limit=1, after=edge, backwards=not forwards))
        )

    def _add_url(
        self, call: Call, figures: dict[str, Figure], side: str, place: Place, *, backwards: bool
    ) -> None:
        if self._paging.style is PageStyle.KEY:
            parameter = self._paging.before if backwards else self._paging.start
            changes: Mapping[str, Json] = {parameter: place[-1]} if parameter else {}
        else:
            token = encode_cursor(place, backwards=backwards)
            changes = _page_parameters(self._paging, self._size, token)
        if not changes:
            return
        figures[f"{side}_cursor"] = changes.get(self._paging.start or "")
        figures[f"{side}_url"] = call.address.with_query(changes)
        figures[f"{side}_path"] = call.address.with_query(changes, relative=True)
