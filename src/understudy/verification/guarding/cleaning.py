"""Removes what a run created, latest first, and says in words what could not be removed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import quote

from understudy.behavior import Behavior
from understudy.contract.operations import Location, Operation
from understudy.contract.queries import split_query
from understudy.verification.guarding.creations import Creation
from understudy.verification.guarding.ledger import Ledger
from understudy.verification.guarding.messages import CLEANUP, Answered, Asked, RawHeaders
from understudy.verification.guarding.passing import Passage
from understudy.verification.guarding.targets import Target
from understudy.verification.guarding.wires import NoAnswer

_ROUNDS = 2  # what others still need at first may go once they are gone
_GONE = frozenset({404, 410})
_SUCCESS = range(200, 300)
_MOST_SILENCES = 3
_MOST_VIEWS = 8


class Cleaning:
    """The end of one run. It goes through the guard like everything else, and is recorded."""

    def __init__(self, passage: Passage, target: Target, behavior: Behavior) -> None:
        self._passage = passage
        self._target = target
        self._idempotency = behavior.idempotency
        self._partition = behavior.partition
        self._said: dict[int, str] = {}

    async def clean_up(self, most_s: float) -> None:
        """Remove what can be removed within a time; give up on a deployment that is silent."""
        await self._passage.settle()
        end_s = time.monotonic() + most_s
        silences = 0
        for _ in range(_ROUNDS):
            for creation in reversed(self._ledger.creations):
                if time.monotonic() >= end_s or silences >= _MOST_SILENCES:
                    return
                if creation.deletion is not None:
                    came = await self._remove(creation, creation.deletion)
                    silences = silences + 1 if isinstance(came, NoAnswer) else 0

    def leftovers(self) -> tuple[str, ...]:
        """Say what the run created and is still there, as far as anybody knows."""
        told = Counter(map(self._told, self._ledger.creations))
        return tuple(f"{each} ({n} times)" if n > 1 else each for each, n in told.items())

    @property
    def _ledger(self) -> Ledger:
        return self._passage.ledger

    async def _remove(self, creation: Creation, deletion: Operation) -> Answered | NoAnswer:
        asked = self._request(creation, deletion, creation.values or {})
        came = await self._passage.pass_on(asked)
        what = f"{asked.method} {asked.target.decode('latin-1')}"
        if isinstance(came, NoAnswer):
            self._said[id(creation)] = f"{what} got no answer: {came.note}"
        elif came.status not in _SUCCESS and came.status not in _GONE:
            self._said[id(creation)] = f"{what} answered {came.status}"
        elif came.status in _GONE and (still := await self._is_shown(creation)):
            self._said[id(creation)] = f"{what} answered {came.status}, and {still} shows it"
        else:
            self._ledger.strike(creation)
        return came

    async def _is_shown(self, creation: Creation) -> str:
        """Return what still shows a record, "" when nothing does.

        That there is nothing to remove does not say that it is gone: perhaps another operation is
        the one that removes it.
        """
        for operation, values in islice(self._passage.views(creation), _MOST_VIEWS):
            asked = self._request(creation, operation, values)
            came = await self._passage.pass_on(asked)
            if isinstance(came, Answered) and came.status in _SUCCESS:
                return f"{asked.method} {asked.target.decode('latin-1')}"
        return ""

    def _request(
        self, creation: Creation, operation: Operation, values: Mapping[str, str]
    ) -> Asked:
        path = creation.place.prefix + operation.path
        for name, value in values.items():
            path = path.replace("{" + name + "}", quote(value, safe=""))
        query = "&".join(self._repeated_query(creation, operation))
        needs_body = operation.request_body is not None
        body = b"{}" if needs_body else b""
        headers = [(b"Host", self._target.authority.encode()), (b"Accept", b"*/*")]
        headers += self._repeated_headers(creation, operation)
        if needs_body or operation.method == "POST":
            headers.append((b"Content-Length", b"%d" % len(body)))
        if needs_body:
            headers.append((b"Content-Type", b"application/json"))
        return Asked(
            method=operation.method,
            target=(path + (f"?{query}" if query else "")).encode(),
            headers=tuple(headers),
            body=body,
            asker=CLEANUP,
        )

    def _repeated_headers(self, creation: Creation, deletion: Operation) -> RawHeaders:
        """Return what the creating request said that the removing one takes too: its tenant."""
        names = {name.lower() for name in self._names(deletion, Location.HEADER)}
        keyed = self._idempotency
        own = keyed.header.lower() if keyed else ""
        said = [
            (name, value)
            for name, value in creation.asked.headers
            if (text := name.decode("latin-1").lower()) in names and text != own
        ]
        if keyed is not None and deletion.method in keyed.methods:
            word = "-".join(("understudy-cleanup", *(creation.values or {}).values()))
            said.append((keyed.header.encode(), quote(word, safe="").encode()))
        return tuple(said)

    def _repeated_query(self, creation: Creation, deletion: Operation) -> Iterator[str]:
        names = self._names(deletion, Location.QUERY)
        for name, value in split_query(creation.asked.query):
            if name in names and value is not None:
                yield f"{quote(name, safe='')}={quote(value, safe='')}"

    def _names(self, deletion: Operation, location: Location) -> set[str]:
        names = {each.name for each in deletion.parameters if each.location is location}
        return names | ({self._partition} if self._partition else set())

    def _told(self, creation: Creation) -> str:
        operation = creation.place.operation
        what = " ".join(filter(None, (creation.resource.replace("_", " "), creation.key)))
        made = f"{what or 'something'} (created by {operation.id if operation else ''})"
        said = self._said.get(id(creation)) or creation.why or "there was no time to remove it"
        return f"{made}: {said}"
