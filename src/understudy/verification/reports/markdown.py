"""Markdown for a comment on a pull request: what is new first, the rest folded away.

All that comes from elsewhere stands in code, where nothing is a link, a mention or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from understudy.verification.causes import Cause, find_causes
from understudy.verification.report import Report, Verdict
from understudy.verification.reports.curl import curl_line
from understudy.verification.reports.places import Places
from understudy.verification.reports.printable import one_line, printable
from understudy.verification.reports.weighed import facts_line, sections
from understudy.verification.reports.wording import (
    accepted_findings,
    counted,
    finder,
    gaps_by_code,
    never_succeeded,
    new_findings,
    next_steps,
    run_line,
    verdict_line,
    verdict_word,
)

MOST_BYTES = 60_000  # GitHub takes 65,536 characters
_MARKS = {Verdict.PASSED: "✅", Verdict.FAILED: "❌", Verdict.INCOMPLETE: "⚠️"}
_ACTIVE = re.compile(r"([\\`*_{}\[\]()<>#+!|~&]|:(?=/)|(?<=www)\.)")
_MOST_ROWS = 30
_MOST_COMMAND = 2_000


def markdown(report: Report) -> str:
    """Return the report as GitHub Flavored Markdown of at most 60,000 bytes."""
    parts = [*_parts(report)]
    tail = "\n_The rest is left out here: see the report in HTML or JSON._\n"
    kept: list[str] = []
    size = 0
    for part in parts:
        size += len(part.encode("utf-8")) + 1
        if size > MOST_BYTES - len(tail):
            return "\n".join([*kept, tail])
        kept.append(part)
    return "\n".join(kept)


def code(text: str, *, most: int = 200, in_table: bool = False) -> str:
    r"""Return text from elsewhere as code, on one line.

    >>> code("a `b` | @c\n", in_table=True)
    '``a `b` \\| @c``'
    """
    line = one_line(text, most=most)
    if in_table:
        line = line.replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    space = " " if line[:1] == "`" or line[-1:] == "`" else ""
    return f"{fence}{space}{line}{space}{fence}" if line else ""


def plain(text: str) -> str:
    r"""Return text that Markdown shows as it is, without links and mentions.

    >>> plain("see *FILE* of @someone")
    'see \\*FILE\\* of @\u200bsomeone'
    """
    return _ACTIVE.sub(r"\\\1", one_line(text)).replace("@", "@\u200b")


def fenced(text: str) -> str:
    """Return text from elsewhere as a block of code that it cannot end itself."""
    shown = printable(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}sh\n{shown}\n{fence}"


def _parts(report: Report) -> Iterator[str]:
    """Return the parts in the order of their worth; each makes sense without those after it."""
    mark = _MARKS[report.verdict]
    yield f"## {mark} {verdict_word(report)}: {code(report.service)} against its contract\n"
    yield f"{verdict_line(report)}. {code(run_line(report))}\n"
    for stop in report.stops:
        yield f"- **incomplete**: {code(stop, most=500)}"
    for note in report.notes:
        yield f"- note: {code(note, most=500)}"
    causes = find_causes(new_findings(report))
    if causes:
        yield from _table(report, causes)
    for step in next_steps(report):
        yield f"> {plain(step)}  "
    yield from _coverage(report)
    places = Places(report)
    for cause in causes:
        yield _details(report, cause, places)
    yield from _rest(report)


def _table(report: Report, causes: tuple[Cause, ...]) -> Iterator[str]:
    rows = ["", "| severity | what | where | seen |", "| --- | --- | --- | ---: |"]
    for each in causes[:_MOST_ROWS]:
        title = f"{each.rule.title} {code(each.first.rule, in_table=True)}"
        rows.append(f"| {each.severity} | {title} | {_where(report, each)} | {each.count:,} |")
    if len(causes) > _MOST_ROWS:
        rows.append(f"| | and {counted(len(causes) - _MOST_ROWS, 'other cause')} | | |")
    yield "\n".join([*rows, ""])


def _where(report: Report, cause: Cause) -> str:
    names = [code(each, most=80, in_table=True) or "the deployment" for each in cause.operations]
    shown = ", ".join(names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004 - as above
    whose = f" ({report.deployments[cause.deployment].name})" if len(report.deployments) > 1 else ""
    return f"{shown}{more}{whose}"


def _details(report: Report, cause: Cause, places: Places) -> str:
    failure = cause.first
    url = report.deployments[cause.deployment].url
    where = places.describe(failure.pointer)
    commands = [curl_line(each, url) for each in failure.exchanges]
    short = [each for each in commands if len(each) <= _MOST_COMMAND]
    named = escape(one_line(failure.operation or "the deployment", most=80))
    head = f"{cause.severity}: {escape(cause.rule.title)}, <code>{named}</code>"
    lines = [
        "<details>",
        f"<summary>{head}</summary>",
        "",
        code(failure.message, most=1_000),
        "",
        *([f"- contract: {code(where)}"] if where else []),
        *([f"- seen at: {code(failure.at)}"] if failure.at else []),
        f"- fingerprint: {code(failure.fingerprint)}, found by {finder(failure.source)}",
        f"- to do: {cause.rule.remedy}",
        "",
        fenced("\n".join(short)) if short else "",
        "",
        "</details>",
        "",
    ]
    return "\n".join(lines)


def _coverage(report: Report) -> Iterator[str]:
    if report.coverage:
        met = ", ".join(
            f"{each.met:,} of {each.all:,} {plain(each.kind)}" for each in report.coverage
        )
        yield f"\nCovered: {met}.\n"
    failed = never_succeeded(report)
    if failed:
        names = [each.operation for each in failed]
        yield _folded(f"{counted(len(names), 'operation')} never answered with success", names)
    if report.facts:
        yield f"Facts of the contract: {plain(facts_line(report))}.\n"
    for title, lines in sections(report):
        yield _folded(f"{title} ({len(lines)})", lines)


def _rest(report: Report) -> Iterator[str]:
    accepted = accepted_findings(report)
    if accepted:
        told = [
            f"{each.failure.rule} {each.failure.operation}: {each.accepted}" for each in accepted
        ]
        yield _folded(f"{counted(len(told), 'accepted finding')}", told)
    if report.expired:
        yield _folded("Entries of the baseline that no longer hold", report.expired)
    if report.leftovers:
        yield _folded("Records that were left over", report.leftovers)
    for name, gaps in gaps_by_code(report):
        told = [f"{each.operation} {each.message}".strip() for each in gaps]
        yield _folded(f"Could not be seen ({len(gaps)})", told, of=name)


def _folded(
    summary: str, lines: list[str] | tuple[str, ...], *, of: str = "", most: int = 20
) -> str:
    items = [f"- {code(each, most=300)}" for each in lines[:most]]
    if len(lines) > most:
        items.append(f"- and {len(lines) - most:,} more")
    listed = "\n".join(items)
    named = f": <code>{escape(one_line(of, most=80))}</code>" if of else ""
    return f"<details>\n<summary>{summary}{named}</summary>\n\n{listed}\n\n</details>\n"
