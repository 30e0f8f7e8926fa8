"""The `understudy` command: its options, and where errors become exit codes."""

from __future__ import annotations

import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from understudy import __version__
from understudy.contract.errors import UnderstudyError

FINDINGS = 1
USAGE = 2
INTERNAL = 3

app = typer.Typer(
    name="understudy",
    help=(
        "Stand in for APIs you depend on but do not own: stateful, realistic, by contract."
        "\n\nExit codes: 0 done, 1 findings, 2 usage or contract error, 3 internal error."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(value: bool) -> None:  # noqa: FBT001 - the signature that typer calls
    if value:
        typer.echo(f"understudy {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[  # noqa: FBT002 - how typer declares a flag
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that every command has."""


Services = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SERVICE|DOCUMENT",
        help="Built-in services or OpenAPI documents; all built-in ones by default.",
    ),
]


Service = Annotated[
    str,
    typer.Argument(metavar="SERVICE|DOCUMENT", help="A built-in service or an OpenAPI document."),
]


@app.command()
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
        )
    )


@app.command("services")
def list_services(
    *, json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List built-in services: operations, and how well each is known.

    Example: understudy services
    """
    from understudy.cli.catalogue import print_services

    print_services(as_json=json)


@app.command()
def routes(
    service: Service,
    *,
    documented_only: Annotated[
        bool, typer.Option("--documented-only", help="Leave out what is only inferred.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List operations: method, path, id, behavior, provenance; then quirks.

    Example: understudy routes openapi.yaml
    """
    from understudy.cli.catalogue import print_routes

    print_routes(service, only_documented=documented_only, as_json=json)


@app.command()
def contract(
    service: Service,
    *,
    json: Annotated[
        bool, typer.Option("--json", help="Print the document as JSON instead of as authored.")
    ] = False,
) -> None:
    """Print a service's OpenAPI document.

    Example: understudy contract openapi.yaml --json > openapi.json
    """
    from understudy.cli.catalogue import print_contract

    print_contract(service, as_json=json)


@app.command()
def lint(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SERVICE|PATH",
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
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check contracts and behavior: validity, provenance, examples.

    Example: understudy lint openapi.yaml
    """
    from understudy.cli.linting import cover_paths, lint_paths

    check = cover_paths if coverage else lint_paths
    if check(tuple(paths or ()), as_json=json):
        raise typer.Exit(FINDINGS)


class FailOn(StrEnum):
    """Which changes make `diff` fail."""

    BREAKING = "breaking"
    UNKNOWN = "unknown"
    NONE = "none"


@app.command()
def diff(
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="The contract callers know: a service or a document."),
    ],
    new: Annotated[
        str,
        typer.Argument(metavar="NEW", help="The contract that is to follow it."),
    ],
    *,
    fail_on: Annotated[
        FailOn,
        typer.Option(
            metavar="breaking|unknown|none",
            help="The least that makes the exit code 1; unknown includes breaking.",
        ),
    ] = FailOn.BREAKING,
    report: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="Also write the changes to a .json, .md or .txt file. Repeatable."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare two contracts: what breaks callers, with a proof for each break.

    Example: understudy diff old.yaml openapi.yaml
    """
    from understudy.cli.diffing import compare_contracts

    reports = tuple(report or ())
    if compare_contracts(old, new, fail_on=fail_on, reports=reports, as_json=json):
        raise typer.Exit(FINDINGS)


def main() -> None:
    """Run the command; errors become a message and an exit code."""
    try:
        app(prog_name="understudy")
    except UnderstudyError as error:
        typer.echo(str(error), err=True)
        sys.exit(USAGE)
    except Exception:  # noqa: BLE001 - the outermost edge of the program
        traceback.print_exc()
        typer.echo(
            "error[internal]: a defect of understudy; please report it with the lines above",
            err=True,
        )
        sys.exit(INTERNAL)
