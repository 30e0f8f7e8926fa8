"""What state a record must be in for an operation: with `set`, a transition from one to another."""

from __future__ import annotations

import json
from collections.abc import Mapping

from understudy.behavior.problems import Problem, Refused
from understudy.contract.operations import Json, JsonObject


class StateCondition:
    """The fields and values of an operation's `when`."""

    def __init__(self, allowed: Mapping[str, tuple[Json, ...]], resource: str) -> None:
        self._allowed = tuple((tuple(name.split(".")), each) for name, each in allowed.items())
        self._resource = resource.replace("_", " ")

    def check(self, record: JsonObject) -> None:
        """Check that a record is in a state that the operation takes.

        Raises:
            Refused: it is not; the detail says which one is, and which are taken.
        """
        for path, allowed in self._allowed:
            value = _at(record, path)
            if value not in allowed:
                known = " or ".join(map(_said, allowed))
                raise Refused(
                    Problem.CONFLICT,
                    f"{'.'.join(path)} of this {self._resource} is {_said(value)};"
                    f" this takes {known}",
                )


def _at(record: Json, path: tuple[str, ...]) -> Json:
    for step in path:
        record = record.get(step) if isinstance(record, dict) else None
    return record


def _said(value: Json) -> str:
    """Return a value as a client knows it.

    >>> _said("open"), _said(True), _said(None)
    ("'open'", 'true', 'null')
    """
    return repr(value) if not isinstance(value, bool | None) else json.dumps(value)
