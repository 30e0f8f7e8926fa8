"""Whatever schema has at least one valid value, generated values of it are valid.

Schemas are composed around a value that satisfies them, so none is impossible.
"""

from datetime import UTC, datetime

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from understudy.contract.errors import ContractError
from understudy.data import Dice, Stage, compile_generator

STAGE = Stage(seed=11, now=datetime(2026, 5, 5, 12, tzinfo=UTC))
NAMES = ("id", "name", "price", "quantity", "createdAt", "email", "status", "x", "tags", "country")

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-1000, 1000)
    | st.integers(-400, 400).map(lambda quarters: quarters / 4)
    | st.text("abc XYZ-019", max_size=12)
)


def containers(inner):
    mappings = st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    return st.lists(inner, max_size=4) | mappings


witnesses = st.recursive(scalars, containers, max_leaves=10)


def type_names(value):
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return kinds.get(type(value), "null" if value is None else "object")


@st.composite
def satisfied_by(draw, value, depth=0):
    """Compose a schema that `value` satisfies: each keyword is derived from it, or left out."""
    schema = draw(keywords_of(value, depth))
    if draw(st.booleans()):
        spare = draw(st.lists(st.sampled_from(["null", "boolean", "object"]), max_size=1))
        own = type_names(value)
        schema["type"] = [own, *(each for each in spare if each != own)] if spare else own
    if depth < 3:
        schema = draw(combined(schema, value, depth))
    return schema


@st.composite
def combined(draw, schema, value, depth):
    again = satisfied_by(value, depth + 2)
    another = scalars.flatmap(lambda each: satisfied_by(each, depth=3))
    other_type = {"string": "array", "array": "object"}.get(type_names(value), "string")
    spare = [each for each in ("null", "boolean", "object") if each != type_names(value)][:2]
    ways = {
        "allOf": lambda: {"allOf": draw(st.lists(again, min_size=1, max_size=2))},
        "anyOf": lambda: {"anyOf": draw(st.permutations([draw(again), draw(another)]))},
        "oneOf": lambda: {
            "oneOf": [
                {**draw(again), "type": type_names(value)},
                *({"type": each} for each in spare),
            ]
        },
        "not": lambda: {"not": {"type": other_type}},
        "if": lambda: {"if": draw(another), "then": draw(again), "else": draw(again)},
        "enum": lambda: {"enum": [*draw(st.lists(scalars, max_size=2)), value]},
    }
    way = draw(st.sampled_from(["plain"] * 8 + list(ways)))
    return {**schema, **ways.get(way, dict)()}


def keywords_of(value, depth):
    scalar = {bool: lambda _: st.just({}), int: numeric, float: numeric, str: textual}
    if isinstance(value, list | dict):
        return (listing if isinstance(value, list) else mapping)(value, depth)
    return scalar.get(type(value), scalar[bool])(value)


def numeric(value):
    below, above = st.integers(1, 50).map(lambda by: value - by), st.integers(1, 50)
    return st.fixed_dictionaries(
        {},
        optional={
            "minimum": below | st.just(value),
            "exclusiveMinimum": below,
            "maximum": above.map(lambda by: value + by),
            "exclusiveMaximum": above.map(lambda by: value + by),
            "multipleOf": st.sampled_from([0.25, 0.125] if value % 1 else [1, 0.5, 0.25]),
        },
    )


def textual(value):
    return st.fixed_dictionaries(
        {},
        optional={
            "minLength": st.integers(0, len(value)),
            "maxLength": st.integers(len(value), len(value) + 5),
            "pattern": st.sampled_from(["", "^[a-cX-Z019 -]*$", f"^.{{{len(value)}}}$"]),
        },
    )


@st.composite
def listing(draw, value, depth):
    schema = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "minItems": st.integers(0, len(value)),
                "maxItems": st.integers(len(value), len(value) + 3),
            },
        )
    )
    inner = [draw(satisfied_by(each, depth + 1)) for each in value]
    if inner and draw(st.booleans()):
        schema["items"] = inner[0] if len(inner) == 1 else {"anyOf": inner}
    elif draw(st.booleans()):
        schema["prefixItems"] = inner or [{}]
        schema["items"] = draw(st.sampled_from([True, False, {"type": "string"}]))
    if inner and draw(st.integers(0, 3)) == 0:
        schema["contains"] = inner[-1]
    return schema


@st.composite
def mapping(draw, value, depth):
    declared = {name: draw(satisfied_by(each, depth + 1)) for name, each in value.items()}
    schema = {"properties": declared}
    if value:
        schema["required"] = draw(st.lists(st.sampled_from([*value]), unique=True))
        first, *rest = value
        if draw(st.booleans()):
            schema["dependentRequired"] = {first: rest[:1]}
        if draw(st.integers(0, 4)) == 0:
            schema["patternProperties"] = {f"^{first[:1]}": {}}
    if draw(st.booleans()):
        schema["minProperties"] = draw(st.integers(0, len(value)))
    if draw(st.booleans()):
        schema["maxProperties"] = draw(st.integers(len(value), len(value) + 2))
    if draw(st.booleans()):
        closing = draw(st.sampled_from(["additionalProperties", "unevaluatedProperties"]))
        schema[closing] = False  # type: ignore[assignment] # drawn keyword by keyword
    return schema


def uncombined(value):
    return satisfied_by(value, depth=3)


def values_of(schema):
    generate = compile_generator(schema, pytest.fail, stage=STAGE)
    return [generate(Dice("value", number)) for number in range(4)]


def are_valid(values, schema):
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return all(validator.is_valid(value) for value in values)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema=witnesses.flatmap(uncombined))
def test_plain_keywords_always_give_valid_values(schema):
    values = values_of(schema)

    assert are_valid(values, schema), values


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema=witnesses.flatmap(satisfied_by))
def test_combined_schemas_give_valid_values_or_a_refusal(schema):
    try:
        values = values_of(schema)
    except ContractError:
        return  # rare; test_values.py has combinations that must work

    assert are_valid(values, schema), values
