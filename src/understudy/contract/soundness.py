"""Schemas that are none: what JSON Schema does not allow, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import orjson
from jsonschema_rs import Validator

from understudy.contract.errors import ContractError, Position
from understudy.contract.offences import Offence, find_offences
from understudy.contract.operations import JsonObject
from understudy.contract.references import resolve
from understudy.contract.schema_places import iterate_schemas, iterate_subschemas
from understudy.contract.schemas import Schemas

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def find_unsound(document: JsonObject) -> Iterator[tuple[str, Offence]]:
    """Yield what JSON Schema does not allow, with the pointer of each."""
    dialect = _dialect()
    for pointer, schema in _used_as_schemas(document):
        if dialect.is_valid(schema):
            continue
        for place, part in iterate_subschemas(schema, pointer):
            # Alone: of what is deeply nested it would not be told where it is not valid.
            for offence in find_offences(dialect, _alone(part)):
                yield place + offence.pointer, offence


def check_schemas(document: JsonObject) -> None:
    """Refuse a document whose schemas are not such that they can be walked along.

    A pattern that is no regular expression is in nobody's way until it is needed.

    Raises:
        ContractError: With the pointer of the first offence.
    """
    for pointer, offence in find_unsound(document):
        if offence.keyword != "format":
            raise ContractError(
                f"JSON Schema does not allow this: {offence.message}",
                where=Position(file="", pointer=pointer),
                remedy="mend it, or correct it with an overlay; `understudy lint` tells all of it",
            )


def outermost(found: Iterable[tuple[str, JsonObject]]) -> Iterator[tuple[str, JsonObject]]:
    """Yield the schemas that are in no other one."""
    outer = None
    for pointer, schema in found:
        if outer is None or not pointer.startswith(f"{outer}/"):
            outer = pointer
            yield pointer, schema


def _used_as_schemas(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Yield the outermost schemas, and what else some schema takes for one: a parameter, say."""
    known = dict(iterate_schemas(document))
    yield from outermost(known.items())
    waiting = [*known.items()]
    for at, schema in waiting:
        ref = schema.get("$ref")
        try:
            target, pointer = (
                resolve(document, ref, at=at) if isinstance(ref, str) else (schema, at)
            )
        except ContractError:
            continue  # told by who needs it
        if target is not schema and pointer not in known:
            parts = dict(iterate_subschemas(target, pointer))
            yield pointer, target
            known |= parts
            waiting += parts.items()


def _alone(schema: JsonObject) -> JsonObject:
    """Return a copy in which all schemas inside of it say nothing."""
    copy: JsonObject = orjson.loads(orjson.dumps(schema))
    for _, inner in list(iterate_subschemas(copy))[1:]:
        inner.clear()
    return copy


@cache
def _dialect() -> Validator:
    return Schemas({}).validator({"$ref": DIALECT})
