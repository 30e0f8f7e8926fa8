"""Examples that break the schema they illustrate."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.errors import ContractError
from understudy.contract.findings import Finding, find_at, find_error
from understudy.contract.messages import read_examples
from understudy.contract.offences import find_offences
from understudy.contract.operations import Json, JsonObject
from understudy.contract.places import Place
from understudy.contract.pointers import join_pointer
from understudy.contract.schema_places import iterate_objects, iterate_schemas
from understudy.contract.schemas import Schemas


def lint_examples(document: JsonObject, schemas: Schemas) -> Iterator[Finding]:
    """Find examples of parameters, bodies, responses, headers and schemas that are not valid."""
    for pointer, holder in iterate_objects(document):
        if "schema" in holder and ("example" in holder or "examples" in holder):
            place = Place(document=document, value=holder, pointer=pointer)
            yield from _lint_holder(place, schemas)
    for pointer, schema in iterate_schemas(document):
        examples = schema.get("examples")
        for index, example in enumerate(examples if isinstance(examples, list) else ()):
            where = join_pointer(pointer, "examples", index)
            yield from _lint_example(where, example, pointer, schemas)
        for key in ("example", "default"):
            if key in schema:
                where = join_pointer(pointer, key)
                yield from _lint_example(where, schema[key], pointer, schemas)


def _lint_holder(place: Place, schemas: Schemas) -> Iterator[Finding]:
    try:
        examples = read_examples(place)
    except ContractError as error:
        yield find_error(error)
        return
    single = "example" in place.value
    for name, example in examples.items():
        where = join_pointer(
            place.pointer,
            *(("example",) if single and name == "example" else ("examples", name, "value")),
        )
        yield from _lint_example(where, example, join_pointer(place.pointer, "schema"), schemas)


def _lint_example(
    pointer: str, example: Json, schema_pointer: str, schemas: Schemas
) -> Iterator[Finding]:
    try:
        validator = schemas.validator(schema_pointer)
    except ContractError:
        return  # told once, by the check of schemas
    for offence in find_offences(validator, example):
        yield find_at(
            pointer + offence.pointer,
            code="invalid-example",
            message=f"this example breaks its schema: {offence.message}",
            remedy=f"mend the example or the schema at {schema_pointer}",
        )
