"""How items go together: families, bundles, variation parents and their children."""

from __future__ import annotations

from understudy.behavior import Draft, Problem, Refused
from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.sections import SETTINGS, uuid_of
from understudy.services.exsited.settings import unknown
from understudy.services.exsited.shapes import elements, members
from understudy.services.exsited.wording import quantity
from understudy.state import Transaction

ITEMS = "item"


def change_family(draft: Draft) -> JsonObject:
    """Return the item with members added to its family and others removed from it."""
    item = draft.existing or {}
    change = members(draft.fields.get("family_details"))
    family = {str(each["item_id"]): each for each in elements(item["family_details"])}
    for key in _texts(change.get("remove")):
        if key not in family:
            raise unknown("member of this family", key, "family_details.remove")
        del family[key]
    for key in _texts(change.get("add")):
        if key == item["id"]:
            raise Refused(Problem.CONFLICT, "an item does not belong to its own family")
        member = found(draft.call.transaction, key, "family_details.add")
        family[key] = {"item_id": key, "item_name": member["name"]}
    return {**item, "family_details": list[Json](family.values())}


def change_bundle(draft: Draft) -> JsonObject:
    """Return the item with the bundle that a body describes."""
    return {**(draft.existing or {}), "bundle_details": bundled(draft)}


def change_variations(draft: Draft) -> JsonObject:
    """Return a parent with its axes, or a child with its parent and the options it uses."""
    item, fields = draft.existing or {}, draft.fields
    if "configure_variations" in fields:
        if item["type"] != "VARIATION_BASED":
            raise Refused(Problem.CONFLICT, f"item {item['id']} is no variation parent")
        return {**item, "configure_variations": _axes(fields["configure_variations"])}
    changed = dict(item)
    if fields.get("parent_item_id"):
        parent = str(fields["parent_item_id"])
        check_child(draft, parent)
        changed |= {"parent_item_id": parent, "is_child": "true"}
    if "use_variations" in fields:
        changed["use_variations"] = _axes(fields["use_variations"])
    return changed


def bundled(draft: Draft) -> list[Json]:
    """Return the parts of a bundle; each names an item that exists."""
    parts: list[Json] = []
    for each in elements(draft.fields.get("bundle_details")):
        part = found(draft.call.transaction, str(each["id"]), "bundle_details.id")
        uom = each.get("uom") or part["base_uom"]
        amount = quantity(each.get("quantity", "1"))
        parts.append({"id": part["id"], "name": part["name"], "quantity": amount, "uom": uom})
    return parts


def check_child(draft: Draft, parent: str) -> None:
    """Check that an item can be a child of another one.

    Raises:
        Refused: that one is not there, is no variation parent, or is the item itself.
    """
    record = found(draft.call.transaction, parent, "parent_item_id")
    kind = draft.fields.get("type", (draft.existing or {}).get("type"))
    if record["type"] != "VARIATION_BASED" or kind != "STANDARD":
        raise unknown("variation parent for this item", parent, "parent_item_id")


def found(transaction: Transaction, key: str, field: str) -> JsonObject:
    """Return an item that a body names.

    Raises:
        Refused: it is not there.
    """
    record = transaction.get(ITEMS, key)
    if record is None:
        raise unknown(ITEMS, key, field)
    return record


def named_family(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Present an item whose family has the names that its members have now."""
    return {**record, "family_details": family_of(record, transaction)}


def family_of(record: JsonObject, transaction: Transaction) -> list[Json]:
    """Return the members of an item's family by their present names."""
    keys = [str(each["item_id"]) for each in elements(record["family_details"])]
    members_of = [(key, transaction.get(ITEMS, key)) for key in keys]
    return [{"item_id": key, "item_name": each["name"]} for key, each in members_of if each]


def _axes(fields: Json) -> list[Json]:
    return [_axis(each) for each in elements(fields)]


def _axis(fields: JsonObject) -> JsonObject:
    name = str(fields["name"])
    uuid = uuid_of("variation", name)
    values = fields.get("values")
    options = [
        str(each["name"]) if isinstance(each, dict) else str(each)
        for each in (values if isinstance(values, list) else [])
    ]
    return {
        "uuid": uuid,
        "name": name,
        "link": f"{SETTINGS}/variations/{uuid}",
        "values": [
            {"uuid": uuid_of(f"option of {uuid}", option), "name": option} for option in options
        ],
    }


def _texts(value: Json) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
