"""Words of behavior.yaml about writing: keys made of fields, defaults, lists that are empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.serving.conftest import PET_ID, answer, body

Serve = Callable[..., TestClient]
TENANT = {"name": "x-tenant", "in": "header", "schema": {"type": "string"}}
AS = {"name": "x-run-as", "in": "header", "schema": {"type": "string"}}
PET = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
PRICE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["petId", "from", "net", "terms"],
    "properties": {
        "petId": {"type": "integer"},
        "from": {"type": "integer"},
        "net": {"type": "number"},
        "terms": {
            "type": "object",
            "properties": {"days": {"type": "integer"}, "note": {"type": "string"}},
        },
    },
}


def contract(**scheme: Any) -> dict[str, Any]:
    """Return a contract of pets' prices, which are named by pet and quantity."""
    from_quantity = {**PET_ID, "name": "from"}
    asked = {"type": "object", "properties": PRICE["properties"]}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Prices", "version": "1"},
        "paths": {
            "/pets/{petId}/prices": {
                "parameters": [PET_ID, TENANT, AS],
                "get": {
                    "operationId": "list",
                    "responses": answer({"type": "array", "items": PRICE}),
                },
                "post": {
                    "operationId": "create",
                    "requestBody": body(asked),
                    "responses": answer(PRICE, "201"),
                },
            },
            "/pets/{petId}/prices/{from}": {
                "parameters": [PET_ID, from_quantity, TENANT],
                "get": {"operationId": "get", "responses": answer(PRICE)},
            },
        },
        "components": {"schemas": {"Price": PRICE, "Pet": PET}},
    }
    if scheme:
        document["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"bearer": ["prices"]}]
    return document


def behavior(**words: Any) -> dict[str, Any]:
    """Return what the operations of prices do; `words` are further members by operation."""
    within = [{"resource": "pet", "parameter": "petId", "field": "petId"}]
    declared = {
        "list": {"behavior": "list", "resource": "price", "within": within, "empty": "not_found"},
        "create": {
            "behavior": "create",
            "resource": "price",
            "within": within,
            "defaults": {"from": 0, "net": 0, "terms": {"days": 14, "note": ""}},
        },
        "get": {
            "behavior": "get",
            "resource": "price",
            "within": within,
            "key": {"parameter": "from", "also": ["from"]},
        },
    }
    for name, more in words.pop("operations", {}).items():
        declared[name] |= more
    price = {"schema": "#/components/schemas/Price", "key": "key", "key_of": ["petId", "from"]}
    pet = {"schema": "#/components/schemas/Pet", "key": "id", "count": 2}
    return {"resources": {"pet": pet, "price": price}, "operations": declared, **words}


@pytest.fixture
def client(serve: Serve) -> TestClient:
    return serve(contract(), behavior=behavior())


def test_created_record_has_the_defaults_where_the_body_says_nothing(client: TestClient) -> None:
    made = client.post("/pets/1/prices", json={"net": 9, "terms": {"note": "soon"}})

    assert made.status_code == 201, made.text
    assert made.json() == {"petId": 1, "from": 0, "net": 9, "terms": {"days": 14, "note": "soon"}}
    assert client.get("/pets/1/prices/0").json() == made.json()


def test_no_two_records_share_all_fields_of_the_key(client: TestClient) -> None:
    first = client.post("/pets/1/prices", json={"from": 10})
    second = client.post("/pets/1/prices", json={"from": 10, "net": 5})
    another = client.post("/pets/2/prices", json={"from": 10})

    assert (first.status_code, second.status_code, another.status_code) == (201, 409, 201)
    assert second.json()["detail"] == "petId 1, from 10 is taken by another price"


def test_key_that_is_made_of_fields_is_not_shown(client: TestClient) -> None:
    made = client.post("/pets/1/prices", json={"from": 10}).json()

    assert "key" not in made


def test_empty_list_is_the_problem_that_it_is_declared_to_be(client: TestClient) -> None:
    before = client.get("/pets/1/prices")
    client.post("/pets/1/prices", json={})
    after = client.get("/pets/1/prices")

    assert (before.status_code, before.json()["detail"]) == (404, "there is no price to list")
    assert len(after.json()) == 1


def test_shared_operation_speaks_of_no_tenants_records(serve: Serve) -> None:
    shared = {"create": {"shared": True}}
    client = serve(contract(), behavior=behavior(partition="x-tenant", operations=shared))

    client.post("/pets/1/prices", json={"net": 1}, headers={"x-tenant": "a"})
    client.post("/pets/1/prices", json={"net": 2}, headers={"x-tenant": "b"})

    assert client.get("/pets/1/prices/0", headers={"x-tenant": "a"}).status_code == 404
    again = client.post("/pets/1/prices", json={}, headers={"x-tenant": "c"})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("token", "status"),
    [("prices", 403), ("prices+act", 404), ("whatever", 404)],
    ids=["without its scope", "with its scope", "full rights"],
)
def test_parameter_can_take_a_scope_of_its_own(serve: Serve, token: str, status: int) -> None:
    client = serve(
        contract(secured=True), behavior=behavior(credentials={"parameters": {"x-run-as": "act"}})
    )
    headers = {"Authorization": f"Bearer {token}"}

    assert client.get("/pets/1/prices", headers=headers).status_code == 404
    acting = client.get("/pets/1/prices", headers={**headers, "x-run-as": "7"})

    assert acting.status_code == status
    if status == 403:
        assert acting.json()["detail"] == "x-run-as takes the scope act"
