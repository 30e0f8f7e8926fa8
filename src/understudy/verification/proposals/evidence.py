"""What a proposal is made from: the findings to be answered, and what the exchanges say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from understudy.behavior import Behavior, templates
from understudy.contract.media import match_media_type
from understudy.contract.operations import Contract, Json, MediaType, Operation
from understudy.contract.pointers import join_pointer
from understudy.contract.schemas import Schemas
from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.facts.requests import Asked, Requests, read_json
from understudy.verification.failures import Failure
from understudy.verification.proposals.drafts import Draft
from understudy.verification.proposals.mending import Sample

_LONGEST_TARGET = 200
_MOST_BODIES = 200  # of one operation and status that are learned from


@dataclass(slots=True)
class Evidence:
    """One run: its failures, its exchanges by operation, and the draft that is made of them.

    `notes` are failures that no correction of the contract answers, with the reason.
    """

    contract: Contract
    behavior: Behavior
    failures: Sequence[Failure]
    exchanges: Sequence[Exchange]
    draft: Draft = field(init=False)
    schemas: Schemas = field(init=False)
    notes: list[str] = field(init=False, default_factory=list)
    _requests: Requests = field(init=False)
    _by_operation: dict[str, list[Exchange]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.draft = Draft(self.contract.document)
        self.schemas = Schemas(self.contract.document)
        self._requests = Requests(self.contract, self.behavior, self.schemas)
        for each in self.exchanges:
            if each.outcome is Outcome.ANSWERED and each.operation and each.status is not None:
                self._by_operation.setdefault(each.operation, []).append(each)

    def of(self, *rules: str) -> Iterator[tuple[Failure, Operation, Exchange]]:
        """Yield the failures of some rules, each with its operation and the telling exchange."""
        for failure in self.failures:
            operation = self.contract.operation(failure.operation)
            if failure.rule in rules and operation is not None and failure.exchanges:
                yield failure, operation, failure.exchanges[-1]

    def answered(self, operation: Operation) -> Sequence[Exchange]:
        """Return the exchanges of an operation that were answered."""
        return self._by_operation.get(operation.id, ())

    def read(self, exchange: Exchange) -> Asked | None:
        """Return what an exchange asked."""
        return self._requests.read(exchange)

    def bodies(
        self, operation: Operation, status: int, media_type: str = ""
    ) -> list[tuple[Exchange, Json]]:
        """Return different JSON bodies that an operation answered with a status."""
        known: dict[bytes, tuple[Exchange, Json]] = {}
        for each in self.answered(operation):
            if each.status != status or each.response_body in known or len(known) >= _MOST_BODIES:
                continue
            content_type = each.header("content-type") or ""
            if media_type and match_media_type(content_type, {media_type: True}) is None:
                continue
            for value in read_json(content_type, each.response_body):
                known[each.response_body] = (each, value)
        return list(known.values())

    def rows_of(self, operation: Operation) -> tuple[str, ...] | None:
        """Return the members that lead to the records in a list's answer; None when unknown."""
        declaration = self.behavior.declarations.get(operation.id)
        return templates.place_of(declaration.answer, "records") if declaration else None

    def note(self, failure: Failure, reason: str) -> None:
        """Say that a failure is not answered by a correction, and why."""
        self.notes.append(f"{failure.operation}: {failure.message} ({failure.rule}): {reason}")


def say(exchange: Exchange) -> str:
    """Return what an exchange is evidence of, in words: "GET /items?limit=2 answered 200"."""
    target = exchange.target
    shown = target if len(target) <= _LONGEST_TARGET else f"{target[:_LONGEST_TARGET]}..."
    return f"{exchange.method} {shown} answered {exchange.status}"


def media_of(operation: Operation, exchange: Exchange) -> MediaType | None:
    """Return the declared representation that an answer claims to be; None when there is none."""
    response = operation.response(exchange.status or 0)
    content_type = exchange.header("content-type") or ""
    media = match_media_type(content_type, response.content) if response else None
    return media if media is not None and media.schema is not None else None


def sample_of(media: MediaType, value: Json, exchange: Exchange) -> Sample:
    """Return a body as a sample of what its media type declares."""
    return Sample(schema=join_pointer(media.pointer, "schema"), value=value, evidence=say(exchange))
