"""Probes of operations that nothing has reached: each is asked until it succeeds once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from understudy.behavior import Kind
from understudy.contract.operations import Json, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.bodies import Payload
from understudy.verification.probes.founding import families_for
from understudy.verification.probes.lab import WRITING, Lab
from understudy.verification.probes.lives import drafts, note_included
from understudy.verification.probes.parts import inside, named, renamed
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.showing import include_all
from understudy.verification.probes.specimens import Specimens
from understudy.verification.probes.uploads import uploads

MOST_PLACES = 8  # values of parameters that are tried, with every body
MOST_PARTS = 24  # that are tried where none of those succeeds
MOST_BODIES = 6
FAILED = 500  # the first status that says so


def check_answers(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Ask an operation that has not succeeded yet for what the contract shows as its example."""
    is_left = operation.id not in lab.asker.accepted
    is_allowed = lab.may_ask(operation) or lab.writes
    if not is_left or not is_allowed or lab.declaration(operation).kind is Kind.DELETE:
        return
    said = "nobody lists what its path names"
    for seen in _attempts(lab, operation):
        if seen.is_success:
            kind = lab.declaration(operation).kind
            lab.succeed(operation, kind if kind in WRITING else "answers")
            note_included(lab, operation, seen)
            return
        if seen.status is not None and seen.status >= FAILED:
            message = f"an example is answered {seen.status}"
            yield lab.failure("server-error", operation, message, (seen,))
            return
        said = seen.told
    lab.skip(operation, "reached", f"no example succeeds; {said}")


def _attempts(lab: Lab, operation: Operation) -> Iterator[Seen]:
    """Yield what comes of asking with different values and bodies."""
    specimens = Specimens(lab)
    for values in chain(_places(lab, operation), renamed(lab, operation, specimens)):
        bodies = (each.body for each in drafts(operation, values, specimens))
        for body in islice(chain(uploads(lab, operation, specimens), bodies), MOST_BODIES):
            yield _ask(lab, operation, values, body)
    for family in families_for(lab, operation, specimens):
        yield _ask(lab, operation, family.values, family.body)


def _ask(lab: Lab, operation: Operation, values: Values, body: Json | Payload) -> Seen:
    seen = lab.ask(operation, {**values, **include_all(lab, operation)}, body=body)
    if seen.is_success and not lab.may_ask(operation):
        lab.forget()
    return seen


def _places(lab: Lab, operation: Operation) -> Iterator[Values]:
    told = named(operation, lab.named)
    if told is not None:
        yield {**lab.reach.required(operation), **told}
    yield from islice(lab.candidates(operation), MOST_PLACES)
    yield from islice(inside(lab, operation), MOST_PARTS)
