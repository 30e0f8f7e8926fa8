"""One of several: alternatives of a schema, listed values, yes or no, a value or null."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
from understudy.data.meaning import find_meaning
from understudy.data.merging import elements
from understudy.data.naming import Spot, words_of
from understudy.data.recursion import Cut
from understudy.data.stage import Scene
from understudy.data.vocabulary import Draw

_RARELY_NULL, _OFTEN_NULL = 0.12, 0.7
_UNLIKELY = frozenset({"deleted", "archived", "cancelled", "ended", "parent", "previous", "closed"})
_STATES = frozenset({"status", "state"})


def one_of(alternatives: Sequence[Json], compile_each: Callable[[Json], Draw], spot: Spot) -> Draw:
    """Return a draw of any alternative that can have values; null is taken rarely.

    Raises:
        ContractError: none of them can.
    """
    draws: list[Draw] = []
    allows_null = False
    reason: ContractError | None = None
    for alternative in alternatives:
        try:
            draw = compile_each(alternative)
        except ContractError as error:
            reason = error
            continue
        if alternative == {"type": "null"}:
            allows_null = True
        else:
            draws.append(draw)
    if allows_null:
        return or_null(either(draws), spot) if draws else _null
    if reason is not None and not draws and len(alternatives) == 1:
        raise reason
    if not draws:
        raise ContractError("none of the alternatives is possible", where=spot.pointer) from reason
    return either(draws)


def either(draws: Sequence[Draw]) -> Draw:
    """Return a draw of one of these; when it nests too deep or fails, of the next that does not."""
    if len(draws) == 1:
        return draws[0]

    def draw(scene: Scene) -> Json:
        first = scene.dice.integer(0, len(draws) - 1)
        reason: Cut | ContractError = Cut()
        for place in range(first, first + len(draws)):
            try:
                return draws[place % len(draws)](scene)
            except (Cut, ContractError) as error:
                reason = error
        raise reason

    return draw


def or_null(draw: Draw, spot: Spot) -> Draw:
    """Return a draw that is sometimes null; mostly so for what seldom happens (`deleted_at`)."""
    is_unlikely = not _UNLIKELY.isdisjoint(words_of(spot.name))
    probability = _OFTEN_NULL if is_unlikely else _RARELY_NULL

    def draw_nullable(scene: Scene) -> Json:
        if scene.dice.chance(probability):
            return None
        try:
            return draw(scene)
        except (Cut, ContractError):
            return None

    return draw_nullable


def draw_null(types: Sequence[str], spot: Spot) -> Draw:
    """Return a draw of null, the only type that is left.

    Raises:
        ContractError: not even that one is.
    """
    if "null" in types:
        return _null
    raise ContractError("the types that are asked for exclude each other", where=spot.pointer)


def _null(_scene: Scene) -> Json:
    return None


def listed(keywords: JsonObject, allows: Callable[[Json], bool], spot: Spot) -> Draw:
    """Return a draw of the values under `enum`; the first is the usual one of a status.

    Raises:
        ContractError: the other keywords allow none of them.
    """
    values = [value for value in elements(keywords, "enum") if allows(value)]
    options: list[Json] = [value for value in values if value is not None]
    if not values:
        raise ContractError("none of the listed values is allowed", where=spot.pointer)
    if not options:
        return _null
    if _STATES.intersection(words_of(spot.name)[-1:]):
        options += options[:1] * (len(options) - 1)
    draw = _draw_listed(options)
    return or_null(draw, spot) if len(options) < len(values) else draw


def _draw_listed(options: list[Json]) -> Draw:
    if any(isinstance(option, list | dict) for option in options):
        return lambda scene: deepcopy(scene.dice.choose(options))
    if len(options) == 1:
        only = options[0]
        return lambda _scene: only
    return lambda scene: scene.dice.choose(options)


def compile_flag(spot: Spot) -> Draw:
    """Return a draw of true or false, as likely as the name makes it."""
    meaning = find_meaning(spot.name, spot.subject, "boolean")
    return meaning or (lambda scene: scene.dice.chance(0.5))
