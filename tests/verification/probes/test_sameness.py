"""What says the same: however it is spelled, wherever more is shown, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.contract.operations import Json
from understudy.verification.probes.sameness import says_same

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=60)
@given(VALUES)
def test_everything_says_what_it_is(value: object) -> None:
    assert says_same(value, value)  # type: ignore[arg-type]


@settings(max_examples=60)
@given(VALUES, VALUES)
def test_nothing_raises(sent: object, shown: object) -> None:
    assert says_same(sent, shown) in (True, False)  # type: ignore[arg-type]


@settings(max_examples=60)
@given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_numbers_may_travel_as_text(number: object) -> None:
    assert says_same(str(number), str(number))
    assert says_same(int(str(number).partition(".")[0] or "0"), str(number).partition(".")[0])


@settings(max_examples=60)
@given(st.integers(), st.integers())
def test_numbers_that_differ_say_different_things(one: int, other: int) -> None:
    assert says_same(one, str(other)) is (one == other)


@settings(max_examples=60)
@given(st.dictionaries(st.text(max_size=4), SCALARS, max_size=4), st.text(max_size=4), SCALARS)
def test_more_may_be_shown_than_was_sent(sent: dict[str, Json], name: str, value: Json) -> None:
    shown = {name: value, **sent}

    assert says_same(sent, shown)


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=8), st.dictionaries(st.text(max_size=4), SCALARS, max_size=3))
def test_record_may_be_shown_where_its_id_was_sent(key: str, record: dict[str, Json]) -> None:
    assert says_same(key, {**record, "id": key})


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param("a", "b", id="text"),
        pytest.param("a", None, id="dropped"),
        pytest.param(True, "false", id="flag"),
        pytest.param(["a"], ["a", "b"], id="length"),
        pytest.param({"a": 1}, {"a": 2}, id="member"),
        pytest.param("2026-01-01T00:00:00Z", "2026-01-01T00:00:00+01:00", id="instant"),
        pytest.param("k1", {"id": "k2", "name": "x"}, id="another-record"),
    ],
)
def test_what_differs_is_told(sent: object, shown: object) -> None:
    assert not says_same(sent, shown)  # type: ignore[arg-type]
