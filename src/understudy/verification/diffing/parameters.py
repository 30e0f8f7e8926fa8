"""Changes of parameters: which there are, which are required, how they are spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, Location, Operation, Parameter
from understudy.contract.pointers import join_pointer
from understudy.contract.references import resolve
from understudy.verification.diffing.candidates import edges_of
from understudy.verification.diffing.changes import Change, Direction, Impact, Witness
from understudy.verification.diffing.places import Matter
from understudy.verification.diffing.sides import Subject
from understudy.verification.diffing.spots import Spot
from understudy.verification.diffing.wire import Reader, differs, shown_request

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def changed_parameters(subject: Subject) -> Iterator[Change]:
    """Yield what changed about the parameters of one operation."""
    old, new = _by_key(subject.old), _by_key(subject.new)
    for key, parameter in old.items():
        if key in new:
            yield from _changed(subject, parameter, new[key])
        elif parameter.location is not Location.PATH:
            yield _removed(subject, parameter)
    for key, parameter in new.items():
        if key not in old and parameter.location is not Location.PATH:
            yield _added(subject, parameter)


def _by_key(operation: Operation) -> Mapping[tuple[str, str], Parameter]:
    """Return parameters by what tells them apart: variables of the path by their place in it."""
    places = {name: str(index) for index, name in enumerate(_VARIABLE.findall(operation.path))}
    return {(each.location.value, _key(each, places)): each for each in operation.parameters}


def _key(parameter: Parameter, places: Mapping[str, str]) -> str:
    if parameter.location is Location.PATH:
        return places.get(parameter.name, parameter.name)
    is_header = parameter.location is Location.HEADER
    return parameter.name.lower() if is_header else parameter.name


def _where(parameter: Parameter) -> str:
    return f"{parameter.location} parameter {parameter.name}"


def _removed(subject: Subject, parameter: Parameter) -> Change:
    return subject.change(
        "parameter-removed",
        _where(parameter),
        "it is not declared any more; whether it is refused or ignored is not said",
        means=Impact.UNKNOWN,
        at=(parameter.pointer, subject.new.pointer),
        direction=Direction.REQUEST,
    )


def _added(subject: Subject, parameter: Parameter) -> Change:
    means = _without(subject, parameter) if parameter.required else Impact.COMPATIBLE
    return subject.change(
        "parameter-required" if parameter.required else "parameter-added",
        _where(parameter),
        "it is new, and required" if parameter.required else "it is new",
        means=means,
        at=(subject.old.pointer, parameter.pointer),
        direction=Direction.REQUEST,
    )


def _without(subject: Subject, parameter: Parameter) -> Witness:
    return subject.request(f"without {_where(parameter)}")


def _changed(subject: Subject, old: Parameter, new: Parameter) -> Iterator[Change]:
    at = (old.pointer, new.pointer)
    if new.required and not old.required:
        yield subject.change(
            "parameter-required",
            _where(old),
            "it is required now",
            means=_without(subject, old),
            at=at,
            direction=Direction.REQUEST,
        )
    elif old.required and not new.required:
        yield subject.change("parameter-optional", _where(old), "it may be left out now", at=at)
    yield from _deprecated(subject, old, new)
    spelling = (old.style, old.explode, old.media_type), (new.style, new.explode, new.media_type)
    if spelling[0] != spelling[1]:
        yield from _style(subject, old, new)
        new = replace(new, style=old.style, explode=old.explode, media_type=old.media_type)
    yield from _schemas(subject, old, new)


def _deprecated(subject: Subject, old: Parameter, new: Parameter) -> Iterator[Change]:
    before, after = (
        resolve(document, f"#{each.pointer}")[0].get("deprecated") is True
        for document, each in ((subject.sides.old.document, old), (subject.sides.new.document, new))
    )
    if after and not before:
        at = (old.pointer, new.pointer)
        yield subject.change("deprecated", _where(old), "it is deprecated now", at=at)


def _style(subject: Subject, old: Parameter, new: Parameter) -> Iterator[Change]:
    """Yield that a parameter is spelled otherwise, unless its values look the same."""
    spelled = f"{old.style}, explode {str(old.explode).lower()}"
    message = f"it was spelled {spelled}; {new.style}, explode {str(new.explode).lower()} now"
    means: Impact | Witness = Impact.UNKNOWN
    try:
        readers = Reader(old, subject.sides.old_schemas), Reader(new, subject.sides.new_schemas)
        as_before = replace(new, schema=old.schema)
        values = _values(subject, old)
        judged = [value for value in values if differs(*readers, old, value)]
        if judged:
            means = _witness(subject, old, judged[0])
        elif values and as_before.media_type == old.media_type:
            return
    except ContractError:
        pass  # a style that is not read here: nobody can say
    yield subject.change(
        "parameter-style",
        _where(old),
        message,
        means=means,
        at=(old.pointer, new.pointer),
        direction=Direction.REQUEST,
    )


def _values(subject: Subject, parameter: Parameter) -> list[Json]:
    bench = subject.sides.matter(Direction.REQUEST, parameter.schema, parameter.schema).bench
    sender = bench.sender.whole(parameter.schema)
    drawn = [*bench.examples.values(sender), *edges_of(sender)]
    return list(filter(bench.algebra.validator(sender).is_valid, drawn))


def _schemas(subject: Subject, old: Parameter, new: Parameter) -> Iterator[Change]:
    def matter() -> Matter:
        readers = Reader(old, subject.sides.old_schemas), Reader(new, subject.sides.new_schemas)
        return subject.sides.matter(
            Direction.REQUEST,
            old.schema,
            new.schema,
            refuses=lambda value: differs(*readers, old, value),
            takes_text=True,
        )

    spots = _spot(old), _spot(new)
    yield from subject.schemas(
        _where(old), spots, matter, lambda value: _witness(subject, old, value)
    )


def _witness(subject: Subject, parameter: Parameter, value: Json) -> Witness:
    return Witness(
        line=shown_request(parameter, value, subject.old.method, subject.path), payload=(value,)
    )


def _spot(parameter: Parameter) -> Spot:
    tokens = ("schema",) if parameter.media_type is None else ("content", parameter.media_type)
    tail = () if parameter.media_type is None else ("schema",)
    return Spot(parameter.schema, join_pointer(parameter.pointer, *tokens, *tail))
