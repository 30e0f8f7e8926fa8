"""How requests make and change items."""

from __future__ import annotations

from understudy.behavior import Draft, Problem, Refused
from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.items import blank
from understudy.services.exsited.relatives import (
    bundled,
    change_bundle,
    change_family,
    change_variations,
    check_child,
)
from understudy.services.exsited.sections import (
    currency,
    switched_off,
    unit,
    unpurchased,
    unsold,
)
from understudy.services.exsited.shapes import (
    CURRENCY,
    INFORMATION,
    PURCHASE,
    SALE,
    UNIT,
    Shape,
    elements,
    laid_over,
    members,
)
from understudy.services.exsited.spellings import as_read
from understudy.services.exsited.stock import add_stock, changed, opened, settled
from understudy.services.exsited.wording import flag

AUTHOR = "API User"
LARGEST_VERSION = 999_999_999
FIRST_SERIAL = 1_000_000  # behind those of all items that a world can start with
TRADED = {"sale": (unsold, SALE), "purchase": (unpurchased, PURCHASE)}


def create_item(draft: Draft) -> JsonObject:
    """Return the item that a body describes; what it leaves out is unset or a sensible default."""
    fields = draft.fields
    kind = str(fields["type"])
    key = str(fields.get("id") or draft.new_key(""))
    name = str(fields["name"])
    item: JsonObject = {
        **laid_over({**blank(key, kind), "display_name": name}, fields, INFORMATION),
        **switched_off(),
        "uuid": draft.dice("uuid", key).uuid(),
        "serial": FIRST_SERIAL + draft.call.transaction.next_number("item serial"),
        "created_by": AUTHOR,
        "created_on": draft.now,
        "last_updated_by": "",
        "last_updated_on": "",
        "uoms": _units(fields.get("uoms")),
        "bundle_details": bundled(draft),
        **_kinship(draft),
    }
    if "currencies" in fields:
        item["currencies"] = _currencies(fields["currencies"])
    return {**item, **_sections(draft, kind, item)}


def update_item(draft: Draft) -> JsonObject:
    """Return the item with the body's fields changed, its version counted up."""
    item = laid_over(draft.existing or {}, draft.fields, INFORMATION)
    return touched(draft, settled(_traded(draft, item)))


def update_sale(draft: Draft) -> JsonObject:
    """Return the item with its sale section, units and currencies changed."""
    return _update_section(draft, "sale")


def update_purchase(draft: Draft) -> JsonObject:
    """Return the item with its purchase section, units and currencies changed."""
    return _update_section(draft, "purchase")


def update_inventories(draft: Draft) -> JsonObject:
    """Return the item with its inventories section changed."""
    item = draft.existing or {}
    fields, uom = draft.fields.get("inventories"), str(item["base_uom"])
    section = changed(draft, members(item["inventories"]), fields, uom)
    return touched(draft, {**item, "inventories": section})


def create_inventories(draft: Draft) -> JsonObject:
    """Return the item with the inventories section that a body opens.

    Raises:
        Refused: the item is neither sold nor purchased.
    """
    item = draft.existing or {}
    if all(members(item[name])["enabled"] == "false" for name in TRADED):
        raise Refused(Problem.CONFLICT, f"item {item['id']} is neither sold nor purchased")
    section = opened(draft, item, draft.fields.get("inventories"))
    return touched(draft, {**item, "inventories": section})


def book_stock(draft: Draft) -> JsonObject:
    """Return the item after stock was added, or taken out."""
    return touched(draft, add_stock(draft))


def update_family(draft: Draft) -> JsonObject:
    """Return the item with members added to its family or removed from it."""
    return touched(draft, change_family(draft))


def update_bundle(draft: Draft) -> JsonObject:
    """Return the item with another bundle."""
    return touched(draft, change_bundle(draft))


def update_variations(draft: Draft) -> JsonObject:
    """Return the item with other variations."""
    return touched(draft, change_variations(draft))


def touch_item(draft: Draft) -> JsonObject:
    """Return the item as it was, its version counted up: what is declared changes it."""
    return touched(draft, draft.existing or {})


def touched(draft: Draft, item: JsonObject) -> JsonObject:
    """Return a record with its version counted up and its editor noted."""
    version = min(int(str((draft.existing or {})["version"])) + 1, LARGEST_VERSION)
    return {
        **item,
        "version": str(version),
        "last_updated_by": AUTHOR,
        "last_updated_on": draft.now,
    }


def _update_section(draft: Draft, name: str) -> JsonObject:
    item = draft.existing or {}
    off, shape = TRADED[name]
    before = members(item[name])
    fields = members(draft.fields.get(name))
    # Describing a section that was off turns it on, as when an item is created.
    started = {**off(), "enabled": "true"} if before["enabled"] == "false" else before
    described = {**item, name: laid_over(started, fields, shape)}
    return touched(draft, settled(_traded(draft, described)))


def _traded(draft: Draft, item: JsonObject) -> JsonObject:
    """Return the item with the currencies and units that a body sends along."""
    fields = draft.fields
    made = dict(item)
    if "currencies" in fields:
        made["currencies"] = _currencies(fields["currencies"])
    if "uoms" in fields:
        made["uoms"] = _units(fields["uoms"])
        if made["type"] == "STANDARD" and made["uoms"]:
            made["base_uom"] = _base_unit(made)
    return made


def _kinship(draft: Draft) -> JsonObject:
    """Return what makes an item a variation parent or child, as far as the body says so."""
    said = {
        name: flag(draft.fields[name])
        for name in ("is_parent", "is_child")
        if draft.fields.get(name) is not None
    }
    parent = str(draft.fields.get("parent_item_id") or "")
    if parent:
        check_child(draft, parent)
        return {**said, "parent_item_id": parent, "is_child": "true"}
    return {**said, "is_child": "false"} if said else {}


def _sections(draft: Draft, kind: str, item: JsonObject) -> JsonObject:
    """Return the sections that the item's kind has, as far as the body turns them on."""
    fields = draft.fields
    made = dict(item)
    if kind != "VARIATION_BASED":
        made["sale"] = _section(unsold(), fields.get("sale"), SALE)
    if kind == "STANDARD":
        made["base_uom"] = _base_unit(item)
        made["purchase"] = _section(unpurchased(), fields.get("purchase"), PURCHASE)
        if fields.get("inventories") is not None:
            made["inventories"] = opened(draft, made, fields["inventories"])
    return made


def _section(off: JsonObject, fields: Json, shape: Shape) -> JsonObject:
    """Return a section; one that a body describes is on unless it says otherwise."""
    return off if fields is None else laid_over({**off, "enabled": "true"}, fields, shape)


def _base_unit(item: JsonObject) -> str:
    units = elements(item["uoms"])
    base = next((each for each in units if each["base_uom"] == "true"), None)
    return str(base["name"]) if base else "UNIT"


def _units(fields: Json) -> list[Json]:
    """Return units of measure; the first is the base unit unless another is."""
    given = [as_read(each) for each in elements(fields)]
    is_told = any("base_uom" in each for each in given)
    return [
        laid_over(unit("", "1.00", base=not is_told and place == 0), each, UNIT)
        for place, each in enumerate(given)
    ]


def _currencies(fields: Json) -> list[Json]:
    """Return currencies; the first is the default unless defaults are given."""
    given = [as_read(each) for each in elements(fields)]
    is_told = any("default_for_sale" in each or "default_for_purchase" in each for each in given)
    return [
        laid_over(currency("", used=True, default=not is_told and place == 0), each, CURRENCY)
        for place, each in enumerate(given)
    ]
