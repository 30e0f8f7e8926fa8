"""Items of the catalogue, written: their brand is made if need be, and what names them follows."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from understudy.behavior import Draft
from understudy.contract.operations import Json, JsonObject
from understudy.data import Dice, timestamp
from understudy.services.goldleaf.histories import born
from understudy.services.goldleaf.selecting import find_named
from understudy.state import Condition, Operator, Query, Transaction

# What other records say of an item: resource -> their field -> the item's.
COPIES: Mapping[str, Mapping[str, str]] = {
    "customer_item": {"brand": "brand", "partNumber": "partNumber", "name": "name"},
    "inventory_item": {
        "brandName": "brand",
        "partNumber": "partNumber",
        "orgPartNumber": "orgPartNumber",
    },
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "hose": ("size",),
    "crimpFitting": ("size",),
    "adaptor": ("size",),
    "ferrule": ("size",),
}


def build_component(draft: Draft) -> JsonObject:
    """Make an item, or change one and what is said of it elsewhere."""
    fields = {
        name: value
        for name, value in draft.fields.items()
        if value is not None or name not in ("partNumber", "brand", "size")
    }
    transaction = draft.call.transaction
    if draft.existing is None:
        key = draft.new_key("")
        return complete_component({**fields, "_id": key, "itemType": ""}, transaction)
    made = complete_component({**draft.existing, **fields}, transaction)
    spread(made, transaction)
    return made


def complete_component(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Give an item its brand's id and what it must have."""
    brand = find_named(transaction, "brand", "name", str(record["brand"]))
    if brand is None:
        brand = _new_brand(transaction, str(record["brand"]))
    started = {
        "image": None,
        "custom": True,
        "pending": False,
        "enabled": True,
        "unitOfMeasure": "ea",
        "size": "8",
    }
    name = record.get("name") or record.get("description") or record["partNumber"]
    return {**started, **record, "name": name, "brand": brand["name"], "brandId": brand["_id"]}


def _new_brand(transaction: Transaction, name: str) -> JsonObject:
    key = Dice("goldleaf", "brand", "made", transaction.next_number("brand")).object_id()
    brand: JsonObject = {
        "_id": key,
        **born(timestamp(transaction.now())),
        "name": name,
        "itemTypes": [],
        "website": None,
        "enabled": True,
    }
    transaction.put("brand", key, brand)
    return brand


def spread(item: JsonObject, transaction: Transaction) -> None:
    """Let what others say of an item follow it."""
    for resource, names in COPIES.items():
        for record in _naming(transaction, resource, "item", item["_id"]):
            copied = {field: item.get(name) for field, name in names.items()}
            if any(record.get(field) != value for field, value in copied.items()):
                transaction.put(resource, str(record["_id"]), {**record, **copied})


def build_brand(draft: Draft) -> JsonObject:
    """Change a brand; its items follow a new name."""
    existing = draft.existing or {}
    made = {**existing, **draft.fields}
    if made["name"] != existing.get("name"):
        transaction = draft.call.transaction
        for item in _naming(transaction, "item", "brandId", made["_id"]):
            renamed = {**item, "brand": made["name"]}
            transaction.put("item", str(item["_id"]), renamed)
            spread(renamed, transaction)
    return made


def _naming(transaction: Transaction, resource: str, field: str, key: Json) -> list[JsonObject]:
    condition = Condition(column=field, operator=Operator.EQUALS, value=key)
    rows = transaction.find(Query(resource=resource, conditions=(condition,)))
    return [orjson.loads(row.body) for row in rows]
