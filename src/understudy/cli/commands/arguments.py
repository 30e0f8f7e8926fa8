"""Arguments that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

Service = Annotated[
    str,
    typer.Argument(metavar="SERVICE|DOCUMENT", help="A built-in service or an OpenAPI document."),
]
