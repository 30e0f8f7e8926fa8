"""What one world changed: which of its own records stand before the base's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from understudy.state.collection import Collection, Version
from understudy.state.records import Key, Scalar


@dataclass(frozen=True, slots=True)
class Memento:
    """How a world saw one key: an own version, none (removed), or, untouched, what the base has."""

    key: Key
    version: Version | None
    is_touched: bool


class Layer:
    """A world's changes to one resource: key -> its own version, None where it removed the base's.

    `revision` names the state of the layer; whoever changes it gives it a new one. `own` counts its
    records, `hidden` those of the base that it changed or removed.
    """

    __slots__ = ("_collection", "hidden", "number", "own", "revision", "versions")

    def __init__(self, collection: Collection, number: int) -> None:
        self.number = number
        self.versions: dict[Key, Version | None] = {}
        self.revision = 0
        self.hidden = 0
        self.own = 0
        self._collection = collection

    def put(self, version: Version, unique: tuple[Scalar, ...] | None = None) -> None:
        """Show this version of a record instead of any other; see `Collection.put`."""
        key = version[1]
        if key in self.versions or key in self._collection.base:
            self._claim(key)
        self._collection.put(self.number, version, unique)
        self.versions[key] = version
        self.own += 1

    def remove(self, key: Key) -> None:
        """Show no record of that key."""
        self._claim(key)
        if key not in self._collection.base:
            del self.versions[key]

    def memento(self, key: Key) -> Memento:
        """Return how the key is seen now."""
        return Memento(key, self.versions.get(key), key in self.versions)

    def restore(self, memento: Memento) -> None:
        """See a key as it was seen before, in the same version."""
        if memento.version is not None:
            self.put(memento.version)
        else:
            self.remove(memento.key)
        if not memento.is_touched and memento.key in self._collection.base:
            del self.versions[memento.key]
            self._collection.reveal(self.number, self._collection.base[memento.key][0])
            self.hidden -= 1

    def clear(self) -> None:
        """Forget all changes; costs as much as there are."""
        self._collection.drop([version[0] for version in self.versions.values() if version])
        if self.hidden:
            for key in self.versions.keys() & self._collection.base.keys():
                self._collection.reveal(self.number, self._collection.base[key][0])
        self.versions.clear()
        self.hidden = self.own = 0

    def _claim(self, key: Key) -> None:
        """Take the key out of sight, be it the base's or an own version."""
        version = self.versions.get(key)
        if version is not None:
            self._collection.drop([version[0]])
            self.own -= 1
        elif key not in self.versions and key in self._collection.base:
            self._collection.hide(self.number, self._collection.base[key][0])
            self.hidden += 1
        self.versions[key] = None


@dataclass(slots=True)
class World:
    """One world as a store knows it: its number, how far it was followed, what it changed."""

    number: int
    version: int = 0
    counters: Mapping[str, int] = field(default_factory=dict)
    layers: dict[str, Layer] = field(default_factory=dict)
