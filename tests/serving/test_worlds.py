"""Worlds: isolated, cheap, and brought back to their start on demand."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

Serve = Callable[..., TestClient]


def test_what_one_world_writes_no_other_sees(serve: Serve) -> None:
    client = serve()

    made = client.post("/v1/pets", json={"name": "Rex"}, headers={"Understudy-World": "blue"})

    path = f"/v1/pets/{made.json()['id']}"
    assert client.get(path, headers={"Understudy-World": "blue"}).status_code == 200
    assert client.get(path, headers={"Understudy-World": "green"}).status_code == 404
    assert client.get(path).status_code == 404


def test_reset_brings_a_world_back_to_its_start(serve: Serve) -> None:
    client = serve()
    start = client.get("/v1/pets").content
    client.delete("/v1/pets/1")
    client.post("/v1/pets", json={"name": "Rex"})

    response = client.post("/_understudy/worlds/default/reset")

    assert response.json() == {"world": "default", "reset": True}
    assert client.get("/v1/pets").content == start


def test_reset_of_one_world_leaves_the_others(serve: Serve) -> None:
    client = serve()
    client.delete("/v1/pets/1", headers={"Understudy-World": "blue"})

    client.post("/_understudy/worlds/green/reset")

    assert client.get("/v1/pets/1", headers={"Understudy-World": "blue"}).status_code == 404


def test_a_world_repeats_itself_after_reset(serve: Serve) -> None:
    client = serve()
    first = client.post("/v1/pets", json={"name": "Rex"}).content
    client.post("/_understudy/worlds/default/reset")

    second = client.post("/v1/pets", json={"name": "Rex"}).content

    assert second == first


def test_worlds_with_changes_are_listed(serve: Serve) -> None:
    client = serve()
    client.delete("/v1/pets/1", headers={"Understudy-World": "blue"})
    client.get("/v1/pets", headers={"Understudy-World": "green"})

    assert client.get("/_understudy/worlds").json() == {"worlds": ["blue"]}
