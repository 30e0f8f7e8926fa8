"""Each quirk of Exsited: what nobody would expect of it, and how the doubtful ones go away."""

from __future__ import annotations

from typing import Any

import pytest

HEADERS = {"Authorization": "Bearer some-token"}
GRANT = {
    "grant_type": "client_credentials",
    "client_id": "shop",
    "client_secret": "secret",
    "redirect_uri": "https://shop.example.com",
}
NEW = {"items": {"id": "NEW-1", "type": "STANDARD", "name": "New"}}


@pytest.fixture
def client(client_for):
    return client_for("exsited")


@pytest.fixture
def without(client_for):
    return lambda quirk: client_for("exsited", quirks=(f"{quirk}=off",))


def ask(client, method, path, status=200, **more):
    answer = client.request(method, path, headers=HEADERS, **more)
    assert answer.status_code == status, answer.text
    return answer


def get(client, path):
    return ask(client, "GET", path).json()


def scalars(value):
    """Yield name and value of everything in an answer that is neither object nor list."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from (
                ((name, found) for _, found in scalars(each))
                if isinstance(each, list)
                else scalars(each)
                if isinstance(each, dict)
                else [(name, each)]
            )
    elif isinstance(value, list):
        for each in value:
            yield from scalars(each) if isinstance(each, dict | list) else [("", each)]


def test_text_booleans_in_every_section(client):
    item = get(client, "/api/v2/items/ITEM-0005")["item"]

    assert not [name for name, value in scalars(item) if isinstance(value, bool)]
    assert item["is_child"] == item["sale"]["enabled"] == "true"


def test_text_numbers_keep_their_decimals(client):
    ask(client, "POST", "/api/v2/items", 201, json=NEW)
    price = {"item": {"sale": {"default_sale_price": "30.000000"}}}

    sale = ask(client, "PATCH", "/api/v2/items/NEW-1/sale", json=price).json()["item"]["sale"]

    assert sale["default_sale_price"] == "30.000000"


def test_unset_is_empty_and_never_null(client):
    item = ask(client, "POST", "/api/v2/items", 201, json=NEW).json()["item"]

    assert (item["description"], item["sale"]["accounting_code"], item["uoms"]) == ("", {}, [])
    assert None not in [value for _, value in scalars(item)]


def test_last_page_is_empty_text(client):
    page = get(client, "/api/v2/items?limit=1000")["pagination"]

    assert (page["previous_page"], page["next_page"]) == ("", "")


@pytest.mark.parametrize(
    "path",
    [
        "/items",
        "/items/ITEM-0001/notes",
        "/items/ITEM-0001/inventory-adjustments",
        "/inventory-adjustments",
        "/settings/warehouses",
        "/settings/variations",
    ],
)
def test_last_page_is_null_text_without_the_quirk(without, path):
    found = get(without("last_page_is_empty_text"), f"/api/v2{path}?limit=1000")

    page = found.get("pagination") or found["item"]["pagination"]
    assert (page["previous_page"], page["next_page"]) == ("NULL", "NULL")


def test_null_text_at_the_end_of_offset_lists(client):
    page = get(client, "/api/v4/inventory_adjustments?limit=1000")["pagination"]

    assert (page["previous_page"], page["next_page"]) == ("NULL", "NULL")


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_older_links_to_warehouses(client, version):
    item = get(client, f"/api/{version}/items/ITEM-0001")["item"]

    assert "/api/v3/settings/warehouses/" in item["inventories"]["warehouses"][0]["link"]


def test_items_is_one_object_in_a_create(client):
    ask(client, "POST", "/api/v2/items", 400, json={"items": [NEW["items"]]})
    ask(client, "POST", "/api/v2/items", 400, json={"item": NEW["items"]})
    ask(client, "POST", "/api/v2/items", 201, json=NEW)


@pytest.mark.parametrize("name", ["enabled", "isEnabled", "is_enable"])
def test_write_spellings_of_a_flag(client, name):
    ask(client, "POST", "/api/v2/items", 201, json=NEW)
    body = {"items": {"sale": {name: "false", "default_sale_price": "1"}}}

    item = ask(client, "POST", "/api/v2/items/NEW-1/sale", 201, json=body).json()["item"]

    assert item["sale"]["enabled"] == "false"
    assert "isEnabled" not in item["sale"]


def test_notes_is_one_object_when_one_is_written(client):
    path = "/api/v2/items/ITEM-0001/notes"

    written = ask(client, "POST", path, 201, data={"note": "Hello"}).json()["item"]["notes"]

    assert written["content"] == "Hello"
    assert isinstance(get(client, path)["item"]["notes"], list)


def test_inventories_adjustments_and_inventory_adjustments(client):
    everything = get(client, "/api/v2/inventory-adjustments")
    of_item = get(client, "/api/v2/items/ITEM-0001/inventory-adjustments")["item"]

    assert list(everything) == ["inventories_adjustments", "pagination"]
    assert list(of_item) == ["inventory_adjustments", "pagination"]


def test_adjustments_say_created_at(client):
    older = get(client, "/api/v2/inventory-adjustments")["inventories_adjustments"][0]
    newer = get(client, "/api/v4/inventory_adjustments")["data"][0]

    assert "created_at" in older
    assert "created_on" not in older
    assert newer["created_on"] == older["created_at"]


def test_rates_are_read_as_items(client):
    body = {"items": {"package_details": {"name": "Set", "rate_list": [{"id": "ITEM-0002"}]}}}
    path = "/api/v2/items/ITEM-0001/package-details"

    made = ask(client, "POST", path, 201, json=body).json()["item"]["package_details"]

    assert [each["item_id"] for each in made["items"]] == ["ITEM-0002"]
    assert "rate_list" not in made


def test_rows_show_dimensions_and_less_stock(client):
    (row,) = get(client, "/api/v2/items?limit=1")["items"]
    detail = get(client, f"/api/v2/items/{row['id']}")["item"]

    assert "width" in row["sale"]
    assert "width" not in detail["sale"]
    stocks = [each["inventories"]["warehouses"][0] for each in (row, detail)]
    assert "quantity_promised" not in stocks[0]
    assert "quantity_promised" in stocks[1]


def test_collected_is_text_in_the_detail_of_a_standard_item(client):
    detail = get(client, "/api/v2/items/ITEM-0001")["item"]["kpis"]
    information = get(client, "/api/v2/items/ITEM-0001/information")["item"]["kpis"]

    assert isinstance(detail["total_collected"], str)
    assert float(detail["total_collected"]) == information["total_collected"]


@pytest.mark.parametrize(
    ("direction", "first"),
    [
        ("None", "ITEM-0001"),
        ("SortDirection.ASC", "ITEM-0001"),
        ("SortDirection.DESC", "ITEM-0120"),
    ],
)
def test_odd_directions_are_understood(client, direction, first):
    page = get(client, f"/api/v2/items?order_by=id&direction={direction}&limit=1")

    assert page["items"][0]["id"] == first


@pytest.mark.parametrize("version", ["v2", "v3", "v4"])
def test_trailing_slash_is_forgiven(client, version):
    plain = get(client, f"/api/{version}/items/ITEM-0001")

    assert get(client, f"/api/{version}/items/ITEM-0001/") == plain


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_null_body_is_none(client, version):
    headers = {**HEADERS, "Content-Type": "application/json"}

    answer = client.post(
        f"/api/{version}/items/ITEM-0001/deactivate", content="null", headers=headers
    )

    assert answer.json()["item"]["status"] == "INACTIVE"


def test_typed_no_content(client, without):
    ask(client, "POST", "/api/v2/items", 201, json=NEW)
    answer = ask(client, "DELETE", "/api/v2/items/NEW-1", 204)
    assert answer.headers["content-type"] == "application/json"

    plain = without("typed_no_content")
    ask(plain, "POST", "/api/v2/items", 201, json=NEW)
    assert "content-type" not in ask(plain, "DELETE", "/api/v2/items/NEW-1", 204).headers


def test_one_token_per_client(client_for):
    client = client_for("exsited", auth="strict")
    granted = [client.post("/api/v1/oauth2/token", json=GRANT).json() for _ in range(2)]
    headers = [{"Authorization": f"Bearer {each['access_token']}"} for each in granted]

    statuses = [client.get("/api/v4/items", headers=each).status_code for each in headers]

    assert statuses == [401, 200]


def test_wrong_credentials_redirect_in_v4(client):
    wrong = {**GRANT, "client_secret": "invalid"}

    older = client.post("/api/v1/oauth2/token", json=wrong)
    newer = client.post("/api/v4/oauth2/token", json=wrong, follow_redirects=False)

    assert older.status_code == 401
    assert (newer.status_code, newer.headers["location"]) == (302, "/login")


def test_section_once(client, without):
    sections: dict[str, Any] = {
        "sale": {"items": {"sale": {}}},
        "purchase": {"items": {"purchase": {}}},
        "inventories": {"item": {"inventories": {}}},
    }

    for each in (client, without("section_once")):
        ask(each, "POST", "/api/v2/items", 201, json=NEW)
        expected = 409 if each is client else 201
        for name, body in sections.items():
            ask(each, "POST", f"/api/v2/items/NEW-1/{name}", 201, json=body)
            ask(each, "POST", f"/api/v2/items/NEW-1/{name}", expected, json=body)
        ask(each, "POST", "/api/v4/items/NEW-1/sale", 409, json={"item": {"sale": {}}})


def test_ordered_items_stay(client, without):
    assert get(client, "/api/v2/items/ITEM-0007")["item"]["kpis"]["total_orders"] > 0
    ask(client, "DELETE", "/api/v2/items/ITEM-0007", 409)

    ask(without("ordered_items_stay"), "DELETE", "/api/v2/items/ITEM-0007", 204)


@pytest.mark.parametrize("version", ["v2", "v4"])
def test_deleted_items_are_gone(client, without, version):
    ask(client, "POST", "/api/v2/items", 201, json=NEW)
    ask(client, "DELETE", f"/api/{version}/items/NEW-1", 204)
    ask(client, "GET", f"/api/{version}/items/NEW-1", 404)

    softly = without("deleted_items_are_gone")
    ask(softly, "POST", "/api/v2/items", 201, json=NEW)
    ask(softly, "DELETE", f"/api/{version}/items/NEW-1", 204)
    assert get(softly, f"/api/{version}/items/NEW-1")["item"]["status"] == "DELETED"


def test_stub_has_a_number(client):
    sale, purchase, stock = (
        get(client, f"/api/v4/items/ITEM-0003/{each}")["item"]["id"]
        for each in ("sale", "purchase", "inventories")
    )

    assert (sale, purchase, stock) == (3, 3, "ITEM-0003")


def test_adjustments_stay_text_in_v4(client):
    adjustment = get(client, "/api/v4/inventory_adjustments")["data"][0]
    stock = get(client, "/api/v4/items/ITEM-0001/inventories")["item"]["inventories"]

    assert isinstance(adjustment["quantity_on_hand"], str)
    assert stock["warehouses"][0]["quantity_on_hand_value"].startswith("$")
    assert isinstance(stock["warehouses"][0]["quantity_on_hand"], float)


def test_no_units_in_v4(client):
    item = get(client, "/api/v4/items/ITEM-0005")["item"]

    assert (item["uoms"], item["base_uom"]) == ([], None)
    assert get(client, "/api/v2/items/ITEM-0005")["item"]["uoms"]


def test_empty_kpis_in_v4(client):
    assert get(client, "/api/v4/items/ITEM-0001/kpis") == {"item_kpis": {}}


def test_order_is_ignored_in_v4(client):
    plain = get(client, "/api/v4/items?limit=3")["data"]

    assert get(client, "/api/v4/items?limit=3&order_by=name&direction=desc")["data"] == plain
    ask(client, "GET", "/api/v4/items?limit=3&ordering=name", 400)


def test_impossible_values_find_nothing(client):
    assert get(client, "/api/v4/items?filter_status=NO_SUCH_STATUS")["data"] == []
    assert get(client, "/api/v4/items?filter_sales_billing_mode=ANY")["data"] == []


def test_negative_stock_is_taken_out(client):
    path = "/api/v2/items/ITEM-0001/inventory/add"

    def on_hand(quantity):
        body = {"item": {"inventories": {"quantity": quantity}}}
        item = ask(client, "POST", path, json=body).json()["item"]
        return float(item["inventories"]["warehouses"][0]["quantity_on_hand"])

    assert on_hand("10") - on_hand("-4") == 4
