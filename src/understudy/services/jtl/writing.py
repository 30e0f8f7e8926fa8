"""Items that requests make and change: what the server adds, and what must exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from understudy.behavior import Draft, Problem, Refused
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.services.jtl.items import UNSET_DATE
from understudy.state import Transaction

DEFAULT_CONDITION = DEFAULT_TAX_CLASS = 1

# An item about which nothing was said, in the order of the contract.
_BLANK: Final[JsonObject] = {
    "Id": 0,
    "SKU": "",
    "ManufacturerId": 0,
    "ResponsiblePersonId": 0,
    "IsActive": True,
    "Categories": [],
    "Name": "",
    "Description": "",
    "ShortDescription": "",
    "Identifiers": {
        "Gtin": "",
        "ManufacturerNumber": "",
        "ISBN": "",
        "UPC": "",
        "AmazonFnsku": "",
        "Asins": [],
        "OwnIdentifier": "",
    },
    "Components": [],
    "ChildItems": [],
    "ParentItemId": 0,
    "ItemPriceData": {
        "SalesPriceNet": 0,
        "SuggestedRetailPrice": 0,
        "PurchasePriceNet": 0,
        "EbayPrice": 0,
        "AmazonPrice": 0,
    },
    "ActiveSalesChannels": [],
    "SortNumber": 0,
    "Annotation": "",
    "Added": UNSET_DATE,
    "Changed": UNSET_DATE,
    "ReleasedOnDate": UNSET_DATE,
    "StorageOptions": {
        "InventoryManagementActive": False,
        "SplitQuantity": False,
        "GlobalMinimumStockLevel": 0,
        "Buffer": 0,
        "SerialNumberItem": False,
        "SerialNumberTracking": False,
        "SubjectToShelfLifeExpirationDate": False,
        "SubjectToBatchItem": False,
        "ProcurementTime": 0,
        "DetermineProcurementTimeAutomatically": False,
        "AdditionalHandlingTime": 0,
    },
    "CountryOfOrigin": "",
    "ConditionId": DEFAULT_CONDITION,
    "ShippingClassId": 0,
    "ProductGroupId": 0,
    "TaxClassId": DEFAULT_TAX_CLASS,
    "Dimensions": {"Length": 0, "Width": 0, "Height": 0},
    "Weights": {"ItemWeigth": 0, "ShippingWeight": 0},
    "AllowNegativeStock": False,
    "Quantities": {
        "MinimumOrderQuantity": 0,
        "MinimumPurchaseQuantityForCustomerGroup": [],
        "PermissibleOrderQuantity": 0,
    },
    "DangerousGoods": {"UnNumber": "", "HazardNo": ""},
    "Taric": "",
    "SearchTerms": "",
    "PriceListActive": False,
    "IgnoreDiscounts": False,
    "AvailabilityId": 0,
}

_BLANK_GROUP: Final[JsonObject] = {
    "CustomerGroupId": 0,
    "PermissibleOrderQuantity": 0,
    "MinimumPurchaseQuantity": 0,
    "IsActive": False,
}

# Decided once, when an item is created.
_FINAL_STORAGE_OPTIONS = frozenset(
    {
        "InventoryManagementActive",
        "SplitQuantity",
        "SerialNumberItem",
        "SubjectToShelfLifeExpirationDate",
        "SubjectToBatchItem",
    }
)


def new_item(draft: Draft) -> JsonObject:
    """Make the item that a request describes: active, and 0, empty or false where it says nothing.

    Raises:
        Refused: it names a category or a component that does not exist.
    """
    key = cast("int", draft.new_key(""))
    sku = draft.fields.get("SKU") or _free_sku(draft.call.transaction, key)
    blank = {**_BLANK, "Id": key, "Added": draft.now, "Changed": draft.now}
    return {**_laid_over(blank, draft), "SKU": sku}


def changed_item(draft: Draft) -> JsonObject:
    """Lay a request over an item; `Changed` moves only when something did.

    Raises:
        Refused: it names a category or a component that does not exist.
    """
    existing = draft.existing or {}
    storage = draft.fields.get("StorageOptions")
    if isinstance(storage, dict):
        for name in _FINAL_STORAGE_OPTIONS & storage.keys():
            del storage[name]
    made = _laid_over(existing, draft)
    return made if made == existing else {**made, "Changed": draft.now}


def _laid_over(record: JsonObject, draft: Draft) -> JsonObject:
    """Return the record with the request's members for its own, nested objects by member."""
    made = dict(record)
    for name, value in draft.fields.items():
        made[name] = _nested(made.get(name), value)
    if "Categories" in draft.fields:
        made["Categories"] = _categories(draft)
    if "Components" in draft.fields:
        made["Components"] = _components(draft)
    return made


def _nested(before: Json, value: Json) -> Json:
    """Lay an object's known members over another's; what is unknown to an item is not kept."""
    if not isinstance(before, dict) or not isinstance(value, dict):
        return value
    merged = before | {name: each for name, each in value.items() if name in before}
    groups = merged.get("MinimumPurchaseQuantityForCustomerGroup")
    if isinstance(groups, list):
        merged["MinimumPurchaseQuantityForCustomerGroup"] = [
            _nested(_BLANK_GROUP, each) for each in groups
        ]
    return merged


def _categories(draft: Draft) -> list[Json]:
    wanted = cast("Sequence[JsonObject]", draft.fields["Categories"])
    found: dict[Json, Json] = {}
    for place, each in enumerate(wanted):
        key = cast("int", each["CategoryId"])
        category = draft.call.transaction.get("category", key)
        if category is None:
            raise _missing(f"/Categories/{place}/CategoryId", f"there is no category {key}")
        found[category["Id"]] = {"CategoryId": category["Id"], "Name": category["Name"]}
    return list(found.values())


def _components(draft: Draft) -> list[Json]:
    wanted = cast("Sequence[JsonObject]", draft.fields["Components"])
    for place, each in enumerate(wanted):
        key = cast("int", each["ItemId"])
        if draft.call.transaction.row("item", key) is None:
            raise _missing(f"/Components/{place}/ItemId", f"there is no item {key}")
    return [
        {
            "ItemId": each["ItemId"],
            "Quantity": each["Quantity"],
            "SortNumber": each.get("SortNumber", 0),
        }
        for each in wanted
    ]


def _missing(pointer: str, message: str) -> Refused:
    offence = Offence(pointer=pointer, message=message, keyword="reference")
    return Refused(Problem.NOT_FOUND, message, offences=(offence,))


def _free_sku(transaction: Transaction, key: int) -> str:
    """Make an article number up from the id; add to it while another item has it."""
    sku = f"ART{key:07d}"
    while transaction.holders("item", "SKU", sku):
        sku += "-1"
    return sku
