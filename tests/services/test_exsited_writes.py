"""Creating and changing items, and reading them back."""

from __future__ import annotations

import pytest

API = "/api/v2"
HEADERS = {"Authorization": "Bearer some-token"}
DOCUMENTED = {
    "id": "ITEM-0512",
    "type": "STANDARD",
    "name": "Nylon Washer M8",
    "codes": [{"name": "UPC-CODE", "value": "UPC-931777"}],
    "uoms": [{"name": "UNIT", "used_for_sale": "true"}],
    "sale": {
        "enabled": "true",
        "pricing_method": "STANDARD",
        "charge": {"type": "ONE_OFF"},
        "pricing": {"type": "PER_UNIT_PRICING"},
        "default_sale_price": "0.12",
    },
    "inventories": {
        "enabled": "true",
        "warehouse_isEnabled": "false",
        "warehouses": [
            {
                "name": "Default Warehouse",
                "quantity_available": "250",
                "accounting_code": "INVENTORY",
            }
        ],
        "inventory_properties": {
            "quantity_available_for_sale_determination": "QUANTITY_ON_HAND,QUANTITY_PROMISED",
            "quantity_available_for_sale": "QUANTITY_AVAILABLE",
        },
    },
}


def read(client, path, **parameters):
    answer = client.get(f"{API}{path}", params=parameters, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return answer.json()


def create(client, item):
    answer = client.post(f"{API}/items", json={"items": item}, headers=HEADERS)
    assert answer.status_code == 201, answer.text
    return answer.json()["item"]


def change(client, key, fields):
    answer = client.patch(f"{API}/items/{key}/information", json={"item": fields}, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return answer.json()["item"]


def test_created_item_is_found_by_every_read(client_for):
    client = client_for("exsited")

    item = create(client, DOCUMENTED)

    assert read(client, "/items/ITEM-0512")["item"] == item
    assert read(client, "/items/ITEM-0512/information")["item"]["name"] == "Nylon Washer M8"
    assert read(client, "/items/ITEM-0512/sale")["item"]["sale"]["default_sale_price"] == "0.12"
    stock = read(client, "/items/ITEM-0512/inventories")["item"]["inventories"]
    assert stock["warehouses"][0]["quantity_available"] == "250"
    assert read(client, "/items/ITEM-0512/notes")["item"]["notes"] == []
    last = read(client, "/items", direction="desc", limit=1)
    assert last["items"][0]["id"] == "ITEM-0512"
    assert last["pagination"]["records"] == 121


def test_created_item_keeps_what_was_sent_and_fills_in_the_rest(client_for):
    client = client_for("exsited")

    item = create(client, DOCUMENTED)

    assert item["display_name"] == item["name"]
    assert item["codes"] == DOCUMENTED["codes"]
    assert item["base_uom"] == "UNIT"
    assert item["uoms"][0] == {
        "name": "UNIT",
        "base_uom": "true",
        "sale_conversion_rate": "1.00",
        "purchase_conversion_rate": "1.00",
        "used_for_sale": "true",
        "used_for_purchase": "true",
    }
    assert (item["version"], item["last_updated_by"], item["last_updated_on"]) == ("1", "", "")
    assert item["sale"]["enabled"] == "true"
    assert item["purchase"]["enabled"] == "false"
    assert item["kpis"]["total_orders"] == 0
    properties = item["inventories"]["inventory_properties"]
    assert properties["quantity_available_for_sale"] == "QUANTITY_AVAILABLE"
    assert properties["quantity_available_for_sale_determination"] == [
        "QUANTITY_ON_HAND",
        "QUANTITY_PROMISED",
    ]


def test_created_item_without_id_is_given_one(client_for):
    client = client_for("exsited")

    first = create(client, {"type": "STANDARD", "name": "First"})
    second = create(client, {"type": "STANDARD", "name": "Second"})

    assert first["id"].startswith("ITEM-")
    assert first["id"] != second["id"]
    assert first["uuid"] != second["uuid"]
    assert first["created_on"] < second["created_on"]


SPELLINGS = {
    "read spelling": {
        "sale": {
            "enabled": "true",
            "accounting_code": {"sales_revenue": "Sales Revenue"},
            "default_sale_price": "14.50",
            "tax_exempt_when_sold": "true",
            "tax_configuration": {"sale_price_entered_inclusive_of_tax": "true"},
        },
        "purchase": {"enabled": "true", "supplier_management_enabled": "true"},
        "inventories": {
            "enabled": "true",
            "enable_warehouse_management": "true",
            "inventory_properties": {
                "enable_preorder": "true",
                "low_stock_threshold_based_on": "ALL_WAREHOUSE",
                "quantity_available_for_sale": "QUANTITY_AVAILABLE",
                "quantity_available_for_sale_determination": ["QUANTITY_ON_HAND"],
            },
        },
        "currencies": [{"name": "NZD", "used_for_sale": "true", "default_for_sale": "false"}],
        "uoms": [{"name": "CAN", "base_uom": "true", "sale_conversion_rate": "2.00"}],
    },
    "php client": {
        "sale": {
            "isEnabled": "true",
            "accounting_code": "Sales Revenue",
            "default_sale_price": 14.5,
            "isTaxExemptWhenSold": "true",
            "tax_configuration": {"sale_price_entered_is_inclusive_of_tax": "true"},
        },
        "purchase": {"isEnabled": "true", "supplier_management_isEnabled": "true"},
        "inventories": {
            "isEnabled": "true",
            "warehouse_isEnabled": "true",
            "inventory_properties": {
                "enable_preordering": "true",
                "low_stock_threshold_is_based_on": "ALL_WAREHOUSE",
                "stock_required_for_sale": "QUANTITY_AVAILABLE",
                "quantity_available_for_sale_determination": "QUANTITY_ON_HAND",
            },
        },
        "currencies": [{"name": "NZD", "isUsedForSale": "true", "isDefaultForSale": "false"}],
        "uoms": [{"name": "CAN", "isBase": "true", "saleConversionRate": 2}],
    },
    "python client": {
        "sale": {
            "is_enable": True,
            "accounting_code": {"sales_revenue": "Sales Revenue"},
            "default_sale_price": "14.50",
            "is_tax_exempt_when_sold": True,
            "tax_configuration": {"sale_price_entered_is_inclusive_of_tax": True},
        },
        "purchase": {"is_enable": True, "enable_supplier_management": True},
        "inventories": {
            "is_enabled": True,
            "warehouse_is_enabled": True,
            "inventory_properties": {
                "enable_preordering": True,
                "low_stock_threshold_is_based_on": "ALL_WAREHOUSE",
                "quantity_available_for_sale": "QUANTITY_AVAILABLE",
                "quantity_available_for_sale_determination": ["QUANTITY_ON_HAND"],
            },
        },
        "currencies": [{"name": "NZD", "is_used_for_sale": True, "is_default_for_sale": False}],
        "uoms": [{"name": "CAN", "is_base": True, "sale_conversion_rate": "2.00"}],
    },
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_answered_in_that_of_the_reads(client_for, spelling):
    client = client_for("exsited")

    item = create(client, {"type": "STANDARD", "name": "Grease", **SPELLINGS[spelling]})

    assert item["sale"]["enabled"] == "true"
    assert item["sale"]["accounting_code"] == {"sales_revenue": "Sales Revenue"}
    assert item["sale"]["default_sale_price"] == "14.50"
    assert item["sale"]["tax_exempt_when_sold"] == "true"
    assert item["sale"]["tax_configuration"] == {"sale_price_entered_inclusive_of_tax": "true"}
    assert item["purchase"]["enabled"] == item["purchase"]["supplier_management_enabled"] == "true"
    stock = item["inventories"]
    assert stock["enabled"] == stock["enable_warehouse_management"] == "true"
    properties = stock["inventory_properties"]
    assert properties["enable_preorder"] == "true"
    assert properties["low_stock_threshold_based_on"] == "ALL_WAREHOUSE"
    assert properties["quantity_available_for_sale"] == "QUANTITY_AVAILABLE"
    assert properties["quantity_available_for_sale_determination"] == ["QUANTITY_ON_HAND"]
    assert item["currencies"][0]["default_for_sale"] == "false"
    assert (item["uoms"][0]["base_uom"], item["base_uom"]) == ("true", "CAN")
    assert item["uoms"][0]["sale_conversion_rate"] == "2.00"


def test_spelling_of_the_reads_wins_over_another(client_for):
    client = client_for("exsited")
    sale = {"enabled": "false", "isEnabled": "true"}

    item = create(client, {"type": "STANDARD", "name": "Grease", "sale": sale})

    assert item["sale"]["enabled"] == "false"


def test_detail_of_an_item_can_be_sent_back_as_a_new_one(client_for):
    client = client_for("exsited")
    original = read(client, "/items/ITEM-0001")["item"]

    copy = create(client, {**original, "id": "COPY-0001"})

    assert copy["uuid"] != original["uuid"]
    same = ["name", "description", "type", "codes", "currencies", "purchase"]
    assert {name: copy[name] for name in same} == {name: original[name] for name in same}
    assert copy["sale"]["default_sale_price"] == original["sale"]["default_sale_price"]


def test_members_that_the_contract_does_not_define_are_not_kept(client_for):
    client = client_for("exsited")
    intruders = {"version": "77", "uuid": "mine", "kpis": {}, "status": "DRAFT", "colour": "red"}

    item = create(client, {"type": "STANDARD", "name": "Grease", **intruders})

    assert (item["version"], item["status"], item["kpis"]["total_orders"]) == ("1", "ACTIVE", 0)
    assert item["uuid"] != "mine"
    assert "colour" not in item


@pytest.mark.parametrize("kind", ["VARIATION_BASED", "GIFT_CERTIFICATE"])
def test_item_of_another_type_is_created_in_its_own_shape(client_for, kind):
    client = client_for("exsited")

    item = create(client, {"type": kind, "name": "New", "purchase": {"enabled": "true"}})

    shape = read(client, "/items", type=kind)["items"][0]
    assert list(item) == list(shape)
    assert item["type"] == kind


def test_created_item_is_selected_and_sorted_like_the_others(client_for):
    client = client_for("exsited")
    before = read(client, "/items", type="GIFT_CERTIFICATE")["pagination"]["records"]

    create(client, {"type": "GIFT_CERTIFICATE", "name": "AAA certificate"})

    gifts = read(client, "/items", type="GIFT_CERTIFICATE", order_by="name")
    assert gifts["pagination"]["records"] == before + 1
    assert gifts["items"][0]["name"] == "AAA certificate"


def test_taken_id_is_refused_with_409(client_for):
    client = client_for("exsited")

    answer = client.post(
        f"{API}/items",
        json={"items": {"id": "ITEM-0001", "type": "STANDARD", "name": "Again"}},
        headers=HEADERS,
    )

    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "409"


INVALID = {
    "root": {"item": {"type": "STANDARD", "name": "x"}},
    "no name": {"items": {"type": "STANDARD"}},
    "no type": {"items": {"name": "x"}},
    "unknown type": {"items": {"type": "FAMILY", "name": "x"}},
    "list": {"items": [{"type": "STANDARD", "name": "x"}]},
    "price": {"items": {"type": "STANDARD", "name": "x", "sale": {"default_sale_price": "ten"}}},
    "flag": {"items": {"type": "STANDARD", "name": "x", "sale": {"isEnabled": "yes"}}},
    "metric": {
        "items": {
            "type": "STANDARD",
            "name": "x",
            "inventories": {
                "inventory_properties": {"quantity_available_for_sale_determination": "ALL"}
            },
        }
    },
}


@pytest.mark.parametrize("mistake", INVALID)
def test_invalid_item_is_refused_with_400_and_nothing_is_created(client_for, mistake):
    client = client_for("exsited")

    answer = client.post(f"{API}/items", json=INVALID[mistake], headers=HEADERS)

    assert answer.status_code == 400
    assert {error["code"] for error in answer.json()["errors"]} == {"400"}
    assert read(client, "/items")["pagination"]["records"] == 120


def test_change_replaces_the_given_fields_and_leaves_the_others(client_for):
    client = client_for("exsited")
    before = read(client, "/items/ITEM-0001/information")["item"]
    fields = {
        "name": "Renamed",
        "manager": "Grace Okafor",
        "codes": [{"name": "SKU", "value": "1"}],
    }

    after = change(client, "ITEM-0001", fields)

    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"name", "manager", "codes", "version", "last_updated_by", "last_updated_on"}
    assert {name: after[name] for name in fields} == fields
    assert int(after["version"]) == int(before["version"]) + 1
    assert after["last_updated_on"] >= after["created_on"]


def test_change_is_seen_by_every_read(client_for):
    client = client_for("exsited")

    after = change(client, "ITEM-0001", {"name": "AAA first by name"})

    detail = read(client, "/items/ITEM-0001")["item"]
    row = read(client, "/items", order_by="name", limit=1)["items"][0]
    assert read(client, "/items/ITEM-0001/information")["item"] == after
    assert detail["name"] == row["name"] == "AAA first by name"
    assert detail["version"] == row["version"] == after["version"]


@pytest.mark.parametrize("item", ["ITEM-0004", "ITEM-0005", "ITEM-0010"])
def test_item_of_any_variant_can_be_changed(client_for, item):
    client = client_for("exsited")

    change(client, item, {"description": "Changed.", "base_uom": "PIECE", "group": "Tools"})

    assert read(client, f"/items/{item}")["item"]["description"] == "Changed."


def test_empty_text_clears_a_field(client_for):
    client = client_for("exsited")

    after = change(client, "ITEM-0001", {"description": "", "custom_attributes": []})

    assert (after["description"], after["custom_attributes"]) == ("", [])


def test_change_of_an_unknown_item_is_answered_404(client_for):
    client = client_for("exsited")

    answer = client.patch(
        f"{API}/items/ITEM-9999/information", json={"item": {"name": "x"}}, headers=HEADERS
    )

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "body", [{"items": {"name": "x"}}, {"item": {"name": ""}}, {"item": {"codes": "UPC"}}, []]
)
def test_invalid_change_is_refused_and_changes_nothing(client_for, body):
    client = client_for("exsited")
    before = read(client, "/items/ITEM-0001")

    answer = client.patch(f"{API}/items/ITEM-0001/information", json=body, headers=HEADERS)

    assert answer.status_code == 400
    assert read(client, "/items/ITEM-0001") == before


def test_writes_last_until_the_world_is_reset(client_for):
    client = client_for("exsited")
    untouched = read(client, "/items", limit=1000)
    create(client, DOCUMENTED)
    change(client, "ITEM-0001", {"name": "Renamed"})

    client.post("/_understudy/worlds/default/reset").raise_for_status()

    assert read(client, "/items", limit=1000) == untouched


def test_worlds_do_not_see_each_other(client_for):
    client = client_for("exsited")
    elsewhere = {**HEADERS, "Understudy-World": "exsited-elsewhere"}

    client.post(f"{API}/items", json={"items": DOCUMENTED}, headers=elsewhere)

    assert client.get(f"{API}/items/ITEM-0512", headers=elsewhere).status_code == 200
    assert client.get(f"{API}/items/ITEM-0512", headers=HEADERS).status_code == 404


def test_both_versions_serve_the_same_items(client_for):
    client = client_for("exsited")

    answer = client.post("/api/v3/items", json={"items": DOCUMENTED}, headers=HEADERS)

    assert answer.json() == read(client, "/items/ITEM-0512")
