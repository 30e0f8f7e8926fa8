"""When things happened: dates that agree with each other and with working hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from understudy.data.dice import Dice

_DAYS = 3 * 365 - 4  # leaves room for the step back from a weekend
_OPENING_HOUR = 7
_WORKING_SECONDS = 11 * 3600
_SATURDAY = 5
_SECONDS = tuple(f"{second:02}Z" for second in range(60))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifespan:
    """Two moments of one record, in UTC and whole seconds: `created` is never after `updated`."""

    created: datetime
    updated: datetime


def draw_lifespan(dice: Dice, now: datetime) -> Lifespan:
    """Draw when a record was made and last changed: working hours of the three years before `now`.

    Half of the records changed within the last quarter of their life, one in five never did.
    """
    created = working_moment(dice, now, oldest_days=_DAYS)
    if dice.chance(0.2):
        return Lifespan(created=created, updated=created)
    age = max((now - created).days, 1)
    newest = 0 if dice.chance(0.5) else age // 4
    changed = working_moment(dice, now, oldest_days=age, newest_days=newest)
    return Lifespan(created=created, updated=max(created, changed))


def working_moment(
    dice: Dice, now: datetime, *, oldest_days: int, newest_days: int = 0
) -> datetime:
    """Draw a moment between 07:00 and 18:00 UTC, Monday to Friday, that many days before `now`.

    Never later than `now`, even when `now` is itself outside working hours.
    """
    day = now.astimezone(UTC) - timedelta(
        days=dice.integer(newest_days, max(oldest_days, newest_days)) + 1
    )
    day -= timedelta(days=max(day.weekday() - _SATURDAY + 1, 0))
    opening = day.replace(hour=_OPENING_HOUR, minute=0, second=0, microsecond=0)
    return opening + timedelta(seconds=dice.integer(0, _WORKING_SECONDS))


def timestamp(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC and whole seconds: `2025-03-14T09:26:53Z`."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    minute = _minute(moment.year, moment.month, moment.day, moment.hour, moment.minute)
    return minute + _SECONDS[moment.second]


@lru_cache(maxsize=256)
def _minute(year: int, month: int, day: int, hour: int, minute: int) -> str:
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:"
