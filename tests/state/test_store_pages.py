"""Pages cost the same however many records there are: counted in steps of SQLite, not in time."""

from itertools import count

import orjson
import pytest

from understudy.contract.errors import BehaviorError, FixtureError
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

ITEM = Table(
    resource="item",
    key=Column(name="id", path=("id",)),
    columns=(
        Column(name="kind", path=("kind",)),
        Column(name="code", path=("code",)),
        Column(name="rare", path=("rare",)),
        Column(name="made", path=("made",), kind=ColumnKind.NUMBER),
        Column(name="tags", path=("tags",), many=True),
        Column(name="shops", path=("shops",), many=True),
    ),
    indexes=(("kind", "made"), ("tags", "made")),
)
NEWEST = (Sort(column="made", descending=True),)


def item(number):
    return {
        "id": f"i{number:06}",
        "kind": ["box", "bag", "can"][number % 3],
        "code": f"Code-{number * 7919 % 100_003}",
        "rare": "yes" if number % 500 == 0 else "no",
        "made": number * 31 % 1_009,
        "tags": [f"t{number % 7}", f"t{number % 11}"],
        "shops": ["web"] if number % 2 else ["web", "pos"],
    }


def store_of(amount):
    return Store([ITEM], [("item", [(item(n)["id"], item(n)) for n in range(amount)])])


@pytest.fixture(scope="module")
def small():
    return store_of(1_000)


@pytest.fixture(scope="module")
def large():
    return store_of(8_000)


def where(column, operator, value):
    return Condition(column=column, operator=operator, value=value)


def query(*conditions, **parts):
    return Query(resource="item", conditions=conditions, **{"limit": 20, **parts})


def steps(store, asked, world="default"):
    """Count what the second asking costs: the first may make indexes and counts."""
    store.find(world, asked)
    ticks = count()
    store._connection.set_progress_handler(lambda: next(ticks) and None, 1)
    store.find(world, asked)
    store._connection.set_progress_handler(None, 1)
    return next(ticks)


FLAT = {
    "in key order": query(),
    "newest first": query(sorts=NEWEST),
    "one kind, newest first": query(where("kind", Operator.EQUALS, "bag"), sorts=NEWEST),
    "any of two kinds": query(where("kind", Operator.IN, ["bag", "can"]), sorts=NEWEST),
    "one tag": query(where("tags", Operator.EQUALS, "t3"), sorts=NEWEST),
    "any of three tags": query(where("tags", Operator.IN, ["t1", "t2", "t9"]), sorts=NEWEST),
    "a common shop, not declared": query(where("shops", Operator.EQUALS, "web"), sorts=NEWEST),
    "a range of the order": query(where("made", Operator.AT_MOST, "500"), sorts=NEWEST),
    "exact code, any case": query(where("code", Operator.SAME, "code-7919")),
    "behind a cursor": query(
        where("kind", Operator.EQUALS, "bag"), sorts=NEWEST, after=(700, "i000500")
    ),
    "before a cursor": query(sorts=NEWEST, after=(700, "i000500"), backwards=True),
}


@pytest.mark.parametrize("asked", FLAT.values(), ids=FLAT.keys())
def test_page_costs_the_same_among_eight_times_as_many_records(small, large, asked):
    few = steps(small, asked)
    many = steps(large, asked)

    assert many <= few * 1.3 + 50
    assert many < 1_500


def test_last_page_of_many_records_is_read_from_the_end(large):
    asked = query(sorts=NEWEST, offset=7_980)

    assert steps(large, asked) < 1_500


def test_page_after_a_deep_page_continues_where_that_one_ended():
    store = store_of(3_000)
    first = query(sorts=NEWEST, offset=1_000)
    following = query(sorts=NEWEST, offset=1_020)

    whole = [row.key for row in store.find("default", query(sorts=NEWEST, limit=None))]

    cost = steps(store, first)
    rows = store.find("default", following)

    assert [row.key for row in rows] == whole[1_020:1_040]
    assert steps(store, following) < 1_500
    assert steps(store, following) <= cost


def test_rare_condition_is_found_by_its_index_and_then_sorted(large):
    asked = query(where("rare", Operator.EQUALS, "yes"), sorts=(Sort(column="code"),))

    rows = large.find("default", asked)

    assert [row.key for row in rows] == sorted(
        (f"i{number:06}" for number in range(0, 8_000, 500)),
        key=lambda key: item(int(key[1:]))["code"],
    )
    assert steps(large, asked) < 2_000


def test_world_with_changes_costs_little_more_than_the_base(large):
    changed = [dict(item(n), made=2_000) for n in range(0, 50, 2)]
    overlay = [Change(resource="item", key=r["id"], body=orjson.dumps(r)) for r in changed]
    removed = [Change(resource="item", key=f"i{n:06}", body=None) for n in range(1, 50, 2)]
    large.apply("busy", Overlay(version=1, changes=(*overlay, *removed)))
    asked = query(where("kind", Operator.EQUALS, "bag"), sorts=NEWEST)

    cost = steps(large, asked, "busy")

    assert cost < 6 * steps(large, asked)


def test_count_is_answered_from_memory_until_the_world_changes(large):
    asked = query(where("kind", Operator.EQUALS, "bag"))
    before = large.count("counting", asked)
    ticks = count()
    large._connection.set_progress_handler(lambda: next(ticks) and None, 1)

    again = large.count("counting", asked)

    large._connection.set_progress_handler(None, 1)
    assert (again, next(ticks)) == (before, 0)
    body = orjson.dumps(dict(item(1), id="new"))
    large.apply(
        "counting",
        Overlay(version=1, changes=(Change(resource="item", key="new", body=body),)),
    )
    assert large.count("counting", asked) == before + 1


def test_statements_are_shared_by_all_values_of_a_shape(small):
    collection = small._collections["item"]
    known = len(collection._pages)

    for number in range(40):
        small.find("default", query(where("code", Operator.STARTS, f"code-{number}"), offset=3))
        small.find("default", query(where("made", Operator.IN, list(range(number)))))

    assert len(collection._pages) - known <= 9


MISTAKEN = {
    "unknown resource": (Query(resource="order"), "there is no resource 'order'"),
    "unknown column": (
        query(where("colour", Operator.EQUALS, "red")),
        "item has no single-valued column 'colour'",
    ),
    "contains a number": (
        query(where("made", Operator.CONTAINS, "1")),
        "column 'made' cannot be asked what it contains",
    ),
    "sort by many": (query(sorts=(Sort(column="tags"),)), "no single-valued column 'tags'"),
    "close to a number": (
        query(sorts=(Sort(column="made", closest_to="1"),)),
        "column 'made' cannot be sorted by closeness to a text",
    ),
}


@pytest.mark.parametrize(("asked", "message"), MISTAKEN.values(), ids=MISTAKEN.keys())
def test_query_that_the_table_cannot_answer_says_why(small, asked, message):
    with pytest.raises(BehaviorError, match=message):
        small.find("default", asked)


def test_counting_what_the_table_cannot_answer_says_why(small):
    with pytest.raises(BehaviorError, match="its single-valued columns are: id, kind, code"):
        small.count("default", query(where("colour", Operator.EQUALS, "red")))


def test_base_with_the_same_key_twice_is_refused():
    store = Store([ITEM], [("item", [("i000001", item(1)), ("i000001", item(1))])])

    with pytest.raises(FixtureError, match="two records of item have the key 'i000001'"):
        store.get("default", "item", "i000001")


def test_base_is_read_when_something_is_first_asked_of_it():
    asked = []

    def records():
        asked.append("item")
        yield "i000001", item(1)

    store = Store([ITEM], [("item", records())])
    before = list(asked)
    store.count("default", Query(resource="item"))

    assert (before, asked) == ([], ["item"])


def test_change_to_an_unknown_resource_applies_nothing(small):
    changes = (
        Change(resource="item", key="i000001", body=None),
        Change(resource="order", key="o1", body=b"{}"),
    )

    with pytest.raises(BehaviorError, match="'order'"):
        small.apply("mistaken", Overlay(version=1, changes=changes))

    assert small.get("mistaken", "item", "i000001") is not None


def test_many_values_of_an_in_are_all_met(small):
    keys = [f"i{number:06}" for number in range(0, 500, 5)]

    rows = small.find("default", query(where("id", Operator.IN, keys), limit=None))

    assert [row.key for row in rows] == keys


def test_alternatives_without_conditions_hold_for_nothing(small):
    assert small.find("default", query(AnyOf(conditions=()))) == []
    assert small.count("default", query(AnyOf(conditions=()))) == 0


def test_record_with_two_of_the_wanted_tags_is_found_once(small):
    asked = query(where("tags", Operator.IN, ["t1", "t1", "t5"]), sorts=NEWEST, limit=None)

    keys = [row.key for row in small.find("default", asked)]

    assert len(keys) == len(set(keys)) == small.count("default", asked)


def test_integer_keys_name_and_order_records_by_value():
    table = Table(resource="note", key=Column(name="id", path=("id",), kind=ColumnKind.NUMBER))
    store = Store([table], [("note", [(number, {"id": number}) for number in (10, 9, 100)])])
    at_least = Condition(column="id", operator=Operator.AT_LEAST, value="10")

    everything = store.find("default", Query(resource="note"))
    some = store.find("default", Query(resource="note", conditions=(at_least,)))

    assert [row.key for row in everything] == [9, 10, 100]
    assert [row.key for row in some] == [10, 100]
    assert store.get("default", "note", 9) == Row(*everything[0][:3])
    assert store.get("default", "note", "9") is None


def test_thousand_worlds_see_only_their_own_changes(small):
    bodies = {f"w{n}": orjson.dumps(dict(item(n), id="own", made=5_000 + n)) for n in range(1_000)}
    for world, body in bodies.items():
        small.apply(
            world, Overlay(version=1, changes=(Change(resource="item", key="own", body=body),))
        )

    newest = {world: small.find(world, query(sorts=NEWEST, limit=1))[0] for world in bodies}

    assert {world: row.body for world, row in newest.items()} == bodies
    for world in bodies:
        small.forget(world)
    assert len(small._collections["item"].versions) == 1_000


def test_text_of_a_query_never_becomes_part_of_a_statement(small):
    hostile = "x' OR 1=1; DROP TABLE r0; --"

    for operator in (Operator.EQUALS, Operator.SAME, Operator.CONTAINS, Operator.STARTS):
        assert small.find("default", query(where("code", operator, hostile))) == []
    near = query(sorts=(Sort(column="code", closest_to=hostile),))

    assert len(small.find("default", near)) == 20
