"""The `understudy` command: its options, and where errors become exit codes."""

from __future__ import annotations

import gc
import sys
import traceback
from typing import Annotated

import typer

from understudy import __version__
from understudy.cli.commands.diff import diff
from understudy.cli.commands.known import contract, list_services, routes
from understudy.cli.commands.lint import lint
from understudy.cli.commands.report import app as report
from understudy.cli.commands.serve import serve
from understudy.cli.commands.verify import verify
from understudy.cli.exits import INTERNAL, USAGE
from understudy.contract.errors import UnderstudyError

# What a command loads stays, and what it makes has no cycles: with the default of 700, looking for
# some costs a tenth of a start, of a write and of a verification.
COLLECT_AFTER = (20_000, 10, 50)

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
app.command()(diff)
app.add_typer(report)


def main() -> None:
    """Run the command; errors become a message and an exit code."""
    gc.set_threshold(*COLLECT_AFTER)
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
