"""The `understudy` command: its options, and where errors become exit codes."""

from __future__ import annotations

import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from understudy import __version__
from understudy.cli.commands.known import contract, list_services, routes
from understudy.cli.commands.lint import lint
from understudy.cli.commands.serve import serve
from understudy.cli.commands.verify import verify
from understudy.cli.exits import INTERNAL, USAGE
from understudy.contract.errors import UnderstudyError

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


app.command()(serve)
app.command("services")(list_services)
app.command()(routes)
app.command()(contract)
app.command()(lint)
app.command()(verify)


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

    worst = compare_contracts(old, new, reports=tuple(report or ()), as_json=json)
    if worst is not None and _fails(fail_on, worst):
        raise typer.Exit(FINDINGS)


def _fails(fail_on: FailOn, worst: str) -> bool:
    """Tell whether the worst impact of a comparison is one to fail on."""
    failing = {
        FailOn.BREAKING: ("breaking",),
        FailOn.UNKNOWN: ("breaking", "unknown"),
        FailOn.NONE: (),
    }
    return worst in failing[fail_on]


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
