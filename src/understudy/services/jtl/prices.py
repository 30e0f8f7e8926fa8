"""Prices of an item beside its own: of customers, of sales channels, and special ones."""

from __future__ import annotations

from typing import Final, cast

from understudy.behavior import Answer, Call, Draft, Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data import timestamp
from understudy.services.jtl.channels import ERP, ONLINE_SHOP, require
from understudy.services.jtl.items import UNSET_DATE, article_of, item
from understudy.services.jtl.requests import DONE, found

_WITH_CUSTOMERS, _WITH_CHANNELS, _WITH_SPECIAL = 10, 3, 8  # every how manyth item has such prices
_WHOLESALE, _TIER = 2, 10  # customer group and quantity of the second row
_EITHER: Final = ("NetPrice", "ReduceStandardPriceByPercent")

NO_SPECIAL_PRICE: Final[JsonObject] = {
    "SpecialPrice": [],
    "IsActive": False,
    "StartDate": UNSET_DATE,
    "EndDateActive": False,
    "EndDate": UNSET_DATE,
    "TillAmountActive": False,
    "TillAmountInStockSmallerThan": 0,
}


def customer_price(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the price that one customer has for an item."""
    number = index * _WITH_CUSTOMERS
    if number >= seeds.counts["item"]:
        return None
    customer = index % 5 + 1
    return {
        "Key": f"{number + 1}/{customer}/0",
        "ItemId": number + 1,
        "CustomerId": customer,
        "FromQuantity": 0,
        "NetPrice": article_of(seeds, number).wholesale_price,
        "ReduceStandardPriceByPercent": 0,
    }


def channel_price(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a price of an item in the shop: one for all, one for wholesale from a quantity on."""
    number, is_tier = divmod(index, 2)
    number *= _WITH_CHANNELS
    if number >= seeds.counts["item"]:
        return None
    shown = item(seeds, number)
    if ONLINE_SHOP not in cast("list[Json]", shown["ActiveSalesChannels"]):
        return None
    group, quantity = (_WHOLESALE, _TIER) if is_tier else (0, 0)
    price = cast("JsonObject", shown["ItemPriceData"])["SalesPriceNet"]
    return {
        "Key": f"{number + 1}/{ONLINE_SHOP}/{group}/{quantity}",
        "ItemId": number + 1,
        "SalesChannelId": ONLINE_SHOP,
        "CustomerGroupId": group,
        "FromQuantity": quantity,
        "NetPrice": 0 if is_tier else price,
        "ReduceStandardPriceByPercent": 5 if is_tier else 0,
    }


def special_price(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the special price of an item: a tenth off for everybody, while stock lasts."""
    number = index * _WITH_SPECIAL
    if number >= seeds.counts["item"]:
        return None
    row: JsonObject = {
        "IsActive": True,
        "CustomerGroupId": 1,
        "NetPrice": round(article_of(seeds, number).price * 0.9, 2),
        "SalesChannelId": ERP,
    }
    rows: list[Json] = [row]
    return {
        **NO_SPECIAL_PRICE,
        "ItemId": number + 1,
        "SpecialPrice": rows,
        "IsActive": index % 2 == 0,
        "StartDate": timestamp(seeds.now),
        "TillAmountActive": True,
        "TillAmountInStockSmallerThan": 5,
    }


def written_customer_price(draft: Draft) -> JsonObject:
    """Make or change the price of a customer: a price or a percentage, the other is 0."""
    return _either(draft)


def written_channel_price(draft: Draft) -> JsonObject:
    """Make or change a price on a sales channel: a price or a percentage, the other is 0.

    Raises:
        Refused: the channel has no prices.
    """
    made = _either(draft)
    require(draft.call.transaction, str(made["SalesChannelId"]), "Prices")
    return made


def update_special_price(call: Call) -> Answer:
    """Set an item's special price, which it need not have had.

    Raises:
        Refused: a customer group is not there, or a sales channel has no special prices.
    """
    transaction, number = call.transaction, cast("int", call.values["itemId"])
    before = transaction.get("special_price", number) or {**NO_SPECIAL_PRICE, "ItemId": number}
    asked = {name: value for name, value in cast("JsonObject", call.body).items() if name in before}
    rows = cast("list[JsonObject]", asked.get("SpecialPrice", []))
    for place, row in enumerate(rows):
        require(transaction, str(row["SalesChannelId"]), "SpecialPrices")
        found(
            transaction,
            "customer_group",
            row["CustomerGroupId"],
            f"SpecialPrice.{place}.CustomerGroupId",
        )
    if "SpecialPrice" in asked:
        known = ("IsActive", "CustomerGroupId", "NetPrice", "SalesChannelId")
        asked["SpecialPrice"] = [{name: row[name] for name in known} for row in rows]
    transaction.put("special_price", number, {**before, **asked, "ItemId": number})
    return DONE


def _either(draft: Draft) -> JsonObject:
    item_id = draft.call.values["itemId"]
    made = {"ItemId": item_id, **(draft.existing or {}), **draft.fields}
    for name, other in (_EITHER, _EITHER[::-1]):
        if name in cast("JsonObject", draft.call.body):
            made[other] = 0
    return made
