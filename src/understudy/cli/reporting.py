"""`report`: reports of verifications shown again, in other forms, or merged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from understudy.cli.exits import FINDINGS
from understudy.cli.printing import make_output_tolerant
from understudy.verification.merging import merge
from understudy.verification.report import Report, Verdict
from understudy.verification.reports import form_of, print_report, read_report, write


def show_report(file: Path, wanted: Sequence[Path]) -> None:
    """Print a report and write it in the forms that are wanted; exit with 1 unless it passed.

    Raises:
        ReportError: a file cannot be read, or is to have a form that there is not.
    """
    _check(wanted)
    _put_out(read_report(file), wanted)


def merge_reports(files: Sequence[Path], wanted: Sequence[Path]) -> None:
    """Make one report of those of all shards, and go on as with any.

    Raises:
        ReportError: a file cannot be read, or is to have a form that there is not.
    """
    _check(wanted)
    _put_out(merge([(str(path), read_report(path)) for path in files]), wanted)


def _check(wanted: Sequence[Path]) -> None:
    for path in wanted:
        form_of(path)


def _put_out(whole: Report, wanted: Sequence[Path]) -> None:
    for path in wanted:
        write(whole, (), path)
    make_output_tolerant()
    print_report(whole, Console())
    if whole.verdict is not Verdict.PASSED:
        raise typer.Exit(FINDINGS)
