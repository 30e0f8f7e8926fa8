"""Weighs every fact of a contract against what deployments showed, and says who is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from understudy.behavior import Behavior
from understudy.contract.operations import Contract, Label
from understudy.contract.schemas import Schemas
from understudy.verification.behaviors import Exercised, contradicted
from understudy.verification.facts.labels import Labels
from understudy.verification.facts.observing import Observed
from understudy.verification.facts.promises import (
    Promise,
    behavior_promises,
    promises_of,
    response_promises,
)
from understudy.verification.facts.schema_promises import answer_promises, request_promises
from understudy.verification.facts.shapes import Shapes
from understudy.verification.facts.topics import Topic, Topics
from understudy.verification.report import Blame, Cell, Fact, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What is known of one deployment; `exercised` are (operation id, behavior), as probed."""

    observed: Observed
    findings: Sequence[Finding] = ()
    exercised: Exercised = frozenset()
    is_stand_in: bool = False


def weigh(contract: Contract, behavior: Behavior, sides: Sequence[Side]) -> tuple[Fact, ...]:
    """Return every fact of the contract with its cell on each side, the most telling ones first.

    First come inferred facts that a real deployment contradicts, then those that it confirms, then
    others that are contradicted; within each the order is the contract's.
    """
    promises = tuple(find_promises(contract, behavior, sides[-1].observed.schemas))
    labels = Labels(contract)
    weighed = [_Weighing(contract, behavior, each, promises) for each in sides]
    facts = []
    for index, promise in enumerate(promises):
        label = labels.at(promise.pointer, promise.operations)
        cells = tuple(each.cell(index) for each in weighed)
        failures = [print_ for each in weighed for print_ in each.prints(index)]
        facts.append(
            Fact(
                operation=promise.operations[0],
                operations=promise.operations if len(promise.operations) > 1 else (),
                kind=promise.kind,
                pointer=promise.pointer,
                says=promise.says,
                label=label,
                cells=cells,
                blame=blame_of(label, cells, sides),
                failures=tuple(dict.fromkeys(failures)),
            )
        )
    return tuple(sorted(facts, key=lambda fact: _rank(fact, sides)))


def find_promises(contract: Contract, behavior: Behavior, schemas: Schemas) -> Iterator[Promise]:
    """Yield every fact of a contract, each once, in the order of its operations."""
    shapes = Shapes(contract.document)
    secured = {each.id for each in contract.operations if _asks(each.security)}
    shared: dict[str, list[str]] = {}
    responses = {}
    for operation in contract.operations:
        yield from promises_of(operation, schemas, is_secured=operation.id in secured)
        for response in operation.responses.values():
            responses[response.pointer] = response
            shared.setdefault(response.pointer, []).append(operation.id)
    for pointer, response in responses.items():
        yield from response_promises(tuple(dict.fromkeys(shared[pointer])), response)
    yield from answer_promises(contract, shapes)
    yield from request_promises(contract, shapes)
    yield from behavior_promises(contract, behavior)


def blame_of(label: Label | None, cells: tuple[Cell, ...], sides: Sequence[Side]) -> Blame:
    """Return who is wrong about a fact, where a stand-in and a real deployment were both asked."""
    by_side = {side.is_stand_in: cell for side, cell in zip(sides, cells, strict=True)}
    if len(by_side) != 2:  # noqa: PLR2004 - a stand-in, and what it stands in for
        return Blame.OPEN
    stand_in, deployment = by_side[True], by_side[False]
    if deployment is Cell.CONTRADICTED:
        if stand_in is Cell.CONTRADICTED or label in (Label.INFERRED, Label.CONFLICT):
            return Blame.CONTRACT_WRONG
        return Blame.DEPLOYMENT_DIFFERS if stand_in is Cell.CONFIRMED else Blame.OPEN
    if deployment is Cell.CONFIRMED:
        known = {Cell.CONFIRMED: Blame.AGREE, Cell.CONTRADICTED: Blame.STAND_IN_WRONG}
        return known.get(stand_in, Blame.OPEN)
    return Blame.OPEN


@dataclass(slots=True)
class _Weighing:
    """One side, held against all facts."""

    contract: Contract
    behavior: Behavior
    side: Side
    promises: Sequence[Promise]
    _against: dict[int, list[str]] = field(init=False, default_factory=dict)
    _declared: dict[str, dict[str, int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        by_topic: dict[Topic, list[int]] = {}
        for index, promise in enumerate(self.promises):
            by_topic.setdefault(promise.topic, []).append(index)
            if promise.kind == "behavior":
                _, operation, named = promise.topic
                self._declared.setdefault(operation, {})[named] = index
        topics = Topics(self.contract, self.side.observed.schemas)
        for finding in self.side.findings:
            failure = finding.failure
            about = self._behaviors(finding)
            known = (by_topic[each] for each in topics.of(failure) if each in by_topic)
            for index in about or next(known, []):
                self._against.setdefault(index, []).append(failure.fingerprint)

    def cell(self, index: int) -> Cell:
        """Return what this side says of a fact."""
        promise, seen = self.promises[index], self.side.observed
        if index in self._against:
            return Cell.CONTRADICTED
        if promise.shown(seen, self.side.exercised):
            return Cell.CONFIRMED
        asked = [each for each in promise.operations if each in seen.statuses]
        if not asked:
            is_withheld = any(each in seen.withheld for each in promise.operations)
            return Cell.NOT_REACHABLE if is_withheld else Cell.UNTESTED
        if not promise.needs_success:
            return Cell.UNTESTED
        has_data = not promise.holder or promise.holder in seen.answers.seen
        is_reached = any(seen.succeeded(each) for each in asked)
        return Cell.UNTESTED if is_reached and has_data else Cell.NOT_REACHABLE

    def prints(self, index: int) -> Sequence[str]:
        """Return the fingerprints of the findings against a fact."""
        return self._against.get(index, ())

    def _behaviors(self, finding: Finding) -> list[int]:
        declared = self._declared.get(finding.failure.operation, {})
        return [declared[each] for each in contradicted(finding.failure, tuple(declared))]


def _asks(security: Sequence[object]) -> bool:
    return bool(security) and all(getattr(each, "schemes", None) for each in security)


def _rank(fact: Fact, sides: Sequence[Side]) -> int:
    real = [cell for side, cell in zip(sides, fact.cells, strict=True) if not side.is_stand_in]
    if fact.label is Label.INFERRED and Cell.CONTRADICTED in real:
        return 0
    if fact.label is Label.INFERRED and Cell.CONFIRMED in real:
        return 1
    return 2 if Cell.CONTRADICTED in fact.cells else 3
