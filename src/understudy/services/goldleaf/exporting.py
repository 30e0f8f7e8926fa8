"""Exports: which records a body selects, as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from understudy.behavior import Answer, Call, Handler
from understudy.contract.operations import Json, JsonObject
from understudy.services.goldleaf import sheets
from understudy.services.goldleaf.selecting import find_all
from understudy.services.goldleaf.sheets import Sheet
from understudy.services.goldleaf.workbooks import answer_template, answer_workbook


def exports(resource: str, ids: str, *, sort: str) -> Handler:
    """Return the export of a resource; `ids` is the member of the body that names records."""

    def export(call: Call) -> Answer:
        records = [
            each
            for each in find_all(call.transaction, resource, sort=sort)
            if _is_meant(call, each, ids) and _has(each, _search(call))
        ]
        return answer_workbook(call, sheets.SHEETS[resource], records)

    return export


def templates(sheet: Sheet) -> Handler:
    """Return what answers the template of a sheet."""
    return lambda call: answer_template(call, sheet)


def _is_meant(call: Call, record: JsonObject, ids: str) -> bool:
    body = cast("JsonObject", call.body)
    # A true selectAll ignores the ids; customer items alone are different.
    return body["selectAll"] is True or record["_id"] in cast("list[Json]", body.get(ids) or [])


def _search(call: Call) -> JsonObject:
    search = cast("JsonObject", call.body).get("search")
    return search if isinstance(search, dict) else {}


def _has(record: JsonObject, search: JsonObject) -> bool:
    """Tell whether each searched field contains its text, ignoring case."""
    return all(
        str(text).casefold() in str(record.get(field) or "").casefold()
        for field, text in search.items()
        if text not in (None, "")
    )


def export_components(call: Call) -> Answer:
    """Answer the components of one type that the body selects."""
    kind = cast("JsonObject", call.body)["componentType"]
    records = [
        each
        for each in find_all(call.transaction, "item", {"itemType": kind}, sort="partNumber")
        if _is_meant(call, each, "components") and _has(each, _search(call))
    ]
    return answer_workbook(call, sheets.COMPONENTS, records)


def export_price_lists(call: Call) -> Answer:
    """Answer the prices of the price lists that the body selects, a row for each."""
    transaction = call.transaction
    rows: list[JsonObject] = []
    for chosen in find_all(transaction, "price_list", sort="name"):
        if _is_meant(call, chosen, "priceLists"):
            for price in find_all(transaction, "price_list_item", {"priceList": chosen["_id"]}):
                item = transaction.get("item", str(price["item"])) or {}
                rows.append(
                    {
                        **price,
                        "priceListName": chosen["name"],
                        "brand": item.get("brand"),
                        "partNumber": item.get("partNumber"),
                    }
                )
    return answer_workbook(call, sheets.PRICE_LISTS, rows)


def export_customer_items(call: Call) -> Answer:
    """Answer the items of a customer that the body selects, by part number."""
    customer = call.owners[-1]
    body = cast("JsonObject", call.body)
    named = {str(key) for key in cast("list[Json]", body.get("customerItems") or [])}
    rows = find_all(
        call.transaction, "customer_item", {"customer": customer["_id"]}, sort="partNumber"
    )
    # selectAll turns the named ids from those to take into those to leave out.
    chosen: list[JsonObject] = [
        {**each, "customerName": customer["name"]}
        for each in rows
        if (each["_id"] in named) is not body["selectAll"]
    ]
    name = f"customer-items-{customer['_id']}"
    return answer_workbook(call, sheets.CUSTOMER_ITEMS, chosen, file_name=name)


EXPORTS: dict[str, Callable[[Call], Answer]] = {
    "export_customers": exports("customer", "customers", sort="name"),
    "export_inventory": exports("inventory_item", "inventoryItems", sort="partNumber"),
    "export_warehouses": exports("warehouse", "warehouses", sort="name"),
    "export_brands": exports("brand", "brands", sort="name"),
    "export_hose_assemblies": exports("hose_assembly", "hoseAssemblies", sort="partNumber"),
    "export_hose_kits": exports("hose_kit", "hoseKits", sort="partNumber"),
    "export_sales_estimates": exports("sales_estimate", "salesEstimates", sort="number"),
    "export_work_orders": exports("work_order", "workOrders", sort="number"),
    "export_components": export_components,
    "export_price_lists": export_price_lists,
    "export_customer_items": export_customer_items,
    "customer_template": templates(sheets.CUSTOMERS),
    "customer_item_template": templates(sheets.CUSTOMER_ITEMS),
    "inventory_template": templates(sheets.INVENTORY),
    "price_list_template": templates(sheets.PRICE_LISTS),
    "warehouse_template": templates(sheets.WAREHOUSES),
    "component_template": templates(sheets.COMPONENTS),
    "hose_assembly_template": templates(sheets.HOSE_ASSEMBLIES),
}
