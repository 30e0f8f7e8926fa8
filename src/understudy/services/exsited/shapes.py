"""What of a request body is kept, and in which form: one shape per section of an item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.sections import custom_form
from understudy.services.exsited.spellings import as_read
from understudy.services.exsited.wording import flag, price

Shape: TypeAlias = "Mapping[str, Callable[[Json], Json] | Shape]"


def laid_over(section: JsonObject, fields: Json, shape: Shape) -> JsonObject:
    """Return the section with what the fields say in the form of the shape; the rest is ignored.

    >>> laid_over({"enabled": "false", "name": ""}, {"isEnabled": True, "id": 1}, {"enabled": flag})
    {'enabled': 'true', 'name': ''}
    """
    said = as_read(members(fields))
    laid = dict(section)
    for name, form in shape.items():
        if name not in said:
            continue
        value = said[name]
        laid[name] = (
            laid_over(members(section.get(name)), value, form)
            if isinstance(form, Mapping)
            else form(value)
        )
    return laid


def members(value: Json) -> JsonObject:
    """Return an object's members; none of anything else."""
    return value if isinstance(value, dict) else {}


def elements(value: Json) -> list[JsonObject]:
    """Return the objects in a list; none of anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def kept(value: Json) -> Json:
    """Return the value as it was sent."""
    return value


def pairs(value: Json) -> Json:
    """Return named values without what else their objects hold."""
    return [{"name": each["name"], "value": each["value"]} for each in elements(value)]


def metrics(value: Json) -> Json:
    """Return quantity metrics as a list, from one text with commas or from a list.

    >>> metrics("QUANTITY_ON_HAND,QUANTITY_PROMISED")
    ['QUANTITY_ON_HAND', 'QUANTITY_PROMISED']
    """
    if isinstance(value, str):
        return [each.strip() for each in value.split(",")]
    return value


def _form(value: Json) -> Json:
    return custom_form(str(value))


def _account(value: Json) -> Json:
    name = members(value).get("sales_revenue") if isinstance(value, dict) else value
    return {"sales_revenue": name} if name else {}


def _prices(value: Json) -> Json:
    shape: Shape = {"price": price, "currency": kept, "uom": kept, "price_type": kept}
    return [laid_over({}, each, shape) for each in elements(value)]


def _levels(value: Json) -> Json:
    shape: Shape = {"name": kept, "uuid": kept}
    return [laid_over({"uuid": ""}, each, shape) for each in elements(value)]


def _suppliers(value: Json) -> Json:
    off: JsonObject = {
        "id": "",
        "name": "",
        "accounting_code": "",
        "default_purchase_price": "",
        "purchase_order_note": "",
        "tax_exempt_when_purchase": "false",
        "tax_configuration": {"purchase_price_entered_inclusive_of_tax": "false", "tax_code": {}},
        "pricing": {"type": "PER_UNIT_PRICING", "pricing_module": []},
    }
    return [laid_over(off, each, _SUPPLIER) for each in elements(value)]


def _tax_code(value: Json) -> Json:
    return laid_over({}, value, {"uuid": kept, "code": kept, "rate": price})


_MEASURE: Shape = {"uom": kept, "value": price}
_PRICING: Shape = {
    "type": kept,
    "version": kept,
    "latest_used_pricing_version": kept,
    "pricing_module": _prices,
}

SALE: Shape = {
    "enabled": flag,
    "invoice_note": kept,
    "accounting_code": _account,
    "default_sale_price": price,
    "width": _MEASURE,
    "height": _MEASURE,
    "length": _MEASURE,
    "weight": _MEASURE,
    "tax_exempt_when_sold": flag,
    "pricing_method": kept,
    "tax_configuration": {
        "sale_price_entered_inclusive_of_tax": flag,
        "sale_price_based_on": kept,
        "tax_code": _tax_code,
    },
    "charge": {"type": kept, "price_period": kept, "properties": pairs},
    "pricing_levels": _levels,
    "pricing_schedules": kept,
    "payment_properties": pairs,
    "pricing": _PRICING,
}

_PURCHASE_TAX: Shape = {
    "purchase_price_entered_inclusive_of_tax": flag,
    "tax_code": _tax_code,
}
_SUPPLIER: Shape = {
    "id": kept,
    "name": kept,
    "accounting_code": kept,
    "default_purchase_price": price,
    "purchase_order_note": kept,
    "tax_exempt_when_purchase": flag,
    "tax_configuration": _PURCHASE_TAX,
    "pricing": {"type": kept, "pricing_module": _prices},
}

PURCHASE: Shape = {
    "enabled": flag,
    "supplier_management_enabled": flag,
    "purchase_order_note": kept,
    "default_purchase_price": price,
    "tax_exempt_when_purchase": flag,
    "tax_configuration": _PURCHASE_TAX,
    "purchase_properties": pairs,
    "pricing": _PRICING,
    "suppliers": _suppliers,
}

INVENTORIES: Shape = {
    "enabled": flag,
    "enable_warehouse_management": flag,
    "default_warehouse": kept,
    "inventory_properties": {
        "enable_low_stock_notification": flag,
        "low_stock_threshold_based_on": kept,
        "enable_reordering": flag,
        "reordering_threshold_based_on": kept,
        "quantity_available_for_sale_determination": metrics,
        "quantity_available_for_sale": kept,
        "enable_preorder": flag,
        "enable_serialization": flag,
        "enable_batch_tracking": flag,
        "use_atp_value_as_quantity_available_for_webhook": flag,
    },
}

CURRENCY: Shape = {
    "name": kept,
    "used_for_sale": flag,
    "default_for_sale": flag,
    "used_for_purchase": flag,
    "default_for_purchase": flag,
}

UNIT: Shape = {
    "name": kept,
    "base_uom": flag,
    "sale_conversion_rate": price,
    "purchase_conversion_rate": price,
    "used_for_sale": flag,
    "used_for_purchase": flag,
}

INFORMATION: Shape = {
    "name": kept,
    "display_name": kept,
    "description": kept,
    "invoice_note": kept,
    "origin": kept,
    "base_uom": kept,
    "manager": kept,
    "group": kept,
    "custom_form": _form,
    "codes": pairs,
    "custom_attributes": pairs,
}
