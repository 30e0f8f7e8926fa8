"""Objects that satisfy a schema: what is required, most of what is not, in the authored order."""

from __future__ import annotations

from understudy.contract.errors import ContractError
from understudy.contract.operations import JsonObject
from understudy.data.completion import DrawObject, completed
from understudy.data.members import Compile, Inside, Member
from understudy.data.merging import members
from understudy.data.naming import Spot, Subject, subject_of, words_of
from understudy.data.recursion import Cut
from understudy.data.stage import Scene
from understudy.data.vocabulary import Draw

_IDENTITY = frozenset({"id", "uuid", "key", "name", "sku", "number", "email"})
_PARTS = frozenset({Subject.CATEGORY, Subject.BRAND, Subject.UNIT})  # of what is around them
_GAP_BITS = 61  # how many optional properties a word of random bits decides about


def compile_object(keywords: JsonObject, spot: Spot, compile_schema: Compile) -> Draw:
    """Return how to draw an object under these keywords.

    Raises:
        ContractError: a required property cannot have any value.
    """
    declared = members(keywords, "properties")
    subject = _subject(spot, declared)
    inside = Inside(keywords, spot, subject, compile_schema)
    listed = inside.members()
    draw = _draw_members(listed)
    if inside.asks_for_more(listed):
        draw = completed(draw, inside, listed)
    is_apart = _is_named(declared) and subject not in _PARTS
    return _on_its_own(draw) if spot.starts or is_apart else draw


def _subject(spot: Spot, declared: JsonObject) -> Subject:
    """Tell what the object is about; a nameless group of properties is about what is around it."""
    found = subject_of(spot.name, declared)
    is_group = not (spot.starts or _is_named(declared))
    return spot.subject if found is Subject.OTHER and is_group else found


def _is_named(declared: JsonObject) -> bool:
    return any(_IDENTITY.intersection(words_of(name)[-1:]) for name in declared)


def _on_its_own(draw: DrawObject) -> Draw:
    return lambda scene: draw(scene.inner())


def _draw_members(listed: list[Member]) -> DrawObject:
    """Draw each property in turn; every other object lacks about an eighth of what it may lack."""
    entries = [(each.name, each.draw, each.is_optional) for each in listed]

    def draw(scene: Scene) -> JsonObject:
        made: JsonObject = {}
        gaps = scene.dice.bits()
        if gaps & 1:
            gaps = -1
        place = 0
        for name, draw_value, is_optional in entries:
            if not is_optional:
                made[name] = draw_value(scene)
                continue
            place = (place + 1) % _GAP_BITS
            if (gaps >> place) & 7:
                try:
                    made[name] = draw_value(scene)
                except (Cut, ContractError):
                    continue
        return made

    return draw
