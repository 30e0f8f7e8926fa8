"""The category tree: a root per trade, below it one category per family of articles."""

from __future__ import annotations

from understudy.behavior import Seeds
from understudy.contract.operations import JsonObject
from understudy.data.catalog import FAMILIES

ONLINE_SHOP, POINT_OF_SALE = (
    "2-2-2",
    "9-7-1-2",
)  # the kinds of sales channel that items can be active on

ROOTS = tuple(dict.fromkeys(family.category for family in FAMILIES))
NAMES = (*ROOTS, *(family.label for family in FAMILIES), "Clearance")
_PARENTS = {family.label: ROOTS.index(family.category) + 1 for family in FAMILIES}
_IDS = {name: index + 1 for index, name in enumerate(NAMES)}


def category(_seeds: Seeds, index: int) -> JsonObject:
    """Make the category at an index: the roots come first, one that is on no sales channel last."""
    name = NAMES[index]
    parent = _PARENTS.get(name, 0)
    is_sold = name != NAMES[-1]
    return {
        "Id": index + 1,
        "Name": name,
        "Description": f"{name} for workshop and industry." if is_sold else "",
        "ParentCategoryId": parent,
        "Level": 2 if parent else 1,
        "SortNumber": 10 * (index + 1) if is_sold else 0,
        "ActiveSalesChannels": [ONLINE_SHOP, POINT_OF_SALE] if is_sold else [],
    }


def assigned(*names: str) -> list[JsonObject]:
    """Return the categories of these names as an item refers to them."""
    return [{"CategoryId": _IDS[name], "Name": name} for name in names]
