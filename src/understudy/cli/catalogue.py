"""`services`, `routes` and `contract`: what is there to be served, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import orjson
import typer

from understudy.cli.caching import cache_directory
from understudy.contract.operations import Label, Operation
from understudy.contract.yaml_writing import write_yaml
from understudy.services import BUILT_IN, Loaded, documented_only, load_service
from understudy.services.standing import Standing, standing_of


def print_services(*, as_json: bool) -> None:
    """Print the built-in services, and how well each is known."""
    cache = cache_directory()
    loaded = [load_service(name, cache=cache) for name in BUILT_IN]
    rows = [_summary(each, standing_of(each, cache=cache)) for each in loaded]
    if as_json:
        typer.echo(_encoded({"version": 1, "services": rows}))
        return
    heads = ("service", "operations", "documented", "inferred", "conflict", "tested", "coverage")
    shown = [{**row, "service": row["name"], "coverage": _percent(row["coverage"])} for row in rows]
    _print_table(shown, (*heads, "title"))


def print_routes(service: str, *, only_documented: bool, as_json: bool) -> None:
    """Print a service's operations, all or only those that are not inferred."""
    loaded = load_service(service)
    if only_documented:
        loaded = documented_only(loaded)
    rows = [_route(loaded, operation) for operation in loaded.contract.operations]
    if as_json:
        described = {"service": loaded.name, "operations": rows, "quirks": _quirks(loaded)}
        typer.echo(_encoded({"version": 1, **described}))
        return
    _print_table(rows, ("method", "path", "id", "behavior", "provenance"))
    if loaded.behavior.quirks:
        typer.echo()
        _print_table(
            [{**each, "off": "yes" if each["off"] else "no"} for each in _quirks(loaded)],
            ("quirk", "provenance", "off", "says"),
        )


def _print_table(rows: Sequence[Mapping[str, object]], heads: tuple[str, ...]) -> None:
    widths = [max([len(head), *(len(str(row[head])) for row in rows)]) for head in heads]
    for row in ({head: head for head in heads}, *rows):
        cells = [str(row[head]).ljust(width) for head, width in zip(heads, widths, strict=True)]
        typer.echo("  ".join(cells).rstrip())


def _quirks(loaded: Loaded) -> list[dict[str, object]]:
    """Return what a service does unexpectedly; `off` says whether that can be left out."""
    return [
        {
            "quirk": each.name,
            "provenance": each.provenance.label.value,
            "off": each.is_switchable,
            "says": each.says,
        }
        for each in loaded.behavior.quirks.values()
    ]


def print_contract(service: str, *, as_json: bool, overlay: Path | None = None) -> None:
    """Print a service's OpenAPI document, amended if an overlay is given: as authored, or JSON."""
    loaded = load_service(service, overlay=overlay)
    if as_json:
        typer.echo(_encoded(loaded.contract.document))
    elif overlay:
        typer.echo(write_yaml(loaded.contract.document), nl=False)
    else:
        typer.echo(loaded.paths[0].read_text(encoding="utf-8"), nl=False)


def _summary(loaded: Loaded, standing: Standing) -> dict[str, object]:
    coverage = standing.coverage
    return {
        "name": loaded.name,
        "title": loaded.contract.title,
        "operations": standing.operations,
        **{label.value: standing.labels[label] for label in Label},
        "tested": standing.tested,
        "coverage": coverage
        and {"operations": asdict(coverage.operations), "names": asdict(coverage.names)},
    }


def _percent(coverage: object) -> str:
    """Return how much of all facts is covered, in whole percent and never too much.

    >>> _percent({"names": {"total": 200, "covered": 199}}), _percent(None)
    ('99 %', '')
    """
    if not isinstance(coverage, dict):
        return ""
    total, covered = (sum(each[key] for each in coverage.values()) for key in ("total", "covered"))
    return f"{covered * 100 // total} %" if total else ""


def _route(loaded: Loaded, operation: Operation) -> dict[str, str]:
    declared = loaded.behavior.declarations.get(operation.id)
    return {
        "method": operation.method,
        "path": operation.base_paths[0] + operation.path,
        "id": operation.id,
        "behavior": declared.kind.value if declared else "sample",
        "provenance": operation.provenance.label.value if operation.provenance else "",
    }


def _encoded(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode("utf-8")
