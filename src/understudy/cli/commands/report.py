"""The options of `report show` and `report merge`."""

from __future__ import annotations

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
    from understudy.cli.reporting import show_report

    show_report(file, report or [])


@app.command()
def merge(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="The JSON reports of all shards of one run."),
    ],
    *,
    report: Reports = None,
) -> None:
    """Make one report of those of all shards of a run.

    A shard that is missing or given twice makes the report incomplete.

    Example: understudy report merge shard-1.json shard-2.json --report whole.html
    """
    from understudy.cli.reporting import merge_reports

    merge_reports(files, report or [])
