"""What behavior sees of a world during one request, and what it wants changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Self, TypeAlias

import orjson

from understudy.contract.errors import BehaviorError
from understudy.contract.operations import Json, JsonObject
from understudy.state.records import CLOCK, Change, ChangeSet, Key, Query, Row, Space
from understudy.state.scalars import is_storable
from understudy.state.store import Store

_Name: TypeAlias = tuple[str, Key]


class Transaction:
    """One request's view of one space: reads see its own writes, nothing reaches the store.

    Behavior may be asked anew on another transaction when somebody else committed first: what it
    returns depends only on what it reads here. `version` is that of the space that it sees, to
    commit on; 0 if nobody touched it.
    """

    __slots__ = (
        *("_changes", "_counters", "_is_deciding", "_numbers", "_previews", "_start", "_store"),
        *("_unseen", "_world", "advance_s", "space", "version"),
    )

    def __init__(self, store: Store, space: Space, *, start: datetime, advance_s: int = 0) -> None:
        self.space = space
        self.advance_s = advance_s
        self._store = store
        self._world = space.world
        self.version, self._counters = store.standing(space.world)
        self._start = start
        self._changes: dict[_Name, Change] = {}
        self._unseen: dict[_Name, Change] = {}  # by the queries of this context
        self._is_deciding = False
        self._previews: ExitStack | None = None
        self._numbers: dict[str, int] = {}

    @property
    def stamp(self) -> tuple[str, int, int] | None:
        """What tells this state of the space from all others of its store; None for the base."""
        if not self.version and not self.advance_s:
            return None
        return (self._world, self.version, self.advance_s)

    def get(self, resource: str, key: Key) -> JsonObject | None:
        """Return a record, the caller's to keep; None when there is none."""
        change = self._changes.get((resource, key)) if self._changes else None
        if change is None:
            version = self._store.seen(self._world, resource, key)
            body = None if version is None else version[2]
        else:
            body = change.body
        record: JsonObject | None = None if body is None else orjson.loads(body)
        return record

    def row(self, resource: str, key: Key) -> Row | None:
        """Return a record as it is or will be stored; of an own one, the uid is a passing one."""
        change = self._changes.get((resource, key)) if self._changes else None
        if change is None:
            return self._store.get(self._world, resource, key)
        if change.body is None:
            return None
        return Row(self._store.new_uid(), key, change.body)

    def has(self, resource: str, key: Key) -> bool:
        """Tell whether there is, or will be, a record of that key."""
        change = self._changes.get((resource, key)) if self._changes else None
        if change is None:
            return self._store.seen(self._world, resource, key) is not None
        return change.body is not None

    def find(self, query: Query) -> list[Row]:
        """Return a page of records; what this transaction put has a passing uid."""
        if not self._changes:
            return self._store.find(self._world, query)
        with self._shown():
            return self._store.find(self._world, query)

    def count(self, query: Query) -> int:
        """Return how many records meet the query's conditions."""
        if not self._changes:
            return self._store.count(self._world, query)
        with self._shown():
            return self._store.count(self._world, query)

    def holders(self, resource: str, column: str, value: Json) -> list[Row]:
        """Return the records that have a value in a unique column, in no order.

        Raises:
            BehaviorError: the column is not declared unique.
        """
        if not self._changes:
            return self._store.holders(self._world, resource, column, value)
        with self._shown():
            return self._store.holders(self._world, resource, column, value)

    def put(self, resource: str, key: Key, record: JsonObject) -> bytes:
        """Create a record or replace it, and return its JSON; later changes to it do not count.

        Raises:
            BehaviorError: the key cannot be kept. Found out only once it is committed, it would
                keep the world from ever being read again.
        """
        if not is_storable(key):
            raise BehaviorError(
                f"{key!r} cannot be the key of a {resource}",
                remedy="use text, or an integer of at most 64 bits",
            )
        # orjson's result holds a buffer several times its size until it is copied
        body = bytes(memoryview(orjson.dumps(record)))
        unique = self._store.unique(resource, record)
        self._change(Change(resource=resource, key=key, body=body, unique=unique))
        return body

    def remove(self, resource: str, key: Key) -> None:
        """Remove a record; removing what is not there is nothing."""
        if not self.has(resource, key):
            return
        self._look_again()  # what was made and is removed again is no change
        in_base = self._store.in_base(resource, key)
        if in_base or self._store.get(self._world, resource, key) is not None:
            self._change(Change(resource=resource, key=key, body=None, in_base=in_base))
        else:
            del self._changes[resource, key]
            self._unseen.pop((resource, key), None)

    def next_number(self, counter: str) -> int:
        """Return 1, then 2, ...: nobody in this space got that number and committed."""
        latest = self._numbers.get(counter)
        if latest is None:
            latest = self._counters.get(counter, 0)
        self._numbers[counter] = latest + 1
        return latest + 1

    def now(self) -> datetime:
        """Return the world's logical time.

        That is its start, what it was put forward, and a second for each commit to the space.
        """
        ticks = self._counters.get(CLOCK, 0)
        return self._start + timedelta(seconds=self.advance_s + ticks)

    def changes(self) -> ChangeSet:
        """Return what to commit; empty when nothing was changed."""
        if not self._changes and not self._numbers:
            return ChangeSet()
        ticks = {CLOCK: self._counters.get(CLOCK, 0) + 1}
        return ChangeSet(changes=tuple(self._changes.values()), counters=self._numbers | ticks)

    def __enter__(self) -> Self:
        """Let queries within the context see own changes at the cost of making each seen once.

        Nobody else may read the store meanwhile: deciding does not wait for anything.
        """
        self._is_deciding = True
        return self

    def __exit__(self, *_error: object) -> None:
        """Let the store be seen as others see it."""
        self._is_deciding = False
        if self._previews is not None:
            self._look_again()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Take back what was put and removed within the context when it ends in an error."""
        before = dict(self._changes)
        try:
            yield
        except BaseException:
            self._changes = before
            self._look_again()
            raise

    @contextmanager
    def _shown(self) -> Iterator[None]:
        """Let the store be seen as if the changes were committed."""
        if not self._is_deciding:
            with self._store.preview(self._world, tuple(self._changes.values())):
                yield
            return
        if self._unseen:
            self._previews = self._previews or ExitStack()
            preview = self._store.preview(self._world, tuple(self._unseen.values()))
            self._previews.enter_context(preview)
            self._unseen = {}
        yield

    def _look_again(self) -> None:
        """Forget what the store was made to show: some of it is no change any more."""
        if self._previews is not None:
            self._previews.close()
            self._previews = None
        self._unseen = dict(self._changes)

    def _change(self, change: Change) -> None:
        name = (change.resource, change.key)
        self._changes.pop(name, None)
        self._changes[name] = change
        self._unseen[name] = change
