"""Articles by number: name, figures and codes of each fit together."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

from understudy.data.consumables import CONSUMABLES
from understudy.data.dice import Dice
from understudy.data.families import Family, Trait
from understudy.data.hardware import HARDWARE

FAMILIES = HARDWARE + CONSUMABLES

BRANDS = (
    "Arvest",
    "Bolvik",
    "Corvane",
    "Dornfeld",
    "Elmstead",
    "Ferrova",
    "Granmark",
    "Hexalon",
    "Ironvale",
    "Kestrel Works",
    "Lindqvist",
    "Marlowe",
    "Nordhaven",
    "Ostermann",
    "Pallisade",
    "Quintec",
    "Ravensby",
    "Stahlberg",
    "Tervola",
    "Umbria",
    "Vantor",
    "Westmoor",
    "Yardley & Fox",
    "Zentrik",
)
_COUNTRIES = ("DE", "US", "IT", "CN", "PL", "TW", "CZ", "SE", "AT", "GB")
_GTIN_STEP = 7_368_787  # prime, so that consecutive articles do not have consecutive codes
_GTIN_SPAN = 10**10
_MOST_RECENT = 512  # articles that are kept
_SOLD_BY_LENGTH = ("m", "roll")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Something that can be bought, stored and sold.

    `base_cost < wholesale_price < price` always; all three are per `unit` and have two decimals.
    `gtin` has 13 digits with a valid check digit, from the range that GS1 keeps for internal use.
    `manufacturer_number` is what its brand calls it; `tariff_code` has eight digits.
    """

    index: int
    sku: str
    name: str
    description: str
    family: str
    category: str
    brand: str
    manufacturer_number: str
    material: str
    colour: str
    size: str
    unit: str
    pack_size: int
    base_cost: float
    wholesale_price: float
    price: float
    weight_kg: float
    length_cm: float
    width_cm: float
    height_cm: float
    gtin: str
    tariff_code: str
    country: str


class Catalog:
    """An endless catalogue: any index is an article, and the same one for the same seed.

    Consecutive articles come from different families. SKUs and GTINs never repeat.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._offset = Dice(seed, "catalog").integer(0, _GTIN_SPAN - 1)
        self._recent: dict[int, Article] = {}

    def article(self, index: int) -> Article:
        """Return the article of that number, counted from 0."""
        known = self._recent.get(index)
        if known is None:
            # What belongs to an item is made soon after it, of the same article.
            if len(self._recent) >= _MOST_RECENT:
                self._recent.clear()
            known = self._recent[index] = self._made(index)
        return known

    def _made(self, index: int) -> Article:
        family = FAMILIES[(index + self._offset) % len(FAMILIES)]
        dice = Dice(self._seed, "article", index)
        made = _combine(family, index // len(FAMILIES), self._offset)
        size, variant, material = made.traits
        brand = BRANDS[(made.lap + made.place + index) % len(BRANDS)]
        colour = dice.choose(family.colours) if family.colours else material.label
        words = {"size": size.label, "variant": variant.label, "material": material.label}
        factor = size.factor * variant.factor
        cost, wholesale, price = _prices(dice, family.cost * factor * material.factor)
        length, width, height = _dimensions(family, factor)
        return Article(
            index=index,
            sku=_sku(family, made),
            name=_titled(family.name.format_map(words), brand if made.lap else ""),
            description=_describe(family, words, brand, colour),
            family=family.label,
            category=family.category,
            brand=brand,
            manufacturer_number=f"{brand[:2].upper()}{dice.digits(6)}",
            material=material.label,
            colour=colour,
            size=size.label,
            unit=family.unit,
            pack_size=family.pack,
            base_cost=cost,
            wholesale_price=wholesale,
            price=price,
            weight_kg=max(round(family.weight * factor * dice.number(0.95, 1.05, 3), 3), 0.001),
            length_cm=length,
            width_cm=width,
            height_cm=height,
            gtin=with_check_digit(f"20{(index * _GTIN_STEP + self._offset) % _GTIN_SPAN:010d}"),
            tariff_code=family.tariff + "00",
            country=dice.choose(_COUNTRIES),
        )


@dataclass(frozen=True, slots=True)
class _Combination:
    """Which traits an article has; `lap` counts how often all of its family's came before."""

    lap: int
    place: int
    traits: tuple[Trait, Trait, Trait]


def _combine(family: Family, number: int, offset: int) -> _Combination:
    """Walk all combinations of a family in an order of the seed, then all of them again."""
    sizes, variants, materials = family.sizes, family.variants, family.materials
    count = len(sizes) * len(variants) * len(materials)
    lap, step = divmod(number, count)
    place = (step * _stride(count) + offset) % count
    rest, material = divmod(place, len(materials))
    size, variant = divmod(rest, len(variants))
    return _Combination(lap, place, (sizes[size], variants[variant], materials[material]))


def _stride(count: int) -> int:
    """Return a step that visits every one of `count` places: near the golden section, coprime."""
    step = int(count * 0.618)
    while gcd(step, count) != 1:
        step += 1
    return step


def _sku(family: Family, made: _Combination) -> str:
    """Put the SKU together: `HX-M8-40-A2`, and `HX-M8-40-A2-B` for the next brand's."""
    parts = [family.code, *(trait.code for trait in made.traits)]
    return "-".join([*parts, _letters(made.lap)] if made.lap else parts)


def _letters(number: int) -> str:
    """Count in letters, from 1: B, C, ... Z, BA, BB, ..."""
    letters = ""
    while number:
        number, place = divmod(number, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _titled(name: str, brand: str) -> str:
    return f"{brand} {name[0].lower()}{name[1:]}" if brand else name


def _describe(family: Family, words: dict[str, str], brand: str, colour: str) -> str:
    text = family.description.format_map(words)
    pack = f", packs of {family.pack}" if family.pack > 1 else ""
    return f"{text[0].upper()}{text[1:]} Colour {colour}{pack}, made by {brand}."


def _prices(dice: Dice, typical: float) -> tuple[float, float, float]:
    """Spread a typical cost by a tenth and add two margins, at least a cent each."""
    cost = max(round(typical * dice.number(0.9, 1.1, 3), 2), 0.01)
    wholesale = max(round(cost * dice.number(1.2, 1.45, 3), 2), round(cost + 0.01, 2))
    price = max(round(wholesale * dice.number(1.25, 1.6, 3), 2), round(wholesale + 0.01, 2))
    return cost, wholesale, price


def _dimensions(family: Family, factor: float) -> tuple[float, float, float]:
    """Let a body grow evenly with its weight."""
    growth = factor ** (1 / 3)
    length, width, height = family.dimensions
    if family.unit in _SOLD_BY_LENGTH:
        return length, round(width * growth, 1), round(height * growth, 1)
    return round(length * growth, 1), round(width * growth, 1), round(height * growth, 1)


def with_check_digit(digits: str) -> str:
    """Append the GS1 check digit: `400638133393` becomes `4006381333931`."""
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[::-1])
    )
    return digits + str(-total % 10)
