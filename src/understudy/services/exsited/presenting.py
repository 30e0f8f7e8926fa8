"""Items as API v4 shows them: native types, references as objects, capabilities as flags."""

from __future__ import annotations

import re

from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.native import native, native_inventories
from understudy.services.exsited.packages import named_package
from understudy.services.exsited.relatives import family_of
from understudy.services.exsited.sections import uuid_of
from understudy.services.exsited.shapes import elements, members
from understudy.state import Condition, Operator, Query, Sort, Transaction

BASE = "/api/v4"


def present_row(record: JsonObject, _transaction: Transaction) -> JsonObject:
    """Present what a list shows of an item: its core and what can be done with it."""
    return {
        **_core(record),
        **{f"{name}_enabled": _is_on(record, name) for name in ("sale", "purchase")},
        "inventory_enabled": _is_on(record, "inventories"),
        "variations_enabled": record["type"] == "VARIATION_BASED" or record["is_child"] == "true",
        "parent": record["is_parent"] == "true",
        "child": record["is_child"] == "true",
        "parent_item_id": record["parent_item_id"] or None,
        "custom_form": _reference("custom_form", members(record["custom_form"]), "custom_forms"),
        "manager": person(record["manager"]),
        "group": _group(record["group"]),
        "created_on": record["created_on"],
        "created_by": person(record["created_by"]),
        "last_updated_on": record["last_updated_on"] or None,
        "last_updated_by": person(record["last_updated_by"]),
    }


def present_item(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Present an item with all its sections."""
    packages = _packages(record, transaction)
    return {
        **present_row(record, transaction),
        "codes": record["codes"],
        "currencies": [
            {**members(native(each)), "suppliers": []} for each in elements(record["currencies"])
        ],
        "sale": native(record["sale"]),
        "purchase": native(record["purchase"]),
        "inventories": native_inventories(members(record["inventories"])),
        "bundle_details": _bundle(record, transaction),
        "family_details": family_of(record, transaction),
        "package_details": [present_package(each, transaction) for each in packages],
        "configure_variations": _axes(record["configure_variations"]),
        "use_variations": _axes(record["use_variations"]),
        "custom_objects": [],
        "uoms": [],
        "custom_attributes": _attributes(record),
        "activity_logs": [],
        "base_uom": None,
        "image_url": record["image_uri"] or None,
    }


def present_stub(record: JsonObject, _transaction: Transaction) -> JsonObject:
    """Present a sale or purchase section with the number of the item, not its code."""
    return {
        "id": record["serial"],
        "name": record["name"],
        "sale": native(record["sale"]),
        "purchase": native(record["purchase"]),
    }


def present_stock(record: JsonObject, _transaction: Transaction) -> JsonObject:
    """Present an inventories section with the code of the item."""
    return {
        "id": record["id"],
        "name": record["name"],
        "inventories": native_inventories(members(record["inventories"])),
    }


def present_owner(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Present the item of a package with that package alone."""
    owner = transaction.get("item", str(record["item_id"])) or {}
    package = present_package(record, transaction)
    return {**present_item(owner, transaction), "package_details": [package]}


def present_package(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Present a package, as the item holds it."""
    package = named_package(record, transaction)
    return {
        **package,
        "object": "package_detail",
        "id": package["uuid"],
        "rank": native(package["rank"], "rank"),
        "billing_periods": native(package["billing_periods"]),
        "created_by": person(package["created_by"]),
        "last_updated_on": package["last_updated_on"] or None,
        "last_updated_by": person(package["last_updated_by"]),
    }


def person(name: Json) -> Json:
    """Return somebody as a user; null for nobody."""
    if not name:
        return None
    key = uuid_of("user", str(name))
    local = re.sub(r"[^a-z]+", ".", str(name).lower()).strip(".") or "user"
    return {
        "object": "user",
        "name": name,
        "id": key,
        "email": f"{local}@example.com",
        "href": f"{BASE}/users/{key}",
    }


def item_reference(record: JsonObject) -> JsonObject:
    """Return what a part of an item says of it."""
    href = f"{BASE}/items/{record['id']}"
    return {"object": "item", "id": record["id"], "name": record["name"], "href": href}


def _core(record: JsonObject) -> JsonObject:
    texts = ("display_name", "description", "type", "status", "origin", "invoice_note")
    return {
        **item_reference(record),
        **{name: record[name] or None for name in texts},
        "version": native(record["version"], "version"),
    }


def _is_on(record: JsonObject, section: str) -> bool:
    return members(record[section])["enabled"] == "true"


def _reference(kind: str, setting: JsonObject, path: str) -> JsonObject:
    key = setting["uuid"]
    href = f"{BASE}/settings/{path}/{key}"
    return {"object": kind, "id": key, "name": setting["name"], "href": href}


def _group(name: Json) -> Json:
    if not name:
        return None
    setting: JsonObject = {"uuid": uuid_of("group", str(name)), "name": name}
    return _reference("item_group", setting, "item_groups")


def _axes(axes: Json) -> list[Json]:
    return [
        {**_reference("variation", each, "variations"), "values": each["values"]}
        for each in elements(axes)
    ]


def _attributes(record: JsonObject) -> list[Json]:
    found: list[Json] = []
    for each in elements(record["custom_attributes"]):
        setting: JsonObject = {
            "uuid": uuid_of("custom attribute", str(each["name"])),
            "name": each["name"],
        }
        reference = _reference("custom_attribute", setting, "custom_attributes")
        found.append({**reference, "type": "TEXT", "value": each["value"]})
    return found


def _bundle(record: JsonObject, transaction: Transaction) -> list[Json]:
    parts = elements(record["bundle_details"])
    items = [(each, transaction.get("item", str(each["id"]))) for each in parts]
    return [
        {**each, "name": item["name"], "quantity": float(str(each["quantity"]))}
        for each, item in items
        if item is not None
    ]


def _packages(record: JsonObject, transaction: Transaction) -> list[JsonObject]:
    owned = Condition(column="item_id", operator=Operator.EQUALS, value=record["id"])
    order = (Sort(column="created_on"),)
    query = Query(resource="package", conditions=(owned,), sorts=order)
    found = [transaction.get("package", row.key) for row in transaction.find(query)]
    return [each for each in found if each is not None]
