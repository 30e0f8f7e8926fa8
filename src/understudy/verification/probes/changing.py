"""Probes of changes: what was changed is changed, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from understudy.behavior.naming import plain
from understudy.contract.operations import Json, JsonObject, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.lives import Born, about, drafts, is_reachable, note_included
from understudy.verification.probes.sameness import says_same
from understudy.verification.probes.showing import include_all
from understudy.verification.probes.specimens import Specimen, Specimens, is_free_text, with_part
from understudy.verification.probes.tracing import read_back

MOST_TRIED = 6
MOST_TOGETHER = 20
TALKING = ("description", "note", "notes", "comment", "remark", "text", "title", "label", "name")
# What changes with every change, whatever else does.
VOLATILE = re.compile(
    r"updat|modif|chang|version|revision|etag|timestamp|edited|touched", re.IGNORECASE
)


def check_update(
    lab: Lab, born: Born, update: Operation, specimens: Specimens
) -> Iterator[Failure]:
    """Change one field of a record that was created, or all there are, and read it back."""
    values = about(lab, update, born)
    if not is_reachable(update, values):
        return
    reader = _reader(lab, born, update)
    old, before = read_back(lab, born, reader)
    for name, new in _changes(lab, update, old or {}, specimens):
        body = with_part(
            lab.declaration(update), _body(lab, update, old or {}, (name, new), specimens)
        )
        answer = lab.ask(update, {**values, **include_all(lab, update)}, body=body)
        lab.forget()
        if not answer.is_success:
            continue
        lab.succeed(update, "update")
        note_included(lab, update, answer)
        now, after = read_back(lab, born, reader)
        story = (*before[-1:], answer, *after[-1:])
        yield from _compare(lab, update, (old or {}, now or {}), (name, new), story)
        return
    yield from _check_whole(lab, born, update, specimens)


def _check_whole(
    lab: Lab, born: Born, update: Operation, specimens: Specimens
) -> Iterator[Failure]:
    """Send a whole body, or none where none is taken; what was set is to be read back."""
    values, said = about(lab, update, born), "the contract says nothing of its body"
    for specimen in drafts(update, values, specimens):
        answer = lab.ask(update, {**values, **include_all(lab, update)}, body=specimen.body)
        lab.forget()
        if answer.is_success:
            lab.succeed(update, "update")
            note_included(lab, update, answer)
            now, after = read_back(lab, born, _reader(lab, born, update))
            story = (answer, *after[-1:])
            yield from _compare_all(lab, update, _set(lab, update, specimen), now or {}, story)
            return
        said = answer.told
    lab.skip(update, "update", f"nothing was accepted; {said}")


def _set(lab: Lab, update: Operation, specimen: Specimen) -> JsonObject:
    """Return the fields that a request sets: an action sets those that are declared.

    A record keeps its key, whatever a body says.
    """
    resource = lab.behavior.resources.get(lab.declaration(update).resource or "")
    key = resource.key if resource else ""
    fields = specimen.fields if update.method in {"PUT", "PATCH"} else {}
    sent = {name: value for name, value in fields.items() if name != key}
    declared = lab.declaration(update).assign.items()
    return {**sent, **{name: value for name, value in declared if "$" not in str(value)}}


def _compare_all(
    lab: Lab, update: Operation, fields: JsonObject, now: JsonObject, story: tuple[Seen, ...]
) -> Iterator[Failure]:
    for name, sent in fields.items():
        if name in now and not says_same(sent, now[name]):
            message = f"{name} was set to {sent!r}, which was accepted, and is {now[name]!r}"
            yield lab.failure("update-lost", update, message, story, at=name)


def _reader(lab: Lab, born: Born, update: Operation) -> Operation | None:
    """Return what shows what an update changes: at its own path, or the record as a whole."""
    here = (
        each
        for each in lab.contract.operations
        if each.method == "GET"
        and each.path == update.path
        and each.base_paths == update.base_paths
        and lab.may_ask(each)
    )
    return next(here, born.life.get)


def _changes(
    lab: Lab,
    update: Operation,
    old: JsonObject,
    specimens: Specimens,
    *,
    most: int = MOST_TRIED,
) -> Iterator[tuple[str, Json]]:
    """Yield fields and other values for them, free text first: least depends on it."""
    declared = lab.declaration(update)
    resource = lab.behavior.resources.get(declared.resource or "")
    unique = {*resource.unique, *resource.key_of} if resource else set()
    fixed = {resource.key, *resource.references} if resource else set()
    properties = {
        name: lab.schemas.follow(schema)
        for name, schema in specimens.properties(update).items()
        if isinstance(schema, dict) and name not in fixed | declared.rename.keys()
    }
    names = [
        name
        for name, schema in properties.items()
        if isinstance(old.get(name), str | int | float)
        and not schema.get("readOnly")
        and not plain(name).endswith("id")
    ]

    def rank(name: str) -> tuple[bool, bool, int]:
        talks = (place for place, each in enumerate(TALKING) if each in name.lower())
        return (
            name in unique,
            not is_free_text(properties[name], old[name]),
            next(talks, len(TALKING)),
        )

    for name in sorted(names, key=rank)[:most]:
        new = specimens.other(properties[name], old[name])
        if new != old[name]:
            yield name, new


def _body(
    lab: Lab, update: Operation, old: JsonObject, change: tuple[str, Json], specimens: Specimens
) -> JsonObject:
    """Return the fields of a change: alone, or among all that a replacement has to name."""
    properties = specimens.properties(update)
    needed = specimens.required(update)
    is_whole = lab.declaration(update).replaces or update.method == "PUT"
    kept = {
        each: old[each]
        for each in (properties if is_whole else needed)
        if each in old and lab.schemas.validator(_schema(properties.get(each))).is_valid(old[each])
    }
    missing = {
        each: lab.reach.generate(_schema(properties.get(each)), update.id, each)
        for each in needed
        if each not in kept
    }
    return {**missing, **kept, change[0]: change[1]}


def _schema(schema: Json) -> JsonObject:
    return schema if isinstance(schema, dict) else {}


def _compare(
    lab: Lab,
    update: Operation,
    records: tuple[JsonObject, JsonObject],
    change: tuple[str, Json],
    story: tuple[Seen, ...],
) -> Iterator[Failure]:
    old, now = records
    name, new = change
    if not says_same(new, now.get(name)):
        message = f"{name} was changed to {new!r}, which was accepted, and is {now.get(name)!r}"
        yield lab.failure("update-lost", update, message, story, at=name)
    if not isinstance(new, str) or lab.declaration(update).build is not None:
        return  # sums and states may follow from it
    follows = (str(old[name]), new)
    assigned = lab.declaration(update).assign
    for other, value in old.items():
        if other in {name, *assigned} or VOLATILE.search(other) or other not in now:
            continue
        told = str(now[other])
        if not says_same(value, now[other]) and not any(each in told for each in follows):
            message = f"{other} was {value!r}; after a change of {name} alone it is {now[other]!r}"
            yield lab.failure("update-spills", update, message, story, at=other)


def check_together(
    lab: Lab, born: Born, update: Operation, specimens: Specimens
) -> Iterator[Failure]:
    """Change one more field, then all there are at once: each is to be kept."""
    values, reader = about(lab, update, born), _reader(lab, born, update)
    old, _ = read_back(lab, born, reader)
    if old is None or not is_reachable(update, values) or lab.declaration(update).when:
        return
    changes = list(_changes(lab, update, old, specimens, most=MOST_TOGETHER))
    for name, new in changes[1:2]:
        yield from _change(lab, born, update, old, {name: new}, specimens)
        old = read_back(lab, born, reader)[0] or old
    if len(changes) > 1 and lab.declaration(update).build is None:
        yield from _change(lab, born, update, old, dict(changes), specimens)


def _change(
    lab: Lab, born: Born, update: Operation, old: JsonObject, new: JsonObject, specimens: Specimens
) -> Iterator[Failure]:
    first = next(iter(new.items()))
    body = {**_body(lab, update, old, first, specimens), **new}
    answer = lab.ask(
        update, about(lab, update, born), body=with_part(lab.declaration(update), body)
    )
    lab.forget()
    if not answer.is_success:
        return
    now, after = read_back(lab, born, _reader(lab, born, update))
    story = (answer, *after[-1:])
    if len(new) == 1:
        yield from _compare(lab, update, (old, now or {}), first, story)
    else:
        yield from _compare_all(lab, update, new, now or {}, story)
