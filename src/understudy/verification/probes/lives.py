"""Lives: what happens to a record from creation to deletion, and how operations are told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote, urlsplit

from understudy.behavior import Kind, Resource
from understudy.behavior.templates import parse_expression
from understudy.contract.operations import Json, JsonObject, Location, Operation
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.bodies import NOTHING
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing, at
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.showing import expanded, includable, include_all
from understudy.verification.probes.specimens import Specimen, Specimens, with_part

MOST_PAGES = 15
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
            if each.base_paths[:1] == create.base_paths[:1] and lab.reach.key_parameter(each)
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
    parameter = lab.reach.key_parameter(operation)
    values = {**lab.reach.required(operation)}
    declared, owners = lab.declaration(operation), lab.declaration(born.life.create).owners
    by_resource = {each.resource: born.values.get(each.parameter) for each in owners}
    for owner in declared.owners:
        values[owner.parameter] = by_resource.get(owner.resource)
    values |= {name: born.values[name] for name in _path(operation) if name in born.values}
    parts = {name: born.record.get(name) for name in _path(operation) if name in born.record}
    values |= {name: each for name, each in parts.items() if born.life.resource.key_of}
    if parameter is not None and not born.life.resource.key_of:
        values[parameter] = born.key
    return values


def is_reachable(operation: Operation, values: Values) -> bool:
    """Tell whether values name everything that stands in an operation's path."""
    return all(values.get(name) is not None for name in _path(operation))


def shown_record(lab: Lab, operation: Operation, seen: Seen) -> JsonObject | None:
    """Return the record that an answer shows; None when it shows none."""
    for place, names in _figures(lab.declaration(operation).answer, ()):
        if names == ("record",):
            found = at(seen.json, place)
            return found if isinstance(found, dict) else None
    return (
        seen.json if isinstance(seen.json, dict) and not lab.declaration(operation).answer else None
    )


def note_included(lab: Lab, operation: Operation, seen: Seen) -> None:
    """Note that an answer expands something that it was asked to include."""
    record = shown_record(lab, operation, seen)
    for name in includable(lab, operation):
        if any(expanded(record, name.split("."))):
            lab.exercise(operation, f"include:{name}")


def read_back(
    lab: Lab, born: Born, reader: Operation | None
) -> tuple[JsonObject | None, tuple[Seen, ...]]:
    """Return a record as an operation shows it, or its list; None when nothing shows it."""
    if reader is None:
        row, _, asked = find_row(lab, born)
        return row, asked
    values = about(lab, reader, born)
    if not is_reachable(reader, values):
        return None, ()
    seen = lab.ask(reader, values)
    shown = shown_record(lab, reader, seen) if seen.is_success else None
    return (_own(shown, born) if shown is not None else None), (seen,)


def _own(shown: JsonObject, born: Born) -> JsonObject | None:
    """Return the part of what is shown that is a record: its owner may be shown around it."""
    name = born.life.resource.key
    if shown.get(name) == born.key:
        return shown
    members = [each if isinstance(each, list) else [each] for each in shown.values()]
    inner = (each for several in members for each in several if isinstance(each, dict))
    own = next((each for each in inner if each.get(name) == born.key), None)
    return shown if own is None and name not in shown else own


def total(lab: Lab, born_values: Values, life: Life) -> tuple[int | None, Seen | None]:
    """Return how many records the list says there are, None when it does not say."""
    if life.listing is None:
        return None, None
    seen = lab.ask(life.listing.operation, list_values(lab, life.listing, born_values))
    stated = life.listing.figure(seen.json, "total") if seen.is_success else None
    return (stated if isinstance(stated, int) else None), seen


def list_values(lab: Lab, listing: Listing, known: Values) -> Values:
    """Return the values with which a list is asked for the largest pages of known owners."""
    paging = listing.declaration.paging
    sized = {paging.size: lab.largest_page(listing)} if paging and paging.size else {}
    owners = {name: known[name] for name in _path(listing.operation) if name in known}
    return {**lab.reach.required(listing.operation), **owners, **sized}


def find_row(lab: Lab, born: Born) -> tuple[JsonObject | None, bool, tuple[Seen, ...]]:
    """Look for a record in its list: its row, whether every page was seen, and what was asked."""
    listing = born.life.listing
    if listing is None:
        return None, False, ()
    values = list_values(lab, listing, born.values)
    asked: list[Seen] = []
    for seen in _pages(lab, listing, values):
        asked.append(seen)
        for row in listing.rows(seen.json) or []:
            if row.get(born.life.resource.key) == born.key:
                return row, True, tuple(asked)
    return None, len(asked) < MOST_PAGES and all(each.is_success for each in asked), tuple(asked)


def _pages(lab: Lab, listing: Listing, values: Values) -> Iterator[Seen]:
    """Yield the pages of a list, until one is not full or not answered."""
    paging = listing.declaration.paging
    size = lab.largest_page(listing)
    start: Json = None
    for number in range(MOST_PAGES):
        seen = lab.ask(listing.operation, {**values, **_start(listing, number, size, start)})
        yield seen
        rows = listing.rows(seen.json) or []
        start = listing.figure(seen.json, "next_cursor")
        if paging is None or paging.start is None or not rows:
            return
        if paging.style == "cursor" and start is None:
            return
        if paging.style != "cursor" and len(rows) < size:
            return


def _start(listing: Listing, number: int, size: int, cursor: Json) -> Mapping[str, Json]:
    paging = listing.declaration.paging
    if paging is None or paging.start is None or number == 0:
        return {}
    starts: Mapping[str, Json] = {"number": number + 1, "offset": number * size, "cursor": cursor}
    return {paging.start: starts[paging.style]}


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
        and each.operation.base_paths[:1] == create.base_paths[:1]
        and _path(each.operation) <= _path(create)
        and lab.may_ask(each.operation)
    ]
    return next(
        (each for each in found if each.operation.path == create.path), next(iter(found), None)
    )


def _nearest(create: Operation, operations: list[Operation]) -> Operation | None:
    """Return the operation whose path begins most like that of the creation."""
    below = [each for each in operations if each.path.startswith(create.path + "/")]
    return next(iter(below), next(iter(operations), None))


def _path(operation: Operation) -> frozenset[str]:
    return frozenset(each.name for each in operation.parameters if each.location is Location.PATH)
