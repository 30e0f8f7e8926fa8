"""Changes of single keywords: types, values, bounds, formats; and of what only describes."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.operations import Json, JsonObject
from understudy.data.merging import elements
from understudy.verification.diffing.changes import Direction
from understudy.verification.diffing.places import Deeper, Place, SchemaChange, Step
from understudy.verification.diffing.proofs import COMPATIBLE, UNKNOWN, Verdict
from understudy.verification.diffing.readings import ASSERTED
from understudy.verification.diffing.spots import ANNOTATIONS, Surface
from understudy.verification.diffing.wording import listed, said

GROUPS = {  # keywords that are judged together -> the code of their change
    ("type",): "type",
    ("enum", "const"): "values",
    ("minimum", "exclusiveMinimum"): "range",
    ("maximum", "exclusiveMaximum"): "range",
    ("multipleOf",): "range",
    ("minLength",): "length",
    ("maxLength",): "length",
    ("minItems",): "length",
    ("maxItems",): "length",
    ("minProperties",): "length",
    ("maxProperties",): "length",
    ("uniqueItems",): "items",
    ("contains", "minContains", "maxContains"): "items",
    ("pattern",): "pattern",
    ("format",): "format",
    ("propertyNames",): "other-properties",
    ("not",): "composition",
    ("if", "then", "else"): "composition",
    ("dependentSchemas",): "composition",
    ("dependentRequired",): "composition",
}
OTHERS = ("additionalProperties", "patternProperties", "unevaluatedProperties")
_KNOWN = {"items", *OTHERS, *(name for group in GROUPS for name in group)}
_NESTED = frozenset({"not", "if", "dependentSchemas", "contains", "propertyNames"})
_WIDE = frozenset({"float", "double"})
_DESCRIBING = {
    "contentEncoding": "format",
    "contentMediaType": "format",
    "discriminator": "composition",
}
_UNSENT = {Direction.REQUEST: "readOnly", Direction.RESPONSE: "writeOnly"}


def differing(place: Place) -> set[str]:
    """Name the keywords that say something else, in themselves or in what they refer to.

    Raises:
        ContractError: A reference leads nowhere.
    """
    old, new = place.surfaces
    names = (old.keywords.keys() | new.keywords.keys()) - ANNOTATIONS
    return {name for name in names if not _is_kept(name, place)}


def is_opaque(place: Place, names: set[str]) -> bool:
    """Tell whether what differs can only be judged as a whole."""
    old, new = place.surfaces
    return old.tangled or new.tangled or not names <= _KNOWN


def changed_keywords(place: Place, names: set[str]) -> Iterator[SchemaChange]:
    """Yield a change for each group of keywords that differs."""
    for group, code in GROUPS.items():
        if not names.isdisjoint(group):
            yield _changed(place, group, code)


def changed_elements(place: Place) -> Iterator[Step]:
    """Yield what is to be compared below a list, or that it has elements of another kind."""
    old, new = (each.keywords.get("items") for each in place.surfaces)
    if old is not None and new is not None:
        yield Deeper(old, new, place.below(0))
        return
    received = place.received_surface.value("items")
    verdict = COMPATIBLE if received is None else place.judge({"items": received})
    message = "elements are described now" if old is None else "elements are not described any more"
    yield place.change("items", message, verdict)


def changed_annotations(place: Place) -> Iterator[SchemaChange]:
    """Yield changes of keywords that refuse nothing and still mean something."""
    old, new = place.surfaces
    if place.matter.direction is Direction.REQUEST and old.value("default") != new.value("default"):
        had_none = old.value("default") is None
        message = said("default", old.value("default"), new.value("default"))
        yield _noted(place, "default", "default-changed", message, had_none=had_none)
    if new.value("deprecated") is True and old.value("deprecated") is not True:
        yield _noted(place, "deprecated", "deprecated", "it is deprecated now", had_none=True)
    flag = _UNSENT[place.matter.direction]
    if new.value(flag) is True and old.value(flag) is not True:
        yield _noted(place, flag, "read-only", f"{flag} is true now: it is not to be sent")
    for name, code in _DESCRIBING.items():
        if old.value(name) != new.value(name):
            message = said(name, old.value(name), new.value(name))
            yield _noted(place, name, code, message, had_none=name == "discriminator")


def _noted(
    place: Place, keyword: str, code: str, message: str, *, had_none: bool = False
) -> SchemaChange:
    verdict = COMPATIBLE if had_none else UNKNOWN
    return place.change(code, message, verdict, at=_pointers(place, (keyword,)))


def _changed(place: Place, group: tuple[str, ...], code: str) -> SchemaChange:
    asked: JsonObject = {
        name: place.received_surface.value(name)
        for name in group
        if name in place.received_surface.keywords
    }
    verdict = _described(place) if group == ("format",) else None
    if verdict is None:
        verdict = place.judge(asked) if asked else COMPATIBLE
    message = _worded(group, *place.surfaces)
    return place.change(code, message, verdict, at=_pointers(place, group))


def _described(place: Place) -> Verdict | None:
    """Return what a format means that no validator looks at; None when one does."""
    old, new = (str(each.value("format")) for each in place.surfaces)
    if {old, new} & ASSERTED:
        return None
    return COMPATIBLE if "None" in (old, new) or {old, new} <= _WIDE else UNKNOWN


def _worded(group: tuple[str, ...], old: Surface, new: Surface) -> str:
    if group == ("enum", "const") and old.keywords.keys() & new.keywords.keys() & {*group}:
        return listed(_values(old), _values(new))
    changed = [name for name in group if old.value(name) != new.value(name)]
    if not _NESTED.isdisjoint(group) or not changed:
        return f"{group[0]} asks for something else now"
    return "; ".join(said(name, old.value(name), new.value(name)) for name in changed)


def _values(surface: Surface) -> list[Json]:
    if "const" in surface.keywords:
        return [surface.value("const")]
    return elements({"enum": surface.value("enum")}, "enum")


def _pointers(place: Place, group: tuple[str, ...]) -> tuple[str, str]:
    """Return where the keywords stand, or the place itself where they do not."""
    found = []
    for surface, spot in zip(place.surfaces, (place.old, place.new), strict=True):
        named = (surface.keywords[name].pointer for name in group if name in surface.keywords)
        found.append(next(named, spot.pointer))
    return found[0], found[1]


def _is_kept(name: str, place: Place) -> bool:
    old, new = place.surfaces
    if name not in old.keywords or name not in new.keywords:
        return False
    return place.matter.twins.are_same({name: old.value(name)}, {name: new.value(name)})
