import copy

import pytest

from understudy.contract import ContractError, JsonObject, Position, Schemas

DOCUMENT: JsonObject = {
    "paths": {"/a b%{id}": {"get": {"x": {"schema": {"type": "integer"}}}}},
    "components": {
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "age": {"$ref": "#/components/schemas/Age"},
                    "parent": {"$ref": "#/components/schemas/Pet"},
                },
            },
            "Age": {"type": "integer", "format": "int32", "minimum": 0},
            "Self": {"allOf": [{"$ref": "#/components/schemas/Self"}, {"type": "string"}]},
            "Lost": {"$ref": "#/components/schemas/Nowhere"},
        }
    },
}


@pytest.fixture
def schemas():
    return Schemas(copy.deepcopy(DOCUMENT))


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param("/components/schemas/Pet", id="pointer"),
        pytest.param("#/components/schemas/Pet", id="reference"),
        pytest.param({"$ref": "#/components/schemas/Pet"}, id="schema"),
        pytest.param({"allOf": [{"$ref": "#/components/schemas/Pet"}]}, id="composition"),
    ],
)
@pytest.mark.parametrize(
    ("value", "valid"),
    [
        pytest.param({"name": "Rex", "parent": {"name": "Max", "age": 3}}, True, id="valid"),
        pytest.param({"name": "Rex", "parent": {"name": "Max", "age": "3"}}, False, id="deep"),
        pytest.param({}, False, id="shallow"),
    ],
)
def test_references_are_resolved_in_the_document(schemas, schema, value, valid):
    assert schemas.validator(schema).is_valid(value) is valid


def test_pointer_may_hold_any_character(schemas):
    validator = schemas.validator("/paths/~1a b%{id}/get/x/schema")

    assert validator.is_valid(1)
    assert not validator.is_valid("1")


def test_validator_is_built_once(schemas):
    assert schemas.validator("/components/schemas/Pet") is schemas.validator(
        "/components/schemas/Pet"
    )
    assert schemas.validator({"type": "string"}) is schemas.validator({"type": "string"})
    assert schemas.validator({"type": "string"}) is not schemas.validator({"type": "null"})


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        pytest.param(
            {"format": "date-time"}, "2024-02-29T10:00:00Z", "2024-02-30T10:00:00Z", id="date-time"
        ),
        pytest.param({"format": "date"}, "2024-02-29", "2023-02-29", id="date"),
        pytest.param(
            {"format": "uuid"}, "123e4567-e89b-12d3-a456-426614174000", "123e4567", id="uuid"
        ),
        pytest.param({"format": "uri"}, "https://a.example/b?c", "no uri", id="uri"),
        pytest.param({"format": "email"}, "rex@pets.example", "rex", id="email"),
        pytest.param({"format": "decimal"}, "-12.50", "1e3", id="decimal"),
        pytest.param({"format": "int32"}, 2**31 - 1, 2**31, id="int32"),
        pytest.param({"format": "int32", "minimum": 0}, 0, -1, id="int32-own-minimum"),
        pytest.param({"format": "int64"}, -(2**63), 2**63, id="int64"),
        pytest.param({"items": {"format": "int32"}}, [1], [2**31], id="int32-inside"),
        pytest.param({"$ref": "#/components/schemas/Age"}, 5, 2**31, id="int32-referred-to"),
        pytest.param({"format": "colour"}, "anything", None, id="unknown"),
    ],
)
def test_formats_are_asserted(schemas, schema, good, bad):
    validator = schemas.validator(schema)

    assert validator.is_valid(good)
    assert bad is None or not validator.is_valid(bad)


def test_formats_leave_the_document_alone():
    document = copy.deepcopy(DOCUMENT)
    Schemas(document).validator("/components/schemas/Age")

    assert document == DOCUMENT


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        pytest.param({"type": "text"}, "", id="unknown-type"),
        pytest.param({"pattern": "("}, "", id="pattern"),
        pytest.param({"minLength": -1}, "", id="negative"),
        pytest.param("/components/schemas/Lost", "/components/schemas/Lost", id="dangling"),
        pytest.param("/components/schemas/No", "/components/schemas/No", id="no-such-schema"),
        pytest.param({"$ref": "http://127.0.0.1:9/a.json"}, "", id="remote"),
        pytest.param({"$ref": "file:///etc/hostname"}, "", id="file"),
    ],
)
def test_unusable_schema_is_refused(schemas, schema, pointer):
    with pytest.raises(ContractError, match="this schema cannot be used") as caught:
        schemas.validator(schema)

    assert caught.value.where == Position(file="", pointer=pointer)


def test_refusal_tells_the_line_of_the_file(write):
    path = write("openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {type: text}\n")
    schemas = Schemas({"components": {"schemas": {"A": {"type": "text"}}}}, file=str(path))

    with pytest.raises(ContractError) as caught:
        schemas.validator("/components/schemas/A")

    assert caught.value.where == Position(file=str(path), line=4, pointer="/components/schemas/A")


def test_hostile_text_does_not_stall_a_pattern(schemas):
    validator = schemas.validator({"pattern": r"^(?=a)(a+)+$"})

    assert not validator.is_valid("a" * 5_000 + "!")


def test_dangling_reference_is_refused_when_followed(schemas):
    with pytest.raises(ContractError, match='has no "Nowhere"'):
        list(schemas.branches({"$ref": "#/components/schemas/Lost"}))


def test_branches_of_a_schema_composed_of_itself(schemas):
    branches = list(schemas.branches({"$ref": "#/components/schemas/Self"}))

    assert {"type": "string"} in branches
    assert len(branches) == 4
