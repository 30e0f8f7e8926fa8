"""Addresses whose city, region, postal code and country belong together."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.data.dice import Dice

# city, region, country, postal code ("#" is a digit)
_CITIES = (
    ("Columbus", "OH", "US", "432##"),
    ("Milwaukee", "WI", "US", "532##"),
    ("Pittsburgh", "PA", "US", "152##"),
    ("Charlotte", "NC", "US", "282##"),
    ("Portland", "OR", "US", "972##"),
    ("Tulsa", "OK", "US", "741##"),
    ("Houston", "TX", "US", "770##"),
    ("Denver", "CO", "US", "802##"),
    ("Detroit", "MI", "US", "482##"),
    ("Sacramento", "CA", "US", "958##"),
    ("Hamilton", "ON", "CA", "L8P 3A#"),
    ("Winnipeg", "MB", "CA", "R3C 1B#"),
    ("Dortmund", "NW", "DE", "441##"),
    ("Stuttgart", "BW", "DE", "701##"),
    ("Leipzig", "SN", "DE", "041##"),
    ("Hamburg", "HH", "DE", "204##"),
    ("Nuremberg", "BY", "DE", "904##"),
    ("Sheffield", "England", "GB", "S# 2GU"),
    ("Leeds", "England", "GB", "LS# 4DY"),
    ("Glasgow", "Scotland", "GB", "G# 1QX"),
    ("Lyon", "ARA", "FR", "6900#"),
    ("Lille", "HDF", "FR", "5900#"),
    ("Rotterdam", "ZH", "NL", "30## AB"),
    ("Eindhoven", "NB", "NL", "56## CD"),
    ("Linz", "OÖ", "AT", "402#"),
    ("Graz", "ST", "AT", "801#"),
    ("Winterthur", "ZH", "CH", "840#"),
    ("Turin", "TO", "IT", "101##"),
    ("Poznan", "WP", "PL", "60-1##"),
    ("Gothenburg", "O", "SE", "41# 05"),
    ("Melbourne", "VIC", "AU", "300#"),
    ("Brisbane", "QLD", "AU", "400#"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A postal address. `region` is its short form, `country` its ISO 3166-1 alpha-2 code."""

    street: str
    city: str
    region: str
    postal_code: str
    country: str


def draw_place(dice: Dice, streets: tuple[str, ...], *, country: str = "") -> Place:
    """Draw an address, in that country when one is given and we know a city of it."""
    cities = [city for city in _CITIES if city[2] == country] or _CITIES
    city, region, code, template = dice.choose(cities)
    postal = "".join(dice.digits(1) if char == "#" else char for char in template)
    street = dice.choose(streets)
    return Place(street=street, city=city, region=region, postal_code=postal, country=code)
