"""Numbers that satisfy a schema: by meaning where the bounds allow it, else on a grid in them."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
from understudy.data.limits import Range, fraction, range_of
from understudy.data.meaning import find_meaning
from understudy.data.naming import Spot
from understudy.data.stage import Scene
from understudy.data.vocabulary import Draw

_USUAL = (Fraction(1), Fraction(1000))
_WIDE = 100_000
_MOST_PLACES = 16


def compile_number(keywords: JsonObject, spot: Spot, *, whole: bool) -> Draw:
    """Return how to draw a number (an integer when `whole`) under these keywords.

    Raises:
        ContractError: no number satisfies them.
    """
    bounds = range_of(keywords)
    multiple = fraction(keywords.get("multipleOf"))
    if multiple is not None and multiple <= 0:
        raise ContractError("multipleOf is not more than 0", where=spot.pointer)
    grid = _draw_on_grid(bounds, multiple, spot, whole=whole)
    meaning = find_meaning(spot.name, spot.subject, "integer" if whole else "number")
    if meaning is None:
        return grid
    if multiple is None and bounds.low is None and bounds.high is None:
        return meaning
    return _if_allowed(meaning, grid, bounds, multiple)


def _if_allowed(meaning: Draw, grid: Draw, bounds: Range, multiple: Fraction | None) -> Draw:
    holds = bounds.test()

    def draw(scene: Scene) -> Json:
        value = meaning(scene)
        if not isinstance(value, int | float) or not holds(value):
            return grid(scene)
        return grid(scene) if multiple and Fraction(str(value)) % multiple else value

    return draw


def _draw_on_grid(bounds: Range, multiple: Fraction | None, spot: Spot, *, whole: bool) -> Draw:
    """Draw multiples of a step: of `multipleOf`, else of as many decimals as the bounds need."""
    low, high = _window(bounds)
    places = 0 if whole else 2
    step = Fraction(1, 10**places) if multiple is None else multiple
    if whole and multiple is not None:
        step = Fraction(multiple.numerator)
    first, last = _multiples(bounds, low, high, step)
    while first > last and multiple is None and not whole and places < _MOST_PLACES:
        places += 2
        step = Fraction(1, 10**places)
        first, last = _multiples(bounds, low, high, step)
    if first > last and (low, high) != (bounds.low, bounds.high):
        first, last = _multiples(bounds, *_reach(bounds, step), step)
    if first > last:
        raise ContractError("no number lies between its bounds", where=spot.pointer)
    over, under = step.numerator, step.denominator
    if under == 1 and whole:
        return lambda scene: scene.dice.integer(first, last) * over
    return lambda scene: scene.dice.integer(first, last) * over / under


def _multiples(bounds: Range, low: Fraction, high: Fraction, step: Fraction) -> tuple[int, int]:
    """Return the first and last multiple of `step` from `low` to `high` that bounds allow."""
    first, last = ceil(low / step), floor(high / step)
    if bounds.excludes_low and first * step == bounds.low:
        first += 1
    if bounds.excludes_high and last * step == bounds.high:
        last -= 1
    return first, last


def _window(bounds: Range) -> tuple[Fraction, Fraction]:
    """Narrow wide or open bounds to everyday figures where these are allowed."""
    low, high = bounds.low, bounds.high
    if low is not None and high is not None and high - low <= _WIDE:
        return low, high
    usual_low = _USUAL[0] if low is None else max(low, _USUAL[0])
    usual_high = _USUAL[1] if high is None else min(high, _USUAL[1])
    if usual_low < usual_high:
        return usual_low, usual_high
    if low is not None:
        return low, low + 1000 if high is None else min(high, low + 1000)
    top = high if high is not None else _USUAL[1]
    return top - 1000, top


def _reach(bounds: Range, step: Fraction) -> tuple[Fraction, Fraction]:
    """Widen a window that is narrower than the step to the bounds, or to a few steps."""
    low, high = bounds.low, bounds.high
    if low is None:
        low = high - 10 * step if high is not None else Fraction(0)
    return low, low + 10 * step if high is None else high
