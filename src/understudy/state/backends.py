"""Where overlays live: what every backend promises, and the one in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from understudy.state.records import CLOCK, Change, ChangeSet, Key, Overlay, Space

_REMOVALS_KEPT: Final = 1_000
_CHANGE_BYTES: Final = (
    512  # that a change takes beside its JSON, here and in the stores that follow
)
_SHELF_BYTES: Final = 2_048  # that a space takes beside its changes


class Conflict(Exception):  # noqa: N818  (nothing went wrong: it asks to decide again)
    """Somebody else committed to the space first: load what is new, decide again, commit again."""

    def __init__(self, space: Space, *, since: int, version: int) -> None:
        super().__init__(f"{space} is at version {version}, not at {since} any more")
        self.space = space
        self.since = since
        self.version = version


class Full(Exception):  # noqa: N818  (nothing went wrong: worlds that are done with can be reset)
    """The worlds hold as many changes as there is room for; a removal still finds some."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"all worlds together may hold {limit_bytes:,} bytes of changes")


@dataclass(frozen=True, slots=True)
class Clock:
    """A world's clock, in seconds behind its start: put forward, and moved by changes.

    Each space moves by its own changes; `ticks_s` is that of the one that moved most.
    """

    advance_s: int = 0
    ticks_s: int = 0


class Backend(Protocol):
    """Keeps what worlds changed.

    Versions of a space only grow, across resets too; 0 is a space that nobody touched.
    """

    async def load(self, space: Space, since: int) -> Overlay:
        """Return what changed after a version: each record once, in the order of its last change.

        When nothing did, the overlay has the version that was asked about.
        """

    async def commit(self, space: Space, since: int, changes: ChangeSet) -> int:
        """Store changes as a whole and return the version they lead to.

        Raises:
            Conflict: the space is not at version `since` any more; nothing is stored.
            Full: there is no room for it; nothing is stored.
        """

    async def advance(self, world: str, seconds: int) -> None:
        """Put the clock of a world forward, for all its spaces.

        Raises:
            Full: there is no room for it.
        """

    async def clock(self, world: str) -> Clock:
        """Return where the clock of a world stands."""

    async def reset(self, world: str) -> None:
        """Drop all changes to all spaces of a world, and bring its clock back to the start."""

    async def worlds(self) -> tuple[str, ...]:
        """Return the worlds that changed something since they were last reset, sorted."""


@dataclass(slots=True)
class _Shelf:
    """One space's changes, latest last.

    Who read it before the horizon must read it from the start: some of its past is gone.
    """

    version: int = 0
    horizon: int = 0
    size_bytes: int = _SHELF_BYTES
    changes: dict[tuple[str, Key], tuple[int, Change]] = field(default_factory=dict)
    removals: deque[tuple[int, tuple[str, Key]]] = field(default_factory=deque)
    counters: dict[str, int] = field(default_factory=dict)

    def growth(self, changes: Iterable[Change]) -> int:
        """Return how much larger changes would make it, in bytes; negative is smaller."""
        growth = 0
        for change in changes:
            known = self.changes.get((change.resource, change.key))
            growth += _size_of(change) - (_size_of(known[1]) if known else 0)
        return growth

    def add(self, change: Change) -> None:
        """Keep a change in place of the last one to the same record."""
        name = (change.resource, change.key)
        self.changes.pop(name, None)
        self.changes[name] = (self.version, change)
        if change.body is None and not change.in_base:
            self.removals.append((self.version, name))
            if len(self.removals) > _REMOVALS_KEPT:
                self._forget_removal()

    def _forget_removal(self) -> None:
        """Drop the removal of a record that only existed here.

        Nobody but readers who saw it alive needs to know, and they are sent back to the start.
        """
        version, name = self.removals.popleft()
        known = self.changes.get(name)
        if known is not None and known[0] == version:
            self.size_bytes -= _size_of(known[1])
            del self.changes[name]
            self.horizon = max(self.horizon, version)


def _size_of(change: Change) -> int:
    return _CHANGE_BYTES + len(change.body or b"")


class MemoryBackend:
    """Keeps changes in this process, without the past of records.

    `limit_bytes` bounds what all worlds hold together. Of a space that was reset nothing is kept:
    its next versions start behind all that were ever given to a space that was reset.
    """

    def __init__(self, limit_bytes: int = 256 * 1024 * 1024) -> None:
        self._worlds: dict[str, dict[Space, _Shelf]] = {}
        self._advances: dict[str, int] = {}
        self._limit_bytes = limit_bytes
        self._size_bytes = 0
        self._floor = 0

    async def load(self, space: Space, since: int) -> Overlay:
        """Return what changed after a version, in time that depends on nothing else."""
        shelf = self._worlds.get(space.world, {}).get(space)
        advance_s = self._advances.get(space.world, 0)
        if shelf is None:
            return Overlay(
                version=self._floor if since else 0,
                fresh=since not in (0, self._floor),
                advance_s=advance_s,
            )
        if since == shelf.version:
            return Overlay(since, counters=shelf.counters, advance_s=advance_s)
        fresh = 0 < since < shelf.horizon
        known = 0 if fresh else since
        newer: list[Change] = []
        for version, change in reversed(shelf.changes.values()):
            if version <= known:
                break
            newer.append(change)
        changes = tuple(reversed(newer))
        return Overlay(shelf.version, fresh, changes, shelf.counters, advance_s)

    async def commit(self, space: Space, since: int, changes: ChangeSet) -> int:
        """Store changes; between two awaits of one event loop nobody else can come first."""
        shelf = self._worlds.get(space.world, {}).get(space)
        is_new = shelf is None
        if shelf is None:
            shelf = _Shelf(version=self._floor, horizon=self._floor)
        if since != shelf.version and not (is_new and since == 0):
            raise Conflict(space, since=since, version=shelf.version)
        growth = shelf.growth(changes.changes)
        needed = growth + (shelf.size_bytes if is_new else 0)
        if needed > 0 and self._size_bytes + needed > self._limit_bytes:
            raise Full(self._limit_bytes)
        before = 0 if is_new else shelf.size_bytes
        if is_new:
            self._worlds.setdefault(space.world, {})[space] = shelf
        shelf.version += 1
        shelf.size_bytes += growth
        for change in changes.changes:
            shelf.add(change)
        shelf.counters = {**shelf.counters, **changes.counters}  # the one before was handed out
        self._size_bytes += shelf.size_bytes - before
        return shelf.version

    async def advance(self, world: str, seconds: int) -> None:
        """Put the clock of a world forward."""
        if world not in self._advances:
            if self._size_bytes + _SHELF_BYTES > self._limit_bytes:
                raise Full(self._limit_bytes)
            self._size_bytes += _SHELF_BYTES
        self._advances[world] = self._advances.get(world, 0) + seconds

    async def clock(self, world: str) -> Clock:
        """Return where the clock of a world stands."""
        shelves = self._worlds.get(world, {}).values()
        ticks = max((shelf.counters.get(CLOCK, 0) for shelf in shelves), default=0)
        return Clock(self._advances.get(world, 0), ticks)

    async def reset(self, world: str) -> None:
        """Drop a world's changes; who read them before is told by the next version."""
        if self._advances.pop(world, None) is not None:
            self._size_bytes -= _SHELF_BYTES
        for shelf in self._worlds.pop(world, {}).values():
            self._size_bytes -= shelf.size_bytes
            self._floor = max(self._floor, shelf.version + 1)

    async def worlds(self) -> tuple[str, ...]:
        """Return the worlds that changed something since they were last reset, sorted."""
        return tuple(sorted(self._worlds.keys() | self._advances.keys()))
