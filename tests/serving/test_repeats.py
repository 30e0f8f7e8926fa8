"""Questions that come again are answered alike, and anew as soon as the world is another."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

Serve = Callable[..., TestClient]


def test_same_question_after_a_write_gets_the_new_answer(serve: Serve) -> None:
    client = serve()
    before = [client.get("/v1/pets").json()["total"] for _ in range(3)]

    client.post("/v1/pets", json={"name": "Rex"})

    after = [client.get("/v1/pets").json()["total"] for _ in range(3)]
    assert set(before) == {25}
    assert set(after) == {26}


def test_same_question_in_another_world_gets_that_worlds_answer(serve: Serve) -> None:
    client = serve()
    client.delete("/v1/pets/1", headers={"Understudy-World": "blue"})

    totals = {
        world: {
            client.get("/v1/pets", headers={"Understudy-World": world}).json()["total"]
            for _ in range(3)
        }
        for world in ("blue", "green")
    }

    assert totals == {"blue": {24}, "green": {25}}


def test_same_question_after_reset_gets_the_first_answer(serve: Serve) -> None:
    client = serve()
    first = [client.get("/v1/pets/1").json() for _ in range(3)][-1]
    client.patch("/v1/pets/1", json={"name": "Ada"})
    client.get("/v1/pets/1")

    client.post("/_understudy/worlds/default/reset")

    assert [client.get("/v1/pets/1").json() for _ in range(3)] == [first] * 3
