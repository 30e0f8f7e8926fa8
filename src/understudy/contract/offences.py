"""Offences: what a request (or an answer) does against its schema, in our words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from jsonschema_rs import ValidationError, Validator

from understudy.contract.explanations import Explanation, explain
from understudy.contract.nesting import is_deeper_than
from understudy.contract.operations import Json, Location
from understudy.contract.pointers import make_pointer

MAX_OFFENCES = 20
_MANY_VALUES = 20_000
_MOST_LEVELS = 8
_TOO_DEEP = f"is not valid; where is not told of what is nested on more than {_MOST_LEVELS} levels"

OffenceLocation: TypeAlias = "Location | Literal['body']"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """One thing that is wrong with a request or an answer.

    `pointer` leads into the value: the body, or the parameter called `name` ("" for all of it).
    `keyword` is the schema keyword that was broken ("required", "type", ...), or "encoding",
    "duplicate" or "nesting" for what a schema cannot say. `message` is short and continues its
    place: "at least 1 is expected, found 0".
    """

    pointer: str
    message: str
    keyword: str
    location: OffenceLocation = "body"
    name: str = ""


def find_offences(
    validator: Validator,
    value: Json,
    *,
    location: OffenceLocation = "body",
    name: str = "",
) -> tuple[Offence, ...]:
    """Return what a value does against its schema, at most 20, ordered by place; none if valid.

    Of a value of more than 20,000 parts only the first offence is told: each costs about 10 us. Of
    one nested on more than 8 levels only that it is not valid: a schema that contains itself in
    several alternatives has that many errors to the power of the levels.
    """
    if validator.is_valid(value):
        return ()
    if is_deeper_than(_MOST_LEVELS, value):
        return (
            Offence(pointer="", message=_TOO_DEEP, keyword="nesting", location=location, name=name),
        )
    found = {
        (make_pointer(each.path), each.keyword, each.message): each
        for error in _errors(validator, value)
        for each in explain(error)
    }
    ordered = sorted(found.items(), key=lambda item: (_order(item[1]), item[0]))
    return tuple(
        Offence(pointer=pointer, message=message, keyword=keyword, location=location, name=name)
        for (pointer, keyword, message), _ in ordered[:MAX_OFFENCES]
    )


def _errors(validator: Validator, value: Json) -> list[ValidationError]:
    if not _is_vast(value):
        return list(validator.iter_errors(value))
    try:
        validator.validate(value)
    except ValidationError as error:
        return [error]
    return []


def _is_vast(value: Json) -> bool:
    waiting, count = [value], 0
    while waiting and count <= _MANY_VALUES:
        each = waiting.pop()
        if isinstance(each, dict | list):
            count += len(each)
            waiting.extend(each.values() if isinstance(each, dict) else each)
    return count > _MANY_VALUES


def _order(explanation: Explanation) -> tuple[tuple[bool, int, str], ...]:
    """Order by place, with list indexes as numbers: item 2 comes before item 10."""
    return tuple(
        (isinstance(token, str), token if isinstance(token, int) else 0, str(token))
        for token in explanation.path
    )
