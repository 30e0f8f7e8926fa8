"""`services`, `routes` and `contract`: what is there to be served, printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import orjson
import typer

from understudy.contract.operations import Operation
from understudy.services import BUILT_IN, Loaded, documented_only, load_service


def print_services(*, as_json: bool) -> None:
    """Print the built-in services."""
    loaded = [load_service(name) for name in BUILT_IN]
    if as_json:
        typer.echo(_encoded({"version": 1, "services": [_summary(each) for each in loaded]}))
        return
    heads = ("operations", "documented", "inferred", "conflict")
    typer.echo(" ".join([f"{'service':<10}", *(f"{head:>11}" for head in heads)]) + "  title")
    for each in loaded:
        summary = _summary(each)
        figures = " ".join([f"{each.name:<10}", *(f"{summary[head]:>11}" for head in heads)])
        typer.echo(f"{figures}  {each.contract.title}")


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


def print_contract(service: str, *, as_json: bool) -> None:
    """Print a service's OpenAPI document: as authored, or as JSON."""
    loaded = load_service(service)
    typer.echo(
        _encoded(loaded.contract.document)
        if as_json
        else loaded.paths[0].read_text(encoding="utf-8"),
        nl=as_json,
    )


def _summary(loaded: Loaded) -> dict[str, object]:
    counts = _labels(loaded)
    return {
        "name": loaded.name,
        "title": loaded.contract.title,
        "operations": len(loaded.contract.operations),
        **{label: counts[label] for label in ("documented", "inferred", "conflict")},
    }


def _labels(loaded: Loaded) -> Counter[str]:
    return Counter(
        each.provenance.label.value for each in loaded.contract.operations if each.provenance
    )


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
