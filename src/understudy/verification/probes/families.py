"""Families: what is created below a record is seen in the record."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.behavior import Kind
from understudy.contract.operations import Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.lives import Born, bear, find_life, is_reachable
from understudy.verification.probes.owning import check_shown_by_owner
from understudy.verification.probes.specimens import Specimens


def check_family(lab: Lab, create: Operation) -> Iterator[Failure]:
    """Create an owner, and something below it: the owner's own count of it is to follow."""
    life, owners = find_life(lab, create), lab.declaration(create).owners
    if life is None or life.listing is None or len(owners) != 1:
        return
    specimens = Specimens(lab)
    parent = next(_parents(lab, create, specimens), None)
    if parent is None:
        return
    values = {**lab.reach.required(create), owners[0].parameter: parent.key}
    if not is_reachable(create, values) or bear(lab, life, specimens, owners=values) is None:
        return
    lab.exercise(create, "owner")
    yield from check_shown_by_owner(lab, life.listing, values)


def _parents(lab: Lab, create: Operation, specimens: Specimens) -> Iterator[Born]:
    """Yield owners that are new."""
    owner = lab.declaration(create).owners[0]
    for above in lab.operations(owner.resource, Kind.CREATE):
        life = find_life(lab, above)
        same = above.is_beside(create)
        born = bear(lab, life, specimens) if life is not None and same else None
        if born is not None and born.key is not None:
            yield born
