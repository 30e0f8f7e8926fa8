"""Whether a value meets a filter: yes, no, or not to be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.behavior.declarations import Comparison, Reading
from understudy.contract.operations import Json
from understudy.state import ColumnKind, Operator
from understudy.verification.probes.matching import meets

TEXT, NUMBER, INSTANT = ColumnKind.TEXT, ColumnKind.NUMBER, ColumnKind.INSTANT
NOON = "2024-05-01T12:00:00Z"


@pytest.mark.parametrize(
    ("values", "how", "asked", "kind", "expected"),
    [
        pytest.param(["a"], Operator.EQUALS, "a", TEXT, True, id="equal"),
        pytest.param(["a"], Operator.EQUALS, "b", TEXT, False, id="not equal"),
        pytest.param(["a"], Operator.EQUALS, "A", TEXT, None, id="equal but for case"),
        pytest.param([1.0], Operator.EQUALS, "1", TEXT, None, id="one number in two spellings"),
        pytest.param(["a", "b"], Operator.EQUALS, ["b", "c"], TEXT, True, id="one of several"),
        pytest.param([], Operator.EQUALS, "a", TEXT, False, id="nothing equals nothing"),
        pytest.param(None, Operator.EQUALS, "a", TEXT, None, id="unknown"),
        pytest.param(["a"], Operator.DIFFERS, "b", TEXT, True, id="differs"),
        pytest.param([], Operator.DIFFERS, "b", TEXT, None, id="nothing differs, perhaps"),
        pytest.param(["Bolt"], Operator.LACKS, "OLT", TEXT, False, id="lacks"),
        pytest.param(["Bolt"], Operator.STARTS, "bO", TEXT, True, id="starts"),
        pytest.param(["Bolt"], Operator.SAME, "bolt", TEXT, True, id="same"),
        pytest.param([], Operator.ABSENT, None, TEXT, True, id="absent"),
        pytest.param([9], Operator.LESS, 10, NUMBER, True, id="numbers are no texts"),
        pytest.param([10], Operator.AT_MOST, "10", NUMBER, True, id="at most"),
        pytest.param(["B"], Operator.MORE, "a", TEXT, None, id="order depends on collation"),
        pytest.param([NOON], Operator.AT_LEAST, NOON, INSTANT, True, id="same moment"),
        pytest.param([NOON], Operator.AT_MOST, "2024-05-01", INSTANT, None, id="moment in a day"),
        pytest.param(
            [NOON], Operator.AT_MOST, "2024-05-02", INSTANT, True, id="moment in the past"
        ),
        pytest.param([NOON], Operator.MORE, "2024-05-02", INSTANT, False, id="not yet"),
        pytest.param(["a"], Reading.LISTED, "b,a", TEXT, True, id="listed"),
        pytest.param(["a"], Reading.UNLISTED, "b,a", TEXT, False, id="unlisted"),
        pytest.param([""], Reading.BLANK, "true", TEXT, True, id="blank"),
        pytest.param(["a"], Reading.FILLED, "true", TEXT, True, id="filled"),
        pytest.param([], Reading.FILLED, "true", TEXT, None, id="missing may be blank"),
    ],
)
def test_filter_is_told(
    values: list[Json] | None,
    how: Comparison,
    asked: Json,
    kind: ColumnKind,
    expected: bool | None,  # noqa: FBT001 - the answer
) -> None:
    assert meets(values, how, asked, kind) is expected


@settings(max_examples=50)
@given(
    st.lists(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text())),
    st.sampled_from([*Operator, *Reading]),
    st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text(), max_size=3)),
    st.sampled_from(list(ColumnKind)),
)
def test_any_value_is_compared_with_any_other(
    values: list[Json], how: Comparison, asked: Json, kind: ColumnKind
) -> None:
    assert meets(values, how, asked, kind) in (True, False, None)


@given(st.text(min_size=1), st.sampled_from(list(ColumnKind)))
def test_nothing_both_meets_a_filter_and_its_opposite(text: str, kind: ColumnKind) -> None:
    for how, opposite in (
        (Operator.EQUALS, Operator.DIFFERS),
        (Operator.CONTAINS, Operator.LACKS),
        (Reading.FILLED, Reading.BLANK),
    ):
        answers = [meets([text], each, text, kind) for each in (how, opposite)]
        assert answers in ([True, False], [False, True], [None, None])
