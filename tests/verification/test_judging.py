"""From failures to findings: what is merged, what is left out, which example is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.reports.sample import exchange, failure
from understudy.verification.baseline import Accepted, Baseline
from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.failures import Failure, Source
from understudy.verification.judging import judge
from understudy.verification.rules import RULES

FOUND = exchange(1, target="/v1/pets?limit=0", operation="listPets", status=500)


def fails(*exchanges: Exchange, operation: str = "listPets", **more: object) -> Failure:
    return failure("server-error", operation, "it fails", exchanges=exchanges, **more)


def test_failures_of_both_engines_with_one_fingerprint_are_one_finding() -> None:
    fuzzed = failure("deleted-remains", "deletePet", "still there", exchanges=(FOUND,))
    probed = replace(fuzzed, source=Source.PROBE, message="pet 1 is still there")

    (finding,) = judge([fuzzed, probed, fuzzed], [])

    assert finding.count == 3
    assert finding.failure.fingerprint == fuzzed.fingerprint


def test_example_is_the_one_with_fewest_exchanges_then_the_shortest_request() -> None:
    long = replace(FOUND, target="/v1/pets?limit=0&name=abc")
    short = replace(FOUND, target="/v1/pets")

    (finding,) = judge([fails(), fails(FOUND, FOUND), fails(long), fails(short)], [])

    assert finding.failure.exchanges == (short,)
    assert finding.count == 4


@given(st.permutations([fails(replace(FOUND, target=f"/v1/{name}")) for name in "abcdef"]))
def test_example_depends_neither_on_order_nor_on_time(failures: list[Failure]) -> None:
    slower = [
        replace(
            each,
            exchanges=tuple(replace(one, elapsed_ms=index * 7.0) for one in each.exchanges),
        )
        for index, each in enumerate(failures)
    ]

    (finding,) = judge(slower, [])

    assert finding.failure.exchanges[0].target == "/v1/a"


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.ANSWERED])
def test_failure_seen_in_what_the_deployment_never_answered_is_left_out(outcome: Outcome) -> None:
    unseen = replace(FOUND, outcome=outcome, status=None)

    assert judge([fails(unseen), fails(FOUND, unseen, FOUND)], []) == ()


def test_failure_seen_in_an_answer_of_the_guard_is_left_out() -> None:
    answered = replace(FOUND, response_headers=(("Understudy-Guard", "withheld; a write"),))

    assert judge([fails(answered)], []) == ()


def test_failure_that_the_guard_tells_of_stays() -> None:
    hung = replace(FOUND, outcome=Outcome.TIMED_OUT, status=None)
    told = failure("hangs", "listPets", "no answer", source=Source.GUARD, exchanges=(hung,))

    assert [each.failure.rule for each in judge([told], [hung])] == ["hangs"]


def test_examples_are_shown_as_the_guard_recorded_them() -> None:
    sent = replace(FOUND, number=0, case="abc", request_headers=(("Authorization", "Bearer s3cr"),))
    other = replace(FOUND, number=4, case="abc", method="DELETE")
    refused = replace(FOUND, number=5, case="abc", status=401)
    recorded = replace(FOUND, number=6, case="abc")

    (finding,) = judge([fails(sent)], [other, refused, recorded])

    assert finding.failure.exchanges == (replace(recorded, case=None),)
    assert judge([fails(recorded)], [other, recorded]) == (finding,)


def test_what_the_guard_withheld_is_known_by_the_fuzzers_case() -> None:
    sent = replace(FOUND, case="abc", status=403)
    withheld = replace(FOUND, case="abc", status=None, outcome=Outcome.WITHHELD)

    assert judge([fails(sent)], [withheld]) == ()


def test_findings_are_sorted_by_severity_then_operation_then_rule() -> None:
    failures = [
        failure("allow-header", "a", ""),
        failure("server-error", "c", ""),
        failure("hangs", "b", ""),
        failure("server-error", "b", ""),
        failure("page-gap", "a", ""),
        failure("unreachable", "", ""),
    ]

    findings = judge(failures, [], order=("c", "b", "a"))

    assert [(each.failure.rule, each.failure.operation) for each in findings] == [
        ("server-error", "c"),
        ("hangs", "b"),
        ("server-error", "b"),
        ("unreachable", ""),
        ("page-gap", "a"),
        ("allow-header", "a"),
    ]


def test_baseline_gives_the_reason_of_what_it_accepts() -> None:
    known, new = fails(FOUND), fails(FOUND, operation="getPet")
    entry = Accepted(
        fingerprint=known.fingerprint,
        operation="listPets",
        rule="server-error",
        reason="It is known.",
        expires=date(2027, 1, 1),
    )
    baseline = Baseline(accepted=(entry,), today=date(2026, 12, 1))

    findings = judge([known, new], [], baseline, order=("listPets", "getPet"), deployment=1)

    assert [each.accepted for each in findings] == ["It is known.", ""]
    assert {each.deployment for each in findings} == {1}


@given(
    st.lists(
        st.builds(
            failure,
            st.sampled_from(sorted(RULES)),
            st.sampled_from(["listPets", "getPet", ""]),
            st.text(max_size=3),
            kind=st.sampled_from(["", "required", "type"]),
            pointer=st.sampled_from(["", "/a"]),
        ),
        max_size=12,
    )
)
def test_no_failure_is_lost_and_none_is_told_twice(failures: list[Failure]) -> None:
    findings = judge(failures, [])

    prints = [each.failure.fingerprint for each in findings]
    assert sorted(set(prints)) == sorted(prints)
    assert set(prints) == {each.fingerprint for each in failures}
    assert sum(each.count for each in findings) == len(failures)
