"""Measured rounds: all servers are asked in turn, so that a slow minute hits all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks.cases import Case
from benchmarks.client import Job, Seen
from benchmarks.servers import ROOT, Server

DISTURBED = 0.25  # of one core's time taken by somebody else while a sample was taken
ENOUGH_CLEAN = 3
WARM_UP = 300
CONNECTIONS = 8  # so many requests are always waiting while CPU time is measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A measured server; `prefix` goes before every path, `count` requests make one sample.

    `reset` is posted to after each round, so that creates do not pile up from round to round.
    """

    server: Server
    prefix: str = ""
    count: int = 2000
    reset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One round of one case on one server. `foreign` is the share of a core that others took."""

    cpu_us: float
    latencies_us: list[float]
    foreign: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The samples of one case on one server, one per round, in the order of the rounds."""

    samples: tuple[Sample, ...]

    def cpu_us(self) -> float:
        """Return the median CPU time per request."""
        return median(sample.cpu_us for sample in self._clean())

    def p99_us(self) -> float:
        """Return the 99th percentile of the latency over all clean rounds together."""
        latencies = [latency for sample in self._clean() for latency in sample.latencies_us]
        return quantiles(latencies, n=100)[98]

    def ratio_to(self, other: Series) -> float:
        """Return how many times the CPU time of `other` this costs: the median over rounds."""
        pairs = list(zip(self.samples, other.samples, strict=True))
        clean = [pair for pair in pairs if max(pair[0].foreign, pair[1].foreign) < DISTURBED]
        used = clean if len(clean) >= ENOUGH_CLEAN else pairs
        return median(mine.cpu_us / theirs.cpu_us for mine, theirs in used)

    def disturbed(self) -> int:
        """Return how many samples were taken while something else was running."""
        return sum(sample.foreign >= DISTURBED for sample in self.samples)

    def _clean(self) -> Sequence[Sample]:
        clean = [sample for sample in self.samples if sample.foreign < DISTURBED]
        return clean if len(clean) >= ENOUGH_CLEAN else self.samples


class Asker:
    """Sends jobs through a client process and remembers which numbers creates have used."""

    def __init__(self) -> None:
        self._next = 0

    def ask(self, target: Target, case: Case, count: int, *, connections: int = 1) -> Seen:
        """Ask `count` times and return what was seen."""
        job = Job(
            port=target.server.port,
            request=case.request(target.prefix).decode("latin-1"),
            count=count,
            statuses=case.statuses,
            first=self._next,
            connections=connections,
        )
        self._next += count
        return _run_client(job)

    def sample(self, target: Target, case: Case) -> Sample:
        """Take the cost of a request on a busy server, then the latency on an idle one."""
        busy, used, began = _busy_s(), target.server.cpu_s(), time.perf_counter()
        ours = time.process_time()
        seen = self.ask(target, case, target.count, connections=CONNECTIONS)
        ours = time.process_time() - ours + seen.cpu_s
        elapsed, used = time.perf_counter() - began, target.server.cpu_s() - used
        foreign = (_busy_s() - busy - used - ours) / elapsed
        latencies = self.ask(target, case, max(target.count // 4, WARM_UP)).latencies_us
        return Sample(cpu_us=used / target.count * 1e6, latencies_us=latencies, foreign=foreign)


def interleave(
    targets: Sequence[Target],
    cases: Sequence[Case],
    *,
    rounds: int,
    tell: Callable[[str], None],
) -> dict[tuple[str, str], Series]:
    """Measure every case on every server; the answer's keys are (case name, server name)."""
    asker = Asker()
    samples: dict[tuple[str, str], list[Sample]] = {}
    for case, target in _pairs(targets, cases):
        asker.ask(target, case, WARM_UP, connections=CONNECTIONS)
        samples[case.name, target.server.name] = []
    for number in range(1, rounds + 1):
        tell(f"round {number} of {rounds}")
        for case, target in _pairs(targets, cases):
            samples[case.name, target.server.name].append(asker.sample(target, case))
        for target in targets:
            if target.reset:
                target.server.post(target.reset)
    return {key: Series(samples=tuple(taken)) for key, taken in samples.items()}


def _pairs(targets: Sequence[Target], cases: Sequence[Case]) -> Iterable[tuple[Case, Target]]:
    return ((case, target) for case in cases for target in targets)


def _run_client(job: Job) -> Seen:
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks.client"],
        input=json.dumps(asdict(job)),
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Seen(**json.loads(finished.stdout))


def _busy_s() -> float:
    """Return the time that all cores together have spent on anything since boot."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _waiting, interrupts, soft_interrupts = map(int, fields[:7])
    return (user + nice + system + interrupts + soft_interrupts) / os.sysconf("SC_CLK_TCK")
