"""What belongs to a record agrees with it: its owner's id, its number, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.behavior.declarations import Owner
from understudy.behavior.naming import plain
from understudy.contract.encoding import spell
from understudy.contract.operations import Json, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.choosing import another
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.showing import include_all, record_in, values_of
from understudy.verification.probes.walks import rows_in, whole


def check_owners(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Hold a list below an owner against the owner, against a stranger, and against all."""
    listing = lab.listing(operation)
    if listing is None or not listing.declaration.owners or not lab.may_ask(operation):
        return
    values = lab.values(operation)
    if values is None:
        return
    yield from _named(lab, listing, values)
    yield from _stranger(lab, listing, values)
    yield from _among_all(lab, listing, values)
    yield from check_shown_by_owner(lab, listing, values)


def _named(lab: Lab, listing: Listing, values: Values) -> Iterator[Failure]:
    """Each row that names its owner names the one that was asked for."""
    walked = whole(lab, listing, values)
    key = listing.resource.key if listing.resource else ""
    for owner in listing.declaration.owners:
        if owner.field == key:
            continue  # told from the parameter's name, which both share
        asked = values.get(owner.parameter)
        for row in walked.rows:
            shown = values_of(lab, listing, row, owner.field)
            if shown and asked is not None and spell(asked) not in map(spell, shown):
                yield lab.failure(
                    "sub-resource-differs",
                    listing.operation,
                    f"below {owner.parameter} {spell(asked)} there is a row whose {owner.field} is"
                    f" {spell(shown[0])}",
                    walked.seen,
                    at=owner.parameter,
                )
                break


def _stranger(lab: Lab, listing: Listing, values: Values) -> Iterator[Failure]:
    """Nothing belongs to a record that does not exist."""
    for owner in listing.declaration.owners:
        parameter = listing.parameter(owner.parameter)
        if parameter is None:
            continue
        nobody = another(lab, parameter, values.get(owner.parameter), _known(lab, owner))
        if nobody is None:
            continue
        seen = lab.ask(listing.operation, {**values, owner.parameter: nobody})
        lab.exercise(listing.operation, f"owner:{owner.parameter}")
        wrong = _wrong(listing, seen)
        if wrong:
            yield lab.failure(
                "sub-resource-differs",
                listing.operation,
                f"below {owner.parameter} {spell(nobody)}, which nobody has, {wrong}",
                [seen],
                at=owner.parameter,
            )


def _known(lab: Lab, owner: Owner) -> list[Json]:
    """Return ids of owners that exist."""
    known: list[Json] = []
    for source in lab.reach.sources(owner.resource)[:1]:
        base = lab.values(source.operation)
        rows = lab.rows_of(source, base) if base is not None else []
        known += [row.get(lab.behavior.resources[owner.resource].key) for row in rows]
    return known


def _wrong(listing: Listing, seen: Seen) -> str:
    """Return what is wrong with what is listed below an owner that does not exist."""
    rows = rows_in(listing, seen)
    if rows:
        return f"there are {len(rows)} rows"
    is_declared = "404" in listing.operation.responses
    return "there is an empty list, 404 is declared" if is_declared and seen.is_success else ""


def _among_all(lab: Lab, listing: Listing, values: Values) -> Iterator[Failure]:
    """A list of the same records without owners has the same ones that name this owner."""
    owners = listing.declaration.owners
    for other in lab.reach.sources(listing.declaration.resource or ""):
        if other.declaration.owners or other.is_inferred or len(owners) != 1:
            continue
        if other.operation.base_paths != listing.operation.base_paths:
            continue
        if other.declaration.where != listing.declaration.where or lab.is_inferred:
            continue
        yield from _compare(lab, listing, values, other, owners[0])


def _compare(
    lab: Lab, listing: Listing, values: Values, other: Listing, owner: Owner
) -> Iterator[Failure]:
    base = lab.values(other.operation)
    below = whole(lab, listing, values)
    everything = whole(lab, other, base) if base is not None else below
    identity = other.identify([*everything.rows])
    asked = spell(values.get(owner.parameter))
    if not (identity.names and everything.is_whole and below.is_whole and below.rows):
        return
    owned = set()
    for row in everything.rows:
        shown = values_of(lab, other, row, owner.field)
        if shown is None:
            return
        if asked in map(spell, shown):
            owned.add(identity.of(row))
    met = {identity.of(row) for row in below.rows}
    if met != owned:
        yield lab.failure(
            "sub-resource-differs",
            listing.operation,
            f"below {owner.parameter} {asked} there are {len(met)} rows,"
            f" {other.operation.id} lists {len(owned)} of it",
            [*everything.seen, *below.seen],
            at=owner.parameter,
        )


def check_shown_by_owner(lab: Lab, listing: Listing, values: Values) -> Iterator[Failure]:
    """The owner itself may show the list, or its length, under the name that the path has."""
    shows = _owner_operation(lab, listing)
    below = whole(lab, listing, values)
    if shows is None or not below.is_whole or below.broken is not None:
        return
    included = include_all(lab, shows)
    seen = lab.ask(shows, {**(lab.values(shows) or {}), **values, **included})
    record = record_in(lab.declaration(shows), seen.json) if seen.is_success else None
    name = plain(listing.operation.path.rsplit("/", 1)[-1])
    for member, value in (record or {}).items():
        stated = _length(member, name, value)
        if stated is not None and stated != len(below.rows):
            yield lab.failure(
                "sub-resource-differs",
                listing.operation,
                f"{shows.id} says {stated} by {member}, the list has {len(below.rows)} rows",
                [seen, *below.seen],
                at=member,
            )


def _owner_operation(lab: Lab, listing: Listing) -> Operation | None:
    """Return what shows the record that a list's path leads through last."""
    path = listing.operation.path.rsplit("/", 1)[0]
    return next(
        (
            each
            for each in lab.contract.operations
            if each.path == path
            and each.base_paths == listing.operation.base_paths
            and each.method == "GET"
        ),
        None,
    )


def _length(member: str, name: str, value: Json) -> int | None:
    """Return how many rows a member of an owner speaks of, None when it does not."""
    if (
        plain(member) == name
        and isinstance(value, list)
        and all(isinstance(each, dict) for each in value)
    ):
        return len(value)
    counts = (f"{name}count", f"{name.removesuffix('s')}count", f"number{name}", f"numberof{name}")
    is_count = plain(member) in counts and isinstance(value, int) and not isinstance(value, bool)
    return int(str(value)) if is_count else None
