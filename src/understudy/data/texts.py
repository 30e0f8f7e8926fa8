"""Strings that satisfy a schema: by meaning first, then by format or pattern, then any words."""

from __future__ import annotations

import re
from collections.abc import Callable

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
from understudy.data.formats import FORMATS, SIZED
from understudy.data.limits import whole_limit
from understudy.data.meaning import find_meaning
from understudy.data.naming import Spot
from understudy.data.patterns import APPETITE, Pattern, Unmatchable, pattern_of
from understudy.data.stage import Scene
from understudy.data.vocabulary import Draw

_TRIES = 4
_TRIES_FOR_SEVERAL = 60
_APPETITE_FOR_SEVERAL = 60


def compile_text(keywords: JsonObject, spot: Spot) -> Draw:
    """Return how to draw a string under these keywords.

    Raises:
        ContractError: no string can satisfy them, or the pattern cannot be read.
    """
    low, high = whole_limit(keywords, "minLength", 0), whole_limit(keywords, "maxLength", None)
    if high is not None and (low or 0) > high:
        raise ContractError("minLength is greater than maxLength", where=spot.pointer)
    room = _Room(low or 0, high, _patterns(keywords, spot))
    draws = _sources(keywords, spot, room)
    return draws[0] if room.is_open else _first_fitting(draws, room, spot)


class _Room:
    """What lengths and patterns leave open."""

    __slots__ = ("high", "low", "patterns")

    def __init__(self, low: int, high: int | None, patterns: tuple[Pattern, ...]) -> None:
        self.low = max([low, *(pattern.shortest for pattern in patterns)])
        longest = [pattern.longest for pattern in patterns if pattern.longest is not None]
        self.high = min([*longest, *([] if high is None else [high])], default=None)
        self.patterns = patterns

    @property
    def is_open(self) -> bool:
        """Tell whether every text fits."""
        return not (self.low or self.patterns) and self.high is None

    def fits(self, text: str) -> bool:
        """Tell whether a text has the right length and matches."""
        if len(text) < self.low or (self.high is not None and len(text) > self.high):
            return False
        return all(pattern.matches(text) for pattern in self.patterns)


def _patterns(keywords: JsonObject, spot: Spot) -> tuple[Pattern, ...]:
    given = keywords.get("pattern", [])
    sources = given if isinstance(given, list) else [given]
    try:
        return tuple(pattern_of(str(source)) for source in sources)
    except (re.error, OverflowError) as error:
        raise ContractError(
            f"the pattern {sources[0]!r} cannot be read: {error}",
            where=spot.pointer,
            remedy="write it as an ECMA-262 regular expression without Unicode property classes",
        ) from error


def _sources(keywords: JsonObject, spot: Spot, room: _Room) -> list[Draw]:
    """List ways to draw, best first; only the last is sure to satisfy lengths or the pattern."""
    text_format = str(keywords.get("format", ""))
    kind = text_format if text_format in FORMATS else "string"
    meaning = find_meaning(spot.name, spot.subject, kind)
    sources = [] if meaning is None else [meaning]
    if kind in FORMATS:
        sources.append(FORMATS[kind])
    elif not sources:
        sources += _examples(keywords)
    if room.patterns:
        sources += [_from_pattern(pattern, room, spot) for pattern in room.patterns]
    elif kind in SIZED:
        sources.append(_sized(kind, room))
    elif kind not in FORMATS:
        sources.append(_words(room))
    return sources


def _examples(keywords: JsonObject) -> list[Draw]:
    """Draw from the examples that the contract gives for this very value."""
    given = keywords.get("examples")
    examples = [*given] if isinstance(given, list) else []
    examples.append(keywords.get("example"))
    texts = [example for example in examples if isinstance(example, str)]
    return [lambda scene: scene.dice.choose(texts)] if texts else []


def _from_pattern(pattern: Pattern, room: _Room, spot: Spot) -> Draw:
    appetite = APPETITE if len(room.patterns) == 1 else _APPETITE_FOR_SEVERAL

    def draw(scene: Scene) -> Json:
        try:
            return pattern.draw(scene.dice, low=room.low, high=room.high, appetite=appetite)
        except Unmatchable as error:
            raise _impossible(spot) from error

    return draw


def _sized(kind: str, room: _Room) -> Draw:
    shortest, write = SIZED[kind]
    size = max(shortest, room.low)
    return lambda _scene: write(size)


def _words(room: _Room) -> Draw:
    """Write a label, cut or continued to the lengths that are allowed."""

    def draw(scene: Scene) -> Json:
        text: str = scene.dice.choose(scene.stage.pools.pool("labels"))
        if len(text) < room.low:
            text = (text + " ") * (room.low // len(text) + 1)
            text = text[: room.low - 1] + "e"
        return text if room.high is None else text[: room.high]

    return draw


def _first_fitting(draws: list[Draw], room: _Room, spot: Spot) -> Draw:
    fits: Callable[[str], bool] = room.fits
    tries = _TRIES if len(room.patterns) <= 1 else _TRIES_FOR_SEVERAL

    def draw(scene: Scene) -> Json:
        for source in draws:
            for _ in range(tries):
                text = source(scene)
                if isinstance(text, str) and fits(text):
                    return text
        raise _impossible(spot)

    return draw


def _impossible(spot: Spot) -> ContractError:
    return ContractError(
        "no text was found that satisfies format, pattern and lengths together",
        where=spot.pointer,
        remedy="check that some text can, and give it as `enum` or `const` if it is the only one",
    )
