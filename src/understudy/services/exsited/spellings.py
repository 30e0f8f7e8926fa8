"""The several spellings of request members, reduced to the one that answers use."""

from __future__ import annotations

from collections.abc import Mapping

from understudy.contract.operations import JsonObject

READ_SPELLINGS: Mapping[str, str] = {
    "isEnabled": "enabled",
    "is_enabled": "enabled",
    "is_enable": "enabled",
    "isTaxExemptWhenSold": "tax_exempt_when_sold",
    "is_tax_exempt_when_sold": "tax_exempt_when_sold",
    "sale_price_entered_is_inclusive_of_tax": "sale_price_entered_inclusive_of_tax",
    "sale_price_is_based_on": "sale_price_based_on",
    "supplier_management_isEnabled": "supplier_management_enabled",
    "supplier_management_is_enabled": "supplier_management_enabled",
    "enable_supplier_management": "supplier_management_enabled",
    "isTaxExemptWhenPurchase": "tax_exempt_when_purchase",
    "is_tax_exempt_when_purchase": "tax_exempt_when_purchase",
    "purchase_price_entered_is_inclusive_of_tax": "purchase_price_entered_inclusive_of_tax",
    "warehouse_isEnabled": "enable_warehouse_management",
    "warehouse_is_enabled": "enable_warehouse_management",
    "warehouse_enabled": "enable_warehouse_management",
    "stock_required_for_sale": "quantity_available_for_sale",
    "low_stock_threshold_is_based_on": "low_stock_threshold_based_on",
    "reordering_threshold_is_based_on": "reordering_threshold_based_on",
    "enable_preordering": "enable_preorder",
    "use_atp_as_quantity_available_for_webhook": (
        "use_atp_value_as_quantity_available_for_webhook"
    ),
    "isUsedForSale": "used_for_sale",
    "is_used_for_sale": "used_for_sale",
    "isDefaultForSale": "default_for_sale",
    "is_default_for_sale": "default_for_sale",
    "isUsedForPurchase": "used_for_purchase",
    "is_used_for_purchase": "used_for_purchase",
    "isDefaultForPurchase": "default_for_purchase",
    "is_default_for_purchase": "default_for_purchase",
    "isBase": "base_uom",
    "is_base": "base_uom",
    "saleConversionRate": "sale_conversion_rate",
    "purchaseConversionRate": "purchase_conversion_rate",
}


def as_read(fields: JsonObject) -> JsonObject:
    """Return the members under the names that answers use; a member of that name wins.

    >>> as_read({"isEnabled": True, "enabled": "false", "isBase": True, "name": "BOX"})
    {'enabled': 'false', 'base_uom': True, 'name': 'BOX'}
    """
    found: JsonObject = {}
    for name, value in fields.items():
        read = READ_SPELLINGS.get(name, name)
        if read == name or read not in fields:
            found[read] = value
    return found
