import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.contract import Schemas
from understudy.verification.proposals import learn_schema

SCALARS = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=50)
@given(st.lists(VALUES, min_size=1, max_size=5))
def test_every_value_that_was_learned_from_satisfies_the_schema(values):
    validator = Schemas({}).validator(learn_schema(values))

    assert all(validator.is_valid(each) for each in values)


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        pytest.param([], {}, id="nothing"),
        pytest.param([1, 2.5], {"type": "number"}, id="numbers"),
        pytest.param(["a", None], {"type": ["string", "null"]}, id="nullable"),
        pytest.param([[], [1]], {"type": "array", "items": {"type": "integer"}}, id="list"),
        pytest.param([[]], {"type": "array"}, id="empty-list"),
        pytest.param(
            ["2026-01-01", "2026-01-02"], {"type": "string", "format": "date"}, id="dates"
        ),
        pytest.param(["2026-01-01"], {"type": "string"}, id="one-date-is-no-format"),
        pytest.param(["2026-01-01", "soon"], {"type": "string"}, id="not-all-dates"),
        pytest.param(
            [{"a": 1}, {"a": 2, "b": 1}, {"a": 3}],
            {
                "type": "object",
                "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
                "required": ["a"],
            },
            id="members",
        ),
        pytest.param(
            [{"a": 1}],
            {"type": "object", "properties": {"a": {"type": "integer"}}},
            id="one-object-requires-nothing",
        ),
        pytest.param(
            [{f"k{number}": number for number in range(61)}],
            {"type": "object", "additionalProperties": {"type": "integer"}},
            id="names-that-are-data",
        ),
    ],
)
def test_learned_schema_says_what_is_certain(values, schema):
    assert learn_schema(values) == schema
