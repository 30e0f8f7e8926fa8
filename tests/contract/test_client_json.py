"""JSON from clients is taken within bounds, and what is taken can be walked and written again."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.contract.client_json import (
    MOST_LEVELS,
    MOST_VALUES,
    Excessive,
    Unparsed,
    parse_client_json,
)
from understudy.contract.nesting import is_deeper_than

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_what_is_within_bounds_is_what_was_written(value: object) -> None:
    assert parse_client_json(orjson.dumps(value)) == value


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")], ids=["[", "{"])
def test_nesting_is_bounded(opening: bytes, closing: bytes) -> None:
    def nested(levels: int) -> bytes:
        return opening * levels + b"1" + closing * levels

    assert is_deeper_than(MOST_LEVELS - 1, parse_client_json(nested(MOST_LEVELS)))
    with pytest.raises(Excessive, match="more than 100 levels"):
        parse_client_json(nested(MOST_LEVELS + 1))


def test_number_of_values_is_bounded() -> None:
    most = b"[" + b"1," * (MOST_VALUES - 2) + b"1]"

    assert len(orjson.loads(orjson.dumps(parse_client_json(most)))) == MOST_VALUES - 1
    with pytest.raises(Excessive, match="more than 200,000 values"):
        parse_client_json(b"[" + b"1," * MOST_VALUES + b"1]")


def test_marks_inside_texts_are_no_values() -> None:
    text = ',[{"\\' * MOST_VALUES

    assert parse_client_json(orjson.dumps([text])) == [text]


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b'"', b'"\\', b"1e999", b"NaN", b'"\xff"', b'"\\ud800"', b"[1,]", b"{} {}"],
)
def test_what_is_no_json_is_told_with_its_place(text: bytes) -> None:
    with pytest.raises(Unparsed, match="line 1 column"):
        parse_client_json(text)


@pytest.mark.parametrize(
    "end", [b"", b'"', b'\\"', b"\\"], ids=["open", "closed", "escaped", "cut"]
)
def test_long_texts_take_linear_time(end: bytes) -> None:
    # a text without an end is the worst that can be looked through for its end
    with pytest.raises(Unparsed):
        parse_client_json(b'{"a"' + b',"' * 1_000_000 + end)
