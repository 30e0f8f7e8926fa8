"""The items that a world starts from: standard items, variation families and gift certificates.

Every twelve items hold one variation parent with its three children, one gift certificate and
seven standard items, so that each shape is met on any page.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data import Article, Dice, draw_lifespan, timestamp
from understudy.services.exsited.sections import (
    GROUPS,
    currency,
    custom_form,
    named,
    switched_off,
    unit,
    unsold,
)
from understudy.services.exsited.settings import PACK_SIZE, shown_axis
from understudy.services.exsited.trade import bought, ordered, sold, stocked
from understudy.services.exsited.wording import price

PERIOD = 12
PARENT_STEP = 3
GIFT_STEP = 9
FAMILY_STEP = 10  # goes with the item behind it
PACKS = (("Single", 1, 1.0), ("Box of 10", 10, 0.95), ("Box of 50", 50, 0.9))
GIFT_AMOUNTS = (25, 50, 75, 100, 150, 200, 250, 500)
STAFF = 8
UNITS = {"pcs": "UNIT", "m": "METRE", "l": "LITRE", "kg": "KG"}


def item_id(index: int) -> str:
    """Return the identifier of the item at an index.

    >>> item_id(23)
    'ITEM-0024'
    """
    return f"ITEM-{index + 1:04d}"


def seed_item(seeds: Seeds, index: int) -> JsonObject:
    """Return the item at an index: everything that any operation shows of it."""
    step = index % PERIOD
    if step == PARENT_STEP:
        return _parent(seeds, index)
    if PARENT_STEP < step <= PARENT_STEP + len(PACKS):
        return _child(seeds, index, step - PARENT_STEP - 1)
    if step == GIFT_STEP:
        return _gift(seeds, index)
    return _standard(seeds, index)


def created_at(seeds: Seeds, index: int) -> datetime:
    """Return when the item at an index was made; a child is made minutes after its parent."""
    born_with, minutes = _birth(index)
    dice = seeds.dice("item", born_with, "history")
    return draw_lifespan(dice, seeds.now).created + timedelta(minutes=minutes)


def _birth(index: int) -> tuple[int, int]:
    """Return which item an item was made with, and how many minutes later."""
    place = index % PERIOD - PARENT_STEP
    return (index - place, 4 * place) if 0 < place <= len(PACKS) else (index, 0)


def author(seeds: Seeds, dice: Dice) -> str:
    """Return the name of somebody who keeps the records."""
    return dice.choose(seeds.pools.pool("people")[:STAFF])


def blank(identifier: str, kind: str) -> JsonObject:
    """Return an item of a type without its sections: every member that is shown, all unset."""
    return {
        "status": "ACTIVE",
        "id": identifier,
        "name": identifier,
        "display_name": "",
        "description": "",
        "type": kind,
        "is_parent": "true" if kind == "VARIATION_BASED" else "false",
        "is_child": "false",
        "parent_item_id": "",
        "base_uom": "",
        "origin": "",
        "invoice_note": "",
        "version": "1",
        "image_uri": "",
        "manager": "",
        "group": "",
        "custom_form": custom_form("Standard Item Form"),
        "custom_attributes": [],
        "custom_objects": [],
        "codes": [],
        "uoms": [],
        "currencies": [currency("AUD", used=True, default=True)],
        "use_variations": [],
        "configure_variations": [],
        "bundle_details": [],
        "family_details": [],
    }


def _standard(seeds: Seeds, index: int) -> JsonObject:
    dice = seeds.dice("item", index)
    article = seeds.catalog.article(index)
    uom = UNITS.get(article.unit, article.unit.upper())
    goes_with = index % PERIOD == FAMILY_STEP and index + 1 < seeds.counts.get("item", 0)
    return {
        **blank(item_id(index), "STANDARD"),
        **_described(seeds, index, article, dice),
        "status": "INACTIVE" if dice.chance(1 / 15) else "ACTIVE",
        "name": article.name,
        "display_name": f"{article.name} by {article.brand}",
        "base_uom": uom,
        "codes": named(**{"UPC-CODE": article.gtin, "SKU": article.sku}),
        "currencies": _currencies(dice),
        "sale": sold(article, article.price, dice, seeds.now),
        "purchase": bought(article.base_cost, dice, pack=article.pack_size),
        "inventories": stocked(article.base_cost, dice, uom=uom, pack=article.pack_size),
        "kpis": ordered(article.price, dice),
        "family_details": [_named(seeds, index + 1)] if goes_with else [],
    }


def _named(seeds: Seeds, index: int) -> JsonObject:
    return {"item_id": item_id(index), "item_name": seeds.catalog.article(index).name}


def _parent(seeds: Seeds, index: int) -> JsonObject:
    dice = seeds.dice("item", index)
    article = seeds.catalog.article(index)
    return {
        **blank(item_id(index), "VARIATION_BASED"),
        **switched_off(),
        **_described(seeds, index, article, dice),
        "name": article.name,
        "display_name": f"{article.name}, all pack sizes",
        "custom_form": custom_form("Variation Item Form"),
        "codes": named(SKU=article.sku),
        "configure_variations": [shown_axis(PACK_SIZE, [pack[0] for pack in PACKS])],
    }


def _child(seeds: Seeds, index: int, place: int) -> JsonObject:
    parent = index - place - 1
    label, count, rebate = PACKS[place]
    dice = seeds.dice("item", index)
    article = seeds.catalog.article(parent)
    amount, cost = article.price * count * rebate, article.base_cost * count
    uom = "UNIT" if count == 1 else "BOX"
    rates = [unit(uom, "1.00", base=True), unit("CARTON", "12.00", base=False)]
    return {
        **blank(item_id(index), "STANDARD"),
        **_described(seeds, index, article, dice),
        "is_child": "true",
        "parent_item_id": item_id(parent),
        "name": f"{article.name}, {label.lower()}",
        "display_name": f"{article.name} by {article.brand}, {label.lower()}",
        "base_uom": uom,
        "custom_form": custom_form("Variation Item Form"),
        "codes": named(
            **{"UPC-CODE": seeds.catalog.article(index).gtin, "SKU": f"{article.sku}-P{count}"}
        ),
        "uoms": list[Json](rates),
        "sale": sold(article, amount, dice, seeds.now),
        "purchase": bought(cost, dice, pack=1),
        "inventories": stocked(cost, dice, uom=uom, pack=1),
        "kpis": ordered(amount, dice),
    }


def _gift(seeds: Seeds, index: int) -> JsonObject:
    dice = seeds.dice("item", index)
    amount = dice.choose(GIFT_AMOUNTS)
    batch = index // PERIOD + 1
    sale: JsonObject = {
        **unsold(),
        "enabled": "true",
        "accounting_code": {"sales_revenue": "Gift Certificate Liability"},
        "default_sale_price": price(amount),
        "tax_exempt_when_sold": "true",
        "charge": {"type": "ONE_OFF", "properties": named(fulfillment_mode="")},
        "payment_properties": named(payment_processor="Cash"),
    }
    return {
        **blank(item_id(index), "GIFT_CERTIFICATE"),
        **switched_off(),
        **_history(seeds, index),
        "uuid": dice.uuid(),
        "serial": index + 1,
        "name": f"Gift Certificate ${amount}, series {batch}",
        "display_name": f"Gift certificate over ${amount}",
        "description": f"Redeemable for ${amount} on any order within three years.",
        "origin": "In house",
        "invoice_note": "Keep the certificate number at hand when redeeming.",
        "image_uri": f"resources/product/{10001 + index}.jpg",
        "manager": author(seeds, dice),
        "custom_form": custom_form("Gift Certificate Form"),
        "custom_attributes": named(Validity="36 months"),
        "codes": named(SKU=f"GC-{amount}-{batch:03d}"),
        "sale": sale,
        "kpis": ordered(float(amount), dice),
    }


def _described(seeds: Seeds, index: int, article: Article, dice: Dice) -> JsonObject:
    """Return what items that are articles have in common."""
    attributes = {"Material": article.material, "Country of Origin": article.country}
    return {
        **_history(seeds, index),
        "uuid": dice.uuid(),
        "serial": index + 1,
        "group": GROUPS[index // PERIOD % len(GROUPS)],
        "description": article.description,
        "origin": article.brand,
        "invoice_note": f"Packed by {article.pack_size}." if article.pack_size > 1 else "",
        "image_uri": "" if dice.chance(0.2) else f"resources/product/{10001 + index}.jpg",
        "manager": author(seeds, dice) if dice.chance(0.7) else "",
        "custom_attributes": named(**attributes) if dice.chance(0.8) else [],
    }


def _history(seeds: Seeds, index: int) -> JsonObject:
    """Return who made the item and changed it last."""
    dice = seeds.dice("item", index, "history")
    life = draw_lifespan(dice, seeds.now)
    created = life.created if _birth(index)[0] == index else created_at(seeds, index)
    made = {"created_by": author(seeds, dice), "created_on": timestamp(created)}
    if life.updated <= created:
        return {**made, "last_updated_by": "", "last_updated_on": "", "version": "1"}
    return {
        **made,
        "last_updated_by": author(seeds, dice),
        "last_updated_on": timestamp(life.updated),
        "version": str(dice.integer(2, 9)),
    }


def _currencies(dice: Dice) -> list[Json]:
    others = ("NZD", "USD") if dice.chance(0.3) else ()
    return [
        currency("AUD", used=True, default=True),
        *(currency(name, used=True, default=False) for name in others),
    ]
