"""`verify --dry-run`: what a deployment would be sent, as a rehearsal with the stand-in shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import typer

from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.plans import Plan
from understudy.verification.running import Verified

_LONGEST = 100  # characters of a sample


def print_rehearsal(plan: Plan, verified: Verified) -> None:
    """Print which requests would pass and which would be withheld, counted, with samples."""
    exchanges = [each for held in verified.held for each in held.exchanges]
    passed = [each for each in exchanges if each.outcome is not Outcome.WITHHELD]
    withheld = [each for each in exchanges if each.outcome is Outcome.WITHHELD]
    typer.echo(f"A run would send about {len(passed):,} requests; nothing was sent there.")
    typer.echo("Rehearsed with the stand-in, by the rules that hold for the deployment.\n")
    for line in _methods(passed):
        typer.echo(line)
    for line in _operations(plan, passed):
        typer.echo(line)
    if withheld:
        typer.echo(f"\n{len(withheld):,} requests would be withheld")
        for note, times in Counter(each.note for each in withheld).most_common():
            typer.echo(f"  {times:>6,}  {note}")


def _methods(passed: Sequence[Exchange]) -> Iterator[str]:
    for method, times in Counter(each.method for each in passed).most_common():
        yield f"  {times:>6,}  {method}"


def _operations(plan: Plan, passed: Sequence[Exchange]) -> Iterator[str]:
    """Yield a line for each operation: how often, and the first request as a sample."""
    times = Counter(each.operation for each in passed)
    first: dict[str | None, Exchange] = {}
    for each in passed:
        first.setdefault(each.operation, each)
    yield "\nOperations"
    for operation in plan.operations:
        sample = first.get(operation.id)
        if sample is not None:
            shown = f"{sample.method} {sample.target}"[:_LONGEST]
            yield f"  {times[operation.id]:>6,}  {operation.id}: {shown}"
    unknown = times[None]
    if unknown:
        yield f"  {unknown:>6,}  paths that are no operation, to see how they are refused"
