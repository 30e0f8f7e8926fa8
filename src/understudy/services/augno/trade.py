"""Who trades in what: the account, its product lines, and who may buy from each of them."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.keys import known_key
from understudy.services.augno.measures import GROUP_BY_NAME, settled


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

    @property
    def key(self) -> str:
        """The key of its record."""
        return known_key("pl", self.name)


ACCOUNT = known_key("ac", "account")
SUPPLIERS = tuple(known_key("ac", f"supplier {number}") for number in range(1, 9))
CUSTOMERS = tuple(known_key("ac", f"customer {number}") for number in range(1, 7))

LINES = (
    Line("Fluid Power", "Hoses", "Lengths", (0, 1), "Hoses by the meter", "Ask for bulk prices"),
    Line("Site Power", "Power Tools", "Pieces", (0, 2, 3), "Cordless and corded tools"),
    Line("Bench Tools", "Hand Tools", "Pieces", (0, 2), freight="free_freight"),
    Line("Site Wear", "Workwear", "Pairs", (3, 4), "Gloves and shoes", "Sizes run small"),
    Line("Back Office", "Office Supplies", "Pieces", (5,), commission="commission_exempt"),
    Line(
        "service", "", "Pieces", (), "Work by the hour", None, "commission_exempt", "free_freight"
    ),
    Line(
        "shipping", "", "Pieces", (), "Freight charges", None, "commission_exempt", "free_freight"
    ),
    Line("credit", "", "Pieces", (), "Credit notes", None, "commission_exempt", "free_freight"),
    Line("tax", "", "Pieces", (), "Taxes", None, "commission_exempt", "free_freight"),
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
        "unit_group": GROUP_BY_NAME[line.group_name].key,
        **settled(seeds, 140 + index),
    }


def seed_owner(_seeds: Seeds, index: int) -> JsonObject:
    """Make an owner: the platform, or the account."""
    return {"type": ("system", "account")[index], "account": (None, ACCOUNT)[index]}


def seed_account(seeds: Seeds, index: int) -> JsonObject:
    """Make the account that everything else belongs to."""
    return {"id": ACCOUNT, "name": "Northgate Works", **settled(seeds, -30 + index)}


def seed_customer(seeds: Seeds, index: int) -> JsonObject:
    """Make a customer: its key is all that is known of it."""
    return {"id": CUSTOMERS[index], **settled(seeds, 200 + index)}
