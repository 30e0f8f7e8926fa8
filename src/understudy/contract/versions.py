"""OpenAPI versions: 3.1 as it is, 3.0 brought to 3.1's schemas, anything else refused."""

from __future__ import annotations

from typing import NoReturn

from understudy.contract.errors import ContractError, Position
from understudy.contract.operations import Json, JsonObject
from understudy.contract.schema_places import iterate_schemas

_ANNOTATIONS = frozenset({"description", "examples", "default"})


def modernise(document: JsonObject) -> JsonObject:
    """Return a 3.1 document as given; a 3.0 document changed in place, its schemas as 3.1 has them.

    In 3.0 schemas `nullable` becomes a type, boolean `exclusiveMinimum` and `exclusiveMaximum`
    become numbers, `example` becomes `examples`, and what stands beside a `$ref` is dropped, but
    for `nullable`, which many documents put there.

    Raises:
        ContractError: The version is neither 3.0 nor 3.1.
    """
    version = _version(document)
    if version.startswith("3.0"):
        for _, schema in list(iterate_schemas(document)):
            _modernise_schema(schema)
    return document


def _version(document: JsonObject) -> str:
    if "swagger" in document:
        _refuse(
            f"this is Swagger {document['swagger']}, which is not read here",
            "convert it to OpenAPI 3.1, for example with swagger2openapi",
            "/swagger",
        )
    if "openapi" not in document:
        _refuse('this is no OpenAPI document: "openapi" is missing', "add: openapi: 3.1.0", "")
    version = str(document["openapi"])
    if not version.startswith(("3.0", "3.1")):
        _refuse(
            f"OpenAPI {version} is not read here",
            "convert the document to OpenAPI 3.1 or 3.0",
            "/openapi",
        )
    return version


def _refuse(what: str, remedy: str, pointer: str) -> NoReturn:
    raise ContractError(what, where=Position(file="", pointer=pointer), remedy=remedy)


def _modernise_schema(schema: JsonObject) -> None:
    nullable = schema.pop("nullable", None) is True
    if isinstance(schema.get("$ref"), str):
        for key in schema.keys() - {"$ref", "description"}:
            del schema[key]
    if "example" in schema:
        schema.setdefault("examples", [schema.pop("example")])
    _modernise_bound(schema, "minimum", "exclusiveMinimum")
    _modernise_bound(schema, "maximum", "exclusiveMaximum")
    if nullable:
        _allow_null(schema)


def _modernise_bound(schema: JsonObject, inclusive: str, exclusive: str) -> None:
    flag: Json = schema.get(exclusive)
    if not isinstance(flag, bool):
        return
    del schema[exclusive]
    if flag and inclusive in schema:
        schema[exclusive] = schema.pop(inclusive)


def _allow_null(schema: JsonObject) -> None:
    """Add null to the type, or, where a `$ref` or a composition stands for the type, beside it."""
    kind = schema.get("type")
    if isinstance(kind, str) and not schema.keys() & {"allOf", "anyOf", "oneOf", "enum"}:
        schema["type"] = [kind, "null"]
        return
    inner = {key: schema.pop(key) for key in list(schema) if key not in _ANNOTATIONS}
    schema["anyOf"] = [inner, {"type": "null"}]
