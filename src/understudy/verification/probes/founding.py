"""Founding: records made for one another, for what nothing that exists fits.

An action that joins records may find all of them joined already, or names in a plain list what
belongs to its owner. So an owner is created, what it can have below it, and the list is of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from understudy.behavior import Kind
from understudy.contract.operations import Json, Operation
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.lives import Born, bear, find_life
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.specimens import Specimens

MOST_FOUNDED = 2  # owners of an action
MOST_JOINED = 6  # records that are joined to each
DEEPEST = 4  # owners of owners


@dataclass(frozen=True, slots=True)
class Family:
    """How to ask an action for records that were made for it."""

    values: Values
    body: Json


def families_for(lab: Lab, operation: Operation, specimens: Specimens) -> Iterator[Family]:
    """Yield families for an action below an owner that takes a plain list of ids."""
    owners = lab.declaration(operation).owners
    if not lab.writes or len(owners) != 1 or not _takes_ids(lab, operation):
        return
    for resource in _referred(lab, owners[0].resource):
        for above in islice(_creates(lab, operation, owners[0].resource), MOST_FOUNDED):
            owner = _bear(lab, above, specimens, None)
            if owner is None:
                continue
            known = {owners[0].resource: owner.key}
            below = _founded(lab, operation, resource, known, specimens, 0)
            if below is None:
                continue
            places = lab.reach.candidates(operation, {owners[0].parameter: owner.key})
            for values in islice(places, MOST_JOINED):
                yield Family(values, [below])


def _takes_ids(lab: Lab, operation: Operation) -> bool:
    """Tell whether a body is a list of texts or numbers: nothing in it says of what."""
    media = operation.sent
    schema = lab.schemas.follow(media.schema) if media and media.schema else {}
    items = schema.get("items")
    if not isinstance(items, dict):
        return False
    return any(lab.schemas.validator(items).is_valid(each) for each in (1, "1"))


def _referred(lab: Lab, owner: str) -> Iterator[str]:
    """Yield the resources that an owner has several of, by reference, and that belong to it."""
    named = {each.resource for each in lab.behavior.resources[owner].references.values()}
    for resource in lab.behavior.resources:
        creates = lab.operations(resource, Kind.CREATE)
        owned = {each.resource for create in creates for each in lab.declaration(create).owners}
        if resource in named and owner in owned:
            yield resource


def _founded(
    lab: Lab,
    operation: Operation,
    resource: str,
    known: dict[str, Json],
    specimens: Specimens,
    depth: int,
) -> Json:
    """Return the key of a new record below owners that are known; others are created on the way."""
    for create in _creates(lab, operation, resource):
        values = {**lab.reach.required(create)}
        for owner in lab.declaration(create).owners:
            if owner.resource not in known and depth < DEEPEST:
                key = _founded(lab, operation, owner.resource, known, specimens, depth + 1)
                known[owner.resource] = key
            values[owner.parameter] = known.get(owner.resource)
        if None in values.values():
            continue
        born = _bear(lab, create, specimens, values)
        if born is not None:
            return born.key
    return None


def _creates(lab: Lab, operation: Operation, resource: str) -> Iterator[Operation]:
    for create in lab.operations(resource, Kind.CREATE):
        if create.is_beside(operation):
            yield create


def _bear(lab: Lab, create: Operation, specimens: Specimens, owners: Values | None) -> Born | None:
    life = find_life(lab, create)
    born = bear(lab, life, specimens, owners=owners) if life is not None else None
    return born if born is not None and born.key is not None else None
