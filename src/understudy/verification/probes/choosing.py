"""Choosing: values for a filter, taken from the rows that it is to keep or to leave out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone

from understudy.behavior.declarations import Comparison, Reading
from understudy.contract.encoding import spell
from understudy.contract.operations import Json, JsonObject, Parameter
from understudy.state import Operator
from understudy.state.scalars import instant, number
from understudy.verification.probes.lab import Lab

NOBODY = "zq7xunderstudynobody"  # a text that no record has
MOST_CHOSEN = 3
MOST_OPTIONS = 12  # values of an enumeration
LONGEST_PART = 6  # of a text that is searched for
FEWEST_DIGITS = 3  # of an id: with fewer, the id of nines may well be somebody's
_DIGITS = re.compile(r"[0-9]")
ZONE = timezone(timedelta(hours=9, minutes=30))
_WORDS = re.compile(r"\w+")
_COMPARING = (Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST)
_FOLDING = (Operator.CONTAINS, Operator.LACKS, Operator.STARTS, Operator.SAME)


def choose(
    lab: Lab, parameter: Parameter, how: Comparison, shown: Sequence[Json]
) -> Iterator[Json]:
    """Yield values that a parameter allows, made of what rows show of the field it filters by.

    The last one is a value that nobody has, where the contract allows such a value.
    """
    chosen: dict[str, None] = {}
    for value in _wanted(lab, parameter, how, shown):
        fitting = fitted(lab, parameter, value)
        if fitting is not None and json.dumps(fitting) not in chosen:
            chosen[json.dumps(fitting)] = None
            yield fitting


def fitted(lab: Lab, parameter: Parameter, value: Json) -> Json:
    """Return a value as a parameter takes it (as text, as number, as a list), None if it cannot."""
    is_valid = lab.schemas.validator(parameter.schema).is_valid
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # as a person would write it
    forms: list[Json] = [value, spell(value), number(value)]
    if isinstance(value, str):
        forms.append(value[:10])  # the day of a moment
    return next((each for form in forms for each in ([form], form) if is_valid(each)), None)


def options(lab: Lab, schema: JsonObject) -> list[Json]:
    """Return what a schema, or that of its items, enumerates."""
    found: list[Json] = []
    for branch in lab.schemas.branches(schema):
        items = branch.get("items")
        if isinstance(items, dict):
            found += options(lab, items)
        listed = branch.get("enum")
        found += listed if isinstance(listed, list) else []
    return list[Json](each for each in found if each is not None)[:MOST_OPTIONS]


def spread(lab: Lab, values: Sequence[Json], most: int = MOST_CHOSEN) -> list[Json]:
    """Return a few different values, rare and frequent ones; which ones is a matter of the seed."""
    texts = [json.dumps(each, sort_keys=True) for each in values]
    distinct = sorted(dict.fromkeys(texts), key=lambda text: (texts.count(text), text))
    if len(distinct) <= most:
        return [json.loads(text) for text in distinct]
    step = len(distinct) / most
    start = lab.seed % max(1, int(step))
    return [
        json.loads(distinct[int(start + index * step) % len(distinct)]) for index in range(most)
    ]


def another(lab: Lab, parameter: Parameter, value: Json, known: Sequence[Json]) -> Json:
    """Return a value of the same make that nobody is likely to have; None if there is none."""
    made: list[Json] = []
    if isinstance(value, int):
        made = [value + distance for distance in (1_000_003, 9_001, 997, 101)]
    elif isinstance(value, str) and sum(map(str.isdigit, value)) >= FEWEST_DIGITS:
        made = [_DIGITS.sub(digit, value) for digit in "987"]
    fitting = (fitted(lab, parameter, each) for each in made if each not in known)
    return next((each for each in fitting if each is not None), None)


def _wanted(
    lab: Lab, parameter: Parameter, how: Comparison, shown: Sequence[Json]
) -> Iterator[Json]:
    few = spread(lab, shown)
    if how in (Reading.FILLED, Reading.BLANK):
        yield from (options(lab, parameter.schema) or ["true"])[:1]
    elif how in (Reading.LISTED, Reading.UNLISTED):
        yield ",".join(spell(each) for each in few[:2] if "," not in spell(each))
        yield NOBODY
    elif how in _COMPARING:
        ordered = sorted(shown, key=lambda each: (number(each) or 0, spell(each)))
        yield from spread(lab, ordered[len(ordered) // 2 : len(ordered) // 2 + 1])
        yield from (_elsewhere(each) for each in few[:1])
        yield from few[:2]
    elif how in _FOLDING:
        yield from (_part(spell(each), how) for each in few if spell(each))
        yield NOBODY
    else:
        yield from options(lab, parameter.schema) or few
        yield from (NOBODY, _nobody_like(shown))


def _elsewhere(value: Json) -> Json:
    """Return a moment as clocks of another zone show it; None for what is none.

    >>> _elsewhere("2024-05-01T12:00:00Z"), _elsewhere("M8")
    ('2024-05-01T21:30:00+09:30', None)
    """
    if not isinstance(value, str) or "T" not in value or instant(value) is None:
        return None
    moment = datetime.fromisoformat(value.upper())
    return moment.astimezone(ZONE).isoformat() if moment.tzinfo is not None else None


def _part(text: str, how: Comparison) -> str:
    """Return what a text is searched by: some of it, in the other case.

    >>> _part("Hex bolt M8", Operator.CONTAINS), _part("Hex bolt M8", Operator.STARTS)
    ('BOLT', 'hEX BO')
    """
    if how is Operator.SAME:
        return text.swapcase()
    if how is Operator.STARTS:
        return text[:LONGEST_PART].strip().swapcase()
    words: list[str] = _WORDS.findall(text) or [text]
    return max(words[len(words) // 2 :], key=len)[:LONGEST_PART].swapcase()


def _nobody_like(shown: Sequence[Json]) -> Json:
    """Return a value like the ones that are shown, which none of them is."""
    numbers = [each for each in shown if isinstance(each, int) and not isinstance(each, bool)]
    if numbers:
        return max(numbers) + 1_000_003
    texts = [each for each in shown if isinstance(each, str) and each]
    return _mixed(texts[0], set(texts)) if texts else None


def _mixed(text: str, taken: set[str]) -> Json:
    """Return a text of the same make (a digit more or less) that is not taken; None if there is.

    >>> _mixed("it_0a9", {"it_0a9"})
    'it_0a0'
    """
    for position in range(len(text) - 1, -1, -1):
        for other in "0123456789" if text[position].isdigit() else "":
            made = text[:position] + other + text[position + 1 :]
            if made not in taken:
                return made
    return None
