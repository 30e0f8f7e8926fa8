"""Quirks: what a service does unexpectedly, and how one that is in doubt is left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.serving.conftest import petstore
from understudy.behavior import Service
from understudy.contract.errors import QuirkError
from understudy.services import choose_quirks, load_service
from understudy.services.linting import lint_service

Serve = Callable[..., TestClient]
KNOWN = {"label": "inferred", "note": "seen in an example only"}


def behavior() -> dict[str, Any]:
    return {
        "resources": {"pet": {"key": "id", "schema": "#/components/schemas/Pet", "count": 3}},
        "operations": {
            "listPets": {
                "behavior": "list",
                "resource": "pet",
                "sort": {"default": ["-id"]},
                "answer": {"data": "$records", "total": "$total"},
            },
            "getPet": {"behavior": "get", "resource": "pet"},
        },
        "quirks": {
            "newest_first": {
                "says": "Pets are listed from the last to the first.",
                "provenance": KNOWN,
                "doubtful": True,
                "off": {"behavior": {"operations": {"listPets": {"sort": None}}}},
            },
            "names_are_short": {
                "says": "A name has at most forty characters.",
                "provenance": KNOWN,
                "doubtful": True,
                "off": {
                    "contract": {
                        "components": {
                            "schemas": {
                                "Pet": {"properties": {"status": None, "id": {"minimum": 0}}}
                            }
                        }
                    }
                },
            },
            "no_photos": {"says": "Pets have no photos at all.", "provenance": KNOWN},
        },
    }


def ids(client: TestClient) -> list[int]:
    return [each["id"] for each in client.get("/v1/pets").json()["data"]]


def test_quirk_holds_until_it_is_switched_off(serve: Serve) -> None:
    usual = serve(behavior=behavior())
    other = serve(behavior=behavior(), quirks=("newest_first=off",))

    assert ids(usual) == [3, 2, 1]
    assert ids(other) == [1, 2, 3]


def test_quirk_of_the_contract_is_taken_out_of_it(serve: Serve) -> None:
    client = serve(behavior=behavior(), quirks=("pets.names_are_short=off", "newest_first=off"))

    document = client.get("/_understudy/services/pets/openapi.json").json()

    properties = document["components"]["schemas"]["Pet"]["properties"]
    assert set(properties) == {"id", "name"}
    assert properties["id"] == {"type": "integer", "minimum": 0}
    assert ids(client) == [1, 2, 3]


def test_services_tell_quirks_and_which_are_on(serve: Serve) -> None:
    client = serve(behavior=behavior(), quirks=("newest_first=off",))

    (service,) = client.get("/_understudy/services").json()["services"]

    assert {each["name"]: each["on"] for each in service["quirks"]} == {
        "newest_first": False,
        "names_are_short": True,
        "no_photos": True,
    }


@pytest.mark.parametrize(
    ("switch", "told"),
    [
        pytest.param("newest_frist=off", "did you mean newest_first?", id="misspelt"),
        pytest.param("pets.newest=off", "switched off: pets.names_are_short,", id="unknown"),
        pytest.param("cats.newest_first=off", "there is no quirk", id="of another service"),
        pytest.param("no_photos=off", "these can be switched off: pets.names", id="not in doubt"),
        pytest.param("newest_first", "NAME=off", id="no state"),
        pytest.param("newest_first=maybe", "NAME=off", id="another state"),
    ],
)
def test_switch_that_switches_nothing_is_refused_with_a_hint(
    serve: Serve, switch: str, told: str
) -> None:
    with pytest.raises(QuirkError) as caught:
        serve(behavior=behavior(), quirks=(switch,))

    assert told in str(caught.value)


def test_quirk_of_several_services_is_named_with_its_service(serve: Serve, tmp_path: Any) -> None:
    serve(behavior=behavior())
    pets = load_service(str(tmp_path / "pets.yaml"))
    cats = replace(pets, service=Service(name="cats"))

    with pytest.raises(QuirkError) as caught:
        choose_quirks(["newest_first=off"], [pets, cats])

    assert "say pets.newest_first=off or cats.newest_first=off" in str(caught.value)
    assert choose_quirks(["cats.newest_first=off"], [pets, cats]) == {"cats": ["newest_first"]}


def test_lint_holds_what_is_left_without_a_quirk_against_the_contract(
    serve: Serve, tmp_path: Any
) -> None:
    broken = behavior()
    off = {"behavior": {"operations": {"listPets": {"sort": {"default": ["-age"]}}}}}
    broken["quirks"]["newest_first"]["off"] = off
    serve(petstore(), behavior=broken)

    findings = lint_service(tmp_path / "pets.yaml")

    assert ["'age' is no property" in each.message for each in findings] == [True]
