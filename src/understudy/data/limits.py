"""Limits as schemas write them: numbers that may be missing, fractional or exclusive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import TypeVar

from understudy.contract.operations import Json, JsonObject

D = TypeVar("D", int, None)
_FORMAT_BITS = {"int32": 31, "int64": 63}


def whole_limit(keywords: JsonObject, name: str, default: D) -> int | D:
    """Return a length or count; schemas may write 3 as 3.0."""
    value = keywords.get(name)
    return int(value) if isinstance(value, int | float) else default


def fraction(value: Json) -> Fraction | None:
    """Return a number exactly as it was written (0.1 is a tenth), None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(str(value))


def plain(value: Fraction) -> int | float:
    """Return the JSON number for a fraction: an integer where it is one."""
    return value.numerator if value.denominator == 1 else float(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The numbers that bounds leave; None is unbounded."""

    low: Fraction | None
    high: Fraction | None
    excludes_low: bool
    excludes_high: bool

    def test(self) -> Callable[[float], bool]:
        """Return a question whether a number lies in the range, quick to ask often."""
        low = -inf if self.low is None else plain(self.low)
        high = inf if self.high is None else plain(self.high)
        if self.excludes_low and self.excludes_high:
            return lambda value: low < value < high
        if self.excludes_low:
            return lambda value: low < value <= high
        if self.excludes_high:
            return lambda value: low <= value < high
        return lambda value: low <= value <= high


def range_of(keywords: JsonObject) -> Range:
    """Read `minimum`, `maximum`, their exclusive forms, and what `int32` and `int64` can hold."""
    low, above = fraction(keywords.get("minimum")), fraction(keywords.get("exclusiveMinimum"))
    high, below = fraction(keywords.get("maximum")), fraction(keywords.get("exclusiveMaximum"))
    bits = _FORMAT_BITS.get(str(keywords.get("format")))
    if bits is not None:
        least, most = Fraction(-(1 << bits)), Fraction((1 << bits) - 1)
        low = least if low is None else max(low, least)
        high = most if high is None else min(high, most)
    excludes_low = above is not None and (low is None or above >= low)
    excludes_high = below is not None and (high is None or below <= high)
    return Range(
        low=above if excludes_low else low,
        high=below if excludes_high else high,
        excludes_low=excludes_low,
        excludes_high=excludes_high,
    )
