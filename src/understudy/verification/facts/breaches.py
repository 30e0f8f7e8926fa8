"""Breaches: where a value breaks a schema, told by the very keyword that it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias, cast

from jsonschema_rs import ValidationError, Validator

from understudy.contract.nesting import measure
from understudy.contract.operations import Json
from understudy.contract.pointers import is_within, make_pointer

MOST_BREACHES = 200  # of one value
_MOST_LEVELS = 8  # beyond, a schema with alternatives may have errors to the power of the levels
_MOST_VALUES = 20_000
_MEMBERS = frozenset({"additionalProperties", "unevaluatedProperties"})

Way: TypeAlias = "tuple[str | int, ...]"


class Breach(NamedTuple):
    """One error. `schema` leads to the object that holds the keyword, `way` is how it got there.

    `at` leads to the offending value; of a member that is missing, or one too many, to the object,
    and `name` is the member's.
    """

    schema: str
    keyword: str
    at: str
    value: Json
    way: Way
    name: str = ""


def find_breaches(validator: Validator, value: Json) -> tuple[Breach, ...]:
    """Return how a value breaks a schema; none when it is valid, or too large to be told."""
    if validator.is_valid(value):
        return ()
    levels, count = measure(value, _MOST_LEVELS)
    if levels > _MOST_LEVELS or count > _MOST_VALUES:
        return ()
    found: dict[tuple[object, ...], Breach] = {}
    for error in validator.iter_errors(value):
        for each in _breaches(error):
            found.setdefault((each.schema, each.keyword, each.at, each.name), each)
        if len(found) > MOST_BREACHES:
            break
    return tuple(found.values())[:MOST_BREACHES]


def without_echoes(breaches: Sequence[Breach]) -> tuple[Breach, ...]:
    """Return the breaches without those that may only follow from others.

    Where a part of a composed schema fails, it knows no properties, so all of its properties count
    as unevaluated, too.
    """
    real = [each for each in breaches if not each.keyword.startswith("unevaluated")]
    return tuple(
        each
        for each in breaches
        if not each.keyword.startswith("unevaluated")
        or not any(is_within(other.at, each.at) for other in real)
    )


def _breaches(error: ValidationError) -> Iterator[Breach]:
    keyword = error.kind.name
    whole = _breach(error, keyword)
    if keyword == "required":
        yield whole._replace(name=str(error.kind.value))
    elif keyword in _MEMBERS:
        for name in error.kind.value:
            yield _member(whole, str(name))
    elif keyword == "falseSchema" and error.schema_path[-1:] == ["additionalProperties"]:
        closed = whole._replace(keyword="additionalProperties")
        for name in error.instance if isinstance(error.instance, dict) else ():
            yield _member(closed, name)
    elif keyword in {"anyOf", "oneOf"}:
        meant = _meant(error.kind.value or (), len(error.instance_path))
        if meant is None:
            yield whole
        for each in meant or ():
            yield from _breaches(each)
    else:
        yield whole


def _breach(error: ValidationError, keyword: str) -> Breach:
    return Breach(
        schema=make_pointer(error.schema_path[:-1]),
        keyword=keyword,
        at=make_pointer(error.instance_path),
        value=cast("Json", error.instance),
        way=tuple(error.evaluation_path),
    )


def _member(breach: Breach, name: str) -> Breach:
    value = breach.value.get(name) if isinstance(breach.value, dict) else None
    return breach._replace(name=name, value=value)


def _meant(
    branches: Sequence[Sequence[ValidationError]], level: int
) -> Sequence[ValidationError] | None:
    """Return the errors of the one alternative of the value's own type; None for several."""
    typed = [branch for branch in branches if not any(_mistypes(each, level) for each in branch)]
    return typed[0] if len(typed) == 1 and typed[0] else None


def _mistypes(error: ValidationError, level: int) -> bool:
    return error.kind.name == "type" and len(error.instance_path) == level
