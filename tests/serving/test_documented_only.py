"""`--documented-only`: what nobody wrote down is not answered, and not listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openapi_spec_validator import validate
from starlette.testclient import TestClient

from tests.serving.conftest import answer, petstore
from understudy.cli.greeting import greeting

Serve = Callable[..., TestClient]


def guessed() -> dict[str, Any]:
    """Return a contract of which deleting a pet, and a path beside them, are inferred."""
    document = petstore()
    document["x-provenance"] = {"sources": {"page": {"title": "A page"}}}
    documented = {"label": "documented", "source": "page"}
    inferred = {"label": "inferred", "note": "every collection has one"}
    paths = document["paths"]
    for item in paths.values():
        for operation in item.values():
            if isinstance(operation, dict):
                operation["x-provenance"] = documented
    paths["/pets/{petId}"]["delete"]["x-provenance"] = inferred
    paths["/pets/newest"] = {
        "get": {
            "operationId": "newestPet",
            "x-provenance": inferred,
            "responses": answer({"$ref": "#/components/schemas/Pet"}),
        }
    }
    paths["/pets"]["post"]["responses"]["201"]["links"] = {
        "delete": {"operationId": "deletePet"},
        "get": {"operationId": "getPet"},
    }
    document["components"].setdefault("responses", {})["Made"] = {
        "description": "What somebody links to from everywhere.",
        "links": {"delete": {"operationId": "deletePet"}, "get": {"operationId": "getPet"}},
    }
    return document


def test_inferred_operation_answers_501_and_says_why(serve: Serve) -> None:
    client = serve(guessed(), documented_only=True)

    refused = client.delete("/v1/pets/1")

    assert refused.status_code == 501
    assert refused.headers["content-type"] == "application/problem+json"
    assert "DELETE /pets/{petId} is not documented" in refused.json()["detail"]
    assert "every collection has one" in refused.json()["detail"]


def test_path_of_an_inferred_operation_is_not_taken_for_another(serve: Serve) -> None:
    client = serve(guessed(), documented_only=True)

    assert client.get("/v1/pets/newest").status_code == 501
    assert client.get("/v1/pets/1").status_code == 200


def test_inferred_operation_is_answered_by_default(serve: Serve) -> None:
    client = serve(guessed())

    assert client.delete("/v1/pets/1").status_code == 204
    assert client.get("/v1/pets/newest").status_code == 200


def test_hidden_operations_are_listed_nowhere(serve: Serve) -> None:
    client = serve(guessed(), documented_only=True)
    application: Any = client.app

    (service,) = client.get("/_understudy/services").json()["services"]
    document = client.get("/_understudy/services/pets/openapi.json").json()
    printed = greeting(application, "http://127.0.0.1", seed=1, auth="present")

    assert {"deletePet", "newestPet"} & {each["id"] for each in service["operations"]} == set()
    assert set(document["paths"]) == {"/pets", "/pets/{petId}"}
    assert "delete" not in document["paths"]["/pets/{petId}"]
    assert list(document["paths"]["/pets"]["post"]["responses"]["201"]["links"]) == ["get"]
    assert list(document["components"]["responses"]["Made"]["links"]) == ["get"]
    assert "DELETE" not in printed
    validate(document)
