"""The report on a terminal: each cause once, with commands to see it again, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from understudy.verification.causes import Cause, find_causes
from understudy.verification.report import OperationRow, Report, Verdict
from understudy.verification.reports.curl import curl_line
from understudy.verification.reports.places import Places
from understudy.verification.reports.printable import one_line, printable
from understudy.verification.reports.weighed import facts_line, sections
from understudy.verification.reports.wording import (
    accepted_findings,
    counted,
    finder,
    gaps_by_code,
    listed,
    never_succeeded,
    new_findings,
    next_steps,
    run_line,
    verdict_line,
    verdict_word,
)
from understudy.verification.rules import Severity

_VERDICTS = {
    Verdict.PASSED: "bold green",
    Verdict.FAILED: "bold red",
    Verdict.INCOMPLETE: "bold yellow",
}
_SEVERITIES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}
_CLASSES = {"2": "green", "3": "cyan", "4": "yellow", "5": "bold red"}
_MOST_ROWS = 20
_MOST_FACTS = 10
_MOST_COMMANDS = 3
_MOST_COMMAND = 4_000


def print_report(report: Report, console: Console) -> None:
    """Print what a person acts on; colours only where the console has them.

    Lines are left to the terminal to wrap, so that commands can be copied whole.
    """
    for line in _lines(report):
        console.print(line, markup=False, highlight=False, soft_wrap=not isinstance(line, Table))


def _lines(report: Report) -> Iterator[Text | Table | str]:
    yield from _head(report)
    places = Places(report)
    for cause in find_causes(new_findings(report)):
        yield ""
        yield from _cause(report, cause, places)
    yield from _matrix(report)
    yield from _coverage(report)
    yield from _facts(report)
    yield from _gaps(report)
    yield from _baseline(report)
    yield from _section("Left over in the deployment", report.leftovers)
    yield from _section("Next", next_steps(report), most=10)


def _head(report: Report) -> Iterator[Text]:
    word = Text(verdict_word(report), style=_VERDICTS[report.verdict])
    yield word.append(f"  {printable(report.service)}: {verdict_line(report)}", style="not bold")
    yield Text(f"  {run_line(report)}")
    for each in report.deployments:
        asked = f"{counted(each.requests, 'request')} in {each.elapsed_s:.1f} s"
        yield Text(f"  {printable(each.name)} {printable(each.url)}: {asked}")
    for stop in report.stops:
        yield Text(f"  incomplete: {printable(stop)}", style="yellow")
    for note in report.notes:
        yield Text(f"  note: {printable(note)}")


def _cause(report: Report, cause: Cause, places: Places) -> Iterator[Text]:
    failure = cause.first
    names = f"[{', '.join(cause.rules)}]"
    head = Text(f"{cause.severity}", style=_SEVERITIES[cause.severity])
    head.append(f"  {cause.rule.title} {names}  ", style="bold default")
    yield head.append(listed(cause.operations, most=3), style="not bold default")
    yield Text(f"  {printable(failure.message)}")
    for name, value in _told(report, cause, places):
        yield Text(f"  {name:<10} ", style="dim").append(value, style="not dim")
    for command in _commands(report, cause):
        yield Text(f"  {command}")


def _told(report: Report, cause: Cause, places: Places) -> Iterator[tuple[str, str]]:
    failure = cause.first
    if failure.pointer:
        yield "contract", printable(places.describe(failure.pointer))
    if failure.at:
        yield "seen at", printable(failure.at)
    if len(report.deployments) > 1:
        yield "deployment", printable(report.deployments[cause.deployment].name)
    if len(cause.operations) > 1:
        names = listed(cause.operations, most=12)
        yield "where", f"{counted(len(cause.operations), 'operation')}: {names}"
    prints = listed([each.failure.fingerprint for each in cause.findings], most=3)
    yield (
        "seen",
        f"{counted(cause.count, 'time')} by {finder(failure.source)}; fingerprint {prints}",
    )
    yield "to do", cause.rule.remedy


def _commands(report: Report, cause: Cause) -> Iterator[str]:
    exchanges = cause.first.exchanges
    url = report.deployments[cause.deployment].url
    if len(exchanges) > _MOST_COMMANDS:
        before = counted(len(exchanges) - _MOST_COMMANDS, "request")
        yield f"# after {before} that a report FILE shows"
    for each in exchanges[-_MOST_COMMANDS:]:
        line = curl_line(each, url)
        long = len(line) > _MOST_COMMAND
        shown = (
            f"# {each.method} {one_line(each.target)}: long, see a report FILE" if long else line
        )
        yield printable(shown)


def _matrix(report: Report) -> Iterator[Text | Table | str]:
    """Return the operations that deserve a look, and how many do not."""
    found = {each.failure.operation for each in report.findings}
    unasked = [each.operation for each in report.operations if not each.statuses]
    quiet = [each for each in report.operations if each.succeeded and each.operation not in found]
    looked_at = {each.operation for each in quiet}.union(unasked) - found
    rows = [each for each in report.operations if each.operation not in looked_at]
    if not report.operations:
        return
    yield ""
    yield Text("Operations", style="bold")
    if rows:
        yield _table(rows[:_MOST_ROWS], found)
    if len(rows) > _MOST_ROWS:
        yield Text(f"  and {len(rows) - _MOST_ROWS:,} more, which the HTML report shows")
    if quiet:
        told = counted(len(quiet), "operation")
        yield Text(f"  {told} answered with success, and nothing was found")
    if unasked:
        told = counted(len(unasked), "operation")
        yield Text(f"  {told} never asked: {listed(unasked, most=_MOST_ROWS)}", style="yellow")


def _table(rows: Sequence[OperationRow], found: set[str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for _ in range(4):
        table.add_column(overflow="fold")
    for row in rows:
        statuses = Text()
        for status, times in row.statuses:
            style = _CLASSES.get(status[:1], "")
            statuses.append(printable(f"{times:,} x {status}  "), style=style)
        notes = ["findings"] if row.operation in found else []
        notes += [] if row.succeeded else ["never a success" if row.statuses else "never asked"]
        table.add_row(
            Text(f"  {printable(row.method)}"),
            Text(printable(row.operation)),
            statuses,
            Text(", ".join(notes), style="yellow"),
        )
    return table


def _coverage(report: Report) -> Iterator[Text | str]:
    if not report.coverage:
        return
    met = ", ".join(f"{printable(each.kind)} {each.met:,}/{each.all:,}" for each in report.coverage)
    yield ""
    yield Text("Covered  ", style="bold").append(met, style="not bold")
    failed = [each.operation for each in never_succeeded(report) if each.statuses]
    if failed:
        names = listed(failed, most=50)
        yield Text(f"  {counted(len(failed), 'operation')} without any success: {names}")


def _facts(report: Report) -> Iterator[Text | str]:
    if report.facts:
        yield Text("Facts    ", style="bold").append(facts_line(report), style="not bold")
    for title, lines in sections(report):
        yield from _section(title, lines, most=_MOST_FACTS)


def _gaps(report: Report) -> Iterator[Text | str]:
    if not report.gaps:
        return
    yield ""
    yield Text("Could not have been seen", style="bold")
    for code, gaps in gaps_by_code(report):
        more = f" (and {len(gaps) - 1:,} more)" if len(gaps) > 1 else ""
        where = f"{gaps[0].operation}: " if gaps[0].operation else ""
        yield Text(f"  {printable(code)}: {one_line(where + gaps[0].message)}{more}")


def _baseline(report: Report) -> Iterator[Text | str]:
    accepted = accepted_findings(report)
    told = [
        f"{each.failure.rule} {listed([each.failure.operation])}: {each.accepted}"
        for each in accepted
    ]
    yield from _section(f"Accepted: {counted(len(accepted), 'finding')}", told)
    yield from _section("Baseline", report.expired)


def _section(title: str, lines: Sequence[str], *, most: int = 20) -> Iterator[Text | str]:
    if not lines:
        return
    yield ""
    yield Text(title, style="bold")
    for each in lines[:most]:
        yield Text(f"  {one_line(each)}")
    if len(lines) > most:
        yield Text(f"  and {len(lines) - most:,} more")
