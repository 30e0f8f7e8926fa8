"""What was made of parameters: valid, invalid, at their bounds, left out; and what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from understudy.contract.operations import Json, JsonObject, Location, Operation, Parameter
from understudy.contract.schemas import Schemas
from understudy.verification.facts.requests import Asked, Name

Place: TypeAlias = "tuple[str, Location, str]"  # operation, and a parameter of it

_BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
_TESTABLE = frozenset(
    {"enum", "const", "pattern", "format", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What the schema of a parameter limits: (keyword, limit) pairs, and the values of its enum.

    `is_testable` says whether any text could be invalid.
    """

    limits: tuple[tuple[str, int | float], ...]
    options: tuple[Json, ...]
    is_testable: bool


def find_bounds(parameter: Parameter, schemas: Schemas) -> Bounds:
    """Return what is limited by a parameter's schema, or by that of its items."""
    limits: dict[str, int | float] = {}
    options: list[Json] = []
    is_testable = False
    for schema in _schemas(parameter, schemas):
        listed = schema.get("enum")
        options += listed if isinstance(listed, list) else []
        for keyword in _BOUNDS:
            limit = schema.get(keyword)
            if isinstance(limit, int | float) and (limit or keyword == "minimum"):
                limits[keyword] = limit
        types = schema.get("type")
        is_testable |= bool(_TESTABLE & schema.keys()) or types not in (None, "string", "array")
    return Bounds(
        limits=tuple(limits.items()),
        options=tuple(options),
        is_testable=is_testable or bool(limits.keys() - {"minLength"}),
    )


def _schemas(parameter: Parameter, schemas: Schemas) -> Iterator[JsonObject]:
    for schema in schemas.branches(parameter.schema):
        yield schema
        items = schema.get("items")
        if isinstance(items, dict):
            yield from schemas.branches(items)


@dataclass(slots=True)
class ParametersMet:
    """What was seen of parameters, over all exchanges.

    `accepted` were valid in a valid request that succeeded; `invalid` were sent with an invalid
    value, `refused` if that got a 4xx; `omitted` were left out, `asked` if that got a 4xx.
    `limits` and `options` were met by valid values.
    """

    bounds: dict[Place, Bounds]
    valid: set[Place] = field(default_factory=set)
    accepted: set[Place] = field(default_factory=set)
    invalid: set[Place] = field(default_factory=set)
    refused: set[Place] = field(default_factory=set)
    omitted: set[Place] = field(default_factory=set)
    asked: set[Place] = field(default_factory=set)
    limits: set[tuple[Place, str]] = field(default_factory=set)
    options: set[tuple[Place, int]] = field(default_factory=set)

    def note(self, asked: Asked, status: int) -> None:
        """Take in one request that was answered."""
        operation = asked.operation
        is_refused = 400 <= status < 500  # noqa: PLR2004 - HTTP
        succeeds = asked.is_valid and 200 <= status < 300  # noqa: PLR2004 - HTTP
        for parameter in operation.parameters:
            name: Name = (parameter.location, parameter.name)
            place = (operation.id, *name)
            if name in asked.wrong:
                self.invalid.add(place)
                if is_refused:
                    self.refused.add(place)
            elif name in asked.given:
                self.valid.add(place)
                self._note_value(place, _value(asked, parameter))
                if succeeds:
                    self.accepted.add(place)
            else:
                self.omitted.add(place)
                if is_refused and name in asked.missing:
                    self.asked.add(place)

    def _note_value(self, place: Place, value: Json) -> None:
        bounds = self.bounds[place]
        for keyword, limit in bounds.limits:
            if _measure(value, keyword) == limit:
                self.limits.add((place, keyword))
        if bounds.options:
            for each in value if isinstance(value, list) else [value]:
                if each in bounds.options:
                    self.options.add((place, bounds.options.index(each)))


def places(operation: Operation) -> Iterator[tuple[Place, Parameter]]:
    """Yield the parameters of an operation."""
    for each in operation.parameters:
        yield (operation.id, each.location, each.name), each


def _value(asked: Asked, parameter: Parameter) -> Json:
    name = f"{parameter.location}:{parameter.name}"
    return asked.values.get(name, asked.values.get(parameter.name))


def _measure(value: Json, keyword: str) -> int | float | None:
    """Return the figure of a value that a keyword limits; None when it has none."""
    if isinstance(value, str):
        return len(value) if keyword.endswith("Length") else None
    if isinstance(value, list):
        return len(value) if keyword.endswith("Items") else None
    if isinstance(value, int | float) and keyword in ("minimum", "maximum"):
        return value
    return None
