"""A verification from beginning to end; `verify` is the function to read first.

readiness -> for each deployment: guard up, probes, fuzzer, clean up -> judge -> facts, coverage
"""

from __future__ import annotations

from dataclasses import dataclass

from understudy.verification import facts
from understudy.verification.coverage import cover
from understudy.verification.holding import Held, hold
from understudy.verification.judging import judge
from understudy.verification.plans import Plan, Watch
from understudy.verification.readiness import find_gaps
from understudy.verification.report import Deployment, Finding, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The report, and everything that was asked, by deployment."""

    report: Report
    held: tuple[Held, ...]


def verify(plan: Plan, watch: Watch = lambda _progress: None) -> Verified:
    """Hold every deployment of a plan against its contract, and say what came of it.

    Whatever a deployment does ends in the report, not in an error. Ctrl-C (or `Terminated`)
    ends the asking; what was created is removed, and the report tells what was found until then.

    Raises:
        FuzzerError: The fuzzer that is installed is not one that is known.
        ScopeError: A plan that writes beyond this machine has no scope.
    """
    held: list[Held] = []
    for side in plan.sides:
        held.append(hold(plan, side, watch))
        if held[-1].is_interrupted:
            break
    return Verified(report=_report(plan, tuple(held)), held=tuple(held))


def _report(plan: Plan, held: tuple[Held, ...]) -> Report:
    contract, behavior = plan.loaded.contract, plan.loaded.behavior
    order = [each.id for each in contract.operations]
    findings: list[tuple[Finding, ...]] = [
        judge(each.failures, each.exchanges, plan.baseline, order=order, deployment=number)
        for number, each in enumerate(held)
    ]
    sides = [_weighed(plan, each, found) for each, found in zip(held, findings, strict=True)]
    tallies, rows = cover(contract, behavior, sides[-1].observed, held[-1].exercised)
    all_findings = tuple(finding for found in findings for finding in found)
    stops = tuple(dict.fromkeys(stop for each in held for stop in each.stops))
    return Report(
        service=plan.loaded.name,
        title=contract.title,
        contract_version=contract.version,
        profile=plan.profile,
        seed=plan.seed,
        deployments=tuple(map(_deployment, held)),
        findings=all_findings,
        stops=stops,
        gaps=(*find_gaps(contract, behavior), *held[-1].gaps),
        facts=facts.weigh(contract, behavior, sides),
        coverage=tallies,
        operations=rows,
        expired=plan.baseline.remarks(all_findings, plan.reach(stops)) if plan.baseline else (),
        leftovers=tuple(left for each in held for left in each.leftovers),
        notes=tuple(_waiting(each) for each in held if each.put_off),
        shard=plan.shard,
        document="" if plan.loaded.is_shipped else contract.file,
    )


def _waiting(held: Held) -> str:
    times = "once" if held.put_off == 1 else f"{held.put_off:,} times"
    return (
        f"the {held.side.name} limited the rate {times} (429 with Retry-After); "
        "the run waited as long as it was told to, and was granted what it asked"
    )


def _weighed(plan: Plan, held: Held, findings: tuple[Finding, ...]) -> facts.Side:
    return facts.Side(
        observed=facts.observe(
            plan.loaded.contract, plan.loaded.behavior, held.exchanges, held.schemas
        ),
        findings=findings,
        exercised=held.exercised,
        is_stand_in=held.side.is_stand_in,
    )


def _deployment(held: Held) -> Deployment:
    return Deployment(
        name=held.side.name,
        url=held.side.shown_as or held.side.target.url,
        requests=held.requests,
        elapsed_s=held.elapsed_s,
    )
