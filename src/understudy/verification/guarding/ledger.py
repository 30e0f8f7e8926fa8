"""What a run created: the only records that it may change or remove beyond loopback.

An answer that only looks like a creation must not open another's record to writes: an id that an
earlier answer showed, while it was not the run's, is never its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from understudy.behavior import Kind
from understudy.contract.operations import Operation
from understudy.verification.guarding.creations import Creation, Creations
from understudy.verification.guarding.messages import Answered, Asked
from understudy.verification.guarding.paths import Paths, Place, name_of

_SHOWING = frozenset({Kind.LIST, Kind.GET, Kind.UPDATE})
_SUCCESS = range(200, 300)


class Ledger:
    """Keeps what was created and not yet removed, in order."""

    def __init__(self, creations: Creations, paths: Paths) -> None:
        self._known = creations
        self._paths = paths
        self._kept: list[Creation] = []
        self._seen: set[tuple[str, str]] = set()

    @property
    def creations(self) -> tuple[Creation, ...]:
        """What is there because of the run, oldest first."""
        return tuple(self._kept)

    def owns(self, operation: Operation, values: Mapping[str, str]) -> bool:
        """Say whether the run created every record that a path names.

        So it is when each id is of a record that it created, or when all together are one's name.
        """
        name, texts = name_of(operation), _texts(values)
        if any(
            each.deletion is not None
            and name_of(each.deletion) == name
            and _texts(each.values) == texts
            for each in self._kept
        ):
            return True
        own = {(each.resource, each.key) for each in self._kept}
        return all(
            (self._paths.resource(operation, name), value) in own for name, value in values.items()
        )

    def note(self, place: Place, asked: Asked, answered: Answered) -> None:
        """Learn from an answer what was created, removed, or there before."""
        operation = place.operation
        if operation is None or answered.status not in _SUCCESS:
            return
        created = self._known.read(place, asked, answered)
        if created is not None:
            self._add(created)
            return
        kind = self._known.kind(operation)
        if kind is Kind.DELETE:
            self._strike(self._known.resource(operation), place.values)
        elif kind in _SHOWING:
            resource = self._known.resource(operation)
            shown = {(resource, key) for key in self._known.shown(operation, answered)}
            self._seen |= shown - {(each.resource, each.key) for each in self._kept}

    def doubt(self, place: Place, asked: Asked) -> None:
        """Learn that a request got no answer: perhaps it created something."""
        created = self._known.guess(place, asked)
        if created is not None:
            self._kept.append(created)

    def strike(self, creation: Creation) -> None:
        """Forget a record that is gone."""
        self._kept = [each for each in self._kept if each is not creation]

    def _add(self, created: Creation) -> None:
        name = (created.resource, created.key)
        if created.key and any((each.resource, each.key) == name for each in self._kept):
            return  # the same answer once more: a key was replayed
        if created.key and name in self._seen:
            why = f"{created.key} was there before, so it is left alone"
            created = replace(created, key="", deletion=None, values=None, why=why)
        self._kept.append(created)

    def _strike(self, resource: str, values: Mapping[str, str]) -> None:
        texts = _texts(values)
        gone = [
            each
            for each in self._kept
            if each.resource == resource and (_texts(each.values) or (each.key,)) == texts
        ]
        for each in gone:
            self.strike(each)
            self._seen.discard((each.resource, each.key))  # the id may be given out once more


def _texts(values: Mapping[str, str] | None) -> tuple[str, ...]:
    return tuple(values.values()) if values else ()
