"""`understudy report`: reports of verifications shown again, in other forms, or merged."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="report",
    help=(
        "Show or merge JSON reports of verifications."
        "\n\nExample: understudy report merge shard-*.json --report whole.html"
        "\n\nExit codes: 0 passed, 1 findings or incomplete, 2 usage error, 3 internal error."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
)

Reports = Annotated[
    list[Path] | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Write the report there: .json, .html, .xml (JUnit), .md or .sarif. Repeatable.",
    ),
]


@app.command()
def show(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A report that `verify --report` wrote as JSON.")
    ],
    *,
    report: Reports = None,
) -> None:
    """Print a report, and write it in other forms.

    Example: understudy report show report.json --report report.html
    """
    _put_out([file], report or [], is_one=True)


@app.command()
def merge(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="The JSON reports of all shards of one run."),
    ],
    *,
    report: Reports = None,
) -> None:
    """Make one report of those of all shards of a run.

    A shard that is missing or given twice makes the report incomplete.

    Example: understudy report merge shard-1.json shard-2.json --report whole.html
    """
    _put_out(files, report or [], is_one=False)


def _put_out(files: Sequence[Path], wanted: Sequence[Path], *, is_one: bool) -> None:
    from rich.console import Console

    from understudy.verification.merging import merge as merge_reports
    from understudy.verification.report import Verdict
    from understudy.verification.reports import form_of, print_report, read_report, write

    for path in wanted:
        form_of(path)
    reports = [(str(path), read_report(path)) for path in files]
    whole = reports[0][1] if is_one else merge_reports(reports)
    for path in wanted:
        write(whole, (), path)
    make_output_tolerant()
    print_report(whole, Console())
    if whole.verdict is not Verdict.PASSED:
        raise typer.Exit(1)


def make_output_tolerant() -> None:
    """Let standard output spell out what its encoding lacks: reports quote what others sent."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
