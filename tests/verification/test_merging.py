"""Shards of one run come to what the whole run would have come to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.verification.reports.sample import exchange, failure, sample
from understudy.contract.errors import ReportError
from understudy.verification.merging import merge
from understudy.verification.profiles import Profile
from understudy.verification.report import (
    Blame,
    Cell,
    Deployment,
    Fact,
    Finding,
    OperationRow,
    Report,
    Tally,
    Verdict,
)


def shard(number: int, total: int = 2, **more: object) -> tuple[str, Report]:
    plain = Report(
        service="pets",
        title="Pets",
        contract_version="1",
        profile=Profile.QUICK,
        seed=1,
        deployments=(Deployment(name="stand-in", url="http://127.0.0.1:4010", requests=100),),
        shard=f"{number}/{total}",
    )
    return f"{number}.json", replace(plain, **more)  # type: ignore[arg-type]  # as the caller says


def row(operation: str, *statuses: tuple[str, int], succeeded: bool = False) -> OperationRow:
    return OperationRow(
        operation=operation,
        method="GET",
        path=f"/{operation}",
        label=None,
        statuses=statuses,
        succeeded=succeeded,
    )


def test_all_shards_without_findings_pass() -> None:
    whole = merge([shard(2), shard(1)])

    assert whole.verdict is Verdict.PASSED
    assert whole.shard == ""
    assert whole.deployments[0].requests == 200


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param([shard(1, 3), shard(3, 3)], "shard 2/3 is missing", id="missing"),
        pytest.param(
            [shard(1), shard(2), ("again.json", shard(2)[1])],
            "shard 2/2 was given more than once: 2.json, again.json",
            id="twice",
        ),
        pytest.param(
            [shard(1), shard(2, stops=("the budget was used up",))],
            "shard 2/2: the budget was used up",
            id="stopped",
        ),
    ],
)
def test_shard_that_says_not_everything_makes_the_whole_incomplete(
    given: list[tuple[str, Report]], told: str
) -> None:
    whole = merge(given)

    assert whole.stops == (told,)
    assert whole.verdict is Verdict.INCOMPLETE


def test_shard_given_twice_counts_once() -> None:
    assert merge([shard(1, 1), shard(1, 1)]).deployments[0].requests == 100


def test_finding_of_two_shards_is_one_with_the_smallest_example() -> None:
    long = failure("slow", "a", "slow", exchanges=(exchange(1), exchange(2)))
    short = failure("slow", "a", "slow", exchanges=(exchange(3),))
    other = Finding(failure=failure("server-error", "b", "fails"))

    whole = merge(
        [
            shard(1, findings=(Finding(failure=long, count=2, accepted="Known."),)),
            shard(2, findings=(Finding(failure=short, count=3), other)),
        ]
    )

    assert [each.failure for each in whole.findings] == [other.failure, short]
    assert [each.count for each in whole.findings] == [1, 5]
    assert whole.findings[1].accepted == ""


def test_coverage_is_what_any_shard_met() -> None:
    one = Tally(kind="statuses", met=1, all=3, missed=("b", "c"))
    two = Tally(kind="statuses", met=1, all=3, missed=("a", "c"))

    whole = merge([shard(1, coverage=(one,)), shard(2, coverage=(two,))])

    assert whole.coverage == (Tally(kind="statuses", met=2, all=3, missed=("c",)),)


def test_coverage_that_names_only_some_of_what_it_missed_is_not_guessed_at() -> None:
    one = Tally(kind="statuses", met=1, all=30, missed=("b",))
    two = Tally(kind="statuses", met=4, all=30, missed=("b",))

    (tally,) = merge([shard(1, coverage=(one,)), shard(2, coverage=(two,))]).coverage

    assert (tally.met, tally.all) == (4, 30)


def test_operations_add_up() -> None:
    first = (row("a", ("200", 2), succeeded=True), row("b"))
    second = (row("a", ("200", 1), ("500", 1)), row("b", ("404", 1)))

    whole = merge([shard(1, operations=first), shard(2, operations=second)])

    assert whole.operations == (
        row("a", ("200", 3), ("500", 1), succeeded=True),
        row("b", ("404", 1)),
    )


def test_the_strongest_word_about_a_fact_counts() -> None:
    fact = Fact(
        operation="a",
        kind="status",
        pointer="/x",
        says="200",
        label=None,
        cells=(Cell.UNTESTED, Cell.UNTESTED),
    )
    seen = replace(fact, cells=(Cell.CONFIRMED, Cell.NOT_REACHABLE))
    denied = replace(
        fact,
        cells=(Cell.NOT_REACHABLE, Cell.CONTRADICTED),
        blame=Blame.DEPLOYMENT_DIFFERS,
        failures=("0123456789ab",),
    )

    whole = merge(
        [shard(1, 3, facts=(fact,)), shard(2, 3, facts=(seen,)), shard(3, 3, facts=(denied,))]
    )

    assert whole.facts == (replace(denied, cells=(Cell.CONFIRMED, Cell.CONTRADICTED)),)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        pytest.param(shard(2, service="shops"), "differ in service", id="service"),
        pytest.param(shard(2, seed=2), "differ in seed", id="seed"),
        pytest.param(shard(2, profile=Profile.READ), "differ in profile", id="profile"),
        pytest.param(shard(2, contract_version="2"), "differ in version", id="contract"),
        pytest.param(shard(2, deployments=()), "differ in deployments", id="deployments"),
        pytest.param(shard(2, 3), "differ in number of shards", id="shards"),
        pytest.param(shard(3, 2), "'3/2' names no shard", id="beyond"),
        pytest.param(shard(2, shard="two"), "'two' names no shard", id="no shard"),
    ],
)
def test_reports_that_are_not_parts_of_one_run_are_refused(
    other: tuple[str, Report], told: str
) -> None:
    with pytest.raises(ReportError, match=told) as caught:
        merge([shard(1), other])

    assert other[0] in str(caught.value)


def test_no_report_at_all_is_refused() -> None:
    with pytest.raises(ReportError, match="no report to merge"):
        merge([])


def test_a_whole_report_merges_to_itself() -> None:
    assert merge([("whole.json", sample())]) == sample()
