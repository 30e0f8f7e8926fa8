"""Values: dice, realistic words, and valid JSON for any schema.

Owns everything that is made up. Imports only `contract`; knows no server, clock or environment, so
the same seed and the same `now` give the same values on every machine and in any order.

Read `compile_generator` first for values from schemas; seeders start from `Stage`, which holds the
articles, people and companies of a seed, and a `Dice` per record.
"""

from understudy.data.catalog import FAMILIES, Article, Catalog, with_check_digit
from understudy.data.dice import Dice
from understudy.data.directory import Company, Directory, Person
from understudy.data.moments import Lifespan, draw_lifespan, timestamp, working_moment
from understudy.data.notes import draw_note
from understudy.data.places import Place
from understudy.data.pools import POOLS, Pools, slug
from understudy.data.stage import Stage
from understudy.data.stock import Stock, draw_stock
from understudy.data.values import Generator, Generators, compile_generator

__all__ = [
    "FAMILIES",
    "POOLS",
    "Article",
    "Catalog",
    "Company",
    "Dice",
    "Directory",
    "Generator",
    "Generators",
    "Lifespan",
    "Person",
    "Place",
    "Pools",
    "Stage",
    "Stock",
    "compile_generator",
    "draw_lifespan",
    "draw_note",
    "draw_stock",
    "slug",
    "timestamp",
    "with_check_digit",
    "working_moment",
]
