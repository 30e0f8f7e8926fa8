"""People and companies by number, each of one piece."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.data.dice import Dice
from understudy.data.places import Place, draw_place
from understudy.data.pools import FORMS, SIZE, TRADES, Pools, slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whose mail address fits the name."""

    first_name: str
    last_name: str
    email: str
    phone: str
    job_title: str

    @property
    def name(self) -> str:
        """First and last name, as on a business card."""
        return f"{self.first_name} {self.last_name}"

    @property
    def user_name(self) -> str:
        """The part of the mail address before the @."""
        return self.email.partition("@")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A business whose domain, mail address and contact belong to it.

    `number` looks like a customer or supplier number and differs from company to company.
    """

    name: str
    number: str
    domain: str
    email: str
    phone: str
    tax_id: str
    currency: str
    place: Place
    contact: Person

    @property
    def website(self) -> str:
        """The address of its home page."""
        return f"https://{self.domain}/"


_CURRENCIES = {
    "US": "USD",
    "CA": "CAD",
    "GB": "GBP",
    "AU": "AUD",
    "CH": "CHF",
    "PL": "PLN",
    "SE": "SEK",
}


_MAILBOXES = ("info", "sales", "orders", "office")
_STRIDE = 37  # so that neighbours share neither a first name nor a trade


class Directory:
    """People and companies that exist by number: the same seed and index, the same person."""

    def __init__(self, pools: Pools) -> None:
        self._pools = pools
        self._seed = pools.seed

    def person(self, index: int, *, domain: str = "example.com") -> Person:
        """Return the person of that number; names repeat after 40,000."""
        dice = Dice(self._seed, "person", index)
        lap, row = divmod(index, SIZE)
        first = self._pools.pool("first_names")[(row * _STRIDE + lap) % SIZE]
        last = self._pools.pool("last_names")[row]
        return Person(
            first_name=first,
            last_name=last,
            email=f"{slug(first)}.{slug(last)}@{domain}",
            phone=dice.choose(self._pools.pool("phones")),
            job_title=dice.choose(self._pools.pool("job_titles")),
        )

    def place(self, index: int, *, country: str = "") -> Place:
        """Return the address of that number, in that country if it is among those we know."""
        dice = Dice(self._seed, "place", index)
        return draw_place(dice, self._pools.pool("streets"), country=country)

    def company(self, index: int, *, country: str = "") -> Company:
        """Return the company of that number; names repeat after 3,600, `number` never does."""
        dice = Dice(self._seed, "company", index)
        place = self.place(index, country=country)
        lap, row = divmod(index, SIZE)
        trade = TRADES[(row * _STRIDE + lap) % len(TRADES)]
        form = dice.choose(FORMS.get(place.country, FORMS[""]))
        name = f"{self._pools.pool('last_names')[row]} {trade} {form}"
        domain = f"{slug(name)}.example.com"
        return Company(
            name=name,
            number=str(10_000 + index),
            domain=domain,
            email=f"{dice.choose(_MAILBOXES)}@{domain}",
            phone=dice.choose(self._pools.pool("phones")),
            tax_id=f"{place.country}{dice.digits(9)}",
            currency=currency_of(place.country),
            place=place,
            contact=self.person(index, domain=domain),
        )


def currency_of(country: str) -> str:
    """Return the currency that a country of our places pays in."""
    return _CURRENCIES.get(country, "EUR")
