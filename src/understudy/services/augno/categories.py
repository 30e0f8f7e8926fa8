"""Writing categories: their names, the properties linked to them, the units of their items."""

from __future__ import annotations

from typing import cast

from understudy.behavior import Call, Draft, Problem
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.moves import rebase_category
from understudy.services.augno.refusals import (
    check_own,
    contradiction,
    find,
    record_of,
    refusal,
    unfit,
)


def create_category(draft: Draft) -> JsonObject:
    """Return a new category of the account, without properties.

    Raises:
        Refused: there is no such unit group.
    """
    fields = draft.fields
    group = find(draft.call, "unit_group", fields["unit_group_id"], "unit_group_id")
    return {
        "id": draft.new_key("item_category"),
        "name": fields["name"],
        "notes": None,
        "type": fields["type"],
        "owner": "account",
        "properties": [],
        "unit_group": group["id"],
        "created_at": draft.now,
        "updated_at": draft.now,
        "is_alive": True,
    }


def update_category(draft: Draft) -> JsonObject:
    """Return the category with other texts.

    Raises:
        Refused: it belongs to the platform.
    """
    category = cast("JsonObject", draft.existing)
    check_own(category)
    return {**category, **draft.fields, "updated_at": draft.now}


def link_property(draft: Draft) -> JsonObject:
    """Return the category with a property more; one that it has already changes nothing.

    Raises:
        Refused: there is none, the category has another of that name, or is the platform's.
    """
    category = cast("JsonObject", draft.existing)
    check_own(category)
    added = find(draft.call, "property", draft.call.values["property_id"], "property_id")
    return linked(draft.call, category, added, draft.now)


def linked(call: Call, category: JsonObject, added: JsonObject, now: str) -> JsonObject:
    """Return a category with a property more.

    Raises:
        Refused: it has another of that name.
    """
    there = cast("list[Json]", category["properties"])
    if added["id"] in there:
        return category
    names = {str(record_of(call, "property", key)["name"]).casefold() for key in there}
    if str(added["name"]).casefold() in names:
        raise contradiction(f"the category has a property named {added['name']!r} already")
    return {**category, "properties": [*there, added["id"]], "updated_at": now}


def unlink_property(draft: Draft) -> JsonObject:
    """Return the category without a property.

    Raises:
        Refused: there is none, the category does not have it, or is the platform's.
    """
    category = cast("JsonObject", draft.existing)
    check_own(category)
    key = draft.call.values["property_id"]
    there = cast("list[Json]", category["properties"])
    if key not in there:
        message = f"category {category['name']!r} has no property {key!r}"
        raise refusal(Problem.NOT_FOUND, "property_id", message)
    kept: list[Json] = [each for each in there if each != key]
    return {**category, "properties": kept, "updated_at": draft.now}


def change_unit_group(draft: Draft) -> JsonObject:
    """Return the category with another unit group; its items move to that base unit.

    Raises:
        Refused: there is none, its units measure something else, or the category is the platform's.
    """
    category = cast("JsonObject", draft.existing)
    check_own(category)
    group = find(draft.call, "unit_group", draft.call.values["unit_group_id"], "unit_group_id")
    return regrouped(draft.call, category, group, draft.now)


def regrouped(call: Call, category: JsonObject, group: JsonObject, now: str) -> JsonObject:
    """Return a category with another unit group of the type that it has.

    Raises:
        Refused: the group's units measure something else.
    """
    if group["id"] == category["unit_group"]:
        return category
    current = record_of(call, "unit_group", category["unit_group"])
    if group["type"] != current["type"]:
        message = f"units of type {current['type']} are expected, this group has {group['type']}"
        raise unfit("unit_group_id", message)
    if group["base_unit"] != current["base_unit"]:
        rebase_category(call, category, group, now)
    return {**category, "unit_group": group["id"], "updated_at": now}
