"""GoldLeaf's records at the start of a world: valid, plausible, seen only when alive."""

from __future__ import annotations

from collections import Counter

import jsonschema_rs
import pytest

CUSTOMER = "64f1a2b3c4d5e6f708192a3b"
RECORD = "6650b1c2d3e4f5a6b7c8d9e0"
ITEM = "65aa10b2c3d4e5f60718293a"
START = "2026-06-01T09:00:00Z"


@pytest.fixture
def goldleaf(client_for):
    client = client_for("goldleaf", records=600)
    client.headers["authorization"] = "Bearer any"
    yield client
    del client.headers["authorization"]


@pytest.fixture
def records(goldleaf):
    """All records of the base by resource, deleted ones among them."""
    stand_in = goldleaf.app.stand_ins["goldleaf"]
    return {name: [record for _, record in rows] for name, rows in stand_in._seeding.records("")}


@pytest.mark.parametrize(
    ("resource", "schema"), [("customer", "Customer"), ("customer_item", "CustomerItem")]
)
def test_records_satisfy_the_contract(goldleaf, records, resource, schema):
    components = goldleaf.app.stand_ins["goldleaf"].contract.document["components"]
    document = {"$ref": f"#/components/schemas/{schema}", "components": components}
    validator = jsonschema_rs.Draft202012Validator(document, validate_formats=True)

    mistakes = [
        error.message for record in records[resource] for error in validator.iter_errors(record)
    ]

    assert mistakes == []


def test_number_of_records_scales_the_items_only(records):
    assert len(records["customer_item"]) == 600
    assert len(records["customer"]) == 15


def test_customer_buys_an_item_once(records):
    pairs = Counter((each["customer"], each["item"]) for each in records["customer_item"])

    assert set(pairs.values()) == {1}


def test_item_says_the_same_of_itself_to_every_customer(records):
    said: dict[str, set[tuple[str, ...]]] = {}
    for each in records["customer_item"]:
        said.setdefault(each["item"], set()).add(
            (each["brand"], each["partNumber"], each["name"], each["itemType"])
        )

    assert {len(each) for each in said.values()} == {1}
    assert len({next(iter(each))[:2] for each in said.values()}) == len(said)


def test_nothing_happens_after_the_start_of_the_clock(records):
    for record in [*records["customer"], *records["customer_item"]]:
        assert "2023" <= record["created"] <= record["lastModified"] < START
        assert record.get("deletedDate", record["lastModified"]) == record["lastModified"]
        assert record["deleted"] is ("deletedDate" in record) is ("deletedBy" in record)


def test_price_agreements_are_in_the_currency_of_the_customer(records):
    currencies = {each["_id"]: each["defaultCurrency"] for each in records["customer"]}

    assert {
        each["netPriceCurrency"] == currencies[each["customer"]]
        for each in records["customer_item"]
    } == {True}
    assert set(currencies.values()) == {"USD", "CAD"}


def test_deleted_customer_is_not_there(goldleaf, records):
    deleted = [each["_id"] for each in records["customer"] if each["deleted"]]
    paths = ["", "/items"]

    statuses = {
        goldleaf.get(f"/api/v1/customer/{each}{path}").status_code
        for each in deleted
        for path in paths
    }

    assert deleted
    assert statuses == {404}
    assert (
        goldleaf.post(
            f"/api/v1/customer/{deleted[0]}/items/export", json={"selectAll": True}
        ).status_code
        == 404
    )


def test_deleted_items_are_neither_listed_nor_changeable(goldleaf, records):
    deleted = next(each for each in records["customer_item"] if each["deleted"])
    path = f"/api/v1/customer/{deleted['customer']}"

    listed = goldleaf.get(f"{path}/items", params={"itemsPerPage": 1000}).json()["items"]

    assert deleted["_id"] not in [row["_id"] for row in listed]
    assert goldleaf.post(f"{path}/item/{deleted['_id']}/update", json={}).status_code == 404
    assert goldleaf.post(f"{path}/item/{deleted['item']}/delete").status_code == 404


def test_another_seed_gives_other_records(client_for):
    headers = {"authorization": "Bearer any"}

    first = client_for("goldleaf").get("/api/v1/customers", headers=headers).json()
    other = client_for("goldleaf", seed=2).get("/api/v1/customers", headers=headers).json()

    shared = {each["_id"] for each in first["items"]} & {each["_id"] for each in other["items"]}
    assert first["total"] == other["total"]
    assert shared == {CUSTOMER}


@pytest.mark.parametrize("seed", [1, 2, 99])
@pytest.mark.parametrize("item", [RECORD, ITEM], ids=["record", "item"])
def test_ids_of_the_contract_examples_work_in_every_world(client_for, seed, item):
    client = client_for("goldleaf", seed=seed)
    headers = {"authorization": "Bearer any"}
    path = f"/api/v1/customer/{CUSTOMER}"

    customer = client.get(path, headers=headers).json()
    updated = client.post(f"{path}/item/{item}/update", json={"price": 19.99}, headers=headers)

    assert customer["_id"] == CUSTOMER
    assert updated.status_code == 200
    assert (updated.json()["_id"], updated.json()["item"]) == (RECORD, ITEM)
