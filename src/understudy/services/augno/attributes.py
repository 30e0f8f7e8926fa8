"""The values of a property: each at its position, from 1 on, without gaps."""

from __future__ import annotations

from typing import cast

from understudy.behavior import Call, Draft
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.refusals import check_free, matching, record_of, unfit

COLOURS = ("blue", "brown", "gray", "green", "orange", "pink", "purple", "red", "yellow")


def create_attribute(draft: Draft) -> JsonObject:
    """Return a new attribute of the path's property; those at its position and behind move on.

    Raises:
        Refused: the value is taken, or the position would leave a gap.
    """
    return new_attribute(draft, str(draft.call.values["property_id"]))


def new_attribute(draft: Draft, owner: str) -> JsonObject:
    """Return a new attribute of a property.

    Raises:
        Refused: the value is taken, or the position would leave a gap.
    """
    call, fields = draft.call, draft.fields
    value = str(fields["value"]).strip()
    check_free(call, "attribute", "value", value)
    last = len(matching(call, "attribute", property=owner)) + 1
    place = _place(fields.get("sort_order"), last)
    key = str(draft.new_key("attribute"))
    _shift(call, owner, place, last, by=1)
    return {
        "id": key,
        "value": value,
        "color": fields.get("color") or draft.dice("colour", key).choose(COLOURS),
        "sort_order": place,
        "property": owner,
        "created_at": draft.now,
        "updated_at": draft.now,
    }


def update_attribute(draft: Draft) -> JsonObject:
    """Return the attribute as the body changes it; those between its positions move.

    Raises:
        Refused: the value is taken, or the position is behind the last.
    """
    call, fields = draft.call, draft.fields
    attribute = cast("JsonObject", draft.existing)
    if not fields:
        return attribute
    changed = {**attribute, **fields, "updated_at": draft.now}
    if "value" in fields:
        changed["value"] = str(fields["value"]).strip()
        check_free(call, "attribute", "value", changed["value"], owner=attribute["id"])
    owner, here = str(attribute["property"]), cast("int", attribute["sort_order"])
    last = len(matching(call, "attribute", property=owner))
    place = _place(fields.get("sort_order", here), last)
    if place < here:
        _shift(call, owner, place, here - 1, by=1)
    elif place > here:
        _shift(call, owner, here + 1, place, by=-1)
    return {**changed, "sort_order": place}


def close_gap(call: Call, attribute: JsonObject) -> None:
    """Move up the attributes behind one that is deleted."""
    owner = str(attribute["property"])
    last = len(matching(call, "attribute", property=owner))
    _shift(call, owner, cast("int", attribute["sort_order"]) + 1, last, by=-1)


def _place(asked: Json, last: int) -> int:
    if asked is None:
        return last
    place = cast("int", asked)
    if place > last:
        raise unfit("sort_order", f"the last position is {last}, found {place}")
    return int(place)


def _shift(call: Call, owner: str, first: int, last: int, *, by: int) -> None:
    """Move the attributes at positions `first` to `last`."""
    for key in matching(call, "attribute", property=owner):
        attribute = record_of(call, "attribute", key)
        place = cast("int", attribute["sort_order"])
        if first <= place <= last:
            call.transaction.put("attribute", key, {**attribute, "sort_order": place + by})
