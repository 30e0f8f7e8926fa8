"""Items and what owns them: a material, part or product has one item and knows what it is found by.

Items are created, changed and deleted through their owners. What lists of owners are filtered by
stands in the owner as well (`COPIED`), so whoever changes an item calls `put_item`.
"""

from __future__ import annotations

from typing import cast

from understudy.behavior import Call, Draft
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.measures import UNIT_BY_NAME
from understudy.services.augno.rates import UnitLabel, make_rate
from understudy.services.augno.refusals import check_free, find, record_of, unfit
from understudy.state import Key

COPIED = ("sku", "description", "category", "attributes")
OWNERS = {"ml": "material", "pt": "part", "pd": "product"}
TEXTS = ("sku", "description", "notes")
_DOLLAR = UNIT_BY_NAME["US Dollar"].key
_DAY = UNIT_BY_NAME["Day"].key


def new_item(draft: Draft, kind: str, owner: Key) -> JsonObject:
    """Return the item that a body describes, of type `kind`; it is put.

    Raises:
        Refused: what the body refers to is not there or does not fit, or the SKU is taken.
    """
    fields, call = draft.fields, draft.call
    category = fitting_category(call, fields["category_id"], kind)
    check_free(call, "item", "sku", fields["sku"])
    base = str(record_of(call, "unit_group", category["unit_group"])["base_unit"])
    item: JsonObject = {
        "id": draft.new_key("item"),
        **{name: fields.get(name) for name in TEXTS},
        "type": kind,
        "category": category["id"],
        "unit_value": _first_rate(draft, "unit_price", base),
        "unit_cost": _first_rate(draft, "unit_cost", base),
        "burn_rate": _no_burn(draft, base),
        "attributes": fitting_attributes(call, fields.get("attribute_ids"), category),
        "created_at": draft.now,
        "updated_at": draft.now,
        "is_listed": True,
        "is_initial": False,
        "supplier": None,
        "product_line": None,
        "customers": [],
        "on_hand": "0",
        "demand": "0",
        "owned_by": owner,
    }
    call.transaction.put("item", str(item["id"]), item)
    return item


def changed_item(draft: Draft, owner: JsonObject) -> JsonObject:
    """Return an owner's item with the texts of the body, changed now; it is not put yet.

    Raises:
        Refused: the SKU is taken.
    """
    item = record_of(draft.call, "item", owner["item"])
    if "sku" in draft.fields:
        check_free(draft.call, "item", "sku", draft.fields["sku"], owner=item["id"])
    given = {name: value for name, value in draft.fields.items() if name in TEXTS}
    return {**item, **given, "updated_at": draft.now}


def put_item(call: Call, item: JsonObject) -> None:
    """Put a changed item, and what its owner repeats of it."""
    call.transaction.put("item", str(item["id"]), item)
    key = str(item["owned_by"])
    resource = OWNERS[key.partition("_")[0]]
    owner = record_of(call, resource, key)
    if copies(owner) != copies(item):
        call.transaction.put(resource, key, {**owner, **copies(item)})


def copies(record: JsonObject) -> JsonObject:
    """Return what an owner repeats of its item."""
    return {name: record[name] for name in COPIED}


def remove_item(call: Call, owner: JsonObject) -> None:
    """Remove the item of an owner that is deleted."""
    call.transaction.remove("item", str(owner["item"]))


def fitting_category(call: Call, key: Json, kind: str) -> JsonObject:
    """Return a category that can hold items of that type.

    Raises:
        Refused: there is none, or it holds others.
    """
    category = find(call, "item_category", key, "category_id")
    wanted = "material_category" if kind == "material" else "product_category"
    if category["type"] != wanted:
        raise unfit("category_id", f"a {kind} needs a category of type {wanted}")
    return category


def fitting_attributes(call: Call, keys: Json, category: JsonObject) -> list[Json]:
    """Return the keys of attributes to assign, each once.

    Raises:
        Refused: one is not there, or its property is not linked to the category.
    """
    wanted = list(dict.fromkeys(cast("list[str]", keys or [])))
    for key in wanted:
        check_linked(find(call, "attribute", key, "attribute_ids"), category, "attribute_ids")
    return cast("list[Json]", wanted)


def check_linked(attribute: JsonObject, category: JsonObject, name: str) -> None:
    """Check that a category has the property of an attribute.

    Raises:
        Refused: it has not.
    """
    if attribute["property"] not in cast("list[Json]", category["properties"]):
        key = attribute["id"]
        raise unfit(name, f"the property of attribute {key!r} is not linked to the category")


def repriced(draft: Draft, rate: JsonObject, name: str) -> JsonObject:
    """Return a rate as the body's member of that name changes it.

    Raises:
        Refused: a unit is not there, or it is no amount of money per something else.
    """
    given = cast("JsonObject", draft.fields[name])
    made = str(rate["created_at"])
    units = _price_units(draft.call, given, name)
    return make_rate(str(rate["id"]), str(given["value"]), units, made, draft.now)


def label_of(unit: JsonObject) -> UnitLabel:
    """Return what a rate needs to know of a unit."""
    return UnitLabel(str(unit["id"]), str(unit["abbreviation"]))


def _first_rate(draft: Draft, name: str, base: str) -> JsonObject:
    """Return the rate that the body gives, or zero dollars per base unit."""
    given = draft.fields.get(name)
    if isinstance(given, dict):
        value, units = str(given["value"]), _price_units(draft.call, given, name)
    else:
        value, units = "0", (_label(draft.call, _DOLLAR), _label(draft.call, base))
    return make_rate(str(draft.new_key("rate")), value, units, draft.now, draft.now)


def _no_burn(draft: Draft, base: str) -> JsonObject:
    units = (_label(draft.call, base), _label(draft.call, _DAY))
    return make_rate(str(draft.new_key("rate")), "0", units, draft.now, draft.now)


def _price_units(call: Call, given: JsonObject, name: str) -> tuple[UnitLabel, UnitLabel]:
    """Return the units of a price or cost: so much money per something that is none."""
    above, below = f"{name}.numerator_unit_id", f"{name}.denominator_unit_id"
    counted = find(call, "unit", given["numerator_unit_id"], above)
    per = find(call, "unit", given["denominator_unit_id"], below)
    if counted["type"] != "currency":
        raise unfit(above, "the numerator must be a currency unit")
    if per["type"] == "currency":
        raise unfit(below, "the denominator must not be a currency unit")
    return label_of(counted), label_of(per)


def _label(call: Call, key: str) -> UnitLabel:
    return label_of(record_of(call, "unit", key))
