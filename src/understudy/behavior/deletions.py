"""The behavior that takes records away: delete, for good or as a mark."""

from __future__ import annotations

import orjson

from understudy.behavior.answers import Answering
from understudy.behavior.calls import Answer, Call
from understudy.behavior.declarations import Declaration, Resource
from understudy.behavior.extensions import Aside
from understudy.behavior.lists import Finding
from understudy.behavior.problems import Problem, Refused
from understudy.behavior.references import References
from understudy.behavior.transitions import StateCondition
from understudy.contract.operations import JsonObject
from understudy.data import timestamp
from understudy.state import Row


class Deleting:
    """Removes the record that the path names, or marks it where deleted records are kept."""

    def __init__(
        self,
        declaration: Declaration,
        resource: Resource,
        references: References,
        finding: Finding,
        answering: Answering,
        *,
        aside: Aside | None = None,
    ) -> None:
        self._soft = declaration.soft
        self._condition = StateCondition(declaration.when, resource.name)
        self._twice = Problem(declaration.twice) if declaration.twice else None
        self._aside = aside
        self._shows = "record" in answering.template.uses
        self._resource = resource.name
        self._references = references
        self._finding = finding
        self._answering = answering

    def __call__(self, call: Call) -> Answer:
        """Answer one request.

        Raises:
            Refused: there is no such record, it is not in a state for this, or another one that
                stays names it.
        """
        row = self._living(call)
        record: JsonObject = orjson.loads(row.body)
        self._condition.check(record)
        # What is shown is the record as it was, with all that belonged to it.
        answer = (
            self._answering.row(row, call)
            if self._shows
            else self._answering.answer(call, {}, record)
        )
        if self._aside is not None:
            self._aside(call, record)
        if self._soft:
            now = timestamp(call.transaction.now())
            marks = {name: now if value == "$now" else value for name, value in self._soft.items()}
            call.transaction.put(self._resource, row.key, {**record, **marks})
            self._references.release(self._resource, [row.key], call.transaction)
        else:
            self._references.remove(self._resource, [row.key], call.transaction)
        return answer

    def _living(self, call: Call) -> Row:
        try:
            return self._finding.row(call)
        except Refused as refused:
            key = self._finding.key(call)
            if self._twice is None or not call.transaction.has(self._resource, key):
                raise
            raise Refused(self._twice, f"{refused.detail} any more: it was deleted") from refused
