"""What answers look like: every documented field, with its documented type, and nothing else."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

# Path and type of each field that the List Items page documents.
DOCUMENTED = """
object: string
page_info: object
page_info.next_page_url: string or null
page_info.previous_page_url: string or null
page_info.has_next_page: boolean
page_info.has_prev_page: boolean
data[]: array
data[].id: string
data[].object: string
data[].sku: string
data[].description: string or null
data[].notes: string or null
data[].type: string
data[].category: object or null
data[].category.id: string
data[].category.object: string
data[].category.name: string
data[].category.notes: string or null
data[].category.type: string
data[].category.owner: null
data[].category.properties: object or null
data[].category.properties.object: string
data[].category.properties.page_info: object
data[].category.properties.page_info.next_page_url: string or null
data[].category.properties.page_info.previous_page_url: string or null
data[].category.properties.page_info.has_next_page: boolean
data[].category.properties.page_info.has_prev_page: boolean
data[].category.properties.data[]: array
data[].category.properties.data[].id: string
data[].category.properties.data[].object: string
data[].category.properties.data[].name: string
data[].category.properties.data[].attributes: null
data[].category.properties.data[].created_at: date-time
data[].category.properties.data[].updated_at: date-time
data[].category.unit_group: object or null
data[].category.unit_group.id: string
data[].category.unit_group.object: string
data[].category.unit_group.name: string
data[].category.unit_group.notes: string or null
data[].category.unit_group.type: string
data[].category.unit_group.base_unit: object or null
data[].category.unit_group.base_unit.id: string
data[].category.unit_group.base_unit.object: string
data[].category.unit_group.base_unit.name: string
data[].category.unit_group.base_unit.abbreviation: string
data[].category.unit_group.base_unit.type: string
data[].category.unit_group.base_unit.ratio_numerator: decimal
data[].category.unit_group.base_unit.ratio_denominator: decimal
data[].category.unit_group.base_unit.offset_numerator: decimal
data[].category.unit_group.base_unit.offset_denominator: decimal
data[].category.unit_group.base_unit.is_base_unit: boolean
data[].category.unit_group.base_unit.owner: null
data[].category.unit_group.base_unit.created_at: date-time
data[].category.unit_group.base_unit.updated_at: date-time
data[].category.unit_group.associated_units: object or null
data[].category.unit_group.associated_units.object: string
data[].category.unit_group.associated_units.page_info: object
data[].category.unit_group.associated_units.page_info.next_page_url: string or null
data[].category.unit_group.associated_units.page_info.previous_page_url: string or null
data[].category.unit_group.associated_units.page_info.has_next_page: boolean
data[].category.unit_group.associated_units.page_info.has_prev_page: boolean
data[].category.unit_group.associated_units.data[]: array
data[].category.unit_group.associated_units.data[].id: string
data[].category.unit_group.associated_units.data[].object: string
data[].category.unit_group.associated_units.data[].unit: null
data[].category.unit_group.associated_units.data[].discount_percentage: number
data[].category.unit_group.associated_units.data[].discount_fixed: number
data[].category.unit_group.associated_units.data[].customer_portal_visibility: string
data[].category.unit_group.associated_units.data[].created_at: date-time
data[].category.unit_group.associated_units.data[].updated_at: date-time
data[].category.unit_group.owner: null
data[].category.unit_group.created_at: date-time
data[].category.unit_group.updated_at: date-time
data[].category.created_at: date-time
data[].category.updated_at: date-time
data[].unit_value: object or null
data[].unit_value.id: string
data[].unit_value.object: string
data[].unit_value.value: decimal
data[].unit_value.numerator_unit: null
data[].unit_value.denominator_unit: null
data[].unit_value.display_value: string
data[].unit_value.created_at: date-time
data[].unit_value.updated_at: date-time
data[].unit_cost: object or null
data[].unit_cost.id: string
data[].unit_cost.object: string
data[].unit_cost.value: decimal
data[].unit_cost.numerator_unit: null
data[].unit_cost.denominator_unit: null
data[].unit_cost.display_value: string
data[].unit_cost.created_at: date-time
data[].unit_cost.updated_at: date-time
data[].burn_rate: object or null
data[].burn_rate.id: string
data[].burn_rate.object: string
data[].burn_rate.value: decimal
data[].burn_rate.numerator_unit: null
data[].burn_rate.denominator_unit: null
data[].burn_rate.display_value: string
data[].burn_rate.created_at: date-time
data[].burn_rate.updated_at: date-time
data[].attributes: object or null
data[].attributes.object: string
data[].attributes.page_info: object
data[].attributes.page_info.next_page_url: string or null
data[].attributes.page_info.previous_page_url: string or null
data[].attributes.page_info.has_next_page: boolean
data[].attributes.page_info.has_prev_page: boolean
data[].attributes.data[]: array
data[].attributes.data[].id: string
data[].attributes.data[].object: string
data[].attributes.data[].value: string
data[].attributes.data[].color: string
data[].attributes.data[].sort_order: integer
data[].attributes.data[].property: null
data[].attributes.data[].created_at: date-time
data[].attributes.data[].updated_at: date-time
data[].created_at: date-time
data[].updated_at: date-time
"""
TYPES = dict(line.split(": ") for line in DOCUMENTED.split("\n") if line)
EXPANDABLE = (
    "category",
    "category.properties",
    "category.unit_group",
    "category.unit_group.base_unit",
    "category.unit_group.associated_units",
    "unit_value",
    "unit_cost",
    "burn_rate",
    "attributes",
)
MEMBERS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "object": dict,
    "array": list,
    "null": type(None),
}
ITEM = (
    "id", "object", "sku", "description", "notes", "type", "category", "unit_value", "unit_cost",
    "burn_rate", "attributes", "created_at", "updated_at",
)  # fmt: skip
PRODUCT = (
    "id", "object", "type", "portal_visibility", "product_line", "item", "created_at", "updated_at",
)  # fmt: skip
LINE = (
    "id", "object", "name", "description", "notes", "commission_policy", "freight_policy",
    "fulfillment_policy", "default_lot", "owner", "unit_group", "created_at", "updated_at",
)  # fmt: skip
CATEGORY = (
    "id", "object", "name", "notes", "type", "owner", "properties", "unit_group", "created_at",
    "updated_at",
)  # fmt: skip
KEY = {"Authorization": "Bearer aug_sk_test_demo"}


@pytest.fixture
def read(client_for):
    client = client_for("augno")

    def read(path, **parameters):
        answer = client.get(f"/v1/catalog/{path}", params=parameters, headers=KEY)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return read


def walk(value, path=""):
    """Yield (path, value) of every field below a value; paths are like `data[].category.id`."""
    if isinstance(value, dict):
        for name, member in value.items():
            place = f"{path}.{name}" if path else name
            if isinstance(member, list):
                yield f"{place}[]", member
                for element in member:
                    yield from walk(element, f"{place}[]")
            else:
                yield place, member
                yield from walk(member, place)


def is_of_type(value, documented):
    if documented.endswith(" or null"):
        return value is None or is_of_type(value, documented.removesuffix(" or null"))
    if documented == "decimal":
        return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    if documented == "date-time":
        return value.endswith("Z") and datetime.fromisoformat(value).utcoffset() is not None
    is_flag = isinstance(value, bool)
    return isinstance(value, MEMBERS[documented]) and is_flag == (documented == "boolean")


def test_the_document_names_120_fields():
    assert len(TYPES) == 120


def test_expanded_list_shows_every_documented_field_and_no_other(read):
    page = read("items", limit=1000, **{"include[]": EXPANDABLE})

    assert {path for path, _ in walk(page)} == TYPES.keys()


def test_fields_of_the_list_have_their_documented_types(read):
    page = read("items", limit=1000, **{"include[]": EXPANDABLE})

    wrong = [(path, value) for path, value in walk(page) if not is_of_type(value, TYPES[path])]
    assert wrong == []


def test_fields_come_in_the_order_of_the_document(read):
    page = read("items", limit=1000, **{"include[]": EXPANDABLE})

    documented = {path: place for place, path in enumerate(TYPES)}
    richest = max(page["data"], key=lambda item: len(list(walk(item))))
    places = [documented[path] for path, _ in walk({**page, "data": [richest]})]
    firsts = list(dict.fromkeys(places))
    assert firsts == sorted(firsts)


def test_sub_objects_of_the_list_are_null_unless_included(read):
    page = read("items")

    top = [name for name in EXPANDABLE if "." not in name]
    assert all(item[name] is None for item in page["data"] for name in top)


@pytest.mark.parametrize("name", EXPANDABLE)
def test_including_one_sub_object_fills_it_and_its_ancestors_only(read, name):
    page = read("items", limit=1000, **{"include[]": [name]})

    filled = {
        path.removeprefix("data[].").replace(".data[]", "")
        for path, value in walk(page)
        if path.startswith("data[].") and isinstance(value, dict) and not path.endswith("page_info")
    }
    steps = name.split(".")
    assert filled == {".".join(steps[:depth]) for depth in range(1, len(steps) + 1)}


def test_both_spellings_of_include_give_the_same(read):
    repeated = read("items", **{"include[]": ["category", "unit_cost"]})
    joined = read("items", include="category,unit_cost")

    assert joined["data"] == repeated["data"]
    assert all(item["category"] and item["unit_cost"] for item in joined["data"])


def test_unit_of_an_association_stays_null_in_the_list(read):
    page = read("items", **{"include[]": ["category.unit_group.associated_units.unit"]})

    shown = [
        each
        for item in page["data"]
        for each in item["category"]["unit_group"]["associated_units"]["data"]
    ]
    assert shown
    assert all(each["unit"] is None for each in shown)


def test_unit_of_an_association_is_filled_where_one_item_is_read(read):
    listed = read("items", limit=1)["data"][0]

    item = read(f"items/{listed['id']}", include="category.unit_group.associated_units.unit")

    units = item["category"]["unit_group"]["associated_units"]["data"]
    assert units
    assert all(each["unit"]["object"] == "unit" for each in units)


def test_one_item_shows_the_fields_of_the_list(read):
    listed = read("items", **{"include[]": EXPANDABLE})["data"]

    for item in listed[:20]:
        single = read(f"items/{item['id']}", **{"include[]": EXPANDABLE})
        assert tuple(single) == ITEM
        for attribute in single["attributes"]["data"]:
            assert attribute["property"]["object"] == "property"
            attribute["property"] = None  # the list never shows it
        assert single == item


def test_lists_inside_a_resource_are_complete(read):
    page = read("items", **{"include[]": ["attributes"]})

    complete = {
        "next_page_url": None,
        "previous_page_url": None,
        "has_next_page": False,
        "has_prev_page": False,
    }
    assert all(item["attributes"]["page_info"] == complete for item in page["data"])


def test_categories_show_owner_and_account_when_included(read):
    page = read("item-categories", include="owner.account,properties,unit_group")

    assert all(tuple(category) == CATEGORY for category in page["data"])
    owners = {category["owner"]["type"]: category["owner"]["account"] for category in page["data"]}
    assert owners["system"] is None
    assert owners["account"]["object"] == "account"
    assert [name for name, value in owners["account"].items() if value is None] == [
        "default_billing_address",
        "default_shipping_address",
        "branding",
        "portal",
    ]


def test_an_owner_without_its_account_is_not_expanded_further(read):
    page = read("item-categories", include="owner")

    assert all(category["owner"]["account"] is None for category in page["data"])
    assert all(category["unit_group"] is None for category in page["data"])


def test_a_product_shows_its_line_and_item_when_included(client_for, read):
    category = read("item-categories", type="product_category")["data"][0]["id"]
    line = "pl_ng5b4nsx6d9c"
    body = {"sku": "NEW-1", "type": "sale", "category_id": category, "product_line_id": line}
    made = client_for("augno").post("/v1/catalog/products", json=body, headers=KEY).json()

    product = read(f"products/{made['id']}", include="product_line.unit_group,item.category")

    assert tuple(made) == tuple(product) == PRODUCT
    assert made["product_line"] is None
    assert made["item"] is None
    assert tuple(product["product_line"]) == LINE
    assert product["product_line"]["unit_group"]["base_unit"] is None
    assert tuple(product["item"]) == ITEM
    assert product["item"]["category"]["id"] == category
    assert product["item"]["unit_value"] is None
