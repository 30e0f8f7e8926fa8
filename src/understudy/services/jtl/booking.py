"""Stock adjustments: a quantity comes or goes, the change is kept, nothing falls below zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from understudy.behavior import Answer, Call, Problem
from understudy.contract.operations import Json, JsonObject
from understudy.data import timestamp
from understudy.services.jtl.items import UNSET_DATE
from understudy.services.jtl.requests import found, matching, refused, shown
from understudy.services.jtl.stocks import STOCK_KEY, key_of
from understudy.services.jtl.storage import WAREHOUSE_TYPES
from understudy.state import Transaction

_MANAGED: Final = WAREHOUSE_TYPES[1][0]
_MOST: Final = 999_999_999_999
_PLACE: Final = STOCK_KEY[:3]
STOCK_CHANGES: Final = 480  # from the start; later ones are counted on


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What is booked, and where: the record's fields as the request and the warehouse say."""

    place: JsonObject
    locks: frozenset[str]
    quantity: float
    serials: tuple[str, ...]
    comment: str


def adjust_stock(call: Call) -> Answer:
    """Book a quantity into a place.

    Raises:
        Refused: item, warehouse or location are not there, what the item needs is missing, serial
            numbers do not fit, or less than nothing would be left.
    """
    transaction = call.transaction
    booking = _booking(call)
    row = _changed_row(transaction, booking)
    _book_serials(transaction, booking)
    transaction.put("stock", str(row["Key"]), row)
    number = _free_number(transaction)
    change: JsonObject = {
        "Key": number,
        **{name: row[name] for name in STOCK_KEY},
        "Quantity": booking.quantity,
        "ChangedDate": timestamp(transaction.now()),
        "Comment": booking.comment,
        "Username": user(call),
    }
    transaction.put("stock_change", number, change)
    return shown({name: value for name, value in row.items() if name != "Key"}, status=201)


def _free_number(transaction: Transaction) -> int:
    """Return a number for a change that comes after all others."""
    while True:
        number = STOCK_CHANGES + transaction.next_number("stock_change")
        if not transaction.has("stock_change", number):
            return number


def user(call: Call) -> str:
    """Return who acts: the user that the request runs as, else the app."""
    return str(call.values.get("x-runas") or call.values.get("x-appid") or "app")


def _booking(call: Call) -> Booking:
    body, transaction = cast("JsonObject", call.body), call.transaction
    item = found(transaction, "item", body["ItemId"], "ItemId")
    warehouse = found(transaction, "warehouse", body["WarehouseId"], "WarehouseId")
    location = _location(transaction, warehouse, body.get("StorageLocationId", 0))
    storage = cast("JsonObject", item["StorageOptions"])
    batch = str(body.get("BatchNumber", ""))
    best_before = str(body.get("ShelfLifeExpirationDate", UNSET_DATE))
    if storage["SubjectToBatchItem"] and not batch:
        raise refused(Problem.CONFLICT, "items in batches are booked with one", "BatchNumber")
    if storage["SubjectToShelfLifeExpirationDate"] and best_before == UNSET_DATE:
        message = "items that expire are booked with a date"
        raise refused(Problem.CONFLICT, message, "ShelfLifeExpirationDate")
    quantity = cast("float", body["Quantity"])
    serials = tuple(str(each) for each in cast("list[Json]", body.get("SerialNumbers", [])))
    if (serials or storage["SerialNumberTracking"]) and len(serials) != abs(quantity):
        message = f"{abs(quantity):g} pieces have {len(serials)} serial numbers"
        raise refused(Problem.CONFLICT, message, "SerialNumbers")
    place: JsonObject = {
        "WarehouseId": warehouse["Id"],
        "StorageLocationId": location["Id"] if location else 0,
        "StorageLocationName": location["Name"] if location else "",
        "ItemId": item["Id"],
        "ShelfLifeExpirationDate": best_before,
        "BatchNumber": batch,
    }
    comment = str(body.get("Comment", ""))
    locks = _locks(warehouse) | _locks(location or {})
    return Booking(place=place, locks=locks, quantity=quantity, serials=serials, comment=comment)


def _locks(holder: JsonObject) -> frozenset[str]:
    return frozenset(name for name in ("Shipment", "Availability") if holder.get(f"LockFor{name}"))


def _location(transaction: Transaction, warehouse: JsonObject, key: Json) -> JsonObject | None:
    is_managed = cast("JsonObject", warehouse["Type"])["Id"] == _MANAGED
    if not is_managed and not key:
        return None
    if not key:
        message = "this warehouse keeps stock in storage locations"
        raise refused(Problem.CONFLICT, message, "StorageLocationId")
    location = found(transaction, "storage_location", key, "StorageLocationId")
    if location["WarehouseId"] != warehouse["Id"]:
        message = f"the storage location {key!r} is in another warehouse"
        raise refused(Problem.UNKNOWN_REFERENCE, message, "StorageLocationId")
    return location


def _changed_row(transaction: Transaction, booking: Booking) -> JsonObject:
    blank: JsonObject = {
        "Key": key_of(booking.place),
        **booking.place,
        "QuantityTotal": 0,
        "QuantityLockedForShipment": 0,
        "QuantityLockedForAvailability": 0,
        "QuantityInPickingLists": 0,
    }
    row = transaction.get("stock", str(blank["Key"])) or blank
    total = round(cast("float", row["QuantityTotal"]) + booking.quantity, 6)
    kept = cast("float", row["QuantityInPickingLists"])
    if total < kept or total > _MOST:
        message = f"{total:g} would be on stock, {kept:g} of them on picking lists"
        raise refused(Problem.CONFLICT, message, "Quantity")
    left = int(total) if float(total).is_integer() else total
    locked: JsonObject = {f"QuantityLockedFor{name}": left for name in booking.locks}
    return {**row, "QuantityTotal": left, **locked}


def _book_serials(transaction: Transaction, booking: Booking) -> None:
    if not booking.serials:
        return
    key = key_of(booking.place, _PLACE)
    held = transaction.get("serial_number", key)
    known = cast("list[Json]", held["SerialNumbers"]) if held else []
    known_here = {str(each) for each in known}
    if booking.quantity > 0 and _on_stock(transaction, booking):
        raise refused(Problem.CONFLICT, "a serial number is on stock already", "SerialNumbers")
    if booking.quantity < 0 and not known_here.issuperset(booking.serials):
        raise refused(Problem.CONFLICT, "a serial number is not on stock here", "SerialNumbers")
    left = [each for each in known if str(each) not in booking.serials]
    numbers = [*known, *booking.serials] if booking.quantity > 0 else left
    if not numbers:
        transaction.remove("serial_number", key)
        return
    place = {name: booking.place[name] for name in _PLACE}
    transaction.put("serial_number", key, {"Key": key, **place, "SerialNumbers": numbers})


def _on_stock(transaction: Transaction, booking: Booking) -> bool:
    """Tell whether one of the numbers is on stock of the item anywhere."""
    rows = matching(transaction, "serial_number", ItemId=booking.place["ItemId"])
    numbers = {str(each) for row in rows for each in cast("list[Json]", row["SerialNumbers"])}
    return not numbers.isdisjoint(booking.serials)
