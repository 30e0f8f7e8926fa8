"""Probes that write: what was created is there, what was changed is changed, what was deleted gone.

One record of every kind lives from creation to deletion; each step is held against what was asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.operations import JsonObject, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.bodies import NOTHING
from understudy.verification.probes.changing import check_together, check_update
from understudy.verification.probes.defaulting import check_replacement
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.lives import (
    Born,
    about,
    bear,
    drafts,
    find_life,
    is_reachable,
    note_included,
    shown_record,
)
from understudy.verification.probes.sameness import says_same
from understudy.verification.probes.showing import include_all
from understudy.verification.probes.specimens import Specimen, Specimens
from understudy.verification.probes.tracing import find_row, total

GONE = frozenset({404, 410})


def check_life(lab: Lab, create: Operation) -> Iterator[Failure]:
    """Let a record live, and report each step that was not what it should be."""
    life = find_life(lab, create)
    if life is None:
        return
    specimens = Specimens(lab)
    before, _ = total(lab, lab.values(create) or {}, life)
    born = bear(lab, life, specimens)
    if born is None or born.key is None:
        return
    yield from _check_creation(lab, born, specimens, before)
    for update in life.updates:
        yield from check_update(lab, born, update, specimens)
    for update in life.updates:
        yield from check_together(lab, born, update, specimens)
        yield from check_replacement(lab, born, update, specimens)
    if life.delete is not None:
        yield from check_deletion(lab, born, life.delete, specimens)


def _check_creation(
    lab: Lab, born: Born, specimens: Specimens, before: int | None
) -> Iterator[Failure]:
    create, get = born.life.create, born.life.get
    shown, steps = born.record, [*born.story]
    if get is not None and is_reachable(get, about(lab, get, born)):
        read = lab.ask(get, {**about(lab, get, born), **include_all(lab, get)})
        steps.append(read)
        lab.exercise(create, "read back")
        note_included(lab, get, read)
        if read.status in GONE:
            yield lab.failure(
                "created-missing",
                get,
                f"{create.id} created {born.key!r}; it answers {read.status}",
                steps,
            )
            return
        shown = shown_record(lab, get, read) or shown
    for name in _dropped(lab, born, shown, specimens):
        sent = born.specimen.fields[name]
        message = f"{name} was sent as {sent!r} and is {shown.get(name)!r}"
        yield lab.failure("create-differs", create, message, steps, at=name)
    yield from _check_listed(lab, born, before)


def _dropped(lab: Lab, born: Born, shown: JsonObject, specimens: Specimens) -> Iterator[str]:
    """Yield the names of fields that were sent and are shown, and say something else."""
    if not shown:
        return
    reading = born.life.get or born.life.create
    declared = specimens.shown(reading)
    creation = lab.declaration(born.life.create)
    others = {*creation.rename, *creation.assign}  # called otherwise, or said by the service
    for name, sent in born.specimen.fields.items():
        if sent is None or name in others or (name not in shown and name not in declared):
            continue
        if not says_same(sent, shown.get(name)):
            yield name


def _check_listed(lab: Lab, born: Born, before: int | None) -> Iterator[Failure]:
    listing = born.life.listing
    if listing is None or listing.declaration.where or _is_passed_over(lab, listing, born):
        return
    row, is_whole, asked = find_row(lab, born)
    lab.exercise(born.life.create, "listed")
    if row is None and is_whole:
        message = f"{born.key!r} is in none of the {len(asked)} pages"
        yield lab.failure("create-unlisted", listing.operation, message, (*born.story, *asked[-1:]))
    after, counted = total(lab, born.values, born.life)
    if row is not None and before is not None and after is not None and after != before + 1:
        message = f"the total was {before} before one was created, and is {after} after"
        exchanges = (*born.story, counted) if counted else born.story
        yield lab.failure("total-wrong", listing.operation, message, exchanges, at="total")


def _is_passed_over(lab: Lab, listing: Listing, born: Born) -> bool:
    """Tell whether a list shows, unless it is asked otherwise, only records that say another thing.

    A list of issues is one of open issues where that is what its parameter does by default.
    """
    for parameter in listing.operation.parameters:
        rule = listing.declaration.filters.get(parameter.name)
        default = lab.schemas.follow(parameter.schema).get("default")
        if rule is None or default is None:
            continue
        asked = rule.cases.get(str(default)) or {each.field: default for each in rule.matches}
        shown = [(value, born.record[name]) for name, value in asked.items() if name in born.record]
        if shown and not any(says_same(value, other) for value, other in shown):
            return True
    return False


def check_deletion(
    lab: Lab, born: Born, delete: Operation, specimens: Specimens
) -> Iterator[Failure]:
    """Delete a record, which is to be gone then, and counted out."""
    values = about(lab, delete, born)
    if not is_reachable(delete, values):
        return
    row, _, _ = find_row(lab, born)
    before, _ = total(lab, born.values, born.life)
    specimen = next(drafts(delete, values, specimens), Specimen(NOTHING, {}))
    answer = lab.ask(delete, {**values, **include_all(lab, delete)}, body=specimen.body)
    lab.forget()
    if not answer.is_success:
        lab.skip(delete, "delete", f"it answers {answer.status}")
        return
    lab.succeed(delete, "delete")
    note_included(lab, delete, answer)
    if lab.declaration(delete).soft and not born.life.resource.alive:
        return  # it is marked, and still shown
    yield from _check_gone(lab, born, answer)
    if row is not None:
        yield from _check_uncounted(lab, born, answer, before)


def _check_gone(lab: Lab, born: Born, answer: Seen) -> Iterator[Failure]:
    get = born.life.get
    if get is None:
        return
    read = lab.ask(get, about(lab, get, born))
    if read.is_success:
        message = f"{born.key!r} was deleted ({answer.status}) and still answers {read.status}"
        yield lab.failure("deleted-remains", get, message, (*born.story, answer, read))


def _check_uncounted(lab: Lab, born: Born, answer: Seen, before: int | None) -> Iterator[Failure]:
    listing = born.life.listing
    if listing is None:
        return
    row, _, asked = find_row(lab, born)
    after, counted = total(lab, born.values, born.life)
    if row is not None:
        message = f"{born.key!r} was deleted and is still listed"
        yield lab.failure("delete-uncounted", listing.operation, message, (answer, *asked[-1:]))
    elif counted is not None and None not in (before, after) and after != (before or 0) - 1:
        message = f"the total was {before}; after one was deleted it is {after}"
        story = (answer, counted)
        yield lab.failure("delete-uncounted", listing.operation, message, story, at="total")
