"""Items that requests make and change: what the server adds, and what must exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from understudy.behavior import Draft
from understudy.behavior.merging import merge
from understudy.contract.operations import Json, JsonObject
from understudy.services.jtl.channels import require_activation
from understudy.services.jtl.requests import found
from understudy.services.jtl.supply import procurement_days
from understudy.state import Transaction

_GROUPS: Final = "MinimumPurchaseQuantityForCustomerGroup"
_BLANK_GROUP: Final[JsonObject] = {
    "CustomerGroupId": 0,
    "PermissibleOrderQuantity": 0,
    "MinimumPurchaseQuantity": 0,
    "IsActive": False,
}


def new_item(draft: Draft) -> JsonObject:
    """Make the item that a request describes: active, with an article number of its own.

    Raises:
        Refused: it names a category that does not exist, or a channel that takes no items.
    """
    key = cast("int", draft.new_key(""))
    sku = draft.fields.get("SKU") or _free_sku(draft.call.transaction, key)
    own = {"Id": key, "SKU": sku, "Added": draft.now, "Changed": draft.now}
    return _completed({**draft.fields, **own}, draft)


def changed_item(draft: Draft) -> JsonObject:
    """Lay a request over an item; `Changed` moves only when something did.

    Raises:
        Refused: it names a category that does not exist, or a channel that takes no items.
    """
    existing = draft.existing or {}
    made = _completed(merge(existing, draft.fields), draft)
    return made if made == existing else {**made, "Changed": draft.now}


def _completed(item: JsonObject, draft: Draft) -> JsonObject:
    """Return the item with what follows from what the request says of it."""
    transaction = draft.call.transaction
    if "Categories" in draft.fields:
        item["Categories"] = _categories(draft)
    if "Components" in draft.fields:
        item["Components"] = _filled(item["Components"], {"SortNumber": 0})
    if "ActiveSalesChannels" in draft.fields:
        require_activation(transaction, draft.fields["ActiveSalesChannels"])
    quantities = cast("JsonObject", item["Quantities"])
    if quantities[_GROUPS]:
        item["Quantities"] = {**quantities, _GROUPS: _filled(quantities[_GROUPS], _BLANK_GROUP)}
    days = procurement_days(transaction, item)
    if days is not None:
        item["StorageOptions"] = {
            **cast("JsonObject", item["StorageOptions"]),
            "ProcurementTime": days,
        }
    return item


def _filled(elements: Json, blank: JsonObject) -> Json:
    return [{**blank, **each} for each in cast("list[JsonObject]", elements)]


def _categories(draft: Draft) -> list[Json]:
    wanted = cast("Sequence[JsonObject]", draft.fields["Categories"])
    assigned: dict[Json, Json] = {}
    for place, each in enumerate(wanted):
        where = f"Categories.{place}.CategoryId"
        category = found(draft.call.transaction, "category", each["CategoryId"], where)
        assigned[category["Id"]] = {"CategoryId": category["Id"], "Name": category["Name"]}
    return list(assigned.values())


def _free_sku(transaction: Transaction, key: int) -> str:
    """Make an article number up from the id; add to it while another item has it."""
    sku = f"ART{key:07d}"
    while transaction.holders("item", "SKU", sku):
        sku += "-1"
    return sku
