"""Schemas where they stand in a document, with what they are made of: to be walked with values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import join_pointer, split_pointer
from understudy.contract.references import resolve


@dataclass(eq=False, slots=True, kw_only=True)
class Shape:
    """A schema where it stands in the document.

    `also` hold for the same value, of `choices` one does. `values` is what members are that have no
    property of their own. `options` are the values that an `enum` lists; it `is_nullable` where
    null is named as a type, here or as an alternative.
    """

    pointer: str
    schema: JsonObject
    also: list[Shape] = field(default_factory=list)
    choices: list[Shape] = field(default_factory=list)
    properties: dict[str, Shape] = field(default_factory=dict)
    values: Shape | None = None
    items: Shape | None = None
    options: list[Json] = field(default_factory=list)
    is_nullable: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """The properties that must be there."""
        names = self.schema.get("required")
        return tuple(map(str, names)) if isinstance(names, list) else ()

    @property
    def closing(self) -> str:
        """The keyword that forbids other properties than the known ones; "" when none does."""
        keywords = ("additionalProperties", "unevaluatedProperties")
        return next((each for each in keywords if self.schema.get(each) is False), "")

    def parts(self) -> Iterator[Shape]:
        """Yield what the shape is made of."""
        yield from self.also
        yield from self.choices
        yield from self.properties.values()
        yield from (each for each in (self.values, self.items) if each is not None)

    def all(self) -> Iterator[Shape]:
        """Yield the shape and everything below it, each once, outer ones first."""
        waiting, met = [self], {id(self)}
        while waiting:
            shape = waiting.pop(0)
            yield shape
            for part in shape.parts():
                if id(part) not in met:
                    met.add(id(part))
                    waiting.append(part)

    def facets(self) -> Iterator[Shape]:
        """Yield the shape and those that may hold for the same value."""
        waiting, met = [self], {id(self)}
        while waiting:
            each = waiting.pop()
            yield each
            fresh = [part for part in (*each.also, *each.choices) if id(part) not in met]
            met.update(map(id, fresh))
            waiting.extend(fresh)

    def owners(self, pointer: str) -> Iterator[Shape]:
        """Yield the shapes of the object whose member a pointer into a value names."""
        here = list(self.facets())
        for token in split_pointer(pointer)[:-1]:
            below = [each for shape in here for each in _below(shape, token)]
            here = [each for shape in below for each in shape.facets()]
        yield from here


def _takes_null(schema: JsonObject) -> bool:
    kind = schema.get("type")
    return kind == "null" or (isinstance(kind, list) and "null" in kind)


def _below(shape: Shape, token: str) -> Iterator[Shape]:
    if token in shape.properties:
        yield shape.properties[token]
    elif shape.values is not None:
        yield shape.values
    if shape.items is not None and token.isdecimal():
        yield shape.items


class Shapes:
    """The shapes of one document, made when they are asked for."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._known: dict[str, Shape] = {}
        self._asked: dict[str, Shape] = {}  # by the pointer that led there

    def at(self, pointer: str) -> Shape:
        """Return the shape of the schema that a pointer leads to; an empty one for no object."""
        found = self._asked.get(pointer)
        if found is None:
            place = pointer
            try:
                schema, place = resolve(self._document, "#" + pointer.replace("%", "%25"))
            except ContractError:
                schema = {}
            found = self._asked[pointer] = self._shape(schema, place)
        return found

    def _shape(self, schema: Json, pointer: str) -> Shape:
        known = self._known.get(pointer)
        if known is not None:
            return known
        shape = Shape(pointer=pointer, schema=schema if isinstance(schema, dict) else {})
        self._known[pointer] = shape
        self._fill(shape, shape.schema)
        return shape

    def _fill(self, shape: Shape, schema: JsonObject) -> None:
        ref = schema.get("$ref")
        if isinstance(ref, str) and ref.startswith("#"):
            shape.also.append(self.at(unquote(ref[1:])))
        for keyword, parts in (
            ("allOf", shape.also),
            ("anyOf", shape.choices),
            ("oneOf", shape.choices),
        ):
            listed = schema.get(keyword)
            for index, each in enumerate(listed if isinstance(listed, list) else ()):
                parts.append(self._shape(each, join_pointer(shape.pointer, keyword, index)))
        properties = schema.get("properties")
        for name, each in properties.items() if isinstance(properties, dict) else ():
            place = join_pointer(shape.pointer, "properties", name)
            shape.properties[name] = self._shape(each, place)
        options = schema.get("enum")
        shape.options = options if isinstance(options, list) else []
        shape.is_nullable = any(
            map(_takes_null, (schema, *(each.schema for each in shape.choices)))
        )
        shape.values = self._part(shape, "additionalProperties")
        shape.items = self._part(shape, "items")

    def _part(self, shape: Shape, keyword: str) -> Shape | None:
        part = shape.schema.get(keyword)
        if not isinstance(part, dict):
            return None
        return self._shape(part, join_pointer(shape.pointer, keyword))
