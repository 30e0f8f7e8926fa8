"""Warehouses, the stock in them, and price lists, by number."""

from __future__ import annotations

from understudy.behavior import Seeds
from understudy.contract.operations import JsonObject
from understudy.data import draw_stock
from understudy.services.goldleaf.catalogue import MARKUP, organization_number
from understudy.services.goldleaf.histories import draw_history
from understudy.services.goldleaf.identities import identity, item_key
from understudy.services.goldleaf.parts import part

WAREHOUSES = (
    ("Main Warehouse", "Duluth", "MN"),
    ("West Branch", "Tacoma", "WA"),
    ("Service Van 1", "Duluth", "MN"),
)
STOCKED = 40  # items that a warehouse holds, at most
LISTS = (("Retail", 0.0, True), ("Dealers", 7.5, False), ("Distributors", 15.0, False))
PRICED_TYPES = ("hose", "crimpFitting", "adaptor", "ferrule", "wrap", "otherItem")


def seed_warehouse(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a warehouse."""
    if index >= len(WAREHOUSES):
        return None
    name, city, region = WAREHOUSES[index]
    place = seeds.stage.directory.company(500 + index, country="US").place
    return {
        "_id": identity(seeds, "warehouse", index),
        **draw_history(seeds, seeds.dice("warehouse", index)),
        "name": name,
        "description": None,
        "address1": place.street,
        "city": city,
        "region": region,
        "country": "United States",
        "erpId": f"W{index + 1:02}",
    }


def seed_inventory_item(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the stock of an item in a warehouse; what is committed is on hand."""
    place, number = divmod(index, STOCKED)
    if place >= len(WAREHOUSES) or number >= seeds.counts["item"]:
        return None
    held, dice = part(number), seeds.dice("inventory_item", index)
    stock = draw_stock(dice, pack=5)
    return {
        "_id": identity(seeds, "inventory_item", index),
        **draw_history(seeds, dice),
        "item": item_key(seeds, number),
        "warehouseId": identity(seeds, "warehouse", place),
        "warehouseName": WAREHOUSES[place][0],
        "itemType": held.item_type,
        "brandName": held.brand,
        "partNumber": held.part_number,
        "orgPartNumber": organization_number(seeds, number),
        "onHand": stock.on_hand,
        "committed": stock.reserved,
        "onOrder": stock.incoming,
        "available": stock.available,
        "unitOfMeasure": held.unit,
    }


def seed_price_list(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a price list."""
    if index >= len(LISTS):
        return None
    name, discount, is_list = LISTS[index]
    return {
        "_id": identity(seeds, "price_list", index),
        **draw_history(seeds, seeds.dice("price_list", index)),
        "priceListId": identity(seeds, "price_list", index),
        "name": name,
        "defaultCurrency": "USD",
        "defaultMarginPercentMaterials": 35,
        "defaultMarginPercentLabour": 45,
        "defaultDiscountPercentMaterials": discount,
        "listPricing": is_list,
        "defaultItemPricing": [
            {
                "itemType": each,
                "defaultMarginPercent": 35,
                "defaultDiscountPercent": discount,
                "listPricing": is_list,
                "enabled": True,
            }
            for each in PRICED_TYPES
        ],
    }


def seed_price_list_item(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the price of an item in a price list: its list price less the list's discount."""
    number, place = divmod(index, len(LISTS))
    if number >= seeds.counts["item"]:
        return None
    priced = part(number)
    return {
        "_id": identity(seeds, "price_list_item", index),
        **draw_history(seeds, seeds.dice("price_list_item", index)),
        "priceList": identity(seeds, "price_list", place),
        "item": item_key(seeds, number),
        "itemType": priced.item_type,
        "currency": "USD",
        "unitOfMeasure": priced.unit,
        "recordSource": "import",
        "listPrice": round(priced.cost * MARKUP * (1 - LISTS[place][1] / 100), 2),
        "enabled": True,
    }
