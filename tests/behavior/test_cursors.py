"""Cursors: opaque, and refused when they are not ours."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from understudy.behavior.cursors import decode_cursor, encode_cursor
from understudy.contract.operations import Json

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
)


@given(st.lists(SCALARS, min_size=1, max_size=4), st.booleans())
def test_cursor_gives_back_the_place_it_was_made_of(
    place: list[Json],
    backwards: bool,  # noqa: FBT001 - drawn
) -> None:
    token = encode_cursor(tuple(place), backwards=backwards)

    assert decode_cursor(token) == (tuple(place), backwards)
    assert set(token) <= set(string.ascii_letters + string.digits + "-_")


@given(st.text())
def test_any_text_is_a_cursor_or_none(text: str) -> None:
    decoded = decode_cursor(text)

    assert decoded is None or isinstance(decoded[1], bool)
