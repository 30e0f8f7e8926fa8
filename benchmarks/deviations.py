"""How much `verify` finds: two services that are not ours deviate in one way at a time.

    make deviations                                  # all of them, three seeds; writes the table
    make deviations ARGS="--only pages_overlap --seeds 1"
    make deviations ARGS="--clean"                   # only that nothing is found in what is right

Each run meets a service of its own, served over HTTP in this process. Probes ask first, as in any
verification; the fuzzer is asked where they did not name the deviation, with --whole always. Found
means: some finding has a rule that names the deviation, on an operation that it is about. A run
with profile read must not have sent one method that writes, and a service that keeps its document
must have no finding at all.
Exit code: 0 when the marks are met, 1 when not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from benchmarks.deviation_runs import CLEAN, Outcome, Task, run
from benchmarks.deviation_table import names, summary, table
from benchmarks.servers import ROOT
from tests.deviations.catalogue import Deviation
from tests.deviations.courier_catalogue import COURIER
from tests.deviations.depot_catalogue import DEPOT
from understudy.verification.plans import Engine
from understudy.verification.profiles import Profile

DEVIATIONS: tuple[Deviation, ...] = (*DEPOT.deviations, *COURIER.deviations)
SERVICES = (DEPOT.service.name, COURIER.service.name)
TABLE = ROOT / "docs" / "verification.md"
WORKERS = 2  # a run is one busy process and one that waits; the machine has two cores
SEEDS = 3
CLEAN_SEEDS = 12


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for, print and write the table; return the exit code."""
    chosen = _parse(arguments)
    tasks = tuple(_tasks(chosen))
    outcomes = tuple(_run(tasks, chosen.workers, whole if chosen.whole else staged))
    written = table(DEVIATIONS, outcomes, is_whole=chosen.whole)
    print(written)
    if not chosen.only and not chosen.clean and chosen.profile is None:
        _write(TABLE, written)
    figures = summary(DEVIATIONS, outcomes)
    print("\n".join(figures.lines))
    return 0 if figures.is_met else 1


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what verify finds.")
    known = sorted(each.name for each in DEVIATIONS)
    parser.add_argument("--only", action="append", choices=known, metavar="NAME", help="only this")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="runs of each (default: 3)")
    parser.add_argument("--profile", type=Profile, choices=[Profile.READ, Profile.QUICK])
    parser.add_argument("--clean", action="store_true", help="only services that do not deviate")
    parser.add_argument("--whole", action="store_true", help="both engines in every run")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes (default: 2)")
    return parser.parse_args(arguments)


def _tasks(chosen: argparse.Namespace) -> Iterator[Task]:
    """Yield the runs: those that must find something, then those that must not."""
    profiles = [chosen.profile] if chosen.profile else [Profile.QUICK, Profile.READ]
    deviations = [each for each in DEVIATIONS if not chosen.only or each.name in chosen.only]
    for each in () if chosen.clean else deviations:
        for profile in profiles:
            if profile is Profile.QUICK or each.is_visible_to_reads:
                for seed in range(1, 1 + chosen.seeds):
                    yield Task(service=each.service, switch=each.name, profile=profile, seed=seed)
    if not chosen.only:
        for service in SERVICES:
            for profile in profiles:
                for seed in range(1, 1 + CLEAN_SEEDS):
                    yield Task(service=service, switch=CLEAN, profile=profile, seed=seed)


def whole(task: Task) -> Outcome:
    """Run both engines."""
    return run(task)


def staged(task: Task) -> Outcome:
    """Run the probes; then both engines, unless the probes have named the deviation already.

    Probes come first in any run and the fuzzer takes nothing back: what they name is found.
    """
    deviation = next((each for each in DEVIATIONS if each.name == task.switch), None)
    if deviation is None:
        return run(task)
    probed = run(task, frozenset({Engine.PROBES}))
    return probed if names(deviation, probed) else run(task)


def _run(tasks: Sequence[Task], workers: int, how: Callable[[Task], Outcome]) -> Iterator[Outcome]:
    """Yield what came of each run, in whatever order."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(how, each) for each in tasks]
        for done, future in enumerate(as_completed(futures), 1):
            outcome = future.result()
            line = f"{done}/{len(tasks)} {outcome.task.label}: {outcome.brief}"
            print(line, file=sys.stderr, flush=True)
            yield outcome


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    print(f"written to {path.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
