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
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import yaml

from benchmarks.access import Access, bearer, options, settings
from benchmarks.servers import ROOT, start, understudy

SPECS = ROOT / "specs"
REPORTS = ROOT / "reports"
HOOKS = ROOT / "benchmarks" / "fuzzer_hooks.py"
ALONE = frozenset({"examples", "coverage", "fuzzing"})  # a lone path has nothing to link to
HEALTH = "/_understudy/health"
# Responses (of `components`) that say 400 or 410 although the request is what the contract asks
# for: the state of the records forbids it, or the file in it is none that can be read.
REFUSALS = frozenset({"WrongState", "ImportRefused", "Unfit", "Gone"})
MAY_REFUSE = """
[[operations]]
include-operation-id = {ids}

[operations.checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "400", "401", "403", "404", "409", "410"]
"""
SETTINGS = """\
continue-on-failure = true
workers = 1                      # threads race inside Hypothesis on CPython 3.11
hooks = "{hooks}"

[generation]
database = "none"
max-examples = {examples}

[cache]
enabled = false
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How thoroughly: phases of the fuzzer, examples for each operation, and how many seeds."""

    name: str
    phases: tuple[str, ...]
    examples: int
    seeds: int


GLANCE = Profile(name="glance", phases=("examples", "fuzzing"), examples=2, seeds=1)  # for tests
QUICK = Profile(name="quick", phases=("coverage", "stateful"), examples=10, seeds=12)
DEEP = Profile(
    name="deep", phases=("examples", "coverage", "fuzzing", "stateful"), examples=100, seeds=3
)
PROFILES = {profile.name: profile for profile in (GLANCE, QUICK, DEEP)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The paths of one service that answer under the same base path."""

    service: str
    base_path: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One group fuzzed with one seed, by one kind of caller."""

    group: Group
    profile: Profile
    seed: int
    access: Access = Access.FULL

    def phases(self) -> tuple[str, ...]:
        """Return the phases that make sense for the group."""
        if len(self.group.paths) > 1:
            return self.profile.phases
        return tuple(phase for phase in self.profile.phases if phase in ALONE)

    def name(self) -> str:
        """Return what the run is called in the terminal and in reports/."""
        base = self.group.base_path.strip("/").replace("/", "-") or "root"
        access = "" if self.access is Access.FULL else f"-{self.access}"
        return f"{self.group.service}-{base}{access}-{self.profile.name}-seed-{self.seed}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every service, group and seed; return the exit code."""
    known = sorted(path.parent.name for path in SPECS.glob("*/openapi.yaml"))
    parser = argparse.ArgumentParser(description="Fuzz every service against its own contract.")
    parser.add_argument("services", nargs="*", default=known, metavar="SERVICE")
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
    groups = tuple(_groups(service, _read(service, "openapi.yaml")))
    for seed in seeds:
        for group in groups:
            yield Run(group=group, profile=profile, seed=seed, access=access)


@cache
def _read(service: str, name: str) -> dict[str, Any]:
    text = (SPECS / service / name).read_text()
    return cast("dict[str, Any]", yaml.load(text, Loader=yaml.CSafeLoader))


def _groups(service: str, document: dict[str, Any]) -> Iterator[Group]:
    """Split the paths by base path: the fuzzer does not look at servers that a path names."""
    paths = defaultdict(list)
    for path, item in document["paths"].items():
        servers = item.get("servers") or document["servers"]
        paths[urlsplit(servers[0]["url"]).path.rstrip("/")].append(path)
    for base_path, below in paths.items():
        yield Group(service=service, base_path=base_path, paths=tuple(below))


def _refusals(document: dict[str, Any]) -> str:
    """Return, as TOML, which operations may refuse what is valid."""
    refusing = [
        each["operationId"]
        for item in document["paths"].values()
        for each in item.values()
        if isinstance(each, dict)
        and any(
            response.get("$ref", "").rpartition("/")[2] in REFUSALS
            for response in each.get("responses", {}).values()
        )
    ]
    return MAY_REFUSE.format(ids=json.dumps(refusing)) if refusing else ""


def is_clean(run: Run) -> bool:
    """Fuzz a server that is started for it; tell whether nothing was found."""
    service = run.group.service
    document, behavior = _read(service, "openapi.yaml"), _read(service, "behavior.yaml")
    command = understudy(service, "--seed", str(run.seed), *options(run.access))
    server = start("understudy", command, [HEALTH])
    try:
        token = bearer(run.access, service, document, behavior, server.port)
        if token is None and run.access is Access.RESTRICTED:
            print(f"{run.name()}: {service} knows neither roles nor scopes", flush=True)
            return True
        written = SETTINGS.format(examples=run.profile.examples, hooks=HOOKS.as_posix())
        written += settings(run.access, document, token) + _refusals(document)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "settings.toml").write_text(written)
            return _fuzz(run, server.port, Path(folder))
    finally:
        server.stop()


def _fuzz(run: Run, port: int, folder: Path) -> bool:
    """Run the fuzzer in a folder of its own, because it leaves files where it works."""
    script = Path(sys.executable).with_name("schemathesis")
    include = [part for path in run.group.paths for part in ("--include-path", path)]
    finished = subprocess.run(
        [
            *(str(script), "--config-file", "settings.toml"),
            *("run", str(SPECS / run.group.service / "openapi.yaml")),
            *("--url", f"http://127.0.0.1:{port}{run.group.base_path}", *include),
            *("--phases", ",".join(run.phases()), "--seed", str(run.seed)),
            *("--report-json-path", "verdict.json", "--no-color"),
        ],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    _tell_verdict(run, folder / "verdict.json")
    if finished.returncode != 0:
        REPORTS.mkdir(exist_ok=True)
        report = REPORTS / f"{run.name()}.txt"
        report.write_text(finished.stdout)
        print(finished.stdout, f"kept in {report.relative_to(ROOT)}", sep="\n", file=sys.stderr)
    return finished.returncode == 0


def _tell_verdict(run: Run, verdict: Path) -> None:
    if not verdict.exists():
        print(f"{run.name()}: the fuzzer refused the contract or its settings", flush=True)
        return
    said = json.loads(verdict.read_text())
    cases = said["test_cases"]
    print(
        f"{run.name()}: {cases['generated']} cases, {cases['unique_failures']} findings, "
        f"{len(said['errors'])} errors, {said['running_time']:.0f} s",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
