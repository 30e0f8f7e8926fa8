"""Files sent as multipart/form-data, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from tests.serving.conftest import petstore

Serve = Callable[..., TestClient]


def with_photos() -> dict[str, Any]:
    """Return a contract whose pets are created with a photo."""
    document = petstore()
    pet = document["components"]["schemas"]["Pet"]["properties"]
    photo = {"type": "string", "format": "binary"}
    schema = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": pet["name"], "age": {"type": "integer"}, "photo": photo},
    }
    pet |= {"age": {"type": "integer"}, "photo": {"type": "string"}}
    creating = document["paths"]["/pets"]["post"]
    creating["requestBody"]["content"] = {"multipart/form-data": {"schema": schema}}
    return document


def test_record_is_created_from_the_parts_of_a_form(serve: Serve) -> None:
    client = serve(with_photos())

    created = client.post(
        "/v1/pets", data={"name": "Rex", "age": "3"}, files={"photo": ("rex.png", b"\x00\xff")}
    )

    assert created.status_code == 201
    assert client.get(f"/v1/pets/{created.json()['id']}").json() == {
        "id": created.json()["id"],
        "name": "Rex",
        "age": 3,
        "photo": "rex.png",
    }


def test_invalid_part_is_named_by_pointer(serve: Serve) -> None:
    client = serve(with_photos())

    response = client.post("/v1/pets", data={"age": "old"}, files={"photo": b"\x00"})

    assert response.status_code == 400
    assert {each["pointer"] for each in response.json()["errors"]} >= {"/age"}


def test_link_of_an_upload_shows_curl_with_fields(serve: Serve) -> None:
    client = serve(with_photos())

    shown = client.get("/_understudy/try/pets/createPet").text

    assert "-F name=" in shown.replace("'", "")
    assert "Content-Type" not in shown
