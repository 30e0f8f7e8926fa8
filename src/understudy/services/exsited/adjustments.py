"""Inventory adjustments: what was booked, and how the warehouse stood afterwards."""

from __future__ import annotations

from understudy.behavior import Draft, Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.items import seed_item
from understudy.services.exsited.shapes import elements, members
from understudy.services.exsited.wording import quantity

AUTHOR = "API User"
STATES = (
    "quantity_on_hand",
    "quantity_promised",
    "quantity_on_order",
    "quantity_on_return",
    "quantity_on_purchase_return",
    "quantity_available",
)


def seed_adjustment(seeds: Seeds, index: int) -> JsonObject | None:
    """Return the booking that brought an item's first warehouse to where it stands."""
    item = seed_item(seeds, index) if index < seeds.counts.get("item", 0) else {}
    stocks = elements(members(item.get("inventories")).get("warehouses"))
    if not stocks or stocks[0]["quantity_on_hand"] == "0":
        return None
    made = {"by": item["created_by"], "at": item["created_on"], "reference": "Opening stock"}
    what = {"amount": float(str(stocks[0]["quantity_on_hand"])), "account": "INVENTORY", **made}
    return {"id": seeds.dice("adjustment", index).uuid(), **_of(item, stocks[0], what)}


def adjusted(draft: Draft, item: JsonObject, stock: JsonObject, what: JsonObject) -> None:
    """Put the adjustment of a booking: `what` has its amount and the account it goes to."""
    key = draft.new_key("adjustment")
    made: JsonObject = {"by": AUTHOR, "at": draft.now, "reference": ""}
    draft.call.transaction.put("adjustment", key, {"id": key, **_of(item, stock, made | what)})


def _of(item: JsonObject, stock: JsonObject, what: JsonObject) -> JsonObject:
    amount = what["amount"]
    is_less = isinstance(amount, float | int) and amount < 0
    states: dict[str, Json] = {name: stock[name] for name in STATES}
    return {
        "item_id": item["id"],
        "item_name": item["name"],
        "warehouse_name": stock["name"],
        **states,
        "quantity_on_reserve": "0",
        "reference": what["reference"],
        "adjustment_type": "DECREASE" if is_less else "INCREASE",
        "adjustment_amount": quantity(amount),
        "accounting_code": what["account"],
        "status": "COMPLETED",
        "created_by": what["by"],
        "created_at": what["at"],
    }
