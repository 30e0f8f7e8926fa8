import pytest

from understudy.contract import ContractError, Schemas, interpret


@pytest.mark.parametrize(
    ("document", "what"),
    [
        pytest.param({"swagger": "2.0"}, "Swagger 2.0", id="swagger"),
        pytest.param({}, '"openapi" is missing', id="missing"),
        pytest.param({"openapi": "4.0.0"}, "OpenAPI 4.0.0 is not read", id="future"),
        pytest.param({"openapi": None}, '"openapi" is missing', id="null"),
    ],
)
def test_other_versions_are_refused(document, what):
    with pytest.raises(ContractError, match=what) as caught:
        interpret(document)

    assert caught.value.remedy


def test_version_may_be_a_number():
    assert interpret({"openapi": 3.1}).operations == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            {"type": "string", "nullable": True}, {"type": ["string", "null"]}, id="nullable"
        ),
        pytest.param({"type": "string", "nullable": False}, {"type": "string"}, id="not-nullable"),
        pytest.param(
            {"$ref": "#/components/schemas/B", "type": "object", "description": "An A."},
            {"$ref": "#/components/schemas/B", "description": "An A."},
            id="beside-a-reference",
        ),
        pytest.param(
            {"$ref": "#/components/schemas/B", "nullable": True},
            {"anyOf": [{"$ref": "#/components/schemas/B"}, {"type": "null"}]},
            id="nullable-reference",
        ),
        pytest.param(
            {
                "allOf": [{"$ref": "#/components/schemas/B"}],
                "nullable": True,
                "description": "An A.",
            },
            {
                "description": "An A.",
                "anyOf": [{"allOf": [{"$ref": "#/components/schemas/B"}]}, {"type": "null"}],
            },
            id="nullable-composition",
        ),
        pytest.param(
            {"type": "string", "enum": ["a"], "nullable": True},
            {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]},
            id="nullable-enum",
        ),
        pytest.param(
            {"minimum": 1, "exclusiveMinimum": True, "maximum": 9, "exclusiveMaximum": False},
            {"exclusiveMinimum": 1, "maximum": 9},
            id="exclusive-bounds",
        ),
        pytest.param({"exclusiveMaximum": True}, {}, id="exclusive-without-bound"),
        pytest.param({"example": 1}, {"examples": [1]}, id="example"),
        pytest.param(
            {"properties": {"nullable": {"type": "string", "nullable": True}}},
            {"properties": {"nullable": {"type": ["string", "null"]}}},
            id="property-named-nullable",
        ),
        pytest.param(
            {"enum": [{"nullable": True}], "default": {"nullable": True}},
            {"enum": [{"nullable": True}], "default": {"nullable": True}},
            id="literals",
        ),
    ],
)
def test_schemas_of_3_0_become_those_of_3_1(contract_of, old, new):
    contract = contract_of({}, openapi="3.0.3", components={"schemas": {"A": old}})

    assert contract.document["components"]["schemas"]["A"] == new


def test_schemas_of_3_1_stay_as_they_are(contract_of):
    schema = {"type": "string", "nullable": True}

    contract = contract_of({}, components={"schemas": {"A": dict(schema)}})

    assert contract.document["components"]["schemas"]["A"] == schema


def test_schemas_are_found_wherever_they_stand(contract_of):
    old, new = {"type": "string", "nullable": True}, {"type": ["string", "null"]}
    content = {"application/json": {"schema": {"items": dict(old)}, "example": {"schema": old}}}
    contract = contract_of(
        {
            "/schema": {
                "get": {
                    "parameters": [{"name": "q", "in": "query", "schema": dict(old)}],
                    "responses": {"200": {"description": "OK", "content": content}},
                }
            }
        },
        openapi="3.0.3",
        components={"responses": {"example": {"content": {"*/*": {"schema": dict(old)}}}}},
    )

    (operation,) = contract.operations
    media = operation.responses["200"].content["application/json"]

    assert operation.parameters[0].schema == new
    assert media.schema == {"items": new}
    assert media.examples == {"example": {"schema": old}}
    responses = contract.document["components"]["responses"]
    assert responses["example"]["content"]["*/*"]["schema"] == new


def test_nullable_composition_takes_null_and_its_value(contract_of):
    contract = contract_of(
        {},
        openapi="3.0.0",
        components={
            "schemas": {
                "A": {"type": "object", "required": ["a"]},
                "B": {"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": True},
            }
        },
    )

    validator = Schemas(contract.document).validator("/components/schemas/B")

    assert [validator.is_valid(value) for value in (None, {"a": 1}, {}, 5)] == [
        True,
        True,
        False,
        False,
    ]
