"""Writing product lines, and the lots that their products are made in."""

from __future__ import annotations

from typing import cast

import orjson

from understudy.behavior import Answer, Call, Draft
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.filing import CATEGORY_BY_KEY
from understudy.services.augno.quantities import quantity_of
from understudy.services.augno.refusals import check_own, find
from understudy.services.augno.trade import line_named

_POLICIES = ("name", "commission_policy", "freight_policy", "fulfillment_policy")
_UNIT = (
    *("id", "object", "name", "abbreviation", "type", "ratio_numerator", "ratio_denominator"),
    *("offset_numerator", "offset_denominator", "is_base_unit"),
    *("owner", "created_at", "updated_at"),
)
_BECOMES = {"Bearings": "Site Power", "Fittings": "Fluid Power"}  # parts: the line they end up in


def create_line(draft: Draft) -> JsonObject:
    """Return a new product line of the account.

    Raises:
        Refused: the unit group or the unit of its lots is not there.
    """
    group = find(draft.call, "unit_group", draft.fields["unit_group_id"], "unit_group_id")
    return {
        "id": draft.new_key("product_line"),
        "description": None,
        "notes": None,
        **{name: draft.fields.get(name) for name in _POLICIES},
        "default_lot": _lot(draft, None),
        "owner": "account",
        "unit_group": group["id"],
        "created_at": draft.now,
        "updated_at": draft.now,
        "is_alive": True,
    }


def update_line(draft: Draft) -> JsonObject:
    """Return the line as the body changes it.

    Raises:
        Refused: it is the platform's, or the unit group or the unit of its lots is not there.
    """
    line, fields = cast("JsonObject", draft.existing), draft.fields
    check_own(line)
    if not fields:
        return line
    changed = {**line, "updated_at": draft.now}
    changed |= {name: fields[name] for name in _POLICIES if name in fields}
    if "unit_group_id" in fields:
        group = find(draft.call, "unit_group", fields["unit_group_id"], "unit_group_id")
        changed["unit_group"] = group["id"]
    if "default_lot" in fields:
        changed["default_lot"] = _lot(draft, line["default_lot"])
    return changed


def show_lot_default(call: Call) -> Answer:
    """Answer the size of the lots that an item is made in, and which rule says so."""
    item = find(call, "item", call.values["id"], "id")
    line, source = _deciding_line(call, item)
    lot = cast("JsonObject", line["default_lot"]) if line else None
    unit = call.transaction.get("unit", str(lot["unit"])) if lot else None
    asked = cast("list[str]", call.values.get("include[]") or [])
    shown = {
        "object": "item_lot_default",
        "item": entity("item", str(item["id"]), item["description"], item["sku"]),
        "product_line": entity("product_line", str(line["id"]), line["name"], line["name"])
        if line
        else None,
        "quantity": float(str(lot["value"])) if lot else 0,
        "source": source,
        "unit": show_unit(unit) if unit and "unit" in asked else None,
    }
    return Answer(status=200, body=orjson.dumps(shown))


def entity(kind: str, key: str, name: Json, handle: Json) -> JsonObject:
    """Return what a record is called, with just enough to find it."""
    return {"id": key, "object": "entity", "type": kind, "name": name, "handle": handle}


def show_unit(unit: JsonObject) -> JsonObject:
    """Return a unit as answers show it; its owner was not asked for."""
    shown = {**unit, "object": "unit", "owner": None}
    return {name: shown[name] for name in _UNIT}


def _deciding_line(call: Call, item: JsonObject) -> tuple[JsonObject | None, str]:
    """Return the line whose lots an item is made in: its own, or that of what it becomes."""
    own = call.transaction.get("product_line", str(item["product_line"] or ""))
    if own is not None and own["default_lot"]:
        return own, "product_line"
    category = CATEGORY_BY_KEY.get(str(item["category"]))
    known = line_named(_BECOMES.get(category.name, "") if category else "")
    becomes = call.transaction.get("product_line", known.key) if known else None
    if becomes is not None and becomes["default_lot"] and becomes["is_alive"]:
        return becomes, "downstream_product_line"
    return None, ""


def _lot(draft: Draft, kept: Json) -> JsonObject | None:
    given = draft.fields.get("default_lot")
    if not isinstance(given, dict):
        return None
    unit = find(draft.call, "unit", given["unit_id"], "default_lot.unit_id")
    key = kept["id"] if isinstance(kept, dict) else draft.new_key("quantity")
    return quantity_of(str(key), str(given["value"]), unit)
