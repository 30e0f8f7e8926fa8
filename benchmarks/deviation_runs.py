"""One run against a plain service: served over HTTP in a thread, verified, and what was said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.deviation_findings import Said, findings_of
from tests.deviations.courier import Courier
from tests.deviations.depot import Depot
from tests.deviations.plain import PlainService
from tests.loopback import served
from understudy.verification.plans import Engine
from understudy.verification.profiles import Profile

CLEAN = ""  # the switch of a service that does not deviate
SERVICES: dict[str, type[PlainService]] = {each.name: each for each in (Depot, Courier)}
SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A service, its one switch (or CLEAN), a profile and a seed."""

    service: str
    switch: str
    profile: Profile
    seed: int

    @property
    def label(self) -> str:
        """What the run is called in the terminal."""
        return f"{self.service} {self.switch or 'clean'} {self.profile} seed {self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run said, how many requests it took, and which of them may write.

    `stops` say why the run is incomplete.
    """

    task: Task
    said: tuple[Said, ...]
    stops: tuple[str, ...]
    requests: int
    writes: tuple[str, ...]
    elapsed_s: float

    @property
    def brief(self) -> str:
        """The run in one line."""
        rules = sorted({f"{each.rule} on {each.operation or 'all'}" for each in self.said})
        told = "; ".join([*rules, *self.stops]) or "nothing"
        return f"{told} ({self.requests} requests, {self.elapsed_s:.1f} s)"


def run(task: Task, engines: frozenset[Engine] = frozenset(Engine)) -> Outcome:
    """Serve a service of its own to one verification."""
    service = SERVICES[task.service]([task.switch] if task.switch else [])
    began = time.perf_counter()
    with serve(service) as url:
        said, stops = findings_of(url, task.service, task.profile, task.seed, engines)
    return Outcome(
        task=task,
        said=said,
        stops=stops,
        requests=service.asked,
        writes=tuple(sorted({*service.methods} - SAFE)),
        elapsed_s=time.perf_counter() - began,
    )


@contextmanager
def serve(service: PlainService) -> Iterator[str]:
    """Serve on a free port of loopback, and give the URL with the base path."""
    with served(service.app) as origin:
        yield origin + service.base_path
