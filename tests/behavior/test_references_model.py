"""References against a plain model: whatever names whatever, by whatever rule."""

from __future__ import annotations

from typing import TypeAlias

from hypothesis import example, given, settings
from hypothesis import strategies as st

from understudy.behavior import START, References, Refused, Resource
from understudy.behavior.declarations import OnDelete, Reference
from understudy.state import Column, ColumnKind, Query, Space, Store, Table, Transaction

KINDS = ("a", "b", "c")
FIELDS = ("first", "second", "many")
Record: TypeAlias = dict[str, object]
World: TypeAlias = dict[tuple[str, int], Record]

rules = st.dictionaries(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(FIELDS)),
    st.tuples(st.sampled_from(KINDS), st.sampled_from(list(OnDelete))),
    max_size=6,
)
keys = st.integers(1, 4)
records = st.fixed_dictionaries(
    {"first": st.none() | keys, "second": st.none() | keys, "many": st.lists(keys, max_size=3)}
)
worlds = st.dictionaries(st.tuples(st.sampled_from(KINDS), keys), records, max_size=12)
Rules: TypeAlias = dict[tuple[str, str], tuple[str, OnDelete]]


def named(record: Record, field: str) -> list[object]:
    value = record[field]
    return value if isinstance(value, list) else [value]


def deleted(world: World, declared: Rules, start: tuple[str, int]) -> World | None:
    """Return the world without a record, by the book; None when somebody refuses."""
    gone = {start}
    while True:
        along = {
            (kind, key)
            for (kind, key), record in world.items()
            for (holder, field), (target, rule) in declared.items()
            if holder == kind and rule is OnDelete.CASCADE
            if any((target, each) in gone for each in named(record, field))
        }
        if along <= gone:
            break
        gone |= along
    left = {place: dict(record) for place, record in world.items() if place not in gone}
    for (kind, _), record in left.items():
        for (holder, field), (target, rule) in declared.items():
            hit = [each for each in named(record, field) if (target, each) in gone]
            if holder != kind or not hit:
                continue
            if rule is OnDelete.REFUSE:
                return None
            if rule is OnDelete.CLEAR:
                kept = [each for each in named(record, field) if each not in hit]
                record[field] = kept if isinstance(record[field], list) else None
    return left


def resources(declared: Rules) -> dict[str, Resource]:
    return {
        kind: Resource(
            name=kind,
            key="id",
            references={
                field: Reference(resource=target, on_delete=rule)
                for (holder, field), (target, rule) in declared.items()
                if holder == kind
            },
        )
        for kind in KINDS
    }


def store(world: World) -> Store:
    columns = tuple(
        Column(name=field, path=(field,), kind=ColumnKind.NUMBER, many=field == "many")
        for field in FIELDS
    )
    key = Column(name="id", path=("id",), kind=ColumnKind.NUMBER)
    base = [
        (kind, [(key, {"id": key, **each}) for (of, key), each in world.items() if of == kind])
        for kind in KINDS
    ]
    return Store([Table(resource=kind, key=key, columns=columns) for kind in KINDS], base)  # type: ignore[arg-type]


# Both b and c go along with a; that c would keep b must not matter.
ALONG: Rules = {
    ("b", "first"): ("a", OnDelete.CASCADE),
    ("c", "first"): ("a", OnDelete.CASCADE),
    ("c", "second"): ("b", OnDelete.REFUSE),
}
FAMILY: World = {
    ("a", 1): {"first": None, "second": None, "many": []},
    ("b", 1): {"first": 1, "second": None, "many": []},
    ("c", 1): {"first": 1, "second": 1, "many": []},
}


@example(ALONG, FAMILY, ("a", 1))
@given(rules, worlds, st.tuples(st.sampled_from(KINDS), keys))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_deletion_leaves_what_the_rules_say(
    declared: Rules, world: World, start: tuple[str, int]
) -> None:
    transaction = Transaction(store(world), Space("w", "s", ""), start=START)
    expected = deleted(world, declared, start)

    try:
        References(resources(declared)).remove(start[0], [start[1]], transaction)
    except Refused:
        found = None
    else:
        found = {
            (kind, int(row.key)): {
                name: value
                for name, value in (transaction.get(kind, row.key) or {}).items()
                if name != "id"
            }
            for kind in KINDS
            for row in transaction.find(Query(resource=kind))
        }

    assert found == expected
