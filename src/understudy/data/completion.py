"""Objects brought to as many properties as are asked for, and to those that others ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeAlias

from understudy.contract.errors import ContractError
from understudy.contract.operations import JsonObject
from understudy.data.members import Inside, Member
from understudy.data.merging import members
from understudy.data.patterns import Unmatchable, pattern_of
from understudy.data.recursion import Cut
from understudy.data.stage import Scene
from understudy.data.vocabulary import Draw

DrawObject: TypeAlias = Callable[[Scene], JsonObject]

_KEYS = ("material", "colour", "size", "finish", "grade", "standard", "series", "packaging")
_TRIES = 20
_USUAL_KEYS = 3
_EMPTY = 0.1


def completed(draw: DrawObject, inside: Inside, listed: list[Member]) -> DrawObject:
    """Return a draw that adds what `minProperties` or other properties ask for, or drops excess."""
    declared = [member.name for member in listed]
    known = {member.name: member.draw for member in listed}
    is_map = inside.is_map(listed)

    def draw_complete(scene: Scene) -> JsonObject:
        made = draw(scene)
        least = max(inside.least, _usual(inside, scene)) if is_map else inside.least
        _add_dependents(made, inside, known, scene)
        for name in _candidates(inside, declared, scene):
            if len(made) >= least:
                break
            _add(made, name, inside, known, scene)
        _add_dependents(made, inside, known, scene)
        _drop_excess(made, inside)
        if len(made) < inside.least:
            raise ContractError("too few properties are allowed", where=inside.spot.pointer)
        if inside.most is not None and len(made) > inside.most:
            raise ContractError("too few of the required are allowed", where=inside.spot.pointer)
        return made

    return draw_complete


def _usual(inside: Inside, scene: Scene) -> int:
    """Draw how many names a map has; now and then it is empty."""
    most = _USUAL_KEYS if inside.most is None else min(_USUAL_KEYS, inside.most)
    return 0 if scene.dice.chance(_EMPTY) else scene.dice.integer(min(1, most), most)


def _add(made: JsonObject, name: str, inside: Inside, known: dict[str, Draw], scene: Scene) -> None:
    """Add a property unless there is one, or it cannot have a value."""
    if name in made:
        return
    try:
        if name not in known:
            known[name] = inside.value(name)
        made[name] = known[name](scene)
    except (ContractError, Cut):
        return


def _add_dependents(made: JsonObject, inside: Inside, known: dict[str, Draw], scene: Scene) -> None:
    waiting = list(made)
    while waiting:
        for name in inside.dependents.get(waiting.pop(), ()):
            if name not in made:
                _add(made, name, inside, known, scene)
                waiting.append(name)


def _drop_excess(made: JsonObject, inside: Inside) -> None:
    """Remove optional properties, last ones first, that no other one asks for."""
    for name in reversed(list(made)):
        if inside.most is None or len(made) <= inside.most:
            return
        asked = {each for other in made for each in inside.dependents.get(other, ())}
        if name not in asked and name not in inside.required:
            del made[name]


def _candidates(inside: Inside, declared: list[str], scene: Scene) -> Iterator[str]:
    """Name properties that could be added, declared ones first."""
    yield from declared
    for source in members(inside.keywords, "patternProperties"):
        pattern = pattern_of(source)
        with suppress(Unmatchable):
            for _ in range(_TRIES):
                yield pattern.draw(scene.dice)
    if inside.keywords.get("additionalProperties", True) is False:
        return
    names = inside.keywords.get("propertyNames")
    if names is None:
        yield from _KEYS
        yield from (f"attribute{number}" for number in range(1, inside.least + 1))
        return
    draw = inside.compile_schema({"allOf": [names, {"type": "string"}]}, inside.spot)
    for _ in range(_TRIES * max(inside.least, 1)):
        yield str(draw(scene))
