"""Units of measure, and the groups that items choose their units from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from understudy.behavior import Seeds
from understudy.contract.operations import JsonObject
from understudy.data import timestamp
from understudy.services.augno.keys import known_key


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; a value of it times `ratio` plus `offset` is that value in the base unit of its type.

    Both are (numerator, denominator), as decimal texts.
    """

    name: str
    abbreviation: str
    type: str
    ratio: tuple[str, str] = ("1", "1")
    offset: tuple[str, str] = ("0", "1")
    is_base: bool = False
    owner: str = "system"

    @property
    def key(self) -> str:
        """The key of its record."""
        return known_key("un", self.name)


@dataclass(frozen=True, slots=True)
class Group:
    """Units of one type, base unit first.

    `members` are (name, share of the price that is taken off, portal visibility).
    """

    name: str
    type: str
    members: tuple[tuple[str, float, str], ...]
    notes: str | None = None
    owner: str = "account"

    @property
    def key(self) -> str:
        """The key of its record."""
        return known_key("ug", self.name)

    @property
    def base(self) -> Unit:
        """The unit that the others refer to."""
        return UNIT_BY_NAME[self.members[0][0]]


UNITS = (
    Unit("US Dollar", "USD", "currency", is_base=True),
    Unit("Each", "ea", "quantity", is_base=True),
    Unit("Pair", "pr", "quantity", ("2", "1")),
    Unit("Dozen", "dz", "quantity", ("12", "1")),
    Unit("Hundred", "hd", "quantity", ("100", "1")),
    Unit("Roll", "roll", "quantity", owner="account"),
    Unit("Can", "can", "quantity", owner="account"),
    Unit("Second", "s", "time", is_base=True),
    Unit("Hour", "hr", "time", ("3600", "1")),
    Unit("Day", "day", "time", ("86400", "1")),
    Unit("Gram", "g", "mass", is_base=True),
    Unit("Kilogram", "kg", "mass", ("1000", "1")),
    Unit("Pound", "lb", "mass", ("45359237", "100000")),
    Unit("Liter", "l", "volume", is_base=True),
    Unit("Milliliter", "ml", "volume", ("1", "1000")),
    Unit("Meter", "m", "length", is_base=True),
    Unit("Centimeter", "cm", "length", ("1", "100")),
    Unit("Foot", "ft", "length", ("381", "1250")),
    Unit("Kelvin", "K", "temperature", is_base=True),
    Unit("Degree Celsius", "°C", "temperature", ("1", "1"), ("5463", "20")),
    Unit("Degree Fahrenheit", "°F", "temperature", ("5", "9"), ("45967", "180")),
    Unit("Square Meter", "m²", "area", is_base=True),
)
UNIT_BY_NAME = {unit.name: unit for unit in UNITS}
UNIT_BY_KEY = {unit.key: unit for unit in UNITS}

GROUPS = (
    Group("Dollars", "currency", (("US Dollar", 0, "hidden"),), owner="system"),
    Group(
        "Pieces",
        "quantity",
        (("Each", 0, "visible"), ("Dozen", 0.02, "visible"), ("Hundred", 0.05, "visible")),
        "Larger packs are cheaper per piece",
    ),
    Group("Pairs", "quantity", (("Pair", 0, "visible"), ("Each", 0, "hidden"))),
    Group("Rolls", "quantity", (("Roll", 0, "visible"),)),
    Group("Containers", "quantity", (("Can", 0, "visible"),)),
    Group(
        "Lengths",
        "length",
        (("Meter", 0, "visible"), ("Centimeter", 0, "hidden"), ("Foot", 0, "visible")),
    ),
    Group(
        "Weights",
        "mass",
        (("Kilogram", 0, "visible"), ("Gram", 0, "visible"), ("Pound", 0, "hidden")),
        owner="system",
    ),
    Group("Volumes", "volume", (("Liter", 0, "visible"), ("Milliliter", 0, "hidden"))),
    Group(
        "Working time",
        "time",
        (("Hour", 0, "visible"), ("Day", 0.1, "visible")),
        owner="system",
    ),
    Group("Temperatures", "temperature", (("Degree Celsius", 0, "hidden"),)),
)
GROUP_BY_NAME = {group.name: group for group in GROUPS}

MEMBERSHIPS = tuple((group, member) for group in GROUPS for member in group.members)


def settled(seeds: Seeds, index: int) -> JsonObject:
    """Return when something that items are built on was made: one a day, before the first item."""
    moment = seeds.now.replace(hour=8, minute=30) - timedelta(days=1600 - index)
    return {"created_at": timestamp(moment), "updated_at": timestamp(moment)}


def seed_unit(seeds: Seeds, index: int) -> JsonObject:
    """Make a unit."""
    unit = UNITS[index]
    return {
        "id": unit.key,
        "name": unit.name,
        "abbreviation": unit.abbreviation,
        "type": unit.type,
        "ratio_numerator": unit.ratio[0],
        "ratio_denominator": unit.ratio[1],
        "offset_numerator": unit.offset[0],
        "offset_denominator": unit.offset[1],
        "is_base_unit": unit.is_base,
        "owner": unit.owner,
        "groups": [group.key for group, (name, *_) in MEMBERSHIPS if name == unit.name],
        **settled(seeds, index),
    }


def seed_unit_group(seeds: Seeds, index: int) -> JsonObject:
    """Make a unit group."""
    group = GROUPS[index]
    return {
        "id": group.key,
        "name": group.name,
        "notes": group.notes,
        "type": group.type,
        "base_unit": group.base.key,
        "owner": group.owner,
        **settled(seeds, len(UNITS) + index),
    }


def seed_unit_group_unit(seeds: Seeds, index: int) -> JsonObject:
    """Make the association of a unit with a group."""
    group, (name, discount, visibility) = MEMBERSHIPS[index]
    return {
        "id": _membership_key(group, name),
        "unit": UNIT_BY_NAME[name].key,
        "group": group.key,
        "discount_percentage": discount,
        "discount_fixed": 0,
        "customer_portal_visibility": visibility,
        **settled(seeds, len(UNITS) + len(GROUPS) + index),
    }


def _membership_key(group: Group, name: str) -> str:
    return known_key("ugu", f"{group.name}/{name}")
