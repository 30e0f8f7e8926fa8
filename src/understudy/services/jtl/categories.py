"""The category tree: a root per trade, below it one category per family of articles."""

from __future__ import annotations

from typing import cast

from understudy.behavior import Draft, Problem, Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data.catalog import FAMILIES
from understudy.services.jtl.channels import ONLINE_SHOP, POINT_OF_SALE, require_activation
from understudy.services.jtl.lookups import TRADES as ROOTS
from understudy.services.jtl.requests import found, matching, refused
from understudy.state import Transaction

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


def written_category(draft: Draft) -> JsonObject:
    """Make or change a category; its level, and those of all below it, follow from the tree.

    Raises:
        Refused: it would be its own ancestor, or cannot be active on a sales channel.
    """
    transaction, existing = draft.call.transaction, draft.existing
    made: JsonObject = {**(existing or {"Id": draft.new_key("")}), **draft.fields}
    channels = draft.fields.get("ActiveSalesChannels")
    if channels is not None:
        require_activation(transaction, channels, of="CategoryCapabilities")
    made["Level"] = _level(transaction, made)
    if existing is not None:
        if existing["Level"] != made["Level"]:
            _settle(transaction, made)
        renamed(transaction, made)
    return made


def renamed(transaction: Transaction, category: JsonObject) -> None:
    """Let items tell the name that a category has now."""
    key, name = category["Id"], category["Name"]
    for item in matching(transaction, "item", **{"Categories.CategoryId": key}):
        categories = [
            {**each, "Name": name} if each["CategoryId"] == key else each
            for each in cast("list[JsonObject]", item["Categories"])
        ]
        if categories != item["Categories"]:
            transaction.put(
                "item", cast("int", item["Id"]), {**item, "Categories": cast("Json", categories)}
            )


def _level(transaction: Transaction, category: JsonObject) -> int:
    """Return the depth of a category, by walking up to its root."""
    level, above = 1, category["ParentCategoryId"]
    while above:
        if above == category["Id"]:
            message = "a category cannot be below itself"
            raise refused(Problem.CONFLICT, message, "ParentCategoryId")
        parent = found(transaction, "category", above, "ParentCategoryId")
        level, above = level + 1, parent["ParentCategoryId"]
    return level


def _settle(transaction: Transaction, category: JsonObject) -> None:
    """Set the levels of all categories below one that was moved."""
    for below in matching(transaction, "category", ParentCategoryId=category["Id"]):
        changed = {**below, "Level": cast("int", category["Level"]) + 1}
        transaction.put("category", cast("int", below["Id"]), changed)
        _settle(transaction, changed)
