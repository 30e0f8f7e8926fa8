"""Documents that ask for more than there is are refused when they are read."""

from __future__ import annotations

from typing import Any

import pytest

from understudy.contract import ContractError, Position, interpret


def document(**schemas: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "info": {}, "paths": {}, "components": {"schemas": schemas}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def doubled(levels: int, compose: Any) -> dict[str, Any]:
    """Return schemas of which each is made of the next one twice."""
    chain = {f"S{level}": compose(ref(f"S{level + 1}")) for level in range(levels)}
    return {**chain, f"S{levels}": {"type": "integer"}}


@pytest.mark.parametrize(
    "schemas",
    [
        pytest.param({"A": ref("A")}, id="reference to itself"),
        pytest.param({"A": ref("B"), "B": ref("A")}, id="references in a circle"),
        pytest.param({"A": {"allOf": [ref("A"), {"type": "object"}]}}, id="all of itself"),
        pytest.param({"A": {"oneOf": [ref("A"), {"type": "null"}]}}, id="one of itself"),
        pytest.param(
            {"A": {"anyOf": [ref("B")]}, "B": {"allOf": [ref("A")]}}, id="two in a circle"
        ),
    ],
)
def test_schema_that_is_composed_of_itself_is_refused(schemas: dict[str, Any]) -> None:
    with pytest.raises(ContractError, match="composed of itself") as refused:
        interpret(document(**schemas))

    assert isinstance(refused.value.where, Position)
    assert refused.value.where.pointer == "/components/schemas/A"


@pytest.mark.parametrize(
    "schemas",
    [
        pytest.param({"A": {"properties": {"a": ref("A")}}}, id="in a property"),
        pytest.param({"A": {"required": ["a"], "properties": {"a": ref("A")}}}, id="and required"),
        pytest.param({"A": {"items": ref("A")}}, id="in its items"),
        pytest.param({"A": {"minItems": 3, "items": {"allOf": [ref("A")]}}}, id="and composed"),
        pytest.param({"A": {"not": ref("A")}}, id="in what it is not"),
        pytest.param({"A": ref("B"), "B": {}, "C": {"allOf": [ref("A"), ref("B")]}}, id="shared"),
        pytest.param({"A": {"$ref": "#/nowhere"}}, id="reference to nothing"),
    ],
)
def test_schema_that_contains_itself_is_read(schemas: dict[str, Any]) -> None:
    assert interpret(document(**schemas)).operations == ()


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_schema_composed_of_too_many_parts_is_refused(keyword: str) -> None:
    few, many = (doubled(levels, lambda inner: {keyword: [inner, inner]}) for levels in (8, 40))

    assert interpret(document(**few)).operations == ()
    with pytest.raises(ContractError, match="more than 10,000 parts"):
        interpret(document(**many))


def test_schema_composed_on_too_many_levels_is_refused() -> None:
    with pytest.raises(ContractError, match="more than 64 levels"):
        interpret(document(**doubled(200, lambda inner: {"allOf": [inner]})))


HUNDRED = {"minItems": 100, "items": {"minItems": 100, "items": {"minItems": 101, "items": {}}}}


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"minLength": 10**9}, id="text"),
        pytest.param({"minItems": 10**9}, id="array"),
        pytest.param({"minProperties": 10**9}, id="object"),
        pytest.param(HUNDRED, id="arrays in arrays"),
        pytest.param({"allOf": [{"minLength": 10**9}, {}]}, id="composed"),
        pytest.param({"oneOf": [{"minLength": 10**9}, {"minItems": 10**9}]}, id="whatever chosen"),
    ],
)
def test_schema_whose_smallest_value_is_too_large_is_refused(schema: Any) -> None:
    with pytest.raises(ContractError, match="smallest value"):
        interpret(document(A={"properties": {"a": schema}}))


def test_objects_that_require_each_other_twice_are_refused() -> None:
    def pair(inner: Any) -> dict[str, Any]:
        return {"required": ["a", "b"], "properties": {"a": inner, "b": inner}}

    with pytest.raises(ContractError, match="smallest value"):
        interpret(document(**doubled(40, pair)))


def test_choice_is_as_small_as_the_smallest_of_its_alternatives() -> None:
    def pair(inner: Any) -> dict[str, Any]:
        inside = {"required": ["a", "b"], "properties": {"a": inner, "b": inner}}
        return {"oneOf": [inside, {"type": "null"}]}

    assert interpret(document(**doubled(40, pair))).operations == ()


def test_schema_whose_values_may_be_large_is_read() -> None:
    vast = {"maxLength": 10**9, "maxItems": 10**9}

    assert interpret(document(A=vast)).operations == ()
