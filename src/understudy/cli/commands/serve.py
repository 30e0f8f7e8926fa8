"""The options of `serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from understudy.cli.commands.arguments import Overlay

Services = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SERVICE|DOCUMENT",
        help="Built-in services or OpenAPI documents; all built-in ones by default.",
    ),
]


def serve(  # noqa: PLR0913 - one parameter an option: that is how typer declares them
    services: Services = None,
    *,
    host: Annotated[
        str,
        typer.Option(metavar="ADDRESS", envvar="UNDERSTUDY_HOST", help="Address to listen on."),
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT",
            envvar="UNDERSTUDY_PORT",
            min=0,
            max=65535,
            help="Port; 0 for any free one.",
        ),
    ] = 4010,
    seed: Annotated[
        int,
        typer.Option(
            metavar="SEED", envvar="UNDERSTUDY_SEED", min=0, help="Same seed, same records."
        ),
    ] = 1,
    records: Annotated[
        int | None,
        typer.Option(
            metavar="COUNT",
            min=0,
            max=1_000_000,
            help="Records of each service's main resource [default: about 120].",
        ),
    ] = None,
    auth: Annotated[
        str,
        typer.Option(
            metavar="off|present|strict",
            help="off: ask nobody. present: documented credentials, any value. "
            "strict: only issued tokens and listed keys.",
        ),
    ] = "present",
    check: Annotated[
        bool,
        typer.Option("--check", help="Hold every answer against the contract before it leaves."),
    ] = False,
    fixture: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE",
            help="Records to start from instead of generated ones: empty, small.",
        ),
    ] = None,
    quirk: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[SERVICE.]NAME=off",
            help="A doubtful quirk that is to be left out; `routes` lists them. Repeatable.",
        ),
    ] = None,
    documented_only: Annotated[
        bool,
        typer.Option("--documented-only", help="Answer 501 for operations that are only inferred."),
    ] = False,
    overlay: Overlay = None,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TOKEN",
            envvar="UNDERSTUDY_TOKEN",
            help="Token of the control API, for a --host beyond loopback.",
        ),
    ] = None,
) -> None:
    """Serve stand-ins for services.

    Example: understudy serve openapi.yaml --port 4020
    """
    from understudy.cli.serving import ServeOptions, serve_services

    serve_services(
        ServeOptions(
            services=tuple(services or ()),
            host=host,
            port=port,
            seed=seed,
            records=records,
            auth=auth,
            check=check,
            token=token,
            fixture=fixture,
            quirks=tuple(quirk or ()),
            documented_only=documented_only,
            overlay=overlay,
        )
    )
