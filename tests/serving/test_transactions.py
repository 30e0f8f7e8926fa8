"""A request is a transaction: decided again when somebody else committed first."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from understudy.serving import Settings, build_application
from understudy.state import Change, ChangeSet, Conflict, MemoryBackend, Space


class Contested(MemoryBackend):
    """A backend where others commit first, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def commit(self, space: Space, since: int, changes: ChangeSet) -> int:
        if self.times:
            self.times -= 1
            other = Change(resource="pet", key=1000 + self.times, body=b'{"id":1,"name":"other"}')
            await super().commit(space, since, ChangeSet(changes=(other,)))
            raise Conflict(space, since=since, version=since + 1)
        return await super().commit(space, since, changes)


@pytest.fixture
def document(tmp_path: Path) -> str:
    pet = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
    }
    content = {"application/json": {"schema": pet}}
    contract = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {
            "/pets": {
                "post": {
                    "operationId": "createPet",
                    "requestBody": {"content": content},
                    "responses": {"201": {"description": "", "content": content}},
                }
            },
            "/pets/{id}": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
                ],
                "get": {
                    "operationId": "getPet",
                    "responses": {"200": {"description": "", "content": content}},
                },
            },
        },
    }
    path = tmp_path / "pets.yaml"
    path.write_text(yaml.safe_dump(contract), encoding="utf-8")
    return str(path)


def test_a_request_that_loses_the_race_is_decided_again(document: str) -> None:
    backend = Contested(times=3)
    client = TestClient(build_application(Settings(services=(document,)), backend=backend))

    made = client.post("/pets", json={"id": 7000, "name": "Rex"})

    assert made.status_code == 201
    assert client.get("/pets/7000").json() == {"id": 7000, "name": "Rex"}
    assert client.get("/pets/1002").json()["name"] == "other"
    assert asyncio.run(backend.worlds()) == ("default",)


def test_a_request_that_always_loses_answers_409_and_changes_nothing(document: str) -> None:
    client = TestClient(
        build_application(Settings(services=(document,)), backend=Contested(times=100))
    )

    made = client.post("/pets", json={"id": 7000, "name": "Rex"})

    assert made.status_code == 409
    assert client.get("/pets/7000").status_code == 404
