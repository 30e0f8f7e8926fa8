"""Creating and updating products, and what that does to their items."""

from __future__ import annotations

import pytest

KEY = {"Authorization": "Bearer aug_sk_test_demo"}
FLUID_POWER = "pl_ng5b4nsx6d9c"


class Shop:
    """The catalog as a client uses it."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **parameters):
        answer = self.client.get(f"/v1/catalog/{path}", params=parameters, headers=KEY)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, body, **parameters):
        path = "/v1/catalog/products"
        return self.client.post(path, json=body, params=parameters, headers=KEY)

    def patch(self, key, body, **parameters):
        path = f"/v1/catalog/products/{key}"
        return self.client.patch(path, json=body, params=parameters, headers=KEY)

    def category(self, name, **parameters):
        return self.get("item-categories", q=name, **parameters)["data"][0]

    def unit(self, abbreviation):
        groups = "unit_group.associated_units.unit"
        for category in self.get("item-categories", include=groups)["data"]:
            for each in category["unit_group"]["associated_units"]["data"]:
                if each["unit"]["abbreviation"] == abbreviation:
                    return each["unit"]["id"]
        raise LookupError(abbreviation)


@pytest.fixture
def shop(client_for):
    return Shop(client_for("augno"))


@pytest.fixture
def body(shop):
    return {"sku": "CAP-28-RED", "type": "sale", "category_id": shop.category("Workwear")["id"]}


DOLLAR = "un_7pzv41v0a1ne"


def test_a_product_starts_hidden_and_without_line(shop, body):
    answer = shop.post(body, include="product_line,item")

    assert answer.status_code == 201
    product = answer.json()
    assert product["portal_visibility"] == "hidden"
    assert product["product_line"] is None
    assert product["type"] == "sale"
    assert product["created_at"] == product["updated_at"]


def test_its_item_is_a_product_with_the_given_texts(shop, body):
    body |= {"description": "Screw cap, red", "notes": "Bags of 500"}

    item = shop.post(body, include="item").json()["item"]

    assert item["type"] == "product"
    assert (item["sku"], item["description"], item["notes"]) == (
        "CAP-28-RED",
        "Screw cap, red",
        "Bags of 500",
    )


def test_rates_that_are_not_given_are_zero_in_the_base_unit(shop, body):
    rates = "item.unit_value,item.unit_cost,item.burn_rate"

    item = shop.post(body, include=rates).json()["item"]

    assert float(item["unit_value"]["value"]) == 0
    assert item["unit_value"]["display_value"] == "$0.00 / pr"
    assert item["unit_cost"]["display_value"] == "$0.00 / pr"
    assert item["burn_rate"]["display_value"] == "0 pr / day"


def test_price_becomes_value_and_cost_stays_cost(shop, body):
    each = shop.unit("ea")
    units = {"numerator_unit_id": DOLLAR, "denominator_unit_id": each}
    body |= {"unit_price": {"value": "12.50", **units}, "unit_cost": {"value": "0.0031", **units}}

    item = shop.post(body, include="item.unit_value,item.unit_cost").json()["item"]

    assert item["unit_value"]["value"] == "12.50"
    assert item["unit_value"]["display_value"] == "$12.50 / ea"
    assert item["unit_cost"]["value"] == "0.0031"
    assert item["unit_cost"]["display_value"] == "$0.0031 / ea"


def test_attributes_are_assigned_once_each(shop, body):
    listed = shop.get("items", include="attributes,category", limit=1000)["data"]
    worn = next(
        item
        for item in listed
        if item["category"]["name"] == "Workwear" and item["attributes"]["data"]
    )
    wanted = [each["id"] for each in worn["attributes"]["data"]]
    body |= {"attribute_ids": [*wanted, wanted[0]]}

    item = shop.post(body, include="item.attributes").json()["item"]

    assert [each["id"] for each in item["attributes"]["data"]] == wanted


def test_a_created_product_shows_in_every_read(shop, body):
    body |= {"product_line_id": FLUID_POWER, "portal_visibility": "visible"}
    made = shop.post(body).json()

    product = shop.get(f"products/{made['id']}", include="item,product_line")
    item = shop.get(f"items/{product['item']['id']}", include="category")
    listed = shop.get("items", **{"product_line_ids[]": [FLUID_POWER], "limit": 1})["data"]
    filed = shop.get("items", **{"category_ids[]": [body["category_id"]], "limit": 1})["data"]

    assert product["product_line"]["id"] == FLUID_POWER
    assert product["portal_visibility"] == "visible"
    assert item["category"]["id"] == body["category_id"]
    assert listed == filed == [{**item, "category": None}]
    assert shop.get("items", q="CAP-28-RED")["data"][0]["id"] == item["id"]


def test_a_created_item_is_the_newest(shop, body):
    shop.post(body).raise_for_status()
    shop.post({**body, "sku": "LATER"}).raise_for_status()

    assert [item["sku"] for item in shop.get("items", limit=2)["data"]] == ["LATER", "CAP-28-RED"]


def test_customers_of_the_line_see_what_is_created_in_it(shop, body):
    shop.post({**body, "product_line_id": FLUID_POWER}).raise_for_status()

    seen = shop.get("items", limit=1, **{"customer_ids[]": ["ac_k4q6jz5vpjf3"]})["data"]

    assert seen[0]["sku"] == "CAP-28-RED"


def test_fields_that_the_contract_does_not_know_are_ignored(shop, body):
    answer = shop.post({**body, "colour": "red", "id": "pd_000000000000"})

    assert answer.status_code == 201
    assert answer.json()["id"] != "pd_000000000000"


def test_update_changes_what_is_given_and_nothing_else(shop, body):
    made = shop.post({**body, "notes": "Old", "description": "Cap"}, include="item").json()

    answer = shop.patch(made["id"], {"notes": "New", "portal_visibility": "visible"})

    assert answer.status_code == 200
    product = shop.get(f"products/{made['id']}", include="item")
    assert product["portal_visibility"] == "visible"
    assert product["item"] == {
        **made["item"],
        "notes": "New",
        "updated_at": product["item"]["updated_at"],
    }
    assert product["updated_at"] > product["created_at"]
    assert product["item"]["updated_at"] > product["item"]["created_at"]


def test_null_clears_description_and_notes(shop, body):
    made = shop.post({**body, "notes": "Old", "description": "Cap"}).json()

    item = shop.patch(made["id"], {"notes": None, "description": None}, include="item").json()[
        "item"
    ]

    assert (item["notes"], item["description"]) == (None, None)


def test_a_new_sku_is_found_and_the_old_one_is_free(shop, body):
    made = shop.post(body).json()

    shop.patch(made["id"], {"sku": "CAP-28-BLU"}).raise_for_status()

    assert [item["sku"] for item in shop.get("items", q="CAP-28")["data"]] == ["CAP-28-BLU"]
    assert shop.post(body).status_code == 201


def test_keeping_its_own_sku_is_no_conflict(shop, body):
    made = shop.post(body).json()

    assert shop.patch(made["id"], {"sku": body["sku"]}).status_code == 200


def test_a_new_price_keeps_the_rate_and_changes_what_it_says(shop, body):
    made = shop.post(body, include="item.unit_value").json()
    price = {
        "value": "19.990",
        "numerator_unit_id": DOLLAR,
        "denominator_unit_id": shop.unit("pr"),
    }

    item = shop.patch(made["id"], {"unit_price": price}, include="item.unit_value").json()["item"]

    assert item["unit_value"]["id"] == made["item"]["unit_value"]["id"]
    assert item["unit_value"]["value"] == "19.990"
    assert item["unit_value"]["display_value"] == "$19.99 / pr"
    assert item["unit_value"]["updated_at"] > item["unit_value"]["created_at"]


def test_an_empty_update_changes_nothing(shop, body):
    made = shop.post(body).json()

    answer = shop.patch(made["id"], {})

    assert answer.status_code == 200
    assert answer.json() == made


def test_seeded_products_can_be_updated_too(shop):
    listed = shop.get("items", limit=1000, **{"types[]": ["product"]})["data"]
    sku = listed[0]["sku"]

    # a seeded product is found by the key its item's number gives it; here: the first of seed 1
    product = shop.get("products/pd_3xbhegwed1ep", include="item")
    answer = shop.patch(product["id"], {"sku": f"{sku}-X"}, include="item")

    assert answer.status_code == 200
    assert shop.get(f"items/{product['item']['id']}")["sku"] == f"{sku}-X"


@pytest.mark.parametrize(
    ("changes", "status", "code", "param"),
    [
        pytest.param({"sku": None}, 400, "validation_failed", "sku", id="sku null"),
        pytest.param({"sku": ""}, 400, "validation_failed", "sku", id="sku empty"),
        pytest.param({"sku": "X" * 256}, 400, "validation_failed", "sku", id="sku too long"),
        pytest.param({"type": "gift"}, 400, "validation_failed", "type", id="unknown type"),
        pytest.param({"description": 7}, 400, "validation_failed", "description", id="number"),
        pytest.param(
            {"category_id": "ic_000000000000"},
            404,
            "resource_not_found",
            "category_id",
            id="category",
        ),
        pytest.param(
            {"product_line_id": "pl_000000000000"},
            404,
            "resource_not_found",
            "product_line_id",
            id="line",
        ),
        pytest.param(
            {"attribute_ids": ["at_000000000000"]},
            404,
            "resource_not_found",
            "attribute_ids",
            id="attribute",
        ),
        pytest.param(
            {"unit_price": {"value": "1", "numerator_unit_id": DOLLAR}},
            400,
            "missing_field",
            "unit_price.denominator_unit_id",
            id="half a rate",
        ),
        pytest.param(
            {
                "unit_price": {
                    "value": "1e5",
                    "numerator_unit_id": DOLLAR,
                    "denominator_unit_id": DOLLAR,
                }
            },
            400,
            "validation_failed",
            "unit_price.value",
            id="no decimal",
        ),
        pytest.param(
            {
                "unit_cost": {
                    "value": "1",
                    "numerator_unit_id": "un_000000000000",
                    "denominator_unit_id": DOLLAR,
                }
            },
            404,
            "resource_not_found",
            "unit_cost.numerator_unit_id",
            id="unknown unit",
        ),
        pytest.param(
            {
                "unit_cost": {
                    "value": "1",
                    "numerator_unit_id": DOLLAR,
                    "denominator_unit_id": DOLLAR,
                }
            },
            400,
            "validation_failed",
            "unit_cost.denominator_unit_id",
            id="money per money",
        ),
    ],
)
def test_a_product_that_cannot_be_is_refused(shop, body, changes, status, code, param):
    count = len(shop.get("items", limit=1000)["data"])

    answer = shop.post({**body, **changes})

    assert answer.status_code == status
    error = answer.json()["error"]
    assert (error["code"], error["param"]) == (code, param)
    assert len(shop.get("items", limit=1000)["data"]) == count


@pytest.mark.parametrize("name", ["sku", "type", "category_id"])
def test_required_fields_are_required(shop, body, name):
    del body[name]

    answer = shop.post(body)

    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == name


def test_a_category_of_materials_holds_no_product(shop, body):
    answer = shop.post({**body, "category_id": shop.category("Fasteners")["id"]})

    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "category_id"


def test_a_price_is_in_a_currency(shop, body):
    each = shop.unit("ea")
    price = {"value": "1", "numerator_unit_id": each, "denominator_unit_id": each}

    answer = shop.post({**body, "unit_price": price})

    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "unit_price.numerator_unit_id"


def test_an_attribute_of_another_category_fails_the_whole_request(shop, body):
    listed = shop.get("items", include="attributes,category", limit=1000)["data"]
    oil = next(item for item in listed if item["category"]["name"] == "Lubricants")
    body |= {"attribute_ids": [oil["attributes"]["data"][0]["id"]]}

    answer = shop.post(body)

    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "attribute_ids"
    assert shop.get("items", q=body["sku"])["data"] == []


def test_a_taken_sku_is_a_conflict_whatever_item_has_it(shop, body):
    material = shop.get("items", limit=1, **{"types[]": ["material"]})["data"][0]

    answer = shop.post({**body, "sku": material["sku"]})

    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "resource_exists"
    assert answer.json()["error"]["param"] == "sku"


def test_updating_to_a_taken_sku_changes_nothing(shop, body):
    made = shop.post({**body, "notes": "Old"}).json()
    material = shop.get("items", limit=1, **{"types[]": ["material"]})["data"][0]

    answer = shop.patch(made["id"], {"sku": material["sku"], "notes": "New"})

    assert answer.status_code == 409
    assert shop.get("items", q=body["sku"])["data"][0]["notes"] == "Old"


@pytest.mark.parametrize("path", ["items/it_000000000000", "products/pd_000000000000", "items/x"])
def test_unknown_records_are_not_found(shop, path):
    answer = shop.client.get(f"/v1/catalog/{path}", headers=KEY)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "resource_not_found"


def test_unknown_products_cannot_be_updated(shop):
    assert shop.patch("pd_000000000000", {"notes": "x"}).status_code == 404


def test_what_was_written_survives_until_the_world_is_reset(shop, body):
    made = shop.post(body).json()

    shop.client.post("/_understudy/worlds/default/reset").raise_for_status()

    assert shop.client.get(f"/v1/catalog/products/{made['id']}", headers=KEY).status_code == 404
    assert shop.get("items", q=body["sku"])["data"] == []
    assert shop.post(body).json() == made
