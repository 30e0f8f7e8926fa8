"""Items, and the products that own some of them: both made from the same number, so that they fit each other."""

from __future__ import annotations

from functools import lru_cache

from understudy.behavior import Seeds
from understudy.contract.operations import JsonObject
from understudy.data import Article, Catalog, Dice, Lifespan, draw_lifespan, timestamp
from understudy.data.catalog import FAMILIES
from understudy.services.augno.filing import CHARGES, Category, attributes_of, category_of
from understudy.services.augno.keys import numbered_key
from understudy.services.augno.measures import UNIT_BY_NAME, Unit
from understudy.services.augno.rates import UnitLabel, make_rate
from understudy.services.augno.trade import SUPPLIERS, Line, customers_of, line_named, line_of

_CHARGE_EVERY, _CHARGE_AT = 40, 17  # a few products are not goods but what else an order can list
_CHARGES = (
    ("shipping", "FRT", "Freight, parcel up to 30 kg", 12.9),
    ("service", "SRV", "Assembly on site, per hour", 78.0),
    ("tax", "TAX", "Sales tax", 0.0),
    ("credit", "CRD", "Goodwill credit", 0.0),
    ("return", "RET", "Returned goods", 0.0),
)
_DOLLAR = UnitLabel(UNIT_BY_NAME["US Dollar"].key, "USD")
_DAY = UnitLabel(UNIT_BY_NAME["Day"].key, "day")


def label(unit: Unit) -> UnitLabel:
    """Return what a rate needs to know of a unit."""
    return UnitLabel(unit.key, unit.abbreviation)


def _charge(index: int) -> tuple[str, str, str, float] | None:
    turn, place = divmod(index, _CHARGE_EVERY)
    return _CHARGES[turn % len(_CHARGES)] if place == _CHARGE_AT else None


@lru_cache(maxsize=16)
def _turns(seed: int) -> tuple[Category, ...]:
    """Return the categories in the order in which the catalogue's families take turns."""
    catalog = Catalog(seed)
    return tuple(category_of(catalog.article(index).family) for index in range(len(FAMILIES)))


def _lifespan(seeds: Seeds, index: int) -> Lifespan:
    return draw_lifespan(seeds.dice("lifespan", index), seeds.now)


def seed_item(seeds: Seeds, index: int) -> JsonObject:
    """Make the item of that number: an article of the catalogue, or now and then a charge."""
    charge = _charge(index)
    lifespan = _lifespan(seeds, index)
    if charge is not None:
        return _charge_item(seeds, index, charge, lifespan)
    article = seeds.catalog.article(index)
    category = category_of(article.family)
    dice = seeds.dice("item", index)
    line = _line(index, category)
    return {
        "id": numbered_key(seeds, "it", index),
        "sku": article.sku,
        "description": article.name if index % 23 != 5 else None,
        "notes": _notes(article, dice),
        "type": category.item_type,
        "category": category.key,
        **_rates(seeds, index, article, category, lifespan),
        "attributes": attributes_of(article, category) if index % 19 != 7 else [],
        "created_at": timestamp(lifespan.created),
        "updated_at": timestamp(lifespan.updated),
        "is_listed": True,
        "is_initial": category.item_type == "part" and dice.chance(0.5),
        "supplier": dice.choose(SUPPLIERS) if category.item_type == "material" else None,
        "product_line": line.key if line else None,
        "customers": customers_of(line.key if line else None),
    }


def _line(index: int, category: Category) -> Line | None:
    """Return the line a product is sold in; one in eleven is not in any."""
    return line_of(category.name) if category.item_type == "product" and index % 11 != 3 else None


def _notes(article: Article, dice: Dice) -> str | None:
    if dice.chance(0.6):
        return None
    if article.pack_size > 1:
        return f"Packed in {article.pack_size}s, {article.weight_kg:g} kg each"
    return f"{article.brand} number {article.manufacturer_number}"


def _rates(
    seeds: Seeds, index: int, article: Article, category: Category, lifespan: Lifespan
) -> JsonObject:
    """Return value, cost and burn rate; what is bought has a cost and burns, what is sold has a price above it."""
    base = label(category.group.base)
    created, updated = timestamp(lifespan.created), timestamp(lifespan.updated)
    price = article.price if category.item_type == "product" else article.wholesale_price
    burnt = seeds.dice("burn", index).integer(1, 40) if category.item_type != "product" else 0
    value = make_rate(_rate_key(seeds, index, 0), f"{price:.2f}", (_DOLLAR, base), created)
    cost = make_rate(
        _rate_key(seeds, index, 1), f"{article.base_cost:.2f}", (_DOLLAR, base), created
    )
    burn = make_rate(_rate_key(seeds, index, 2), str(burnt), (base, _DAY), created)
    value["updated_at"] = burn["updated_at"] = updated
    return {"unit_value": value, "unit_cost": cost, "burn_rate": burn}


def _rate_key(seeds: Seeds, index: int, place: int) -> str:
    return numbered_key(seeds, "ra", 3 * index + place)


def _charge_item(
    seeds: Seeds, index: int, charge: tuple[str, str, str, float], lifespan: Lifespan
) -> JsonObject:
    kind, code, description, price = charge
    line = line_named(kind)
    each = label(CHARGES.group.base)
    created = timestamp(lifespan.created)
    money = (_DOLLAR, each)
    return {
        "id": numbered_key(seeds, "it", index),
        "sku": f"{code}-{index + 1:04d}",
        "description": description,
        "notes": None,
        "type": "product",
        "category": CHARGES.key,
        "unit_value": make_rate(_rate_key(seeds, index, 0), f"{price:.2f}", money, created),
        "unit_cost": make_rate(_rate_key(seeds, index, 1), "0", money, created),
        "burn_rate": make_rate(_rate_key(seeds, index, 2), "0", (each, _DAY), created),
        "attributes": [],
        "created_at": created,
        "updated_at": timestamp(lifespan.updated),
        "is_listed": False,
        "is_initial": False,
        "supplier": None,
        "product_line": line.key if line else None,
        "customers": [],
    }


def seed_product(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the product that owns the item of that number; None when that item is a material or a part."""
    charge = _charge(index)
    turns = _turns(seeds.seed)
    category = CHARGES if charge else turns[index % len(turns)]
    if category.item_type != "product":
        return None
    line = line_named(charge[0]) if charge else _line(index, category)
    lifespan = _lifespan(seeds, index)
    visible = line is not None and charge is None and seeds.dice("product", index).chance(0.7)
    return {
        "id": numbered_key(seeds, "pd", index),
        "type": charge[0] if charge else "sale",
        "portal_visibility": "visible" if visible else "hidden",
        "product_line": line.key if line else None,
        "item": numbered_key(seeds, "it", index),
        "created_at": timestamp(lifespan.created),
        "updated_at": timestamp(lifespan.updated),
    }
