"""What is wrong with a JSON value, and which schema says so, wherever `$ref`s lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from jsonschema_rs import ValidationError

from understudy.contract.errors import ContractError
from understudy.contract.offences import Offence, find_offences
from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import join_pointer, make_pointer, split_pointer
from understudy.contract.references import resolve
from understudy.contract.schemas import Schemas

UNKNOWN_MEMBERS = frozenset({"additionalProperties", "unevaluatedProperties"})
_ANY_PLACE = frozenset({"items", "unevaluatedItems", "contains"})
_NAMED = UNKNOWN_MEMBERS | {"required"}  # their offences name a member of what breaks the schema


class Broken(NamedTuple):
    """One broken promise: `kind` tells it from others, `pointer` leads to it in the contract.

    `at` is a place in a body, or a parameter's or header's name.
    """

    kind: str
    pointer: str
    at: str
    message: str


class Values:
    """What the schemas of one document say of values."""

    def __init__(self, document: JsonObject, schemas: Schemas) -> None:
        self._document = document
        self._schemas = schemas

    def broken(self, value: Json, schema: str) -> tuple[Broken, ...]:
        """Return what a value does against the schema that a pointer leads to, each kind once.

        Raises:
            ContractError: There is no such schema, or it cannot be used.
        """
        validator = self._schemas.validator(schema)
        offences = find_offences(validator, value)
        if not offences:
            return ()
        if any(each.keyword == "nesting" for each in offences):
            places: _Places = {}
        else:
            places = dict(_find_places(validator.iter_errors(value)))
        found: dict[tuple[str, str], Broken] = {}
        for each in offences:
            broken = self._broken(each, places, schema)
            found.setdefault(broken[:2], broken)
        return tuple(found.values())

    def _broken(self, offence: Offence, places: _Places, schema: str) -> Broken:
        placed = _find(places, offence) or _Placed(schema, "")
        pointer = placed.schema
        if offence.keyword == "required":
            pointer = self._member(pointer, split_pointer(offence.pointer)[-1])
        return Broken(
            f"{offence.keyword}:{placed.template}",
            pointer,
            offence.pointer,
            f"{offence.pointer or 'the whole body'}: {offence.message}",
        )

    def _member(self, schema: str, name: str) -> str:
        """Return where a member is declared; where its object is when it is not."""
        member = join_pointer(schema, "properties", name)
        try:
            resolve(self._document, f"#{member}")
        except ContractError:
            return schema
        return member


class _Placed(NamedTuple):
    schema: str  # pointer to the schema that was broken
    template: str  # of the place in the value: `*` for what differs from record to record


_Places: TypeAlias = "dict[tuple[str, str], _Placed]"  # by place in the value, and keyword


def _find(places: _Places, offence: Offence) -> _Placed | None:
    """Return where an offence is; its object tells of a member that is missing, or too many."""
    placed = places.get((offence.pointer, offence.keyword))
    if placed is None and offence.keyword in _NAMED:
        parent, _, name = offence.pointer.rpartition("/")
        placed = places.get((parent, offence.keyword))
        if placed is not None:
            placed = placed._replace(template=f"{placed.template}/{name}")
    return placed


def _find_places(errors: Iterable[ValidationError]) -> Iterator[tuple[tuple[str, str], _Placed]]:
    """Yield where each error is in the contract, those inside of alternatives too, outer ones last.

    An outer one is what counts where both are at the same place.
    """
    for error in errors:
        keyword = error.kind.name
        if keyword in {"anyOf", "oneOf"}:
            for branch in error.kind.value or ():
                yield from _find_places(branch)
        if keyword == "falseSchema" and error.schema_path[-1:] == ["additionalProperties"]:
            keyword = "additionalProperties"
        pointer = make_pointer(error.instance_path)
        template = make_template(error.evaluation_path)
        yield (pointer, keyword), _Placed(make_pointer(error.schema_path[:-1]), template)


def make_template(steps: Iterable[str | int]) -> str:
    """Return the place in a value that the way through a schema leads to, for any record.

    >>> make_template(["properties", "data", "items", "$ref", "properties", "id", "type"])
    '/data/*/id'
    """
    tokens: list[str | int] = []
    waiting, step = iter(steps), ""
    for each in waiting:
        step = str(each)
        if step in {"properties", "prefixItems"}:
            tokens.append(next(waiting, ""))
        elif step == "patternProperties":
            next(waiting, "")
            tokens.append("*")
        elif step in _ANY_PLACE or step in UNKNOWN_MEMBERS:
            tokens.append("*")
    if tokens and tokens[-1] == "*" and step in UNKNOWN_MEMBERS:
        tokens.pop()  # the keyword that was broken, not a way into a member
    return make_pointer(tokens)
