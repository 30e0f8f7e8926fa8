"""What an item has in one warehouse, told by the warehouse's name."""

from __future__ import annotations

import orjson

from understudy.behavior import Answer, Call, Problem, Refused
from understudy.contract.operations import JsonObject
from understudy.services.exsited.presenting import present_stock
from understudy.services.exsited.shapes import elements, members


def stock_in_warehouse(call: Call) -> Answer:
    """Answer the inventories section with the one warehouse, in texts."""
    section = members(_narrowed(call)["inventories"])
    shown = {name: section[name] for name in SHOWN}
    return _answer({"item": {"inventories": shown}})


def stock_in_warehouse_natively(call: Call) -> Answer:
    """Answer the same with native types."""
    return _answer({"item": present_stock(_narrowed(call), call.transaction)})


SHOWN = (
    "enabled",
    "enable_warehouse_management",
    "warehouses",
    "default_warehouse",
    "inventory_properties",
)


def _narrowed(call: Call) -> JsonObject:
    """Return the item with the one warehouse that the path names.

    Raises:
        Refused: the item has nothing to do with such a warehouse.
    """
    item, name = call.owners[-1], call.values["warehouse_name"]
    section = members(item["inventories"])
    found = [each for each in elements(section["warehouses"]) if each["name"] == name]
    if not found:
        raise Refused(Problem.NOT_FOUND, f"item {item['id']} has no warehouse {name!r}")
    return {**item, "inventories": {**section, "warehouses": [found[0]]}}


def _answer(body: JsonObject) -> Answer:
    return Answer(status=200, body=orjson.dumps(body))
