"""Probes of tenants and worlds: what one of them has, no other sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from understudy.behavior import Kind
from understudy.contract.operations import Json, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import WORLD, Seen
from understudy.verification.probes.choosing import options
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.lives import (
    Born,
    about,
    bear,
    find_life,
    is_reachable,
    shown_record,
)
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.sameness import says_same
from understudy.verification.probes.specimens import Specimens
from understudy.verification.probes.tracing import list_values

OTHER_TENANT = str(UUID(int=0x0C0FFEE0_0000_4000_8000_00000000002A))
OTHER_WORLD = "probe-other"
GONE = frozenset({404, 410})
SHORTEST_KEY = 12  # characters; shorter ones, and numbers, two tenants may have by chance


def check_tenants(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Look from one tenant for what another one has."""
    partition = lab.behavior.partition
    if partition is None:
        return
    other = {partition: _other_tenant(lab, operation, partition)}
    listing = lab.listing(operation)
    if listing is not None and _is_own(lab, listing) and lab.may_ask(operation):
        yield from _compare(lab, listing, other)
    yield from _shown_to(lab, operation, other)
    if lab.writes:
        yield from _look(lab, operation, "tenant-leak", other, {})


def _other_tenant(lab: Lab, operation: Operation, partition: str) -> Json:
    """Return a tenant that is not the one of the run: another that the contract knows, if any."""
    parameter = next((each for each in operation.parameters if each.name == partition), None)
    ours = lab.reach.required(operation).get(partition)
    known = options(lab, parameter.schema) if parameter is not None else []
    return next((each for each in known if each != ours), OTHER_TENANT)


def _shown_to(lab: Lab, operation: Operation, other: Values) -> Iterator[Failure]:
    """Read a record of ours as another tenant."""
    declared = lab.declaration(operation)
    if declared.kind is not Kind.GET or not lab.may_ask(operation):
        return
    values = lab.values(operation)
    key = (values or {}).get(lab.reach.names.key_parameter(operation) or "")
    is_own = any(lab.operations(declared.resource or "", Kind.CREATE))
    if values is None or not is_own or not _is_telling(key):
        return
    ours = lab.ask(operation, values)
    theirs = lab.ask(operation, {**values, **other})
    lab.exercise(operation, "tenants")
    if ours.is_success and theirs.is_success and ours.json == theirs.json:
        message = "two tenants are shown the same record by the same id"
        yield lab.failure("tenant-leak", operation, message, (ours, theirs))


def check_worlds(lab: Lab, create: Operation) -> Iterator[Failure]:
    """Look from one world for what another one has; only a stand-in has worlds."""
    if lab.is_stand_in and lab.writes:
        yield from _look(lab, create, "world-leak", {}, {WORLD: OTHER_WORLD})


def _is_own(lab: Lab, listing: Listing) -> bool:
    """Tell whether a list is of what a tenant creates: the rest may be the vendor's, for all."""
    name = listing.resource.name if listing.resource else ""
    return any(lab.operations(name, Kind.CREATE))


def _compare(lab: Lab, listing: Listing, other: Values) -> Iterator[Failure]:
    """Report keys that the same list shows to two tenants."""
    values = lab.values(listing.operation)
    if values is None or listing.resource is None:
        return
    sized = {**list_values(lab, listing, values), **values}
    ours, theirs = lab.ask(listing.operation, sized), lab.ask(listing.operation, {**sized, **other})
    if not (ours.is_success and theirs.is_success):
        return
    lab.exercise(listing.operation, "tenants")
    shared = _keys(listing, ours) & _keys(listing, theirs)
    if shared:
        message = f"two tenants are shown the same records, {min(shared)} among them"
        yield lab.failure("tenant-leak", listing.operation, message, (ours, theirs))


def _keys(listing: Listing, seen: Seen) -> set[str]:
    key = listing.resource.key if listing.resource else ""
    found = {row.get(key) for row in listing.rows(seen.json) or []}
    return {each for each in found if isinstance(each, str) and _is_telling(each)}


def _is_telling(key: Json) -> bool:
    """Tell whether no two tenants have a key by chance."""
    return isinstance(key, str) and len(key) >= SHORTEST_KEY


def _look(
    lab: Lab, create: Operation, rule: str, other: Values, headers: Mapping[str, str]
) -> Iterator[Failure]:
    """Create a record, and read it from elsewhere."""
    life = find_life(lab, create)
    if life is None or life.get is None:
        return
    born = bear(lab, life, Specimens(lab))
    values = about(lab, life.get, born) if born is not None else {}
    if born is None or born.key is None or not is_reachable(life.get, values):
        return
    seen = lab.ask(life.get, {**values, **other}, headers=headers)
    lab.exercise(life.get, "tenants" if other else "worlds")
    if seen.is_success and _is_same(lab, born, seen):
        message = f"{born.key!r} was created for somebody else, and is shown"
        yield lab.failure(rule, life.get, message, (*born.story, seen))
    else:
        yield from _delete(lab, born, rule, other, headers)


def _delete(
    lab: Lab, born: Born, rule: str, other: Values, headers: Mapping[str, str]
) -> Iterator[Failure]:
    """Delete a record that was created from elsewhere: it is to be there all the same."""
    delete, get = born.life.delete, born.life.get
    values = about(lab, delete, born) if delete is not None else {}
    if delete is None or get is None or delete.request_body or not is_reachable(delete, values):
        return
    answer = lab.ask(delete, {**values, **other}, headers=headers)
    lab.forget()
    here = lab.ask(get, about(lab, get, born))
    if here.status in GONE:
        message = f"{born.key!r} was created for somebody else, and could be deleted"
        yield lab.failure(rule, delete, message, (*born.story, answer, here))


def _is_same(lab: Lab, born: Born, seen: Seen) -> bool:
    """Tell whether a record is the one that was created, and not one of the same key by chance."""
    shown = shown_record(lab, born.life.get or born.life.create, seen) or {}
    texts = {
        name: value
        for name, value in born.specimen.fields.items()
        if isinstance(value, str) and name in shown
    }
    return bool(texts) and all(says_same(value, shown[name]) for name, value in texts.items())
