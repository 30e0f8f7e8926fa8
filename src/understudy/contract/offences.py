"""Offences: what a request (or an answer) does against its schema, in our words."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from jsonschema_rs import ValidationError, Validator

from understudy.contract.explanations import Explanation, explain
from understudy.contract.nesting import measure
from understudy.contract.operations import Json, Location
from understudy.contract.pointers import make_pointer

MAX_OFFENCES = 20
_MANY_VALUES = 20_000
_MOST_LEVELS = 8
_TOO_DEEP = f"is not valid; where is not told of what is nested on more than {_MOST_LEVELS} levels"

OffenceLocation: TypeAlias = "Location | Literal['body']"


class Offence(NamedTuple):
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
    levels, count = measure(value, _MOST_LEVELS)
    if levels > _MOST_LEVELS:
        return (
            Offence(pointer="", message=_TOO_DEEP, keyword="nesting", location=location, name=name),
        )
    found = {
        (make_pointer(each.path), each.keyword, each.message): each
        for error in _errors(validator, value, is_vast=count > _MANY_VALUES)
        for each in explain(error)
    }
    ordered = sorted(found.items(), key=lambda item: (_order(item[1]), item[0]))
    return tuple(
        Offence(pointer=pointer, message=message, keyword=keyword, location=location, name=name)
        for (pointer, keyword, message), _ in ordered[:MAX_OFFENCES]
    )


def _errors(validator: Validator, value: Json, *, is_vast: bool) -> list[ValidationError]:
    if not is_vast:
        return list(validator.iter_errors(value))
    try:
        validator.validate(value)
    except ValidationError as error:
        return [error]
    return []


def _order(explanation: Explanation) -> tuple[tuple[bool, int, str], ...]:
    """Order by place, with list indexes as numbers: item 2 comes before item 10."""
    return tuple(
        (isinstance(token, str), token if isinstance(token, int) else 0, str(token))
        for token in explanation.path
    )
