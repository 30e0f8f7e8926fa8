"""Defaults: what a body leaves out is as the contract says, in what is new and what is replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from understudy.contract.operations import Json, JsonObject, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.lives import Born, about, bear, find_life
from understudy.verification.probes.sameness import says_same
from understudy.verification.probes.specimens import Specimens, with_part
from understudy.verification.probes.tracing import read_back


def check_omissions(lab: Lab, create: Operation) -> Iterator[Failure]:
    """Create a record of nothing but what is required; the rest is to have its default."""
    life, specimens = find_life(lab, create), Specimens(lab)
    if life is None or not _defaults(lab, create, specimens):
        return
    born = bear(lab, life, specimens, is_bare=True)
    if born is None or born.key is None:
        return
    shown, seen = read_back(lab, born, life.get)
    left_out = {
        name: value
        for name, value in _defaults(lab, create, specimens).items()
        if name not in born.specimen.fields
    }
    lab.exercise(create, "defaults")
    for name, value, is_ in _differing(left_out, shown or {}):
        message = f"{name} was left out, which means {value!r}, and is {is_!r}"
        yield lab.failure("create-differs", create, message, (*born.story, *seen[-1:]), at=name)


def check_replacement(
    lab: Lab, born: Born, update: Operation, specimens: Specimens
) -> Iterator[Failure]:
    """Replace a record by nothing but what is required; the rest is to have its default again."""
    defaults = _defaults(lab, update, specimens)
    if not lab.declaration(update).replaces or not defaults:
        return
    old, _ = read_back(lab, born, born.life.get)
    needed = specimens.required(update)
    if old is None or any(name not in old for name in needed):
        return
    kept: JsonObject = {name: old[name] for name in needed}
    answer = lab.ask(
        update, about(lab, update, born), body=with_part(lab.declaration(update), kept)
    )
    lab.forget()
    if not answer.is_success:
        return
    now, after = read_back(lab, born, born.life.get)
    left_out = {name: value for name, value in defaults.items() if name not in needed}
    story: tuple[Seen, ...] = (answer, *after[-1:])
    for name, value, is_ in _differing(left_out, now or {}):
        message = f"{name} was left out of a replacement, which means {value!r}, and is {is_!r}"
        yield lab.failure("update-lost", update, message, story, at=name)


def _defaults(lab: Lab, operation: Operation, specimens: Specimens) -> Mapping[str, Json]:
    """Return what is declared to count for members of a body that are left out."""
    declared = lab.declaration(operation)
    if declared.build is not None or declared.rename:
        return {}
    properties, needed = specimens.properties(operation), specimens.required(operation)
    return {
        name: value
        for name, value in declared.defaults.items()
        if name in properties and name not in needed and "$" not in str(value)
    }


def _differing(wanted: Mapping[str, Json], shown: JsonObject) -> Iterator[tuple[str, Json, Json]]:
    for name, value in wanted.items():
        if name in shown and not says_same(value, shown[name]):
            yield name, value, shown[name]
