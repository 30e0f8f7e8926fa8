"""Stock of items in warehouses, booked: what is there is set, what is not there yet is made."""

from __future__ import annotations

from typing import cast

import orjson

from understudy.behavior import Answer, Call, Draft, Problem, Refused
from understudy.contract.operations import JsonObject
from understudy.data import timestamp
from understudy.services.goldleaf.histories import born, changed
from understudy.services.goldleaf.identities import ORGANIZATION, new_identity
from understudy.services.goldleaf.selecting import (
    find_all,
    find_item,
    find_named,
    living,
    params_of,
)
from understudy.state import Transaction

FIGURES = ("onHand", "committed", "onOrder", "unitOfMeasure")


def book_inventory(call: Call) -> Answer:
    """Answer the stock of an item in a warehouse, as the body sets it."""
    params, transaction = params_of(call), call.transaction
    item, warehouse = _item(params, transaction), _warehouse(params, transaction)
    key: JsonObject = {"item": item["_id"], "warehouseId": warehouse["_id"]}
    held = find_all(transaction, "inventory_item", key)
    now = timestamp(transaction.now())
    booked = {name: params[name] for name in FIGURES if name in params}
    record = (
        {**held[0], **booked, **changed(now)}
        if held
        else {"_id": new_identity(call, "inventory_item"), **born(now), **key, **booked}
    )
    made = complete_inventory(record, transaction)
    transaction.put("inventory_item", str(made["_id"]), made)
    return Answer(status=200, body=orjson.dumps(made))


def complete_inventory(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Return the whole record: names from item and warehouse, available from the other figures."""
    item = transaction.get("item", str(record["item"])) or {}
    warehouse = transaction.get("warehouse", str(record["warehouseId"])) or {}
    figures = {name: record.get(name, 0) for name in ("onHand", "committed", "onOrder")}
    on_hand, committed = (cast("float", figures[name]) for name in ("onHand", "committed"))
    return {
        **record,
        "warehouseName": warehouse.get("name"),
        "itemType": item.get("itemType"),
        "brandName": item.get("brand"),
        "partNumber": item.get("partNumber"),
        "orgPartNumber": item.get("orgPartNumber"),
        **figures,
        "available": round(on_hand - committed, 6),
        "unitOfMeasure": record.get("unitOfMeasure") or item.get("unitOfMeasure") or "ea",
    }


def _item(params: JsonObject, transaction: Transaction) -> JsonObject:
    if "item" in params:
        return living(transaction, "item", params["item"])
    brand, number = params.get("brandName"), params.get("partNumber")
    found = find_item(transaction, str(brand), str(number)) if brand and number else None
    if found is None:
        raise Refused(
            Problem.NOT_FOUND,
            "there is no such item; name it by item, or by brandName and partNumber",
        )
    return found


def _warehouse(params: JsonObject, transaction: Transaction) -> JsonObject:
    if "warehouseId" in params:
        return living(transaction, "warehouse", params["warehouseId"])
    if "warehouseName" not in params:
        organization = transaction.get("organization", ORGANIZATION) or {}
        return living(transaction, "warehouse", organization.get("defaultWarehouse"))
    found = find_named(transaction, "warehouse", "name", str(params["warehouseName"]))
    if found is None:
        raise Refused(Problem.NOT_FOUND, f"there is no warehouse {params['warehouseName']!r}")
    return found


def build_warehouse(draft: Draft) -> JsonObject:
    """Change a warehouse; the stock in it follows a new name."""
    made = {**(draft.existing or {}), **draft.fields}
    transaction = draft.call.transaction
    for held in find_all(transaction, "inventory_item", {"warehouseId": made["_id"]}):
        if held["warehouseName"] != made["name"]:
            named = {**held, "warehouseName": made["name"]}
            transaction.put("inventory_item", str(held["_id"]), named)
    return made
