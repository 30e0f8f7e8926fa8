"""The options of `verify`: what each is called, takes and means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from understudy.cli.arguments import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyOptions:
    """The options of `verify`, as given."""

    service: Service
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="A deployment to verify instead of the stand-in."),
    ] = None
    against: Annotated[
        str | None,
        typer.Option(metavar="URL", help="A deployment to verify beside the stand-in."),
    ] = None
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="read|quick|deep",
            help="read: GET and HEAD only. quick: coverage, sequences, all probes. deep: all there"
            " is. [default: quick on this machine, read beyond it]",
        ),
    ] = None
    engine: Annotated[
        str, typer.Option(metavar="all|probes|fuzzer", help="Which engines look for failures.")
    ] = "all"
    seed: Annotated[int, typer.Option(metavar="SEED", min=0, help="Same seed, same requests.")] = 1
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="OPERATION", help="Verify this operation. Repeatable."),
    ] = None
    documented_only: Annotated[
        bool, typer.Option("--documented-only", help="Leave out what is only inferred.")
    ] = False
    shard: Annotated[
        str | None,
        typer.Option(metavar="NUMBER/OF", help="One share of the operations, such as 1/3."),
    ] = None
    reports: Annotated[
        list[Path] | None,
        typer.Option(
            "--report",
            metavar="FILE",
            help="Write a report: .json .html .xml .md .sarif. Repeatable.",
        ),
    ] = None
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Findings that are accepted; new ones fail."),
    ] = None
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Accept what is found, for --reason.")
    ] = False
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why findings are accepted.")] = ""
    propose: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write corrections as an OpenAPI Overlay."),
    ] = None
    overlay: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Correct the contract by an overlay first."),
    ] = None
    credentials: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            envvar="UNDERSTUDY_CREDENTIALS",
            help="Credentials by security scheme.",
        ),
    ] = None
    allow_writes: Annotated[
        bool,
        typer.Option("--allow-writes", help="Let a run beyond this machine write, within --scope."),
    ] = False
    scope: Annotated[
        str | None,
        typer.Option(
            metavar="SCOPE",
            help="Data that may be written: header:NAME=VALUE, query:NAME=VALUE, partition:VALUE,"
            " path:/PREFIX or host:HOST.",
        ),
    ] = None
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE", help="A parameter's value in all requests. Repeatable."
        ),
    ] = None
    slow_s: Annotated[
        float,
        typer.Option(
            "--slow", metavar="SECONDS", min=0.01, help="An answer that takes longer is slow."
        ),
    ] = 2.0
    rate: Annotated[
        float | None,
        typer.Option(
            metavar="PER_SECOND",
            min=0.1,
            help="Most requests a second. [default: 10 beyond this machine]",
        ),
    ] = None
    budget: Annotated[
        int | None,
        typer.Option(
            metavar="REQUESTS",
            min=1,
            help="Most requests of the run. [default: 20000 beyond this machine]",
        ),
    ] = None
    time_limit_s: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            metavar="SECONDS",
            min=1,
            help="Most time of the run. [default: 3600 beyond this machine]",
        ),
    ] = None
    timeout_s: Annotated[
        float,
        typer.Option("--timeout", metavar="SECONDS", min=0.1, help="Most time of one request."),
    ] = 10.0
    kill_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Stop as soon as this file exists."),
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be sent, and send nothing.")
    ] = False
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False
