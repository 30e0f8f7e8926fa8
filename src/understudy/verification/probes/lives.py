"""Lives: what happens to a record from creation to deletion, and how operations are told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote, urlsplit

from understudy.behavior import Kind, Resource
from understudy.behavior.links import with_key
from understudy.behavior.templates import parse_expression
from understudy.contract.operations import Json, JsonObject, Operation
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.bodies import NOTHING
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing, at
from understudy.verification.probes.naming import in_path
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.showing import expanded, includable, include_all
from understudy.verification.probes.specimens import Specimen, Specimens, with_part

MOST_OWNERS = 3  # whose records are tried to be created


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The operations on a kind of record: what creates, reads, changes and deletes it.

    Of records that nothing creates, `create` is the operation that they are met for.
    """

    resource: Resource
    create: Operation
    get: Operation | None
    listing: Listing | None
    updates: tuple[Operation, ...]
    delete: Operation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Born:
    """A record that was created, or met: `record` is what is shown of it.

    `values` are those of parameters with which it was, such as its owners.

    `story` is what was seen of how it came to be.
    """

    life: Life
    story: tuple[Seen, ...]
    specimen: Specimen
    values: Values
    key: Json
    record: JsonObject = field(default_factory=dict)


def find_life(lab: Lab, create: Operation) -> Life | None:
    """Return the life of what an operation creates, None when it creates nothing."""
    declared = lab.declaration(create)
    return life_around(lab, create) if declared.kind is Kind.CREATE else None


def life_around(lab: Lab, create: Operation) -> Life | None:
    """Return the operations on the resource of an operation, those that are nearest to it."""
    name = lab.declaration(create).resource
    if name is None:
        return None
    resource = lab.behavior.resources[name]

    def of(*kinds: Kind) -> list[Operation]:
        return [
            each
            for each in lab.operations(resource.name, *kinds)
            if each.is_beside(create) and lab.reach.names.key_parameter(each)
        ]

    return Life(
        resource=resource,
        create=create,
        get=_nearest(create, of(Kind.GET)),
        listing=_list_of(lab, create, resource),
        updates=tuple(of(Kind.UPDATE)),
        delete=_nearest(create, of(Kind.DELETE)),
    )


def bear(
    lab: Lab,
    life: Life,
    specimens: Specimens,
    *,
    owners: Values | None = None,
    fields: Values | None = None,
    is_bare: bool = False,
) -> Born | None:
    """Create a record; None when no body is accepted: the lab then knows why.

    `owners` are the values of a request, where it is to belong to certain ones; `fields` (by dotted
    path) are what it is to have. `is_bare` asks for one of nothing but what is required.
    """
    said = "nobody lists what its path names"
    places = [owners] if owners is not None else lab.candidates(life.create)
    for values in islice(places, MOST_OWNERS):
        for draft in drafts(life.create, values, specimens):
            specimen = _bare(lab, life.create, draft, specimens) if is_bare else draft
            for path, value in (fields or {}).items():
                put(specimen.fields, path, value)
            shown = {**values, **include_all(lab, life.create)}
            seen = lab.ask(life.create, shown, body=specimen.body)
            lab.forget()
            if seen.is_success:
                lab.succeed(life.create, "create")
                note_included(lab, life.create, seen)
                return _born(lab, life, specimen, values, seen)
            said = seen.told
    lab.skip(life.create, "create", f"no body was accepted; {said}")
    return None


def put(record: JsonObject, path: str, value: Json) -> None:
    """Set what a dotted path leads to, making objects on the way.

    >>> record = {"a": {"b": 1}}
    >>> put(record, "a.c", 2)
    >>> record
    {'a': {'b': 1, 'c': 2}}
    """
    name, _, rest = path.partition(".")
    if not rest:
        record[name] = value
        return
    inner = record.get(name)
    inner = inner if isinstance(inner, dict) else {}
    record[name] = inner
    put(inner, rest, value)


def _bare(lab: Lab, create: Operation, specimen: Specimen, specimens: Specimens) -> Specimen:
    needed = specimens.required(create)
    fields = {name: value for name, value in specimen.fields.items() if name in needed}
    return Specimen(with_part(lab.declaration(create), fields), fields)


def drafts(operation: Operation, values: Values, specimens: Specimens) -> Iterator[Specimen]:
    """Yield what to send to an operation, which is nothing when it takes no body."""
    if operation.request_body is None:
        yield Specimen(NOTHING, {})
    else:
        yield from specimens.bodies(operation, values)


def about(lab: Lab, operation: Operation, born: Born) -> Values:
    """Return the values with which an operation is about a record that was created."""
    parameter = lab.reach.names.key_parameter(operation)
    values = {**lab.reach.required(operation)}
    declared, owners = lab.declaration(operation), lab.declaration(born.life.create).owners
    by_resource = {each.resource: born.values.get(each.parameter) for each in owners}
    for owner in declared.owners:
        values[owner.parameter] = by_resource.get(owner.resource)
    values |= {name: born.values[name] for name in in_path(operation) if name in born.values}
    parts = {name: born.record.get(name) for name in in_path(operation) if name in born.record}
    values |= {name: each for name, each in parts.items() if born.life.resource.key_of}
    if parameter is not None and not born.life.resource.key_of:
        values[parameter] = born.key
    return values


def is_reachable(operation: Operation, values: Values) -> bool:
    """Tell whether values name everything that stands in an operation's path."""
    return all(values.get(name) is not None for name in in_path(operation))


def shown_record(lab: Lab, operation: Operation, seen: Seen) -> JsonObject | None:
    """Return the record that an answer shows; None when it shows none."""
    declaration = lab.declaration(operation)
    places = (place for place, names in _figures(declaration.answer, ()) if names == ("record",))
    place = next(places, None if declaration.answer else ())
    found = at(seen.json, place) if place is not None else None
    resource = lab.behavior.resources.get(declaration.resource or "")
    return with_key(resource, found) if isinstance(found, dict) else None


def note_included(lab: Lab, operation: Operation, seen: Seen) -> None:
    """Note that an answer expands something that it was asked to include."""
    record = shown_record(lab, operation, seen)
    for name in includable(lab, operation):
        if any(expanded(record, name.split("."))):
            lab.exercise(operation, f"include:{name}")


def _born(lab: Lab, life: Life, specimen: Specimen, values: Values, seen: Seen) -> Born:
    record = shown_record(lab, life.create, seen) or {}
    key = record.get(life.resource.key)
    for place, names in _figures(lab.declaration(life.create).answer, ()):
        if key is None and names == ("record", life.resource.key):
            key = at(seen.json, place)
    location = seen.header("location")
    if key is None and location:
        key = unquote(urlsplit(location).path.rstrip("/").rpartition("/")[2])
    return Born(life=life, story=(seen,), specimen=specimen, values=values, key=key, record=record)


def _figures(
    template: Json, place: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    if isinstance(template, dict):
        for member, each in template.items():
            yield from _figures(each, (*place, member))
    elif isinstance(template, str) and template.startswith("$"):
        yield from ((place, names) for names in parse_expression(template).names)


def _list_of(lab: Lab, create: Operation, resource: Resource) -> Listing | None:
    """Return the list of what an operation creates: at its own path, or with no other owners."""
    found = [
        each
        for each in lab.listings
        if each.resource is not None
        and each.resource.name == resource.name
        and each.operation.is_beside(create)
        and {*in_path(each.operation)} <= {*in_path(create)}
        and lab.may_ask(each.operation)
    ]
    return next(
        (each for each in found if each.operation.path == create.path), next(iter(found), None)
    )


def _nearest(create: Operation, operations: list[Operation]) -> Operation | None:
    """Return the operation whose path begins most like that of the creation."""
    below = [each for each in operations if each.path.startswith(create.path + "/")]
    return next(iter(below), next(iter(operations), None))
