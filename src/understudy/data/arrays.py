"""Arrays that satisfy a schema: a few elements unless it asks for more or fewer."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
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
    """How the elements of an array are drawn: by place, those that must be contained, the rest.

    `rest` is None when nothing may follow the places.
    """

    places: tuple[Draw, ...]
    contained: tuple[Draw, ...]
    rest: Draw | None

    def draw_for(self, place: int) -> Draw | None:
        """Return how to draw the element at a place."""
        if place < len(self.places):
            return self.places[place]
        after = place - len(self.places)
        return self.contained[after] if after < len(self.contained) else self.rest


def compile_array(keywords: JsonObject, spot: Spot, compile_schema: Compile) -> Draw:
    """Return how to draw an array under these keywords.

    Raises:
        ContractError: as many elements as it asks for cannot be made.
    """
    least = whole_limit(keywords, "minItems", 0)
    most = whole_limit(keywords, "maxItems", None)
    row = _row(keywords, spot, compile_schema, most)
    if "contains" in keywords:
        least = max(least, len(row.places) + len(row.contained))
    if row.rest is None:
        room = len(row.places) + len(row.contained)
        most = room if most is None else min(most, room)
    if most is not None and least > most:
        raise ContractError("the array must have more elements than it may", where=spot.pointer)
    usual = max(least, 1) + _USUAL - 1
    most = usual if most is None else min(most, max(usual, len(row.places)))
    is_unique = keywords.get("uniqueItems") is True
    return _draw_row(row, (least, most), spot, is_unique=is_unique)


def _row(keywords: JsonObject, spot: Spot, compile_schema: Compile, most: int | None) -> _Row:
    rest = keywords.get("items", True)
    asked = elements(keywords, "prefixItems")[:most]
    count = whole_limit(keywords, "minContains", 1) if "contains" in keywords else 0
    contained: tuple[Draw, ...] = ()
    if count and (most is None or len(asked) + count <= most):
        both_asked = both(keywords["contains"], rest)
        draw = _optional(both_asked, spot.element("contains"), compile_schema)
        contained = () if draw is None else (draw,) * count
    if count and not contained:
        asked = _containing(asked, keywords["contains"], count, spot, compile_schema)
    places = (
        compile_schema(each, spot.element("prefixItems", place)) for place, each in enumerate(asked)
    )
    after = _optional(rest, spot.element("items"), compile_schema)
    return _Row(places=tuple(places), contained=contained, rest=after)


def _containing(
    asked: list[Json], contains: Json, count: int, spot: Spot, compile_schema: Compile
) -> list[Json]:
    """Let the first places that can be what the array must contain be just that."""
    narrowed: list[Json] = []
    for each in asked:
        joined = both(each, contains)
        fits = count > 0 and _optional(joined, spot, compile_schema) is not None
        narrowed.append(joined if fits else each)
        count -= fits
    if count > 0:
        raise ContractError("no element can be what the array must contain", where=spot.pointer)
    return narrowed


def _optional(asked: Json, spot: Spot, compile_schema: Compile) -> Draw | None:
    """Compile what an element is like; None when there can be none."""
    try:
        return compile_schema(asked, spot)
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
