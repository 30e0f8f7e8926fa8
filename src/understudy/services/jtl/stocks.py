"""What a tenant has on stock from the start, and the bookings that led there."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data import draw_stock, timestamp, working_moment
from understudy.services.jtl.items import UNSET_DATE, article_of, has_serials, is_batched, is_kept
from understudy.services.jtl.storage import PLAIN, RACKED, RACKS, RECEIPT, location_name

STOCK_KEY: Final = (
    "WarehouseId",
    "StorageLocationId",
    "ItemId",
    "BatchNumber",
    "ShelfLifeExpirationDate",
)
_PLACES = 2  # of an item: in the plain warehouse and in the racks
_BOOKINGS = 2  # of a place: goods came, some of them went


def key_of(record: JsonObject, fields: tuple[str, ...] = STOCK_KEY) -> str:
    """Return the key of a stock row, or of serial numbers, which are kept by other fields."""
    return "/".join(str(record[name]) for name in fields)


def stock(seeds: Seeds, index: int) -> JsonObject | None:
    """Make what is on stock of an item in one place; None where there is no such stock."""
    item, place = divmod(index, _PLACES)
    if not is_kept(item, seeds.counts["item"]) or (place and item % 2):
        return None
    article, dice = article_of(seeds, item), seeds.dice("stock", index)
    level = draw_stock(dice, pack=article.pack_size)
    if not level.on_hand:
        return None
    location = dice.integer(RECEIPT + 1, RACKS) if place else 0
    is_batch = is_batched(article)
    best_before = seeds.now + timedelta(days=dice.integer(200, 700))
    record: JsonObject = {
        "WarehouseId": RACKED if place else PLAIN,
        "StorageLocationId": location,
        "StorageLocationName": location_name(location) if place else "",
        "ItemId": item + 1,
        "ShelfLifeExpirationDate": timestamp(best_before)[:10] + "T00:00:00Z"
        if is_batch
        else UNSET_DATE,
        "BatchNumber": f"{seeds.now:%Y%m}{dice.integer(10, 28)}A" if is_batch else "",
        "QuantityTotal": level.on_hand,
        "QuantityLockedForShipment": 0,
        "QuantityLockedForAvailability": 0,
        "QuantityInPickingLists": level.reserved if place else 0,
    }
    return {"Key": key_of(record), **record}


def stock_change(seeds: Seeds, index: int) -> JsonObject | None:
    """Make one of the two bookings of a stock row: their sum is what is on stock."""
    row, booking = divmod(index, _BOOKINGS)
    held = stock(seeds, row)
    if held is None:
        return None
    dice = seeds.dice("stock_change", row)
    gone = dice.integer(1, 20)
    came = working_moment(dice, seeds.now, oldest_days=300, newest_days=100)
    went = working_moment(dice, seeds.now, oldest_days=90)
    total = held["QuantityTotal"]
    return {
        "Key": index + 1,
        "ItemId": held["ItemId"],
        "WarehouseId": held["WarehouseId"],
        "StorageLocationId": held["StorageLocationId"],
        "Quantity": -gone if booking else _whole(total) + gone,
        "ChangedDate": timestamp(went if booking else came),
        "ShelfLifeExpirationDate": held["ShelfLifeExpirationDate"],
        "BatchNumber": held["BatchNumber"],
        "Comment": "Shipment" if booking else f"Delivery {4000 + row}",
        "Username": "wawi",
    }


def serial_number(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the serial numbers of an item in the place of the stock row at an index."""
    article = article_of(seeds, index // _PLACES)
    if not has_serials(article, index // _PLACES):
        return None
    held = stock(seeds, index)
    if held is None:
        return None
    numbers: list[Json] = [
        f"{article.manufacturer_number}-{index:03d}{number:04d}"
        for number in range(1, _whole(held["QuantityTotal"]) + 1)
    ]
    record: JsonObject = {
        "WarehouseId": held["WarehouseId"],
        "StorageLocationId": held["StorageLocationId"],
        "ItemId": held["ItemId"],
        "SerialNumbers": numbers,
    }
    return {"Key": key_of(record, STOCK_KEY[:3]), **record}


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0
