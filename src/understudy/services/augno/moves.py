"""Items that change place: another category, other attributes, another base unit."""

from __future__ import annotations

from typing import cast

from understudy.behavior import Call, Draft, Problem
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.owning import check_linked, fitting_category, label_of, put_item
from understudy.services.augno.quantities import quantity_of
from understudy.services.augno.rates import UnitLabel, make_rate
from understudy.services.augno.refusals import find, matching, record_of, refusal


def change_category(draft: Draft) -> JsonObject:
    """Return the item in another category of its type, measured in that category's base unit.

    Raises:
        Refused: there is no such category, or it holds other items.
    """
    item = cast("JsonObject", draft.existing)
    category = fitting_category(draft.call, draft.call.values["category_id"], str(item["type"]))
    if category["id"] == item["category"]:
        return item
    base = _base_of(draft.call, category)
    return _put(draft, {**rebased(draft.call, item, base, draft.now), "category": category["id"]})


def add_attribute(draft: Draft) -> JsonObject:
    """Return the item with an attribute; one that it has already changes nothing.

    Raises:
        Refused: there is none, or its property is not linked to the item's category.
    """
    item, attribute = _with_attribute(draft)
    carried = cast("list[Json]", item["attributes"])
    if attribute["id"] in carried:
        return item
    check_linked(attribute, record_of(draft.call, "item_category", item["category"]), "")
    return _put(draft, {**item, "attributes": [*carried, attribute["id"]]})


def remove_attribute(draft: Draft) -> JsonObject:
    """Return the item without an attribute.

    Raises:
        Refused: there is none, or the item does not have it.
    """
    item, attribute = _with_attribute(draft)
    carried = cast("list[Json]", item["attributes"])
    if attribute["id"] not in carried:
        message = f"item {item['id']!r} does not have attribute {attribute['id']!r}"
        raise refusal(Problem.NOT_FOUND, "attribute_id", message)
    kept: list[Json] = [key for key in carried if key != attribute["id"]]
    return _put(draft, {**item, "attributes": kept})


def rebase_category(call: Call, category: JsonObject, group: JsonObject, now: str) -> None:
    """Measure all items of a category in the base unit of another group."""
    base = record_of(call, "unit", group["base_unit"])
    for key in matching(call, "item", category=category["id"]):
        item = record_of(call, "item", key)
        put_item(call, {**rebased(call, item, base, now), "updated_at": now})


def rebased(call: Call, item: JsonObject, base: JsonObject, now: str) -> JsonObject:
    """Return an item whose rates are per another base unit: the numbers stay as they are."""
    label = label_of(base)
    changed = {
        name: _rate(call, cast("JsonObject", item[name]), per=label, now=now)
        for name in ("unit_value", "unit_cost")
    }
    burnt = _rate(call, cast("JsonObject", item["burn_rate"]), counted=label, now=now)
    if item["type"] == "material":
        material = record_of(call, "material", item["owned_by"])
        point = cast("JsonObject", material["order_point"])
        quantity = quantity_of(str(point["id"]), str(point["value"]), base)
        moved = {**material, "order_point": quantity, "updated_at": now}
        call.transaction.put("material", str(material["id"]), moved)
    return {**item, **changed, "burn_rate": burnt}


def _rate(
    call: Call,
    rate: JsonObject,
    *,
    counted: UnitLabel | None = None,
    per: UnitLabel | None = None,
    now: str,
) -> JsonObject:
    units = (
        counted or _label(call, str(rate["numerator_unit_id"])),
        per or _label(call, str(rate["denominator_unit_id"])),
    )
    made = str(rate["created_at"])
    return make_rate(str(rate["id"]), str(rate["value"]), units, made, now)


def _label(call: Call, key: str) -> UnitLabel:
    return label_of(record_of(call, "unit", key))


def _base_of(call: Call, category: JsonObject) -> JsonObject:
    group = record_of(call, "unit_group", category["unit_group"])
    return record_of(call, "unit", group["base_unit"])


def _with_attribute(draft: Draft) -> tuple[JsonObject, JsonObject]:
    key = draft.call.values["attribute_id"]
    return cast("JsonObject", draft.existing), find(draft.call, "attribute", key, "attribute_id")


def _put(draft: Draft, item: JsonObject) -> JsonObject:
    changed = {**item, "updated_at": draft.now}
    put_item(draft.call, changed)
    return changed
