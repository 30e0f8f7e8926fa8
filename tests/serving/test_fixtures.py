"""Fixtures: a world starts from the records that a file names, and says where one is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from understudy.contract.errors import FixtureError
from understudy.services import BUILT_IN, fixture_directory
from understudy.serving import Settings, build_application

Serve = Callable[..., TestClient]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[object], str]:
    def to_file(records: object) -> str:
        path = tmp_path / "fixture.yaml"
        path.write_text(yaml.safe_dump({"services": records}, sort_keys=False), encoding="utf-8")
        return str(path)

    return to_file


def test_world_starts_from_the_records_of_a_fixture(
    serve: Serve, write: Callable[[object], str]
) -> None:
    client = serve(fixture=write({"pets": {"pet": [{"name": "Rex"}, {"name": "Ada", "id": 70}]}}))

    pets = client.get("/v1/pets").json()

    assert [(pet["id"], pet["name"]) for pet in pets["data"]] == [(1, "Rex"), (70, "Ada")]
    assert pets["total"] == 2


def test_records_created_on_a_fixture_get_ids_of_their_own(
    serve: Serve, write: Callable[[object], str]
) -> None:
    client = serve(fixture=write({"pets": {"pet": [{"id": 1}, {"id": 3}]}}))

    made = client.post("/v1/pets", json={"name": "Rex"}).json()

    assert made["id"] not in {1, 3}


@pytest.mark.parametrize("name", sorted(path.stem for path in fixture_directory().glob("*.yaml")))
def test_shipped_fixture_fits_every_service_it_names(name: str) -> None:
    application = build_application(Settings(services=BUILT_IN, fixture=name, check=True))

    client = TestClient(application, base_url="http://127.0.0.1")
    services = client.get("/_understudy/services").json()["services"]
    lists = [
        each["try"]
        for service in services
        for each in service["operations"]
        if each["behavior"] == "list"
    ]
    assert {client.get(link).status_code for link in lists} <= {200, 404}


@pytest.mark.parametrize(
    ("records", "told"),
    [
        pytest.param(
            {"pets": {"pet": [{"status": "lost"}]}},
            "record 1 of pet: /status",
            id="record that breaks its schema",
        ),
        pytest.param(
            {"pets": {"pet": [{"id": 7}, {"id": 7}]}},
            "record 2 of pet: it: another record has the id 7",
            id="two records of a key",
        ),
        pytest.param(
            {"pets": {"pet": [{"id": {"a": 7}}]}},
            "record 1 of pet: it: id: expected text, or an integer",
            id="a key that is none",
        ),
        pytest.param({"pets": {"pets": []}}, "did you mean pet?", id="unknown resource"),
        pytest.param({"dogs": {"dog": []}}, "'dogs' is no served service", id="unknown service"),
        pytest.param(
            {"pets": {"pet": {}}}, "services.pets.pet is not a list of records", id="no list"
        ),
        pytest.param([], "services is not an object", id="no services"),
    ],
)
def test_mistake_in_a_fixture_is_told_with_its_place(
    serve: Serve, write: Callable[[object], str], records: object, told: str
) -> None:
    with pytest.raises(FixtureError) as caught:
        serve(fixture=write(records))

    assert told in str(caught.value)
    assert "fixture.yaml" in str(caught.value)
