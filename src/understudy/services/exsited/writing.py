"""How requests make and change items."""

from __future__ import annotations

from understudy.behavior import Draft
from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.items import blank
from understudy.services.exsited.sections import (
    DEFAULT_WAREHOUSE,
    currency,
    switched_off,
    unit,
    unpurchased,
    unsold,
    unstocked,
    warehouse,
)
from understudy.services.exsited.shapes import (
    CURRENCY,
    INFORMATION,
    INVENTORIES,
    PURCHASE,
    SALE,
    UNIT,
    Shape,
    elements,
    laid_over,
    members,
)
from understudy.services.exsited.spellings import as_read
from understudy.services.exsited.wording import money, number, quantity

AUTHOR = "API User"
LARGEST_VERSION = 999_999_999


def create_item(draft: Draft) -> JsonObject:
    """Return the item that a body describes; what it leaves out is unset or a sensible default."""
    fields = draft.fields
    kind = str(fields["type"])
    key = str(fields.get("id") or draft.new_key(""))
    name = str(fields["name"])
    item: JsonObject = {
        **laid_over({**blank(key, kind), "display_name": name}, fields, INFORMATION),
        **switched_off(),
        "uuid": draft.dice.fork("uuid", key).uuid(),
        "created_by": AUTHOR,
        "created_on": draft.now,
        "last_updated_by": "",
        "last_updated_on": "",
        "uoms": _units(fields.get("uoms")),
    }
    if "currencies" in fields:
        item["currencies"] = _currencies(fields["currencies"])
    return {**item, **_sections(fields, kind, item)}


def update_item(draft: Draft) -> JsonObject:
    """Return the item with the body's fields changed, its version counted up."""
    existing = draft.existing or {}
    version = min(int(str(existing["version"])) + 1, LARGEST_VERSION)
    return {
        **laid_over(existing, draft.fields, INFORMATION),
        "version": str(version),
        "last_updated_by": AUTHOR,
        "last_updated_on": draft.now,
    }


def _sections(fields: JsonObject, kind: str, item: JsonObject) -> JsonObject:
    """Return the sections that the item's kind has, as far as the body turns them on."""
    sections: JsonObject = {}
    if kind != "VARIATION_BASED":
        sections["sale"] = _section(unsold(), fields.get("sale"), SALE)
    if kind == "STANDARD":
        uom = _base_unit(item)
        purchase = _section(unpurchased(), fields.get("purchase"), PURCHASE)
        cost = number(str(purchase["default_purchase_price"]))
        sections |= {
            "base_uom": uom,
            "purchase": purchase,
            "inventories": _inventories(fields.get("inventories"), uom, cost),
        }
    return sections


def _section(off: JsonObject, fields: Json, shape: Shape) -> JsonObject:
    """Return a section; one that a body describes is on unless it says otherwise."""
    return off if fields is None else laid_over({**off, "enabled": "true"}, fields, shape)


def _inventories(fields: Json, uom: str, cost: float) -> JsonObject:
    section = _section(unstocked(), fields, INVENTORIES)
    if fields is not None:
        given = elements(members(fields).get("warehouses")) or [{"name": DEFAULT_WAREHOUSE}]
        section["warehouses"] = [_stock(each, uom, cost) for each in given]
    return section


def _stock(fields: JsonObject, uom: str, cost: float) -> JsonObject:
    amount = quantity(fields.get("quantity_available", "0"))
    value = money(number(amount) * cost)
    return {
        **warehouse(str(fields["name"]), uom),
        "quantity_on_hand": amount,
        "quantity_on_hand_value": value,
        "quantity_available": amount,
        "quantity_available_value": value,
    }


def _base_unit(item: JsonObject) -> str:
    units = elements(item["uoms"])
    base = next((each for each in units if each["base_uom"] == "true"), None)
    return str(base["name"]) if base else "UNIT"


def _units(fields: Json) -> list[Json]:
    """Return units of measure; the first is the base unit unless another is."""
    given = [as_read(each) for each in elements(fields)]
    is_told = any("base_uom" in each for each in given)
    return [
        laid_over(unit("", "1.00", base=not is_told and place == 0), each, UNIT)
        for place, each in enumerate(given)
    ]


def _currencies(fields: Json) -> list[Json]:
    """Return currencies; the first is the default unless defaults are given."""
    given = [as_read(each) for each in elements(fields)]
    is_told = any("default_for_sale" in each or "default_for_purchase" in each for each in given)
    return [
        laid_over(currency("", used=True, default=not is_told and place == 0), each, CURRENCY)
        for place, each in enumerate(given)
    ]
