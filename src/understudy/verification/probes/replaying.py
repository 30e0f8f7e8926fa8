"""Probes of idempotency keys: the first answer again, and a refusal for another body."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.behavior.declarations import Idempotency
from understudy.contract.operations import Location, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.lives import Life, find_life
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.specimens import Specimen, Specimens
from understudy.verification.probes.tracing import total

NAMES = frozenset({"idempotency-key", "x-idempotency-key"})


def check_replay(lab: Lab, create: Operation) -> Iterator[Failure]:
    """Send a creation twice under one key, then once more with another body."""
    life, rule, values = find_life(lab, create), _rule(lab, create), lab.values(create)
    if life is None or rule is None or values is None:
        return
    specimens = Specimens(lab)
    key = {rule.header: ""}
    before, _ = total(lab, values, life)
    first, specimen = _accepted(lab, create, values, key, specimens)
    if first is None or specimen is None:
        lab.skip(create, "idempotency", "no body was accepted")
        return
    lab.exercise(create, "idempotency")
    again = lab.ask(create, values, body=specimen.body, headers=key)
    yield from _check_repeated(lab, create, rule, (first, again))
    yield from _check_once(lab, life, values, before, (first, again))
    yield from _check_conflict(lab, life, values, key, (specimen, specimens, first))


def check_repetition(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Send what an operation accepted once more, as it was: it is to be answered as it was."""
    rule = lab.spelling.keyed.get(operation.id)
    accepted = lab.asker.accepted.get(operation.id)
    if rule is None or accepted is None:
        return
    request, first = accepted
    has_key = any(name.lower() == rule.header.lower() for name, _ in request.headers)
    if not has_key or lab.has_exercised(operation, "idempotency"):
        return
    again = lab.send(request)
    lab.forget()
    if again.status is None:
        return
    lab.exercise(operation, "idempotency")
    yield from _check_repeated(lab, operation, rule, (first, again))


def _rule(lab: Lab, create: Operation) -> Idempotency | None:
    """Return how an operation takes keys: as declared, or as one of its headers is called."""
    if lab.behavior.idempotency is not None:
        return lab.spelling.keyed.get(create.id)
    named = (
        each.name
        for each in create.parameters
        if each.location is Location.HEADER and each.name.lower() in NAMES
    )
    header = next(named, None)
    return Idempotency(header=header, methods=(create.method,)) if header else None


def _accepted(
    lab: Lab, create: Operation, values: Values, key: dict[str, str], specimens: Specimens
) -> tuple[Seen | None, Specimen | None]:
    for specimen in specimens.bodies(create, values):
        # A refusal may be kept under its key, too: every body is sent under one of its own.
        key |= {name: lab.fresh_key(create, name) for name in key}
        seen = lab.ask(create, values, body=specimen.body, headers=key)
        lab.forget()
        if seen.is_success:
            return seen, specimen
    return None, None


def _check_repeated(
    lab: Lab, operation: Operation, rule: Idempotency, seen: tuple[Seen, Seen]
) -> Iterator[Failure]:
    first, again = seen
    if again.status != first.status or again.json != first.json:
        message = f"the first answer was {first.status}, the second {again.status} or another body"
        yield lab.failure("replay-repeats", operation, message, seen)
        return
    for name, value in rule.replayed.items():
        if again.header(name) != value:
            message = f"the second answer has {name}: {again.header(name)!r}, not {value!r}"
            yield lab.failure("response-header", operation, message, seen, at=name)


def _check_once(
    lab: Lab, life: Life, values: Values, before: int | None, seen: tuple[Seen, Seen]
) -> Iterator[Failure]:
    after, counted = total(lab, values, life)
    if before is not None and after is not None and counted is not None and after > before + 1:
        message = f"the total went from {before} to {after} by two requests under one key"
        yield lab.failure("replay-repeats", life.create, message, (*seen, counted), at="total")


def _check_conflict(
    lab: Lab,
    life: Life,
    values: Values,
    key: dict[str, str],
    told: tuple[Specimen, Specimens, Seen],
) -> Iterator[Failure]:
    specimen, specimens, first = told
    other = next(
        (each for each in specimens.bodies(life.create, values) if each.body != specimen.body), None
    )
    if other is None:
        return
    answer = lab.ask(life.create, values, body=other.body, headers=key)
    lab.forget()
    if answer.is_success:
        message = f"another body under the same key is answered {answer.status}"
        yield lab.failure("replay-unrefused", life.create, message, (first, answer))
