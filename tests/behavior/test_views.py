"""The response schema is the view: what is shown, in which order, variant and depth."""

from __future__ import annotations

import pytest

from understudy.behavior.declarations import Relation, Resource
from understudy.behavior.renders import Sight
from understudy.behavior.views import Views
from understudy.contract.operations import Json, JsonObject

TEXT: JsonObject = {"type": "string"}
NOTHING = Sight(lambda _resource, _key: None)


def show(schema: Json, record: Json) -> Json:
    return Views({}, {}).compile(schema, None)(record, NOTHING)


def test_only_the_schemas_properties_are_shown_in_its_order() -> None:
    schema: JsonObject = {"type": "object", "properties": {"b": TEXT, "a": TEXT}}

    shown = show(schema, {"a": "1", "secret": "x", "b": "2"})

    assert list(shown.items()) == [("b", "2"), ("a", "1")]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("extra", "shown"),
    [
        pytest.param({}, {"a": "1"}, id="nothing said"),
        pytest.param({"additionalProperties": False}, {"a": "1"}, id="closed"),
        pytest.param({"additionalProperties": True}, {"a": "1", "b": "2"}, id="open"),
        pytest.param({"additionalProperties": TEXT}, {"a": "1", "b": "2"}, id="open to texts"),
    ],
)
def test_other_members_are_shown_where_the_schema_promises_them(
    extra: JsonObject, shown: JsonObject
) -> None:
    assert (
        show({"type": "object", "properties": {"a": TEXT}, **extra}, {"a": "1", "b": "2"}) == shown
    )


def test_required_member_that_the_record_lacks_is_null_and_an_optional_one_absent() -> None:
    schema: JsonObject = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": ["string", "null"]}, "b": TEXT},
    }

    assert show(schema, {}) == {"a": None}


def test_constant_is_shown_even_when_the_record_lacks_it() -> None:
    schema: JsonObject = {
        "type": "object",
        "required": ["object"],
        "properties": {"object": {"const": "list"}},
    }

    assert show(schema, {}) == {"object": "list"}


def test_variant_is_chosen_by_the_constants_it_requires() -> None:
    gift: JsonObject = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "gift"}, "code": TEXT},
    }
    other: JsonObject = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": TEXT, "weight": TEXT},
    }
    record: JsonObject = {"code": "X", "weight": "1"}

    assert show({"oneOf": [gift, other]}, {**record, "kind": "gift"}) == {
        "kind": "gift",
        "code": "X",
    }
    assert show({"oneOf": [gift, other]}, {**record, "kind": "box"}) == {
        "kind": "box",
        "weight": "1",
    }


def test_parts_of_all_of_are_shown_together() -> None:
    schema: JsonObject = {"allOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]}

    assert show(schema, {"a": "1", "b": "2", "c": "3"}) == {"a": "1", "b": "2"}


def test_recursive_schema_ends_where_the_data_ends() -> None:
    document: JsonObject = {
        "components": {
            "schemas": {
                "Node": {
                    "type": "object",
                    "properties": {"below": {"$ref": "#/components/schemas/Node"}},
                }
            }
        }
    }

    shown = Views(document, {}).compile({"$ref": "#/components/schemas/Node"}, None)(
        {"below": {"below": {}, "x": 1}}, NOTHING
    )

    assert shown == {"below": {"below": {}}}


CATEGORY = Resource(name="category", key="id", relations={"group": Relation(resource="group")})
GROUP = Resource(name="group", key="id")
ITEM = Resource(
    name="item",
    key="id",
    relations={
        "category": Relation(resource="category"),
        "tags": Relation(
            resource="group", many=True, answer={"object": "list", "data": "$records"}
        ),
        "price": Relation(inline=True),
    },
)
RECORDS: dict[tuple[str, Json], JsonObject] = {
    ("category", "c1"): {"id": "c1", "group": "g1"},
    ("group", "g1"): {"id": "g1"},
    ("group", "g2"): {"id": "g2"},
}


def nullable(schema: JsonObject) -> JsonObject:
    return {"anyOf": [schema, {"type": "null"}]}


GROUP_SCHEMA: JsonObject = {"type": "object", "properties": {"id": TEXT}}
ITEM_SCHEMA: JsonObject = {
    "type": "object",
    "properties": {
        "category": nullable(
            {"type": "object", "properties": {"id": TEXT, "group": nullable(GROUP_SCHEMA)}}
        ),
        "tags": nullable(
            {
                "type": "object",
                "properties": {"object": TEXT, "data": {"type": "array", "items": GROUP_SCHEMA}},
            }
        ),
        "price": nullable({"type": "object", "properties": {"value": TEXT}}),
    },
}


@pytest.mark.parametrize(
    ("included", "shown"),
    [
        pytest.param(set(), {"category": None, "tags": None, "price": None}, id="nothing"),
        pytest.param(
            {"category"},
            {"category": {"id": "c1", "group": None}, "tags": None, "price": None},
            id="a relation",
        ),
        pytest.param(
            {"category", "category.group"},
            {"category": {"id": "c1", "group": {"id": "g1"}}, "tags": None, "price": None},
            id="a nested relation",
        ),
        pytest.param(
            {"tags"},
            {
                "category": None,
                "tags": {"object": "list", "data": [{"id": "g1"}, {"id": "g2"}]},
                "price": None,
            },
            id="many, wrapped",
        ),
        pytest.param(
            {"price"},
            {"category": None, "tags": None, "price": {"value": "5"}},
            id="an inline part",
        ),
    ],
)
def test_relations_are_null_until_included(included: set[str], shown: JsonObject) -> None:
    includable = frozenset({"category", "category.group", "tags", "price"})
    views = Views({}, {"category": CATEGORY, "group": GROUP}, includable)
    sight = Sight(lambda resource, key: RECORDS.get((resource, key)), frozenset(included))

    render = views.compile(ITEM_SCHEMA, ITEM)

    assert (
        render({"category": "c1", "tags": ["g1", "gone", "g2"], "price": {"value": "5"}}, sight)
        == shown
    )
