"""Documents that are no valid OpenAPI, or that point where nothing is."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.errors import ContractError
from understudy.contract.findings import Finding, find_at, find_error
from understudy.contract.operations import Contract, JsonObject
from understudy.contract.parameters import compile_parameters
from understudy.contract.pointers import join_pointer, make_pointer
from understudy.contract.references import resolve
from understudy.contract.schema_places import iterate_objects, iterate_schemas
from understudy.contract.schemas import Schemas
from understudy.contract.soundness import find_unsound, outermost

_LONGEST_MESSAGE = 200


def lint_references(document: JsonObject) -> Iterator[Finding]:
    """Find references that leave the document or point at nothing."""
    for iterate in (iterate_objects, iterate_schemas):
        for pointer, holder in iterate(document):
            ref = holder.get("$ref")
            if isinstance(ref, str):
                try:
                    resolve(document, ref, at=join_pointer(pointer, "$ref"))
                except ContractError as error:
                    yield find_error(error, code="broken-reference")


def lint_openapi(document: JsonObject) -> Iterator[Finding]:
    """Find what the OpenAPI specification does not allow.

    Only for documents whose references are all local: the validator would fetch others.
    """
    # Imported here because it takes longer to import than everything else together, and only
    # linting needs it.
    from openapi_spec_validator import (  # noqa: PLC0415
        OpenAPIV30SpecValidator,
        OpenAPIV31SpecValidator,
    )

    is_old = str(document.get("openapi")).startswith("3.0")
    validator = OpenAPIV30SpecValidator if is_old else OpenAPIV31SpecValidator
    is_sound = True
    try:
        for error in validator(document).iter_errors():
            is_sound = False
            if not error.absolute_path or error.absolute_path[0] in document:
                yield _find_openapi(error.message, make_pointer(error.absolute_path))
            # else it is inside a schema, whose place is not told here; `lint_schemas` does
    except Exception as error:  # noqa: BLE001 - it trips, in many ways, over what it just refused
        if is_sound:
            yield _find_openapi(f"the validator gave up: {error!r}", "")


def _find_openapi(message: str, pointer: str) -> Finding:
    told = message.partition("\n")[0]  # the rest quotes the specification and the document
    shown = told if len(told) <= _LONGEST_MESSAGE else f"{told[:_LONGEST_MESSAGE]}..."
    return find_at(
        pointer,
        code="invalid-openapi",
        message=shown,
        remedy="see https://spec.openapis.org/oas/latest.html",
    )


def lint_nullable(document: JsonObject) -> Iterator[Finding]:
    """Find `nullable` in 3.1 schemas, where it means nothing."""
    if str(document.get("openapi")).startswith("3.1"):
        for pointer, schema in iterate_schemas(document):
            if "nullable" in schema:
                yield find_at(
                    join_pointer(pointer, "nullable"),
                    code="nullable-in-3.1",
                    message="OpenAPI 3.1 has no nullable; it is ignored",
                    remedy="write type: [string, 'null']",
                )


def lint_schemas(document: JsonObject) -> Iterator[Finding]:
    """Find what JSON Schema does not allow, down to patterns that are no regular expressions."""
    for pointer, offence in find_unsound(document):
        yield find_at(
            pointer,
            code="invalid-schema",
            message=f"JSON Schema does not allow this: {offence.message}",
            remedy="see https://json-schema.org/draft/2020-12",
        )


def lint_uses(contract: Contract, schemas: Schemas) -> Iterator[Finding]:
    """Find schemas that cannot be compiled and parameters that cannot be decoded.

    Only for contracts whose schemas and references are sound, else each cause is told many times.
    """
    for pointer, _ in outermost(iterate_schemas(contract.document)):
        try:
            schemas.validator(pointer)
        except ContractError as error:
            yield find_error(error, code="invalid-schema")
    for operation in contract.operations:
        for parameter in operation.parameters:
            try:
                compile_parameters([parameter], schemas)
            except ContractError as error:
                yield find_error(error, code="unreadable-parameter")
