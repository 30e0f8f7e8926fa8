"""Where credentials travel, and whether a request carries any."""

from __future__ import annotations

from typing import Any

import pytest

from tests.verification.fuzzing.notes import document, interaction
from understudy.contract import interpret
from understudy.verification.fuzzing.doors import find_doors, is_door, is_knocked_at
from understudy.verification.fuzzing.scenarios import Scenario

SCHEMES = {
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "Key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "login": {"type": "oauth2", "flows": {}},
}


@pytest.mark.parametrize(
    ("scheme", "place", "name", "target", "header"),
    [
        pytest.param("header", "header", "x-KEY", "/", {"x-key": "a"}, id="header"),
        pytest.param("query", "query", "Key", "/?Key=", {}, id="query"),
        pytest.param("cookie", "cookie", "sid", "/", {"Cookie": "a=b; sid=c"}, id="cookie"),
        pytest.param("login", "header", "Authorization", "/", {"authorization": ""}, id="bearer"),
    ],
)
def test_door_is_where_the_scheme_travels(
    scheme: str, place: str, name: str, target: str, header: dict[str, str]
) -> None:
    about = document()
    about["components"]["securitySchemes"] = {scheme: SCHEMES[scheme]}
    about["security"] = [{scheme: []}]
    contract = interpret(about)
    doors = find_doors(contract, contract.operations[0])

    assert is_door(doors, place, name)
    assert not is_door(doors, "path", name)
    assert is_knocked_at(doors, case(target, header))
    assert not is_knocked_at(doors, case("/?key=a", {"X-Other": "a", "Cookie": "other=a"}))


def case(target: str, headers: dict[str, str]) -> Any:
    sent = interaction("GET", target, 200)
    sent["request"]["headers"] = {name: [value] for name, value in headers.items()}
    return Scenario({"recorder": {"interactions": {"c": sent}}}).case("c")
