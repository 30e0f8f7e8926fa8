"""The control API: what it tells, and whom it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from tests.serving.conftest import petstore
from understudy.serving.sampling import Sampler

Serve = Callable[..., TestClient]


def test_health_names_what_is_served(serve: Serve) -> None:
    response = serve().get("/_understudy/health")

    assert response.json()["status"] == "ok"
    assert response.json()["services"] == ["pets"]


def test_services_lists_every_operation_with_its_behavior(serve: Serve) -> None:
    (service,) = serve().get("/_understudy/services").json()["services"]

    behaviors = {each["id"]: each["behavior"] for each in service["operations"]}
    assert behaviors == {
        "listPets": "list",
        "createPet": "create",
        "getPet": "get",
        "updatePet": "update",
        "replacePet": "update",
        "deletePet": "delete",
    }


def test_every_link_to_try_an_operation_works(serve: Serve) -> None:
    client = serve()
    (service,) = client.get("/_understudy/services").json()["services"]

    statuses = {each["id"]: client.get(each["try"]).status_code for each in service["operations"]}

    assert set(statuses.values()) == {200}


def test_trying_a_writing_operation_shows_it_and_changes_nothing(serve: Serve) -> None:
    client = serve()

    response = client.get("/_understudy/try/pets/deletePet")

    assert "curl -X DELETE" in response.text
    assert client.get("/_understudy/worlds").json() == {"worlds": []}


def test_trying_what_needs_a_record_that_is_not_there_shows_how(serve: Serve) -> None:
    behavior = {
        "resources": {"pet": {"key": "id", "schema": "#/components/schemas/Pet"}},
        "operations": {"getPet": {"behavior": "get", "resource": "pet"}},
    }

    response = serve(behavior=behavior).get("/_understudy/try/pets/getPet")

    assert response.status_code == 200
    assert "Create one" in response.text
    assert "curl -X GET" in response.text


def test_trying_finds_the_record_by_the_place_of_its_id_or_by_its_name(serve: Serve) -> None:
    document = petstore()
    pet = document["paths"]["/pets/{petId}"]["get"]["responses"]
    for path in ("/pets/{anyId}/photo", "/photos/{pet_id}"):
        name = path.partition("{")[2].partition("}")[0]
        parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}}
        document["paths"][path] = {
            "get": {"operationId": name, "parameters": [parameter], "responses": pet}
        }
    resources = {"pet": {"key": "id", "schema": "#/components/schemas/Pet", "count": 3}}
    operations = {
        "getPet": {"behavior": "get", "resource": "pet"},
        "anyId": {"behavior": "sample"},
        "pet_id": {"behavior": "sample"},
    }
    client = serve(document, behavior={"resources": resources, "operations": operations})
    application: Any = client.app
    stand_in = application.stand_ins["pets"]

    paths = [Sampler(stand_in).sample(each).path for each in stand_in.contract.operations[-2:]]

    assert paths == ["/v1/pets/1/photo", "/v1/photos/1"]


def test_contract_is_served_as_json(serve: Serve) -> None:
    response = serve().get("/_understudy/services/pets/openapi.json")

    assert response.json()["info"]["title"] == "Pets"


def test_control_api_describes_itself(serve: Serve) -> None:
    client = serve()

    document = client.get("/_understudy/openapi.json").json()

    validate(document)
    described = [path for path in document["paths"] if "{" not in path]
    assert all(client.get(path).status_code == 200 for path in described)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Host": "evil.example"}, id="rebound host name"),
        pytest.param({"Host": "127.0.0.1", "Origin": "http://evil.example"}, id="foreign page"),
        pytest.param({"Host": "127.0.0.1", "Origin": "null"}, id="opaque origin"),
        pytest.param({"Host": "testserver"}, id="name of another machine"),
        pytest.param({"Host": "["}, id="malformed host"),
        pytest.param({"Host": "127.0.0.1.evil.example"}, id="name that begins like an address"),
        pytest.param({"Host": "127.0.0.1", "Origin": "http://["}, id="malformed origin"),
        pytest.param({"Host": "evil/_understudy/health?"}, id="host that looks like a free path"),
    ],
)
def test_control_api_refuses_pages_of_others(serve: Serve, headers: dict[str, str]) -> None:
    response = serve().post("/_understudy/worlds/default/reset", headers=headers)

    assert response.status_code == 403


def test_exposed_control_api_asks_for_its_token(serve: Serve) -> None:
    client = serve(is_exposed=True, token="open-sesame")  # noqa: S106 - of this test

    assert client.get("/_understudy/services").status_code == 403
    assert (
        client.get("/_understudy/services", headers={"Authorization": "Bearer wrong"}).status_code
        == 403
    )
    assert (
        client.get(
            "/_understudy/services", headers={"Authorization": "Bearer open-sesame"}
        ).status_code
        == 200
    )
    assert client.get("/_understudy/health").status_code == 200


def test_host_header_does_not_open_the_exposed_control_api(serve: Serve) -> None:
    client = serve(is_exposed=True)

    response = client.get("/_understudy/services", headers={"Host": "x/_understudy/health?"})

    assert response.status_code == 403


def test_exposed_control_api_without_a_token_is_closed(serve: Serve) -> None:
    client = serve(is_exposed=True)

    assert (
        client.get("/_understudy/services", headers={"Authorization": "Bearer "}).status_code == 403
    )


def test_browser_of_another_origin_gets_no_cors_grant_for_the_control_api(serve: Serve) -> None:
    response = serve().options(
        "/_understudy/services",
        headers={"Origin": "http://app.example", "Access-Control-Request-Method": "GET"},
    )

    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/_understudy/nothing", 404, id="unknown path"),
        pytest.param("DELETE", "/_understudy/health", 405, id="wrong method"),
        pytest.param("GET", "/_understudy/try/pets/nothing", 404, id="unknown operation"),
        pytest.param("GET", "/_understudy/try/dogs/listPets", 404, id="unknown service"),
        pytest.param(
            "GET",
            "/_understudy/services/dogs/openapi.json",
            404,
            id="contract of an unknown service",
        ),
        pytest.param("POST", "/_understudy/worlds/no%20name/reset", 400, id="no name of a world"),
    ],
)
def test_mistaken_control_requests_are_told_apart(
    serve: Serve, method: str, path: str, status: int
) -> None:
    assert serve().request(method, path).status_code == status
