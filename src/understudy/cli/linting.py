"""`lint`: findings in contracts and behaviors, printed."""

from __future__ import annotations

from pathlib import Path

import orjson
import typer

from understudy.contract.findings import Finding
from understudy.services import BUILT_IN, spec_directory
from understudy.services.linting import lint_service


def lint_paths(paths: tuple[str, ...], *, as_json: bool) -> bool:
    """Print the findings of contracts and their behavior; tell whether there were any.

    Raises:
        UnderstudyError: a path is no document.
    """
    built_in = {name: spec_directory() / name for name in BUILT_IN}
    chosen = [built_in.get(each, Path(each)) for each in paths] or list(built_in.values())
    findings = [finding for path in chosen for finding in lint_service(path)]
    if as_json:
        listed = [
            {
                "code": each.code,
                "where": str(each.position),
                "message": each.message,
                "remedy": each.remedy,
            }
            for each in findings
        ]
        typer.echo(
            orjson.dumps({"version": 1, "findings": listed}, option=orjson.OPT_INDENT_2).decode()
        )
    else:
        _print(findings, len(chosen))
    return bool(findings)


def _print(findings: list[Finding], documents: int) -> None:
    for each in findings:
        typer.echo(f"{each.position}: {each.code}: {each.message}")
        if each.remedy:
            typer.echo(f"  {each.remedy}")
    typer.echo(
        f"{_counted(len(findings), 'finding')} in {_counted(documents, 'contract')}", err=True
    )


def _counted(number: int, what: str) -> str:
    """Return a number with its noun.

    >>> _counted(1, "finding"), _counted(0, "finding")
    ('1 finding', '0 findings')
    """
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
