"""Rows of bulk upserts of what items are built on: found by name, changed or created."""

from __future__ import annotations

from typing import cast

from understudy.behavior import Draft
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.attributes import new_attribute
from understudy.services.augno.categories import create_category, linked, regrouped
from understudy.services.augno.groups import create_group, put_respelled, update_group
from understudy.services.augno.identifying import identified, named
from understudy.services.augno.jobs import entity_of
from understudy.services.augno.lines import create_line, update_line
from understudy.services.augno.refusals import check_free, check_own, unfit

_RATIOS = ("ratio_numerator", "ratio_denominator", "offset_numerator", "offset_denominator")
Upserted = tuple[bool, JsonObject, list[Json]]


def upsert_category(draft: Draft) -> Upserted:
    """Create or change the category of that name; properties that it lacks are linked."""
    call, row = draft.call, draft.fields
    group = identified(call, "unit_group", row["unit_group"], "unit_group")
    there = named(call, "item_category", "name", row["name"])
    if there is None:
        fields = {**row, "unit_group_id": group["id"]}
        category = create_category(draft._replace(fields=fields))
    else:
        check_own(there)
        if there["type"] != row["type"]:
            raise unfit("type", f"the category is of type {there['type']}, which stays")
        category = {**regrouped(call, there, group, draft.now), "updated_at": draft.now}
    category["notes"] = row["notes"]
    for name in cast("list[Json]", row["property_names"]):
        wanted = identified(call, "property", {"name": name}, "property_names")
        category = linked(call, category, wanted, draft.now)
    call.transaction.put("item_category", str(category["id"]), category)
    return there is None, category, []


def upsert_property(draft: Draft) -> Upserted:
    """Create or find the property of that name; attributes that it lacks are added."""
    call, row = draft.call, draft.fields
    there = named(call, "property", "name", row["name"])
    made = there or new_property(draft, str(row["name"]))
    given = cast("list[JsonObject]", row["attributes"])
    for each in given:
        known = named(call, "attribute", "value", str(each["value"]).strip())
        if known is not None and known["property"] != made["id"]:
            check_free(call, "attribute", "value", known["value"])
    if there is None:
        call.transaction.put("property", str(made["id"]), made)
    added = [added_attribute(draft, made, each) for each in given]
    return there is None, made, [entity_of("attribute", each) for each in added if each]


def new_property(draft: Draft, name: str) -> JsonObject:
    """Return a new property without attributes; it is not put yet."""
    moments: JsonObject = {"created_at": draft.now, "updated_at": draft.now}
    return {"id": draft.new_key("property"), "name": name, **moments}


def added_attribute(draft: Draft, owner: JsonObject, given: JsonObject) -> JsonObject | None:
    """Add an attribute to a property and return it; None when it is there already."""
    if named(draft.call, "attribute", "value", str(given["value"]).strip()) is not None:
        return None
    fields: JsonObject = {name: given[name] for name in ("value", "color") if name in given}
    attribute = new_attribute(draft._replace(fields=fields), str(owner["id"]))
    draft.call.transaction.put("attribute", str(attribute["id"]), attribute)
    return attribute


def upsert_unit(draft: Draft) -> Upserted:
    """Create or change the unit of that name; it is never made a base unit."""
    call, row = draft.call, draft.fields
    there = named(call, "unit", "name", row["name"])
    if there is not None:
        check_own(there)
        if there["type"] != row["type"]:
            raise unfit("type", f"the unit is of type {there['type']}, which stays")
    owner = there["id"] if there else None
    check_free(call, "unit", "abbreviation", row["abbreviation"], owner=owner)
    blank = {"id": None, "name": row["name"], "type": row["type"], "is_base_unit": False}
    unit: JsonObject = there or {**blank, "owner": "account", "created_at": draft.now, "groups": []}
    given = {name: row[name] for name in ("abbreviation", *_RATIOS)}
    unit = {**unit, "id": owner or draft.new_key("unit"), **given, "updated_at": draft.now}
    call.transaction.put("unit", str(unit["id"]), unit)
    if there is not None and there["abbreviation"] != unit["abbreviation"]:
        put_respelled(draft, unit)
    return there is None, unit, []


def upsert_group(draft: Draft) -> Upserted:
    """Create or change the unit group of that name; units that it lists are added."""
    call, row = draft.call, draft.fields
    base = identified(call, "unit", row["base_unit"], "base_unit")
    members: list[Json] = []
    for each in cast("list[JsonObject]", row.get("unit_conversions") or []):
        unit = identified(call, "unit", each["unit"], "unit_conversions.unit")
        if unit["type"] != row["type"]:
            raise unfit("unit_conversions.unit", f"{unit['name']!r} is not of type {row['type']}")
        terms = {name: each[name] for name in ("discount_percentage",) if name in each}
        members.append({"unit_id": unit["id"], **terms})
    there = named(call, "unit_group", "name", row["name"])
    fields: JsonObject = {"base_unit_id": base["id"], "associated_units": members}
    fields |= {name: row[name] for name in ("name", "type", "notes") if name in row}
    if there is None:
        group = create_group(draft._replace(fields=fields))
    else:
        if there["type"] != row["type"]:
            raise unfit("type", f"the group is of type {there['type']}, which stays")
        group = update_group(
            draft._replace(fields={**fields, "name": there["name"]}, existing=there)
        )
    call.transaction.put("unit_group", str(group["id"]), group)
    return there is None, group, []


def upsert_line(draft: Draft) -> Upserted:
    """Create or change the product line of that name."""
    call, row = draft.call, draft.fields
    group = identified(call, "unit_group", row["unit_group"], "unit_group")
    fields = {**row, "unit_group_id": group["id"]}
    there = named(call, "product_line", "name", row["name"])
    if there is None:
        line = create_line(draft._replace(fields=fields))
    else:
        kept = {**fields, "name": there["name"]}
        line = update_line(draft._replace(fields=kept, existing=there))
    call.transaction.put("product_line", str(line["id"]), line)
    return there is None, line, []
