"""How much a schema asks for: the parts it is composed of, the least that its values hold.

A few lines of a document can ask for more than any machine has: schemas that are composed of each
other twice, forty times over, or an array of a billion items. Such documents are refused when they
are read, because everything later walks along these ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from understudy.contract.errors import ContractError, Position
from understudy.contract.operations import Json, JsonObject
from understudy.contract.references import resolve
from understudy.contract.schema_places import iterate_schemas

MOST_PARTS = 10_000
MOST_LEVELS = 64
LARGEST_LEAST = 1_000_000  # values and characters that the smallest valid value holds

_COMPOSING = frozenset({"$ref", "allOf", "anyOf", "oneOf"})
_TELLING = _COMPOSING | {"minItems", "minLength", "minProperties", "required"}
_Children: TypeAlias = "Callable[[JsonObject], list[JsonObject]]"


def check_extents(document: JsonObject) -> None:
    """Refuse schemas that are composed of themselves, or ask for too much.

    Raises:
        ContractError: With the pointer of the first such schema.
    """
    extents = _Extents(document)
    for pointer, schema in iterate_schemas(document):
        if _TELLING.isdisjoint(schema):
            continue
        parts, levels = extents.composition(schema, pointer)
        if parts > MOST_PARTS or levels > MOST_LEVELS:
            raise ContractError(
                f"this schema is composed of more than {MOST_PARTS:,} parts,"
                f" or on more than {MOST_LEVELS} levels",
                where=Position(file="", pointer=pointer),
                remedy="compose it of fewer schemas (allOf, anyOf, oneOf, $ref)",
            )
        if extents.least(schema) > LARGEST_LEAST:
            raise ContractError(
                f"the smallest value of this schema holds more than {LARGEST_LEAST:,} parts",
                where=Position(file="", pointer=pointer),
                remedy="lower minItems, minLength or minProperties, or require less",
            )


class _Extents:
    """What is known of the schemas of one document, by their identity."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._targets: dict[str, JsonObject] = {}
        self._compositions: dict[int, tuple[int, int]] = {}
        self._leasts: dict[int, int] = {}

    def composition(self, schema: JsonObject, pointer: str) -> tuple[int, int]:
        """Return how many parts a schema is composed of, and on how many levels."""
        known = self._compositions
        if _COMPOSING.isdisjoint(schema):
            return 1, 1
        for each in _children_first(schema, self._parts, known, pointer):
            inner = [known[id(part)] for part in self._parts(each)]
            parts = 1 + sum(count for count, _ in inner)
            known[id(each)] = parts, 1 + max((levels for _, levels in inner), default=0)
        return known[id(schema)]

    def least(self, schema: JsonObject) -> int:
        """Return how many values and characters the smallest value has; circles count once."""
        known = self._leasts
        if id(schema) in known:
            return known[id(schema)]
        for each in _children_first(schema, self._needs, known, None):
            known[id(each)] = self._least_of(each)
        return known[id(schema)]

    def _least_of(self, schema: JsonObject) -> int:
        if _TELLING.isdisjoint(schema):
            return 1

        def sizes(schemas: list[JsonObject]) -> Iterator[int]:
            return (self._leasts.get(id(each), 0) for each in schemas)

        length, items = _count(schema, "minLength"), _count(schema, "minItems")
        own = max(1, length, items, _count(schema, "minProperties"))
        own += items * max(sizes(_listed([schema.get("items")])), default=0)
        own += sum(sizes(_required(schema)))
        if _COMPOSING.isdisjoint(schema):
            return own
        choices = (sizes(_listed(schema.get(keyword))) for keyword in ("anyOf", "oneOf"))
        return max(own, *sizes(self._always(schema)), *(min(each, default=0) for each in choices))

    def _parts(self, schema: JsonObject) -> list[JsonObject]:
        if _COMPOSING.isdisjoint(schema):
            return []
        chosen = [*_listed(schema.get("anyOf")), *_listed(schema.get("oneOf"))]
        return [*self._always(schema), *chosen]

    def _needs(self, schema: JsonObject) -> list[JsonObject]:
        if _TELLING.isdisjoint(schema):
            return []
        return [*self._parts(schema), *_required(schema), *_listed([schema.get("items")])]

    def _always(self, schema: JsonObject) -> list[JsonObject]:
        found = _listed(schema.get("allOf"))
        ref = schema.get("$ref")
        if isinstance(ref, str):
            if ref not in self._targets:
                self._targets[ref] = self._follow(ref)
            found.append(self._targets[ref])
        return found

    def _follow(self, ref: str) -> JsonObject:
        try:
            return resolve(self._document, ref)[0]
        except ContractError:
            return {}  # whoever needs it says what is wrong


def _children_first(
    root: JsonObject, children: _Children, known: Mapping[int, object], circles_at: str | None
) -> Iterator[JsonObject]:
    """Yield what is not known yet, each schema after those it is made of.

    Schemas in a circle come in any order; `circles_at` is where one is refused, None allows them.
    """
    waiting: list[tuple[JsonObject, bool]] = [(root, False)]
    entered: set[int] = set()
    while waiting:
        schema, is_done = waiting.pop()
        if is_done:
            entered.discard(id(schema))
            yield schema
        elif id(schema) in entered:
            if circles_at is not None:
                raise ContractError(
                    "this schema is composed of itself: nothing tells what its values are",
                    where=Position(file="", pointer=circles_at),
                    remedy="let it contain itself in a property or an item, or not at all",
                )
        elif id(schema) not in known:
            entered.add(id(schema))
            waiting.append((schema, True))
            waiting += [(each, False) for each in children(schema)]


def _required(schema: JsonObject) -> list[JsonObject]:
    properties, required = schema.get("properties"), schema.get("required")
    if not isinstance(properties, dict) or not isinstance(required, list):
        return []
    return _listed([properties.get(name) for name in required if isinstance(name, str)])


def _listed(schemas: Json) -> list[JsonObject]:
    return [each for each in schemas if isinstance(each, dict)] if isinstance(schemas, list) else []


def _count(schema: JsonObject, keyword: str) -> int:
    value = schema.get(keyword)
    return int(value) if isinstance(value, int | float) else 0
