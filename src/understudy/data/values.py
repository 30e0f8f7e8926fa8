"""Valid values from any JSON Schema, compiled once into closures.

Draft 2020-12, as OpenAPI 3.1 uses it. A value is chosen by the first of these that applies: `const`
and `enum`, what the property's name means, `format`, `pattern`, the type. What a schema asks beyond
what can be made by construction (`not`, exclusive alternatives, ...) is checked and made again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
from understudy.data.arrays import compile_array
from understudy.data.checks import checked, validity
from understudy.data.choices import compile_flag, draw_null, listed, one_of, or_null
from understudy.data.dice import Dice
from understudy.data.merging import authored, both, elements
from understudy.data.naming import Spot
from understudy.data.numbers import compile_number
from understudy.data.objects import compile_object
from understudy.data.recursion import Cut
from understudy.data.references import References
from understudy.data.sameness import names_of_type
from understudy.data.shapes import Resolve, Shape, shape_of
from understudy.data.stage import Scene, Stage
from understudy.data.texts import compile_text
from understudy.data.vocabulary import Draw

Generator: TypeAlias = Callable[[Dice], Json]

_BUDGETS = (2, 8, 32)
_ANNOTATIONS = frozenset(
    (
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "xml",
        "externalDocs",
        "discriminator",
        "$comment",
        "$schema",
        "$id",
        "$defs",
    )
)
_EVERY_TYPE = ("string", "integer", "boolean", "object", "array", "null")
_TELLTALES = (
    ("object", ("properties", "required", "additionalProperties", "patternProperties")),
    ("object", ("minProperties", "maxProperties", "dependentRequired", "propertyNames")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "contains", "uniqueItems")),
    ("string", ("pattern", "minLength", "maxLength", "format")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)


def compile_generator(
    schema: Json, resolve: Resolve, *, stage: Stage, subject: str = "", pointer: str = ""
) -> Generator:
    """Return a function that makes valid values of one schema; see `Generators.compile`.

    Raises:
        ContractError: no value can satisfy the schema.
    """
    return Generators(resolve, stage=stage).compile(schema, subject=subject, pointer=pointer)


class Generators:
    """Generators for the schemas of one document, which share what they refer to.

    `resolve` returns the schema behind a `$ref`, as it stands in the document.
    """

    def __init__(self, resolve: Resolve, *, stage: Stage) -> None:
        self._stage = stage
        self._compiler = _Compiler(resolve)

    def compile(self, schema: Json, *, subject: str = "", pointer: str = "") -> Generator:
        """Return a function that makes valid values, different ones for different dice.

        `subject` names what the values are ("customer"), where no `$ref` does. `pointer` is where
        the schema stands, for messages.

        Raises:
            ContractError: no value can satisfy the schema. What only turns out while a value is
                made is raised by the function returned.
        """
        draw = self._compiler.compile(schema, Spot(pointer=pointer, name=subject))
        stage = self._stage

        def generate(dice: Dice) -> Json:
            for budget in _BUDGETS:
                try:
                    return draw(Scene(stage, dice, budget))
                except Cut:
                    continue
            raise ContractError(
                "every value of this schema would contain itself without an end",
                where=pointer,
                remedy="make one of the properties on the way optional or nullable",
            )

        return generate


class _Compiler:
    """Draws by `$ref`, so that each schema of a document is compiled once."""

    def __init__(self, resolve: Resolve) -> None:
        self._references = References(resolve)
        self._compiled: dict[tuple[str, Spot], Draw] = {}

    def compile(self, schema: Json, spot: Spot) -> Draw:
        """Return how to draw a value of a schema."""
        ref = _sole_ref(schema)
        if ref is not None:
            return self._referred(ref, spot.reference(ref))
        shape = shape_of(schema, self._references.resolve, spot.pointer)
        if any(map(self._references.is_recursive, shape.refs)):
            return _spending(self._later(shape, spot, schema))
        return self._finished(shape, spot, schema)

    def _finished(self, shape: Shape, spot: Spot, schema: Json) -> Draw:
        draw = self._shaped(shape, spot, schema)
        return checked(draw, schema, self._references, spot) if shape.is_hard else draw

    def _referred(self, ref: str, spot: Spot) -> Draw:
        """Compile what a `$ref` leads to; what contains itself is compiled when first drawn."""
        key = (ref, spot)
        if key not in self._compiled:
            if self._references.is_recursive(ref):
                shape = shape_of({"$ref": ref}, self._references.resolve, spot.pointer)
                self._compiled[key] = _spending(self._later(shape, spot, {"$ref": ref}))
            else:
                self._compiled[key] = self.compile(self._references.resolve(ref), spot)
        return self._compiled[key]

    def _later(self, shape: Shape, spot: Spot, schema: Json) -> Draw:
        found: list[Draw] = []

        def draw(scene: Scene) -> Json:
            if not found:
                found.append(self._finished(shape, spot, schema))
            return found[0](scene)

        return draw

    def _shaped(self, shape: Shape, spot: Spot, schema: Json) -> Draw:
        """Compile one alternative of every choice, then values by type."""
        if not shape.choices:
            return self._typed(shape, spot)
        alternatives, *rest = shape.choices
        is_plain = not shape.is_hard or all(map(_stands_alone, alternatives))
        if is_plain and not rest and _ANNOTATIONS.issuperset(shape.keywords):
            return one_of(alternatives, lambda each: self.compile(each, spot), spot)
        remaining = replace(shape, choices=tuple(rest), refs=frozenset())

        def compile_each(alternative: Json) -> Draw:
            return self._narrowed(remaining, alternative, spot, schema)

        return one_of(alternatives, compile_each, spot)

    def _narrowed(self, shape: Shape, alternative: Json, spot: Spot, schema: Json) -> Draw:
        other = shape_of(alternative, self._references.resolve, spot.pointer)
        narrowed = shape.joined(other)
        asked = both(schema, alternative)
        if any(map(self._references.is_recursive, other.refs)):
            return _spending(self._later(narrowed, spot, asked))
        if narrowed.is_hard and not shape.is_hard:
            return self._finished(narrowed, spot, asked)
        return self._shaped(narrowed, spot, asked)

    def _typed(self, shape: Shape, spot: Spot) -> Draw:
        keywords = shape.keywords
        if "enum" in keywords:
            return listed(keywords, self._allowance(keywords, spot), spot)
        types = _types(keywords, is_open=shape.is_hard)

        def compile_each(name: Json) -> Draw:
            return self._of_type(str(name), keywords, spot)

        named = [name for name in types if name != "null"]
        draw = one_of(named, compile_each, spot) if named else draw_null(types, spot)
        return or_null(draw, spot) if named and "null" in types else draw

    def _allowance(self, keywords: JsonObject, spot: Spot) -> Callable[[Json], bool]:
        """Return what tells which listed values the other keywords leave."""
        others = {
            name: value
            for name, value in keywords.items()
            if name != "enum" and name not in _ANNOTATIONS and not name.startswith("x-")
        }
        if not others:
            return lambda _value: True
        if others.keys() == {"type"}:
            return lambda value: not names_of_type(value).isdisjoint(_types(others))
        return validity(authored(others), self._references, spot)

    def _of_type(self, name: str, keywords: JsonObject, spot: Spot) -> Draw:
        match name:
            case "object":
                return compile_object(keywords, spot, self.compile)
            case "array":
                return compile_array(keywords, spot, self.compile)
            case "integer" | "number":
                return compile_number(keywords, spot, whole=name == "integer")
            case "boolean":
                return compile_flag(spot)
            case "string":
                return compile_text(keywords, spot)
            case _:
                raise ContractError(f"{name!r} is not a JSON type", where=spot.pointer)


def _sole_ref(schema: Json) -> str | None:
    """Return the `$ref` of a schema that is nothing else."""
    if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
        return None
    return str(schema["$ref"]) if _ANNOTATIONS.issuperset(schema.keys() - {"$ref"}) else None


def _stands_alone(schema: Json) -> bool:
    """Tell whether a schema is a reference or null: nothing around it can make it narrower."""
    return schema == {"type": "null"} or _sole_ref(schema) is not None


def _spending(draw: Draw) -> Draw:
    """Return a draw that takes one from the budget while it runs."""

    def draw_within(scene: Scene) -> Json:
        if scene.budget <= 0:
            raise Cut
        scene.budget -= 1
        try:
            return draw(scene)
        finally:
            scene.budget += 1

    return draw_within


def _types(keywords: JsonObject, *, is_open: bool = False) -> list[str]:
    """List the types a value may have; what is not said is told by the other keywords.

    When these tell nothing it is a text, or anything if `is_open`: `not` may rule out texts.
    """
    if "type" in keywords:
        return [str(name) for name in elements(keywords, "type")]
    found = (name for name, telltales in _TELLTALES if not keywords.keys().isdisjoint(telltales))
    told = next(found, None)
    if told is None:
        return [*_EVERY_TYPE] if is_open else ["string"]
    return [told]
