"""What a row of each import is about, and the record that its fields make."""

from __future__ import annotations

from understudy.behavior import Handler
from understudy.contract.operations import JsonObject
from understudy.services.goldleaf import sheets
from understudy.services.goldleaf.catalogue import TYPES
from understudy.services.goldleaf.components import complete_component
from understudy.services.goldleaf.importing import Complete, Entry, Read, Wrong, imports
from understudy.services.goldleaf.selecting import find_all, find_item, find_named
from understudy.services.goldleaf.sheets import Sheet
from understudy.services.goldleaf.stocking import complete_inventory
from understudy.services.goldleaf.versions import complete_version
from understudy.state import Transaction


def _item(
    transaction: Transaction, row: JsonObject, brand: str, number: str, title: str
) -> JsonObject:
    found = find_item(transaction, str(row[brand]), str(row[number]))
    if found is None:
        raise Wrong(title, f"there is no {row[number]} of {row[brand]}")
    return found


def _first(transaction: Transaction, resource: str, equal: JsonObject) -> JsonObject | None:
    return next(iter(find_all(transaction, resource, equal)), None)


def read_customer_item(row: JsonObject, transaction: Transaction) -> Entry:
    """Find customer and item of a row, and what the customer has of the item."""
    customer = find_named(transaction, "customer", "name", str(row.pop("customerName")))
    if customer is None:
        raise Wrong("Customer", "there is no such customer")
    item = _item(transaction, row, "brand", "partNumber", "Part Number")
    key: JsonObject = {"customer": customer["_id"], "item": item["_id"]}
    existing = _first(transaction, "customer_item", key)
    row |= {"brand": item["brand"], "partNumber": item["partNumber"]}
    fields = {**row, **key}
    return Entry("customer_item", (str(customer["_id"]), str(item["_id"])), existing, fields)


def complete_customer_item(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Join what is known of the item."""
    item = transaction.get("item", str(record["item"])) or {}
    joined = {name: item.get(name) for name in ("itemType", "name", "image")}
    return {"recordSource": "import", "available": True, **record, **joined}


def read_inventory(row: JsonObject, transaction: Transaction) -> Entry:
    """Find warehouse and item of a row, and the stock of the one in the other."""
    warehouse = find_named(transaction, "warehouse", "name", str(row["warehouseName"]))
    if warehouse is None:
        raise Wrong("Warehouse", "there is no such warehouse")
    item = _item(transaction, row, "brandName", "partNumber", "Part Number")
    key: JsonObject = {"item": item["_id"], "warehouseId": warehouse["_id"]}
    existing = _first(transaction, "inventory_item", key)
    name = (str(item["_id"]), str(warehouse["_id"]))
    return Entry("inventory_item", name, existing, {**row, **key})


def read_price(row: JsonObject, transaction: Transaction) -> Entry:
    """Find item and price list of a row; prices are set in lists that exist."""
    chosen = find_named(transaction, "price_list", "name", str(row.pop("priceListName")))
    if chosen is None:
        raise Wrong("Price List", "there is no such price list")
    item = _item(transaction, row, "brand", "partNumber", "Part Number")
    key: JsonObject = {"priceList": chosen["_id"], "item": item["_id"]}
    existing = _first(transaction, "price_list_item", key)
    fields = {name: each for name, each in row.items() if name not in ("brand", "partNumber")}
    name = (str(chosen["_id"]), str(item["_id"]))
    return Entry("price_list_item", name, existing, {**fields, **key})


def complete_price(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Take over what the row does not say from item and price list."""
    item = transaction.get("item", str(record["item"])) or {}
    chosen = transaction.get("price_list", str(record["priceList"])) or {}
    return {
        "itemType": item.get("itemType"),
        "currency": chosen.get("defaultCurrency") or "USD",
        "unitOfMeasure": item.get("unitOfMeasure"),
        "enabled": True,
        **record,
        "recordSource": "import",
    }


def read_warehouse(row: JsonObject, transaction: Transaction) -> Entry:
    """Find the warehouse of that name."""
    name = str(row["name"])
    existing = find_named(transaction, "warehouse", "name", name)
    return Entry("warehouse", (name.casefold(),), existing, row)


def read_component(row: JsonObject, transaction: Transaction) -> Entry:
    """Find the item of that brand and part number."""
    if row["itemType"] not in TYPES:
        raise Wrong("Item Type", f"expected one of {', '.join(TYPES)}")
    brand, number = str(row["brand"]), str(row["partNumber"])
    existing = find_item(transaction, brand, number)
    if existing is not None and existing["itemType"] != row["itemType"]:
        raise Wrong("Item Type", f"{number} of {brand} is of the type {existing['itemType']}")
    return Entry("item", (brand.casefold(), number.casefold()), existing, row)


def read_assembly(row: JsonObject, transaction: Transaction) -> Entry:
    """Find the hose of a row, and the newest version of the assembly."""
    hose = _item(transaction, row, "hoseBrand", "hosePartNumber", "Hose Part Number")
    if hose["itemType"] != "hose":
        raise Wrong("Hose Part Number", "this is no hose")
    number = str(row["partNumber"])
    existing = _first(transaction, "hose_assembly", {"partNumber": number, "latest": True})
    return Entry("hose_assembly", (number,), existing, {**row, "hose": hose["_id"]})


def _as_it_is(record: JsonObject, _transaction: Transaction) -> JsonObject:
    return record


def complete_assembly(record: JsonObject, _transaction: Transaction) -> JsonObject:
    """Make the first version of what is new."""
    return complete_version("hose_assembly", {"lengthUnit": "in", **record})


_IMPORTS: dict[str, tuple[Sheet, Read, Complete]] = {
    "import_customer_items": (sheets.CUSTOMER_ITEMS, read_customer_item, complete_customer_item),
    "import_inventory": (sheets.INVENTORY, read_inventory, complete_inventory),
    "import_price_lists": (sheets.PRICE_LISTS, read_price, complete_price),
    "import_warehouses": (sheets.WAREHOUSES, read_warehouse, _as_it_is),
    "import_components": (sheets.COMPONENTS, read_component, complete_component),
    "import_hose_assemblies": (sheets.HOSE_ASSEMBLIES, read_assembly, complete_assembly),
}
IMPORTS: dict[str, Handler] = {name: imports(*parts) for name, parts in _IMPORTS.items()}
