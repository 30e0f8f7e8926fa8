from dataclasses import replace

import pytest

from tests.verification.facts.conftest import ask, behavior, contract, document
from understudy.behavior.declarations import Named
from understudy.behavior.suffixes import spelled_out
from understudy.state import Operator
from understudy.verification.behaviors import declared_behaviors
from understudy.verification.coverage import cover
from understudy.verification.exchanges import Outcome
from understudy.verification.facts import observe

__all__ = ["ask", "behavior", "contract", "document"]

ROW = {"id": 1, "name": "Hose", "status": "active"}


@pytest.fixture
def tallies(contract, behavior):
    def covered(*exchanges, exercised=()):
        tallies, _ = cover(contract, behavior, observe(contract, behavior, exchanges), exercised)
        return {each.kind: each for each in tallies}

    return covered


def test_nothing_is_met_without_exchanges(tallies):
    for tally in tallies().values():
        assert tally.met == 0
        assert len(tally.missed) == tally.all


def test_operation_that_never_succeeded_is_named(contract, behavior, tallies, ask):
    exchanges = [ask("getItem", "/items/1", 404), ask("getItem", "/items/2", 404)]

    assert "getItem" in tallies(*exchanges)["operations"].missed
    _, rows = cover(contract, behavior, observe(contract, behavior, exchanges))
    row = next(each for each in rows if each.operation == "getItem")
    assert (row.statuses, row.succeeded) == ((("404", 2),), False)
    assert (row.method, row.path, row.label) == ("GET", "/items/{id}", "documented")


def test_statuses_and_media_types_are_met_by_answers(tallies, ask):
    met = tallies(ask("getItem", "/items/1", 200, ROW), ask("getItem", "/items/1", 418, None))

    assert met["operations"].met == 1
    assert met["statuses"].met == 1
    assert "getItem 404" in met["statuses"].missed
    assert "getItem 200 application/json" not in met["media types"].missed


def test_parameters_are_met_valid_invalid_at_their_bounds_and_omitted(tallies, ask):
    met = tallies(
        ask("listItems", "/items?limit=1", 200, {"items": []}),
        ask("listItems", "/items?status=lost", 400, {"message": "no"}),
    )

    assert "listItems query limit" not in met["parameters valid"].missed
    assert "listItems query status" in met["parameters valid"].missed
    assert "listItems query status" not in met["parameters invalid"].missed
    assert "listItems query limit" in met["parameters invalid"].missed
    assert met["parameters at their bounds"].missed == ("listItems query limit maximum",)
    assert met["parameters omitted"].missed == ("listItems header X-Shop",)


def test_enum_values_are_met_in_requests_and_in_answers(tallies, ask):
    met = tallies(
        ask("listItems", "/items?status=active", 200, {"items": [ROW]}),
        ask("createItem", "/items", 201, ROW, sends={"name": "Hose", "status": "sold"}),
    )

    asked, answered = met["enum values of requests"], met["enum values of answers"]
    assert [each.rpartition(" ")[2] for each in asked.missed] == ["sold", "active"]
    assert [each.rpartition(" ")[2] for each in answered.missed] == ["sold"]


def test_link_is_met_when_it_is_followed(tallies, ask):
    created = ask(
        "createItem",
        "/v1/items",
        201,
        ROW,
        sends={"name": "Hose"},
        answers=[("Location", "http://shop.example/v1/items/1")],
    )

    followed = ask("getItem", "/v1/items/1", 200, ROW)

    assert "createItem Location" in tallies(created)["links"].missed
    assert "createItem Location" not in tallies(created, followed)["links"].missed


def test_link_to_the_next_page_is_met_when_it_is_followed(tallies, ask):
    first = ask("listItems", "/items", 200, {"items": [], "next": "/items?limit=1&page=2"})
    second = ask("listItems", "/items?limit=1&page=2", 200, {"items": [], "next": None})

    assert "listItems next" in tallies(first)["links"].missed
    assert "listItems next" not in tallies(first, second)["links"].missed


def test_behavior_is_met_when_any_part_of_it_was_exercised(tallies):
    everything = tallies()["behaviors"]

    some = tallies(exercised={("listItems", "filter:status:sold"), ("listItems", "paging")})

    assert set(everything.missed) - set(some["behaviors"].missed) == {
        "listItems filter:status",
        "listItems paging",
    }


def test_operator_that_no_parameter_names_is_no_behavior(contract, behavior):
    operators = Named(
        prefix="", suffixes={"": Operator.EQUALS}, fields={"status": "status", "created": "created"}
    )
    listing = replace(behavior.declarations["listItems"], filters={}, operators=operators)
    declared = replace(behavior, declarations={**behavior.declarations, "listItems": listing})

    listed = declared_behaviors(contract, spelled_out(declared, contract))["listItems"]

    assert [each for each in listed if each.startswith("filter:")] == ["filter:status"]


def test_what_was_withheld_or_belongs_nowhere_meets_nothing(tallies, ask):
    met = tallies(
        ask("listItems", "/items", None, outcome=Outcome.WITHHELD),
        ask("listItems", "/items", None, outcome=Outcome.TIMED_OUT),
        ask("getItem", "/elsewhere", 500, b"\x00garbage"),
    )

    assert met["operations"].met == met["statuses"].met == 0
    assert met["parameters valid"].met == 0
