"""The clock of a world, told and put forward.

    {"advance_s": 3600}   or   {"now": "2027-01-01T00:00:00Z"}

It only moves forward: what was created before stays in the past.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from understudy.behavior import START
from understudy.contract.client_json import Unparsed, parse_client_json
from understudy.contract.operations import Json, JsonObject
from understudy.data import timestamp
from understudy.state import Clock

LATEST = datetime(9000, 1, 1, tzinfo=UTC)  # lifetimes are added to it, and years end with 9999
MOST_SECONDS = int((LATEST - START).total_seconds())
EXPECTED = 'expected {"advance_s": seconds} or {"now": "2027-01-01T00:00:00Z"}'


class Unclear(ValueError):  # noqa: N818 - what a client is told
    """A request for another time says none, or one that cannot be."""


def describe_clock(world: str, clock: Clock) -> JsonObject:
    """Return what the control API says of a clock."""
    return {"world": world, "now": timestamp(_now(clock)), "advanced_s": clock.advance_s}


def read_advance(content: bytes, clock: Clock) -> int:
    """Return by how many seconds a request wants a clock put forward.

    Raises:
        Unclear: it does not say, or it wants the past, or a time after the year 8999.
    """
    try:
        asked = parse_client_json(content)
    except Unparsed as error:
        raise Unclear(f"the body is not JSON: {error}") from error
    if not isinstance(asked, dict) or len(asked) != 1:
        raise Unclear(EXPECTED)
    seconds = _seconds(asked, clock)
    if seconds < 0:
        told = timestamp(_now(clock))
        raise Unclear(f"the clock stands at {told} and only moves forward; reset the world")
    if clock.advance_s + seconds > MOST_SECONDS:
        raise Unclear(f"the clock ends at {timestamp(LATEST)}")
    return seconds


def _seconds(asked: JsonObject, clock: Clock) -> int:
    advance, now = asked.get("advance_s"), asked.get("now")
    if isinstance(advance, int) and not isinstance(advance, bool):
        return advance
    if isinstance(now, str):
        return int((_moment(now) - _now(clock)).total_seconds() // 1)
    raise Unclear(EXPECTED)


def _moment(text: Json) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Unclear(f"{text!r} is no time; {EXPECTED}") from error
    if moment.tzinfo is None:
        raise Unclear(f"{text!r} lacks an offset; write Z for UTC")
    return moment


def _now(clock: Clock) -> datetime:
    return START + timedelta(seconds=clock.advance_s + clock.ticks_s)
