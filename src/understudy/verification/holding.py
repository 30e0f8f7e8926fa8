"""One deployment held against its contract: the guard goes up, engines ask, all is cleaned up."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from understudy.contract.operations import Json
from understudy.contract.schemas import Schemas
from understudy.verification import fuzzing, probes
from understudy.verification.addresses import Addresses
from understudy.verification.conforming import Conformity
from understudy.verification.exchanges import Exchange
from understudy.verification.failures import Failure
from understudy.verification.fuzzing import (
    Credential,
    Fuzzing,
    FuzzJob,
    Group,
    is_installed,
    split_by_base_path,
)
from understudy.verification.guarding import Guard, Permits
from understudy.verification.interruptions import INTERRUPTIONS, told
from understudy.verification.placing import deployed_bases, tenants_of
from understudy.verification.plans import Engine, Plan, Progress, Side, Watch
from understudy.verification.probes import PROBES, Asker, Lab, find_gaps, run_probes
from understudy.verification.profiles import EFFORTS
from understudy.verification.report import Gap

UNINSTALLED = "the fuzzer is not installed: pip install 'understudy[verify]', or --engine probes"
UNASKED = "nothing was asked: none of these operations may be asked in this profile"
UNGRANTED = "no request was granted: check the base URL and the credentials"
_GRANTED = range(200, 400)
_LONGEST_S = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of one deployment; `schemas` are the contract's, as far as they were compiled."""

    side: Side
    failures: tuple[Failure, ...]
    exchanges: tuple[Exchange, ...]
    exercised: frozenset[tuple[str, str]]
    gaps: tuple[Gap, ...]
    stops: tuple[str, ...]
    leftovers: tuple[str, ...]
    put_off: int
    elapsed_s: float
    requests: int
    schemas: Schemas

    @property
    def is_interrupted(self) -> bool:
        """Whether somebody told the run to end: what comes after is not begun."""
        return not INTERRUPTIONS.isdisjoint(self.stops)


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
    schemas = Schemas(contract.document, file=contract.file)
    asking = _Asking(
        plan=plan, side=side, guard=guard, watch=watch, began_s=began_s, schemas=schemas
    )
    try:
        with guard:
            asking.ask()
    except KeyboardInterrupt as interrupt:
        asking.stops.append(told(interrupt))
    addresses = Addresses((guard.url, side.target.origin), side.shown_as)
    return Held(
        side=side,
        failures=tuple(map(addresses.told, (*asking.told(), *guard.failures()))),
        exchanges=tuple(map(addresses.told, guard.exchanges)),
        exercised=frozenset(asking.exercised),
        gaps=tuple(asking.gaps),
        stops=(*asking.stops, *guard.stops) or tuple(_emptiness(plan, guard)),
        leftovers=guard.leftovers,
        put_off=guard.put_off,
        elapsed_s=time.perf_counter() - began_s,
        requests=guard.requests,
        schemas=schemas,
    )


def _emptiness(plan: Plan, guard: Guard) -> Iterator[str]:
    """Yield why a run that came to its end says nothing: a wrong address would keep any contract.

    A shard may be of operations of which none is to be asked.
    """
    if guard.requests == 0 and not plan.shard:
        yield UNASKED
    elif guard.requests and not any(
        each.operation and each.status in _GRANTED and not guard.leads_away(each)
        for each in guard.exchanges
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
    schemas: Schemas
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

    def told(self) -> Iterator[Failure]:
        """Yield what the engines found, but for what was seen in an answer of another's.

        A redirect to another host is told once, by the guard: that a login page is shown there
        neither opens an operation nor accepts an invalid request.
        """
        granted = {each.operation for each in self.guard.exchanges if each.status in _GRANTED}
        for each in self.failures:
            if self._is_own_word(each) and each.operation in granted:
                continue  # readiness tells that the contract lacks a word for it
            if not any(map(self.guard.leads_away, each.exchanges)):
                yield each

    def _is_own_word(self, failure: Failure) -> bool:
        """Tell whether a stand-in refuses as it does where somebody's document does not say how."""
        is_own = self.side.is_stand_in and not self.plan.loaded.is_shipped
        return is_own and failure.rule == "undeclared-status" and failure.kind.startswith("4")

    def _probe(self) -> None:
        contract, behavior = self.plan.loaded.contract, self.plan.loaded.behavior
        bases = deployed_bases(self.side.target, contract)
        conformity = Conformity(
            contract, bases, conceal=self.guard.redaction.text, schemas=self.schemas
        )
        lab = Lab(
            contract=contract,
            behavior=behavior,
            asker=Asker(
                self.guard.pass_on, redact=self.guard.redaction.exchange, look=conformity.look
            ),
            seed=self.plan.seed,
            writes=EFFORTS[self.plan.profile].writes,
            given=self._given,
            bases=bases,
            identities=self.side.identities,
            is_stand_in=self.side.is_stand_in,
            compiled=self.schemas,
        )
        asked = {each.id for each in self.plan.operations}
        only = asked if len(asked) < len(contract.operations) else None
        try:
            found = run_probes(lab, PROBES, only=only, on_progress=self._probed)
            self.failures += (
                replace(each, message=self.guard.redaction.text(each.message)) for each in found
            )
        finally:
            self.failures += (each for each in conformity.failures if each.operation in asked)
            self.exercised |= lab.exercised
            if not self.guard.is_over:  # what was not let through says nothing of the contract
                self.gaps += (each for each in find_gaps(lab) if each.operation in asked)

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
        engine = Fuzzing(
            job,
            on_progress=self._fuzzed,
            recorded=self.guard.exchanges,
            conceal=self.guard.redaction.text,
            is_over=lambda: self.guard.is_over,
        )
        try:
            engine.run()
        finally:
            self.failures += engine.found.failures
        found = engine.found
        self.stops += found.errors
        if not (found.complete or found.errors or self.guard.is_over):
            self.stops.append("the fuzzer did not come to its end")

    @property
    def _given(self) -> Mapping[str, Json]:
        """The values that parameters have: one tenant, and what the plan says.

        A tenant is none that the fuzzer may guess: what belongs to another would seem to be gone.
        """
        partition = self.plan.loaded.behavior.partition
        if partition is None or partition in self.plan.given:
            return self.plan.given
        tenant = next(tenants_of(self.plan.loaded.contract, partition, self.plan.seed), None)
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
