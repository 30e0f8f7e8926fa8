"""The suppliers of an item: their terms, and which of them is the standard one."""

from __future__ import annotations

from typing import Final, cast

from understudy.behavior import Draft, Seeds
from understudy.behavior.merging import merge
from understudy.contract.operations import Json, JsonObject
from understudy.services.jtl.items import article_of
from understudy.services.jtl.partners import SUPPLIERS
from understudy.services.jtl.requests import matching
from understudy.services.jtl.terms import terms
from understudy.state import Transaction

PER_ITEM: Final = 2  # suppliers at most, from the start
VAT_PERCENT: Final = 19
_SCALE_FROM: Final = 50


def item_supplier(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a supplier's terms for an item: every item has a standard one, every third another."""
    item, place = divmod(index, PER_ITEM)
    if item >= seeds.counts["item"] or (place and item % 3):
        return None
    article, dice, standard = (
        article_of(seeds, item),
        seeds.dice("item_supplier", index),
        terms(item),
    )
    supplier = standard.supplier if not place else standard.supplier % SUPPLIERS + 1
    price = article.base_cost if not place else round(article.base_cost * 1.06, 2)
    scale: JsonObject = {
        "FromQuantity": _SCALE_FROM,
        "PurchasePriceNet": 0,
        "ReduceStandardPriceByPercent": 3,
    }
    scales: list[Json] = [scale] if dice.chance(0.3) else []
    return {
        "Key": f"{item + 1}/{supplier}",
        "ItemId": item + 1,
        "SupplierId": supplier,
        "Sku": f"{article.manufacturer_number}-{supplier}",
        "ItemName": article.name,
        "IsStandard": not place,
        "PurchasePriceNet": price,
        "TaxRate": VAT_PERCENT,
        "MinimumPurchaseQuantity": article.pack_size,
        "PermissibleOrderQuantity": article.pack_size,
        "DeliveryTime": standard.own_days,
        "UseSupplierDeliveryTime": not standard.uses_own,
        "Stocklevel": 10 * dice.integer(0, 40),
        "IsDropshipping": dice.chance(0.1),
        "MergeStockLevel": False,
        "Comment": "",
        "PackagingUnit": "box",
        "AmountPackagingUnit": article.pack_size,
        "PackagingUnitPurchasePriceNet": round(price * article.pack_size, 2),
        "ScalePrices": scales,
    }


def written_supplier(draft: Draft) -> JsonObject:
    """Make or change a supplier's terms; at most one supplier of an item is the standard one."""
    transaction = draft.call.transaction
    item = cast("int", draft.call.values["itemId"])
    made = merge({"ItemId": item, **(draft.existing or {})}, draft.fields)
    made["ScalePrices"] = [
        {"PurchasePriceNet": 0, "ReduceStandardPriceByPercent": 0, **each}
        for each in cast("list[JsonObject]", made["ScalePrices"])
    ]
    price, amount = made["PurchasePriceNet"], made["AmountPackagingUnit"]
    made["PackagingUnitPurchasePriceNet"] = packaged(price, amount)
    if made["IsStandard"]:
        for other in matching(transaction, "item_supplier", ItemId=item, IsStandard=True):
            if other["SupplierId"] != made["SupplierId"]:
                transaction.put("item_supplier", str(other["Key"]), {**other, "IsStandard": False})
    _settle(transaction, item, made)
    return made


def packaged(price: Json, amount: Json) -> float:
    """Return what a packaging unit costs, within what a price can be.

    >>> packaged(94.21, 12)
    1130.52
    """
    cost = cast("float", price) * cast("float", amount)
    return max(min(round(cost, 6), 999_999_999_999), -999_999_999_999)


def procurement_days(
    transaction: Transaction, item: JsonObject, standard: JsonObject | None = None
) -> int | None:
    """Return how long procuring an item takes by its standard supplier's terms.

    None where that does not follow from them: the item says it itself, or has no supplier.
    """
    storage = cast("JsonObject", item["StorageOptions"])
    if not storage["DetermineProcurementTimeAutomatically"]:
        return None
    terms = standard or _standard_terms(transaction, item["Id"])
    if terms is None:
        return None
    days = terms["DeliveryTime"]
    if terms["UseSupplierDeliveryTime"]:
        supplier = transaction.get("supplier", cast("int", terms["SupplierId"]))
        days = supplier["DeliveryTime"] if supplier else days
    return min(cast("int", days) + cast("int", storage["AdditionalHandlingTime"]), 2_147_483_647)


def _standard_terms(transaction: Transaction, item: Json) -> JsonObject | None:
    """Return the terms of an item's standard supplier, if it has one."""
    found = matching(transaction, "item_supplier", ItemId=item, IsStandard=True)
    return found[0] if found else None


def _settle(transaction: Transaction, item_id: int, made: JsonObject) -> None:
    """Let the item's procurement time follow from its standard supplier."""
    item = transaction.get("item", item_id)
    if item is None or not made["IsStandard"]:
        return
    days = procurement_days(transaction, item, made)
    if days is not None:
        storage = {**cast("JsonObject", item["StorageOptions"]), "ProcurementTime": days}
        transaction.put("item", item_id, {**item, "StorageOptions": storage})
