"""Pages by cursor, or by the key of a record: a place in an order, from which a list goes on."""

from __future__ import annotations

import base64
import binascii
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

LARGEST_INTEGER = 2**63 - 1  # that a place in an order can hold

Place: TypeAlias = "tuple[Json, ...]"


class Page(NamedTuple):
    """The rows of one page and the figures about it."""

    rows: list[Row]
    figures: dict[str, Figure]


def page_parameters(paging: Paging, size: int, start: Json) -> Mapping[str, Json]:
    """Return the parameters that ask for a page: from where on, and of which size."""
    parameters: dict[str, Json] = {}
    if paging.size is not None and not paging.goes_on:
        parameters[paging.size] = size
    if paging.start is not None:
        parameters[paging.start] = start
    return parameters


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


class Cursors:
    """Pages by cursor: a place in the order, which records created meanwhile do not move.

    The key of a record stands for its place, where the style says so.
    """

    def __init__(self, paging: Paging, size: int, key: str) -> None:
        self._paging = paging
        self._size = size
        self._key = key

    def page(self, call: Call, query: Query) -> Page:
        """Return the page that the request asks for.

        Raises:
            Refused: the cursor is not one that this list gave out, or nobody has that key.
        """
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

        In the order of keys that is known of any key, also of one that nobody has any more.
        """
        for each in (key, as_kept(key, {"type": "integer"})):
            named = Condition(column=self._key, operator=Operator.EQUALS, value=each)
            rows = call.transaction.find(query._replace(conditions=(named,), limit=1))
            if rows:
                return rows[0].place
        if not query.sorts and isinstance(key, str | int):
            return (key,)
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
            changes = page_parameters(self._paging, self._size, token)
        if not changes:
            return
        figures[f"{side}_cursor"] = changes.get(self._paging.start or "")
        figures[f"{side}_url"] = call.address.with_query(changes)
        figures[f"{side}_path"] = call.address.with_query(changes, relative=True)
