"""Documents that are no valid OpenAPI, or that point where nothing is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import jsonschema_rs

from understudy.contract.errors import ContractError
from understudy.contract.explanations import explain
from understudy.contract.findings import Finding, find_at, find_error
from understudy.contract.operations import Contract, JsonObject
from understudy.contract.parameters import compile_parameters
from understudy.contract.pointers import join_pointer, make_pointer
from understudy.contract.references import resolve
from understudy.contract.schema_places import iterate_objects, iterate_schemas
from understudy.contract.schemas import Schemas

_LONGEST_MESSAGE = 200
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


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
    for error in validator(document).iter_errors():
        message = error.message
        if len(message) > _LONGEST_MESSAGE:
            message = f"{message[:_LONGEST_MESSAGE]}..."
        yield find_at(
            make_pointer(error.absolute_path),
            code="invalid-openapi",
            message=message,
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


def lint_schemas(document: JsonObject, schemas: Schemas) -> Iterator[Finding]:
    """Find what JSON Schema does not allow, and schemas that cannot be compiled."""
    for pointer, schema in _outermost(iterate_schemas(document)):
        try:
            jsonschema_rs.meta.validate({"$schema": _DIALECT, **schema})
        except jsonschema_rs.ValidationError as error:
            for each in explain(error):
                yield find_at(
                    join_pointer(pointer, *each.path),
                    code="invalid-schema",
                    message=f"JSON Schema does not allow this: {each.message}",
                    remedy="see https://json-schema.org/draft/2020-12",
                )
            continue
        try:
            schemas.validator(pointer)
        except ContractError as error:
            yield find_error(error, code="invalid-schema")


def lint_parameters(contract: Contract, schemas: Schemas) -> Iterator[Finding]:
    """Find parameters that cannot be decoded."""
    for operation in contract.operations:
        for parameter in operation.parameters:
            try:
                compile_parameters([parameter], schemas)
            except ContractError as error:
                yield find_error(error, code="unreadable-parameter")


def _outermost(
    found: Iterable[tuple[str, JsonObject]],
) -> Iterator[tuple[str, JsonObject]]:
    outer = None
    for pointer, schema in found:
        if outer is None or not pointer.startswith(f"{outer}/"):
            outer = pointer
            yield pointer, schema
