import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.contract import Json, JsonObject, Location, Offence, Schemas, find_offences
from understudy.contract.offences import MAX_OFFENCES


def offend(schema, value):
    validator = Schemas({}).validator(schema)
    return [(each.pointer, each.keyword, each.message) for each in find_offences(validator, value)]


MESSAGES: dict[str, tuple[JsonObject, Json, str]] = {
    "type": ({"type": "integer"}, "5", 'expected integer, found "5"'),
    "types": ({"type": ["null", "string"]}, 5, "expected string or null, found 5"),
    "enum": ({"enum": ["a", 1, None]}, "b", 'expected one of "a", 1, null, found "b"'),
    "long-enum": (
        {"enum": list(range(20))},
        "b",
        'expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ..., found "b"',
    ),
    "const": ({"const": {"a": 1}}, 1, 'expected {"a":1}, found 1'),
    "pattern": ({"pattern": "^a+$"}, "b", 'expected text matching ^a+$, found "b"'),
    "format": ({"format": "uuid"}, "b", 'expected a value of format uuid, found "b"'),
    "minimum": ({"minimum": 1}, 0, "expected at least 1, found 0"),
    "maximum": ({"maximum": 1.5}, 2, "expected at most 1.5, found 2"),
    "exclusive-minimum": ({"exclusiveMinimum": 1}, 1, "expected more than 1, found 1"),
    "exclusive-maximum": ({"exclusiveMaximum": 1}, 1, "expected less than 1, found 1"),
    "multiple": ({"multipleOf": 5}, 7, "expected a multiple of 5, found 7"),
    "min-length": ({"minLength": 1}, "", "expected at least 1 character, found 0"),
    "max-length": ({"maxLength": 2}, "abc", "expected at most 2 characters, found 3"),
    "min-items": ({"minItems": 1}, [], "expected at least 1 item, found 0"),
    "max-items": ({"maxItems": 0}, [1], "expected at most 0 items, found 1"),
    "min-properties": ({"minProperties": 1}, {}, "expected at least 1 property, found 0"),
    "max-properties": ({"maxProperties": 0}, {"a": 1}, "expected at most 0 properties, found 1"),
    "unique": ({"uniqueItems": True}, [1, 1], "expected items that differ from each other"),
    "contains": ({"contains": {"const": 1}}, [2], "the items lack what must be among them"),
    "not": ({"not": {"type": "string"}}, "a", '"a" is not allowed here'),
    "one-of": (
        {"oneOf": [{}, {}]},
        1,
        "fits more than one of the alternatives, expected exactly one",
    ),
    "any-of-types": (
        {"anyOf": [{"type": "null"}, {"type": "string"}]},
        1,
        "expected string or null, found 1",
    ),
    "any-of": (
        {"anyOf": [{"minimum": 5}, {"multipleOf": 3}]},
        1,
        "fits none of the 2 alternatives",
    ),
    "long-value": ({"type": "null"}, "x" * 99, f'expected null, found "{"x" * 59}...'),
}

PLACES: dict[str, tuple[JsonObject, Json, tuple[str, str, str]]] = {
    "missing": (
        {"required": ["a/b"]},
        {},
        ("/a~1b", "required", "is required, but missing"),
    ),
    "unknown-to-all": (
        {"items": {"additionalProperties": False}},
        [{"a": 1}],
        ("/0", "additionalProperties", "has a property, but none is known"),
    ),
    "unknown": (
        {"properties": {"b": True}, "additionalProperties": False},
        {"a": 1},
        ("/a", "additionalProperties", "is not a known property"),
    ),
    "unevaluated": (
        {"unevaluatedProperties": False},
        {"a": 1},
        ("/a", "unevaluatedProperties", "is not a known property"),
    ),
    "forbidden": (
        {"properties": {"a": False}},
        {"a": 1},
        ("/a", "falseSchema", "is not allowed here"),
    ),
    "nested": (
        {"items": {"properties": {"a": {"type": "null"}}}},
        [{}, {"a": 1}],
        ("/1/a", "type", "expected null, found 1"),
    ),
    "items": (
        {"prefixItems": [True], "unevaluatedItems": False},
        [1, 2],
        ("", "unevaluatedItems", "has more items than are known"),
    ),
    "dependent": (
        {"dependentRequired": {"a": ["b"]}},
        {"a": 1},
        ("/b", "required", "is required, but missing"),
    ),
}


@pytest.mark.parametrize(("schema", "value", "message"), MESSAGES.values(), ids=MESSAGES)
def test_message_says_what_was_expected_and_found(schema, value, message):
    assert [(pointer, text) for pointer, _, text in offend(schema, value)] == [("", message)]


@pytest.mark.parametrize(("schema", "value", "offence"), PLACES.values(), ids=PLACES)
def test_offence_points_at_what_is_wrong(schema, value, offence):
    assert offend(schema, value) == [offence]


PAYMENT: JsonObject = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"kind": {"const": "card"}, "number": {"type": "string"}},
            "required": ["kind", "number"],
        },
        {
            "type": "object",
            "properties": {"kind": {"enum": ["cash"]}, "amount": {"minimum": 1}},
            "required": ["kind"],
        },
        {"type": "null"},
    ]
}


@pytest.mark.parametrize(
    ("value", "pointer", "message"),
    [
        pytest.param(
            {"kind": "card", "number": 1}, "/number", "expected string, found 1", id="const"
        ),
        pytest.param(
            {"kind": "cash", "amount": 0}, "/amount", "expected at least 1, found 0", id="enum"
        ),
        pytest.param({}, "/kind", "is required, but missing", id="missing-in-all"),
        pytest.param({"kind": "gold"}, "", "fits none of the 3 alternatives", id="none"),
        pytest.param(5, "", "expected object or null, found 5", id="other-type"),
    ],
)
def test_alternatives_speak_of_the_one_that_was_meant(value, pointer, message):
    assert [(place, text) for place, _, text in offend(PAYMENT, value)] == [(pointer, message)]


def test_offences_are_ordered_by_place():
    value = {"b": [0] * 11, "a": 1, "c": {}}
    schema = {
        "additionalProperties": {"items": {"type": "null"}, "type": "array"},
    }

    pointers = [pointer for pointer, _, _ in offend(schema, value)]

    assert pointers == ["/a", *(f"/b/{index}" for index in range(11)), "/c"]


def test_at_most_twenty_are_told():
    assert len(offend({"items": {"type": "null"}}, [1] * 100)) == MAX_OFFENCES


def test_vast_value_tells_its_first_offence():
    offences = offend({"items": {"type": "null"}}, [[1] * 10_000] * 3)

    assert [(pointer, keyword) for pointer, keyword, _ in offences] == [("/0", "type")]


def test_vast_valid_value_is_no_offence():
    assert offend({"items": {"type": "integer"}}, [1] * 30_000) == []


def test_offence_carries_its_parameter():
    validator = Schemas({}).validator({"minimum": 1})

    offences = find_offences(validator, 0, location=Location.QUERY, name="page")

    assert offences == (
        Offence(
            pointer="",
            message="expected at least 1, found 0",
            keyword="minimum",
            location=Location.QUERY,
            name="page",
        ),
    )


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "a", "abc"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)
json_schemas = st.recursive(
    st.sampled_from(
        [
            {},
            {"type": "string"},
            {"type": ["integer", "null"]},
            {"minimum": 2},
            {"maxLength": 1},
            {"enum": ["a", 1]},
            {"required": ["a"]},
            {"const": "abc"},
        ]
    ),
    lambda inner: (
        st.fixed_dictionaries({"items": inner})
        | st.fixed_dictionaries({"properties": st.fixed_dictionaries({"a": inner, "b": inner})})
        | st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"oneOf": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"allOf": st.lists(inner, min_size=1, max_size=2)})
        | st.fixed_dictionaries({"not": inner})
    ),
    max_leaves=5,
)


@given(schema=json_schemas, value=json_values)
def test_offences_are_found_exactly_when_the_reference_implementation_finds_errors(schema, value):
    expected = jsonschema.Draft202012Validator(schema).is_valid(value)

    offences = offend(schema, value)

    assert (offences == []) is expected
    assert all(message for _, _, message in offences)


def grown(levels, leaf):
    """Nest an expression: `and` of an `and` of ..."""
    return leaf if not levels else {"op": "and", "left": grown(levels - 1, leaf)}


def branch(name):
    left = {"$ref": "#/components/schemas/Expression"}
    properties = {"op": {"const": name}, "left": left}
    return {"type": "object", "required": ["op"], "properties": properties}


EXPRESSION: Json = {"oneOf": [{"type": "integer"}, branch("and"), branch("or"), branch("not")]}
EXPRESSIONS = Schemas({"components": {"schemas": {"Expression": EXPRESSION}}})


def test_place_in_a_deep_value_is_not_told_because_finding_it_could_take_for_ever():
    validator = EXPRESSIONS.validator("/components/schemas/Expression")

    (offence,) = find_offences(validator, grown(60, leaf="x"))

    assert find_offences(validator, grown(60, leaf=1)) == ()
    assert (offence.pointer, offence.keyword) == ("", "nesting")


def test_place_in_a_value_of_usual_depth_is_told():
    validator = EXPRESSIONS.validator("/components/schemas/Expression")

    (offence,) = find_offences(validator, grown(3, leaf=None))

    assert offence.pointer == "/left/left/left"


def test_alternatives_of_other_types_are_told_apart_from_what_else_is_wrong_in_them():
    schema = {"anyOf": [{"enum": ["a", 1], "type": "string"}, {"type": "integer"}]}

    assert offend(schema, None) == [("", "anyOf", "expected string or integer, found null")]


CREDENTIALS: dict[str, tuple[JsonObject, Json]] = {
    "pattern": ({"properties": {"clientSecret": {"pattern": "^x$"}}}, {"clientSecret": "hunter2"}),
    "type": ({"properties": {"access_token": {"type": "null"}}}, {"access_token": "hunter2"}),
    "enum": ({"properties": {"api_key": {"enum": ["x"]}}}, {"api_key": "hunter2"}),
    "alternatives": (
        {"properties": {"password": {"anyOf": [{"type": "null"}, {"type": "integer"}]}}},
        {"password": "hunter2"},
    ),
    "object around": ({"type": "string"}, {"password": "hunter2"}),
}


@pytest.mark.parametrize(("schema", "value"), CREDENTIALS.values(), ids=CREDENTIALS.keys())
def test_credentials_are_not_shown(schema, value):
    ((_, _, message),) = offend(schema, value)

    assert "(concealed)" in message
    assert "hunter2" not in message


def test_messages_of_the_validator_are_cut():
    ((_, _, message),) = offend({"dependentSchemas": {"a": False}}, {"a": "x" * 100_000})

    assert len(message) <= 300
