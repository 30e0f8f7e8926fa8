"""References between records: what must exist, and what its deletion does to who names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.serving.conftest import PET_ID, answer, body

Serve = Callable[..., TestClient]
RECORD = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "owner": {"type": ["integer", "null"]},
        "friends": {"type": "array", "items": {"type": "integer"}},
        "meals": {
            "type": "array",
            "items": {"type": "object", "properties": {"food": {"type": "integer"}}},
        },
        "parent": {"type": ["integer", "null"]},
    },
}


def collection(name: str) -> dict[str, Any]:
    member = {
        "parameters": [PET_ID],
        "get": {"operationId": f"get_{name}", "responses": answer(RECORD)},
        "patch": {
            "operationId": f"update_{name}",
            "requestBody": body(RECORD),
            "responses": answer(RECORD),
        },
        "delete": {"operationId": f"delete_{name}", "responses": {"204": {"description": "gone"}}},
    }
    listed = {
        "get": {
            "operationId": f"list_{name}",
            "responses": answer({"type": "array", "items": RECORD}),
        },
        "post": {
            "operationId": f"create_{name}",
            "requestBody": body(RECORD),
            "responses": answer(RECORD, "201"),
        },
    }
    return {f"/{name}": listed, f"/{name}/{{petId}}": member}


def operations(name: str) -> dict[str, Any]:
    kinds = ("get", "update", "delete", "list", "create")
    return {f"{kind}_{name}": {"behavior": kind, "resource": name} for kind in kinds}


@pytest.fixture
def zoo(serve: Serve) -> Callable[..., TestClient]:
    """Serve pets, owners and foods without a record; `references` are those of pets."""

    def make(
        references: dict[str, Any], *, soft: bool = False, **others: dict[str, Any]
    ) -> TestClient:
        names = ("pet", "owner", "food")
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Zoo", "version": "1"},
            "paths": {path: each for name in names for path, each in collection(name).items()},
            "components": {"schemas": {"Record": RECORD}},
        }
        common = {"key": "id", "schema": "#/components/schemas/Record"}
        resources = {name: {**common, **others.get(name, {})} for name in names}
        resources["pet"]["references"] = references
        declared = {key: each for name in names for key, each in operations(name).items()}
        if soft:
            for name in names:
                declared[f"delete_{name}"]["soft"] = {"gone": True}
        return serve(document, behavior={"resources": resources, "operations": declared})

    return make


def create(client: TestClient, name: str, **fields: Any) -> Any:
    response = client.post(f"/{name}", json={"id": len(client.get(f"/{name}").json()), **fields})
    assert response.status_code == 201, response.text
    return response.json()["id"]


@pytest.mark.parametrize(
    ("field", "fields", "pointer"),
    [
        pytest.param("owner", {"owner": 7}, "/owner", id="key"),
        pytest.param("friends", {"friends": [7]}, "/friends/0", id="list of keys"),
        pytest.param("meals.food", {"meals": [{}, {"food": 7}]}, "/meals/1/food", id="objects"),
    ],
)
def test_record_that_names_nobody_is_refused_at_its_field(
    zoo: Callable[..., TestClient], field: str, fields: dict[str, Any], pointer: str
) -> None:
    client = zoo({field: {"resource": "owner"}})

    refused = client.post("/pet", json={"id": 1, **fields})

    assert refused.status_code == 400
    assert [each["pointer"] for each in refused.json()["errors"]] == [pointer]
    assert refused.json()["detail"] == "there is no owner 7"


def test_update_is_held_to_what_it_names_anew(zoo: Callable[..., TestClient]) -> None:
    client = zoo({"owner": {"resource": "owner", "on_delete": "keep"}})
    owner = create(client, "owner", parent=5)
    pet = create(client, "pet", owner=owner)
    assert client.delete(f"/owner/{owner}").status_code == 204

    unrelated = client.patch(f"/pet/{pet}", json={"id": pet, "owner": owner, "friends": [1]})
    anew = client.patch(f"/pet/{pet}", json={"id": pet, "owner": 9})

    assert (unrelated.status_code, anew.status_code) == (200, 400)


def test_deleting_a_named_record_is_refused_until_nobody_names_it(
    zoo: Callable[..., TestClient],
) -> None:
    client = zoo({"owner": {"resource": "owner"}})
    create(client, "owner")
    owner = create(client, "owner")
    pet = create(client, "pet", owner=owner)

    refused = client.delete(f"/owner/{owner}")

    assert refused.status_code == 409
    assert refused.json()["detail"] == f"this owner is used by pet {pet}"
    assert client.get(f"/owner/{owner}").status_code == 200
    client.delete(f"/pet/{pet}")
    assert client.delete(f"/owner/{owner}").status_code == 204


def test_cascade_deletes_who_names_it_and_who_names_those(zoo: Callable[..., TestClient]) -> None:
    client = zoo(
        {"owner": {"resource": "owner", "on_delete": "cascade"}},
        food={"references": {"owner": {"resource": "pet", "on_delete": "cascade"}}},
    )
    create(client, "owner")
    owner = create(client, "owner")
    create(client, "pet")
    pets = [create(client, "pet", owner=owner) for _ in range(3)]
    create(client, "food", owner=pets[0])
    create(client, "food")

    assert client.delete(f"/owner/{owner}").status_code == 204

    assert [each["id"] for each in client.get("/pet").json()] == [0]
    assert [each["id"] for each in client.get("/food").json()] == [1]


def test_cascade_stops_at_who_refuses_and_nothing_is_deleted(
    zoo: Callable[..., TestClient],
) -> None:
    client = zoo(
        {"owner": {"resource": "owner", "on_delete": "cascade"}},
        food={"references": {"owner": {"resource": "pet"}}},
    )
    create(client, "owner")
    owner = create(client, "owner")
    create(client, "pet")
    pet = create(client, "pet", owner=owner)
    create(client, "food", owner=pet)

    assert client.delete(f"/owner/{owner}").status_code == 409

    assert client.get(f"/owner/{owner}").status_code == 200
    assert client.get(f"/pet/{pet}").status_code == 200


def test_who_refuses_but_goes_along_does_not_refuse(zoo: Callable[..., TestClient]) -> None:
    client = zoo(
        {"parent": {"resource": "owner"}, "owner": {"resource": "owner", "on_delete": "cascade"}}
    )
    create(client, "owner")
    owner = create(client, "owner")
    create(client, "pet", parent=owner, owner=owner)

    assert client.delete(f"/owner/{owner}").status_code == 204

    assert client.get("/pet").json() == []


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        pytest.param("owner", {"owner": 1}, {"owner": None}, id="key"),
        pytest.param("friends", {"friends": [1, 2]}, {"friends": [2]}, id="list of keys"),
        pytest.param(
            "meals.food",
            {"meals": [{"food": 1}, {"food": 2}, {}]},
            {"meals": [{"food": 2}, {}]},
            id="objects",
        ),
    ],
)
def test_clear_takes_the_name_away(
    zoo: Callable[..., TestClient], field: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    client = zoo({field: {"resource": "owner", "on_delete": "clear"}})
    for _ in range(3):
        create(client, "owner")
    pet = create(client, "pet", **before)

    client.delete("/owner/1").raise_for_status()

    assert client.get(f"/pet/{pet}").json() == {"id": pet, **after}


def test_tree_goes_with_its_root_even_in_a_circle(zoo: Callable[..., TestClient]) -> None:
    client = zoo({"parent": {"resource": "pet", "on_delete": "cascade"}})
    for _ in range(2):
        create(client, "pet")
    root = create(client, "pet")
    child = create(client, "pet", parent=root)
    create(client, "pet", parent=child)
    client.patch(f"/pet/{root}", json={"id": root, "parent": child})

    assert client.delete(f"/pet/{root}").status_code == 204

    assert [each["id"] for each in client.get("/pet").json()] == [0, 1]


def test_soft_deleted_record_keeps_nobody_and_cannot_be_named(
    zoo: Callable[..., TestClient],
) -> None:
    hidden = {"alive": {"gone": False}, "columns": {"gone": "flag"}}
    client = zoo({"owner": {"resource": "owner"}}, soft=True, pet=hidden, owner=hidden)
    create(client, "owner")
    owner = create(client, "owner")
    pet = create(client, "pet", owner=owner)

    kept = client.delete(f"/owner/{owner}").status_code
    client.delete(f"/pet/{pet}").raise_for_status()
    deleted = client.delete(f"/owner/{owner}").status_code
    named = client.post("/pet", json={"id": 9, "owner": owner})

    assert (kept, deleted, named.status_code) == (409, 204, 400)
