"""Two schemas in one."""

import pytest

from understudy.contract.operations import JsonObject
from understudy.data.limits import range_of
from understudy.data.merging import authored, both, merge, schema_for
from understudy.data.sameness import names_of_type, same_key


@pytest.mark.parametrize(
    ("left", "right", "merged"),
    [
        ({"minimum": 1}, {"minimum": 3}, {"minimum": 3}),
        ({"maxLength": 9}, {"maxLength": 3}, {"maxLength": 3}),
        ({"type": ["integer", "null"]}, {"type": ["number"]}, {"type": ["integer"]}),
        ({"type": ["string"]}, {"type": ["null"]}, {"type": []}),
        ({"enum": [1, True, "a"]}, {"enum": [1.0, "a"]}, {"enum": [1, "a"]}),
        ({"multipleOf": 4}, {"multipleOf": 6}, {"multipleOf": 12}),
        ({"multipleOf": 0.25}, {"multipleOf": 0.1}, {"multipleOf": 0.5}),
        ({"required": ["a"]}, {"required": ["b", "a"]}, {"required": ["a", "b"]}),
        ({"pattern": ["a"]}, {"pattern": ["b"]}, {"pattern": ["a", "b"]}),
        ({"uniqueItems": False}, {"uniqueItems": True}, {"uniqueItems": True}),
        (
            {"dependentRequired": {"a": ["b"]}},
            {"dependentRequired": {"a": ["c"], "d": ["e"]}},
            {"dependentRequired": {"a": ["b", "c"], "d": ["e"]}},
        ),
        (
            {"prefixItems": [{"type": "null"}]},
            {"items": {"minimum": 1}},
            {
                "prefixItems": [{"allOf": [{"type": "null"}, {"minimum": 1}]}],
                "items": {"minimum": 1},
            },
        ),
    ],
    ids=[
        "lower bound",
        "upper bound",
        "integers are numbers",
        "no common type",
        "listed values",
        "multiples",
        "fractional multiples",
        "required",
        "patterns",
        "unique",
        "dependents",
        "places",
    ],
)
def test_the_stricter_keyword_holds(left, right, merged):
    assert merge(left, right) == merged


def test_closed_objects_forbid_what_the_other_declares():
    closed: JsonObject = {"properties": {"a": {}}, "additionalProperties": False}

    merged = merge(closed, {"properties": {"a": {"type": "null"}, "b": {}}})

    assert merged["properties"] == {"a": {"type": "null"}, "b": False}
    assert merged["additionalProperties"] is False


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        (True, {"a": 1}, {"a": 1}),
        ({"a": 1}, {}, {"a": 1}),
        (False, {"a": 1}, False),
        ({"a": 1}, {"a": 1}, {"a": 1}),
        ({"a": 1}, {"b": 1}, {"allOf": [{"a": 1}, {"b": 1}]}),
    ],
    ids=["true", "empty", "false", "equal", "different"],
)
def test_asking_for_both_is_written_shortly(left, right, joined):
    assert both(left, right) == joined


def test_properties_are_asked_by_name_and_by_pattern():
    schema: JsonObject = {
        "properties": {"x-a": {"type": "string"}},
        "patternProperties": {"^x-": {"minLength": 2}},
        "additionalProperties": False,
    }

    assert schema_for(schema, "x-a") == {"allOf": [{"type": "string"}, {"minLength": 2}]}
    assert schema_for(schema, "x-b") == {"minLength": 2}
    assert schema_for(schema, "y") is False


def test_merged_patterns_can_be_written_again():
    assert authored({"pattern": ["a", "b"], "type": ["string"]}) == {
        "type": ["string"],
        "allOf": [{"pattern": "a"}, {"pattern": "b"}],
    }


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        (1, 1.0, True),
        (1, True, False),
        ([1], [1.0], True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([], {}, False),
        (None, False, False),
        ("1", 1, False),
    ],
)
def test_values_are_the_same_as_json_schema_sees_it(one, other, are_same):
    assert (same_key(one) == same_key(other)) is are_same


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (1.0, {"integer", "number"}),
        (1.5, {"number"}),
        (True, {"boolean"}),
        (None, {"null"}),
        ([], {"array"}),
        ({}, {"object"}),
        ("", {"string"}),
    ],
)
def test_values_go_by_every_name_of_their_type(value, names):
    assert names_of_type(value) == names


@pytest.mark.parametrize(
    ("keywords", "inside", "outside"),
    [
        ({"minimum": 1, "maximum": 2}, [1, 1.5, 2], [0.99, 2.01]),
        ({"exclusiveMinimum": 1, "minimum": 0}, [1.01], [1, 0.5]),
        ({"exclusiveMaximum": 2}, [1.99, -1000], [2]),
        ({"exclusiveMinimum": 1, "exclusiveMaximum": 2}, [1.5], [1, 2]),
        ({"format": "int32"}, [2**31 - 1, -(2**31)], [2**31]),
    ],
    ids=["inclusive", "stricter", "open", "both", "int32"],
)
def test_bounds_hold_what_they_should(keywords, inside, outside):
    holds = range_of(keywords).test()

    assert all(map(holds, inside))
    assert not any(map(holds, outside))
