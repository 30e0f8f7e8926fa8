"""What reports say in words, whatever their format: the verdict, counts, what to do next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from understudy.services import BUILT_IN
from understudy.verification.failures import Source
from understudy.verification.report import Finding, Gap, OperationRow, Report, Verdict
from understudy.verification.reports.printable import one_line
from understudy.verification.rules import Severity


def counted(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "finding"), counted(1200, "finding"), counted(2, "reply", "replies")
    ('1 finding', '1,200 findings', '2 replies')
    """
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def new_findings(report: Report) -> tuple[Finding, ...]:
    """Return the findings that the baseline does not accept."""
    return tuple(each for each in report.findings if not each.accepted)


def accepted_findings(report: Report) -> tuple[Finding, ...]:
    """Return the findings that the baseline accepts."""
    return tuple(each for each in report.findings if each.accepted)


def verdict_word(report: Report) -> str:
    """Return the verdict as a headline; a failed run that is incomplete too says both."""
    if report.verdict is Verdict.FAILED and report.stops:
        return "FAILED, INCOMPLETE"
    return report.verdict.value.upper()


def verdict_line(report: Report) -> str:
    """Return what the run comes to, in one line after the headline."""
    new, accepted = new_findings(report), accepted_findings(report)
    found = f"{counted(len(new), 'new finding')} ({severities(new)})" if new else "no new finding"
    known = f", {len(accepted)} accepted" if accepted else ""
    asked = sum(each.requests for each in report.deployments)
    return f"{found}{known} in {counted(asked, 'request')}"


def severities(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each severity, the worst first: "1 high, 2 low"."""
    counts = Counter(each.failure.severity for each in findings)
    return ", ".join(f"{counts[each]} {each}" for each in reversed(Severity) if counts[each])


def run_line(report: Report) -> str:
    """Return what was run: contract, profile, seed, shard."""
    shard = f", shard {report.shard}" if report.shard else ""
    title = one_line(f"{report.title} {report.contract_version}", most=100)
    return f"{title}, profile {report.profile}, seed {report.seed}{shard}"


def never_succeeded(report: Report) -> tuple[OperationRow, ...]:
    """Return the operations that never answered with 2xx."""
    return tuple(each for each in report.operations if not each.succeeded)


def gaps_by_code(report: Report) -> tuple[tuple[str, tuple[Gap, ...]], ...]:
    """Return the gaps of each code, the most frequent code first."""
    by_code: dict[str, list[Gap]] = {}
    for each in report.gaps:
        by_code.setdefault(each.code, []).append(each)
    ordered = sorted(by_code.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple((code, tuple(gaps)) for code, gaps in ordered)


def listed(names: Sequence[str], *, most: int = 5) -> str:
    """Return names as a list that ends with how many more there are.

    >>> listed(["a", "b", "c"], most=2), listed([""])
    ('a, b and 1 more', 'the deployment')
    """
    shown = [one_line(each, most=80) or "the deployment" for each in names[:most]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def finder(source: Source) -> str:
    """Return who found something, in a sentence."""
    return "a probe" if source is Source.PROBE else f"the {source}"


def next_steps(report: Report) -> tuple[str, ...]:
    """Return what a person who reads the report can do now, one sentence each."""
    return tuple(_next_steps(report))


def _stands_in(report: Report, finding: Finding) -> bool:
    return report.deployments[finding.deployment].name == "stand-in"


def _next_steps(report: Report) -> Iterator[str]:
    names = {each.name for each in report.deployments}
    if new_findings(report):
        if any(_stands_in(report, each) for each in new_findings(report)):
            name = report.service if report.service in BUILT_IN else report.document
            served = shlex.quote(one_line(name or report.service))
            yield (
                "Try the commands on a stand-in with the same records:"
                f" understudy serve {served} --seed {report.seed}"
            )
        yield "Mend each finding, or accept it: --baseline FILE --update-baseline --reason TEXT."
        if names != {"stand-in"}:
            yield "Where the contract is wrong, --propose FILE writes its correction."
    if report.stops:
        yield "Remove what stopped the run, and run it again: nothing is known of the rest."
    if report.leftovers:
        yield "Remove the records that are left over; the run could not."
    if report.expired:
        yield "Bring the baseline up to date: see what is said of its entries."
    if any(each.statuses for each in never_succeeded(report)):
        yield "Operations without any success are hardly tested: give them records or credentials."
    if any(not each.statuses for each in report.operations):
        yield "Operations that were never asked: this run left them out, or nothing led to them."
