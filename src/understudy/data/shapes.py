"""A schema with everything it refers to and combines gathered in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
from understudy.data.merging import elements, members, merge

Resolve: TypeAlias = Callable[[str], Json]

_GATHERED = ("$ref", "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "const")
_HARD = frozenset(
    (
        "not",
        "if",
        "dependentSchemas",
        "contains",
        "propertyNames",
        "unevaluatedProperties",
        "unevaluatedItems",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a value must be like.

    `keywords` hold at once. Of each of the `choices` one alternative holds as well. `is_hard` says
    that a value made this way may still break the schema, `refs` which schemas went into it.
    """

    keywords: JsonObject
    choices: tuple[tuple[Json, ...], ...] = ()
    is_hard: bool = False
    refs: frozenset[str] = frozenset()

    def joined(self, other: Shape) -> Shape:
        """Return the shape of values that have both shapes."""
        keywords = merge(self.keywords, other.keywords)
        return Shape(
            keywords=keywords,
            choices=self.choices + other.choices,
            is_hard=self.is_hard or other.is_hard or _outgrows(keywords),
            refs=self.refs | other.refs,
        )


def _outgrows(keywords: JsonObject) -> bool:
    """Tell whether merged keywords say more than we can make values by."""
    patterns = elements(keywords, "pattern")
    return (
        len(patterns) > 1
        or (bool(patterns) and "format" in keywords)
        or bool(members(keywords, "patternProperties"))
    )


def shape_of(schema: Json, resolve: Resolve, pointer: str) -> Shape:
    """Gather a schema.

    Raises:
        ContractError: nothing can satisfy it (`false`), or it refers to itself and nothing else.
    """
    return _gather(schema, resolve, pointer, frozenset())


def _gather(schema: Json, resolve: Resolve, pointer: str, seen: frozenset[str]) -> Shape:
    if schema is True:
        return Shape(keywords={})
    if not isinstance(schema, dict):
        what = "no value is allowed here" if schema is False else f"{schema!r} is not a schema"
        raise ContractError(what, where=pointer)
    shape = _own(schema)
    ref = schema.get("$ref")
    if isinstance(ref, str):
        if ref in seen:
            raise ContractError(f"{ref} refers to itself without an end", where=pointer)
        target = _gather(resolve(ref), resolve, ref.removeprefix("#"), seen | {ref})
        shape = shape.joined(target).joined(Shape(keywords={}, refs=frozenset({ref})))
    for place, part in enumerate(elements(schema, "allOf")):
        shape = shape.joined(_gather(part, resolve, f"{pointer}/allOf/{place}", seen))
    return shape


def _own(schema: JsonObject) -> Shape:
    """Return what a schema says itself, without `$ref` and `allOf`."""
    keywords = {name: value for name, value in schema.items() if name not in _GATHERED}
    for name in ("type", "pattern"):
        if name in keywords and not isinstance(keywords[name], list):
            keywords[name] = [keywords[name]]
    if "const" in schema:
        keywords = merge(keywords, {"enum": [schema["const"]]})
    for name in _forbidden(schema):
        keywords = merge(keywords, {"properties": {name: False}})
    several = len(elements(schema, "oneOf")) > 1
    return Shape(
        keywords=keywords,
        choices=_choices(schema),
        is_hard=several or not _HARD.isdisjoint(schema) or _outgrows(keywords),
    )


def _forbidden(schema: JsonObject) -> list[str]:
    """Name the property that `not: {required: [name]}` rules out: the usual way to forbid one."""
    asked = members(schema, "not")
    names = elements(asked, "required")
    is_plain = len(names) == 1 and asked.keys() <= {"required", "type"}
    return [str(names[0])] if is_plain else []


def _choices(schema: JsonObject) -> tuple[tuple[Json, ...], ...]:
    """List what is to be chosen from: alternatives, both sides of `if`, with or without a property.

    A value made by one side of `if` may belong to the other; that is for the check to find.
    """
    choices = [tuple(elements(schema, name)) for name in ("anyOf", "oneOf")]
    if "if" in schema:
        choices.append(
            ({"allOf": [schema["if"], schema.get("then", True)]}, schema.get("else", True))
        )
    for name, asks in members(schema, "dependentSchemas").items():
        present: JsonObject = {"allOf": [asks, {"required": [name]}]}
        choices.append((present, {"properties": {name: False}}))
    return tuple(choice for choice in choices if choice)
