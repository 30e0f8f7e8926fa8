"""Stock: what is there of an item, what of it is promised, and how that changes.

An item knows what is on hand and what orders demand of it. Stock is allocated to demand as far as
it goes: reserved is the lesser of the two, short is what demand misses.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import cast

import orjson

from understudy.behavior import Answer, Call, Draft
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.keys import known_key
from understudy.services.augno.owning import put_item
from understudy.services.augno.quantities import (
    fitting_unit,
    from_base,
    in_base,
    written,
)
from understudy.services.augno.rates import display_quantity
from understudy.services.augno.refusals import find, matching, record_of, unfit

FIGURES = ("on_hand", "reserved", "available_to_promise", "short")
_EXACT = Context(prec=70)  # more digits than any two decimals of the contract have together
_LARGEST = Decimal(10) ** 30  # a decimal of the contract has at most 30 digits before the point


def show_inventory(call: Call) -> Answer:
    """Answer the four figures of an item, those that are not included as null."""
    item = find(call, "item", call.values["id"], "id")
    asked = cast("list[str]", call.values.get("include[]") or [])
    unit = str(_base_unit(call, item)["abbreviation"])
    figures = stock(item)
    shown: JsonObject = {"object": "item_inventory"}
    for name in FIGURES:
        shown[name] = _figure(item, name, figures[name], unit) if name in asked else None
    return Answer(status=200, body=orjson.dumps(shown))


def stock(item: JsonObject) -> dict[str, Decimal]:
    """Return the four figures of an item."""
    on_hand, demand = Decimal(str(item["on_hand"])), Decimal(str(item["demand"]))
    reserved = min(on_hand, demand)
    return {
        "on_hand": on_hand,
        "reserved": reserved,
        "available_to_promise": on_hand - reserved,
        "short": demand - reserved,
    }


def update_inventory(draft: Draft) -> JsonObject:
    """Return the item with more or less on hand.

    Raises:
        Refused: a unit, location or customer is not there, or less than nothing would be left.
    """
    item, fields = cast("JsonObject", draft.existing), draft.fields
    for name, resource in (("location_id", "location"), ("customer_id", "customer")):
        if name in fields:
            find(draft.call, resource, fields[name], name)
    base = _base_unit(draft.call, item)
    given = cast("JsonObject", fields["quantity"])
    unit = fitting_unit(draft, given["unit_id"], "quantity.unit_id", str(base["type"]))
    amount = str(given["value"])
    value = Decimal(amount)
    if unit["id"] != base["id"]:
        value = from_base(in_base(amount, unit), base)
    return set_stock(item, value, sets=fields.get("operation") == "reconcile")


def set_stock(item: JsonObject, value: Decimal, *, sets: bool) -> JsonObject:
    """Return the item with `value` more, or with the stock that demand leaves set to it.

    Raises:
        Refused: less than nothing would be left.
    """
    figures = stock(item)
    left = _EXACT.add(value, figures["short"] if sets else figures["on_hand"])
    if not 0 <= left < _LARGEST:
        message = f"{written(figures['on_hand'])} are on hand, which leaves no room for this change"
        raise unfit("quantity.value", message)
    return {**item, "on_hand": written(left)}


def reconcile(call: Call) -> Answer:
    """Answer a bulk reconciliation: what counts is changed, the rest is told row by row."""
    body = cast("JsonObject", call.body)
    sets = body["reconcile_type"] == "force"
    done: dict[str, list[Json]] = {"reconciled_items": [], "skipped_items": [], "errors": []}
    for row in cast("list[JsonObject]", body["data"]):
        place, told = _reconcile_row(call, row, sets=sets)
        done[place].append(told)
    shown: JsonObject = {"object": "bulk_reconcile_items_response"}
    shown |= {name: only_page(rows) for name, rows in done.items()}
    return Answer(status=200, body=orjson.dumps(shown))


def only_page(records: list[Json]) -> JsonObject:
    """Return a list that is all on one page."""
    info: JsonObject = {"next_page_url": None, "previous_page_url": None}
    info |= {"has_next_page": False, "has_prev_page": False}
    return {"object": "list", "page_info": info, "data": records}


def _reconcile_row(call: Call, row: JsonObject, *, sets: bool) -> tuple[str, JsonObject]:
    sku, value = row["sku"], Decimal(str(row["quantity"]))
    found = matching(call, "item", 1, sku=sku)
    if not found:
        return "skipped_items", {"sku": sku, "reason": "No item has this SKU."}
    if not matching(call, "unit", 1, abbreviation=row["unit"]):
        return "errors", {"sku": sku, "error": f"No unit has the abbreviation {row['unit']}."}
    item = record_of(call, "item", found[0])
    before = Decimal(str(item["on_hand"]))
    after = value if sets else _EXACT.add(before, value)
    if not 0 <= after < _LARGEST:
        return "errors", {"sku": sku, "error": "The quantity on hand cannot be less than nothing."}
    put_item(call, {**item, "on_hand": written(after)})
    told = {"previous_quantity": written(before), "new_quantity": written(after)}
    return "reconciled_items", {"item_id": item["id"], "sku": sku, **told}


def _figure(item: JsonObject, name: str, value: Decimal, unit: str) -> JsonObject:
    text = written(value)
    return {
        "id": known_key("qty", f"{item['id']}/{name}"),
        "object": "quantity",
        "value": text,
        "display_value": display_quantity(text, unit),
        "unit": None,
    }


def _base_unit(call: Call, item: JsonObject) -> JsonObject:
    category = record_of(call, "item_category", item["category"])
    group = record_of(call, "unit_group", category["unit_group"])
    return record_of(call, "unit", group["base_unit"])
