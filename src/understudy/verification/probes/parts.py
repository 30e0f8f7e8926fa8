"""Parts: what records show inside themselves, and what answers named, as values of parameters.

The lines of an order have ids of their own, which no list shows; a registration is named by nothing
but the answer that began it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from understudy.behavior import Kind
from understudy.behavior.naming import plain
from understudy.contract.operations import Json, JsonObject, Location, Operation
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.lives import drafts
from understudy.verification.probes.reaching import Values, ids_in
from understudy.verification.probes.showing import include_all
from understudy.verification.probes.specimens import Specimens

KEYS = ("id", "_id", "uuid", "key")
MOST_WHOLES = 4  # records in which parts are looked for
MOST_PARTS = 12  # of one record
MOST_RENAMED = 4  # bodies of what names something
DEEPEST = 6


def inside(lab: Lab, operation: Operation) -> Iterator[Values]:
    """Yield values for an operation whose path ends in something that only a record shows."""
    for reader in _readers(lab, operation):
        missing = [name for name in _path(operation) if name not in _path(reader)]
        for values in islice(lab.candidates(reader), MOST_WHOLES):
            seen = lab.ask(reader, {**values, **include_all(lab, reader)})
            parts = _found(seen.json, missing, 0) if seen.is_success else iter(())
            known = {name: values[name] for name in _path(operation) if name in values}
            for part in islice(parts, MOST_PARTS):
                yield {**lab.reach.required(operation), **known, **part}


def named(operation: Operation, answers: Mapping[str, Json]) -> Values | None:
    """Return what answers said of everything in an operation's path, by plain name."""
    found = {name: _said(plain(name), answers) for name in _path(operation)}
    return found if found and None not in found.values() else None


def renamed(lab: Lab, operation: Operation, specimens: Specimens) -> Iterator[Values]:
    """Yield values from answers to what named an operation's path, when it is asked otherwise.

    What can be done with a registration may depend on what was registered.
    """
    for namer in _namers(lab, operation) if lab.writes else ():
        values = next(lab.candidates(namer), None)
        drafted = drafts(namer, values, specimens) if values is not None else iter(())
        for specimen in islice(drafted, MOST_RENAMED):
            seen = lab.ask(namer, values, body=specimen.body)
            lab.forget()
            told = named(operation, dict(ids_in(seen.json))) if seen.is_success else None
            if told is not None:
                yield {**lab.reach.required(operation), **told}


def _namers(lab: Lab, operation: Operation) -> Iterator[Operation]:
    """Yield the writes of which an accepted one named all that is in an operation's path."""
    for each in lab.contract.operations:
        accepted = lab.asker.accepted.get(each.id)
        if accepted is None or each.id == operation.id or lab.may_ask(each):
            continue
        if lab.declaration(each).kind is not Kind.DELETE and named(
            operation, dict(ids_in(accepted[1].json))
        ):
            yield each


def _said(name: str, answers: Mapping[str, Json]) -> Json:
    """Return what answers said of a name, or of one that begins like it.

    >>> _said("registrationid", {"registrationrequestid": "r1"})
    'r1'
    """
    stem = name.removesuffix("id")
    like = (each for known, each in answers.items() if stem and known.startswith(stem))
    return answers[name] if name in answers else next(like, None)


def _readers(lab: Lab, operation: Operation) -> Iterator[Operation]:
    """Yield what reads that which the path of an operation is inside of, the nearest first."""
    found = [
        each
        for each in lab.contract.operations
        if each.id != operation.id
        and lab.may_ask(each)
        and each.is_beside(operation)
        and set(_path(each)) < set(_path(operation))
        and (each.path + "/" in operation.path or _owner(each) == _owner(operation))
    ]
    found.sort(key=lambda each: -len(_shared(each.path, operation.path)))
    yield from found[:MOST_WHOLES]


def _owner(operation: Operation) -> str:
    """Return the path of an operation up to its first parameter."""
    return operation.path.partition("}")[0]


def _shared(one: str, other: str) -> list[str]:
    return [
        left for left, right in zip(one.split("/"), other.split("/"), strict=False) if left == right
    ]


def _found(value: Json, missing: list[str], depth: int) -> Iterator[Values]:
    """Yield what stands for the missing parameters: members of their names, or keys of parts."""
    if isinstance(value, list):
        for each in value:
            if isinstance(each, str | int) and depth > 1 and len(missing) == 1:
                yield {missing[0]: each}
            elif depth < DEEPEST:
                yield from _found(each, missing, depth + 1)
    elif isinstance(value, dict) and depth < DEEPEST:
        told = _told(value, missing, depth)
        if told and all(isinstance(each, str | int) and each != "" for each in told.values()):
            yield told
        for each in value.values():
            yield from _found(each, missing, depth + 1)


def _told(part: JsonObject, missing: list[str], depth: int) -> JsonObject:
    """Return what a part says of each missing parameter, None of what it does not know."""
    spelled = {plain(name): each for name, each in part.items()}
    told = {name: spelled.get(plain(name)) for name in missing}
    if len(missing) == 1 and depth > 1:
        told[missing[0]] = told[missing[0]] or _key(part)
    return told


def _key(part: JsonObject) -> Json:
    return next((part[name] for name in KEYS if isinstance(part.get(name), str | int)), None)


def _path(operation: Operation) -> tuple[str, ...]:
    return tuple(each.name for each in operation.parameters if each.location is Location.PATH)
