"""Includes expand exactly what was asked for, in lists and where one record is shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from understudy.contract.operations import Json, JsonObject, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.showing import ask_one, expanded, includable, record_in

MOST_SHOWN = 50  # rows that are looked at for one that has what was included
FEWEST = 8  # rows without it that say that it is not expanded, not that nobody has it


def check_includes(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Ask with each include alone, and with none."""
    parameter = lab.declaration(operation).include
    names = includable(lab, operation)
    if parameter is None or not names or not lab.may_ask(operation):
        return
    values = lab.values(operation)
    if values is None:
        return
    tops = [name for name in names if "." not in name]
    plain = lab.ask(operation, {**values, **_sized(lab, operation)})
    yield from _unasked(lab, operation, parameter, tops, plain)
    for name in names:
        above = _down_to(name)[:-1]
        found = _ask_with(lab, operation, {parameter: _down_to(name)}, name)
        yield from _ignored(lab, operation, parameter, name, found)
        if name in tops and lab.listing(operation) is None:
            yield from _unasked_of(lab, operation, parameter, name)
        others = [each for each in tops if each not in {name, *above}]
        for seen in found:
            yield from _unasked(lab, operation, parameter, others, seen)


def _sized(lab: Lab, operation: Operation) -> Values:
    listing = lab.listing(operation)
    paging = listing.declaration.paging if listing else None
    if listing is None or paging is None or paging.size is None:
        return {}
    return {paging.size: min(MOST_SHOWN, lab.first_pages.size(listing))}


def _ask_with(lab: Lab, operation: Operation, asked: Values, name: str) -> list[Seen]:
    """Ask a list for what has an include; or for one record, of which a list says that it has."""
    values = lab.values(operation) or {}
    if lab.listing(operation) is not None:
        return [lab.ask(operation, {**values, **_sized(lab, operation), **asked})]
    for source in lab.reach.sources(lab.declaration(operation).resource or ""):
        include = lab.declaration(source.operation).include
        base = lab.values(source.operation)
        if include is None or base is None or name not in includable(lab, source.operation):
            continue
        included = {**base, include: _down_to(name)}
        for row in lab.rows_of(source, included):
            if any(expanded(row, name.split("."))):
                seen = ask_one(lab, source, operation, row, {**base, **asked})
                return [seen] if seen is not None else []
    return _tried(lab, operation, asked, name) if any(asked.values()) else []


def _down_to(name: str) -> list[Json]:
    """Return what to include for a name: what it stands in, and itself.

    >>> _down_to("a.b.c")
    ['a', 'a.b', 'a.b.c']
    """
    steps = name.split(".")
    return [".".join(steps[:depth]) for depth in range(1, len(steps) + 1)]


def _unasked_of(lab: Lab, operation: Operation, parameter: str, name: str) -> Iterator[Failure]:
    """Ask for a record that has an include without it: the one that was reached may have none."""
    for seen in _ask_with(lab, operation, {parameter: None}, name):
        yield from _unasked(lab, operation, parameter, [name], seen)


def _tried(lab: Lab, operation: Operation, asked: Values, name: str) -> list[Seen]:
    """Ask for some records until one has what is included; if none has, it may be nobody's."""
    for candidate in islice(lab.candidates(operation), FEWEST):
        seen = lab.ask(operation, {**candidate, **asked})
        records = _records(lab, operation, seen)
        if any(any(expanded(record, name.split("."))) for record in records):
            return [seen]
    return []


def _records(lab: Lab, operation: Operation, seen: Seen) -> list[JsonObject]:
    if not seen.is_success:
        return []
    listing = lab.listing(operation)
    if listing is not None:
        return listing.rows(seen.json) or []
    record = record_in(lab.declaration(operation), seen.json)
    return [record] if record is not None else []


def _ignored(
    lab: Lab, operation: Operation, parameter: str, name: str, asked: list[Seen]
) -> Iterator[Failure]:
    behavior = f"include:{name}"
    records = [record for seen in asked for record in _records(lab, operation, seen)]
    found = [each for record in records for each in expanded(record, name.split("."))]
    if any(found):
        lab.exercise(operation, behavior)
        return
    if len(found) < (FEWEST if lab.listing(operation) is not None else 1):
        lab.skip(operation, behavior, "no record was found that has it")
        return
    lab.exercise(operation, behavior)
    yield lab.failure(
        "include-ignored",
        operation,
        f"{parameter}={name} expands nothing in any of {len(records)} records",
        asked,
        at=parameter,
    )


def _unasked(
    lab: Lab, operation: Operation, parameter: str, others: list[str], seen: Seen
) -> Iterator[Failure]:
    records = _records(lab, operation, seen)
    for name in others:
        if any(any(expanded(record, [name])) for record in records):
            yield lab.failure(
                "include-unasked",
                operation,
                f"{name} is expanded, although {parameter} does not ask for it",
                [seen],
                at=parameter,
            )
            return
