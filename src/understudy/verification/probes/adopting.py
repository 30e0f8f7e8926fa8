"""Probes of changes and deletions that no life came to: of records that were there already.

Where nothing creates what an operation changes, or what was created is not in the state that it
takes, others are tried: fresh ones made to fit, then those that are listed. Beyond loopback the
guard lets only the former be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice

from understudy.behavior import Kind
from understudy.contract.operations import Json, JsonObject, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.bodies import NOTHING, Payload
from understudy.verification.probes.changing import check_update
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import at
from understudy.verification.probes.lives import Born, bear, find_life, life_around
from understudy.verification.probes.parts import inside
from understudy.verification.probes.specimens import Specimen, Specimens
from understudy.verification.probes.tracing import read_back
from understudy.verification.probes.writing import check_deletion

MOST_ADOPTED = 30  # records that are looked at
MOST_PARTS = 8  # ... and as many that only others show inside


def check_left(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Change, or delete, something by an operation that has not succeeded yet."""
    steps = {Kind.UPDATE: check_update, Kind.DELETE: check_deletion}
    kind = lab.declaration(operation).kind
    if kind not in steps or lab.has_exercised(operation, kind):
        return
    specimens = Specimens(lab)
    for born in _subjects(lab, operation, specimens):
        yield from steps[kind](lab, born, operation, specimens)
        if lab.has_exercised(operation, kind):
            return


def check_states(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Ask for what was accepted before, of a record in a state that rules it out."""
    when, accepted = lab.declaration(operation).when, lab.asker.accepted.get(operation.id)
    if not when or lab.declaration(operation).kind is not Kind.UPDATE or accepted is None:
        return
    typed = next((text for name, text in accepted[0].headers if name == "Content-Type"), "")
    body = Payload(content=accepted[0].body, media_type=typed)
    for born in _met_all(lab, operation):
        if _fits(born.record, when):
            continue
        seen = lab.ask(operation, {**lab.reach.required(operation), **born.values}, body=body)
        if seen.status is None:
            continue
        lab.exercise(operation, "states")
        if seen.is_success:
            lab.forget()
            listed = ", ".join(sorted(when))
            message = f"{born.key!r} is in another state by {listed}; it answers {seen.status}"
            yield lab.failure("state-unchecked", operation, message, (*born.story, seen))
        return
    lab.skip(operation, "states", "every record that was looked at is in a state that allows it")


def _subjects(lab: Lab, operation: Operation, specimens: Specimens) -> Iterator[Born]:
    """Yield records that an operation might take: made for it, or found."""
    wanted = {path: values[0] for path, values in lab.declaration(operation).when.items() if values}
    for create in lab.operations(lab.declaration(operation).resource or "", Kind.CREATE):
        life = find_life(lab, create)
        born = bear(lab, life, specimens, fields=wanted) if life is not None else None
        if born is not None and born.key is not None:
            yield born
    yield from _found(lab, operation)


def _found(lab: Lab, operation: Operation) -> Iterator[Born]:
    """Yield records that exist, as far as can be seen in the state that an operation takes."""
    when = lab.declaration(operation).when
    yield from (born for born in _met_all(lab, operation) if _fits(born.record, when))


def _met_all(lab: Lab, operation: Operation) -> Iterator[Born]:
    """Yield records that an operation can be about, with what is shown of them."""
    life, parameter = life_around(lab, operation), lab.reach.names.key_parameter(operation)
    if life is None:
        return
    listed = islice(lab.candidates(operation), MOST_ADOPTED)
    for values in chain(listed, islice(inside(lab, operation), MOST_PARTS)):
        key = values.get(parameter) if parameter else lab.declaration(operation).only
        nothing = Specimen(NOTHING, {})
        yield _met(lab, Born(life=life, story=(), specimen=nothing, values=values, key=key))


def _met(lab: Lab, born: Born) -> Born:
    """Return a record with what is shown of it, where something shows it."""
    record, seen = read_back(lab, born, born.life.get)
    return replace(born, story=seen[-1:], record=record or {})


def _fits(record: JsonObject, when: Mapping[str, tuple[Json, ...]]) -> bool:
    """Tell whether a record is in one of the states that are asked for, or does not say.

    >>> _fits({"sale": {"on": "no"}}, {"sale.on": ("no",)}), _fits({}, {"sale.on": ("no",)})
    (True, True)
    >>> _fits({"status": "done"}, {"status": ("new", "begun")})
    False
    """
    shown = ((at(record, tuple(path.split("."))), options) for path, options in when.items())
    return all(value is None or value in options for value, options in shown)
