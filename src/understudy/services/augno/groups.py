"""Writing units and unit groups: what is in a group is of its type, and in it once."""

from __future__ import annotations

from typing import cast

from understudy.behavior import Call, Draft
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.refusals import (
    check_free,
    check_own,
    contradiction,
    find,
    matching,
    record_of,
    unfit,
)
from understudy.services.augno.spelling import respell

TERMS: JsonObject = {
    "discount_percentage": 1,  # as documented: a client that wants no discount sends 0
    "discount_fixed": 0,
    "customer_portal_visibility": "visible",
}


def update_unit(draft: Draft) -> JsonObject:
    """Return the unit as the body changes it; what is measured in it is said anew.

    Raises:
        Refused: it belongs to the platform, or its abbreviation is taken.
    """
    unit = cast("JsonObject", draft.existing)
    check_own(unit)
    changed = {**unit, **draft.fields, "updated_at": draft.now}
    if changed["abbreviation"] != unit["abbreviation"]:
        put_respelled(draft, changed)
    return changed


def put_respelled(draft: Draft, unit: JsonObject) -> None:
    """Put a unit that has another abbreviation, and say anew what is measured in it.

    Raises:
        Refused: the abbreviation is taken.
    """
    check_free(draft.call, "unit", "abbreviation", unit["abbreviation"], owner=unit["id"])
    draft.call.transaction.put("unit", str(unit["id"]), unit)
    respell(draft.call, unit)


def create_group(draft: Draft) -> JsonObject:
    """Return a new unit group; its associations are put beside it.

    Raises:
        Refused: a unit is not there, of another type, or named twice.
    """
    fields = draft.fields
    group: JsonObject = {
        "id": draft.new_key("unit_group"),
        "name": fields["name"],
        "notes": fields.get("notes"),
        "type": fields["type"],
        "base_unit": _typed(draft, fields["base_unit_id"], str(fields["type"]), "base_unit_id"),
        "owner": "account",
        "created_at": draft.now,
        "updated_at": draft.now,
    }
    for each in cast("list[JsonObject]", fields.get("associated_units") or []):
        _put_association(draft, group, each, "associated_units.unit_id", again=False)
    return group


def update_group(draft: Draft) -> JsonObject:
    """Return the group as the body changes it; what it does not list stays in the group.

    Raises:
        Refused: it belongs to the platform, or a unit is not there or of another type.
    """
    group, fields = cast("JsonObject", draft.existing), draft.fields
    check_own(group)
    if not fields:
        return group
    changed = {**group, "updated_at": draft.now}
    changed |= {name: fields[name] for name in ("name", "notes") if name in fields}
    if "base_unit_id" in fields:
        base = _typed(draft, fields["base_unit_id"], str(group["type"]), "base_unit_id")
        changed["base_unit"] = base
    for each in cast("list[JsonObject]", fields.get("associated_units") or []):
        _put_association(draft, changed, each, "associated_units.unit_id", again=True)
    return changed


def add_member(draft: Draft) -> JsonObject:
    """Return a new association of a unit with the path's group.

    Raises:
        Refused: the group is the platform's, or the unit is not there, of another type, or in it.
    """
    group = draft.call.owners[-1]
    check_own(group)
    return _association(draft, group, draft.fields, "unit_id")


def update_member(draft: Draft) -> JsonObject:
    """Return the association with other terms; which unit it is stays.

    Raises:
        Refused: the group is the platform's.
    """
    check_own(draft.call.owners[-1])
    given = {name: value for name, value in draft.fields.items() if name in TERMS}
    return {**cast("JsonObject", draft.existing), **given, "updated_at": draft.now}


def leave_group(call: Call, association: JsonObject) -> None:
    """Take the group off those that a unit is in.

    Raises:
        Refused: the group is the platform's.
    """
    check_own(call.owners[-1])
    _forget(call, association)


def _put_association(
    draft: Draft, group: JsonObject, given: JsonObject, name: str, *, again: bool
) -> None:
    there = matching(draft.call, "unit_group_unit", group=group["id"], unit=given["unit_id"])
    if there and again:
        kept = record_of(draft.call, "unit_group_unit", there[0])
        terms = {term: given[term] for term in TERMS if term in given}
        changed = {**kept, **terms, "updated_at": draft.now}
    else:
        changed = _association(draft, group, given, name)
    draft.call.transaction.put("unit_group_unit", str(changed["id"]), changed)


def _association(draft: Draft, group: JsonObject, given: JsonObject, name: str) -> JsonObject:
    call = draft.call
    unit = _typed(draft, given["unit_id"], str(group["type"]), name)
    if matching(call, "unit_group_unit", 1, group=group["id"], unit=unit):
        raise contradiction(f"unit {unit!r} is in the group already")
    member = record_of(call, "unit", unit)
    groups = cast("list[Json]", member.get("groups") or [])
    call.transaction.put("unit", unit, {**member, "groups": [*groups, group["id"]]})
    return {
        "id": draft.new_key("unit_group_unit"),
        "unit": unit,
        "group": group["id"],
        **{term: given.get(term, default) for term, default in TERMS.items()},
        "created_at": draft.now,
        "updated_at": draft.now,
    }


def _forget(call: Call, association: JsonObject) -> None:
    """Take a group off the groups that a unit is in: lists of units are filtered by them."""
    unit = call.transaction.get("unit", str(association["unit"]))
    if unit is not None:
        groups = cast("list[Json]", unit.get("groups") or [])
        kept: list[Json] = [key for key in groups if key != association["group"]]
        call.transaction.put("unit", str(unit["id"]), {**unit, "groups": kept})


def _typed(draft: Draft, key: Json, type_: str, name: str) -> str:
    unit = find(draft.call, "unit", key, name)
    if unit["type"] != type_:
        raise unfit(name, f"a unit of type {type_} is expected, this one is of {unit['type']}")
    return str(unit["id"])
