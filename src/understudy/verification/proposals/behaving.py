"""Corrections of behavior.yaml: what a deployment does not do is not declared any longer."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from understudy.behavior.likeness import resolved
from understudy.contract.documents import load_document
from understudy.contract.errors import UnderstudyError
from understudy.contract.operations import Json, JsonObject, Operation
from understudy.verification.exchanges import Exchange
from understudy.verification.facts.topics import parameter_name
from understudy.verification.proposals.evidence import Evidence


class Patch:
    """A merge patch for the behavior.yaml that a behavior was read from; empty without one."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._authored, self._whole = _read(evidence.behavior.file)
        self.operations: JsonObject = {}

    @property
    def document(self) -> JsonObject:
        """The patch as it is applied."""
        return {"operations": self.operations} if self.operations else {}

    def draw(self) -> None:
        """Take away filters and sort fields that do not hold."""
        for failure, operation, _ in self._evidence.of("filter-unsound", "filter-incomplete"):
            if not self._drop(operation.id, "filters", parameter_name(failure.at)):
                self._evidence.note(failure, "no declared filter is named by it")
        for failure, operation, exchange in self._evidence.of("sort-wrong"):
            if not self._unsort(operation.id, self._sorted_by(operation, exchange)):
                self._evidence.note(failure, "its request asks for no declared sort field")

    def _drop(self, operation: str, member: str, name: str) -> bool:
        own, whole = (self._members(each, operation) for each in (self._authored, self._whole))
        declared = whole.get(member)
        if not isinstance(declared, dict) or name not in declared:
            return False
        patch = self._members(self.operations, operation)
        before = patch.get(member)
        if member in own:
            changes: JsonObject = dict(before) if isinstance(before, dict) else {}
            changes[name] = None
        else:  # it is another operation's, by `like`
            kept = before if isinstance(before, dict) else declared
            changes = {each: value for each, value in kept.items() if each != name}
        self.operations[operation] = {**patch, member: changes}
        return True

    def _sorted_by(self, operation: Operation, exchange: Exchange) -> str:
        """Return the field that a request asked a list to be sorted by."""
        declaration = self._evidence.behavior.declarations.get(operation.id)
        asked = self._evidence.read(exchange)
        by = declaration.ordering.by if declaration else None
        return str(asked.values.get(by, "")).removeprefix("-") if asked and by else ""

    def _unsort(self, operation: str, field: str) -> bool:
        whole = self._members(self._whole, operation)
        patch = self._members(self.operations, operation)
        sort = patch.get("sort") or whole.get("sort")
        fields = sort.get("fields") if isinstance(sort, dict) else None
        if not isinstance(sort, dict) or not isinstance(fields, list):
            return False
        kept: list[Json] = [each for each in fields if each != field]
        if len(kept) == len(fields) or not kept:
            return False
        self.operations[operation] = {**patch, "sort": {**sort, "fields": kept}}
        return True

    @staticmethod
    def _members(holder: JsonObject, operation: str) -> JsonObject:
        members = holder.get(operation)
        return members if isinstance(members, dict) else {}


def _read(file: str) -> tuple[JsonObject, JsonObject]:
    """Return the declared operations as authored, and with what they are like filled in."""
    if not file:
        return {}, {}
    try:
        operations = cast("JsonObject", load_document(Path(file)).get("operations", {}))
        return operations, resolved(operations, Path(file))
    except UnderstudyError:
        return {}, {}
