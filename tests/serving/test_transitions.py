"""States: what an operation takes, what it leads to; and the headers of a success."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.serving.conftest import PET_ID, answer, petstore

Serve = Callable[..., TestClient]
PET = {"$ref": "#/components/schemas/Pet"}


def shop() -> dict[str, Any]:
    """Return the contract of pets that can be sold."""
    document = petstore()
    pet = document["components"]["schemas"]["Pet"]
    pet["properties"]["note"] = {"type": "string"}
    creating = document["paths"]["/pets"]["post"]["requestBody"]["content"]["application/json"]
    creating["schema"] = {**pet, "required": ["name"]}
    document["paths"]["/pets/{petId}/sale"] = {
        "parameters": [PET_ID],
        "post": {"operationId": "sellPet", "responses": answer(PET)},
    }
    return document


def behavior(**operations: dict[str, Any]) -> dict[str, Any]:
    pet = {"key": "id", "schema": "#/components/schemas/Pet"}
    declared: dict[str, Any] = {
        "createPet": {"behavior": "create", "set": {"status": "available"}},
        "getPet": {"behavior": "get"},
        "listPets": {"behavior": "list", "answer": {"data": "$records", "total": "$total"}},
        "deletePet": {"behavior": "delete", "when": {"status": ["available"]}},
        "sellPet": {
            "behavior": "update",
            "when": {"status": ["available"]},
            "set": {"status": "sold"},
        },
    }
    for name, members in operations.items():
        declared[name] |= members
    return {
        "resources": {"pet": pet},
        "operations": {name: {"resource": "pet", **each} for name, each in declared.items()},
    }


def test_transition_leads_to_its_state_and_is_not_done_twice(serve: Serve) -> None:
    client = serve(shop(), behavior=behavior())
    client.post("/v1/pets", json={"name": "Rex"}).raise_for_status()

    first, second = client.post("/v1/pets/1/sale"), client.post("/v1/pets/1/sale")

    assert first.json()["status"] == "sold"
    assert second.status_code == 409
    assert second.json()["detail"] == "status of this pet is 'sold'; this takes 'available'"


def test_deletion_asks_for_a_state_too(serve: Serve) -> None:
    client = serve(shop(), behavior=behavior())
    for _ in range(2):
        client.post("/v1/pets", json={"name": "Rex"}).raise_for_status()
    client.post("/v1/pets/1/sale").raise_for_status()

    assert [client.delete(f"/v1/pets/{key}").status_code for key in (1, 2)] == [409, 204]
    assert client.get("/v1/pets/1").status_code == 200


def test_refused_transition_is_said_as_its_operation_says_conflicts(serve: Serve) -> None:
    said = {"conflict": {"status": 400, "media_type": "application/problem+json"}}
    client = serve(shop(), behavior=behavior(sellPet={"errors": said}))
    client.post("/v1/pets", json={"name": "Rex"}).raise_for_status()
    client.post("/v1/pets/1/sale").raise_for_status()

    assert client.post("/v1/pets/1/sale").status_code == 400


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param("{$url}/{$record.id}", "http://127.0.0.1/v1/pets/1", id="location"),
        pytest.param("fixed", "fixed", id="constant"),
        pytest.param("$record.note", "a b%0D%0AX-Own: 1%C3%A4", id="value"),
        pytest.param("/x/{$record.note}", "/x/a%20b%0D%0AX-Own%3A%201%C3%A4", id="in a text"),
        pytest.param("$record.colour", None, id="nothing to say"),
        pytest.param('{$record.colour|"none"}', "none", id="literal instead"),
    ],
)
def test_header_of_a_success_states_what_the_record_knows(
    serve: Serve, template: str, expected: str | None
) -> None:
    client = serve(shop(), behavior=behavior(createPet={"headers": {"X-Told": template}}))

    created = client.post("/v1/pets?a=b", json={"name": "Rex", "note": "a b\r\nX-Own: 1ä"})

    assert created.headers.get("x-told") == expected
    assert "x-own" not in created.headers


def test_header_of_a_list_states_its_figures(serve: Serve) -> None:
    page = {"style": "offset", "size": "limit", "offset": "offset", "default": 1}
    headers = {"X-Total-Count": "$total", "Link": '<{$next_url}>; rel="next"'}
    client = serve(shop(), behavior=behavior(listPets={"headers": headers, "page": page}))
    for _ in range(2):
        client.post("/v1/pets", json={"name": "Rex"}).raise_for_status()

    first, last = client.get("/v1/pets"), client.get("/v1/pets?offset=1")

    assert (first.headers["x-total-count"], last.headers["x-total-count"]) == ("2", "2")
    assert first.headers["link"] == '<http://127.0.0.1/v1/pets?limit=1&offset=1>; rel="next"'
    assert "link" not in last.headers


def test_header_of_a_deletion_can_name_what_is_gone(serve: Serve) -> None:
    client = serve(shop(), behavior=behavior(deletePet={"headers": {"X-Gone": "$record.name"}}))
    client.post("/v1/pets", json={"name": "Rex"}).raise_for_status()

    assert client.delete("/v1/pets/1").headers["x-gone"] == "Rex"
