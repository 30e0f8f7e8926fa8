"""Fuzz every built-in service against its own contract; one finding is one too many.

    make conformance           # quick at 12 seeds, then deep at 3; then quick as others, once each
    make conformance ARGS="jtl --profile quick --seeds 1"
    make conformance ARGS="--access restricted --access nobody"

Each (service, access, seed) meets a server of its own, so that a run can be repeated exactly. All
checks of the fuzzer are on. Findings are printed and kept in reports/. Exit code: 0 without
findings, 1 with some.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.access import Access, credentials, options
from benchmarks.servers import ROOT, Server, start, understudy
from understudy.services import BUILT_IN
from understudy.services.loading import Loaded, load_service
from understudy.verification.failures import Failure
from understudy.verification.fuzzing import Fuzzed, FuzzJob, Group, fuzz, split_by_base_path
from understudy.verification.profiles import EFFORTS, Effort, Phase
from understudy.verification.profiles import Profile as Named

REPORTS = ROOT / "reports"
HEALTH = "/_understudy/health"
PATIENCE_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How thoroughly, and at how many seeds."""

    name: str
    effort: Effort
    seeds: int


_GLANCING = Effort(phases=(Phase.EXAMPLES, Phase.FUZZING), examples=2, writes=True)
GLANCE = Profile(name="glance", effort=_GLANCING, seeds=1)  # for tests
QUICK = Profile(name="quick", effort=EFFORTS[Named.QUICK], seeds=12)
DEEP = Profile(name="deep", effort=EFFORTS[Named.DEEP], seeds=3)
PROFILES = {profile.name: profile for profile in (GLANCE, QUICK, DEEP)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One group fuzzed with one seed, by one kind of caller."""

    service: str
    group: Group
    profile: Profile
    seed: int
    access: Access = Access.FULL

    def name(self) -> str:
        """Return what the run is called in the terminal and in reports/."""
        base = self.group.base_path.strip("/").replace("/", "-") or "root"
        access = "" if self.access is Access.FULL else f"-{self.access}"
        return f"{self.service}-{base}{access}-{self.profile.name}-seed-{self.seed}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every service, group and seed; return the exit code."""
    parser = argparse.ArgumentParser(description="Fuzz every service against its own contract.")
    parser.add_argument("services", nargs="*", default=sorted(BUILT_IN), metavar="SERVICE")
    told = "only this one (default: quick, then deep)"
    parser.add_argument("--profile", choices=PROFILES, help=told)
    parser.add_argument("--seeds", type=int, help="runs per service (default: the profile's)")
    parser.add_argument(
        "--access", action="append", choices=list(Access), help="who asks (default: everybody)"
    )
    chosen = parser.parse_args(arguments)
    clean = [
        is_clean(run)
        for access in map(Access, chosen.access or Access)
        for profile in _profiles(access, chosen.profile)
        for service in chosen.services
        for run in runs(service, profile, _seeds(access, profile, chosen.seeds), access)
    ]
    return 0 if all(clean) else 1


def _profiles(access: Access, chosen: str | None) -> list[Profile]:
    """Return how thoroughly to ask; who is refused nearly everywhere meets little that is new."""
    if chosen is not None:
        return [PROFILES[chosen]]
    return [QUICK, DEEP] if access is Access.FULL else [QUICK]


def _seeds(access: Access, profile: Profile, chosen: int | None) -> range:
    usual = profile.seeds if access is Access.FULL else 1
    return range(1, 1 + (chosen or usual))


def runs(
    service: str, profile: Profile, seeds: Iterable[int], access: Access = Access.FULL
) -> Iterator[Run]:
    """Yield the runs of a service: one for each seed and group of paths."""
    groups = split_by_base_path(_load(service).contract.operations)
    for seed in seeds:
        for group in groups:
            yield Run(service=service, group=group, profile=profile, seed=seed, access=access)


@cache
def _load(service: str) -> Loaded:
    return load_service(service)


def is_clean(run: Run) -> bool:
    """Fuzz a server that is started for it; tell whether nothing was found."""
    command = understudy(run.service, "--seed", str(run.seed), *options(run.access))
    server = start("understudy", command, [HEALTH])
    try:
        return _fuzz(run, server)
    finally:
        server.stop()


def _fuzz(run: Run, server: Server) -> bool:
    loaded = _load(run.service)
    known = credentials(run.access, loaded, server.port)
    if known is None:
        print(f"{run.name()}: {run.service} knows neither roles nor scopes", flush=True)
        return True
    job = FuzzJob(
        contract=loaded.contract,
        behavior=loaded.behavior,
        url=f"http://127.0.0.1:{server.port}",
        groups=(run.group,),
        effort=run.profile.effort,
        seed=run.seed,
        credentials=known,
        timeout_s=PATIENCE_S,
    )
    began = time.perf_counter()
    fuzzed = fuzz(job)
    _tell(run, fuzzed, time.perf_counter() - began)
    return fuzzed.complete and not fuzzed.failures


def _tell(run: Run, fuzzed: Fuzzed, elapsed_s: float) -> None:
    found = {each.fingerprint: each for each in reversed(fuzzed.failures)}
    print(
        f"{run.name()}: {fuzzed.cases} cases, {len(found)} findings, "
        f"{len(fuzzed.errors)} errors, {elapsed_s:.0f} s",
        flush=True,
    )
    if found or fuzzed.errors:
        REPORTS.mkdir(exist_ok=True)
        report = Path(REPORTS / f"{run.name()}.txt")
        text = "\n".join([*fuzzed.errors, *map(_describe, found.values())])
        report.write_text(text, encoding="utf-8")
        print(text, f"kept in {report.relative_to(ROOT)}", sep="\n", file=sys.stderr)


def _describe(failure: Failure) -> str:
    sent = [
        f"  {each.method} {each.target} {each.request_body!r} -> {each.status} "
        f"{each.response_body[:1_000]!r}"
        for each in failure.exchanges
    ]
    what = f"{failure.operation}: {failure.message} [{failure.rule} {failure.kind}]"
    return "\n".join([what, f"  {failure.pointer}", *sent])


if __name__ == "__main__":
    sys.exit(main())
