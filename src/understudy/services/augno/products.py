"""Materials, parts and products: one request writes the owner and the item it owns."""

from __future__ import annotations

from typing import cast

from understudy.behavior import Call, Draft
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.owning import (
    changed_item,
    copies,
    new_item,
    put_item,
    remove_item,
    repriced,
)
from understudy.services.augno.quantities import fitting_unit, given_quantity, quantity_of
from understudy.services.augno.refusals import find, record_of
from understudy.services.augno.trade import customers_of


def create_material(draft: Draft) -> JsonObject:
    """Return a new material; its item is put beside it.

    Raises:
        Refused: what the body refers to is not there or does not fit, or the SKU is taken.
    """
    owner = _owner(draft)
    item = new_item(draft, "material", str(owner["id"]))
    base = _base_unit(draft.call, item)
    measure = str(base["type"])
    return {
        **owner,
        "item": item["id"],
        "order_point": given_quantity(draft, "order_point", measure=measure, base=base["id"]),
        "lead_time": given_quantity(draft, "lead_time", measure="time", base=base["id"]),
        **copies(item),
    }


def update_material(draft: Draft) -> JsonObject:
    """Return the material as the body changes it; its item is changed beside it.

    Raises:
        Refused: what the body refers to is not there or does not fit, or the SKU is taken.
    """
    material = cast("JsonObject", draft.existing)
    if not draft.fields:
        return material
    item = changed_item(draft, material)
    if "unit_cost" in draft.fields:
        item["unit_cost"] = repriced(draft, cast("JsonObject", item["unit_cost"]), "unit_cost")
    measures = {"order_point": str(_base_unit(draft.call, item)["type"]), "lead_time": "time"}
    for name, measure in measures.items():
        if name in draft.fields:
            material[name] = _measured_anew(draft, name, measure)
    put_item(draft.call, item)
    return {**material, **copies(item), "updated_at": draft.now}


def create_part(draft: Draft) -> JsonObject:
    """Return a new part; its item is put beside it.

    Raises:
        Refused: what the body refers to is not there or does not fit, or the SKU is taken.
    """
    owner = _owner(draft)
    item = new_item(draft, "part", str(owner["id"]))
    return {**owner, "item": item["id"], **copies(item)}


def update_part(draft: Draft) -> JsonObject:
    """Return the part as the body changes it; its item is changed beside it.

    Raises:
        Refused: the SKU is taken.
    """
    part = cast("JsonObject", draft.existing)
    if not draft.fields:
        return part
    item = changed_item(draft, part)
    put_item(draft.call, item)
    return {**part, **copies(item), "updated_at": draft.now}


def create_product(draft: Draft) -> JsonObject:
    """Return a new product; its item is put beside it.

    Raises:
        Refused: what the body refers to is not there or does not fit, or the SKU is taken.
    """
    fields, call = draft.fields, draft.call
    line = cast("str | None", fields.get("product_line_id"))
    if line is not None:
        find(call, "product_line", line, "product_line_id")
    owner = _owner(draft)
    item = new_item(draft, "product", str(owner["id"]))
    sold = {"product_line": line, "customers": customers_of(line)}
    listed = {**item, **sold, "is_listed": fields["type"] == "sale"}
    call.transaction.put("item", str(item["id"]), listed)
    return {
        **owner,
        "type": fields["type"],
        "portal_visibility": fields.get("portal_visibility", "hidden"),
        "item": item["id"],
        **sold,
        **copies(item),
    }


def update_product(draft: Draft) -> JsonObject:
    """Return the product as the body changes it; its item is changed beside it.

    A body without fields changes nothing.

    Raises:
        Refused: what the body refers to is not there or does not fit, or the SKU is taken.
    """
    fields = draft.fields
    product = cast("JsonObject", draft.existing)
    if not fields:
        return product
    item = changed_item(draft, product)
    if "unit_price" in fields:
        item["unit_value"] = repriced(draft, cast("JsonObject", item["unit_value"]), "unit_price")
    put_item(draft.call, item)
    visibility = fields.get("portal_visibility", product["portal_visibility"])
    return {
        **product,
        **copies(item),
        "portal_visibility": visibility,
        "updated_at": draft.now,
    }


def change_line(draft: Draft) -> JsonObject:
    """Return the product in another line; its item is sold to whom the line is sold to.

    Raises:
        Refused: there is no such line.
    """
    product = cast("JsonObject", draft.existing)
    key = draft.call.values["product_line_id"]
    line = find(draft.call, "product_line", key, "product_line_id")
    return sold_in(draft, product, str(line["id"]))


def sold_in(draft: Draft, product: JsonObject, line: str) -> JsonObject:
    """Return a product in that line; the line it is in already changes nothing."""
    if product["product_line"] == line:
        return product
    sold: dict[str, Json] = {"product_line": line, "customers": customers_of(line)}
    item = record_of(draft.call, "item", product["item"])
    put_item(draft.call, {**item, **sold, "updated_at": draft.now})
    return {**product, **sold, "updated_at": draft.now}


def delete_owner(call: Call, owner: JsonObject) -> None:
    """Remove the item of a material, part or product that is deleted."""
    remove_item(call, owner)


def _owner(draft: Draft) -> JsonObject:
    return {
        "id": draft.new_key(""),
        "created_at": draft.now,
        "updated_at": draft.now,
        "is_alive": True,
    }


def _base_unit(call: Call, item: JsonObject) -> JsonObject:
    category = record_of(call, "item_category", item["category"])
    group = record_of(call, "unit_group", category["unit_group"])
    return record_of(call, "unit", group["base_unit"])


def _measured_anew(draft: Draft, name: str, measure: str) -> JsonObject:
    """Return a quantity of a material as the body gives it, under the key it has."""
    given = cast("JsonObject", draft.fields[name])
    kept = cast("JsonObject", cast("JsonObject", draft.existing)[name])
    unit = fitting_unit(draft, given["unit_id"], f"{name}.unit_id", measure)
    return quantity_of(str(kept["id"]), str(given["value"]), unit)
