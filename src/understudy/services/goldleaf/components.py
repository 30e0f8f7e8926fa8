"""Items of the catalogue, written: their brand is made if need be, and what names them follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import orjson

from understudy.behavior import Builder, Draft
from understudy.contract.operations import Json, JsonObject
from understudy.data import Dice, timestamp
from understudy.services.goldleaf.catalogue import TYPES
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


def makes(item_type: str) -> Builder:
    """Return what makes an item of a type."""

    def build(draft: Draft) -> JsonObject:
        record = {**draft.fields, "_id": draft.new_key(""), "itemType": item_type}
        return complete_component(record, draft.call.transaction)

    return build


def build_component(draft: Draft) -> JsonObject:
    """Change an item, and what is said of it elsewhere."""
    transaction = draft.call.transaction
    made = complete_component({**(draft.existing or {}), **draft.fields}, transaction)
    spread(made, transaction)
    return made


def complete_component(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Give an item what it must have, and its brand the type of the item."""
    name, kind = str(record["brand"]), str(record["itemType"])
    brand = find_named(transaction, "brand", "name", name) or _new_brand(transaction, name)
    types = cast("list[Json]", brand["itemTypes"])
    if kind not in types:
        brand["itemTypes"] = [*types, kind]
        transaction.put("brand", str(brand["_id"]), brand)
    started = {
        "image": None,
        "custom": True,
        "pending": False,
        "enabled": True,
        "unitOfMeasure": "ea",
        "size": "8",
    }
    called = record.get("name") or record.get("description") or record["partNumber"]
    named = {"name": called, "brand": brand["name"], "brandId": brand["_id"]}
    return {**started, **record, **named}


def _new_brand(transaction: Transaction, name: str) -> JsonObject:
    key = Dice("goldleaf", "brand", "made", transaction.next_number("brand")).object_id()
    return {
        "_id": key,
        **born(timestamp(transaction.now())),
        "name": name,
        "itemTypes": [],
        "website": None,
        "enabled": True,
    }


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


COMPONENTS: dict[str, Builder] = {f"new_{kind}": makes(kind) for kind in TYPES}
