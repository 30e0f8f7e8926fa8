"""Rows of bulk upserts of materials, parts and products: found by SKU, changed or created."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from understudy.behavior import Call, Draft
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.categories import linked
from understudy.services.augno.identifying import identified, named
from understudy.services.augno.jobs import entity_of
from understudy.services.augno.moves import rebased
from understudy.services.augno.owning import OWNERS, fitting_category, put_item, repriced
from understudy.services.augno.products import (
    create_material,
    create_part,
    create_product,
    sold_in,
    update_material,
    update_part,
    update_product,
)
from understudy.services.augno.refusals import contradiction, matching, record_of, unfit
from understudy.services.augno.upserts import Upserted, added_attribute, new_property

Build = Callable[[Draft], JsonObject]
_RATES = {"unit_price": "unit_value", "unit_cost": "unit_cost"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of owner is created and updated."""

    name: str
    create: Build
    update: Build


def upsert_material(draft: Draft) -> Upserted:
    """Create or change the material of that SKU."""
    return _upsert(draft, Kind("material", create_material, update_material))


def upsert_part(draft: Draft) -> Upserted:
    """Create or change the part of that SKU."""
    return _upsert(draft, Kind("part", create_part, update_part))


def upsert_product(draft: Draft) -> Upserted:
    """Create or change the product of that SKU; it is for sale unless the row says otherwise."""
    row = draft.fields
    fields = {"type": "sale", **row}
    if "product_line" in row:
        line = identified(draft.call, "product_line", row["product_line"], "product_line")
        fields["product_line_id"] = line["id"]
    kind = Kind("product", create_product, update_product)
    return _upsert(draft._replace(fields=fields), kind)


def _upsert(draft: Draft, kind: Kind) -> Upserted:
    call, row = draft.call, draft.fields
    category = identified(call, "item_category", row["category"], "category")
    fitting_category(call, category["id"], kind.name)
    _check_values(draft)
    there = matching(call, "item", 1, sku=row["sku"])
    if there:
        owner = _changed(draft, kind, record_of(call, "item", there[0]), category)
    else:
        key = str(draft.new_key(kind.name))
        fields = {**row, "category_id": category["id"]}
        keyed = draft._replace(
            fields=fields, new_key=lambda name: draft.new_key(name) if name else key
        )
        owner = kind.create(keyed)
        call.transaction.put(kind.name, key, owner)
    came = _carry(draft, record_of(call, "item", owner["item"]))
    return not there, record_of(call, kind.name, owner["id"]), came


def _changed(draft: Draft, kind: Kind, item: JsonObject, category: JsonObject) -> JsonObject:
    """Return the owner of an item as a row changes it; it is put.

    Raises:
        Refused: the SKU is of another kind of item.
    """
    call, key = draft.call, str(item["owned_by"])
    if OWNERS[key.partition("_")[0]] != kind.name:
        raise contradiction(f"the SKU {item['sku']!r} is of a {item['type']}")
    rates = {
        mine: repriced(draft, cast("JsonObject", item[mine]), name)
        for name, mine in _RATES.items()
        if name in draft.fields
    }
    if category["id"] != item["category"]:
        group = record_of(call, "unit_group", category["unit_group"])
        base = record_of(call, "unit", group["base_unit"])
        item = {**rebased(call, item, base, draft.now), "category": category["id"]}
    put_item(call, {**item, **rates})
    existing = record_of(call, kind.name, key)
    texts = {name: value for name, value in draft.fields.items() if name not in (*_RATES, "type")}
    owner = kind.update(draft._replace(fields=texts, existing=existing))
    if "product_line_id" in draft.fields:
        call.transaction.put(kind.name, key, owner)
        owner = sold_in(draft, owner, str(draft.fields["product_line_id"]))
    call.transaction.put(kind.name, key, owner)
    return owner


def _check_values(draft: Draft) -> None:
    """Check that no value that a row gives to a property is another property's.

    Raises:
        Refused: one is.
    """
    for each in cast("list[JsonObject]", draft.fields["properties"]):
        value = named(draft.call, "attribute", "value", str(each["value"]).strip())
        owner = named(draft.call, "property", "name", each["name"])
        if value is not None and (owner is None or value["property"] != owner["id"]):
            raise unfit("properties", f"the value {each['value']!r} is of another property")


def _carry(draft: Draft, item: JsonObject) -> list[Json]:
    """Give an item the values of a row, beside those it has; say which of them are new."""
    call = draft.call
    carried = cast("list[Json]", item["attributes"])
    came: list[Json] = []
    for each in cast("list[JsonObject]", draft.fields["properties"]):
        attribute, is_new = _value(draft, item, each)
        if is_new:
            came.append(entity_of("attribute", attribute))
        if attribute["id"] not in carried:
            carried = [*carried, attribute["id"]]
    if carried != item["attributes"]:
        put_item(call, {**item, "attributes": carried})
    return came


def _value(draft: Draft, item: JsonObject, given: JsonObject) -> tuple[JsonObject, bool]:
    """Return the attribute that a row names, and whether it had to be made."""
    call = draft.call
    owner = named(call, "property", "name", given["name"])
    if owner is None:
        owner = new_property(draft, str(given["name"]))
        call.transaction.put("property", str(owner["id"]), owner)
    _link(call, item, owner, draft.now)
    value = {"value": given["value"]}
    added = added_attribute(draft, owner, value)
    if added is not None:
        return added, True
    known = named(call, "attribute", "value", str(given["value"]).strip())
    return cast("JsonObject", known), False


def _link(call: Call, item: JsonObject, owner: JsonObject, now: str) -> None:
    category = record_of(call, "item_category", item["category"])
    changed = linked(call, category, owner, now)
    if changed != category:
        call.transaction.put("item_category", str(category["id"]), changed)
