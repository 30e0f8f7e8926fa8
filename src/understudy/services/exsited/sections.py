"""The sale, purchase and inventories sections of an item: all that any operation may show of them.

A record always carries all three. An operation shows the members that its schema lists; a section
that an item's kind lacks is switched off and never shown in its detail.
"""

from __future__ import annotations

from functools import lru_cache

from understudy.contract.operations import Json, JsonObject
from understudy.data import Dice
from understudy.services.exsited.wording import money

DEFAULT_WAREHOUSE = "Default Warehouse"
GROUPS = ("Fasteners", "Hand Tools", "Electrical", "Plumbing", "Workwear", "Consumables")
WAREHOUSES = (DEFAULT_WAREHOUSE, "Brisbane North", "Fremantle Dock")
# Links lead to a reserved name, so that nobody who follows one leaves for the real service.
SETTINGS = "https://exsited.example.com/api/v3/settings"


def named(**values: str) -> list[Json]:
    """Return named values, as properties and attributes are kept."""
    return [{"name": name, "value": value} for name, value in values.items()]


def unsold() -> JsonObject:
    """Return the sale section of an item that is not sold."""
    return {
        "enabled": "false",
        "enable_back_order": "false",
        "invoice_note": "",
        "accounting_code": {},
        "default_sale_price": "0.00",
        "shipping_profile": "",
        "width": {"uom": "cm", "value": "0.00"},
        "height": {"uom": "cm", "value": "0.00"},
        "length": {"uom": "cm", "value": "0.00"},
        "weight": {"uom": "kg", "value": "0.00"},
        "tax_exempt_when_sold": "false",
        "pricing_method": "STANDARD",
        "tax_configuration": {
            "sale_price_entered_inclusive_of_tax": "false",
            "sale_price_based_on": "SPECIFIC_TAX_CODE",
            "tax_code": {},
        },
        "pricing_profile": {},
        "charge": {"type": "ONE_OFF", "properties": []},
        "payment_properties": [],
        "discount_profile": {},
        "pricing": unpriced(),
        "pricing_levels": [],
        "pricing_schedules": [],
        "use_on_sale_price": "false",
        "sale_price_variant": "",
        "sale_price": "",
        "start_date": "",
        "end_date": "",
    }


def unpurchased() -> JsonObject:
    """Return the purchase section of an item that is not purchased."""
    return {
        "enabled": "false",
        "supplier_management_enabled": "false",
        "accounting_code": {},
        "purchase_order_note": "",
        "default_purchase_price": "",
        "tax_exempt_when_purchase": "false",
        "tax_configuration": {
            "purchase_price_entered_inclusive_of_tax": "false",
            "tax_code": {},
        },
        "pricing_profile": {},
        "purchase_properties": [],
        "pricing": unpriced(),
        "suppliers": [],
    }


def unpriced() -> JsonObject:
    """Return a price structure without prices of its own."""
    return {
        "type": "PER_UNIT_PRICING",
        "version": "1",
        "latest_used_pricing_version": "",
        "pricing_module": [],
    }


def unstocked() -> JsonObject:
    """Return the inventories section of an item without stock."""
    return {
        "enabled": "false",
        "enable_warehouse_management": "false",
        "warehouses": [],
        "default_warehouse": "",
        "inventory_properties": {
            "enable_low_stock_notification": "false",
            "low_stock_threshold_based_on": "",
            "enable_reordering": "false",
            "reordering_threshold_based_on": "",
            "quantity_available_for_sale_determination": ["QUANTITY_ON_HAND"],
            "quantity_available_for_sale": "UNLIMITED",
            "enable_preorder": "false",
            "enable_serialization": "false",
            "enable_batch_tracking": "false",
            "enable_inventory_costing": "false",
            "use_atp_value_as_quantity_available_for_webhook": "false",
            "default_cost_per_unit": "",
        },
    }


def warehouse(name: str, uom: str) -> JsonObject:
    """Return an empty warehouse; the same name is the same warehouse for every item."""
    uuid = uuid_of("warehouse", name)
    return {
        "name": name,
        "uuid": uuid,
        "link": f"{SETTINGS}/warehouses/{uuid}",
        "quantity_on_hand": "0",
        "quantity_promised": "0",
        "quantity_on_order": "0",
        "quantity_on_return": "0",
        "quantity_on_purchase_return": "0",
        "quantity_available": "0",
        "quantity_on_hand_value": money(0),
        "quantity_available_value": money(0),
        "uom": uom,
    }


def switched_off() -> JsonObject:
    """Return the sections of an item that is not traded, and the figures of one not ordered."""
    return {
        "sale": unsold(),
        "purchase": unpurchased(),
        "inventories": unstocked(),
        "kpis": no_orders(),
    }


def no_orders() -> JsonObject:
    """Return the figures of an item that nobody ordered yet."""
    return {
        "total_orders": 0,
        "active_orders": 0,
        "total_revenue": 0,
        "total_collected": 0,
        "total_outstanding": 0,
        "total_overdue": 0,
    }


def currency(name: str, *, used: bool, default: bool) -> JsonObject:
    """Return a currency that is used, or the default, for sales and purchases alike."""
    return {
        "name": name,
        "used_for_sale": "true" if used else "false",
        "default_for_sale": "true" if default else "false",
        "used_for_purchase": "true" if used else "false",
        "default_for_purchase": "true" if default else "false",
    }


def unit(name: str, rate: str, *, base: bool) -> JsonObject:
    """Return a unit of measure; `rate` says how many base units it is."""
    return {
        "name": name,
        "base_uom": "true" if base else "false",
        "sale_conversion_rate": rate,
        "purchase_conversion_rate": rate,
        "used_for_sale": "true",
        "used_for_purchase": "true",
    }


def custom_form(name: str) -> JsonObject:
    """Return a form; the same name is the same form for every item."""
    return {"name": name, "uuid": uuid_of("form", name)}


@lru_cache(maxsize=64)
def uuid_of(kind: str, name: str) -> str:
    """Return the identifier of a setting: the same name is the same one everywhere."""
    return Dice("exsited", kind, name).uuid()
