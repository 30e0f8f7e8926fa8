"""Where items are filed: categories, their properties, and the attributes that items can have."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data import Article
from understudy.services.augno.keys import known_key
from understudy.services.augno.measures import GROUP_BY_NAME, Group, settled


@dataclass(frozen=True, slots=True)
class Category:
    """A category: which families of articles it holds, as what kind of items, in which units."""

    name: str
    item_type: str
    group_name: str
    properties: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    notes: str | None = None
    owner: str = "account"

    @property
    def key(self) -> str:
        """The key of its record."""
        return known_key("ic", self.name)

    @property
    def type(self) -> str:
        """What the API calls it: parts are filed with products."""
        return "material_category" if self.item_type == "material" else "product_category"

    @property
    def group(self) -> Group:
        """The units of its items."""
        return GROUP_BY_NAME[self.group_name]


PROPERTIES = ("Colour", "Material", "Version", "Origin")
_MADE = ("Material", "Origin")
_PAINTED = ("Colour", "Material", "Origin")
_BUILT = ("Colour", "Version", "Origin")

CATEGORIES = (
    Category("Raw Materials", "material", "Weights", notes="Platform default", owner="system"),
    Category("Finished Goods", "product", "Pieces", notes="Platform default", owner="system"),
    Category("Services & Charges", "product", "Pieces", notes="Not kept in stock"),
    Category("Fasteners", "material", "Pieces", _MADE, ("Hex bolts", "Nuts")),
    Category("Boxes", "material", "Pieces", _MADE, ("Corrugated boxes",), "Delivered flat"),
    Category("Films", "material", "Rolls", ("Colour",), ("Stretch film",)),
    Category("Cables", "material", "Lengths", _PAINTED, ("Installation cable",), "Cut to length"),
    Category("Circuit Breakers", "material", "Pieces", _BUILT, ("Circuit breakers",)),
    Category("Lubricants", "material", "Containers", ("Version",), ("Hydraulic oils",)),
    Category("Bearings", "part", "Pieces", _MADE, ("Ball bearings", "Pillow blocks")),
    Category("Fittings", "part", "Pieces", _MADE, ("Crimp fittings",)),
    Category("Hoses", "product", "Lengths", _PAINTED, ("Hydraulic hoses",), "Sold by the meter"),
    Category("Power Tools", "product", "Pieces", _BUILT, ("Cordless drills", "Angle grinders")),
    Category("Hand Tools", "product", "Pieces", _PAINTED, ("Combination spanners", "Screwdrivers")),
    Category("Workwear", "product", "Pairs", _PAINTED, ("Work gloves", "Safety shoes")),
    Category("Office Supplies", "product", "Pieces", _PAINTED, ("Lever arch files",)),
)
CATEGORY_BY_KEY = {category.key: category for category in CATEGORIES}
CHARGES = CATEGORIES[2]
_BY_FAMILY = {family: category for category in CATEGORIES for family in category.families}

_COLOURS = {
    "silver": "gray", "grey": "gray", "black": "default", "white": "default", "clear": "default",
    "blue": "blue", "green": "green", "red": "red", "yellow": "yellow", "orange": "orange",
    "brown": "brown", "amber": "orange",
}  # fmt: skip
_MATERIALS = {
    "zinc-plated steel": "gray", "stainless A2": "gray", "stainless A4": "gray",
    "stainless steel": "gray", "chrome steel": "gray", "hybrid ceramic": "default",
    "cast iron": "gray", "polymer": "default", "steel": "gray", "brass": "yellow",
    "nitrile": "blue", "EPDM": "default", "thermoplastic": "purple", "chrome vanadium": "gray",
    "two-component": "red", "insulated VDE": "orange", "wooden": "brown", "latex": "pink",
    "goatskin": "brown", "leather": "brown", "microfibre": "default", "kraft": "brown",
    "testliner": "brown", "recycled": "green", "copper": "orange", "tinned copper": "gray",
    "polypropylene": "blue", "cardboard": "brown", "linen": "default",
}  # fmt: skip
_VERSIONS = {
    "brushed": "gray", "brushless": "green", "slide": "blue", "dead-man": "red",
    "1-pole": "blue", "2-pole": "green", "3-pole": "purple",
    "mineral": "brown", "synthetic": "blue", "biodegradable": "green",
}  # fmt: skip
_ORIGINS = {
    "DE": "Germany", "US": "United States", "IT": "Italy", "CN": "China", "PL": "Poland",
    "TW": "Taiwan", "CZ": "Czechia", "SE": "Sweden", "AT": "Austria", "GB": "United Kingdom",
}  # fmt: skip


def _value(label: str) -> str:
    return label[0].upper() + label[1:]


_VALUES = {
    "Colour": tuple((_value(label), swatch) for label, swatch in _COLOURS.items()),
    "Material": tuple((_value(label), swatch) for label, swatch in _MATERIALS.items()),
    "Version": tuple((_value(label), swatch) for label, swatch in _VERSIONS.items()),
    "Origin": tuple((name, "default") for name in _ORIGINS.values()),
}
ATTRIBUTES = tuple(
    (name, place, value, swatch)
    for name, values in _VALUES.items()
    for place, (value, swatch) in enumerate(values, start=1)
)
_ATTRIBUTE_KEYS = {(name, value): known_key("at", value) for name, _, value, _ in ATTRIBUTES}


def category_of(family: str) -> Category:
    """Return where articles of a family are filed: if nowhere else, with finished goods."""
    return _BY_FAMILY.get(family, CATEGORIES[1])


def attributes_of(article: Article, category: Category) -> list[Json]:
    """Return the keys of what can be said of an article by the properties of its category."""
    said = {
        "Colour": _value(article.colour),
        "Material": _value(article.material),
        "Version": _value(article.material),
        "Origin": _ORIGINS.get(article.country, ""),
    }
    found = (_ATTRIBUTE_KEYS.get((name, said[name])) for name in category.properties)
    return [key for key in found if key is not None]


def property_key(name: str) -> str:
    """Return the key of a property."""
    return known_key("pp", name)


def seed_item_category(seeds: Seeds, index: int) -> JsonObject:
    """Make a category."""
    category = CATEGORIES[index]
    return {
        "id": category.key,
        "name": category.name,
        "notes": category.notes,
        "type": category.type,
        "owner": category.owner,
        "properties": [property_key(name) for name in category.properties],
        "unit_group": category.group.key,
        **settled(seeds, 120 + index),
        "is_alive": True,
    }


def seed_property(seeds: Seeds, index: int) -> JsonObject:
    """Make a property."""
    name = PROPERTIES[index]
    return {"id": property_key(name), "name": name, **settled(seeds, 90 + index)}


def seed_attribute(seeds: Seeds, index: int) -> JsonObject:
    """Make an attribute."""
    name, place, value, swatch = ATTRIBUTES[index]
    return {
        "id": known_key("at", value),
        "value": value,
        "color": swatch,
        "sort_order": place,
        "property": property_key(name),
        **settled(seeds, 100 + index % 15),
    }
