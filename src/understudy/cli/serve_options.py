"""The options of `serve`: what each is called, takes and means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from understudy.cli.arguments import Overlay


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """The options of `serve`, as given."""

    services: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SERVICE|DOCUMENT...",
            help="Built-in services or OpenAPI documents; all built-in ones by default.",
        ),
    ] = None
    host: Annotated[
        str,
        typer.Option(metavar="ADDRESS", envvar="UNDERSTUDY_HOST", help="Address to listen on."),
    ] = "127.0.0.1"
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT",
            envvar="UNDERSTUDY_PORT",
            min=0,
            max=65535,
            help="Port; 0 for any free one.",
        ),
    ] = 4010
    seed: Annotated[
        int,
        typer.Option(
            metavar="SEED", envvar="UNDERSTUDY_SEED", min=0, help="Same seed, same records."
        ),
    ] = 1
    records: Annotated[
        int | None,
        typer.Option(
            metavar="COUNT",
            min=0,
            max=1_000_000,
            help="Records of each service's main resource [default: about 120].",
        ),
    ] = None
    auth: Annotated[
        str,
        typer.Option(
            metavar="off|present|strict",
            help="off: ask nobody. present: documented credentials, any value. "
            "strict: only issued tokens and listed keys.",
        ),
    ] = "present"
    check: Annotated[
        bool,
        typer.Option("--check", help="Hold every answer against the contract before it leaves."),
    ] = False
    fixture: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE",
            help="Records to start from instead of generated ones: empty, small.",
        ),
    ] = None
    quirks: Annotated[
        list[str] | None,
        typer.Option(
            "--quirk",
            metavar="[SERVICE.]NAME=off",
            help="A doubtful quirk that is to be left out; `routes` lists them. Repeatable.",
        ),
    ] = None
    documented_only: Annotated[
        bool,
        typer.Option("--documented-only", help="Answer 501 for operations that are only inferred."),
    ] = False
    overlay: Overlay = None
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TOKEN",
            envvar="UNDERSTUDY_TOKEN",
            help="Token of the control API, for a --host beyond loopback.",
        ),
    ] = None
