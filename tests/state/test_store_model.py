"""The store against a plain model: lists of dictionaries, filtered and sorted by Python."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cmp_to_key
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

import understudy.state.store as store_module
from understudy.state import (
    AnyOf,
    Change,
    Column,
    ColumnKind,
    Condition,
    Operator,
    Overlay,
    Query,
    Row,
    Sort,
    Store,
    Table,
)

COLUMNS = (
    Column(name="id", path=("id",)),
    Column(name="name", path=("name",)),
    Column(name="city", path=("address", "city")),
    Column(name="price", path=("price",), kind=ColumnKind.NUMBER),
    Column(name="at", path=("at",), kind=ColumnKind.INSTANT),
    Column(name="on", path=("on",), kind=ColumnKind.FLAG),
    Column(name="tags", path=("tags",), many=True),
    Column(name="sizes", path=("lines", "size"), kind=ColumnKind.NUMBER, many=True),
)
BY_NAME = {column.name: column for column in COLUMNS}
SINGLE = [column.name for column in COLUMNS if not column.many]
TABLE = Table(
    resource="item",
    key=COLUMNS[0],
    columns=COLUMNS[1:],
    indexes=(("name", "price"), ("tags", "price"), ("on", "sizes", "at"), ("at", "name")),
    unique=("name", "city", "price"),
)
WORLDS = ("a", "b", "c")

# --- what the model says ---------------------------------------------------------------------


def text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None


def number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def instant(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def flag(value: Any) -> bool | None:
    spelled = {"true": True, "false": False, True: True, False: False}
    return spelled.get(value) if isinstance(value, str | bool) else None


READ: dict[ColumnKind, Callable[[Any], Any]] = {
    ColumnKind.TEXT: text,
    ColumnKind.NUMBER: number,
    ColumnKind.INSTANT: instant,
    ColumnKind.FLAG: flag,
}


def scalar(kind: ColumnKind, value: Any) -> Any:
    return READ[kind](value)


def values(column: Column, found: Any, path: tuple[str, ...]) -> list[Any]:
    if isinstance(found, list):
        return [each for element in found for each in values(column, element, path)]
    if path:
        return values(column, found.get(path[0]), path[1:]) if isinstance(found, dict) else []
    value = scalar(column.kind, found)
    return [] if value is None else [value]


def single(column: Column, record: Any) -> Any:
    found = record
    for step in column.path:
        found = found.get(step) if isinstance(found, dict) else None
    return None if isinstance(found, list) else scalar(column.kind, found)


TESTS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUALS: lambda value, wanted: value == wanted,
    Operator.DIFFERS: lambda value, wanted: value != wanted,
    Operator.LESS: lambda value, wanted: value < wanted,
    Operator.AT_MOST: lambda value, wanted: value <= wanted,
    Operator.MORE: lambda value, wanted: value > wanted,
    Operator.AT_LEAST: lambda value, wanted: value >= wanted,
    Operator.CONTAINS: lambda value, wanted: wanted.casefold() in value.casefold(),
    Operator.LACKS: lambda value, wanted: wanted.casefold() not in value.casefold(),
    Operator.STARTS: lambda value, wanted: value.casefold().startswith(wanted.casefold()),
}


def holds_for(column: Column, condition: Condition, value: Any) -> bool:
    operator = condition.operator
    if operator is Operator.IN:
        asked = condition.value if isinstance(condition.value, list) else [condition.value]
        return value in [scalar(column.kind, each) for each in asked]
    wanted = scalar(column.kind, condition.value)
    if operator is Operator.SAME:
        if wanted is None or column.kind is not ColumnKind.TEXT:
            return bool(value == wanted)
        return bool(value.casefold() == wanted.casefold())
    if wanted is None:
        return operator is Operator.DIFFERS
    return TESTS[operator](value, wanted)


def holds(condition: Condition | AnyOf, record: Any) -> bool:
    if isinstance(condition, AnyOf):
        return any(holds(each, record) for each in condition.conditions)
    column = BY_NAME[condition.column]
    value = single(column, record)
    found = values(column, record, column.path) if column.many else [value] * (value is not None)
    if condition.operator is Operator.ABSENT:
        return not found
    if not found:
        return condition.operator in {Operator.DIFFERS, Operator.LACKS}
    return any(holds_for(column, condition, each) for each in found)


def rank(sort: Sort, record: Any) -> Any:
    value = single(BY_NAME[sort.column], record)
    if sort.closest_to is None:
        return value
    text, wanted = (value or "").casefold(), sort.closest_to.casefold()
    if value is None or wanted not in text:
        return 3
    return 0 if text == wanted else 1 if text.startswith(wanted) else 2


def compare(sorts: tuple[Sort, ...]) -> Callable[[Any, Any], int]:
    key = Sort(column="id", descending=sorts[-1].descending if sorts else False)

    def ordering(one: Any, other: Any) -> int:
        for sort in (*sorts, key):
            left, right = rank(sort, one), rank(sort, other)
            if left != right:
                is_less = right is not None and (left is None or left < right)
                return 1 if is_less is sort.descending else -1
        return 0

    return ordering


def ordered(records: Iterable[Any], query: Query) -> list[Any]:
    kept = [record for record in records if all(holds(each, record) for each in query.conditions)]
    kept.sort(key=cmp_to_key(compare(query.sorts)))
    return kept[::-1] if query.backwards else kept


# --- what is tried ---------------------------------------------------------------------------

texts = st.text(alphabet="aAbßSs\0é😀\U0010ffff", max_size=3)
numbers = st.sampled_from([0, 1, 2, -1, 1.5, "1", "1.50", "-1e0", "1" + "0" * 20, 2**63, "x", True])
moments = st.sampled_from(
    [
        "2024-01-01T00:00:00Z",
        "2024-01-01T02:00:00+02:00",
        "2024-01-01T00:00:00.5Z",
        "2024-01-01",
        "2023-12-31T23:59:59.999999-01:00",
        "soon",
    ]
)
flags = st.sampled_from([True, False, "true", "yes", 1])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from([f"k{number}" for number in range(8)]),
    "name": texts | st.integers(0, 2) | st.none() | st.booleans(),
    "city": texts,
    "price": numbers,
    "at": moments,
    "on": flags,
    "tags": st.sampled_from(["a", "A", "b", "c", "ß"]),
    "sizes": st.sampled_from([1, 2, "2", 3.5]),
}
records = st.fixed_dictionaries(
    {"id": VALUES["id"]},
    optional={
        "name": VALUES["name"],
        "address": st.fixed_dictionaries({"city": VALUES["city"]}) | texts,
        "price": numbers | st.none(),
        "at": moments,
        "on": flags,
        "tags": st.lists(VALUES["tags"], max_size=3) | VALUES["tags"],
        "lines": st.lists(st.fixed_dictionaries({"size": VALUES["sizes"]}) | texts, max_size=3),
    },
)
TEXTUAL = {Operator.CONTAINS, Operator.LACKS, Operator.STARTS}


@st.composite
def conditions(draw: Any) -> Condition:
    column = draw(st.sampled_from(COLUMNS))
    operators = [each for each in Operator if column.kind is ColumnKind.TEXT or each not in TEXTUAL]
    operator = draw(st.sampled_from(operators))
    value = VALUES[column.name]
    if operator is Operator.IN:
        value = st.lists(value, max_size=5) | value
    elif operator not in TEXTUAL:
        value = value | st.none()
    else:
        value = texts
    return Condition(column=column.name, operator=operator, value=draw(value))


@st.composite
def sorts(draw: Any) -> Sort:
    column = draw(st.sampled_from(SINGLE))
    is_text = BY_NAME[column].kind is ColumnKind.TEXT
    closest = draw(st.none() | texts) if is_text else None
    return Sort(column=column, descending=draw(st.booleans()), closest_to=closest)


queries = st.builds(
    Query,
    resource=st.just("item"),
    conditions=st.lists(
        conditions() | st.builds(AnyOf, conditions=st.lists(conditions(), max_size=3).map(tuple)),
        max_size=3,
    ).map(tuple),
    sorts=st.lists(sorts(), max_size=2).map(tuple),
    limit=st.none() | st.integers(0, 4),
    offset=st.integers(0, 6),
    after=st.none(),
    backwards=st.booleans(),
)


def change(record: Any) -> Change:
    return Change(resource="item", key=record["id"], body=orjson.dumps(record))


changes = records.map(change) | VALUES["id"].map(
    lambda key: Change(resource="item", key=key, body=None)
)


def found(rows: Iterable[Row]) -> list[Any]:
    return [orjson.loads(row.body) for row in rows]


class StoreMachine(RuleBasedStateMachine):
    """Three worlds over one base, changed, reset and asked in any order."""

    @initialize(base=st.lists(records, max_size=8, unique_by=lambda record: record["id"]))
    def load(self, base):
        self.base = {record["id"]: record for record in base}
        self.store = Store([TABLE], [("item", self.base.items())])
        self.worlds = {world: dict(self.base) for world in WORLDS}
        self.version = 0
        self.uids = {}

    @rule(world=st.sampled_from(WORLDS), made=st.lists(changes, max_size=4), fresh=st.booleans())
    def apply(self, world, made, fresh):
        self.version += 1
        overlay = Overlay(
            version=self.version, fresh=fresh, changes=tuple(made), counters={"n": self.version}
        )
        if fresh:
            self.worlds[world] = dict(self.base)

        self.store.apply(world, overlay)

        self._change(self.worlds[world], made)
        assert self.store.version(world) == self.version
        assert self.store.standing(world) == (self.version, {"n": self.version})

    @rule(world=st.sampled_from(WORLDS))
    def forget(self, world):
        self.store.forget(world)

        self.worlds[world] = dict(self.base)
        assert self.store.version(world) == 0

    @rule(world=st.sampled_from(WORLDS), query=queries)
    def find(self, world, query):
        rows = self.store.find(world, query)

        expected = ordered(self.worlds[world].values(), query)
        end = None if query.limit is None else query.offset + query.limit
        assert found(rows) == expected[query.offset : end]
        assert self.store.count(world, query) == len(expected)
        self._see(rows)

    @rule(world=st.sampled_from(WORLDS), name=st.sampled_from(TABLE.unique), data=st.data())
    def ask_who_has(self, world, name, data):
        column, wanted = BY_NAME[name], data.draw(VALUES[name] | st.none())

        rows = self.store.holders(world, "item", name, wanted)

        value = scalar(column.kind, wanted)
        expected = [
            record
            for record in self.worlds[world].values()
            if value is not None and single(column, record) == value
        ]
        assert sorted(row.key for row in rows) == sorted(record["id"] for record in expected)
        self._see(rows)

    @rule(world=st.sampled_from(WORLDS), query=queries, data=st.data())
    def follow_a_cursor(self, world, query, data):
        every = Query(
            resource="item",
            conditions=query.conditions,
            sorts=query.sorts,
            backwards=query.backwards,
        )
        rows = self.store.find(world, every)
        start = data.draw(st.integers(0, len(rows)))
        place = orjson.loads(orjson.dumps(rows[start - 1].place)) if start else None
        after = None if place is None else tuple(place)

        behind = self.store.find(
            world,
            Query(
                resource="item",
                conditions=query.conditions,
                sorts=query.sorts,
                limit=query.limit,
                after=after,
                backwards=query.backwards,
            ),
        )

        end = None if query.limit is None else start + query.limit
        assert found(behind) == found(rows[start:end])

    @rule(world=st.sampled_from(WORLDS), key=VALUES["id"])
    def get(self, world, key):
        row = self.store.get(world, "item", key)

        expected = self.worlds[world].get(key)
        assert (orjson.loads(row.body) if row else None) == expected
        self._see([row] if row else [])

    @rule(
        world=st.sampled_from(WORLDS),
        made=st.lists(changes, max_size=3, unique_by=lambda each: each.key),
        query=queries,
    )
    def preview(self, world, made, query):
        imagined = dict(self.worlds[world])
        self._change(imagined, made)
        every = Query(resource="item", conditions=query.conditions, sorts=query.sorts)
        before = self.store.find(world, every)

        with self.store.preview(world, made):
            seen = self.store.find(world, every)
            total = self.store.count(world, every)

        assert found(seen) == ordered(imagined.values(), every)
        assert total == len(seen)
        after = self.store.find(world, every)
        assert [row[:3] for row in after] == [row[:3] for row in before]
        assert self.store.count(world, Query(resource="item")) == len(self.worlds[world])

    def _change(self, records, made):
        for each in made:
            if each.body is None:
                records.pop(each.key, None)
            else:
                records[each.key] = orjson.loads(each.body)

    def _see(self, rows):
        for row in rows:
            assert self.uids.setdefault(row.uid, row.body) == row.body


POOLS: dict[str, list[Any]] = {
    "name": ["a", "A", "ab", "Ab", "\u00df", "ss", "", "\0", "\U0010ffff", 1, True, None],
    "price": [0, 1, 2, 1.5, "1.50", "-1e0", 2**63, "x", None],
    "at": ["2024-01-01T00:00:00Z", "2024-01-01T02:00:00+02:00", "2024-01-01T00:00:00.5Z", "soon"],
    "on": [True, False, "true", 1],
    "tags": [["a"], ["a", "A"], ["b", "c"], [], "b"],
    "lines": [[{"size": 1}], [{"size": "2"}, {"size": 3.5}], [], [{"size": 2}, "none"]],
    "address": [{"city": "a"}, {"city": "AB"}, {"city": ""}, "nowhere"],
}


def many_records(seed: int, keys: list[str]) -> dict[str, Any]:
    dice = Random(seed)
    return {
        key: {"id": key}
        | {name: dice.choice(pool) for name, pool in POOLS.items() if dice.random() < 0.75}
        for key in keys
    }


BASE = many_records(1, [f"k{number}" for number in range(60)])
CHANGED = many_records(2, [f"k{number}" for number in range(40, 80)])
SEEN = {
    "base": BASE,
    "busy": {key: each for key, each in (BASE | CHANGED).items() if not key.endswith("5")},
}


@pytest.fixture(scope="module")
def crowd():
    store = Store([TABLE], [("item", BASE.items())])
    made = [change(each) for each in CHANGED.values()]
    gone = [
        Change(resource="item", key=key, body=None) for key in BASE | CHANGED if key.endswith("5")
    ]
    store.apply("busy", Overlay(version=1, changes=(*made, *gone)))
    return store


def check(store, world, query):
    rows = store.find(world, query)

    expected = ordered(SEEN[world].values(), query)
    end = None if query.limit is None else query.offset + query.limit
    assert found(rows) == expected[query.offset : end]
    assert store.count(world, query) == len(expected)


@given(world=st.sampled_from(sorted(SEEN)), query=queries)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_query_is_answered_as_the_model_does(crowd, world, query):
    check(crowd, world, query)


@pytest.mark.parametrize("operator", Operator, ids=[each.value for each in Operator])
@pytest.mark.parametrize("column", COLUMNS, ids=[each.name for each in COLUMNS])
def test_each_operator_asks_each_column_as_the_model_does(crowd, column, operator):
    if operator in TEXTUAL and column.kind is not ColumnKind.TEXT:
        return
    pool = POOLS.get(column.name, ["k1", "k10", "a", "AB", "", "b", 1, 2, "3.5"])
    asked: list[Any] = (
        [*pool, None] if operator not in TEXTUAL else [each for each in pool if text(each)]
    )
    for value in [pool] if operator is Operator.IN else asked:
        condition = Condition(column=column.name, operator=operator, value=value)
        for sort in ((), (Sort(column="price"),), (Sort(column="at", descending=True),)):
            for world in SEEN:
                check(crowd, world, Query(resource="item", conditions=(condition,), sorts=sort))


@pytest.mark.parametrize("deep", [1, 256], ids=["every offset is deep", "no offset is deep"])
def test_store_answers_as_the_model_does(monkeypatch, deep):
    monkeypatch.setattr(store_module, "_DEEP", deep)

    run_state_machine_as_test(
        StoreMachine,
        settings=settings(max_examples=40, stateful_step_count=20, deadline=None, derandomize=True),
    )
