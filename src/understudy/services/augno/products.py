"""Creating and updating products: one request writes the product and the item it owns."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from understudy.behavior import Call, Draft, Problem, Refused
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.measures import UNIT_BY_NAME
from understudy.services.augno.rates import UnitLabel, make_rate, state_rate
from understudy.services.augno.trade import customers_of
from understudy.state import Condition, Key, Operator, Query

_DOLLAR = UNIT_BY_NAME["US Dollar"].key
_DAY = UNIT_BY_NAME["Day"].key


def create_product(draft: Draft) -> JsonObject:
    """Return a new product; its item is put beside it.

    Raises:
        Refused: what the body refers to is not there or does not fit, or the SKU is taken.
    """
    fields, call = draft.fields, draft.call
    category = _find(call, "item_category", fields["category_id"], "category_id")
    if category["type"] != "product_category":
        raise _refusal(
            Problem.INVALID_BODY,
            "category_id",
            "a product needs a category of type product_category",
        )
    line = fields.get("product_line_id")
    if line is not None:
        _find(call, "product_line", line, "product_line_id")
    _check_sku(call, fields["sku"], owner=None)
    base = cast("str", _record(call, "unit_group", category["unit_group"])["base_unit"])
    item_key = draft.new_key("item")
    item: JsonObject = {
        "id": item_key,
        "sku": fields["sku"],
        "description": fields.get("description"),
        "notes": fields.get("notes"),
        "type": "product",
        "category": category["id"],
        "unit_value": _first_rate(draft, "unit_price", base),
        "unit_cost": _first_rate(draft, "unit_cost", base),
        "burn_rate": make_rate(_rate_key(draft), "0", _labels(call, base, _DAY), draft.now),
        "attributes": _attributes(call, fields.get("attribute_ids"), category),
        "created_at": draft.now,
        "updated_at": draft.now,
        "is_listed": fields["type"] == "sale",
        "is_initial": False,
        "supplier": None,
        "product_line": line,
        "customers": cast("Json", customers_of(cast("str | None", line))),
    }
    call.transaction.put("item", item_key, item)
    return {
        "id": draft.new_key(""),
        "type": fields["type"],
        "portal_visibility": fields.get("portal_visibility", "hidden"),
        "product_line": line,
        "item": item_key,
        "created_at": draft.now,
        "updated_at": draft.now,
    }


def update_product(draft: Draft) -> JsonObject:
    """Return the product as the body changes it; its item is changed beside it. A body without fields changes nothing.

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
        value, units = _price(call, cast("JsonObject", fields["unit_price"]), "unit_price")
        rate = cast("JsonObject", item["unit_value"])
        item["unit_value"] = {**rate, **state_rate(value, units, draft.now)}
    changed = {name: fields[name] for name in ("sku", "description", "notes") if name in fields}
    call.transaction.put("item", item_key, {**item, **changed, "updated_at": draft.now})
    visibility = fields.get("portal_visibility", product["portal_visibility"])
    return {**product, "portal_visibility": visibility, "updated_at": draft.now}


def _first_rate(draft: Draft, name: str, base: str) -> JsonObject:
    """Return the rate that the body gives, or zero dollars per base unit."""
    given = draft.fields.get(name)
    value, units = "0", _labels(draft.call, _DOLLAR, base)
    if isinstance(given, dict):
        value, units = _price(draft.call, given, name)
    return make_rate(_rate_key(draft), value, units, draft.now)


def _rate_key(draft: Draft) -> str:
    return str(draft.new_key("rate"))


def _price(call: Call, given: JsonObject, name: str) -> tuple[str, tuple[UnitLabel, UnitLabel]]:
    """Return value and units of a price or cost: so much money per something that is none."""
    counted = _find(call, "unit", given["numerator_unit_id"], f"{name}.numerator_unit_id")
    per = _find(call, "unit", given["denominator_unit_id"], f"{name}.denominator_unit_id")
    if counted["type"] != "currency":
        raise _refusal(
            Problem.INVALID_BODY,
            f"{name}.numerator_unit_id",
            "the numerator must be a currency unit",
        )
    if per["type"] == "currency":
        raise _refusal(
            Problem.INVALID_BODY,
            f"{name}.denominator_unit_id",
            "the denominator must not be a currency unit",
        )
    return str(given["value"]), (_label(counted), _label(per))


def _labels(call: Call, counted: str, per: str) -> tuple[UnitLabel, UnitLabel]:
    return _label(_record(call, "unit", counted)), _label(_record(call, "unit", per))


def _label(unit: JsonObject) -> UnitLabel:
    return UnitLabel(str(unit["id"]), str(unit["abbreviation"]))


def _attributes(call: Call, keys: Json, category: JsonObject) -> list[Json]:
    """Return the keys of the attributes to assign, each once."""
    wanted = list(dict.fromkeys(cast("list[str]", keys or [])))
    for key in wanted:
        attribute = _find(call, "attribute", key, "attribute_ids")
        if attribute["belongs_to"] not in cast("list[Json]", category["properties"]):
            message = f"the property of attribute {key!r} is not linked to the category"
            raise _refusal(Problem.INVALID_BODY, "attribute_ids", message)
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
        raise _refusal(Problem.NOT_FOUND, name, f"there is no {resource.replace('_', ' ')} {key!r}")
    return found


def _record(call: Call, resource: str, key: Json) -> JsonObject:
    """Return a record that another one refers to, which must be there."""
    found = call.transaction.get(resource, cast("Key", key))
    if found is None:
        raise LookupError(f"there is no {resource} {key!r}, although another record names it")
    return found


def _refusal(problem: Problem, name: str, message: str) -> Refused:
    pointer = "/" + name.replace(".", "/")
    return Refused(
        problem,
        message,
        offences=(Offence(pointer=pointer, message=message, keyword="reference", name=name),),
    )


BUILDERS: dict[str, Callable[[Draft], JsonObject]] = {
    "create_product": create_product,
    "update_product": update_product,
}
