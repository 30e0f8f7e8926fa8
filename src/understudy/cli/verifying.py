"""`verify`: a planned run with its progress, and what is printed and written of it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from types import FrameType

import typer
from rich.console import Console

from understudy.cli.caching import cache_directory
from understudy.cli.exits import FINDINGS
from understudy.cli.planning import check_options, plan_of
from understudy.cli.printing import make_output_tolerant
from understudy.cli.rehearsing import print_rehearsal
from understudy.cli.verify_options import VerifyOptions
from understudy.services import load_service
from understudy.verification.baseline import Baseline, write_baseline
from understudy.verification.interruptions import Terminated
from understudy.verification.plans import Plan, Progress, Watch
from understudy.verification.reach import Reach
from understudy.verification.report import Report, Verdict
from understudy.verification.reports import open_progress, print_report, write
from understudy.verification.reports.json_form import json_form
from understudy.verification.reports.wording import counted
from understudy.verification.running import Verified, verify

ACCEPTED_FOR = timedelta(days=180)  # after which somebody has to say again that it is accepted


def verify_service(options: VerifyOptions) -> None:
    """Verify, print and write what came of it, and exit with 1 unless the contract is kept.

    Raises:
        UnderstudyError: an option has no meaning, or something that was named cannot be used.
    """
    check_options(options)
    loaded = load_service(options.service, cache=cache_directory(), overlay=options.overlay)
    make_output_tolerant()
    with ExitStack() as stack:
        stack.enter_context(_ending_when_told())
        plan = plan_of(options, loaded, stack)
        with _shown(Console(stderr=True)) as watch:
            verified = verify(plan, watch)
    if options.dry_run:
        print_rehearsal(plan, verified)
        return
    _put_out(options, plan, verified)
    if verified.report.verdict is not Verdict.PASSED:
        raise typer.Exit(FINDINGS)


@contextmanager
def _ending_when_told() -> Iterator[None]:
    """End by SIGTERM as by Ctrl-C: what was created is removed, and what was found is told."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _shown(console: Console) -> Iterator[Watch]:
    with open_progress(console) as show:

        def watch(progress: Progress) -> None:
            what = f"{progress.deployment}: {progress.engine}"
            show(f"{what}, {progress.requests:,} requests", progress.done, progress.all)

        yield watch


def _put_out(options: VerifyOptions, plan: Plan, verified: Verified) -> None:
    report = verified.report
    exchanges = [exchange for held in verified.held for exchange in held.exchanges]
    secrets = [
        text for side in plan.sides if not side.is_stand_in for text in side.credentials.secrets()
    ]
    for path in options.reports or ():
        write(report, exchanges, path, secrets=secrets)
    if options.as_json:
        typer.echo(json_form(report), nl=False)
    else:
        print_report(report, Console())
    if options.propose is not None:
        from understudy.cli.proposing import propose_corrections

        propose_corrections(plan, verified, options.propose)
    if options.update_baseline and plan.baseline is not None and options.baseline is not None:
        _accept(options, plan.baseline, report, plan.reach(report.stops))


def _accept(options: VerifyOptions, baseline: Baseline, report: Report, reach: Reach) -> None:
    renewed = baseline.renewed(
        report.findings,
        reason=options.reason,
        expires=baseline.today + ACCEPTED_FOR,
        reach=reach,
    )
    if options.baseline is not None:
        write_baseline(options.baseline, renewed)
        accepted = counted(len(renewed.accepted), "finding")
        typer.echo(f"{options.baseline} accepts {accepted}", err=True)
