"""Where overlays live: what every backend promises, and the one in memory."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final, Protocol

from understudy.state.records import Change, ChangeSet, Key, Overlay, Space

_REMOVALS_KEPT: Final = 1_000


class Conflict(Exception):  # noqa: N818  (nothing went wrong: it asks to decide again)
    """Somebody else committed to the space first: load what is new, decide again, commit again."""

    def __init__(self, space: Space, *, since: int, version: int) -> None:
        super().__init__(f"{space} is at version {version}, not at {since} any more")
        self.space = space
        self.since = since
        self.version = version


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
        """

    async def reset(self, world: str) -> None:
        """Drop all changes to all spaces of a world."""

    async def worlds(self) -> tuple[str, ...]:
        """Return the worlds that changed something since they were last reset, sorted."""


@dataclass(slots=True)
class _Shelf:
    """One space's changes, latest last.

    Who read it before the horizon must read it from the start: some of its past is gone.
    """

    version: int = 0
    horizon: int = 0
    changes: dict[tuple[str, Key], tuple[int, Change]] = field(default_factory=dict)
    removals: deque[tuple[int, tuple[str, Key]]] = field(default_factory=deque)
    counters: dict[str, int] = field(default_factory=dict)

    def add(self, change: Change) -> None:
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
        if self.changes.get(name, (0,))[0] == version:
            del self.changes[name]
            self.horizon = max(self.horizon, version)


class MemoryBackend:
    """Keeps changes in this process, without the past of records."""

    def __init__(self) -> None:
        self._worlds: dict[str, dict[Space, _Shelf]] = {}

    async def load(self, space: Space, since: int) -> Overlay:
        """Return what changed after a version, in time that depends on nothing else."""
        shelf = self._worlds.get(space.world, {}).get(space)
        if shelf is None:
            return Overlay(version=0, fresh=since > 0)
        if since == shelf.version:
            return Overlay(version=since, counters=shelf.counters)
        fresh = since < shelf.horizon
        known = 0 if fresh else since
        newer = takewhile(lambda entry: entry[0] > known, reversed(shelf.changes.values()))
        changes = tuple([change for _, change in newer][::-1])
        return Overlay(
            version=shelf.version, fresh=fresh, changes=changes, counters=dict(shelf.counters)
        )

    async def commit(self, space: Space, since: int, changes: ChangeSet) -> int:
        """Store changes; between two awaits of one event loop nobody else can come first."""
        shelves = self._worlds.setdefault(space.world, {})
        shelf = shelves.setdefault(space, _Shelf())
        if shelf.version != since:
            raise Conflict(space, since=since, version=shelf.version)
        shelf.version += 1
        for change in changes.changes:
            shelf.add(change)
        shelf.counters |= changes.counters
        return shelf.version

    async def reset(self, world: str) -> None:
        """Drop a world's changes; each space keeps only its version, so that its readers notice."""
        shelves = self._worlds.get(world, {})
        for space, shelf in shelves.items():
            version = shelf.version + 1
            shelves[space] = _Shelf(version=version, horizon=version)

    async def worlds(self) -> tuple[str, ...]:
        """Return the worlds that changed something since they were last reset, sorted."""
        changed = [
            world
            for world, shelves in self._worlds.items()
            if any(shelf.version > shelf.horizon or shelf.changes for shelf in shelves.values())
        ]
        return tuple(sorted(changed))
