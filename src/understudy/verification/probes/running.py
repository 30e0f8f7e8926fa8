"""The running of probes: one operation after the other, each probe in turn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from understudy.behavior import Kind
from understudy.contract.operations import Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.catalogue import PROBES
from understudy.verification.probes.declared import note_unexercised
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.probing import Probe, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the probes are: `done` of `all` turns of operations, and what they asked so far."""

    operation: str
    done: int
    all: int
    requests: int
    failures: int


def run_probes(
    lab: Lab,
    probes: Sequence[Probe] = PROBES,
    *,
    only: Collection[str] | None = None,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
) -> Iterator[Failure]:
    """Yield what probes find; `only` are ids of operations, None means all of them.

    What is found by reading alone is looked for a second time before it is believed: somebody else
    may have written in between.
    """
    chosen = [each for each in lab.contract.operations if only is None or each.id in only]
    fitting = [each for each in probes if lab.writes or not each.writes]
    steps = [(operation, turn) for turn in Turn for operation in _ordered(lab, chosen, turn)]
    found = 0
    for done, (operation, turn) in enumerate(steps, 1):
        for probe in (each for each in fitting if each.turn is turn):
            for failure in _run(lab, probe, operation):
                found += 1
                yield failure
        on_progress(
            Progress(
                operation=operation.id,
                done=done,
                all=len(steps),
                requests=lab.asker.count,
                failures=found,
            )
        )
    if only is None:
        note_unexercised(lab)


def _ordered(lab: Lab, operations: list[Operation], turn: Turn) -> list[Operation]:
    """Return operations in the order of a turn: what is left over is deleted last of all."""
    if turn is not Turn.LAST:
        return operations
    return sorted(operations, key=lambda each: lab.declaration(each).kind is Kind.DELETE)


def _run(lab: Lab, probe: Probe, operation: Operation) -> list[Failure]:
    lab.asker.name = probe.name
    found = list(probe.run(lab, operation))
    if not found or probe.writes:
        return found
    lab.start_over()
    again = {each.fingerprint for each in probe.run(lab, operation)}
    return [each for each in found if each.fingerprint in again]
