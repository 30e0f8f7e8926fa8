"""Probes of refusals: a creation that is refused leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.operations import Json, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.lives import Life, find_life
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.specimens import Specimens, with_part
from understudy.verification.probes.tracing import total


def check_refusal(lab: Lab, create: Operation) -> Iterator[Failure]:
    """Ask for records that are ruled out; the total of their list is to stay."""
    life, values = find_life(lab, create), lab.values(create)
    if life is None or values is None or life.listing is None:
        return
    specimens = Specimens(lab)
    broken = next(_broken(lab, create, specimens, values), None)
    for body in (broken, next(_clashing(lab, life, specimens, values), None)):
        if body is not None:
            yield from _check(lab, life, values, body)


def _check(lab: Lab, life: Life, values: Values, body: Json) -> Iterator[Failure]:
    before, _ = total(lab, values, life)
    if before is None:
        return
    answer = lab.ask(life.create, values, body=body)
    lab.forget()
    if answer.is_success or answer.status is None:
        return  # an invalid body that is accepted is the fuzzer's to find
    lab.exercise(life.create, "refusal")
    after, counted = total(lab, values, life)
    if counted is not None and after is not None and after > before:
        message = f"it answers {answer.status}, yet the total went from {before} to {after}"
        yield lab.failure("refused-create-stays", life.create, message, (answer, counted))


def _clashing(lab: Lab, life: Life, specimens: Specimens, values: Values) -> Iterator[Json]:
    """Yield a body with a value that is somebody's, where no two may have the same."""
    rows = lab.rows_of(life.listing, values) if life.listing else []
    for specimen in specimens.bodies(life.create, values):
        for name in life.resource.unique:
            taken = next((row[name] for row in rows if row.get(name)), None)
            if name in specimen.fields and taken is not None:
                yield with_part(lab.declaration(life.create), {**specimen.fields, name: taken})


def _broken(lab: Lab, create: Operation, specimens: Specimens, values: Values) -> Iterator[Json]:
    """Yield bodies that are right but for one field: last the likeliest to be looked at late."""
    declared = lab.declaration(create)
    for specimen in specimens.bodies(create, values):
        for name, schema in reversed(specimens.properties(create).items()):
            if name in specimen.fields and isinstance(schema, dict):
                is_valid = lab.schemas.validator(schema).is_valid
                wrong = next((each for each in WRONG if not is_valid(each)), None)
                if wrong is not None:
                    yield with_part(declared, {**specimen.fields, name: wrong})


WRONG: tuple[Json, ...] = ([["wrong"]], {"wrong": "wrong"}, "wrong \x07", -1.5)
