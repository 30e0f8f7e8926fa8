"""An integration with Exsited from end to end: what a client does, in the service's own words."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from understudy.serving import Settings, build_application

CLIENT = {
    "client_id": "shop",
    "client_secret": "secret",
    "redirect_uri": "https://shop.example.com",
}
WASHER = {
    "id": "WASHER-8",
    "type": "STANDARD",
    "name": "Nylon Washer M8",
    "codes": [{"name": "UPC-CODE", "value": "UPC-931777"}],
    "sale": {"isEnabled": True, "default_sale_price": 0.12, "charge": {"type": "ONE_OFF"}},
}
STOCK = {
    "isEnabled": "true",
    "warehouse_isEnabled": "true",
    "warehouses": [
        {"name": "Default Warehouse", "quantity_available": "20"},
        {"name": "Brisbane North"},
    ],
    "default_warehouse": "Default Warehouse",
}
DRAWING = ("drawing.pdf", b"%PDF-1.7 drawing", "application/pdf")
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()


class Shop:
    """A client that logs in once and speaks to one version of the API."""

    def __init__(self, client, version, granting="v1"):
        self.client, self.base = client, f"/api/{version}"
        body = {"grant_type": "client_credentials", **CLIENT}
        granted = client.post(f"/api/{granting}/oauth2/token", json=body)
        assert granted.status_code == 200, granted.text
        self.headers = {"Authorization": f"Bearer {granted.json()['access_token']}"}

    def ask(self, method, path, expected=200, **more):
        answer = self.client.request(method, self.base + path, headers=self.headers, **more)
        assert answer.status_code == expected, answer.text
        return answer.json() if answer.content else None

    def get(self, path, expected=200, **parameters):
        return self.ask("GET", path, expected, params=parameters or None)

    def post(self, path, body=None, expected=201, **more):
        return self.ask("POST", path, expected, **({"json": body} if body else {}), **more)

    def patch(self, path, body, expected=200):
        return self.ask("PATCH", path, expected, json=body)

    def delete(self, path, expected=204):
        return self.ask("DELETE", path, expected)


@pytest.fixture(params=["v2", "v3"])
def shop(client_for, request):
    return Shop(client_for("exsited", auth="strict"), request.param)


@pytest.fixture(scope="module")
def numbered():
    application = build_application(Settings(services=("exsited",)))
    return Shop(TestClient(application, base_url="http://127.0.0.1"), "v4", "v4")


@pytest.fixture
def modern(client_for):
    return Shop(client_for("exsited", auth="strict"), "v4", "v4")


def test_item_from_creation_to_deletion(shop):
    item = shop.post("/items", {"items": WASHER})["item"]
    assert shop.get("/items/WASHER-8/")["item"] == item

    shop.patch("/items/WASHER-8/information", {"item": {"name": "Nylon washer M8, black"}})
    shop.patch("/items/WASHER-8", {"items": {"origin": "NET_SUITE", "uoms": [{"name": "BAG"}]}})
    changed = shop.get("/items/WASHER-8")["item"]
    assert (changed["name"], changed["origin"]) == ("Nylon washer M8, black", "NET_SUITE")
    assert (changed["base_uom"], changed["version"]) == ("BAG", "3")

    page = shop.get("/items", type="STANDARD", order_by="created_on", direction="desc", limit=1)
    assert [each["id"] for each in page["items"]] == ["WASHER-8"]
    following = shop.client.get(page["pagination"]["next_page"], headers=shop.headers).json()
    assert following["pagination"]["offset"] == 1

    assert shop.post("/items/WASHER-8/deactivate", expected=200)["item"]["status"] == "INACTIVE"
    assert shop.post("/items/WASHER-8/reactivate", expected=200)["item"]["status"] == "ACTIVE"
    shop.delete("/items/WASHER-8")
    shop.get("/items/WASHER-8", expected=404)
    assert shop.get("/items")["pagination"]["records"] == 120


def test_sale_and_purchase_are_added_once_and_then_changed(shop):
    shop.post("/items", {"items": {"id": "BOLT-1", "type": "STANDARD", "name": "Bolt"}})
    assert shop.get("/items/BOLT-1/sale")["item"]["sale"]["enabled"] == "false"

    price = {"isEnabled": "true", "default_sale_price": "30.00", "isTaxExemptWhenSold": "true"}
    shop.post("/items/BOLT-1/sale", {"items": {"sale": price}})
    shop.post("/items/BOLT-1/sale", {"items": {"sale": price}}, expected=409)
    shop.patch("/items/BOLT-1/sale", {"item": {"sale": {"default_sale_price": 32.5}}})
    sale = shop.get("/items/BOLT-1/sale")["item"]["sale"]
    assert (sale["enabled"], sale["default_sale_price"]) == ("true", "32.50")
    assert sale["tax_exempt_when_sold"] == "true"

    supplier = {"id": "30PS79", "name": "Harbour Supplies", "isTaxExemptWhenPurchase": "true"}
    cost = {"default_purchase_price": "5.000000", "suppliers": [supplier]}
    shop.post("/items/BOLT-1/purchase", {"items": {"purchase": cost}})
    shop.post("/items/BOLT-1/purchase", {"items": {"purchase": cost}}, expected=409)
    shop.patch("/items/BOLT-1/purchase", {"item": {"purchase": {"purchase_order_note": "Dock 2"}}})
    purchase = shop.get("/items/BOLT-1/purchase")["item"]["purchase"]
    assert (purchase["enabled"], purchase["default_purchase_price"]) == ("true", "5.000000")
    assert purchase["suppliers"][0]["tax_exempt_when_purchase"] == "true"
    assert shop.get("/items/BOLT-1")["item"]["purchase"]["purchase_order_note"] == "Dock 2"


def test_stock_moves_and_each_booking_is_told(shop):
    shop.post("/items", {"items": {**WASHER, "purchase": {"default_purchase_price": "0.05"}}})

    opened = shop.post("/items/WASHER-8/inventories", {"item": {"inventories": STOCK}})
    assert opened["item"]["inventories"]["default_warehouse"] == "Default Warehouse"
    shop.post("/items/WASHER-8/inventory", {"item": {"inventories": STOCK}}, expected=409)
    settings = {"inventory_properties": {"enable_reordering": "true"}}
    shop.patch("/items/WASHER-8/inventories", {"item": {"inventories": settings}})
    entries = [
        {"name": "Default Warehouse", "quantity": "55.00", "accounting_code": "INVENTORY"},
        {"name": "Brisbane North", "quantity": "10"},
    ]
    add = "/items/WASHER-8/inventory/add"
    shop.post(add, {"item": {"inventories": {"warehouses": entries}}}, 200)
    shop.post(add, {"item": {"inventories": {"quantity": "-5"}}}, 200)

    stock = shop.get("/items/WASHER-8/warehouses/Default%20Warehouse/inventories")
    (warehouse,) = stock["item"]["inventories"]["warehouses"]
    assert (warehouse["quantity_on_hand"], warehouse["quantity_available"]) == ("70", "70")
    assert warehouse["quantity_on_hand_value"] == "$3.50"
    booked = shop.get("/items/WASHER-8/inventory-adjustments")["item"]
    figures = [
        (each["adjustment_type"], each["adjustment_amount"], each["quantity_on_hand"])
        for each in booked["inventory_adjustments"]
    ]
    assert sorted(figures) == [
        ("DECREASE", "5", "70"),
        ("INCREASE", "10", "10"),
        ("INCREASE", "20", "20"),
        ("INCREASE", "55", "75"),
    ]
    everything = shop.get("/inventory-adjustments", limit=1)
    assert everything["pagination"]["records"] > booked["pagination"]["records"]


@pytest.mark.parametrize("version", ["v2", "v4"])
def test_singular_path_opens_stock_too(client_for, version):
    shop = Shop(client_for("exsited"), version)
    root = "item" if version == "v4" else "items"
    shop.post("/items", {root: WASHER})

    shop.post("/items/WASHER-8/inventory", {"item": {"inventories": STOCK}})

    assert len(shop.get("/items/WASHER-8")["item"]["inventories"]["warehouses"]) == 2


def test_notes_and_their_files(shop):
    notes = "/items/ITEM-0003/notes"
    before = shop.get(notes)["item"]["pagination"]["records"]

    alone = shop.ask("POST", notes, 201, data={"note": "Call the supplier."})["item"]["notes"]
    assert (alone["content"], alone["files"]) == ("Call the supplier.", [])
    path = f"{notes}/{alone['uuid']}"
    shop.ask("POST", path, 200, files=[("file", DRAWING), ("file", ("b.txt", b"b", "text/plain"))])
    shop.ask("POST", f"{path}/files", 200, files=[("attachment", ("c.csv", b"c", "text/csv"))])
    note = shop.get(path)["item"]["note"]
    assert [each["name"] for each in note["files"]] == ["drawing.pdf", "b.txt", "c.csv"]
    assert (note["version"], note["last_updated_by"]) == ("3", "API User")

    first = note["files"][0]
    assert shop.get(f"{path}/files/{first['uuid']}")["item"]["note"]["file"] == first
    shop.delete(f"{path}/files/{first['uuid']}")
    shop.get(f"{path}/files/{first['uuid']}", expected=404)
    assert len(shop.get(f"{path}/files")["item"]["note"]["files"]) == 2
    assert shop.get(notes)["item"]["pagination"]["records"] == before + 1
    shop.delete(path)
    shop.get(f"{path}/files", expected=404)


def test_families_and_packages(shop):
    shop.post("/items", {"items": WASHER})
    family = "/items/WASHER-8/family-details"
    packages = "/items/WASHER-8/package-details"

    change = {"add": ["ITEM-0001", "ITEM-0002"]}
    shop.post(family, {"items": {"family_details": change}}, 200)
    shop.post(family, {"items": {"family_details": {"remove": ["ITEM-0001"]}}}, 200)
    shop.patch("/items/ITEM-0002/information", {"item": {"name": "Renamed"}})
    members = shop.get(family)["item"]["family_details"]
    assert members == [{"item_id": "ITEM-0002", "item_name": "Renamed"}]

    rates = [{"id": "ITEM-0002", "quantity": "2", "uom": ""}]
    body = {"name": "Set", "rank": 1, "rate_list": rates, "enable_billing_periods": "true"}
    made = shop.post(packages, {"items": {"package_details": body}})["item"]["package_details"]
    assert made["items"][0]["item_name"] == "Renamed"
    path = f"{packages}/{made['uuid']}"
    shop.patch(path, {"items": {"package_details": {"rank": 2}}})
    assert shop.get(path)["item"]["package_details"]["rank"] == "2"
    assert len(shop.get(packages)["item"]["package_details"]) == 1
    shop.delete("/items/ITEM-0002", expected=409)
    shop.delete(path)
    assert shop.get(packages)["item"]["package_details"] == []


def test_settings_that_items_refer_to(shop):
    link = shop.get("/items/ITEM-0001")["item"]["inventories"]["warehouses"][0]["link"]
    uuid = link.rpartition("/")[2]
    assert shop.get(f"/settings/warehouses/{uuid}")["warehouse"]["name"] == "Default Warehouse"
    assert len(shop.get("/settings/warehouses")["warehouses"]) == 3
    axis = shop.get("/items/ITEM-0004")["item"]["configure_variations"][0]
    assert shop.get(f"/settings/variations/{axis['uuid']}")["variation"]["name"] == axis["name"]

    body = {"name": "Finish", "options": ["Zinc", {"name": "Plain", "order": 0}]}
    made = shop.post("/settings/variations", {"variations": body})["variation"]
    shop.post("/settings/variations", {"variations": body}, expected=409)
    path = f"/settings/variations/{made['uuid']}"
    shop.patch(path, {"variations": {"description": "Of the surface."}})

    assert [each["name"] for each in shop.get(path)["variation"]["options"]] == ["Zinc", "Plain"]
    assert len(shop.get("/settings/variations")["variations"]) == 4


def test_version_4_shows_and_writes_the_same_records(modern):
    body = {"name": "Washer", "type": "STANDARD", "group": "Fasteners", "sale": {"enabled": True}}
    item = modern.post("/items", {"item": body})["item"]
    path = f"/items/{item['id']}"
    assert (item["object"], item["version"], item["description"]) == ("item", 1, None)
    assert item["group"]["name"] == "Fasteners"
    assert modern.get(path)["item"] == item
    information = modern.get(f"{path}/information")["item"]
    assert not {"sale", "purchase", "inventories"} & set(information)

    modern.patch(f"{path}/information", {"item": {"name": "Washer M8"}})
    modern.patch(f"{path}/sale", {"item": {"sale": {"default_sale_price": 0.15}}})
    modern.post(f"{path}/purchase", {"item": {"purchase": {"default_purchase_price": 0.05}}})
    modern.patch(f"{path}/purchase", {"item": {"purchase": {"purchase_order_note": "Dock"}}})
    assert modern.get(f"{path}/sale")["item"]["sale"]["default_sale_price"] == 0.15
    assert modern.get(f"{path}/purchase")["item"]["purchase"]["enabled"] is True
    modern.post(f"{path}/image", {"image_base64": PNG}, 200)
    assert modern.get(path)["item"]["image_url"].endswith(".png")
    assert modern.post(f"{path}/deactivate", expected=200)["item"]["status"] == "INACTIVE"
    assert modern.post(f"{path}/reactivate", expected=200)["item"]["status"] == "ACTIVE"

    older = modern.client.get(f"/api/v3{path}", headers=modern.headers).json()["item"]
    assert (older["name"], older["sale"]["default_sale_price"]) == ("Washer M8", "0.15")
    modern.delete(path)
    modern.get(path, expected=404)


def test_version_4_keeps_stock(modern):
    body = {"name": "Nut", "type": "STANDARD", "sale": {"enabled": True}}
    path = f"/items/{modern.post('/items', {'item': body})['item']['id']}"
    stock = {"warehouse_enabled": True, "warehouses": [{"name": "Default Warehouse"}]}
    entry = {"name": "Default Warehouse", "quantity": 12}
    booking = {"item": {"inventories": {"warehouses": [entry]}}}

    modern.post(f"{path}/inventories", {"item": {"inventories": stock}})
    refused = modern.post(f"{path}/inventory", {"item": {"inventories": stock}}, expected=409)
    modern.post(f"{path}/inventory/add", booking, 200)
    modern.post(f"{path}/inventories/add", booking, 200)
    modern.patch(f"{path}/inventories", {"item": {"inventories": {"warehouse_enabled": False}}})

    assert refused["code"] == "already_exists"
    stub = modern.get(f"{path}/warehouses/Default%20Warehouse/inventories")["item"]
    assert stub["inventories"]["warehouses"][0]["quantity_on_hand"] == 24.0
    assert (
        modern.get(f"{path}/inventories")["item"]["inventories"]["warehouses"]
        == (stub["inventories"]["warehouses"])
    )
    adjustments = modern.get(f"{path}/inventory_adjustments")["data"]
    assert [each["quantity_on_hand"] for each in adjustments] == ["12", "24"]
    one = modern.get(f"/inventory_adjustments/{adjustments[0]['id']}")["inventory_adjustment"]
    assert one == adjustments[0]
    assert modern.get("/inventory_adjustments")["pagination"]["records"] > 2


def test_stock_is_worth_what_a_unit_costs_now(shop):
    shop.post("/items", {"items": {**WASHER, "inventories": STOCK}})
    path = "/items/WASHER-8"

    shop.post(f"{path}/purchase", {"items": {"purchase": {"default_purchase_price": "0.05"}}})
    shop.patch(path, {"items": {"uoms": [{"name": "BAG"}]}})
    dear = shop.patch(f"{path}/purchase", {"item": {"purchase": {"default_purchase_price": 2}}})

    first, _ = dear["item"]["inventories"]["warehouses"]
    assert (first["quantity_on_hand"], first["uom"]) == ("20", "BAG")
    assert first["quantity_on_hand_value"] == first["quantity_available_value"] == "$40.00"


def test_stock_to_start_from_is_told_as_an_adjustment(shop):
    shop.post("/items", {"items": {**WASHER, "inventories": STOCK}})

    found = shop.get("/items/WASHER-8/inventory-adjustments")["item"]["inventory_adjustments"]

    figures = [(each["warehouse_name"], each["adjustment_amount"]) for each in found]
    assert figures == [("Default Warehouse", "20")]


def test_prices_per_unit_are_read_in_both_versions(shop):
    module = {"price": "30.00", "currency": "AUD", "price_type": "PRICE", "uom": "BAG"}
    pricing = {"type": "PER_UNIT_PRICING", "pricing_module": [module]}
    shop.post("/items", {"items": {**WASHER, "sale": {"pricing": pricing}}})

    older = shop.get("/items/WASHER-8/sale")["item"]["sale"]["pricing"]["pricing_module"]
    newer = shop.client.get("/api/v4/items/WASHER-8/sale", headers=shop.headers).json()

    assert (older[0]["price"], older[0]["currency"], older[0]["uom"]) == ("30.00", "AUD", "BAG")
    (shown,) = newer["item"]["sale"]["pricing"]["pricing_module"]
    assert (shown["price"], shown["unit"], shown["price_type"]) == (30.0, "BAG", "PRICE")


def test_call_that_is_repeated_is_done_once(modern):
    key = {"X-Idempotency-Key": "0b9f5c1e-6d27-4c3a-9f58-7a4be1d2c306", **modern.headers}
    body = {"item": {"type": "STANDARD", "name": "Once"}}

    def call(name):
        sent = {"item": {**body["item"], "name": name}}
        return modern.client.post("/api/v4/items", json=sent, headers=key)

    first, again, other = call("Once"), call("Once"), call("Twice")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == again.json()
    assert modern.get("/items?filter_name=Once")["data"][0]["id"] == first.json()["item"]["id"]


def test_version_4_relates_items(modern):
    parent = modern.post("/items", {"item": {"name": "Cap", "type": "VARIATION_BASED"}})["item"]
    axes = {"configure_variations": [{"name": "Colour", "values": ["Black", "White"]}]}
    modern.patch(f"/items/{parent['id']}/variations", {"item": axes})
    child = modern.post(
        "/items",
        {"item": {"name": "Cap, black", "type": "STANDARD", "parent_item_id": parent["id"]}},
    )["item"]
    path = f"/items/{child['id']}"
    used = {"use_variations": [{"name": "Colour", "values": ["Black"]}]}
    modern.patch(f"{path}/variations", {"item": used})
    bundle = {"bundle_details": [{"id": "ITEM-0002", "quantity": 2}]}
    modern.patch(f"{path}/bundle_details", {"item": bundle})
    modern.post(f"{path}/family_details", {"item": {"family_details": {"add": ["ITEM-0003"]}}}, 200)
    package = {"package_details": {"name": "Set", "rate_list": [{"id": "ITEM-0002"}]}}
    packed = modern.post(f"{path}/package_details", {"item": package})["item"]["package_details"]

    item = modern.get(path)["item"]
    assert (item["child"], item["parent_item_id"]) == (True, parent["id"])
    assert item["use_variations"][0]["values"][0]["name"] == "Black"
    assert item["bundle_details"][0]["quantity"] == 2.0
    assert modern.get(f"{path}/family_details")["item"]["family_details"] == item["family_details"]
    assert modern.get(f"{path}/package_details")["item"]["package_details"] == packed
    one = f"{path}/package_details/{packed[0]['id']}"
    modern.patch(one, {"item": {"package_details": {"name": "Large set"}}})
    assert modern.get(one)["item"]["package_details"][0]["name"] == "Large set"
    modern.delete(f"/items/{parent['id']}", expected=409)
    modern.delete(one)
    modern.delete(path)
    modern.delete(f"/items/{parent['id']}")


def test_version_4_keeps_notes(modern):
    notes = "/items/ITEM-0003/notes"
    form = {"data": {"note": "Drawing attached."}, "files": [("file", DRAWING)]}
    note = modern.ask("POST", notes, 201, **form)["note"]
    path = f"{notes}/{note['id']}"
    file = note["attachments"][0]
    assert (file["filename"], file["content_type"], file["size"]) == (
        "drawing.pdf",
        "application/pdf",
        len(DRAWING[1]),
    )

    assert modern.get(path)["note"] == note
    changed = modern.ask("PATCH", path, 200, data={"note": "Drawing is old."})["note"]
    assert (changed["content"], changed["version"]) == ("Drawing is old.", 2)
    assert modern.get(f"{path}/files")["data"] == [file]
    assert modern.get(f"{path}/files/{file['id']}")["file"] == file
    assert modern.get(f"/note_attachment/{file['id']}")["file"] == file
    modern.delete(f"{path}/files/{file['id']}")
    refused = modern.delete(f"{path}/files/{file['id']}", expected=404)
    assert refused["message"] == "attachment not found"
    modern.delete(path)
    assert path not in [each["href"] for each in modern.get(notes)["data"]]


def test_version_4_keeps_warehouses(modern):
    body = {"warehouse": {"name": "Darwin Depot", "city": "Darwin"}}
    made = modern.post("/settings/warehouses", body)["warehouse"]
    modern.post("/settings/warehouses", body, expected=409)
    path = f"/settings/warehouses/{made['id']}"
    modern.patch(path, {"warehouse": {"display_name": "Darwin, dock 3"}})
    assert modern.get(path)["warehouse"]["display_name"] == "Darwin, dock 3"
    listed = modern.get("/settings/warehouses")["data"]
    assert [each["name"] for each in listed][-1] == "Darwin Depot"

    entry = {"name": "Darwin Depot", "quantity": 3}
    booking = {"item": {"inventories": {"warehouses": [entry]}}}
    modern.post("/items/ITEM-0001/inventory/add", booking, 200)
    modern.delete(path, expected=409)
    modern.delete(f"/settings/warehouses/{listed[0]['id']}", expected=409)
    spare = modern.post("/settings/warehouses", {"warehouse": {"name": "Spare"}})["warehouse"]
    modern.delete(f"/settings/warehouses/{spare['id']}")
    modern.get(f"/settings/warehouses/{spare['id']}", expected=404)


def test_version_4_pages_by_cursor(modern):
    seen, parameters = [], {"limit": 50, "sort": "-created_on"}
    while True:
        page = modern.get("/items", **parameters)
        seen += [each["id"] for each in page["data"]]
        if not page["pagination"]["has_more"]:
            break
        parameters["cursor"] = page["pagination"]["next_cursor"]

    assert (page["object"], page["url"]) == ("list", "/api/v4/items")
    assert len(seen) == len(set(seen)) == 120


@given(sizes=st.lists(st.integers(1, 60), min_size=1, max_size=8))
@settings(max_examples=15, derandomize=True, deadline=None)
def test_version_4_pages_show_each_item_once_while_others_are_created(numbered, sizes):
    seen: list[str] = []
    cursor: dict[str, str] = {}
    for turn in range(1000):
        size = sizes[turn % len(sizes)]
        page = numbered.get("/items", limit=size, sort="id", **cursor)
        seen += [each["id"] for each in page["data"]]
        if not page["pagination"]["has_more"]:
            break
        cursor = {"cursor": page["pagination"]["next_cursor"]}
        numbered.post("/items", {"item": {"type": "STANDARD", "name": "Meanwhile"}})

    assert len(seen) == len(set(seen))
    assert {f"ITEM-{number:04d}" for number in range(1, 121)} <= set(seen)


FILTERS = {
    "filter_status=INACTIVE": lambda each: each["status"] == "INACTIVE",
    "filter_status_neq=ACTIVE": lambda each: each["status"] != "ACTIVE",
    "filter_type_in=VARIATION_BASED,GIFT_CERTIFICATE": lambda each: each["type"] != "STANDARD",
    "filter_type_nin=VARIATION_BASED,GIFT_CERTIFICATE": lambda each: each["type"] == "STANDARD",
    "filter_name_contains=box": lambda each: "box" in each["name"].lower(),
    "filter_name_not_contains=box": lambda each: "box" not in each["name"].lower(),
    "filter_id_starts_with=item-01": lambda each: each["id"].startswith("ITEM-01"),
    "filter_created_on_gte=2025-01-01T00:00:00Z": lambda each: each["created_on"] >= "2025",
    "filter_manager_has_value=true": lambda each: each["manager"] is not None,
    "filter_manager_does_not_have_value=true": lambda each: each["manager"] is None,
    "filter_sale_enabled=true": lambda each: each["sale_enabled"],
    "filter_inventory_enabled=true&filter_status=ACTIVE": lambda each: (
        each["inventory_enabled"] and each["status"] == "ACTIVE"
    ),
    "filter_sales_currency=AUD": lambda _: True,
    "filter_sales_currency=XXX": lambda _: False,
    "filter_version=nothing": lambda _: False,
}


@pytest.mark.parametrize("query", FILTERS)
def test_version_4_filters(modern, query):
    everything = modern.get("/items", limit=1000)["data"]
    wanted = {each["id"] for each in everything if FILTERS[query](each)}

    found = modern.get(f"/items?limit=1000&{query}")["data"]

    assert {each["id"] for each in found} == wanted


EXPRESSIONS = {
    "status eq 'INACTIVE'": lambda each: each["status"] == "INACTIVE",
    "status ne 'ACTIVE'": lambda each: each["status"] != "ACTIVE",
    "name contain 'BOX'": lambda each: "box" in each["name"].lower(),
    "name not_contain 'box'": lambda each: "box" not in each["name"].lower(),
    "id eq 'ITEM-0003'": lambda each: each["id"] == "ITEM-0003",
    "created_on ge '2025-06-01'": lambda each: each["created_on"] >= "2025-06-01",
    "created_on gt 2025-06-01": lambda each: each["created_on"] >= "2025-06-02",
    "created_on lt 2025-06-01": lambda each: each["created_on"] < "2025-06-01",
    "created_on le 2025-06-01": lambda each: each["created_on"] < "2025-06-02",
}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_older_versions_filter_by_an_expression(shop, expression):
    everything = shop.get("/items", limit=1000)["items"]
    shown = {each["id"]: each for each in everything}
    wanted = {key for key, each in shown.items() if EXPRESSIONS[expression](each)}

    found = shop.get("/items", limit=1000, filter=f"items/{expression}")["items"]

    assert {each["id"] for each in found} == wanted


def test_day_stands_for_all_of_its_moments(shop):
    item = shop.get("/items/ITEM-0003")["item"]
    day = item["created_on"][:10]

    on = shop.get("/items", limit=1000, filter=f"items/created_on eq '{day}'")
    off = shop.get("/items", limit=1000, filter=f"items/created_on ne '{day}'")

    assert "ITEM-0003" in [each["id"] for each in on["items"]]
    assert {each["created_on"][:10] for each in on["items"]} == {day}
    assert on["pagination"]["records"] + off["pagination"]["records"] == 120


def test_expression_that_is_none_is_refused(shop):
    for text in (
        "name eq 'x'",
        "items/price eq 'x'",
        "items/status gt 'ACTIVE'",
        "items/name eq x",
    ):
        shop.get("/items", 400, filter=text)


def test_each_documented_error_once(shop, modern):
    assert shop.get("/items", expected=400, limit=0)["errors"][0]["code"] == "400"
    client = shop.client
    assert client.get("/api/v2/items").json()["errors"][0]["code"] == "401"
    assert shop.get("/items/NOBODY", expected=404)["errors"][0]["code"] == "404"
    refused = {"grant_type": "refresh_token", **CLIENT, "refresh_token": "revoked"}
    assert client.post("/api/v1/oauth2/token", json=refused).status_code == 400

    unknown = modern.get("/items", expected=400, filter="items/name eq 'x'")
    assert (unknown["object"], unknown["code"]) == ("error", "unknown_parameter")
    assert unknown["message"] == "unknown query parameter(s): filter"
    invalid = modern.post("/items", {"item": {"type": "STANDARD"}}, expected=400)
    assert (invalid["code"], invalid["errors"][0]["code"]) == ("validation_error", "invalid")
    group = {"item": {"name": "X", "type": "STANDARD", "group": "Nobody's"}}
    assert modern.post("/items", group, expected=400)["message"] == "Invalid group"
    assert modern.get("/items/NOBODY", expected=404)["code"] == "resource_not_found"
    assert client.get("/api/v4/items").json()["code"] == "unauthorized"
    assert client.put("/api/v4/items", headers=modern.headers).status_code == 405
    modern.post("/items/ITEM-0001/sale", {"item": {"sale": {}}}, expected=409)
    ordered = modern.get("/items/ITEM-0001")["item"]["id"]
    assert modern.delete(f"/items/{ordered}", expected=409)["object"] == "error"


def test_what_a_body_names_must_exist(shop):
    entry = {"warehouses": [{"name": "Nowhere", "quantity": "1"}]}
    shop.post("/items/ITEM-0001/inventory/add", {"item": {"inventories": entry}}, 409)
    too_few = {"warehouses": [{"name": "Default Warehouse", "quantity": "-99999"}]}
    shop.post("/items/ITEM-0001/inventory/add", {"item": {"inventories": too_few}}, 409)
    shop.post("/items/ITEM-0010/inventory/add", {"item": {"inventories": {"quantity": 1}}}, 409)
    family = {"items": {"family_details": {"add": ["NOBODY"]}}}
    shop.post("/items/ITEM-0001/family-details", family, 409)
    package = {"name": "Set", "rate_list": [{"id": "NOBODY"}]}
    shop.post("/items/ITEM-0001/package-details", {"items": {"package_details": package}}, 409)
    default = {"item": {"inventories": {"default_warehouse": "Nowhere"}}}
    shop.patch("/items/ITEM-0001/inventories", default, 409)
