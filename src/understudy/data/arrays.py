"""Arrays that satisfy a schema: a few elements unless it asks for more or fewer."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
from understudy.data.choices import either
from understudy.data.limits import whole_limit
from understudy.data.members import Compile
from understudy.data.merging import both, elements
from understudy.data.naming import Spot
from understudy.data.recursion import Cut
from understudy.data.sameness import same_key
from understudy.data.stage import Scene
from understudy.data.vocabulary import Draw

_USUAL = 3
_TRIES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """How the elements of an array are drawn: by place, then the rest.

    `rest` is None when nothing may follow the places.
    """

    places: tuple[Draw, ...]
    rest: Draw | None

    def draw_for(self, place: int) -> Draw | None:
        """Return how to draw the element at a place."""
        return self.places[place] if place < len(self.places) else self.rest


def compile_array(keywords: JsonObject, spot: Spot, compile_schema: Compile) -> Draw:
    """Return how to draw an array under these keywords.

    Raises:
        ContractError: as many elements as it asks for cannot be made.
    """
    count = whole_limit(keywords, "minContains", 1) if "contains" in keywords else 0
    if not count:
        return _compile_row(keywords, spot, compile_schema)
    draws: list[Draw] = []
    for way in _ways_to_contain(keywords, count):
        with suppress(ContractError):
            draws.append(_compile_row(way, spot, compile_schema))
    if not draws:
        raise ContractError("no element can be what the array must contain", where=spot.pointer)
    return either(draws)


def _ways_to_contain(keywords: JsonObject, count: int) -> Iterator[JsonObject]:
    """Say by place what `contains` leaves open: at neighbouring places, or after all of them."""
    asked = elements(keywords, "prefixItems")
    contained, rest = keywords["contains"], keywords.get("items", True)
    for start in [len(asked), *range(len(asked) - count + 1)]:
        places = [*asked, *[rest] * (start + count - len(asked))]
        for place in range(start, start + count):
            places[place] = both(places[place], contained)
        least = max(whole_limit(keywords, "minItems", 0), start + count)
        yield {**keywords, "prefixItems": places, "minItems": least}


def _compile_row(keywords: JsonObject, spot: Spot, compile_schema: Compile) -> Draw:
    least = whole_limit(keywords, "minItems", 0)
    most = whole_limit(keywords, "maxItems", None)
    asked = elements(keywords, "prefixItems")[:most]
    places = [
        compile_schema(each, spot.element("prefixItems", place)) for place, each in enumerate(asked)
    ]
    row = _Row(places=tuple(places), rest=_rest(keywords, spot, compile_schema))
    if row.rest is None:
        most = len(places) if most is None else min(most, len(places))
    if most is not None and least > most:
        raise ContractError("the array must have more elements than it may", where=spot.pointer)
    usual = max(least, 1) + _USUAL - 1
    most = usual if most is None else min(most, max(usual, len(places)))
    is_unique = keywords.get("uniqueItems") is True
    return _draw_row(row, (least, most), spot, is_unique=is_unique)


def _rest(keywords: JsonObject, spot: Spot, compile_schema: Compile) -> Draw | None:
    """Compile what elements behind the places are like; None when there can be none."""
    try:
        return compile_schema(keywords.get("items", True), spot.element("items"))
    except ContractError:
        return None


def _draw_row(row: _Row, size: tuple[int, int], spot: Spot, *, is_unique: bool) -> Draw:
    least, most = size
    draw_next = _draw_another if is_unique else _draw_any

    def draw(scene: Scene) -> Json:
        made: list[Json] = []
        seen: set[Hashable] = set()
        try:
            for place in range(scene.dice.integer(max(least, min(1, most)), most)):
                draw_element = row.draw_for(place)
                if draw_element is None or not draw_next(draw_element, scene, made, seen):
                    break
        except Cut:
            if len(made) < least:
                raise
        if len(made) < least:
            raise ContractError("too few different elements are allowed", where=spot.pointer)
        return made

    return draw


def _draw_any(draw: Draw, scene: Scene, made: list[Json], _seen: set[Hashable]) -> bool:
    made.append(draw(scene))
    return True


def _draw_another(draw: Draw, scene: Scene, made: list[Json], seen: set[Hashable]) -> bool:
    """Append an element that is not there yet; False when none turns up."""
    for _ in range(_TRIES):
        value = draw(scene)
        key = same_key(value)
        if key not in seen:
            seen.add(key)
            made.append(value)
            return True
    return False
