"""The options of `diff`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from understudy.cli.arguments import PrintsJson
from understudy.cli.exits import FINDINGS


class FailOn(StrEnum):
    """Which changes make `diff` fail."""

    BREAKING = "breaking"
    UNKNOWN = "unknown"
    NONE = "none"


def diff(
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="The contract callers know: a service or a document."),
    ],
    new: Annotated[
        str,
        typer.Argument(metavar="NEW", help="The contract that is to follow it."),
    ],
    *,
    fail_on: Annotated[
        FailOn,
        typer.Option(
            metavar="breaking|unknown|none",
            help="The least that makes the exit code 1; unknown includes breaking.",
        ),
    ] = FailOn.BREAKING,
    report: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="Also write the changes to a .json, .md or .txt file. Repeatable."
        ),
    ] = None,
    json: PrintsJson = False,
) -> None:
    """Compare two contracts: what breaks callers, with a proof for each break.

    Example: understudy diff old.yaml openapi.yaml
    """
    from understudy.cli.diffing import compare_contracts

    reports = tuple(report or ())
    if compare_contracts(old, new, fail_on=fail_on, reports=reports, as_json=json):
        raise typer.Exit(FINDINGS)
