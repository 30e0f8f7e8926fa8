"""Probes of belonging: a record is found below its own owner only."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.behavior import Kind
from understudy.contract.operations import Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.lab import Lab


def check_belonging(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Ask for a record below an owner that it does not belong to."""
    declared = lab.declaration(operation)
    kinds = {Kind.GET, Kind.HANDLER}
    if declared.kind not in kinds or not declared.owners or lab.is_inferred:
        return
    values = lab.values(operation) if lab.may_ask(operation) else None
    if values is None:
        return
    own = lab.ask(operation, values)
    for owner in declared.owners:
        behavior, asked = f"owner:{owner.parameter}", values.get(owner.parameter)
        others = (each[owner.parameter] for each in lab.candidates(operation))
        stranger = next((each for each in others if each != asked), None)
        if stranger is None:
            lab.skip(operation, behavior, "only one owner is listed that has any")
            continue
        seen = lab.ask(operation, {**values, owner.parameter: stranger})
        lab.exercise(operation, behavior)
        is_same = seen.is_success and own.is_success and seen.json == own.json
        if is_same and declared.kind is Kind.GET:
            message = f"it is shown below {owner.parameter} {stranger!r}, and below {asked!r}"
            story = (own, seen)
            yield lab.failure("sub-resource-differs", operation, message, story, at=owner.parameter)
