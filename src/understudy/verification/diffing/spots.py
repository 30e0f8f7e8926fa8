"""Places of schemas in a document, and what one asks of a value together with all it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import join_pointer
from understudy.contract.references import resolve
from understudy.contract.schema_places import iterate_subschemas
from understudy.data.merging import elements, members

_HOPS = 32  # of references that lead to references
_GATHERED = frozenset({"$ref", "allOf", "properties", "required"})
ANNOTATIONS = frozenset(
    {
        *("title", "description", "default", "example", "examples", "deprecated", "readOnly"),
        *("writeOnly", "xml", "externalDocs", "discriminator", "contentEncoding"),
        *("contentMediaType", "$comment", "$schema", "$id", "$anchor", "$defs", "definitions"),
    }
)
_JUST_REFERS = ANNOTATIONS | {"$ref"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A schema and the pointer to where it stands in its document."""

    schema: Json
    pointer: str

    def below(self, *tokens: str | int) -> Spot:
        """Return the schema that is reached through keywords and names."""
        value = self.schema
        for token in tokens:
            value = value[token]  # type: ignore[index]  # the caller has looked
        return Spot(value, join_pointer(self.pointer, *tokens))


@dataclass(slots=True)
class Surface:
    """What a schema, its `$ref` and its `allOf` say of one value.

    `keywords` are all but properties and required names. `tangled` says that two of its parts say
    different things with one keyword: then only the whole can be judged.
    """

    keywords: dict[str, Spot] = field(default_factory=dict)
    properties: dict[str, Spot] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    tangled: bool = False

    def value(self, keyword: str) -> Json:
        """Return what a keyword says, None when it is not there."""
        found = self.keywords.get(keyword)
        return found.schema if found else None

    def has_annotation(self, name: str) -> bool:
        """Tell whether a flag such as `readOnly` is set."""
        return self.value(name) is True


def gather(document: JsonObject, spot: Spot) -> Surface:
    """Return what all parts of a schema say together.

    Raises:
        ContractError: A reference leads nowhere.
    """
    surface = Surface()
    parts = [each for each in _parts(document, spot, set()) if isinstance(each.schema, dict)]
    for part in parts:
        for keyword, value in _object(part).items():
            if keyword not in _GATHERED and not keyword.startswith("x-"):
                known = surface.keywords.setdefault(keyword, part.below(keyword))
                differs = known.schema != value and keyword not in ANNOTATIONS
                surface.tangled = surface.tangled or differs
        _add_members(part, surface)
    surface.tangled = surface.tangled or _closes_a_part(parts)
    return surface


def _closes_a_part(parts: list[Spot]) -> bool:
    """Tell whether a part of several forbids what it does not declare, so what others declare."""
    declaring = [each for each in parts if "properties" in _object(each)]
    spine = len(list(takewhile(lambda part: _object(part).keys() <= _JUST_REFERS, parts))) + 1
    return any(
        "additionalProperties" in _object(each) and any(other is not each for other in declaring)
        for each in parts
    ) or any("unevaluatedProperties" in _object(each) for each in parts[spine:])


def _add_members(part: Spot, surface: Surface) -> None:
    for name in members(_object(part), "properties"):
        own = part.below("properties", name)
        known = surface.properties.get(name)
        if known is None or known.schema == own.schema:
            surface.properties[name] = known or own
        else:
            surface.properties[name] = Spot({"allOf": [known.schema, own.schema]}, own.pointer)
    for index, each in enumerate(elements(_object(part), "required")):
        pointer = join_pointer(part.pointer, "required", index)
        surface.required.setdefault(str(each), pointer)


def _parts(document: JsonObject, spot: Spot, seen: set[str]) -> Iterator[Spot]:
    if not isinstance(spot.schema, dict) or spot.pointer in seen:
        return
    seen.add(spot.pointer)
    yield spot
    ref = spot.schema.get("$ref")
    if isinstance(ref, str):
        yield from _parts(document, Spot(*resolve(document, ref)), seen)
    for index in range(len(elements(spot.schema, "allOf"))):
        yield from _parts(document, spot.below("allOf", index), seen)


def settled(document: JsonObject, spot: Spot) -> Spot:
    """Return the schema that a schema which only refers leads to, or itself.

    Raises:
        ContractError: A reference leads nowhere.
    """
    for _ in range(_HOPS):
        if not isinstance(spot.schema, dict) or said_by(spot.schema) != {"$ref"}:
            return spot
        spot = Spot(*resolve(document, str(spot.schema["$ref"])))
    return spot


def said_by(schema: Json) -> set[str]:
    """Return the keywords of a schema that are more than words for people."""
    names = schema if isinstance(schema, dict) else ()
    return {name for name in names if name not in ANNOTATIONS and not name.startswith("x-")}


def _object(spot: Spot) -> JsonObject:
    return spot.schema if isinstance(spot.schema, dict) else {}


class Twins:
    """Tells of schemas of two documents whether they are the same, down to all they refer to."""

    def __init__(self, old: JsonObject, new: JsonObject) -> None:
        self._old, self._new = old, new
        self._same: dict[str, bool] = {}
        self._refs: dict[str, frozenset[str]] = {}

    def are_same(self, old: Json, new: Json) -> bool:
        """Tell whether two schemas say the same word for word."""
        return old == new and all(map(self._is_kept, self._reachable(old)))

    def _is_kept(self, ref: str) -> bool:
        if ref not in self._same:
            self._same[ref] = _target(self._old, ref) == _target(self._new, ref)
        return self._same[ref]

    def _reachable(self, schema: Json) -> set[str]:
        found: set[str] = set()
        waiting = set(_refs(schema))
        while waiting:
            ref = waiting.pop()
            found.add(ref)
            if ref not in self._refs:
                self._refs[ref] = frozenset(_refs(_target(self._old, ref)))
            waiting |= self._refs[ref] - found
        return found


def _target(document: JsonObject, ref: str) -> Json:
    """Return what a reference leads to, None when it leads nowhere."""
    try:
        return resolve(document, ref)[0]
    except ContractError:
        return None


def _refs(schema: Json) -> Iterator[str]:
    for _, each in iterate_subschemas(schema):
        ref = each.get("$ref")
        if isinstance(ref, str):
            yield ref
