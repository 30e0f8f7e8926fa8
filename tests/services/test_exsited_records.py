"""The items and notes that a world starts from: figures that fit, dates that follow each other."""

from __future__ import annotations

import pytest

API = "/api/v2"
HEADERS = {"Authorization": "Bearer some-token"}
WORLD_START = "2026-06-01T09:00:00Z"
FIRST_NOTE = "f3a81c6d-20e7-4b59-a4d2-8c70b6e5193f"
FIRST_FILE = "1c75e0b9-d84a-4f26-b3c1-e9a6072d5f48"


def read(client, path, **parameters):
    answer = client.get(f"{API}{path}", params=parameters, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return answer.json()


def items(client):
    return read(client, "/items", limit=1000)["items"]


def stocked(client):
    details = [read(client, f"/items/{row['id']}")["item"] for row in items(client)]
    return [detail for detail in details if "inventories" in detail]


def test_every_shape_of_an_item_is_there(client_for):
    client = client_for("exsited")

    rows = items(client)

    assert {row["type"] for row in rows} == {"STANDARD", "VARIATION_BASED", "GIFT_CERTIFICATE"}
    assert {row["status"] for row in rows} == {"ACTIVE", "INACTIVE"}
    assert any(row.get("is_child") == "true" for row in rows)
    assert any(row["last_updated_on"] == "" for row in rows)
    assert any(row["image_uri"] == "" for row in rows)


def test_items_were_made_before_they_were_changed_and_never_in_the_future(client_for):
    client = client_for("exsited")

    rows = items(client)

    assert all(row["created_on"] <= WORLD_START for row in rows)
    changed = [row for row in rows if row["last_updated_on"]]
    assert changed
    assert all(row["created_on"] < row["last_updated_on"] <= WORLD_START for row in changed)
    assert {row["version"] for row in rows if not row["last_updated_on"]} == {"1"}


def test_children_are_made_after_their_parent_and_named_after_it(client_for):
    client = client_for("exsited")
    rows = {row["id"]: row for row in items(client)}

    pairs = [(rows[row["parent_item_id"]], row) for row in rows.values() if "parent_item_id" in row]

    assert len(pairs) == 30
    assert all(parent["created_on"] < child["created_on"] for parent, child in pairs)
    assert all(child["name"].startswith(parent["name"]) for parent, child in pairs)


def test_available_stock_is_what_is_on_hand_and_not_promised(client_for):
    client = client_for("exsited")

    warehouses = [each for item in stocked(client) for each in item["inventories"]["warehouses"]]

    assert warehouses
    for each in warehouses:
        on_hand, promised = int(each["quantity_on_hand"]), int(each["quantity_promised"])
        assert int(each["quantity_available"]) == on_hand - promised >= 0
        assert each["quantity_on_hand_value"].startswith("$")


def test_same_warehouse_is_the_same_for_every_item(client_for):
    client = client_for("exsited")

    known = {
        (each["name"], each["uuid"], each["link"])
        for item in stocked(client)
        for each in item["inventories"]["warehouses"]
    }

    assert len(known) == len({name for name, _, _ in known}) == 3


def test_stock_in_several_warehouses_needs_their_management(client_for):
    client = client_for("exsited")

    sections = [item["inventories"] for item in stocked(client)]

    assert all(
        (len(each["warehouses"]) > 1) == (each["enable_warehouse_management"] == "true")
        for each in sections
    )
    assert {each["enable_warehouse_management"] for each in sections} == {"true", "false"}


def test_revenue_is_collected_or_outstanding(client_for):
    client = client_for("exsited")

    figures = [row["kpis"] for row in items(client) if "kpis" in row]

    for each in figures:
        total = each["total_collected"] + each["total_outstanding"]
        assert total == pytest.approx(each["total_revenue"])
        assert each["total_overdue"] <= each["total_outstanding"]
        assert each["active_orders"] <= each["total_orders"]


def test_items_are_sold_for_more_than_they_cost(client_for):
    client = client_for("exsited")

    traded = [row for row in items(client) if row.get("purchase", {}).get("enabled") == "true"]

    assert traded
    assert all(
        float(row["sale"]["default_sale_price"]) > float(row["purchase"]["default_purchase_price"])
        for row in traded
    )


def test_notes_are_written_after_their_item_was_made(client_for):
    client = client_for("exsited")

    pairs = [
        (row, note)
        for row in items(client)
        for note in read(client, f"/items/{row['id']}/notes", limit=1000)["item"]["notes"]
    ]

    assert len(pairs) == 120
    assert all(row["created_on"] <= note["created_on"] <= WORLD_START for row, note in pairs)
    assert {len(note["files"]) for _, note in pairs} == {0, 1, 2}


@pytest.mark.parametrize("seed", [1, 2])
def test_note_and_file_of_the_contract_examples_exist_whatever_the_seed(client_for, seed):
    client = client_for("exsited", seed=seed)

    path = f"/items/ITEM-0001/notes/{FIRST_NOTE}/files/{FIRST_FILE}"

    assert read(client, path)["item"]["note"]["file"]["uuid"] == FIRST_FILE


def test_another_seed_gives_other_items(client_for):
    first, second = client_for("exsited", seed=1), client_for("exsited", seed=2)

    assert [row["name"] for row in items(first)] != [row["name"] for row in items(second)]
