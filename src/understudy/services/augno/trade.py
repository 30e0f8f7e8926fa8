"""Who trades in what: the account, its product lines, and who may buy from each of them."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.keys import known_key
from understudy.services.augno.measures import GROUP_BY_NAME, settled
from understudy.services.augno.rates import make_quantity


@dataclass(frozen=True, slots=True)
class Line:
    """A product line: the category whose products are in it, and the customers who may buy them."""

    name: str
    category: str
    group_name: str
    customers: tuple[int, ...]
    description: str | None = None
    notes: str | None = None
    commission: str = "commission_applied"
    freight: str = "billed_freight"
    lot: str | None = None
    fulfillment: str | None = None
    owner: str = "account"

    @property
    def key(self) -> str:
        """The key of its record."""
        return known_key("pl", self.name)


ACCOUNT = known_key("ac", "account")
SUPPLIERS = tuple(known_key("ac", f"supplier {number}") for number in range(1, 9))
LOCATIONS = ("Main warehouse", "Shop floor", "Returns")
CUSTOMERS = tuple(known_key("ac", f"customer {number}") for number in range(1, 7))

LINES = (
    Line(
        "Fluid Power",
        "Hoses",
        "Lengths",
        (0, 1),
        "Hoses by the meter",
        "Ask for bulk prices",
        lot="200",
    ),
    Line("Site Power", "Power Tools", "Pieces", (0, 2, 3), "Cordless and corded tools", lot="50"),
    Line(
        "Bench Tools",
        "Hand Tools",
        "Pieces",
        (0, 2),
        freight="free_freight",
        fulfillment="make_to_order",
    ),
    Line("Site Wear", "Workwear", "Pairs", (3, 4), "Gloves and shoes", "Sizes run small"),
    Line("Back Office", "Office Supplies", "Pieces", (5,), commission="commission_exempt"),
    *(
        Line(
            name, "", "Pieces", (), what, None, "commission_exempt", "free_freight", owner="system"
        )
        for name, what in (
            ("service", "Work by the hour"),
            ("shipping", "Freight charges"),
            ("credit", "Credit notes"),
            ("tax", "Taxes"),
        )
    ),
)
_BY_CATEGORY = {line.category: line for line in LINES if line.category}
_BY_NAME = {line.name: line for line in LINES}
_BY_KEY = {line.key: line for line in LINES}


def line_of(category: str) -> Line | None:
    """Return the line that products of a category are sold in, if there is one."""
    return _BY_CATEGORY.get(category)


def line_named(name: str) -> Line | None:
    """Return the line of that name, if there is one."""
    return _BY_NAME.get(name)


def customers_of(line_key: str | None) -> list[Json]:
    """Return the keys of the customers who may buy from a line; without a line nobody may."""
    line = _BY_KEY.get(line_key or "")
    return [CUSTOMERS[number] for number in line.customers] if line else []


def seed_product_line(seeds: Seeds, index: int) -> JsonObject:
    """Make a product line."""
    line = LINES[index]
    return {
        "id": line.key,
        "name": line.name,
        "description": line.description,
        "notes": line.notes,
        "commission_policy": line.commission,
        "freight_policy": line.freight,
        "fulfillment_policy": line.fulfillment,
        "default_lot": _lot(line),
        "owner": line.owner,
        "unit_group": GROUP_BY_NAME[line.group_name].key,
        **settled(seeds, 140 + index),
        "is_alive": True,
    }


def _lot(line: Line) -> JsonObject | None:
    if line.lot is None:
        return None
    unit = GROUP_BY_NAME[line.group_name].base
    key = known_key("qty", f"lot of {line.name}")
    return make_quantity(key, line.lot, unit.key, unit.abbreviation)


def seed_owner(_seeds: Seeds, index: int) -> JsonObject:
    """Make an owner: the platform, or the account."""
    return {"type": ("system", "account")[index], "account": (None, ACCOUNT)[index]}


def seed_account(seeds: Seeds, index: int) -> JsonObject:
    """Make the account that everything else belongs to."""
    return {"id": ACCOUNT, "name": "Northgate Works", **settled(seeds, -30 + index)}


def seed_customer(seeds: Seeds, index: int) -> JsonObject:
    """Make a customer: its key is all that is known of it."""
    return {"id": CUSTOMERS[index], **settled(seeds, 200 + index)}


def seed_location(seeds: Seeds, index: int) -> JsonObject:
    """Make a place where stock is kept: it can be named, no operation shows it."""
    name = LOCATIONS[index]
    return {"id": known_key("lc", name), "name": name, **settled(seeds, 220 + index)}
