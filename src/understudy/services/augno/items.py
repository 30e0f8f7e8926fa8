"""Items, and the products that own some of them: made from the same number, so that they fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data import Article, Catalog, Dice, draw_lifespan, timestamp
from understudy.data.catalog import FAMILIES
from understudy.services.augno.filing import CHARGES, Category, attributes_of, category_of
from understudy.services.augno.keys import numbered_key
from understudy.services.augno.measures import UNIT_BY_NAME
from understudy.services.augno.rates import UnitLabel, make_quantity, make_rate
from understudy.services.augno.trade import SUPPLIERS, Line, customers_of, line_named, line_of


@dataclass(frozen=True, slots=True)
class Charge:
    """What an order can list that is not a good: `kind` is the type of its product."""

    kind: str
    code: str
    description: str
    price: float = 0.0


_CHARGES = (
    Charge("shipping", "FRT", "Freight, parcel up to 30 kg", 12.9),
    Charge("service", "SRV", "Assembly on site, per hour", 78.0),
    Charge("tax", "TAX", "Sales tax"),
    Charge("credit", "CRD", "Goodwill credit"),
    Charge("return", "RET", "Returned goods"),
)
_CHARGE_EVERY, _CHARGE_AT = 40, 17
_PREFIXES = {"material": "ml", "part": "pt", "product": "pd"}
_DOLLAR = UnitLabel(UNIT_BY_NAME["US Dollar"].key, "USD")
_DAY = UnitLabel(UNIT_BY_NAME["Day"].key, "day")


def seed_item(seeds: Seeds, index: int) -> JsonObject:
    """Make the item of that number: an article of the catalogue, or now and then a charge."""
    charge = _charge(index)
    moments = _moments(seeds, index)
    if charge is not None:
        return _charge_item(seeds, index, charge, moments)
    article = seeds.catalog.article(index)
    category = category_of(article.family)
    dice = seeds.dice("item", index)
    line = _line(index, category)
    return {
        "id": numbered_key(seeds, "it", index),
        "sku": article.sku,
        "description": _description(article, index),
        "notes": _notes(article, dice),
        "type": category.item_type,
        "category": category.key,
        **_worth(seeds, index, article, category, moments),
        "attributes": _attributes(article, category, index),
        **moments,
        "is_listed": True,
        "is_initial": category.item_type == "part" and dice.chance(0.5),
        "supplier": dice.choose(SUPPLIERS) if category.item_type == "material" else None,
        **_sold_in(line),
        **_stock(dice),
        "owned_by": numbered_key(seeds, _PREFIXES[category.item_type], index),
    }


def seed_product(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the product that owns the item of that number; None when it is a material or a part."""
    charge = _charge(index)
    category = _category(seeds, index)
    if category.item_type != "product":
        return None
    line = line_named(charge.kind) if charge else _line(index, category)
    is_shown = line is not None and charge is None and seeds.dice("product", index).chance(0.7)
    return {
        "id": numbered_key(seeds, "pd", index),
        "type": charge.kind if charge else "sale",
        "portal_visibility": "visible" if is_shown else "hidden",
        "item": numbered_key(seeds, "it", index),
        **_sold_in(line),
        **_moments(seeds, index),
        **_copies(seeds, index),
    }


def seed_material(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the material that owns the item of that number; None when it owns something else."""
    category = _category(seeds, index)
    if category.item_type != "material":
        return None
    base, days = category.group.base, UNIT_BY_NAME["Day"]
    # Rolled without dice: those would take half of the time.
    point, lead = str(index * 37 % 39 * 5 + 10), str(index * 23 % 8 * 7 + 7)
    keys = [numbered_key(seeds, "qty", 2 * index + place) for place in range(2)]
    return {
        "id": numbered_key(seeds, "ml", index),
        "item": numbered_key(seeds, "it", index),
        "order_point": make_quantity(keys[0], point, base.key, base.abbreviation),
        "lead_time": make_quantity(keys[1], lead, days.key, days.abbreviation),
        **_moments(seeds, index),
        **_copies(seeds, index),
    }


def seed_part(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the part that owns the item of that number; None when it owns something else."""
    if _category(seeds, index).item_type != "part":
        return None
    return {
        "id": numbered_key(seeds, "pt", index),
        "item": numbered_key(seeds, "it", index),
        **_moments(seeds, index),
        **_copies(seeds, index),
    }


def _category(seeds: Seeds, index: int) -> Category:
    turns = _turns(seeds.seed)
    return CHARGES if _charge(index) else turns[index % len(turns)]


def _copies(seeds: Seeds, index: int) -> dict[str, Json]:
    """Return what an owner repeats of its item."""
    charge = _charge(index)
    if charge is not None:
        texts: dict[str, Json] = {"sku": _charge_sku(charge, index)}
        return {
            **texts,
            "description": charge.description,
            "category": CHARGES.key,
            "attributes": [],
            "is_alive": True,
        }
    article = seeds.catalog.article(index)
    category = category_of(article.family)
    return {
        "sku": article.sku,
        "description": _description(article, index),
        "category": category.key,
        "attributes": _attributes(article, category, index),
        "is_alive": True,
    }


def _charge_sku(charge: Charge, index: int) -> str:
    return f"{charge.code}-{index + 1:04d}"


def _description(article: Article, index: int) -> str | None:
    return None if _is_turn(index, 23, 5) else article.name


def _attributes(article: Article, category: Category, index: int) -> list[Json]:
    return [] if _is_turn(index, 19, 7) else attributes_of(article, category)


def _stock(dice: Dice) -> dict[str, Json]:
    """Return what is on hand and demanded; of one in twelve there is less than is demanded."""
    on_hand = dice.integer(0, 60) * 5
    demand = on_hand + 10 if dice.chance(1 / 12) else on_hand * dice.integer(0, 9) // 10
    return {"on_hand": str(on_hand), "demand": str(demand)}


def _is_turn(index: int, every: int, at: int) -> bool:
    """Tell whether the item of that number is one of the few that lack something."""
    return index % every == at


def _charge(index: int) -> Charge | None:
    turn, place = divmod(index, _CHARGE_EVERY)
    return _CHARGES[turn % len(_CHARGES)] if place == _CHARGE_AT else None


@lru_cache(maxsize=16)
def _turns(seed: int) -> tuple[Category, ...]:
    """Return the categories in the order in which the catalogue's families take turns."""
    catalog = Catalog(seed)
    return tuple(category_of(catalog.article(index).family) for index in range(len(FAMILIES)))


def _moments(seeds: Seeds, index: int) -> dict[str, Json]:
    lifespan = draw_lifespan(seeds.dice("lifespan", index), seeds.now)
    return {"created_at": timestamp(lifespan.created), "updated_at": timestamp(lifespan.updated)}


def _line(index: int, category: Category) -> Line | None:
    """Return the line a product is sold in; one in eleven is not in any."""
    if category.item_type != "product" or _is_turn(index, 11, 3):
        return None
    return line_of(category.name)


def _sold_in(line: Line | None) -> dict[str, Json]:
    key = line.key if line else None
    return {"product_line": key, "customers": customers_of(key)}


def _notes(article: Article, dice: Dice) -> str | None:
    if dice.chance(0.6):
        return None
    if article.pack_size > 1:
        return f"Packed in {article.pack_size}s, {article.weight_kg:g} kg each"
    return f"{article.brand} number {article.manufacturer_number}"


def _worth(
    seeds: Seeds, index: int, article: Article, category: Category, moments: dict[str, Json]
) -> dict[str, Json]:
    """Return value, cost and burn rate: it is worth more than it costs; what is sold burns not."""
    is_sold = category.item_type == "product"
    burnt = 0 if is_sold else seeds.dice("burn", index).integer(1, 40)
    base = category.group.base
    return _rates(
        seeds,
        index,
        (article.price if is_sold else article.wholesale_price, article.base_cost, burnt),
        UnitLabel(base.key, base.abbreviation),
        moments,
    )


def _rates(
    seeds: Seeds,
    index: int,
    values: tuple[float, float, int],
    base: UnitLabel,
    moments: dict[str, Json],
) -> dict[str, Json]:
    """Return the three rates; the cost is as it was at first, the others changed with the item."""
    value, cost, burnt = values
    created, updated = str(moments["created_at"]), str(moments["updated_at"])
    keys = [numbered_key(seeds, "ra", 3 * index + place) for place in range(3)]
    money = (_DOLLAR, base)
    return {
        "unit_value": make_rate(keys[0], f"{value:.2f}", money, created, updated),
        "unit_cost": make_rate(keys[1], f"{cost:.2f}", money, created, created),
        "burn_rate": make_rate(keys[2], str(burnt), (base, _DAY), created, updated),
    }


def _charge_item(seeds: Seeds, index: int, charge: Charge, moments: dict[str, Json]) -> JsonObject:
    base = CHARGES.group.base
    each = UnitLabel(base.key, base.abbreviation)
    return {
        "id": numbered_key(seeds, "it", index),
        "sku": _charge_sku(charge, index),
        "description": charge.description,
        "notes": None,
        "type": "product",
        "category": CHARGES.key,
        **_rates(seeds, index, (charge.price, 0.0, 0), each, moments),
        "attributes": [],
        **moments,
        "is_listed": False,
        "is_initial": False,
        "supplier": None,
        **_sold_in(line_named(charge.kind)),
        "on_hand": "0",
        "demand": "0",
        "owned_by": numbered_key(seeds, "pd", index),
    }
