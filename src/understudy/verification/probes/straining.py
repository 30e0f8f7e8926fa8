"""Strain: values that are rare, or just wrong. The former are to be answered, the latter refused.

What is asked here is one step beyond what people send: letters of other alphabets in a search, an
id that nobody has, a body that breaks one keyword of its schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from understudy.behavior import Kind
from understudy.contract.operations import Json, JsonObject, Location, Operation
from understudy.verification.failures import Failure
from understudy.verification.fuzzing.requests import without_name
from understudy.verification.fuzzing.values import Values as Breaches
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.choosing import another
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.lives import drafts
from understudy.verification.probes.showing import record_in
from understudy.verification.probes.specimens import Specimens, with_part

FAILED = 500  # the first status that says so
MOST_WRONG = 6  # bodies of an operation
UNUSUAL = "Żółć 漢字 '%_\\"
UNMATCHED = ("?", "~~~~~~~~~~~~", "zq7x")  # one of which no pattern for codes has
UNKNOWN = "zq7xunknown"


def check_searches(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Search a list for letters of other alphabets."""
    listing = lab.listing(operation)
    values = lab.values(operation) if listing is not None and lab.may_ask(operation) else None
    if listing is None or values is None:
        return
    for name in listing.declaration.filters:
        parameter = listing.parameter(name)
        if parameter is None or not lab.schemas.validator(parameter.schema).is_valid(UNUSUAL):
            continue
        yield from _failed(lab, operation, lab.ask(operation, {**values, name: UNUSUAL}))


def check_strangers(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Ask for the record of an id that nobody has."""
    name = lab.reach.names.key_parameter(operation)
    parameter = next((each for each in operation.parameters if each.name == name), None)
    if parameter is None or lab.declaration(operation).kind is not Kind.GET:
        return
    values = lab.values(operation) if lab.may_ask(operation) else None
    if values is None or not {"404", "4XX"} & operation.responses.keys():
        return
    resource = lab.behavior.resources.get(lab.declaration(operation).resource or "")
    nobody = another(lab, parameter, values.get(parameter.name), [])
    if nobody is None or parameter.location is not Location.PATH or resource is None:
        return
    seen = lab.ask(operation, {**values, parameter.name: nobody})
    yield from _failed(lab, operation, seen)
    shown = record_in(lab.declaration(operation), seen.json) if seen.is_success else None
    if shown is not None and shown.get(resource.key) not in (None, nobody, str(nobody)):
        message = f"asked for {nobody}, it shows {shown[resource.key]}"
        yield lab.failure("row-differs", operation, message, (seen,), at=parameter.name)


def check_bodies(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Send bodies each of which breaks one keyword of the schema; all are to be refused."""
    media = operation.sent
    if lab.declaration(operation).kind not in {Kind.CREATE, Kind.UPDATE} or media is None:
        return
    values = lab.values(operation) or next(lab.candidates(operation), None)
    if values is None or media.schema is None or not media.is_json:
        return
    breaches = Breaches(lab.contract.document, lab.schemas)
    for body in islice(_wrong(lab, operation, Specimens(lab)), MOST_WRONG):
        found = breaches.broken(body, f"{media.pointer}/schema")
        if len(found) != 1:
            continue
        seen = lab.ask(operation, values, body=body)
        lab.forget()
        if seen.is_success:
            message = (
                f"{operation.method} {operation.path} is answered {seen.status}, although the"
                f" request is invalid: {found[0].message}."
            )
            yield replace(  # as the fuzzer tells it
                lab.failure("invalid-accepted", operation, message, (seen,), at=found[0].at),
                kind=f"body:{without_name(found[0].kind)}",
                pointer=found[0].pointer,
            )


def _wrong(lab: Lab, operation: Operation, specimens: Specimens) -> Iterator[Json]:
    """Yield bodies with one member that is not as it should be: those seldom tried otherwise."""
    declared = lab.declaration(operation)
    values = next(lab.candidates(operation), {})
    specimen = next(drafts(operation, values, specimens), None)
    if specimen is None:
        return
    for name, schema in specimens.properties(operation).items():
        followed = lab.schemas.follow(schema) if isinstance(schema, dict) else {}
        for wrong in _beyond(followed):
            yield with_part(declared, {**specimen.fields, name: wrong})
    yield with_part(declared, {**specimen.fields, UNKNOWN: 1})


def _beyond(schema: JsonObject) -> Iterator[Json]:
    """Yield values just outside of what a schema allows.

    >>> list(_beyond({"type": "string", "pattern": "^[A-Z]+$"}))
    ['?']
    >>> list(_beyond({"type": "integer", "minimum": 1, "maximum": 9}))
    [0, 10]
    """
    pattern, least, most = (schema.get(name) for name in ("pattern", "minimum", "maximum"))
    if isinstance(pattern, str):
        try:
            matches = re.compile(pattern).search
        except re.error:
            return
        yield from islice((each for each in UNMATCHED if not matches(each)), 1)
    if isinstance(least, int):
        yield least - 1
    if isinstance(most, int):
        yield most + 1


def _failed(lab: Lab, operation: Operation, seen: Seen) -> Iterator[Failure]:
    if seen.status is not None and seen.status >= FAILED:
        message = f"{operation.method} {operation.path} is answered {seen.status}."
        failure = lab.failure("server-error", operation, message, (seen,))
        yield replace(failure, kind=str(seen.status))  # as the fuzzer tells it
