"""Relations that other records make, and parts that have relations of their own."""

from __future__ import annotations

import orjson

from understudy.behavior.declarations import Relation, Resource
from understudy.behavior.renders import Sight
from understudy.behavior.views import Views
from understudy.contract.operations import Json, JsonObject
from understudy.state import Query, Row

RECORDS: dict[tuple[str, object], JsonObject] = {("unit", "kg"): {"id": "kg", "name": "Kilogram"}}
TOYS: list[JsonObject] = [{"id": "1", "of": "rex", "name": "Ball"}]
RESOURCES = {
    "pet": Resource(
        name="pet",
        key="id",
        relations={
            "toys": Relation(resource="toy", many=True, by="of", sort="name"),
            "vet": Relation(resource="unit", on_request=True),
            "weight": Relation(resource="quantity", inline=True),
        },
    ),
    "quantity": Resource(name="quantity", key="id", relations={"unit": Relation(resource="unit")}),
    "toy": Resource(name="toy", key="id"),
    "unit": Resource(name="unit", key="id"),
}
NAMED: JsonObject = {"type": "object", "required": ["name"], "properties": {"name": {}}}


def show(properties: JsonObject, record: JsonObject, includable: set[str], asked: set[str]) -> Json:
    def find(query: Query) -> list[Row]:
        condition = query.conditions[0]
        kept = [each for each in TOYS if each["of"] == condition.value]  # type: ignore[union-attr]
        return [Row(1, str(each["id"]), orjson.dumps(each)) for each in kept]

    schema: JsonObject = {"type": "object", "required": [*properties], "properties": properties}
    render = Views({}, RESOURCES, frozenset(includable)).compile(schema, RESOURCES["pet"])
    fetch = lambda resource, key: RECORDS.get((resource, key))  # noqa: E731 - two words of a test
    return render(record, Sight(fetch, frozenset(asked), find))


def test_records_that_name_this_one_are_related() -> None:
    toys: JsonObject = {"type": "array", "items": NAMED}

    assert show({"toys": toys}, {"id": "rex"}, set(), set()) == {"toys": [{"name": "Ball"}]}
    assert show({"toys": toys}, {"id": "tom"}, set(), set()) == {"toys": []}


def test_relation_on_request_is_null_where_nothing_can_be_included() -> None:
    record: JsonObject = {"id": "rex", "vet": "kg"}

    assert show({"vet": NAMED}, record, set(), set()) == {"vet": None}
    assert show({"vet": NAMED}, record, {"vet"}, {"vet"}) == {"vet": {"name": "Kilogram"}}


def test_a_part_has_the_relations_of_its_resource() -> None:
    weight: JsonObject = {
        "type": "object",
        "properties": {"value": {}, "unit": {"anyOf": [NAMED, {"type": "null"}]}},
    }
    record: JsonObject = {"id": "rex", "weight": {"value": "3", "unit": "kg"}}

    shown = show({"weight": weight}, record, {"weight", "weight.unit"}, {"weight", "weight.unit"})

    assert shown == {"weight": {"value": "3", "unit": {"name": "Kilogram"}}}
