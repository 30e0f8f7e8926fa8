"""Realistic words and names, drawn once per seed and then only indexed into."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from understudy.data.dice import Dice
from understudy.data.notes import draw_note

SIZE = 200

_COUNTRIES = (
    *("US",) * 12,
    *("DE",) * 8,
    *("GB",) * 5,
    *("CA", "FR", "NL", "AT") * 3,
    *("IT", "PL", "SE", "AU", "CH", "BE", "DK", "CZ") * 2,
    *("ES", "JP", "NO", "FI", "IE", "PT", "MX", "KR", "SG"),
)
_COLOURS = (
    "black",
    "white",
    "signal red",
    "traffic yellow",
    "safety orange",
    "gentian blue",
    "light grey",
    "anthracite",
    "moss green",
    "silver",
    "sand beige",
    "chocolate brown",
    "turquoise",
    "navy blue",
    "copper",
    "ivory",
)
_SENIORITY = ("", "", "", "Senior ", "Junior ", "Lead ", "Regional ", "Deputy ")
_JOBS = (
    "Account Manager",
    "Accounts Payable Clerk",
    "Buyer",
    "Controller",
    "Customer Service Agent",
    "Dispatcher",
    "Field Technician",
    "Inventory Planner",
    "Key Account Manager",
    "Logistics Coordinator",
    "Maintenance Engineer",
    "Operations Manager",
    "Product Manager",
    "Production Planner",
    "Purchasing Manager",
    "Quality Inspector",
    "Sales Engineer",
    "Sales Representative",
    "Supply Chain Analyst",
    "Warehouse Supervisor",
)
_FIRST_LABELS, _SECOND_LABELS, TRADES = (
    tuple(words.split())
    for words in (
        """Amber Birch Cedar Clear Coastal Copper Crescent East Elm Granite Green Harbor High Iron
        Ivory Lake Maple Meadow Mill North Oak Pine Quarry Red River Silver South Stone Summit""",
        """Bay Bridge Brook Corner Crossing Dale Field Forge Garden Gate Grove Heights Hill Landing
        Line Orchard Park Path Point Ridge Row Run Square Station Terrace Trail View Yard""",
        """Hydraulics Fasteners Tooling Bearings Packaging Supply Industrial Automation Controls
        Logistics Components Metalworks Fluidtech Electric Safety Machining Trading Systems""",
    )
)
FORMS: Mapping[str, tuple[str, ...]] = {  # by country; "" is everywhere else
    "": ("Inc", "LLC", "Group", "Co", "Corp"),
    "DE": ("GmbH", "GmbH", "AG"),
    "AT": ("GmbH",),
    "CH": ("AG", "GmbH"),
    "GB": ("Ltd", "Ltd", "Group"),
    "FR": ("SA", "Group"),
    "NL": ("BV",),
    "IT": ("Srl",),
    "SE": ("AB",),
    "AU": ("Ltd", "Group"),
}
_STREETS = ("Street", "Avenue", "Road", "Lane", "Way", "Drive", "Court", "Boulevard")
_MAIL_DOMAINS = ("example.com", "example.org", "example.net")

_Draw = Callable[["Pools", Dice], str]


class Pools:
    """Pools of 200 values each, the same for the same seed in whatever order they are first used.

    Names of people come from Faker (its en_US provider), so another release of it may bring other
    names; everything else is put together from our own words and those names. Mail addresses and
    domains are reserved for documentation (RFC 2606), telephone numbers for fiction (555-0100 to
    555-0199).
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._drawn: dict[str, tuple[str, ...]] = {}

    def pool(self, name: str) -> tuple[str, ...]:
        """Return the pool of that name; `POOLS` lists the names.

        Raises:
            KeyError: no pool has that name.
        """
        known = self._drawn.get(name)
        if known is None:
            known = self._drawn[name] = self._draw(name)
        return known

    def _draw(self, name: str) -> tuple[str, ...]:
        if name in _FROM_FAKER:
            return _draw_names(_FROM_FAKER[name], Dice(self.seed, "pool", name))
        draw = _DRAWS[name]
        return tuple(draw(self, Dice(self.seed, "pool", name, index)) for index in range(SIZE))


def _draw_names(provider_method: str, dice: Dice) -> tuple[str, ...]:
    """Draw different names from Faker's own frequencies."""
    # Importing Faker loads all of its providers, which takes longer than everything else here:
    # only somebody who needs a name waits for it.
    from faker.generator import Generator  # noqa: PLC0415
    from faker.providers.person.en_US import Provider  # noqa: PLC0415

    generator = Generator()
    generator.seed_instance(dice.bits())
    draw: Callable[[], str] = getattr(Provider(generator), provider_method)
    names: dict[str, None] = {}
    while len(names) < SIZE:
        names[draw()] = None
    return tuple(names)


def slug(text: str) -> str:
    """Reduce a text to what fits into a domain: `Hale & Sons Ltd` becomes `hale-sons-ltd`."""
    kept = "".join(char if char.isascii() and char.isalnum() else " " for char in text.lower())
    return "-".join(kept.split())


def _person(pools: Pools, dice: Dice) -> str:
    return f"{dice.choose(pools.pool('first_names'))} {dice.choose(pools.pool('last_names'))}"


def _company(pools: Pools, dice: Dice) -> str:
    last = dice.choose(pools.pool("last_names"))
    return f"{last} {dice.choose(TRADES)} {dice.choose(FORMS[''])}"


def _street(pools: Pools, dice: Dice) -> str:
    name = dice.choose(pools.pool("last_names") if dice.chance(0.4) else _FIRST_LABELS)
    return f"{dice.integer(1, 480)} {name} {dice.choose(_STREETS)}"


def _phone(_pools: Pools, dice: Dice) -> str:
    return f"+1-{dice.integer(201, 989)}-555-01{dice.digits(2)}"


def _email(pools: Pools, dice: Dice) -> str:
    return f"{slug(_person(pools, dice)).replace('-', '.')}@{dice.choose(_MAIL_DOMAINS)}"


def _domain(pools: Pools, dice: Dice) -> str:
    return f"{slug(_company(pools, dice))}.example.com"


def _label(_pools: Pools, dice: Dice) -> str:
    return f"{dice.choose(_FIRST_LABELS)} {dice.choose(_SECOND_LABELS)}"


_FROM_FAKER = {"first_names": "first_name", "last_names": "last_name"}
_DRAWS: Mapping[str, _Draw] = {
    "people": _person,
    "companies": _company,
    "streets": _street,
    "countries": lambda _, dice: dice.choose(_COUNTRIES),
    "phones": _phone,
    "emails": _email,
    "domains": _domain,
    "job_titles": lambda _, dice: dice.choose(_SENIORITY) + dice.choose(_JOBS),
    "colours": lambda _, dice: dice.choose(_COLOURS),
    "notes": lambda _, dice: draw_note(dice),
    "labels": _label,
}
POOLS = (*_FROM_FAKER, *_DRAWS)
