"""Changes of the properties of objects: which there are, which must be there, which others may."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.operations import JsonObject
from understudy.data.merging import members
from understudy.verification.diffing.changes import Direction
from understudy.verification.diffing.keywords import OTHERS
from understudy.verification.diffing.places import Deeper, Place, SchemaChange, Step
from understudy.verification.diffing.proofs import COMPATIBLE, UNKNOWN, Verdict
from understudy.verification.diffing.spots import Spot, Surface

_ANOTHER = "another"
_CONDITIONAL = ("if", "then", "else")


def changed_properties(place: Place) -> Iterator[Step]:
    """Yield which properties came, went, or have to be compared.

    Raises:
        ContractError: A reference leads nowhere, or a schema cannot be used.
    """
    old, new = (each.properties for each in place.surfaces)
    for name in {**old, **new}:
        if name in old and name in new:
            yield Deeper(old[name], new[name], place.below(name))
        elif name in new:
            yield _added(place, name, new[name])
        else:
            yield _removed(place, name, old[name])
    yield from _changed_requirements(place, {*old} ^ {*new})


def changed_others(place: Place, names: set[str]) -> Iterator[Step]:
    """Yield what changed about properties that are not declared one by one."""
    changed = names & {*OTHERS}
    if not changed:
        return
    old, new = (each.keywords.get("additionalProperties") for each in place.surfaces)
    both = changed == {"additionalProperties"} and old is not None and new is not None
    if both and old is not None and new is not None and _are_objects(old, new):
        yield Deeper(old, new, place.below(_ANOTHER))
        return
    verdict = place.judge(_asked_of_others(place.received_surface))
    keyword = min(changed)
    at = tuple(
        surface.keywords[keyword].pointer if keyword in surface.keywords else spot.pointer
        for surface, spot in zip(place.surfaces, (place.old, place.new), strict=True)
    )
    message = "other rules hold for properties that are not declared"
    yield place.change("other-properties", message, verdict, at=(at[0], at[1]))


def _added(place: Place, name: str, spot: Spot) -> SchemaChange:
    is_required = name in place.surfaces[1].required
    code, verdict = "property-added", COMPATIBLE
    if place.matter.direction is Direction.RESPONSE:
        verdict = _met(place, name)
    elif is_required and not _is_unsent(place, name):
        code, verdict = "property-required", place.judge({"required": [name]})
    elif _takes_any_name(place):
        verdict = place.judge({"properties": {name: spot.schema}})
    message = "it is new, and required" if code == "property-required" else "it is new"
    return place.change(code, message, verdict, at=(place.old.pointer, spot.pointer), name=name)


def _removed(place: Place, name: str, spot: Spot) -> SchemaChange:
    if place.matter.direction is Direction.REQUEST:
        verdict = _met(place, name)
    else:
        asked: JsonObject = {"properties": {name: spot.schema}}
        if name in place.surfaces[0].required and not _is_unsent(place, name):
            asked["required"] = [name]
        verdict = place.judge(asked)
    if verdict == COMPATIBLE:
        verdict = UNKNOWN  # no promise is broken, but who used it goes without
    message = "it is not declared any more"
    return place.change(
        "property-removed", message, verdict, at=(spot.pointer, place.new.pointer), name=name
    )


def _met(place: Place, name: str) -> Verdict:
    """Tell what becomes of a property that only the sender knows."""
    if not any(each in place.received_surface.keywords for each in OTHERS):
        return COMPATIBLE
    having: JsonObject = {"allOf": [place.sent.schema], "required": [name]}
    return place.judge(_asked_of_others(place.received_surface), sent=having)


def _changed_requirements(place: Place, lonely: set[str]) -> Iterator[SchemaChange]:
    """Yield which properties must be there and need not, or need not and must."""
    old, new = (each.required for each in place.surfaces)
    asked, promised = place.received_surface.required, place.sent_surface.required
    for name in {**old, **new}:
        if name in lonely or (name in old and name in new) or _is_unsent(place, name):
            continue
        verdict = COMPATIBLE
        if name in asked and name not in promised:
            verdict = place.judge({"required": [name]})
        is_new = name in new
        code, message = (
            ("property-required", "it is required now")
            if is_new
            else ("property-optional", "it may be left out now")
        )
        at = (old.get(name, place.old.pointer), new.get(name, place.new.pointer))
        yield place.change(code, message, verdict, at=at, name=name)


def _is_unsent(place: Place, name: str) -> bool:
    declared = (each.properties.get(name) for each in place.surfaces)
    spots = zip(declared, place.matter.readings, strict=True)
    return any(spot is not None and reading.is_unsent(spot.schema) for spot, reading in spots)


def _takes_any_name(place: Place) -> bool:
    return place.matter.bench.sender.declared(place.sent.schema) is None


def _asked_of_others(surface: Surface) -> JsonObject:
    """Return what a receiver asks of the properties that it does not declare."""
    rules: JsonObject = {name: surface.value(name) for name in OTHERS if name in surface.keywords}
    if "unevaluatedProperties" in rules:
        rules.setdefault("additionalProperties", rules.pop("unevaluatedProperties"))
    names = [*surface.properties, *surface.required]
    for keyword in _CONDITIONAL:
        names += members(members({"of": surface.value(keyword)}, "of"), "properties")
    return {"properties": dict.fromkeys(names, True), **rules}


def _are_objects(old: Spot, new: Spot) -> bool:
    return isinstance(old.schema, dict) and isinstance(new.schema, dict)
