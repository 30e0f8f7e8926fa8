"""Probes of what creations have to refuse: values that are taken, records that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from understudy.contract.operations import Json, JsonObject, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.bodies import Payload
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.lives import Born, bear, drafts, find_life
from understudy.verification.probes.specimens import Specimens

MOST_BODIES = 3
MOST_DRAWN = 8


def check_rules(lab: Lab, create: Operation) -> Iterator[Failure]:
    """Create a record, then others that its service has to refuse."""
    declared = lab.declared.get(create.id, ())
    uniques = [each[len("unique:") :] for each in declared if each.startswith("unique:")]
    references = [each[len("reference:") :] for each in declared if each.startswith("reference:")]
    life = find_life(lab, create)
    if life is None or not (uniques or references):
        return
    specimens = Specimens(lab)
    born = bear(lab, life, specimens)
    if born is None:
        return
    for name in uniques:
        yield from _check_taken(lab, born, name, specimens)
    for name in references:
        yield from _check_unknown(lab, born, name, specimens)


def _check_taken(lab: Lab, born: Born, name: str, specimens: Specimens) -> Iterator[Failure]:
    """Give a second record the value of the first one."""
    create, taken = born.life.create, born.specimen.fields.get(name)
    if taken in (None, "", []):
        lab.skip(create, f"unique:{name}", "no body that is accepted sets it")
        return
    for specimen in islice(drafts(create, born.values, specimens), MOST_BODIES):
        seen = lab.ask(create, born.values, body=_with(specimen.body, specimen.fields, name, taken))
        lab.forget()
        if seen.status is None:
            continue
        lab.exercise(create, f"unique:{name}")
        if seen.is_success:
            message = f"a second record is created with {name} {taken!r}"
            story = (*born.story, seen)
            yield lab.failure("duplicate-accepted", create, message, story, at=name)
        return


def _check_unknown(lab: Lab, born: Born, name: str, specimens: Specimens) -> Iterator[Failure]:
    """Name a record that there is not, in a body that is accepted otherwise."""
    create = born.life.create
    schema = specimens.properties(create).get(name)
    unknown = _unknown(lab, schema if isinstance(schema, dict) else {}, name)
    if unknown is None:
        lab.skip(create, f"reference:{name}", "its schema tells no id that nobody has")
        return
    for specimen in islice(drafts(create, born.values, specimens), MOST_BODIES):
        body = _with(specimen.body, specimen.fields, name, unknown)
        seen = lab.ask(create, born.values, body=body)
        lab.forget()
        if seen.status is None:
            continue
        lab.exercise(create, f"reference:{name}")
        if seen.is_success:
            message = f"a record is created whose {name} is {unknown!r}, which nobody is"
            story = (*born.story, seen)
            yield lab.failure("unknown-reference-accepted", create, message, story, at=name)
        return


def _with(body: Json | Payload, fields: JsonObject, name: str, value: Json) -> Json | Payload:
    """Return a body of which one field is another; the fields are part of it."""
    fields[name] = value
    return body


def _unknown(lab: Lab, schema: JsonObject, name: str) -> Json:
    """Return an id, or a list of one, of a schema, that no list shows; None when there is none."""
    is_valid = lab.schemas.validator(schema).is_valid
    known = {str(each) for each in islice(lab.reach.keys(name, {}), MOST_KEYS)}
    drawn = (lab.reach.generate(schema, "unknown", name, str(n)) for n in range(MOST_DRAWN))
    guesses: tuple[Json, ...] = (987_654_321, [987_654_321])
    for value in (*guesses, *drawn):
        named = value if isinstance(value, list) else [value]
        is_id = bool(named) and all(isinstance(each, str | int) and each for each in named)
        if is_id and is_valid(value) and not known & {str(each) for each in named}:
            return value
    return None


MOST_KEYS = 400
