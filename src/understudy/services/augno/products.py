"""Creating and updating products: one request writes the product and the item it owns."""

from __future__ import annotations

from typing import cast

from understudy.behavior import Call, Draft, Problem, Refused
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.measures import UNIT_BY_NAME
from understudy.services.augno.rates import UnitLabel, make_rate
from understudy.services.augno.trade import customers_of
from understudy.state import Condition, Key, Operator, Query

_DOLLAR = UNIT_BY_NAME["US Dollar"].key
_DAY = UNIT_BY_NAME["Day"].key
_TEXTS = ("sku", "description", "notes")


def create_product(draft: Draft) -> JsonObject:
    """Return a new product; its item is put beside it.

    Raises:
        Refused: what the body refers to is not there or does not fit, or the SKU is taken.
    """
    fields, call = draft.fields, draft.call
    category = _find(call, "item_category", fields["category_id"], "category_id")
    if category["type"] != "product_category":
        raise _unfit("category_id", "a product needs a category of type product_category")
    if fields.get("product_line_id") is not None:
        _find(call, "product_line", fields["product_line_id"], "product_line_id")
    _check_sku(call, fields["sku"], owner=None)
    item_key = draft.new_key("item")
    call.transaction.put("item", item_key, _new_item(draft, item_key, category))
    return {
        "id": draft.new_key(""),
        "type": fields["type"],
        "portal_visibility": fields.get("portal_visibility", "hidden"),
        "product_line": fields.get("product_line_id"),
        "item": item_key,
        "created_at": draft.now,
        "updated_at": draft.now,
    }


def update_product(draft: Draft) -> JsonObject:
    """Return the product as the body changes it; its item is changed beside it.

    A body without fields changes nothing.

    Raises:
        Refused: what the body refers to is not there or does not fit, or the SKU is taken.
    """
    fields, call = draft.fields, draft.call
    product = cast("JsonObject", draft.existing)
    if not fields:
        return product
    item_key = cast("str", product["item"])
    item = _record(call, "item", item_key)
    if "sku" in fields:
        _check_sku(call, fields["sku"], owner=item_key)
    if "unit_price" in fields:
        price = cast("JsonObject", fields["unit_price"])
        item["unit_value"] = _repriced(draft, cast("JsonObject", item["unit_value"]), price)
    item |= {name: value for name, value in fields.items() if name in _TEXTS}
    call.transaction.put("item", item_key, {**item, "updated_at": draft.now})
    visibility = fields.get("portal_visibility", product["portal_visibility"])
    return {**product, "portal_visibility": visibility, "updated_at": draft.now}


def _new_item(draft: Draft, key: Key, category: JsonObject) -> JsonObject:
    fields, call = draft.fields, draft.call
    line = cast("str | None", fields.get("product_line_id"))
    base = cast("str", _record(call, "unit_group", category["unit_group"])["base_unit"])
    burns = (_label(call, base), _label(call, _DAY))
    return {
        "id": key,
        **{name: fields.get(name) for name in _TEXTS},
        "type": "product",
        "category": category["id"],
        "unit_value": _first_rate(draft, "unit_price", base),
        "unit_cost": _first_rate(draft, "unit_cost", base),
        "burn_rate": make_rate(_rate_key(draft), "0", burns, draft.now, draft.now),
        "attributes": _attributes(call, fields.get("attribute_ids"), category),
        "created_at": draft.now,
        "updated_at": draft.now,
        "is_listed": fields["type"] == "sale",
        "is_initial": False,
        "supplier": None,
        "product_line": line,
        "customers": customers_of(line),
    }


def _first_rate(draft: Draft, name: str, base: str) -> JsonObject:
    """Return the rate that the body gives, or zero dollars per base unit."""
    given = draft.fields.get(name)
    if isinstance(given, dict):
        value, units = str(given["value"]), _price_units(draft.call, given, name)
    else:
        value, units = "0", (_label(draft.call, _DOLLAR), _label(draft.call, base))
    return make_rate(_rate_key(draft), value, units, draft.now, draft.now)


def _repriced(draft: Draft, rate: JsonObject, price: JsonObject) -> JsonObject:
    units = _price_units(draft.call, price, "unit_price")
    made = str(rate["created_at"])
    return make_rate(str(rate["id"]), str(price["value"]), units, made, draft.now)


def _rate_key(draft: Draft) -> str:
    return str(draft.new_key("rate"))


def _price_units(call: Call, given: JsonObject, name: str) -> tuple[UnitLabel, UnitLabel]:
    """Return the units of a price or cost: so much money per something that is none."""
    above, below = f"{name}.numerator_unit_id", f"{name}.denominator_unit_id"
    counted = _find(call, "unit", given["numerator_unit_id"], above)
    per = _find(call, "unit", given["denominator_unit_id"], below)
    if counted["type"] != "currency":
        raise _unfit(above, "the numerator must be a currency unit")
    if per["type"] == "currency":
        raise _unfit(below, "the denominator must not be a currency unit")
    return _label_of(counted), _label_of(per)


def _label(call: Call, key: str) -> UnitLabel:
    return _label_of(_record(call, "unit", key))


def _label_of(unit: JsonObject) -> UnitLabel:
    return UnitLabel(str(unit["id"]), str(unit["abbreviation"]))


def _attributes(call: Call, keys: Json, category: JsonObject) -> list[Json]:
    """Return the keys of the attributes to assign, each once."""
    wanted = list(dict.fromkeys(cast("list[str]", keys or [])))
    for key in wanted:
        attribute = _find(call, "attribute", key, "attribute_ids")
        if attribute["belongs_to"] not in cast("list[Json]", category["properties"]):
            message = f"the property of attribute {key!r} is not linked to the category"
            raise _unfit("attribute_ids", message)
    return cast("list[Json]", wanted)


def _check_sku(call: Call, sku: Json, *, owner: str | None) -> None:
    same = Condition(column="sku", operator=Operator.EQUALS, value=sku)
    rows = call.transaction.find(Query(resource="item", conditions=(same,), limit=2))
    if any(row.key != owner for row in rows):
        raise _refusal(Problem.CONFLICT, "sku", f"sku {sku!r} is taken by another item")


def _find(call: Call, resource: str, key: Json, name: str) -> JsonObject:
    """Return a record that the body refers to."""
    found = call.transaction.get(resource, cast("Key", key))
    if found is None:
        message = f"there is no {resource.replace('_', ' ')} {key!r}"
        raise _refusal(Problem.NOT_FOUND, name, message)
    return found


def _record(call: Call, resource: str, key: Json) -> JsonObject:
    """Return a record that another one refers to, which must be there."""
    found = call.transaction.get(resource, cast("Key", key))
    if found is None:
        raise LookupError(f"there is no {resource} {key!r}, although another record names it")
    return found


def _unfit(name: str, message: str) -> Refused:
    return _refusal(Problem.INVALID_BODY, name, message)


def _refusal(problem: Problem, name: str, message: str) -> Refused:
    pointer = "/" + name.replace(".", "/")
    offence = Offence(pointer=pointer, message=message, keyword="reference", name=name)
    return Refused(problem, message, offences=(offence,))
