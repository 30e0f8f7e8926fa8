"""Judging: from the failures of all engines to findings, each with its smallest example."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from understudy.verification.baseline import Baseline
from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.failures import Failure, Source
from understudy.verification.report import Finding
from understudy.verification.rules import Severity

MARK = "understudy-guard"  # the header of what the guard answered itself

_Recordings: TypeAlias = Mapping[str, Sequence[Exchange]]
_RANKS = {severity: rank for rank, severity in enumerate(reversed(Severity))}


def judge(
    failures: Iterable[Failure],
    exchanges: Sequence[Exchange],
    baseline: Baseline | None = None,
    *,
    order: Sequence[str] = (),
    deployment: int = 0,
) -> tuple[Finding, ...]:
    """Return one finding for each defect, the worst first, then in the order of operations.

    What was seen in an exchange that the deployment never answered says nothing about it, and is
    left out: the guard tells of such exchanges itself. Examples are shown as the guard recorded
    them. `order` are the contract's operation ids; `deployment` is as in `Finding`.
    """
    recordings = _by_case(exchanges)
    grouped: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        recorded = _as_recorded(failure, recordings)
        if failure.source is Source.GUARD or all(map(_is_answered, recorded.exchanges)):
            grouped[failure.fingerprint].append(recorded)
    findings = [_finding(alike, baseline, deployment=deployment) for alike in grouped.values()]
    return sort_findings(findings, order)


def sort_findings(findings: Iterable[Finding], order: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Return findings by deployment and severity, then as operations are ordered, then by rule."""
    places = {operation: place for place, operation in enumerate(order)}

    def key(finding: Finding) -> tuple[object, ...]:
        failure = finding.failure
        place = places.get(failure.operation, len(places))
        what = (failure.operation, failure.rule, failure.kind, failure.pointer)
        return (finding.deployment, _RANKS[failure.severity], place, *what)

    return tuple(sorted(findings, key=key))


def smallest(failures: Iterable[Failure]) -> Failure:
    """Return the failure whose example a person reads soonest: few exchanges, short requests.

    Timings and the order of finding decide nothing, so that the same run has the same examples.
    """
    return min(failures, key=effort)


def effort(failure: Failure) -> tuple[object, ...]:
    """Return what examples are compared by: the smaller, the less there is to read."""
    requests = [_request_size(each) for each in failure.exchanges]
    return (
        not requests,  # any example is better than none
        len(requests),
        sum(requests),
        failure.message,
        [(each.method, each.target, each.request_body) for each in failure.exchanges],
    )


def _request_size(exchange: Exchange) -> int:
    headers = sum(len(name) + len(value) for name, value in exchange.request_headers)
    return len(exchange.method) + len(exchange.target) + headers + len(exchange.request_body)


def _finding(alike: Sequence[Failure], baseline: Baseline | None, *, deployment: int) -> Finding:
    example = smallest(alike)
    return Finding(
        failure=replace(example, exchanges=tuple(map(_settled, example.exchanges))),
        count=len(alike),
        deployment=deployment,
        accepted=baseline.reason_for(example) if baseline is not None else "",
    )


def _settled(exchange: Exchange) -> Exchange:
    """Return the exchange without its engine's name for it, which may be another in every run."""
    return replace(exchange, case=None)


def _is_answered(exchange: Exchange) -> bool:
    return exchange.outcome is Outcome.ANSWERED and exchange.header(MARK) is None


def _by_case(exchanges: Iterable[Exchange]) -> _Recordings:
    recordings: dict[str, list[Exchange]] = defaultdict(list)
    for each in exchanges:
        if each.case is not None:
            recordings[each.case].append(each)
    return recordings


def _as_recorded(failure: Failure, recordings: _Recordings) -> Failure:
    exchanges = tuple(_recording(each, recordings) for each in failure.exchanges)
    return replace(failure, exchanges=exchanges)


def _recording(exchange: Exchange, recordings: _Recordings) -> Exchange:
    """Return what the guard recorded of an exchange that an engine tells of; itself if nothing."""
    alike = recordings.get(exchange.case or "", ())
    if exchange in alike:
        return exchange
    same = [each for each in alike if each.method == exchange.method]
    return min(same, key=lambda each: _difference(each, exchange), default=exchange)


def _difference(one: Exchange, other: Exchange) -> tuple[bool, bool, bool]:
    return (
        one.status != other.status,
        one.target != other.target,
        one.request_body != other.request_body,
    )
