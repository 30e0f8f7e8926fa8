"""`lint`: findings in contracts and behaviors, or in what they leave out, printed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import orjson
import typer

from understudy.cli.caching import cache_directory
from understudy.contract.coverage import Tally
from understudy.contract.findings import Finding
from understudy.services import BUILT_IN, spec_directory
from understudy.services.linting import cover_service, lint_service


def lint_paths(paths: tuple[str, ...], *, as_json: bool) -> bool:
    """Print the findings of contracts and their behavior; tell whether there were any.

    Raises:
        UnderstudyError: a path is no document.
    """
    chosen = _chosen(paths)
    findings = [
        finding for path in chosen for finding in lint_service(path, cache=cache_directory())
    ]
    if as_json:
        _print_json({"findings": _listed(findings)})
    else:
        _print(findings, len(chosen))
    return bool(findings)


def cover_paths(paths: tuple[str, ...], *, as_json: bool) -> bool:
    """Print how contracts cover their facts.yaml; tell whether there are gaps.

    Raises:
        UnderstudyError: a path is no document, or its facts cannot be read.
    """
    chosen = _chosen(paths)
    covered = {_short(path): cover_service(path) for path in chosen}
    findings = [each for coverage in covered.values() if coverage for each in coverage.findings]
    if as_json:
        figures = {
            name: {"operations": asdict(each.operations), "names": asdict(each.names)}
            for name, each in covered.items()
            if each is not None
        }
        _print_json({"coverage": figures, "findings": _listed(findings)})
        return bool(findings)
    width = max(map(len, [*covered, "service"]))
    typer.echo(f"{'service':<{width}}  {'operations':<24}  names")
    for name, each in covered.items():
        shown = f"{_tally(each.operations):<24}  {_tally(each.names)}" if each else "no facts.yaml"
        typer.echo(f"{name:<{width}}  {shown}")
    _print(findings, len(chosen))
    return bool(findings)


def _tally(tally: Tally) -> str:
    """Return a tally as people read it.

    >>> _tally(Tally(total=12, covered=10, omitted=1))
    '10 of 12, 1 omitted'
    """
    omitted = f", {tally.omitted} omitted" if tally.omitted else ""
    return f"{tally.covered} of {tally.total}{omitted}"


def _chosen(paths: tuple[str, ...]) -> list[Path]:
    built_in = {name: spec_directory() / name for name in BUILT_IN}
    return [built_in.get(each, Path(each)) for each in paths] or list(built_in.values())


def _short(path: Path) -> str:
    return path.name if path.parent == spec_directory() else str(path)


def _listed(findings: list[Finding]) -> list[dict[str, str]]:
    return [
        {
            "code": each.code,
            "where": str(each.position),
            "message": each.message,
            "remedy": each.remedy,
        }
        for each in findings
    ]


def _print_json(members: dict[str, object]) -> None:
    typer.echo(orjson.dumps({"version": 1, **members}, option=orjson.OPT_INDENT_2).decode())


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
