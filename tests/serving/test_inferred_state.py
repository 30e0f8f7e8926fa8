"""A document of one's own has working state with nothing declared."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.serving.conftest import PET, PET_ID, TOYS, body, petstore
from understudy.behavior.collecting import RECORDS

Serve = Callable[..., TestClient]
PETS: dict[str, Any] = {"type": "array", "items": PET}
COUNT: dict[str, Any] = {"type": "integer"}
PET_LIST = {"$ref": "#/components/schemas/PetList"}


def test_created_record_is_read_back_listed_and_counted(serve: Serve) -> None:
    client = serve()
    before = client.get("/v1/pets").json()["total"]

    made = client.post("/v1/pets", json={"name": "Rex", "status": "sold"})

    assert made.status_code == 201
    assert client.get(f"/v1/pets/{made.json()['id']}").json() == made.json()
    assert client.get("/v1/pets", params={"limit": 50}).json()["data"][-1] == made.json()
    assert client.get("/v1/pets").json()["total"] == before + 1


def test_created_record_is_where_its_location_says(serve: Serve) -> None:
    document = petstore()
    created = document["paths"]["/pets"]["post"]["responses"]["201"]
    created["headers"] = {"Location": {"required": True, "schema": {"type": "string"}}}
    client = serve(document)

    made = client.post("/v1/pets", json={"name": "Rex", "status": "sold"})

    assert client.get(made.headers["location"]).json() == made.json()


def test_an_id_that_is_text_in_paths_and_a_number_in_bodies_names_its_record(serve: Serve) -> None:
    document = petstore()
    document["paths"]["/pets/{petId}"]["parameters"] = [
        {"name": "petId", "in": "path", "required": True, "schema": {"type": "string"}}
    ]
    client = serve(document)

    assert client.get("/v1/pets/3").json()["id"] == 3
    assert client.delete("/v1/pets/3").status_code == 204
    for key in ("3", "03", "3.0", "x", "99999999999999999999"):
        assert client.get(f"/v1/pets/{key}").status_code == 404


def test_patch_changes_what_it_names_and_nothing_else(serve: Serve) -> None:
    client = serve()
    before = client.get("/v1/pets/3").json()

    changed = client.patch("/v1/pets/3", json={"name": "Ada"})

    assert changed.json() == {**before, "name": "Ada"}
    assert client.get("/v1/pets/3").json() == changed.json()


def nullable_names() -> dict[str, Any]:
    """Return a contract in which requests may set a name to null, and no pet goes without one."""
    document = petstore()
    name = {"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}]}
    change = {"type": "object", "properties": {**PET["properties"], "name": name}}
    document["paths"]["/pets/{petId}"]["patch"]["requestBody"] = body(change)
    document["paths"]["/pets"]["post"]["requestBody"] = body(change)
    return document


def test_null_for_what_a_record_cannot_lack_changes_nothing_of_it(serve: Serve) -> None:
    client = serve(nullable_names())
    before = client.get("/v1/pets/3").json()

    changed = client.patch("/v1/pets/3", json={"name": None, "status": "sold"})

    assert (changed.status_code, changed.json()) == (200, {**before, "status": "sold"})


def test_null_for_what_a_new_record_cannot_lack_leaves_it_to_the_service(serve: Serve) -> None:
    client = serve(nullable_names())

    made = client.post("/v1/pets", json={"name": None, "status": "sold"})

    assert made.status_code == 201
    assert made.json()["name"]


def test_put_drops_what_it_does_not_name(serve: Serve) -> None:
    client = serve()
    client.patch("/v1/pets/3", json={"status": "sold"})

    client.put("/v1/pets/3", json={"name": "Ada"})

    assert client.get("/v1/pets/3").json() == {"id": 3, "name": "Ada"}


def test_put_keeps_what_it_may_leave_out_and_a_record_cannot_lack(serve: Serve) -> None:
    document = petstore()
    change = body({"type": "object", "properties": PET["properties"]})
    document["paths"]["/pets/{petId}"]["put"]["requestBody"] = change
    client = serve(document)
    name = client.get("/v1/pets/3").json()["name"]

    replaced = client.put("/v1/pets/3", json={"status": "sold"})

    assert (replaced.status_code, replaced.json()) == (
        200,
        {"id": 3, "name": name, "status": "sold"},
    )


def test_answer_in_any_media_type_is_json_of_records(serve: Serve) -> None:
    document = petstore()
    for path in document["paths"].values():
        for operation in path.values():
            for response in operation["responses"].values() if "responses" in operation else ():
                if "content" in response:
                    response["content"] = {"*/*": response["content"]["application/json"]}
    client = serve(document)

    made = client.post("/v1/pets", json={"name": "Rex"})

    assert made.headers["content-type"] == "application/json"
    assert client.get(f"/v1/pets/{made.json()['id']}").json() == made.json()


def test_json_is_answered_where_another_media_type_is_offered_first(serve: Serve) -> None:
    document = petstore()
    offered = document["paths"]["/pets/{petId}"]["get"]["responses"]["200"]["content"]
    json = offered.pop("application/json")
    offered |= {"application/xml": {"schema": {"type": "string"}}, "application/json": json}

    shown = serve(document).get("/v1/pets/3")

    assert shown.headers["content-type"] == "application/json"
    assert shown.json()["id"] == 3


def test_what_an_envelope_requires_is_there_also_where_nobody_knows_what_it_means(
    serve: Serve,
) -> None:
    document = petstore()
    page = document["paths"]["/pets"]["get"]["responses"]["200"]["content"]["application/json"]
    page["schema"] = {
        "type": "object",
        "required": ["pets", "petsCount", "mood"],
        "properties": {
            "pets": PETS,
            "petsCount": COUNT,
            "mood": {"type": "string", "enum": ["calm"]},
        },
    }

    answer = serve(document).get("/v1/pets", params={"limit": 2}).json()

    assert (len(answer["pets"]), answer["petsCount"], answer["mood"]) == (2, RECORDS, "calm")


def test_what_no_value_can_satisfy_keeps_nothing_else_from_being_served(serve: Serve) -> None:
    document = petstore()
    page = document["paths"]["/pets"]["get"]["responses"]["200"]["content"]["application/json"]
    page["schema"]["required"] = ["never"]
    page["schema"]["properties"]["never"] = {"type": "integer", "minimum": 2, "maximum": 1}

    shown = serve(document).get("/v1/pets/3")

    assert (shown.status_code, shown.json()["id"]) == (200, 3)


@pytest.mark.parametrize(("page", "first"), [({"minimum": 0}, 0), ({"default": 0}, 0), ({}, 1)])
def test_pages_count_from_where_their_parameter_begins(
    page: dict[str, int], first: int, serve: Serve
) -> None:
    document = petstore()
    listing = document["paths"]["/pets"]["get"]
    listing["parameters"][1] = {"name": "page", "in": "query", "schema": COUNT | page}
    reference = {"$ref": "#/components/schemas/Pet"}
    listing["responses"]["200"]["content"]["application/json"]["schema"] = {
        "type": "object",
        "properties": {"data": {"type": "array", "items": reference}, "page": COUNT},
    }
    client = serve(document)

    pages = [client.get("/v1/pets", params={"limit": 2, "page": first + n}).json() for n in (0, 1)]

    assert [[pet["id"] for pet in each["data"]] for each in pages] == [[1, 2], [3, 4]]
    assert [each["page"] for each in pages] == [first, first + 1]
    assert client.get("/v1/pets", params={"limit": 2}).json() == pages[0]


@pytest.mark.parametrize(
    ("name", "looks"),
    [
        ("id", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("slug", r"[a-z0-9]+(-[a-z0-9]+)*-\d+"),
    ],
)
def test_keys_that_are_any_text_look_like_keys_and_are_all_different(
    name: str, looks: str, serve: Serve
) -> None:
    document = petstore()
    document["components"]["schemas"]["Pet"] = {
        "type": "object",
        "required": [name],
        "properties": {name: {"type": "string", "maxLength": 500}},
    }
    document["paths"]["/pets/{petId}"]["parameters"] = [
        {"name": "petId", "in": "path", "required": True, "schema": {"type": "string"}}
    ]

    keys = [
        pet[name] for pet in serve(document).get("/v1/pets", params={"limit": 50}).json()["data"]
    ]

    assert len(set(keys)) == RECORDS
    assert all(re.fullmatch(looks, key) for key in keys)


def test_state_is_one_that_its_list_asks_for_and_all_means_all(serve: Serve) -> None:
    document = petstore()
    pet = document["components"]["schemas"]["Pet"]
    pet["properties"]["status"] = {"type": "string"}
    pet["required"].append("status")
    status = {"type": "string", "enum": ["open", "closed", "all"], "default": "open"}
    listing = document["paths"]["/pets"]["get"]
    listing["parameters"].append({"name": "status", "in": "query", "schema": status})
    client = serve(document)

    def listed(**asked: str) -> list[str]:
        pets = client.get("/v1/pets", params={"limit": 50, **asked}).json()["data"]
        return [pet["status"] for pet in pets]

    assert {*listed(status="all")} == {"open", "closed"}
    assert {*listed(status="closed")} == {"closed"}
    assert len(listed(status="all")) == RECORDS
    assert client.post("/v1/pets", json={"name": "Rex"}).json()["status"] == "open"


def test_key_is_the_property_that_ends_the_name_of_its_parameter(serve: Serve) -> None:
    document = petstore()
    pet = document["components"]["schemas"]["Pet"]
    pet["properties"]["number"] = {"type": "integer", "minimum": 500}
    pet["required"].append("number")
    document["paths"]["/pets/{pet_number}"] = document["paths"].pop("/pets/{petId}")
    document["paths"]["/pets/{pet_number}"]["parameters"] = [{**PET_ID, "name": "pet_number"}]
    client = serve(document)

    number = client.get("/v1/pets").json()["data"][2]["number"]

    assert client.get(f"/v1/pets/{number}").json()["number"] == number


def test_owner_is_known_whatever_its_parameter_is_called(serve: Serve) -> None:
    document = petstore()
    toys = deepcopy(TOYS)
    toys["parameters"] = [{**PET_ID, "name": "ownerId"}]
    document["paths"]["/pets/{ownerId}/toys"] = toys
    client = serve(document)

    made = client.post("/v1/pets/3/toys", json={"id": 900, "name": "Ball"}).json()

    assert made in client.get("/v1/pets/3/toys").json()
    assert made not in client.get("/v1/pets/4/toys").json()
    assert client.get("/v1/pets/999/toys").status_code == 404


def test_deleted_record_answers_404_on_next_read(serve: Serve) -> None:
    client = serve()

    gone = client.delete("/v1/pets/3")

    assert (gone.status_code, gone.content) == (204, b"")
    assert client.get("/v1/pets/3").status_code == 404
    assert client.delete("/v1/pets/3").status_code == 404


def test_members_that_the_contract_does_not_declare_are_not_kept(serve: Serve) -> None:
    client = serve()

    made = client.post("/v1/pets", json={"name": "Rex", "colour": "brown"})

    assert "colour" not in made.json()


def test_records_of_a_nested_path_belong_to_their_owner(serve: Serve) -> None:
    client = serve(toys=True)
    made = client.post("/v1/pets/3/toys", json={"id": 900, "name": "ball"})

    mine = client.get("/v1/pets/3/toys").json()
    others = client.get("/v1/pets/4/toys").json()

    assert made.json() in mine
    assert made.json() not in others
    assert client.get("/v1/pets/999/toys").status_code == 404


@pytest.mark.parametrize("limit", [1, 7, 50], ids=str)
def test_pages_partition_the_collection(serve: Serve, limit: int) -> None:
    client = serve()
    total = client.get("/v1/pets").json()["total"]

    pages = [
        client.get("/v1/pets", params={"limit": limit, "offset": start}).json()["data"]
        for start in range(0, total, limit)
    ]

    ids = [pet["id"] for page in pages for pet in page]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == total


@pytest.mark.parametrize(
    "page",
    [
        pytest.param({"properties": {"data": PETS}}, id="in the member"),
        pytest.param({"properties": {"data": PET_LIST}}, id="in a component"),
        pytest.param({"allOf": [{}, {"properties": {"data": PETS}}]}, id="in a part"),
        pytest.param(
            {"properties": {"meta": {"properties": {"page": COUNT}}, "data": PETS}},
            id="behind other members",
        ),
    ],
)
def test_records_that_only_a_list_describes_are_kept(serve: Serve, page: dict[str, Any]) -> None:
    document = petstore()
    document["components"]["schemas"]["PetList"] = PETS
    document["paths"] = {"/pets": {"get": document["paths"]["/pets"]["get"]}}
    listed = document["paths"]["/pets"]["get"]["responses"]["200"]
    listed["content"]["application/json"]["schema"] = page
    client = serve(document)

    pets = client.get("/v1/pets", params={"limit": 50}).json()["data"]

    assert [set(each) >= {"id", "name"} for each in pets] == [True] * RECORDS


def test_a_list_without_pages_counts_its_records_in_a_header(serve: Serve) -> None:
    document = petstore()
    listing = document["paths"]["/pets"]["get"]
    listing["parameters"] = []
    listing["responses"]["200"]["headers"] = {"X-Total-Count": {"schema": {"type": "integer"}}}

    assert serve(document).get("/v1/pets").headers["x-total-count"] == str(RECORDS)


def test_a_text_leads_on_from_the_record_whose_number_it_is(serve: Serve) -> None:
    document = petstore()
    after = {"name": "starting_after", "in": "query", "schema": {"type": "string"}}
    document["paths"]["/pets"]["get"]["parameters"].append(after)
    document["paths"]["/pets"]["get"]["parameters"].pop(1)
    asked: dict[str, str | int] = {"limit": 2, "starting_after": "7"}

    found = serve(document).get("/v1/pets", params=asked).json()["data"]

    assert [each["id"] for each in found] == [8, 9]
