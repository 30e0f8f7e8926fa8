"""What this API does and nobody would expect: one test for each quirk, named after it."""

from __future__ import annotations

import pytest

KEY = {"Authorization": "Bearer aug_sk_test_demo"}
DEEPEST = "category.unit_group.associated_units.unit"
FLUID_POWER = "pl_ng5b4nsx6d9c"
SITE_POWER_CUSTOMER = "ac_d1kmy4adyjb0"
CATALOG = "/v1/catalog"


class Shop:
    """The catalog as a client uses it."""

    def __init__(self, client):
        self.client = client

    def ask(self, method, path, body=None, headers=None, **parameters):
        return self.client.request(
            method,
            f"{CATALOG}/{path}",
            json=body,
            params=parameters or None,
            headers={**KEY, **(headers or {})},
        )

    def get(self, path, **parameters):
        return self.ask("GET", path, **parameters).json()

    def first(self, path, **parameters):
        return self.get(path, limit=1, **parameters)["data"][0]

    def post(self, path, body, **parameters):
        answer = self.ask("POST", path, body, **parameters)
        assert answer.status_code in (200, 201, 202), answer.text
        return answer.json()

    def product(self, kind="sale", **fields):
        category = self.named("item-categories", "Hoses")["id"]
        body = {"sku": f"NEW-{kind}", "type": kind, "category_id": category, **fields}
        return self.post("products", body, include="item.unit_value,item.burn_rate")

    def named(self, path, name, **parameters):
        found = self.get(path, q=name, **parameters)["data"]
        return next(each for each in found if each["name"] == name)

    def per(self, name, value="2"):
        dollar, per = self.named("units", "US Dollar"), self.named("units", name)
        units = {"numerator_unit_id": dollar["id"], "denominator_unit_id": per["id"]}
        return {"value": value, **units}


@pytest.fixture
def shop(client_for):
    return Shop(client_for("augno"))


@pytest.fixture
def without(client_for):
    """Give the catalog without one quirk."""
    return lambda quirk: Shop(client_for("augno", quirks=(f"{quirk}=off",)))


def test_only_goods_are_listed(shop):
    made = shop.product(kind="service")

    skus = [each["sku"] for each in shop.get("items", limit=1000)["data"]]
    listed = [each["id"] for each in shop.get("products", limit=1000)["data"]]
    assert made["item"]["sku"] not in skus
    assert made["id"] not in listed
    assert shop.get(f"products/{made['id']}")["type"] == "service"
    assert shop.get(f"items/{made['item']['id']}")["sku"] == "NEW-service"


def test_unit_is_null_in_item_list(shop, without):
    def units(found):
        return [
            each["unit"] for each in found["category"]["unit_group"]["associated_units"]["data"]
        ]

    listed = shop.first("items", include=DEEPEST)
    single = shop.get(f"items/{listed['id']}", include=DEEPEST)

    assert set(map(bool, units(listed))) == {False}
    assert set(map(bool, units(single))) == {True}
    assert all(units(without("unit_is_null_in_item_list").first("items", include=DEEPEST)))


def test_property_is_null_in_item_list(shop, without):
    def properties(shop):
        listed = shop.get("items", include="attributes")["data"]
        return {bool(each["property"]) for item in listed for each in item["attributes"]["data"]}

    item = next(
        each
        for each in shop.get("items", include="attributes")["data"]
        if each["attributes"]["data"]
    )
    shown = shop.get(f"items/{item['id']}", include="attributes")["attributes"]["data"]

    assert properties(shop) == {False}
    assert all(each["property"]["object"] == "property" for each in shown)
    assert properties(without("property_is_null_in_item_list")) == {True}


def test_arrays_have_two_spellings(shop):
    brackets = shop.get("items", **{"types[]": ["part", "material"], "include[]": ["category"]})

    assert shop.get("items", types="part,material", include="category") == {
        **brackets,
        "page_info": shop.get("items", types="part,material", include="category")["page_info"],
    }


def test_nested_include_expands_its_ancestors(shop):
    category = shop.first("items", include="category.unit_group.base_unit")["category"]

    assert category["unit_group"]["base_unit"]["object"] == "unit"
    assert category["properties"] is None


def test_nested_lists_are_complete(shop):
    colours = shop.named("properties", "Colour", include="attributes")["attributes"]

    assert len(colours["data"]) > 10
    assert colours["page_info"]["next_page_url"] is None
    assert colours["page_info"]["has_next_page"] is False


def test_page_urls_are_relative(shop):
    page = shop.get("units", type="quantity", limit=2)

    url = page["page_info"]["next_page_url"]
    assert url.startswith("/v1/catalog/units?type=quantity&limit=2&cursor=")
    assert len(shop.client.get(url, headers=KEY).json()["data"]) == 2


def test_version_is_optional(shop, without):
    assert shop.ask("GET", "units").status_code == 200

    strict = without("version_is_optional")
    assert strict.ask("GET", "units").json()["error"]["code"] == "api_version_required"


def test_default_discount_takes_the_whole_price(shop):
    body = {"name": "Dozens", "type": "quantity", "base_unit_id": shop.named("units", "Each")["id"]}
    group = shop.post("unit-groups", body)["id"]
    dozen = shop.named("units", "Dozen")["id"]

    member = shop.post(f"unit-groups/{group}/units", {"unit_id": dozen})

    assert (member["discount_percentage"], member["discount_fixed"]) == (1, 0)
    assert member["customer_portal_visibility"] == "visible"


def test_lines_and_customers_widen_each_other(shop, without):
    def count(shop, **parameters):
        return len(shop.get("products", limit=1000, **parameters)["data"])

    line = {"product_line_ids": FLUID_POWER}
    customer = {"customer_ids": SITE_POWER_CUSTOMER}

    assert count(shop, **line, **customer) == count(shop, **line) + count(shop, **customer)
    narrowing = without("lines_and_customers_widen_each_other")
    assert count(narrowing, **line, **customer) == 0


def test_numbers_stay_when_units_change(shop):
    boxes = shop.named("item-categories", "Cables")["id"]
    films = shop.named("item-categories", "Films")["id"]
    body = {"sku": "ROPE", "category_id": boxes, "unit_cost": shop.per("Meter", "2.50")}
    made = shop.post("materials", body, include="item")

    shop.ask("PUT", f"items/{made['item']['id']}/category/{films}").raise_for_status()

    cost = shop.get(f"items/{made['item']['id']}", include="unit_cost")["unit_cost"]
    assert (cost["value"], cost["display_value"]) == ("2.50", "$2.50 / roll")


def test_price_becomes_unit_value(shop):
    made = shop.product(unit_price=shop.per("Meter", "9.90"))

    assert made["item"]["unit_value"]["display_value"] == "$9.90 / m"


def test_burn_rate_starts_at_zero(shop):
    made = shop.product(burn_rate=shop.per("Meter"))

    assert made["item"]["burn_rate"]["value"] == "0"


def test_reconcile_counts_what_demand_leaves(shop):
    figures = "on_hand,reserved,available_to_promise,short"
    short = next(
        (each["id"], stock, each["category"]["unit_group"]["base_unit"]["id"])
        for each in shop.get("items", include="category.unit_group.base_unit")["data"]
        if float(
            (stock := shop.get(f"items/{each['id']}/inventory", include=figures))["short"]["value"]
        )
    )
    item, before, unit = short
    counted = {"quantity": {"value": "50", "unit_id": unit}, "operation": "reconcile"}

    shop.ask("PATCH", f"items/{item}/inventory", counted).raise_for_status()

    after = shop.get(f"items/{item}/inventory", include=figures)
    missing = float(before["short"]["value"])
    assert float(after["on_hand"]["value"]) == 50 + missing


def test_bulk_reconcile_ignores_which_unit(shop):
    sku = shop.first("items")["sku"]
    rows = [{"sku": sku, "quantity": "12", "unit": "kg"}]

    done = shop.post("items/actions/bulk-reconcile", {"data": rows, "reconcile_type": "force"})

    assert done["reconciled_items"]["data"][0]["new_quantity"] == "12"


def test_deleted_twice_is_gone(shop, without):
    def delete_twice(shop):
        path = f"products/{shop.product()['id']}"
        shop.ask("DELETE", path).raise_for_status()
        return shop.ask("DELETE", path).status_code, shop.ask("GET", path).status_code

    assert delete_twice(shop) == (410, 404)
    assert delete_twice(without("deleted_twice_is_gone")) == (404, 404)


def test_deletion_shows_what_was(shop):
    made = shop.product()

    last = shop.ask("DELETE", f"products/{made['id']}", include="item.unit_value,item.burn_rate")

    assert last.json() == made


def test_values_are_unique_in_the_account(shop):
    owner = shop.post("properties", {"name": "Tint"})["id"]

    answer = shop.ask("POST", f"properties/{owner}/attributes", {"value": " Blue "})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "resource_exists")


def test_positions_have_no_gaps(shop):
    owner = shop.post("properties", {"name": "Tint"})["id"]
    path = f"properties/{owner}/attributes"
    made = [shop.post(path, {"value": value, "sort_order": 1})["id"] for value in ("A", "B", "C")]

    shop.ask("DELETE", f"{path}/{made[1]}").raise_for_status()

    listed = shop.get(path)["data"]
    assert [(each["value"], each["sort_order"]) for each in listed] == [("C", 1), ("A", 2)]


def test_colour_is_drawn(shop):
    owner = shop.post("properties", {"name": "Tint"})["id"]

    drawn = {
        shop.post(f"properties/{owner}/attributes", {"value": f"V{number}"})["color"]
        for number in range(20)
    }

    assert len(drawn) > 3
    assert "default" not in drawn


def test_a_member_stays_its_unit(shop):
    group = shop.named("unit-groups", "Pieces")["id"]
    path = f"unit-groups/{group}/units"
    member = shop.get(path, include="unit")["data"][0]
    other = shop.named("units", "Pair")["id"]

    answer = shop.ask("PATCH", f"{path}/{member['id']}", {"unit_id": other}, include="unit")

    assert answer.json()["unit"] == member["unit"]


def test_group_update_keeps_the_others(shop):
    group = shop.named("unit-groups", "Pieces")["id"]
    pair, dozen = (shop.named("units", name)["id"] for name in ("Pair", "Dozen"))
    before = shop.get(f"unit-groups/{group}/units")["data"]
    listed = [{"unit_id": pair}, {"unit_id": dozen, "discount_fixed": 3}]

    shop.ask("PATCH", f"unit-groups/{group}", {"associated_units": listed}).raise_for_status()

    after = shop.get(f"unit-groups/{group}/units", include="unit")["data"]
    assert [each["unit"]["abbreviation"] for each in after] == ["ea", "dz", "hd", "pr"]
    assert after[1]["discount_fixed"] == 3
    assert after[1]["discount_percentage"] == before[1]["discount_percentage"]


def test_group_units_are_one_page(shop):
    group = shop.named("unit-groups", "Pieces")["id"]

    page = shop.get(f"unit-groups/{group}/units", limit=1)

    assert len(page["data"]) == 3
    assert page["page_info"]["has_next_page"] is False


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("item-categories", "Raw Materials"),
        ("units", "Each"),
        ("unit-groups", "Weights"),
        ("product-lines", "shipping"),
    ],
)
def test_platform_records_stay(shop, path, name):
    record = shop.named(path, name, include="owner")

    answers = [
        shop.ask(method, f"{path}/{record['id']}", body)
        for method, body in (("PATCH", {"name": "Mine"}), ("DELETE", None))
    ]

    assert record["owner"] == {"object": "owner", "type": "system", "account": None}
    assert [each.status_code for each in answers] == [403, 403]
    assert answers[0].json()["error"]["code"] == "insufficient_permissions"


def bulk(shop, *names):
    rows = [{"name": name, "attributes": []} for name in names]
    return shop.post("properties/actions/bulk-upsert", {"properties": rows})


def test_jobs_are_done_at_once(shop):
    job = bulk(shop, "Tint")

    assert job["status"] == "completed"
    assert job["completed_at"] == job["created_at"]
    assert shop.named("properties", "Tint")["id"] == job["results"]["data"][0]["resource"]["id"]


def test_failed_rows_do_not_stop_others(shop):
    blue = {"name": "Tint", "attributes": [{"value": "Mauve"}, {"value": "Blue"}]}
    rows = [blue, {"name": "Grain", "attributes": []}]

    job = shop.post("properties/actions/bulk-upsert", {"properties": rows})

    assert job["status"] == "completed"
    assert [each["status"] for each in job["results"]["data"]] == ["failed", "created"]
    assert job["results"]["data"][0]["error"]["code"] == "resource_exists"
    assert shop.get("properties", q="Tint")["data"] == []


def test_replays_say_so(shop, without):
    def create_twice(shop):
        named = {"Idempotency-Key": "k-1"}
        body = {"name": "Tint"}
        return [shop.ask("POST", "properties", body, headers=named) for _ in range(2)]

    first, again = create_twice(shop)
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert [each.status_code for each in create_twice(without("replays_say_so"))] == [201, 409]


def test_rate_limit_never_runs_out(shop, without):
    names = ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset")

    for path in ("units", "units/un_000000000000"):
        answer = shop.ask("GET", path)
        assert [answer.headers[name] for name in names] == ["20", "19", "1"]
    assert "ratelimit-limit" not in without("rate_limit_never_runs_out").ask("GET", "units").headers


def test_created_after_and_before_are_old_names(shop):
    late = {"start_date": "2100-01-01T00:00:00Z"}

    assert shop.get("materials", **late)["data"] == []
    assert shop.get("materials", starts_at="2100-01-01T00:00:00Z")["data"] != []
