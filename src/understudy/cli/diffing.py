"""`diff`: what a new contract breaks, printed and written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from understudy.cli.caching import cache_directory
from understudy.contract.errors import ReportError
from understudy.contract.operations import Contract
from understudy.contract.reading import read_contract
from understudy.services import find_document
from understudy.verification.diffing import Comparison, Impact, compare
from understudy.verification.diffing.rendering import RENDERERS, summary

_FAILING = {
    "breaking": (Impact.BREAKING,),
    "unknown": (Impact.BREAKING, Impact.UNKNOWN),
    "none": (),
}


def compare_contracts(
    old: str, new: str, *, fail_on: str, reports: Sequence[Path], as_json: bool
) -> bool:
    """Print what changed between two contracts; tell whether any of it is to fail on.

    Raises:
        UnderstudyError: a document cannot be read, or a report cannot be written.
    """
    for path in reports:
        _check_form(path)
    comparison = compare(_read(old), _read(new))
    render = RENDERERS[".json" if as_json else ".txt"]
    if comparison.changes or as_json:
        typer.echo(render(comparison))
    for path in reports:
        _write(comparison, path)
    typer.echo(summary(comparison), err=True)
    return any(comparison.of(impact) for impact in _FAILING[fail_on])


def _read(name_or_path: str) -> Contract:
    return read_contract(find_document(name_or_path), cache=cache_directory())


def _check_form(path: Path) -> None:
    if path.suffix not in RENDERERS:
        raise ReportError(
            f"a report cannot be written as {path.suffix or 'a file without ending'}",
            where=str(path),
            remedy=f"let its name end with {', '.join(RENDERERS)}",
        )


def _write(comparison: Comparison, path: Path) -> None:
    try:
        path.write_text(RENDERERS[path.suffix](comparison), encoding="utf-8")
    except OSError as error:
        raise ReportError(
            f"the report cannot be written: {error.strerror or error}",
            where=str(path),
            remedy="give a file in a folder that exists and may be written to",
        ) from error
