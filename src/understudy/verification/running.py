"""A verification from beginning to end; `verify` is the function to read first.

readiness -> for each deployment: guard up, probes, fuzzer, clean up -> judge -> facts, coverage
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import httpx2

from understudy.behavior import Generation
from understudy.contract.operations import Contract, Json, Operation
from understudy.contract.references import resolve
from understudy.contract.schemas import Schemas
from understudy.data import Dice
from understudy.services import Loaded
from understudy.verification import facts, fuzzing, probes
from understudy.verification.addresses import addressed
from understudy.verification.baseline import Baseline
from understudy.verification.conforming import Conformity
from understudy.verification.coverage import cover
from understudy.verification.exchanges import Exchange
from understudy.verification.failures import Failure
from understudy.verification.fuzzing import (
    Credential,
    FuzzJob,
    Group,
    fuzz,
    is_installed,
    split_by_base_path,
)
from understudy.verification.guarding import (
    Credentials,
    Guard,
    Limits,
    Permits,
    Scope,
    Target,
)
from understudy.verification.identities import Identities
from understudy.verification.judging import judge
from understudy.verification.probes import PROBES, Asker, Lab, run_probes
from understudy.verification.profiles import EFFORTS, Profile
from understudy.verification.readiness import find_gaps
from understudy.verification.report import Deployment, Finding, Gap, Report

UNINSTALLED = "the fuzzer is not installed: pip install 'understudy[verify]', or --engine probes"
INTERRUPTED = "interrupted by Ctrl-C"
UNASKED = "nothing was asked: none of these operations may be asked in this profile"
UNGRANTED = "no request was granted: check the base URL and the credentials"
_GRANTED = range(200, 400)
_LONGEST_S = 24 * 3600.0


class Engine(StrEnum):
    """What looks for failures."""

    PROBES = "probes"
    FUZZER = "fuzzer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A deployment that is to be verified: "stand-in" or "deployment", and how it is asked.

    `permitted_as` is the address whose rules count, when they are not those of the target;
    `shown_as` is the origin that reports name, when the real one is another in every run.
    """

    name: str
    target: Target
    credentials: Credentials
    identities: Identities = field(default_factory=Identities)
    is_stand_in: bool = False
    permitted_as: Target | None = None
    shown_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A verification, decided. `operations` are those that count; `given` are values of parameters.

    `shard` is what the report says of it, "" for a whole run.
    """

    loaded: Loaded
    sides: tuple[Side, ...]
    operations: tuple[Operation, ...]
    profile: Profile = Profile.QUICK
    engines: frozenset[Engine] = frozenset(Engine)
    seed: int = 1
    scope: Scope | None = None
    limits: Limits = field(default_factory=Limits)
    baseline: Baseline | None = None
    given: Mapping[str, Json] = field(default_factory=dict)
    shard: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all operations are asked by all engines: only then is what is not found gone."""
        is_all = len(self.operations) == len(self.loaded.contract.operations)
        return is_all and not self.shard and self.engines == frozenset(Engine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: `done` of `all` steps of an engine, on one of its deployments."""

    deployment: str
    engine: Engine
    done: int
    all: int
    requests: int
    failures: int


Watch: TypeAlias = "Callable[[Progress], None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of one deployment."""

    side: Side
    failures: tuple[Failure, ...]
    exchanges: tuple[Exchange, ...]
    exercised: frozenset[tuple[str, str]]
    gaps: tuple[Gap, ...]
    stops: tuple[str, ...]
    leftovers: tuple[str, ...]
    elapsed_s: float
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The report, and everything that was asked, by deployment."""

    report: Report
    held: tuple[Held, ...]


def verify(plan: Plan, watch: Watch = lambda _progress: None) -> Verified:
    """Hold every deployment of a plan against its contract, and say what came of it.

    Whatever a deployment does ends in the report, not in an error. Ctrl-C ends the asking; what was
    created is removed, and the report tells what was found until then.

    Raises:
        FuzzerError: The fuzzer that is installed is not one that is known.
        ScopeError: A plan that writes beyond this machine has no scope.
    """
    held: list[Held] = []
    for side in plan.sides:
        held.append(hold(plan, side, watch))
        if INTERRUPTED in held[-1].stops:
            break
    return Verified(report=_report(plan, tuple(held)), held=tuple(held))


def hold(plan: Plan, side: Side, watch: Watch = lambda _progress: None) -> Held:
    """Ask one deployment everything that a plan asks."""
    contract, behavior = plan.loaded.contract, plan.loaded.behavior
    writes = EFFORTS[plan.profile].writes
    rules_of = side.permitted_as or side.target
    permits = Permits(contract, behavior, rules_of, writes=writes, scope=plan.scope)
    guard = Guard(
        side.target,
        permits,
        plan.limits,
        credentials=side.credentials,
        cleans=not side.is_stand_in,
    )
    began_s = time.perf_counter()
    asking = _Asking(plan=plan, side=side, guard=guard, watch=watch, began_s=began_s)
    try:
        with guard:
            asking.ask()
    except KeyboardInterrupt:
        asking.stops.append(INTERRUPTED)
    addresses = (guard.url, side.target.origin)
    return Held(
        side=side,
        failures=tuple(
            addressed(each, addresses, side.shown_as)
            for each in (*asking.failures, *guard.failures())
        ),
        exchanges=tuple(addressed(each, addresses, side.shown_as) for each in guard.exchanges),
        exercised=frozenset(asking.exercised),
        gaps=tuple(asking.gaps),
        stops=(*asking.stops, *guard.stops) or tuple(_emptiness(plan, guard)),
        leftovers=guard.leftovers,
        elapsed_s=time.perf_counter() - began_s,
        requests=guard.requests,
    )


def _emptiness(plan: Plan, guard: Guard) -> Iterator[str]:
    """Yield why a run that came to its end says nothing: a wrong address would keep any contract.

    A shard may be of operations of which none is to be asked.
    """
    if guard.requests == 0 and not plan.shard:
        yield UNASKED
    elif guard.requests and not any(
        each.operation and each.status in _GRANTED for each in guard.exchanges
    ):
        yield UNGRANTED


@dataclass(kw_only=True)
class _Asking:
    """The engines at work on one deployment, and what they found so far."""

    plan: Plan
    side: Side
    guard: Guard
    watch: Watch
    began_s: float
    failures: list[Failure] = field(default_factory=list)
    exercised: set[tuple[str, str]] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)

    def ask(self) -> None:
        """Let the engines of the plan ask, one after the other."""
        if Engine.PROBES in self.plan.engines:
            self._probe()
        if Engine.FUZZER in self.plan.engines:
            self._fuzz()

    def _probe(self) -> None:
        contract, behavior = self.plan.loaded.contract, self.plan.loaded.behavior
        bases = deployed_bases(self.side.target, contract)
        conformity = Conformity(contract, bases, conceal=self.guard.redaction.text)
        # What the environment says of proxies and netrc files is not for the guard.
        with httpx2.Client(base_url=self.guard.url, timeout=None, trust_env=False) as http:
            lab = Lab(
                contract=contract,
                behavior=behavior,
                asker=Asker(http, redact=self.guard.redaction.exchange, look=conformity.look),
                seed=self.plan.seed,
                writes=EFFORTS[self.plan.profile].writes,
                given=self._given,
                bases=bases,
                identities=self.side.identities,
                is_stand_in=self.side.is_stand_in,
            )
            asked = {each.id for each in self.plan.operations}
            only = asked if len(asked) < len(contract.operations) else None
            try:
                self.failures += run_probes(lab, PROBES, only=only, on_progress=self._probed)
            finally:
                self.failures += (each for each in conformity.failures if each.operation in asked)
                self.exercised |= lab.exercised
                self.gaps += (each for each in lab.gaps() if each.operation in asked)

    def _fuzz(self) -> None:
        if not is_installed():
            self.stops.append(UNINSTALLED)
            return
        limits = self.plan.limits
        spent_s = time.perf_counter() - self.began_s
        job = FuzzJob(
            contract=self.plan.loaded.contract,
            behavior=self.plan.loaded.behavior,
            url=self.guard.url,
            groups=tuple(self._groups()),
            effort=EFFORTS[self.plan.profile],
            seed=self.plan.seed,
            credentials=dict(self._placeholders()),
            given=self._given,
            timeout_s=max(1.0, limits.total_s - spent_s) if limits.total_s else _LONGEST_S,
            request_timeout_s=limits.timeout_s + limits.longest_wait_s,
        )
        found = fuzz(
            job,
            on_progress=self._fuzzed,
            recorded=self.guard.exchanges,
            conceal=self.guard.redaction.text,
        )
        self.failures += found.failures
        self.stops += found.errors
        if not found.complete and not found.errors:
            self.stops.append("the fuzzer did not come to its end")

    @property
    def _given(self) -> Mapping[str, Json]:
        """The values that parameters have: one tenant, and what the plan says.

        A tenant is none that the fuzzer may guess: what belongs to another would seem to be gone.
        """
        partition = self.plan.loaded.behavior.partition
        if partition is None or partition in self.plan.given:
            return self.plan.given
        tenant = next(_tenants(self.plan.loaded.contract, partition, self.plan.seed), None)
        return self.plan.given if tenant is None else {partition: tenant, **self.plan.given}

    def _groups(self) -> Iterator[Group]:
        bases = deployed_bases(self.side.target, self.plan.loaded.contract)
        for group in split_by_base_path(self.plan.operations):
            yield Group(base_path=bases[group.base_path], operations=group.operations)

    def _placeholders(self) -> Iterator[tuple[str, Credential]]:
        """Yield what the fuzzer shows: the guard puts the real thing in its place."""
        for name in self.side.credentials.by_scheme:
            mark = self.side.credentials.placeholder(name)
            yield name, Credential(value=mark, username=mark, password=mark)

    def _probed(self, progress: probes.Progress) -> None:
        self._tell(Engine.PROBES, progress.done, progress.all, progress.failures)

    def _fuzzed(self, progress: fuzzing.Progress) -> None:
        failures = len(self.failures) + progress.failures
        self._tell(Engine.FUZZER, progress.done, progress.all, failures)

    def _tell(self, engine: Engine, done: int, whole: int, failures: int) -> None:
        self.watch(
            Progress(
                deployment=self.side.name,
                engine=engine,
                done=done,
                all=whole,
                requests=self.guard.requests,
                failures=failures,
            )
        )


def deployed_bases(target: Target, contract: Contract) -> Mapping[str, str]:
    """Return where a contract's base paths are on a deployment.

    A base URL without a path has them as the contract does; one with a path stands for the
    contract's server: it ends with its base path, or replaces the only one there is.
    """
    bases = sorted({each.base_paths[0] for each in contract.operations}, key=len, reverse=True)
    ending = next((each for each in bases if each and target.base.endswith(each)), None)
    if ending is not None:
        root = target.base.removesuffix(ending)
        return {each: root + each for each in bases}
    if target.base and len(bases) == 1:
        return {bases[0]: target.base}
    return {each: target.base + each for each in bases}


def _tenants(contract: Contract, name: str, seed: int) -> Iterator[Json]:
    """Yield values of a parameter: example, default or choices, else a generated one."""
    for operation in contract.operations:
        for each in operation.parameters:
            if each.name == name:
                holder, _ = resolve(contract.document, f"#{each.pointer}")
                schema = Schemas(contract.document).follow(each.schema)
                listed = schema.get("enum")
                stated = (holder.get("example"), schema.get("example"), schema.get("default"))
                yield from (value for value in stated if value is not None)
                yield from listed if isinstance(listed, list) else ()
                generate = Generation(contract.document, seed).compile(each.schema)
                yield generate(Dice("tenant", str(seed)))


def _report(plan: Plan, held: tuple[Held, ...]) -> Report:
    contract, behavior = plan.loaded.contract, plan.loaded.behavior
    order = [each.id for each in contract.operations]
    findings: list[tuple[Finding, ...]] = [
        judge(each.failures, each.exchanges, plan.baseline, order=order, deployment=number)
        for number, each in enumerate(held)
    ]
    observations = [
        facts.Side(
            exchanges=each.exchanges,
            findings=found,
            exercised=each.exercised,
            is_stand_in=each.side.is_stand_in,
        )
        for each, found in zip(held, findings, strict=True)
    ]
    tallies, rows = cover(contract, behavior, held[-1].exchanges, held[-1].exercised)
    all_findings = tuple(finding for found in findings for finding in found)
    stops = tuple(dict.fromkeys(stop for each in held for stop in each.stops))
    whole = not stops and plan.is_whole
    return Report(
        service=plan.loaded.name,
        title=contract.title,
        contract_version=contract.version,
        profile=plan.profile,
        seed=plan.seed,
        deployments=tuple(
            Deployment(
                name=each.side.name,
                url=each.side.shown_as or each.side.target.url,
                requests=each.requests,
                elapsed_s=each.elapsed_s,
            )
            for each in held
        ),
        findings=all_findings,
        stops=stops,
        gaps=(*find_gaps(contract, behavior), *held[-1].gaps),
        facts=facts.weigh(contract, behavior, observations),
        coverage=tallies,
        operations=rows,
        expired=plan.baseline.remarks(all_findings, is_whole=whole) if plan.baseline else (),
        leftovers=tuple(left for each in held for left in each.leftovers),
        shard=plan.shard,
        document="" if plan.loaded.is_shipped else contract.file,
    )
