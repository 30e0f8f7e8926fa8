"""Validation errors in our words: what was expected, and what was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import orjson
from jsonschema_rs import ValidationError

from understudy.contract.operations import Json

_LONGEST_VALUE = 60
_LONGEST_MESSAGE = 300  # of the validator's own words, which may quote the value
_MOST_OPTIONS = 12
_CREDENTIAL = re.compile(r"passw|secret|token|api_?key|credential", re.IGNORECASE)

_Path: TypeAlias = "tuple[str | int, ...]"


class Explanation(NamedTuple):
    """One error, explained; `path` leads from the root of the value to what is wrong in it."""

    path: _Path
    keyword: str
    message: str


def show(value: object) -> str:
    """Return a value as JSON, cut to about 60 characters; credentials are not shown.

    >>> show("abc"), show({"a": [1, None]}), show({"client_secret": "hunter2"})
    ('"abc"', '{"a":[1,null]}', '{"client_secret":"(concealed)"}')
    """
    if isinstance(value, dict):
        value = {name: _conceal(name, each) for name, each in value.items()}
    text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."


class _Concealed:
    """A credential: it has a length, and is not shown."""

    def __init__(self, value: str) -> None:
        self._length = len(value)

    def __len__(self) -> int:
        return self._length

    def __str__(self) -> str:
        return "(concealed)"


def _conceal(name: str | int, value: object) -> object:
    """Return the value of a member, hidden when the member's name says that it is a credential."""
    if isinstance(value, str) and _CREDENTIAL.search(str(name)):
        return _Concealed(value)
    return value


def explain(error: ValidationError) -> Iterator[Explanation]:
    """Yield what one error comes down to: each unknown property, or the branch that was meant."""
    path, kind = tuple(error.instance_path), error.kind
    keyword = kind.name
    if keyword == "required":
        message = "is required, but missing"
        yield Explanation(path=(*path, kind.value), keyword=keyword, message=message)
    elif keyword in {"additionalProperties", "unevaluatedProperties"}:
        for name in kind.value:
            message = "is not a known property"
            yield Explanation(path=(*path, name), keyword=keyword, message=message)
    elif keyword == "falseSchema" and error.schema_path[-1:] == ["additionalProperties"]:
        # an object of which no property is known: the error does not name the one it met
        message = "has a property, but none is known"
        yield Explanation(path=path, keyword="additionalProperties", message=message)
    elif keyword in {"anyOf", "oneOf"}:
        yield from _explain_alternatives(path, keyword, kind.value)
    else:
        word = _WORDINGS.get(keyword)
        instance = _conceal(path[-1] if path else "", error.instance)
        message = word(kind.value, instance) if word else error.message[:_LONGEST_MESSAGE]
        yield Explanation(path=path, keyword=keyword, message=message)


def _explain_alternatives(
    path: _Path, keyword: str, branches: Sequence[Sequence[ValidationError]]
) -> Iterator[Explanation]:
    """Speak of the one branch that was meant, if that can be told; else of all of them."""
    meant = _meant(path, branches)
    if not all(branches):
        message = "fits more than one of the alternatives, expected exactly one"
    elif len(meant) == 1:
        for error in meant[0]:
            yield from explain(error)
        return
    elif meant:
        shared = _shared(meant)
        yield from shared
        if shared:
            return
        message = f"fits none of the {len(branches)} alternatives"
    else:
        mistyped = [error for branch in branches for error in branch if _is_mistyped(error, path)]
        names = [name for error in mistyped for name in error.kind.value]
        value = _conceal(path[-1] if path else "", mistyped[0].instance)
        message = _say_type(names, value)
    yield Explanation(path=path, keyword=keyword, message=message)


def _meant(
    path: _Path, branches: Sequence[Sequence[ValidationError]]
) -> Sequence[Sequence[ValidationError]]:
    """Return the branches of the value's own type; of these, those whose fixed members it has.

    A branch tells itself apart by `const` or `enum` on a member, such as `kind: {const: "card"}`.
    """
    typed = [
        branch for branch in branches if not any(_is_mistyped(error, path) for error in branch)
    ]
    told = [
        branch
        for branch in typed
        if not any(
            e.kind.name in {"const", "enum"} and len(e.instance_path) == len(path) + 1
            for e in branch
        )
    ]
    return told or typed


def _is_mistyped(error: ValidationError, path: _Path) -> bool:
    return error.kind.name == "type" and tuple(error.instance_path) == path


def _shared(branches: Sequence[Sequence[ValidationError]]) -> list[Explanation]:
    """Return what is wrong whichever branch was meant."""
    first, *others = (
        [explanation for error in branch for explanation in explain(error)] for branch in branches
    )
    return [each for each in first if all(each in other for other in others)]


def _say_type(names: Sequence[str], value: object) -> str:
    known = dict.fromkeys(names)
    ordered = [name for name in known if name != "null"] + [
        name for name in known if name == "null"
    ]
    return f"expected {' or '.join(ordered)}, found {show(value)}"


def _say_count(bound: str, unit: str, plural: str) -> Callable[[Any, Any], str]:
    def say(limit: int, value: str | list[Json] | dict[str, Json]) -> str:
        return f"expected {bound} {limit} {unit if limit == 1 else plural}, found {len(value)}"

    return say


_WORDINGS: Mapping[str, Callable[[Any, Any], str]] = {  # keyword's limit, value -> message
    "type": _say_type,
    "enum": lambda options, value: (
        f"expected one of {', '.join(map(show, options[:_MOST_OPTIONS]))}"
        f"{', ...' if len(options) > _MOST_OPTIONS else ''}, found {show(value)}"
    ),
    "const": lambda constant, value: f"expected {show(constant)}, found {show(value)}",
    "pattern": lambda pattern, value: f"expected text matching {pattern}, found {show(value)}",
    "format": lambda name, value: f"expected a value of format {name}, found {show(value)}",
    "minimum": lambda limit, value: f"expected at least {limit}, found {show(value)}",
    "maximum": lambda limit, value: f"expected at most {limit}, found {show(value)}",
    "exclusiveMinimum": lambda limit, value: f"expected more than {limit}, found {show(value)}",
    "exclusiveMaximum": lambda limit, value: f"expected less than {limit}, found {show(value)}",
    "multipleOf": lambda step, value: f"expected a multiple of {step}, found {show(value)}",
    "minLength": _say_count("at least", "character", "characters"),
    "maxLength": _say_count("at most", "character", "characters"),
    "minItems": _say_count("at least", "item", "items"),
    "maxItems": _say_count("at most", "item", "items"),
    "minProperties": _say_count("at least", "property", "properties"),
    "maxProperties": _say_count("at most", "property", "properties"),
    "uniqueItems": lambda _, __: "expected items that differ from each other",
    "contains": lambda _, __: "the items lack what must be among them",
    "propertyNames": lambda error, _: (
        f"has a property name that is not allowed: {error.message[:_LONGEST_MESSAGE]}"
    ),
    "unevaluatedItems": lambda _, __: "has more items than are known",
    "falseSchema": lambda _, __: "is not allowed here",
    "not": lambda _, value: f"{show(value)} is not allowed here",
    "dependentRequired": lambda _, __: "lacks a property that another one asks for",
}
