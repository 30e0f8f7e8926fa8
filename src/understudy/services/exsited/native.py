"""Sections with native types, as API v4 shows them: what is text in v2 becomes its value.

{"enabled": "true", "sale_price": "", "pricing": {"version": "2"}}
    ->   {"enabled": true, "sale_price": null, "pricing": {"version": 2}}
"""

from __future__ import annotations

from collections.abc import Callable

from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.shapes import elements, members

FLAGS = frozenset(
    [
        *("enabled", "enable_back_order", "tax_exempt_when_sold", "use_on_sale_price"),
        *("sale_price_entered_inclusive_of_tax", "purchase_price_entered_inclusive_of_tax"),
        *("supplier_management_enabled", "tax_exempt_when_purchase"),
        *("enable_warehouse_management", "enable_low_stock_notification", "enable_reordering"),
        *("enable_preorder", "enable_serialization", "enable_batch_tracking"),
        *("enable_inventory_costing", "use_atp_value_as_quantity_available_for_webhook"),
        *("used_for_sale", "default_for_sale", "used_for_purchase", "default_for_purchase"),
    ]
)
INTEGERS = frozenset(["version", "latest_used_pricing_version", "rank"])
DECIMALS = frozenset(
    [
        *("default_sale_price", "sale_price", "default_purchase_price", "price", "rate"),
        *("default_cost_per_unit", "last_purchase_price", "average_purchase_price"),
        *("quantity_on_hand", "quantity_available", "quantity_on_order", "quantity_promised"),
        *("quantity_on_return", "quantity_on_purchase_return"),
    ]
)
MEASURES = frozenset(["width", "height", "length", "weight"])
READERS: dict[str, Callable[[str], Json]] = {
    **dict.fromkeys(FLAGS, lambda text: text == "true"),
    **dict.fromkeys(INTEGERS, int),
    **dict.fromkeys(DECIMALS, float),
}


def native(value: Json, name: str = "") -> Json:
    """Return a part of a record with native types; what is unset is null.

    >>> native({"price": "0.50", "currency": "AUD", "tax_code": {}})
    {'price': 0.5, 'currency': 'AUD', 'tax_code': None}
    """
    if isinstance(value, dict):
        if name in MEASURES:
            return {"uom": value["uom"], "value": float(str(value["value"] or 0))}
        made = {key: native(each, key) for key, each in value.items()}
        return {**made, "unit": made.get("uom")} if name == "pricing_module" else made or None
    if isinstance(value, list):
        return [native(each, name) for each in value]
    if isinstance(value, str):
        return READERS.get(name, str)(value) if value else None
    return value


def native_inventories(section: JsonObject) -> JsonObject:
    """Return an inventories section; only what money stock is worth stays text."""
    made = members(native({**section, "warehouses": []}))
    properties = {
        **members(made["inventory_properties"]),
        "enabled": made["enabled"],
        "preorder_configuration": [],
        "preorder_period": None,
    }
    return {
        **made,
        "inventory_properties": properties,
        "warehouses": [_warehouse(each) for each in elements(section["warehouses"])],
    }


def _warehouse(stock: JsonObject) -> JsonObject:
    figures = {name: native(value, name) for name, value in stock.items() if name in DECIMALS}
    return {
        **figures,
        "quantity_on_hand_value": stock["quantity_on_hand_value"],
        "quantity_available_value": stock["quantity_available_value"],
        "warehouse": {
            "object": "warehouse",
            "id": stock["uuid"],
            "name": stock["name"],
            "href": f"/api/v4/settings/warehouses/{stock['uuid']}",
        },
        "uom": stock["uom"] or None,
    }
