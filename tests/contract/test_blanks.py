"""What is left empty in a document of somebody's own says nothing, and refuses nothing."""

import copy
from typing import Any

import pytest

from understudy.contract import ContractError, Position, interpret
from understudy.contract.document_lint import lint_schemas
from understudy.contract.soundness import check_schemas

PET = {"$ref": "#/components/schemas/Pet"}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Petstore", "version": "1"},
    "paths": {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "parameters": [{"name": "tag", "in": "query", "schema": {"type": "string"}}],
                "responses": {"200": {"content": {"application/json": {"schema": PET}}}},
            }
        }
    },
    "components": {
        "schemas": {"Pet": {"type": "object", "properties": {"tag": {"type": "string"}}}},
        "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}
LIST = "/paths/~1pets/get"
TAG = "/components/schemas/Pet/properties/tag"


def with_value(pointer: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    *above, key = [part.replace("~1", "/") for part in pointer.split("/")[1:]]
    holder: Any = document
    for part in above:
        holder = holder[int(part)] if isinstance(holder, list) else holder[part]
    holder[key] = value
    return document


@pytest.mark.parametrize(
    "pointer",
    [
        *("/servers", "/security", "/tags", "/info/description"),
        *(f"{LIST}/{key}" for key in ("tags", "security", "summary", "requestBody", "callbacks")),
        *(f"{LIST}/parameters/0/{key}" for key in ("description", "style", "content")),
        *("/paths/~1pets/put", f"{LIST}/responses/200/headers"),
        *(f"{TAG}/{key}" for key in ("description", "enum", "allOf", "required", "items", "title")),
        *(f"/components/schemas/Pet/{key}" for key in ("required", "additionalProperties")),
    ],
)
def test_an_empty_key_is_as_if_it_were_not_there(pointer: str) -> None:
    assert interpret(with_value(pointer, None)) == interpret(copy.deepcopy(DOCUMENT))


@pytest.mark.parametrize(
    "pointer",
    ["/paths/~1pets", f"{LIST}/responses/200", f"{LIST}/responses/404", TAG],
)
def test_what_has_a_name_is_there_though_nothing_is_said_of_it(pointer: str) -> None:
    assert interpret(with_value(pointer, None)) == interpret(with_value(pointer, {}))


def test_a_requirement_without_scopes_is_still_one() -> None:
    (operation,) = interpret(with_value("/security", [{"token": None}])).operations

    assert (
        operation.security
        == interpret(with_value("/security", [{"token": []}])).operations[0].security
    )
    assert operation.security


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        pytest.param(None, "null", id="alone"),
        pytest.param(["string", None], ["string", "null"], id="beside another"),
    ],
)
def test_the_type_null_need_not_be_quoted(kind: Any, meant: Any) -> None:
    assert interpret(with_value(f"{TAG}/type", kind)) == interpret(with_value(f"{TAG}/type", meant))


@pytest.mark.parametrize("key", ["const", "default", "example"])
def test_null_stays_where_it_is_a_value(key: str) -> None:
    contract = interpret(with_value(f"{TAG}/{key}", None))

    tag: Any = contract.document["components"]
    assert tag["schemas"]["Pet"]["properties"]["tag"][key] is None


@pytest.mark.parametrize(
    ("key", "value"),
    [("title", 2024), ("examples", {"a": {"value": 1}}), ("deprecated", "yes"), ("required", True)],
)
def test_annotations_of_a_wrong_kind_say_nothing(key: str, value: Any) -> None:
    assert interpret(with_value(f"{TAG}/{key}", value)) == interpret(copy.deepcopy(DOCUMENT))


def test_a_schema_that_is_none_is_refused_with_its_place_however_deep_the_others_are() -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(12):
        deep = {"type": "object", "properties": {"below": deep}}
    document = with_value("/components/schemas/Deep", {"anyOf": [deep, {"minLength": "1"}]})

    with pytest.raises(ContractError, match="expected integer") as caught:
        check_schemas(interpret(document).document)

    place = Position(file="", pointer="/components/schemas/Deep/anyOf/1/minLength")
    assert caught.value.where == place


def test_each_schema_that_is_none_is_linted() -> None:
    document = with_value(TAG, {"type": "text", "anyOf": [{"maxLength": "1"}], "description": None})

    places = [finding.position.pointer for finding in lint_schemas(document)]

    assert places == [f"{TAG}/description", f"{TAG}/type", f"{TAG}/anyOf/0/maxLength"]
