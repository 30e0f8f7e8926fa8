"""Values that may tell two schemas apart: what one says by name, its edges, and drawn ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from understudy.behavior.generation import START
from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
from understudy.contract.references import resolve
from understudy.contract.schema_places import iterate_subschemas
from understudy.data import Dice, Generators, Stage
from understudy.data.merging import elements, members
from understudy.verification.diffing.algebra import is_too_deep

_ANY: list[Json] = [
    *(None, True, False, 0, 1, -1, 0.5, 10**6, -(10**6), 2**31, 2**63, -(2**31) - 1),
    *("", "a", "A", " ", "0", "1.5", "-", "a b", "ä", "x" * 40, "no such format", "2026-06-01"),
    *("2026-06-01T09:00:00Z", "a@example.com", "https://example.com/a", "/a", "12:00:00Z"),
    *("00000000-0000-4000-8000-000000000000", "127.0.0.1"),
    [],
    {},
    {"a": 1},
    [None],
    ["a"],
    [0],
]
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_LENGTHS = ("minLength", "maxLength")
_COUNTS = ("minItems", "maxItems")
_DRAWS = 6
_LARGEST = 2**65  # beyond it halves and doubles are no numbers of JSON any more
_LONGEST = 2_000  # of texts and lists that are made because a bound asks for them


@lru_cache(maxsize=1)
def _stage() -> Stage:
    """Return what values are drawn from: always the same, so the same values prove a change."""
    return Stage(seed=1, now=START)


def values_for(schema: JsonObject, *, draws: int = _DRAWS) -> list[Json]:
    """Return values made for a self-contained schema; fewer, or none, when it is too hard."""
    if is_too_deep(schema):
        return []
    try:
        generators = Generators(lambda ref: resolve(schema, ref)[0], stage=_stage())
        generate = generators.compile(schema)
        return [generate(Dice("diff", index)) for index in range(draws)]
    except (ContractError, RecursionError):
        return []


def edges_of(*schemas: JsonObject) -> Iterator[Json]:
    """Yield what lies at the edges that schemas name: listed values, bounds, lengths."""
    for _, each in chain.from_iterable(map(iterate_subschemas, schemas)):
        yield from elements(each, "enum")
        yield from (each[name] for name in ("const", "default") if name in each)
        for name in _BOUNDS:
            yield from _around(each.get(name))
        for name in _LENGTHS:
            yield from (letter * size for size in _sizes(each.get(name)) for letter in ("a", "0"))
        for name in _COUNTS:
            yield from _lists(each, name)
    yield from _ANY


def reduced(value: Json) -> Iterator[Json]:
    """Yield the value with one part less, or a shorter text, at every depth, outermost first."""
    if isinstance(value, dict):
        for name in value:
            yield {key: each for key, each in value.items() if key != name}
        for name, each in value.items():
            yield from ({**value, name: smaller} for smaller in reduced(each))
    elif isinstance(value, str):
        yield from (each for each in ("", "a", value[: len(value) // 2]) if len(each) < len(value))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
        for index, each in enumerate(value):
            yield from ([*value[:index], less, *value[index + 1 :]] for less in reduced(each))


def size_of(value: Json) -> tuple[int, str]:
    """Return what sorts small values first, always in the same order."""
    text = json.dumps(value, sort_keys=True)
    return len(text), text


def _around(bound: Json) -> Iterator[Json]:
    if isinstance(bound, int | float) and not isinstance(bound, bool) and abs(bound) < _LARGEST:
        yield from (bound, bound - 1, bound + 1, bound * 2, bound / 2)


def _sizes(length: Json) -> Iterator[int]:
    if isinstance(length, int):
        yield from (each for each in (length - 1, length, length + 1) if 0 <= each <= _LONGEST)


def _lists(schema: JsonObject, name: str) -> Iterator[Json]:
    items = schema.get("items")
    made = values_for(items, draws=3) if isinstance(items, dict) else []
    for size in _sizes(schema.get(name)):
        yield [made[index % len(made)] if made else index for index in range(size)]


def extended(value: Json, schema: JsonObject) -> Iterator[Json]:
    """Yield an object with another property, declared or not, and a list with an element twice."""
    if isinstance(value, list):
        yield from ([*value, each] for each in value[:1])
    if isinstance(value, dict):
        yield {**value, "another": "a"}
        for name, each in members(schema, "properties").items():
            if name not in value and isinstance(each, dict):
                yield from ({**value, name: made} for made in values_for(each, draws=1))
