"""Arguments that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Service = Annotated[
    str,
    typer.Argument(metavar="SERVICE|DOCUMENT", help="A built-in service or an OpenAPI document."),
]

Overlay = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="An OpenAPI Overlay: corrections to the document."),
]

PrintsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
