"""How a client works with the catalog, from the first unit to the last deletion."""

from __future__ import annotations

from typing import Any

import pytest

KEY = {"Authorization": "Bearer aug_sk_test_demo"}
COMPLETE = {
    "next_page_url": None,
    "previous_page_url": None,
    "has_next_page": False,
    "has_prev_page": False,
}


class Catalog:
    """The API as a client calls it; what is not answered as expected ends the test."""

    def __init__(self, client):
        self._client = client

    def ask(self, method, path, status, body=None, headers=None, **parameters):
        url = path if path.startswith("/v1") else f"/v1/catalog/{path}"
        answer = self._client.request(
            method, url, json=body, params=parameters or None, headers={**KEY, **(headers or {})}
        )
        assert answer.status_code == status, answer.text
        return answer

    def get(self, path, **parameters):
        return self.ask("GET", path, 200, **parameters).json()

    def make(self, path, body, **parameters):
        return self.ask("POST", path, 201, body, **parameters).json()

    def change(self, path, body, **parameters):
        return self.ask("PATCH", path, 200, body, **parameters).json()

    def put(self, path, **parameters):
        return self.ask("PUT", path, 200, **parameters).json()

    def delete(self, path, **parameters):
        return self.ask("DELETE", path, 200, **parameters).json()

    def refused(self, method, path, status, code, body=None, param=None):
        error = self.ask(method, path, status, body).json()["error"]
        assert (error["code"], error["param"]) == (code, param)

    def named(self, path, name, **parameters):
        found = self.get(path, q=name, **parameters)["data"]
        return next(each for each in found if each["name"] == name)


@pytest.fixture
def catalog(client_for):
    return Catalog(client_for("augno"))


@pytest.fixture
def resins(catalog):
    """Make a category of resins, measured in bags, with a colour and a grade."""
    bag = catalog.make("units", unit("Bag", "bag", "25"))
    each = catalog.named("units", "Each")
    group = catalog.make(
        "unit-groups",
        {
            "name": "Bags",
            "type": "quantity",
            "base_unit_id": bag["id"],
            "associated_units": [{"unit_id": bag["id"], "discount_percentage": 0}],
        },
    )
    catalog.make(
        f"unit-groups/{group['id']}/units", {"unit_id": each["id"], "discount_percentage": 0}
    )
    grade = catalog.make("properties", {"name": "Grade"})
    for value in ("Injection", "Blow moulding"):
        catalog.make(f"properties/{grade['id']}/attributes", {"value": value})
    category = catalog.make(
        "item-categories",
        {"name": "Resins", "type": "material_category", "unit_group_id": group["id"]},
    )
    for name in ("Grade", "Colour"):
        catalog.put(f"item-categories/{category['id']}/properties/{key_of(catalog, name)}")
    return category["id"]


def unit(name, abbreviation, ratio):
    return {
        "name": name,
        "abbreviation": abbreviation,
        "type": "quantity",
        "ratio_numerator": ratio,
        "ratio_denominator": "1",
        "offset_numerator": "0",
        "offset_denominator": "1",
    }


def key_of(catalog, property_name):
    return catalog.named("properties", property_name)["id"]


def value_of(catalog, property_name, value):
    found = catalog.get(f"properties/{key_of(catalog, property_name)}/attributes", q=value)
    return found["data"][0]["id"]


def rate(catalog, value, per):
    return {
        "value": value,
        "numerator_unit_id": catalog.named("units", "US Dollar")["id"],
        "denominator_unit_id": catalog.named("units", per)["id"],
    }


def test_what_items_are_built_on_is_set_up_and_read_back(catalog, resins):
    wanted = "owner.account,properties,unit_group.base_unit,unit_group.associated_units.unit"

    category = catalog.get(f"item-categories/{resins}", include=wanted)

    assert category["owner"]["account"]["name"] == "Northgate Works"
    assert [each["name"] for each in category["properties"]["data"]] == ["Grade", "Colour"]
    group = category["unit_group"]
    assert group["base_unit"]["abbreviation"] == "bag"
    members = group["associated_units"]
    assert [each["unit"]["abbreviation"] for each in members["data"]] == ["bag", "ea"]
    assert members["page_info"] == COMPLETE
    assert catalog.get("item-categories", q="resin")["data"][0]["id"] == resins
    in_group = catalog.get("units", **{"unit_group_ids[]": [group["id"]]})["data"]
    assert {each["abbreviation"] for each in in_group} == {"bag", "ea"}


def test_life_of_a_material(catalog, resins):
    blow = value_of(catalog, "Grade", "Blow")
    made = catalog.make(
        "materials",
        {
            "sku": "RES-HD-0960",
            "category_id": resins,
            "description": "Polyethylene, natural",
            "order_point": {"value": "40", "unit_id": catalog.named("units", "Bag")["id"]},
            "lead_time": {"value": "14", "unit_id": catalog.named("units", "Day")["id"]},
            "unit_cost": rate(catalog, "31.5", "Bag"),
            "attribute_ids": [blow],
        },
        include="item.unit_cost,item.burn_rate,item.attributes",
    )
    item = made["item"]["id"]
    assert made["order_point"]["display_value"] == "40 bag"
    assert made["lead_time"]["display_value"] == "14 day"
    assert made["item"]["unit_cost"]["display_value"] == "$31.50 / bag"
    assert made["item"]["burn_rate"]["value"] == "0"

    assert catalog.get("materials", **{"attribute_ids[]": [blow]})["data"][0]["id"] == made["id"]
    assert catalog.get("items", q="RES-HD")["data"][0]["id"] == item

    colour = value_of(catalog, "Colour", "Blue")
    carried = catalog.put(f"items/{item}/attributes/{colour}", include="attributes")
    assert [each["value"] for each in carried["attributes"]["data"]] == ["Blow moulding", "Blue"]
    catalog.delete(f"items/{item}/attributes/{colour}")

    catalog.change(f"materials/{made['id']}", {"sku": "RES-HD-0961", "notes": "Keep dry"})
    assert catalog.get("materials", q="0961")["data"][0]["id"] == made["id"]
    assert catalog.get("items", q="0960")["data"] == []

    last = catalog.delete(f"materials/{made['id']}")
    assert last["id"] == made["id"]
    catalog.refused("GET", f"materials/{made['id']}", 404, "resource_not_found")
    catalog.refused("GET", f"items/{item}", 404, "resource_not_found")
    catalog.refused("DELETE", f"materials/{made['id']}", 410, "resource_gone")
    assert catalog.get("materials", q="RES-HD")["data"] == []
    catalog.make("materials", {"sku": "RES-HD-0961", "category_id": resins})


def test_stock_is_booked_counted_and_promised(catalog, resins):
    made = catalog.make(
        "materials", {"sku": "RES-1", "category_id": resins}, include="item.unit_value"
    )
    item = made["item"]["id"]
    bag, each = (catalog.named("units", name)["id"] for name in ("Bag", "Each"))

    catalog.change(f"items/{item}/inventory", {"quantity": {"value": "8", "unit_id": bag}})
    catalog.change(f"items/{item}/inventory", {"quantity": {"value": "50", "unit_id": each}})
    booked = catalog.get(f"items/{item}/inventory", include="on_hand,available_to_promise")
    assert booked["on_hand"]["display_value"] == "10 bag"
    assert booked["available_to_promise"]["value"] == "10"
    assert booked["short"] is None

    counted = {"quantity": {"value": "7", "unit_id": bag}, "operation": "reconcile"}
    catalog.change(f"items/{item}/inventory", counted)
    assert catalog.get(f"items/{item}/inventory", include="on_hand")["on_hand"]["value"] == "7"

    rows = [{"sku": "RES-1", "quantity": "5", "unit": "bag"}]
    rows += [{"sku": "NOBODY", "quantity": "1", "unit": "bag"}]
    rows += [{"sku": "RES-1", "quantity": "1", "unit": "barrel"}]
    done = catalog.ask(
        "POST",
        "items/actions/bulk-reconcile",
        200,
        {"data": rows, "reconcile_type": "addition"},
    ).json()
    assert done["reconciled_items"]["data"] == [
        {"item_id": item, "sku": "RES-1", "previous_quantity": "7", "new_quantity": "12"}
    ]
    assert [row["sku"] for row in done["skipped_items"]["data"]] == ["NOBODY"]
    assert [row["sku"] for row in done["errors"]["data"]] == ["RES-1"]

    too_much = {"quantity": {"value": "-13", "unit_id": bag}}
    path = f"items/{item}/inventory"
    catalog.refused("PATCH", path, 400, "validation_failed", too_much, "quantity.value")


def test_an_item_moves_to_another_category_and_its_units_follow(catalog, resins):
    made = catalog.make(
        "materials",
        {"sku": "RES-2", "category_id": resins, "unit_price": rate(catalog, "4", "Bag")},
        include="item",
    )
    item = made["item"]["id"]
    fasteners = catalog.named("item-categories", "Fasteners")["id"]

    moved = catalog.put(f"items/{item}/category/{fasteners}", include="category,unit_value")

    assert moved["category"]["name"] == "Fasteners"
    assert moved["unit_value"]["display_value"] == "$4.00 / ea"
    assert catalog.get(f"materials/{made['id']}")["order_point"]["display_value"] == "0 ea"
    hoses = catalog.named("item-categories", "Hoses")["id"]
    path = f"items/{item}/category/{hoses}"
    catalog.refused("PUT", path, 400, "validation_failed", param="category_id")


def test_products_are_sold_in_a_line_and_made_in_its_lots(catalog):
    pieces = catalog.named("unit-groups", "Pieces")["id"]
    each = catalog.named("units", "Each")["id"]
    line = catalog.make(
        "product-lines",
        {
            "name": "Home Office",
            "unit_group_id": pieces,
            "commission_policy": "commission_applied",
            "freight_policy": "billed_freight",
            "default_lot": {"value": "50", "unit_id": each},
        },
    )
    office = catalog.named("item-categories", "Office Supplies")["id"]
    made = catalog.make(
        "products", {"sku": "TRAY-1", "type": "sale", "category_id": office}, include="item"
    )
    item = made["item"]["id"]

    moved = catalog.put(
        f"products/{made['id']}/product-line/{line['id']}", include="product_line.unit_group"
    )

    assert moved["product_line"]["unit_group"]["name"] == "Pieces"
    found = catalog.get("products", **{"product_line_ids[]": [line["id"]]})["data"]
    assert [each["id"] for each in found] == [made["id"]]
    lot = catalog.get(f"items/{item}/lot-default", include="unit")
    assert (lot["quantity"], lot["source"]) == (50, "product_line")
    assert (lot["product_line"]["name"], lot["unit"]["abbreviation"]) == ("Home Office", "ea")
    catalog.refused("DELETE", f"product-lines/{line['id']}", 409, "resource_conflict")
    catalog.delete(f"products/{made['id']}")
    catalog.delete(f"product-lines/{line['id']}")
    catalog.refused("DELETE", f"product-lines/{line['id']}", 410, "resource_gone")


def test_part_of_a_finished_good_is_made_in_the_lots_of_its_line(catalog):
    listed = catalog.get("items", include="category", limit=1000)["data"]
    fitting = next(each for each in listed if each["category"]["name"] == "Fittings")

    lot = catalog.get(f"items/{fitting['id']}/lot-default")

    assert (lot["source"], lot["product_line"]["name"]) == (
        "downstream_product_line",
        "Fluid Power",
    )


def test_values_of_a_property_stay_in_order(catalog):
    owner = catalog.make("properties", {"name": "Surface"})["id"]
    path = f"properties/{owner}/attributes"
    matt, _gloss, satin = (
        catalog.make(path, {"value": value}) for value in ("Matt", "Gloss", "Satin")
    )
    catalog.make(path, {"value": "Raw", "sort_order": 2, "color": "brown"})

    assert catalog.get(f"{path}/{satin['id']}") == {**satin, "sort_order": 4}
    catalog.change(f"{path}/{satin['id']}", {"sort_order": 1})
    catalog.delete(f"{path}/{matt['id']}")

    shown = catalog.get(f"properties/{owner}", include="attributes")["attributes"]["data"]
    assert [(each["value"], each["sort_order"]) for each in shown] == [
        ("Satin", 1),
        ("Raw", 2),
        ("Gloss", 3),
    ]
    assert [each["value"] for each in catalog.get(path)["data"]] == ["Satin", "Raw", "Gloss"]
    gap = {"value": "Far", "sort_order": 9}
    catalog.refused("POST", path, 400, "validation_failed", gap, "sort_order")


def test_a_deleted_property_is_gone_from_items_categories_and_values(catalog):
    owner = catalog.named("properties", "Colour", include="attributes")
    blue = next(each for each in owner["attributes"]["data"] if each["value"] == "Blue")
    assert catalog.get("items", **{"attribute_ids[]": [blue["id"]]})["data"]

    catalog.delete(f"properties/{owner['id']}")

    assert catalog.get("items", **{"attribute_ids[]": [blue["id"]]})["data"] == []
    items = catalog.get("items", include="attributes,category.properties", limit=1000)["data"]
    properties = [each["category"]["properties"]["data"] for each in items]
    assert all(each["name"] != "Colour" for listed in properties for each in listed)
    values = [each["value"] for item in items for each in item["attributes"]["data"]]
    assert "Blue" not in values
    path = f"properties/{owner['id']}/attributes/{blue['id']}"
    catalog.refused("GET", path, 404, "resource_not_found")


def test_a_deleted_unit_leaves_its_groups(catalog, resins):
    each = catalog.named("units", "Bag")
    carton = catalog.make("units", unit("Carton", "ctn", "48"))
    bags = catalog.named("unit-groups", "Bags")["id"]
    catalog.make(f"unit-groups/{bags}/units", {"unit_id": carton["id"]})

    catalog.delete(f"units/{carton['id']}")

    members = catalog.get(f"unit-groups/{bags}/units", include="unit")["data"]
    assert [member["unit"]["name"] for member in members] == ["Bag", "Each"]
    catalog.refused("DELETE", f"units/{each['id']}", 409, "resource_conflict")
    pail = catalog.make("units", unit("Pail", "pl", "1"))["id"]
    cost = rate(catalog, "2", "Pail")
    catalog.make("materials", {"sku": "OIL-9", "category_id": resins, "unit_cost": cost})
    catalog.refused("DELETE", f"units/{pail}", 409, "resource_conflict")
    assert catalog.get(f"item-categories/{resins}")["name"] == "Resins"


def test_what_is_measured_in_a_unit_is_said_by_its_abbreviation(catalog, resins):
    made = catalog.make(
        "materials",
        {"sku": "RES-5", "category_id": resins, "unit_cost": rate(catalog, "31.5", "Bag")},
    )
    bag = catalog.named("units", "Bag")["id"]

    catalog.change(f"units/{bag}", {"abbreviation": "sack"})

    shown = catalog.get(f"materials/{made['id']}", include="item.unit_cost,item.burn_rate")
    assert shown["order_point"]["display_value"] == "0 sack"
    assert shown["item"]["unit_cost"]["display_value"] == "$31.50 / sack"
    assert shown["item"]["burn_rate"]["display_value"] == "0 sack / day"
    row = {**unit("Bag", "bg", "25"), "is_base_unit": False}
    catalog.ask("POST", "units/actions/bulk-upsert", 202, {"units": [row]})
    shown = catalog.get(f"materials/{made['id']}", include="item.unit_cost")
    assert shown["item"]["unit_cost"]["display_value"] == "$31.50 / bg"


def test_a_category_in_use_stays_and_an_empty_one_goes(catalog, resins):
    made = catalog.make("materials", {"sku": "RES-3", "category_id": resins})
    catalog.refused("DELETE", f"item-categories/{resins}", 409, "resource_conflict")

    catalog.delete(f"materials/{made['id']}")
    catalog.delete(f"item-categories/{resins}")

    assert catalog.get("item-categories", q="Resins")["data"] == []
    body = {"sku": "RES-4", "category_id": resins}
    catalog.refused("POST", "materials", 404, "resource_not_found", body, "category_id")


def test_category_with_another_unit_group_measures_its_items_anew(catalog):
    workwear = catalog.named("item-categories", "Workwear", include="unit_group")
    assert workwear["unit_group"]["name"] == "Pairs"
    pieces = catalog.named("unit-groups", "Pieces")["id"]

    catalog.put(f"item-categories/{workwear['id']}/unit-groups/{pieces}")

    filed = catalog.get("items", **{"category_ids[]": [workwear["id"]]}, include="unit_value")
    assert filed["data"]
    assert all(each["unit_value"]["display_value"].endswith(" / ea") for each in filed["data"])
    lengths = catalog.named("unit-groups", "Lengths")["id"]
    path = f"item-categories/{workwear['id']}/unit-groups/{lengths}"
    catalog.refused("PUT", path, 400, "validation_failed", param="unit_group_id")


def test_many_rows_are_upserted_by_a_job(catalog):
    rows = [
        {
            "sku": "HOSE-1",
            "category": {"id": "", "name": "hoses"},
            "properties": [{"name": "Colour", "value": "Petrol"}],
            "product_line": {"name": "Fluid Power"},
        },
        {"sku": "HOSE-2", "category": {"name": "Gone"}, "properties": []},
        {"sku": "HOSE-1", "category": {"name": "Hoses"}, "properties": [], "notes": "Again"},
    ]

    answer = catalog.ask("POST", "products/actions/bulk-upsert", 202, {"products": rows})

    job = catalog.get(answer.headers["location"], include="created_by.role")
    assert (job["type"], job["resource_type"], job["status"]) == (
        "bulk_upsert",
        "product",
        "completed",
    )
    assert job["created_by"]["role"]["object"] == "role"
    results = job["results"]["data"]
    assert [each["status"] for each in results] == ["created", "failed", "updated"]
    assert results[0]["resource"]["handle"] == "HOSE-1"
    assert [each["name"] for each in results[0]["sub_resources"]["data"]] == ["Petrol"]
    assert results[1]["error"]["code"] == "resource_not_found"
    item = catalog.get("items", q="HOSE-1", include="attributes")["data"][0]
    assert item["notes"] == "Again"
    assert [each["value"] for each in item["attributes"]["data"]] == ["Petrol"]
    assert catalog.get("items", q="HOSE-2")["data"] == []


UPSERTED = {
    "materials": {"sku": "NEW-M", "category": {"name": "Films"}, "properties": []},
    "parts": {"sku": "NEW-P", "category": {"name": "Fittings"}, "properties": []},
    "products": {"sku": "NEW-S", "category": {"name": "Hoses"}, "properties": []},
    "item-categories": {
        "name": "New",
        "notes": None,
        "type": "product_category",
        "unit_group": {"name": "Pieces"},
        "property_names": ["Colour"],
    },
    "properties": {"name": "New", "attributes": [{"value": "One", "color": "red"}]},
    "units": {**unit("New", "nw", "3"), "is_base_unit": True},
    "unit-groups": {
        "name": "New",
        "type": "quantity",
        "base_unit": {"abbreviation": "ea"},
        "unit_conversions": [{"unit": {"name": "Dozen"}, "discount_percentage": 0.1}],
    },
    "product-lines": {
        "name": "New",
        "unit_group": {"name": "Pieces"},
        "commission_policy": "commission_applied",
        "freight_policy": "free_freight",
    },
}


@pytest.mark.parametrize("plural", UPSERTED)
def test_a_row_creates_first_and_updates_then(catalog, plural):
    path, body = f"{plural}/actions/bulk-upsert", {plural.replace("-", "_"): [UPSERTED[plural]]}

    jobs = [catalog.ask("POST", path, 202, body).json() for _ in range(2)]

    results = [job["results"]["data"][0] for job in jobs]
    assert [each["status"] for each in results] == ["created", "updated"]
    assert results[0]["resource"]["id"] == results[1]["resource"]["id"]
    found = catalog.get(plural, q="New")["data"]
    assert results[0]["resource"]["id"] in [each["id"] for each in found]


def test_a_waiting_job_can_be_cancelled_once(catalog):
    waiting = "jb_8z8k3xqb8jhh"

    assert catalog.get(f"/v1/core/jobs/{waiting}")["status"] == "created"
    cancelled = catalog.ask("POST", f"/v1/core/jobs/{waiting}/cancel", 200).json()

    assert cancelled["status"] == "cancelled"
    assert cancelled["cancelled_at"] is not None
    path = f"/v1/core/jobs/{waiting}/cancel"
    catalog.refused("POST", path, 409, "resource_conflict")
    done = catalog.get("/v1/core/jobs/jb_aae09wc33dpm")
    assert done["export"]["object"] == "job_export"


def test_reading_page_by_page_sees_each_material_once(catalog):
    first = catalog.get("materials", limit=10)
    seen, page = [], first
    while True:
        seen += [each["id"] for each in page["data"]]
        if not page["page_info"]["has_next_page"]:
            break
        page = catalog.get(page["page_info"]["next_page_url"])

    back = catalog.get(page["page_info"]["previous_page_url"])
    assert len(seen) == len(set(seen)) == len(catalog.get("materials", limit=1000)["data"])
    assert [each["id"] for each in back["data"]] == seen[
        -10 - len(page["data"]) : -len(page["data"])
    ]


LIVES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "parts": (
        {"sku": "LIFE-1", "category_id": "ic_zz9h777acm7y"},
        {"sku": "LIFE-2"},
        {"item.sku": "LIFE-2"},
    ),
    "item-categories": (
        {"name": "Life", "type": "product_category", "unit_group_id": "ug_tt0n4xpwhv97"},
        {"name": "Life 2", "notes": "Changed"},
        {"name": "Life 2", "notes": "Changed"},
    ),
    "properties": ({"name": "Life"}, {"name": "Life 2"}, {"name": "Life 2"}),
    "units": (
        unit("Life", "lf", "7"),
        {"name": "Life 2", "ratio_numerator": "8"},
        {"name": "Life 2", "abbreviation": "lf", "ratio_numerator": "8"},
    ),
    "unit-groups": (
        {"name": "Life", "type": "quantity", "base_unit_id": "un_9gt0ts12jbv1"},
        {"name": "Life 2", "notes": None},
        {"name": "Life 2", "notes": None, "type": "quantity"},
    ),
    "product-lines": (
        {
            "name": "Life",
            "unit_group_id": "ug_tt0n4xpwhv97",
            "commission_policy": "commission_applied",
            "freight_policy": "billed_freight",
        },
        {"name": "Life 2", "fulfillment_policy": "make_to_order"},
        {
            "name": "Life 2",
            "fulfillment_policy": "make_to_order",
            "freight_policy": "billed_freight",
        },
    ),
}


@pytest.mark.parametrize("plural", LIVES)
def test_record_is_made_read_listed_changed_and_deleted(catalog, plural):
    body, changes, expected = LIVES[plural]
    include = {"include": "item"} if plural == "parts" else {}
    made = catalog.make(plural, body, **include)
    path = f"{plural}/{made['id']}"

    assert catalog.get(path, **include) == made
    assert made in catalog.get(plural, q=next(iter(body.values())), **include)["data"]
    changed = catalog.change(path, changes, **include)
    assert changed["updated_at"] > changed["created_at"] == made["created_at"]
    assert catalog.get(path, **include) == changed
    for place, value in expected.items():
        holder = changed["item"] if place.startswith("item.") else changed
        assert holder[place.removeprefix("item.")] == value
    catalog.delete(path)
    catalog.refused("GET", path, 404, "resource_not_found")
    assert catalog.get(plural, q=next(iter(changes.values())))["data"] == []


def test_unit_is_in_a_group_until_it_is_taken_out(catalog):
    group = catalog.named("unit-groups", "Pairs")["id"]
    dozen = catalog.named("units", "Dozen")["id"]
    body = {"unit_id": dozen, "discount_percentage": 0.1, "customer_portal_visibility": "hidden"}
    member = catalog.make(f"unit-groups/{group}/units", body)
    path = f"unit-groups/{group}/units/{member['id']}"

    changed = catalog.change(path, {"discount_fixed": 2.5}, include="unit")

    assert catalog.get(path, include="unit") == changed
    assert (changed["discount_percentage"], changed["discount_fixed"]) == (0.1, 2.5)
    assert changed["unit"]["id"] == dozen
    catalog.delete(path)
    catalog.refused("GET", path, 404, "resource_not_found")
    assert dozen not in [each["id"] for each in catalog.get("units", unit_group_ids=group)["data"]]
