"""Packages of an item: other items that are sold together with it at one rate."""

from __future__ import annotations

from understudy.behavior import Draft, Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.items import PERIOD, item_id, seed_item
from understudy.services.exsited.relatives import found
from understudy.services.exsited.shapes import elements, pairs
from understudy.services.exsited.wording import flag, quantity
from understudy.services.exsited.writing import AUTHOR
from understudy.state import Transaction

# The contract's examples name it, so that they can be tried as they stand, whatever the seed.
FIRST_PACKAGE = "5d0c7be2-93a1-4f08-b6e4-2a719c3f80d5"


def seed_package(seeds: Seeds, index: int) -> JsonObject | None:
    """Return the package at an index: the first item of a dozen with the two behind it."""
    first = index * PERIOD
    if first + 2 >= seeds.counts.get("item", 0):
        return None
    owner = seed_item(seeds, first)
    dice = seeds.dice("package", index)
    parts = [seed_item(seeds, first + step) for step in (1, 2)]
    return {
        "uuid": dice.uuid() if index else FIRST_PACKAGE,
        "item_id": item_id(first),
        "status": "ACTIVE",
        "name": f"Starter set {index + 1}",
        "display_name": f"Starter set {index + 1}",
        "rank": "1",
        "items": [_part(each, str(dice.integer(1, 4))) for each in parts],
        "enable_billing_periods": "true",
        "billing_periods": [{"name": "Monthly", "rank": "1"}, {"name": "Yearly", "rank": "2"}],
        "custom_attributes": [],
        "created_by": owner["created_by"],
        "created_on": owner["created_on"],
        "last_updated_by": "",
        "last_updated_on": "",
    }


def create_package(draft: Draft) -> JsonObject:
    """Return the package that a body describes; its rates are read back as items."""
    name = str(draft.fields["name"])
    blank: JsonObject = {
        "uuid": draft.new_key(""),
        "item_id": draft.call.owners[-1]["id"],
        "status": "ACTIVE",
        "name": name,
        "display_name": name,
        "rank": "1",
        "items": [],
        "enable_billing_periods": "false",
        "billing_periods": [],
        "custom_attributes": [],
        "created_by": AUTHOR,
        "created_on": draft.now,
        "last_updated_by": "",
        "last_updated_on": "",
    }
    return {**blank, **_said(draft)}


def update_package(draft: Draft) -> JsonObject:
    """Return the package with the body's fields changed; lists are replaced as a whole."""
    editor = {"last_updated_by": AUTHOR, "last_updated_on": draft.now}
    return {**(draft.existing or {}), **_said(draft), **editor}


def named_package(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Present a package whose parts have the names that the items have now."""
    parts = [
        {**each, "item_name": item["name"]}
        for each in elements(record["items"])
        if (item := transaction.get("item", str(each["item_id"]))) is not None
    ]
    return {**record, "items": list[Json](parts)}


def _said(draft: Draft) -> JsonObject:
    fields = draft.fields
    made: JsonObject = {
        name: fields[name] for name in ("name", "display_name") if fields.get(name) is not None
    }
    if "rank" in fields:
        made["rank"] = quantity(fields["rank"])
    if "rate_list" in fields:
        made["items"] = [_rate(draft, each) for each in elements(fields["rate_list"])]
    if "enable_billing_periods" in fields:
        made["enable_billing_periods"] = flag(fields["enable_billing_periods"])
    if "billing_periods" in fields:
        made["billing_periods"] = [
            {"name": each["name"], "rank": quantity(each.get("rank", place + 1))}
            for place, each in enumerate(elements(fields["billing_periods"]))
        ]
    if "custom_attributes" in fields:
        made["custom_attributes"] = pairs(fields["custom_attributes"])
    return made


def _rate(draft: Draft, fields: JsonObject) -> JsonObject:
    item = found(draft.call.transaction, str(fields["id"]), "rate_list.id")
    part = _part(item, quantity(fields.get("quantity", "1")))
    return {**part, "uom": fields.get("uom") or part["uom"]}


def _part(item: JsonObject, amount: str) -> JsonObject:
    return {
        "item_id": item["id"],
        "item_name": item["name"],
        "quantity": amount,
        "uom": item["base_uom"] or "UNIT",
    }
