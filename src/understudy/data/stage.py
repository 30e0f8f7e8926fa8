"""What values are drawn from, and what the object being made is about."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property

from understudy.data.catalog import Article, Catalog
from understudy.data.dice import Dice
from understudy.data.directory import Company, Directory, Person
from understudy.data.moments import Lifespan, draw_lifespan
from understudy.data.places import Place
from understudy.data.pools import Pools
from understudy.data.stock import Stock, draw_stock

_ARTICLES = 4096
_PEOPLE = 2000
_COMPANIES = 1000


class Stage:
    """The people, companies and articles of a seed, and the moment that counts as now.

    Seeders draw from it by index (`stage.catalog.article(3)`); values made from schemas pick at
    random. Everything dated lies before `now`, but for what is due or expires.
    """

    def __init__(self, *, seed: int, now: datetime) -> None:
        """Set the stage.

        Raises:
            ValueError: `now` does not say its offset from UTC.
        """
        if now.tzinfo is None:
            raise ValueError("now needs a time zone, for example datetime(..., tzinfo=UTC)")
        self.seed = seed
        self.now = now.astimezone(UTC)
        self.pools = Pools(seed)
        self.catalog = Catalog(seed)
        self.directory = Directory(self.pools)
        self._articles: dict[int, Article] = {}
        self._people: dict[int, Person] = {}
        self._companies: dict[int, Company] = {}

    def any_article(self, dice: Dice) -> Article:
        """Pick one of the first few thousand articles; each is made once and kept."""
        index = dice.integer(0, _ARTICLES - 1)
        known = self._articles.get(index)
        if known is None:
            known = self._articles[index] = self.catalog.article(index)
        return known

    def any_person(self, dice: Dice) -> Person:
        """Pick one of the first people of the directory."""
        index = dice.integer(0, _PEOPLE - 1)
        known = self._people.get(index)
        if known is None:
            known = self._people[index] = self.directory.person(index)
        return known

    def any_company(self, dice: Dice) -> Company:
        """Pick one of the first companies of the directory."""
        index = dice.integer(0, _COMPANIES - 1)
        known = self._companies.get(index)
        if known is None:
            known = self._companies[index] = self.directory.company(index)
        return known


class Scene:
    """One object while it is made: its properties speak of the same article, person and dates.

    Each subject is drawn when the first property asks for it. `budget` is how many more times a
    schema that contains itself may be entered.
    """

    def __init__(self, stage: Stage, dice: Dice, budget: int) -> None:
        self.stage = stage
        self.dice = dice
        self.budget = budget

    def inner(self) -> Scene:
        """Return the scene of an object inside this one that is about something else."""
        return Scene(self.stage, self.dice, self.budget)

    @cached_property
    def article(self) -> Article:
        """The article that the object is about."""
        return self.stage.any_article(self.dice)

    @cached_property
    def person(self) -> Person:
        """The person that the object is about."""
        return self.stage.any_person(self.dice)

    @cached_property
    def company(self) -> Company:
        """The company that the object is about."""
        return self.stage.any_company(self.dice)

    @property
    def place(self) -> Place:
        """Where the company of the object is."""
        return self.company.place

    @cached_property
    def stock(self) -> Stock:
        """How much there is of what the object is about."""
        return draw_stock(self.dice)

    @cached_property
    def lifespan(self) -> Lifespan:
        """When the object was made and changed."""
        return draw_lifespan(self.dice, self.stage.now)
