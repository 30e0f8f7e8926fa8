import pytest

from understudy.verification.behaviors import contradicted, is_exercised
from understudy.verification.exchanges import Exchange
from understudy.verification.failures import Failure, Source

DECLARED = ("paging", "filter:status", "filter:statusCode", "sort:name", "sort:created", "include")


def failure(rule, at="", target="/items"):
    exchange = Exchange(number=1, asker="test", method="GET", target=target)
    return Failure(
        rule=rule, source=Source.PROBE, operation="list", message="", at=at, exchanges=(exchange,)
    )


@pytest.mark.parametrize(
    ("rule", "at", "target", "behaviors"),
    [
        pytest.param("page-gap", "", "/items", ["paging"], id="paging"),
        pytest.param("link-wrong", "next", "/items", ["paging"], id="links"),
        pytest.param("filter-unsound", "status", "/items", ["filter:status"], id="filter"),
        pytest.param(
            "filter-unsound",
            "statusCode_gt",
            "/items",
            ["filter:status", "filter:statusCode"],
            id="suffix",
        ),
        pytest.param("sort-wrong", "by", "/items?by=-name", ["sort:name"], id="asked-for"),
        pytest.param("sort-wrong", "by", "/items?by%5B%5D=created", ["sort:created"], id="escaped"),
        pytest.param("sort-wrong", "", "/items", ["sort:name", "sort:created"], id="any-sort"),
        pytest.param("include-ignored", "with", "/items", ["include"], id="include"),
        pytest.param("server-error", "status", "/items", [], id="no-behavior"),
    ],
)
def test_failure_speaks_against_behaviors_of_its_kind(rule, at, target, behaviors):
    assert contradicted(failure(rule, at, target), DECLARED) == behaviors


def test_failure_without_exchanges_speaks_against_its_kind():
    bare = Failure(rule="sort-wrong", source=Source.PROBE, operation="list", message="")

    assert contradicted(bare, DECLARED) == ["sort:name", "sort:created"]


def test_behavior_is_exercised_by_any_part_of_it():
    exercised = {("list", "sort:name:desc")}

    assert is_exercised("list", "sort:name", exercised)
    assert not is_exercised("list", "sort:na", exercised)
    assert not is_exercised("other", "sort:name", exercised)
