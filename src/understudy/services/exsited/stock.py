"""How requests keep stock: which warehouses an item has, and what a booking does to its figures.

On hand and available move together by what is booked; values are quantities at the item's cost.
Every booking leaves an adjustment behind that says how the warehouse stood afterwards.
"""

from __future__ import annotations

from understudy.behavior import Draft, Problem, Refused
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.adjustments import adjusted
from understudy.services.exsited.sections import DEFAULT_WAREHOUSE, unstocked, warehouse
from understudy.services.exsited.settings import find_by_name, unknown
from understudy.services.exsited.shapes import INVENTORIES, elements, laid_over, members
from understudy.services.exsited.wording import money, number, quantity, signed
from understudy.state import Transaction

LARGEST_QUANTITY = 999_999_999


def opened(draft: Draft, item: JsonObject, fields: Json) -> JsonObject:
    """Return the inventories section that a body opens, with the stock to start from."""
    section = laid_over({**unstocked(), "enabled": "true"}, fields, INVENTORIES)
    given = elements(members(fields).get("warehouses")) or [{"name": DEFAULT_WAREHOUSE}]
    uom = str(item["base_uom"])
    stocks: dict[str, JsonObject] = {}
    for each in given:
        name = str(each["name"])
        stock = _held(draft.call.transaction, name, uom)
        start = number(quantity(each.get("quantity_available", "0")))
        stocks[name] = _booked(stock, start, unit_cost({**item, "inventories": section}))
        if start:
            account = str(each.get("accounting_code", ""))
            adjusted(draft, item, stocks[name], {"amount": start, "account": account})
    return _checked({**section, "warehouses": list[Json](stocks.values())})


def changed(draft: Draft, section: JsonObject, fields: Json, uom: str) -> JsonObject:
    """Return an inventories section with a body's settings; warehouses it names are added."""
    made = laid_over(section, fields, INVENTORIES)
    stocks = {str(each["name"]): each for each in elements(section["warehouses"])}
    for each in elements(members(fields).get("warehouses")):
        name = str(each["name"])
        stocks.setdefault(name, _held(draft.call.transaction, name, uom))
    return _checked({**made, "warehouses": list[Json](stocks.values())})


def add_stock(draft: Draft) -> JsonObject:
    """Return the item after a booking; what is negative is taken out.

    Raises:
        Refused: the item keeps no stock, a warehouse is not there, or there is not that much.
    """
    item = draft.existing or {}
    section = members(item["inventories"])
    if section["enabled"] != "true":
        raise Refused(Problem.CONFLICT, f"item {item['id']} keeps no stock")
    fields = members(draft.fields.get("inventories"))
    entries = elements(fields.get("warehouses")) or [_without_warehouse(fields, section)]
    stocks = {str(each["name"]): each for each in elements(section["warehouses"])}
    for place, entry in enumerate(entries):
        name, amount = str(entry["name"]), signed(entry.get("quantity"))
        held = stocks.get(name) or _held(draft.call.transaction, name, str(item["base_uom"]))
        left = number(str(held["quantity_available"])) + amount
        if not 0 <= left <= LARGEST_QUANTITY:
            raise _too_few(name, held, place)
        stocks[name] = _booked(held, amount, unit_cost(item, held))
        account = str(entry.get("accounting_code", ""))
        adjusted(draft, item, stocks[name], {"amount": amount, "account": account})
    return {**item, "inventories": {**section, "warehouses": list[Json](stocks.values())}}


def settled(item: JsonObject) -> JsonObject:
    """Return the item with its stock in its base unit, worth what a unit costs now."""
    section = members(item["inventories"])
    stocks = elements(section["warehouses"])
    if not stocks:
        return item
    uom = str(item["base_uom"])
    valued = [{**_booked(each, 0, unit_cost(item, each)), "uom": uom} for each in stocks]
    return {**item, "inventories": {**section, "warehouses": list[Json](valued)}}


def unit_cost(item: JsonObject, held: JsonObject | None = None) -> float:
    """Return what one unit is worth: its cost, its purchase price, or what the stock shows."""
    properties = members(members(item["inventories"])["inventory_properties"])
    price = members(item["purchase"])["default_purchase_price"]
    known = properties["default_cost_per_unit"] or price
    if known or held is None:
        return number(str(known))
    on_hand = number(str(held["quantity_on_hand"]))
    worth = str(held["quantity_on_hand_value"]).replace("$", "").replace(",", "")
    return number(worth) / on_hand if on_hand else 0


def _without_warehouse(fields: JsonObject, section: JsonObject) -> JsonObject:
    stocks = elements(section["warehouses"])
    only = stocks[0]["name"] if stocks else DEFAULT_WAREHOUSE
    name = section["default_warehouse"] or only
    return {"name": name, **{key: value for key, value in fields.items() if key != "warehouses"}}


def _held(transaction: Transaction, name: str, uom: str) -> JsonObject:
    if find_by_name(transaction, "warehouse", name) is None:
        raise unknown("warehouse", name, "inventories.warehouses.name")
    return warehouse(name, uom)


def _booked(stock: JsonObject, amount: float, cost: float) -> JsonObject:
    on_hand = number(str(stock["quantity_on_hand"])) + amount
    available = number(str(stock["quantity_available"])) + amount
    return {
        **stock,
        "quantity_on_hand": quantity(on_hand),
        "quantity_on_hand_value": money(on_hand * cost),
        "quantity_available": quantity(available),
        "quantity_available_value": money(available * cost),
    }


def _checked(section: JsonObject) -> JsonObject:
    """Return the section; its default warehouse must be one of its warehouses."""
    default = str(section["default_warehouse"])
    if default and default not in [each["name"] for each in elements(section["warehouses"])]:
        raise unknown("warehouse of this item", default, "inventories.default_warehouse")
    return section


def _too_few(name: str, held: JsonObject, place: int) -> Refused:
    message = f"warehouse {name!r} has {held['quantity_available']} available"
    pointer = f"/inventories/warehouses/{place}/quantity"
    offence = Offence(
        pointer=pointer, message=message, keyword="minimum", location="body", name="quantity"
    )
    return Refused(Problem.CONFLICT, message, offences=(offence,))
