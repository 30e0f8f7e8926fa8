"""Variations: what the children of an item differ in, and how an item becomes a child."""

from __future__ import annotations

from typing import Final, cast

from understudy.behavior import Answer, Call, Problem, Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.services.jtl.families import CHILDREN, parent_at
from understudy.services.jtl.items import article_of
from understudy.services.jtl.requests import DONE, found, matching, refused, whole_numbers
from understudy.state import Transaction

DROPDOWN: Final = 0


def variation(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the variation of the parent at an index among parents: the size of its children."""
    parent = parent_at(index)
    if parent >= seeds.counts["item"]:
        return None
    translations: list[Json] = [{"LanguageIso": "EN", "Name": "Size"}]
    return {
        "Id": index + 1,
        "ItemId": parent + 1,
        "Name": "Größe",
        "Type": DROPDOWN,
        "Translations": translations,
    }


def variation_value(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the value that one child has; its name is the child's size."""
    parent, place = divmod(index, CHILDREN)
    child = parent_at(parent, place + 1)
    if child >= seeds.counts["item"]:
        return None
    return {
        "Id": index + 1,
        "ItemId": parent_at(parent) + 1,
        "VariationId": parent + 1,
        "Name": article_of(seeds, child).size,
        "Translations": [],
    }


def assign_child(call: Call) -> Answer:
    """Make an item a child of another, with one value for each variation of the parent.

    Raises:
        Refused: an item or value is not there, the values are not one of each variation, another
            child has them, or the item cannot be a child.
    """
    transaction = call.transaction
    parent = call.owners[0]
    child = found(transaction, "item", call.values["childItemId"])
    values = sorted(whole_numbers(call.body))
    _check_combination(transaction, parent, values)
    _check_family(transaction, parent, child, values)
    children = cast("list[Json]", parent["ChildItems"])
    if child["Id"] not in children:
        transaction.put(
            "item", cast("int", parent["Id"]), {**parent, "ChildItems": [*children, child["Id"]]}
        )
    chosen: list[Json] = [*values]
    changed = {**child, "ParentItemId": parent["Id"], "VariationValues": chosen}
    transaction.put("item", cast("int", child["Id"]), changed)
    return DONE


def _check_combination(transaction: Transaction, parent: JsonObject, values: list[int]) -> None:
    """Check that there is exactly one value of each variation of the parent."""
    chosen: list[Json] = []
    for number in values:
        value = transaction.get("variation_value", number)
        if value is None or value["ItemId"] != parent["Id"]:
            raise refused(Problem.UNKNOWN_REFERENCE, f"there is no variation value {number}")
        chosen.append(value["VariationId"])
    variations = [each["Id"] for each in matching(transaction, "variation", ItemId=parent["Id"])]
    if sorted(chosen, key=str) != sorted(variations, key=str) or not variations:
        raise refused(Problem.CONFLICT, "this takes one value of each variation of the parent")


def _check_family(
    transaction: Transaction, parent: JsonObject, child: JsonObject, values: list[int]
) -> None:
    if child["Id"] == parent["Id"] or parent["ParentItemId"] or child["ChildItems"]:
        raise refused(Problem.CONFLICT, "a family has one parent, and children without their own")
    if child["ParentItemId"] not in (0, parent["Id"]):
        raise refused(Problem.CONFLICT, f"item {child['Id']} is a child of another item")
    for number in cast("list[int]", parent["ChildItems"]):
        sibling = transaction.get("item", number)
        if sibling and number != child["Id"] and sibling.get("VariationValues") == values:
            raise refused(Problem.CONFLICT, f"item {number} has these values already")
