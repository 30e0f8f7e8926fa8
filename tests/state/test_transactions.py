import asyncio
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from understudy.contract.errors import BehaviorError
from understudy.contract.operations import Json, JsonObject
from understudy.state import (
    Change,
    ChangeSet,
    Column,
    ColumnKind,
    Condition,
    Conflict,
    Key,
    MemoryBackend,
    Operator,
    Query,
    Sort,
    Space,
    Store,
    Table,
    Transaction,
)

Base = list[tuple[Key, JsonObject]]
START = datetime(2026, 1, 1, tzinfo=UTC)
SPACE = Space("w", "shop")
ITEM = Table(
    resource="item",
    key=Column(name="id", path=("id",)),
    columns=(
        Column(name="size", path=("size",), kind=ColumnKind.NUMBER),
        Column(name="tags", path=("tags",), many=True),
    ),
    unique=("size",),
)
BIGGEST = Query(resource="item", sorts=(Sort(column="size", descending=True),))
SMALL = Query(
    resource="item", conditions=(Condition(column="size", operator=Operator.LESS, value=3),)
)


class Desk:
    """A store that follows one backend, as a server has it."""

    def __init__(self, backend=None):
        base: Base = [(f"b{size}", {"id": f"b{size}", "size": size}) for size in range(1, 5)]
        self.store = Store([ITEM], [("item", base)])
        self.backend = backend or MemoryBackend()

    def begin(self, space=SPACE):
        overlay = asyncio.run(self.backend.load(space, self.store.version(space.world)))
        if overlay.version != self.store.version(space.world):
            self.store.apply(space.world, overlay)
        return Transaction(self.store, space, start=START)

    def commit(self, transaction):
        changes = transaction.changes()
        work = self.backend.commit(transaction.space, transaction.version, changes)
        return asyncio.run(work)


@pytest.fixture
def desk():
    return Desk()


def keys(rows):
    return [row.key for row in rows]


def test_own_put_is_read_found_and_counted_before_it_is_committed(desk):
    transaction = desk.begin()

    transaction.put("item", "new", {"id": "new", "size": 2.5})

    assert transaction.get("item", "new") == {"id": "new", "size": 2.5}
    assert keys(transaction.find(BIGGEST)) == ["b4", "b3", "new", "b2", "b1"]
    assert transaction.count(SMALL) == 3


def test_own_removal_is_seen_before_it_is_committed(desk):
    transaction = desk.begin()

    transaction.remove("item", "b2")

    assert transaction.get("item", "b2") is None
    assert transaction.row("item", "b2") is None
    assert not transaction.has("item", "b2")
    assert desk.begin().has("item", "b2")
    assert keys(transaction.find(BIGGEST)) == ["b4", "b3", "b1"]
    assert transaction.count(SMALL) == 1


def test_who_has_a_unique_value_is_told_before_it_is_committed(desk):
    transaction = desk.begin()

    transaction.put("item", "new", {"id": "new", "size": 2})
    transaction.remove("item", "b4")

    assert sorted(keys(transaction.holders("item", "size", 2.0))) == ["b2", "new"]
    assert transaction.holders("item", "size", 4) == []
    assert keys(desk.begin().holders("item", "size", 4)) == ["b4"]


def test_who_has_a_unique_value_is_told_when_a_record_was_changed_after_it_was_put(desk):
    transaction, record = desk.begin(), {"id": "new", "size": 7}
    transaction.put("item", "new", record)
    record["size"] = 8

    desk.commit(transaction)

    assert keys(desk.begin().holders("item", "size", 7)) == ["new"]
    assert desk.begin().holders("item", "size", 8) == []


def test_who_has_a_unique_value_is_told_of_changes_that_do_not_say_it(desk):
    transaction = desk.begin()
    change = Change(resource="item", key="new", body=b'{"id":"new","size":7}')

    asyncio.run(desk.backend.commit(transaction.space, 0, ChangeSet(changes=(change,))))

    assert keys(desk.begin().holders("item", "size", 7)) == ["new"]


def test_who_has_a_value_is_only_known_of_unique_columns(desk):
    with pytest.raises(BehaviorError, match="its unique columns are: size"):
        desk.begin().holders("item", "tags", "red")


def test_nobody_else_sees_what_is_not_committed(desk):
    transaction = desk.begin()
    transaction.put("item", "b1", {"id": "b1", "size": 100})
    transaction.find(BIGGEST)

    other = desk.begin()

    assert other.get("item", "b1") == {"id": "b1", "size": 1}
    assert keys(other.find(BIGGEST)) == ["b4", "b3", "b2", "b1"]
    assert not other.changes()


def test_deleted_record_is_gone_for_the_next_transaction(desk):
    first = desk.begin()
    first.remove("item", "b2")
    desk.commit(first)

    second = desk.begin()

    assert second.get("item", "b2") is None
    assert second.version > first.version or second.version == 1


def test_record_is_the_callers_to_change_without_effect(desk):
    transaction = desk.begin()
    tags: list[Json] = ["a"]
    transaction.put("item", "new", {"id": "new", "tags": tags})
    tags.append("b")
    transaction.get("item", "new")["tags"].append("c")

    assert transaction.get("item", "new") == {"id": "new", "tags": ["a"]}


def test_changes_hold_each_record_once_in_its_last_form(desk):
    transaction = desk.begin()
    transaction.put("item", "new", {"id": "new", "size": 1})
    transaction.put("item", "b1", {"id": "b1", "size": 9})
    transaction.put("item", "new", {"id": "new", "size": 2})

    changes = transaction.changes()

    assert [(each.key, orjson.loads(each.body)["size"]) for each in changes.changes] == [
        ("b1", 9),
        ("new", 2),
    ]


def test_record_made_and_removed_at_once_is_no_change(desk):
    transaction = desk.begin()
    transaction.put("item", "new", {"id": "new"})

    transaction.remove("item", "new")

    assert transaction.changes() == ChangeSet()
    assert transaction.get("item", "new") is None


def test_removing_what_is_not_there_is_no_change(desk):
    transaction = desk.begin()

    transaction.remove("item", "ghost")

    assert not transaction.changes()


def test_removal_says_whether_the_base_has_the_record(desk):
    first = desk.begin()
    first.put("item", "new", {"id": "new"})
    desk.commit(first)
    second = desk.begin()

    second.remove("item", "new")
    second.remove("item", "b1")

    assert second.changes().changes == (
        Change(resource="item", key="new", body=None, in_base=False),
        Change(resource="item", key="b1", body=None, in_base=True),
    )


def test_failed_attempt_takes_back_what_it_did_and_no_more(desk):
    transaction = desk.begin()
    transaction.put("item", "kept", {"id": "kept", "size": 1})

    with pytest.raises(LookupError), transaction.attempt():
        fail_halfway(transaction)
    with transaction.attempt():
        transaction.put("item", "done", {"id": "done", "size": 1})

    assert keys(transaction.find(SMALL)) == ["b1", "b2", "done", "kept"]


def fail_halfway(transaction):
    transaction.put("item", "lost", {"id": "lost", "size": 1})
    transaction.remove("item", "b1")
    assert keys(transaction.find(SMALL)) == ["b2", "kept", "lost"]
    raise LookupError


def test_while_deciding_queries_see_each_change_as_it_is_made(desk):
    transaction = desk.begin()

    with transaction:
        transaction.put("item", "new", {"id": "new", "size": 1})
        first = keys(transaction.find(SMALL))
        transaction.put("item", "new", {"id": "new", "size": 9})
        transaction.remove("item", "b1")
        second = keys(transaction.find(SMALL))
        transaction.remove("item", "new")
        third = keys(transaction.find(BIGGEST))
        with pytest.raises(LookupError), transaction.attempt():
            fail_halfway_again(transaction)
        last = keys(transaction.find(SMALL))

    assert (first, second, last) == (["b1", "b2", "new"], ["b2"], ["b2"])
    assert third == ["b4", "b3", "b2"]
    assert keys(desk.begin().find(SMALL)) == ["b1", "b2"]


def fail_halfway_again(transaction):
    transaction.put("item", "lost", {"id": "lost", "size": 1})
    assert keys(transaction.find(SMALL)) == ["b2", "lost"]
    raise LookupError


def test_numbers_go_on_after_a_commit(desk):
    first = desk.begin()
    taken = [first.next_number("item"), first.next_number("item"), first.next_number("note")]
    desk.commit(first)

    second = desk.begin()

    assert taken == [1, 2, 1]
    assert second.next_number("item") == 3


def test_numbers_start_anew_in_another_world_and_after_a_reset(desk):
    first = desk.begin()
    first.next_number("item")
    desk.commit(first)
    elsewhere = desk.begin(Space("other", "shop")).next_number("item")

    asyncio.run(desk.backend.reset("w"))

    assert elsewhere == 1
    assert desk.begin().next_number("item") == 1


def test_clock_moves_a_second_with_each_commit_and_not_by_reading(desk):
    times = []
    for _ in range(3):
        transaction = desk.begin()
        times += [transaction.now(), transaction.now()]
        transaction.put("item", "new", {"id": "new"})
        desk.commit(transaction)
        desk.begin().find(BIGGEST)

    seconds = [(time - START) / timedelta(seconds=1) for time in times]

    assert seconds == [0, 0, 1, 1, 2, 2]


def test_reading_changes_nothing(desk):
    transaction = desk.begin()

    transaction.find(BIGGEST)
    transaction.get("item", "b1")
    transaction.now()

    assert transaction.changes() == ChangeSet()
    assert transaction.stamp is None


def test_stamp_names_the_state_of_a_changed_world(desk):
    transaction = desk.begin()
    transaction.put("item", "new", {"id": "new"})
    version = desk.commit(transaction)

    assert desk.begin().stamp == ("w", version, 0)


def test_lost_race_is_decided_again_on_what_the_winner_left(desk):
    first, second = desk.begin(), desk.begin()
    for transaction in (first, second):
        number = transaction.next_number("item")
        transaction.put("item", f"n{number}", {"id": f"n{number}", "size": number})
    desk.commit(first)

    with pytest.raises(Conflict):
        desk.commit(second)

    third = desk.begin()
    number = third.next_number("item")
    third.put("item", f"n{number}", {"id": f"n{number}", "size": number})
    desk.commit(third)
    assert desk.begin().get("item", "n1") == {"id": "n1", "size": 1}
    assert desk.begin().get("item", "n2") == {"id": "n2", "size": 2}


def test_two_stores_on_one_backend_see_the_same_world():
    backend = MemoryBackend()
    one, other = Desk(backend), Desk(backend)
    transaction = one.begin()
    transaction.put("item", "new", {"id": "new", "size": 10})
    transaction.remove("item", "b4")
    one.commit(transaction)

    assert keys(other.begin().find(BIGGEST)) == ["new", "b3", "b2", "b1"]
    asyncio.run(backend.reset("w"))
    assert keys(one.begin().find(BIGGEST)) == ["b4", "b3", "b2", "b1"]
    assert keys(other.begin().find(BIGGEST)) == ["b4", "b3", "b2", "b1"]


def test_uid_of_an_uncommitted_record_is_never_that_of_another(desk):
    transaction = desk.begin()
    transaction.put("item", "new", {"id": "new", "size": 10})
    passing = [transaction.row("item", "new").uid, transaction.find(BIGGEST)[0].uid]
    desk.commit(transaction)

    stored = {row.uid for row in desk.begin().find(BIGGEST)}

    assert len(set(passing)) == 2
    assert stored.isdisjoint(passing)


def test_uid_of_an_unchanged_record_survives_other_changes(desk):
    before = desk.begin().row("item", "b1").uid
    transaction = desk.begin()
    transaction.put("item", "b2", {"id": "b2", "size": 7})
    transaction.count(SMALL)
    desk.commit(transaction)

    assert desk.begin().row("item", "b1").uid == before


@pytest.mark.parametrize("key", [2**63, -(2**64), "\ud800", 1.5, None], ids=ascii)
def test_key_that_cannot_be_kept_is_refused_before_it_is_committed(key):
    store = Store([ITEM], [("item", [(1, {"id": 1})])])
    transaction = Transaction(store, SPACE, start=START)

    with pytest.raises(BehaviorError, match="cannot be the key of a item"):
        transaction.put("item", key, {"id": key})

    assert not transaction.changes()


@pytest.mark.parametrize("place", [(2**63,), (-(2**64),), ("\ud800",), (1.5,), (None,)], ids=ascii)
def test_place_that_no_key_can_have_is_behind_no_record(place):
    store = Store([ITEM], [("item", [(1, {"id": 1})])])

    assert store.find("w", Query(resource="item", after=place)) == []


def test_place_with_a_number_beyond_all_integers_is_a_place():
    records: Base = [(1, {"id": 1, "size": 2**64 - 1}), (2, {"id": 2, "size": 1})]
    store = Store([ITEM], [("item", records)])

    found = store.find("w", Query(resource="item", sorts=BIGGEST.sorts, after=(2**65, 1)))

    assert [row.key for row in found] == [1, 2]
