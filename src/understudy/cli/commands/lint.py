"""The options of `lint`."""

from __future__ import annotations

from typing import Annotated

import typer

from understudy.cli.arguments import PrintsJson
from understudy.cli.exits import FINDINGS


def lint(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SERVICE|PATH...",
            help="Documents or folders; the built-in contracts by default.",
        ),
    ] = None,
    *,
    coverage: Annotated[
        bool,
        typer.Option(
            "--coverage",
            help="Check that contracts state what the facts.yaml beside them names.",
        ),
    ] = False,
    json: PrintsJson = False,
) -> None:
    """Check contracts and behavior: validity, provenance, examples.

    Example: understudy lint openapi.yaml
    """
    from understudy.cli.linting import cover_paths, lint_paths

    check = cover_paths if coverage else lint_paths
    if check(tuple(paths or ()), as_json=json):
        raise typer.Exit(FINDINGS)
