"""From a path to the operations on it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.contract.routing import Blank, Router

LITERALS = st.lists(st.text("ab.", max_size=2), min_size=2, max_size=4).map(tuple)


@given(literals=LITERALS, segment=st.text("ab.", max_size=9))
def test_values_are_what_a_greedy_regular_expression_finds(
    literals: tuple[str, ...], segment: str
) -> None:
    match = re.fullmatch("(.+)".join(map(re.escape, literals)), segment)

    assert Blank(literals).values(segment) == (match.groups() if match else None)


def test_values_of_a_long_segment_are_found_in_linear_time() -> None:
    blank = Blank(("", ".", ".", ".pdf"))

    assert blank.values("." * 1_000_000 + "x") is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("/files/report.pdf", ("pdf", ("report",)), id="longest literal part"),
        pytest.param("/files/report.txt", ("any", ("report.txt",)), id="anything else"),
        pytest.param("/files/latest", ("latest", ()), id="literal"),
        pytest.param("/files/", None, id="no value"),
        pytest.param("/files/a/b", None, id="too many segments"),
    ],
)
def test_most_specific_template_wins(
    path: str, expected: tuple[str, tuple[str, ...]] | None
) -> None:
    router: Router[str] = Router()
    router.add("/files/{id}", "GET", "any")
    router.add("/files/{id}.pdf", "GET", "pdf")
    router.add("/files/latest", "GET", "latest")

    found = router.find(path.split("/")[1:])

    assert (found and (found[0].by_method["GET"][0], found[1])) == expected
