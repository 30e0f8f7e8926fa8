"""What the HTML report shows, as plain values: its template decides how, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from understudy.verification.causes import Cause, find_causes
from understudy.verification.exchanges import Exchange, Headers, Outcome
from understudy.verification.report import (
    Fact,
    Finding,
    Gap,
    OperationRow,
    Report,
    Tally,
)
from understudy.verification.reports.bodies import shown_body
from understudy.verification.reports.curl import curl_line
from understudy.verification.reports.places import Places
from understudy.verification.reports.printable import printable
from understudy.verification.reports.weighed import count_blames, count_cells, disputed
from understudy.verification.reports.wording import (
    accepted_findings,
    counted,
    gaps_by_code,
    never_succeeded,
    new_findings,
    next_steps,
    run_line,
    severities,
    verdict_line,
    verdict_word,
)

MOST_FACTS = 3_000
_MOST_SAMPLES = 400
_SAMPLE_BODY = 2_000
_MOST_EXAMPLES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """An exchange as it is shown; texts are ready to be read."""

    number: int
    asker: str
    method: str
    target: str
    outcome: str
    group: str  # "2".."5": the class of the status; "x" when there is none
    elapsed: str
    request_headers: Headers
    request_body: str
    response_headers: Headers
    response_body: str
    note: str
    curl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A finding with the exchanges that show it."""

    finding: Finding
    where: str
    exchanges: tuple[Viewed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A cause with its examples; `hidden` says how many more operations there are."""

    cause: Cause
    deployment: str
    examples: tuple[Example, ...]
    hidden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """How often an operation answered with a status; `sample` is the anchor of one such answer."""

    status: str
    times: int
    sample: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """An operation in the matrix; a cell for each column, None where it never answered so."""

    row: OperationRow
    cells: tuple[MatrixCell | None, ...]
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One exchange of an operation and a status."""

    anchor: str
    operation: str
    exchange: Viewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole report as it is shown."""

    report: Report
    verdict: str
    line: str
    run: str
    new: tuple[Card, ...]
    count: int
    accepted: tuple[Card, ...]
    accepted_count: int
    severities: str
    statuses: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    samples: tuple[Sample, ...]
    facts: tuple[Fact, ...]
    facts_left_out: int
    cells: Mapping[str, int]
    blames: Mapping[str, int]
    disputed: tuple[Fact, ...]
    coverage: tuple[Tally, ...]
    failing: tuple[OperationRow, ...]
    gaps: tuple[tuple[str, tuple[Gap, ...]], ...]
    steps: tuple[str, ...]
    requests: str


def make_page(report: Report, exchanges: Sequence[Exchange]) -> Page:
    """Return what the page shows of a report; `exchanges` are all of the run, if they are there."""
    new, accepted = new_findings(report), accepted_findings(report)
    samples = _samples(report, exchanges)
    statuses = sorted({status for row in report.operations for status, _ in row.statuses})
    return Page(
        report=report,
        verdict=verdict_word(report),
        line=verdict_line(report),
        run=run_line(report),
        new=_cards(report, new),
        count=len(new),
        accepted=_cards(report, accepted),
        accepted_count=len(accepted),
        severities=severities(new),
        statuses=tuple(statuses),
        matrix=tuple(_matrix_row(report, row, statuses, samples) for row in report.operations),
        samples=tuple(samples.values()),
        facts=report.facts[:MOST_FACTS],
        facts_left_out=max(0, len(report.facts) - MOST_FACTS),
        cells=count_cells(report),
        blames=count_blames(report),
        disputed=disputed(report)[:MOST_FACTS],
        coverage=report.coverage,
        failing=never_succeeded(report),
        gaps=gaps_by_code(report),
        steps=next_steps(report),
        requests=counted(sum(each.requests for each in report.deployments), "request"),
    )


def _cards(report: Report, findings: Sequence[Finding]) -> tuple[Card, ...]:
    places = Places(report)
    return tuple(
        Card(
            cause=cause,
            deployment=report.deployments[cause.deployment].name,
            examples=tuple(
                _example(report, each, places) for each in cause.findings[:_MOST_EXAMPLES]
            ),
            hidden=max(0, len(cause.findings) - _MOST_EXAMPLES),
        )
        for cause in find_causes(findings)
    )


def _example(report: Report, finding: Finding, places: Places) -> Example:
    url = report.deployments[finding.deployment].url
    failure = finding.failure
    return Example(
        finding=finding,
        where=places.describe(failure.pointer or places.pointer_of(failure.operation)),
        exchanges=tuple(_viewed(each, url) for each in failure.exchanges),
    )


def _viewed(exchange: Exchange, url: str, *, most: int = 20_000) -> Viewed:
    is_answered = exchange.outcome is Outcome.ANSWERED and exchange.status is not None
    return Viewed(
        number=exchange.number,
        asker=printable(exchange.asker),
        method=printable(exchange.method),
        target=printable(exchange.target),
        outcome=str(exchange.status) if is_answered else exchange.outcome.value,
        group=str(exchange.status)[:1] if is_answered else "x",
        elapsed=f"{exchange.elapsed_ms:,.0f} ms",
        request_headers=_printable(exchange.request_headers),
        request_body=shown_body(exchange.request_body, exchange.request_headers, most=most),
        response_headers=_printable(exchange.response_headers),
        response_body=shown_body(exchange.response_body, exchange.response_headers, most=most),
        note=printable(exchange.note),
        curl=printable(curl_line(exchange, url)),
    )


def _printable(headers: Headers) -> Headers:
    return tuple((printable(name), printable(value)) for name, value in headers)


def _samples(report: Report, exchanges: Iterable[Exchange]) -> dict[tuple[str, str], Sample]:
    """Return the first answer of each operation and status, of the deployment that is asked last.

    Only so many as a page can carry.
    """
    url = report.deployments[-1].url if report.deployments else ""
    samples: dict[tuple[str, str], Sample] = {}
    for each in exchanges:
        if each.operation is None or each.status is None or each.outcome is not Outcome.ANSWERED:
            continue
        place = (each.operation, str(each.status))
        if place not in samples and len(samples) < _MOST_SAMPLES:
            samples[place] = Sample(
                anchor=f"sample-{len(samples) + 1}",
                operation=each.operation,
                exchange=_viewed(each, url, most=_SAMPLE_BODY),
            )
    return samples


def _matrix_row(
    report: Report,
    row: OperationRow,
    statuses: Iterable[str],
    samples: Mapping[tuple[str, str], Sample],
) -> MatrixRow:
    times = dict(row.statuses)
    return MatrixRow(
        row=row,
        cells=tuple(
            _cell(status, times[status], samples.get((row.operation, status)))
            if status in times
            else None
            for status in statuses
        ),
        findings=sum(each.failure.operation == row.operation for each in new_findings(report)),
    )


def _cell(status: str, times: int, sample: Sample | None) -> MatrixCell:
    return MatrixCell(status=status, times=times, sample=sample.anchor if sample else "")
