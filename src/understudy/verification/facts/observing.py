"""What the exchanges of a run show of a contract, in one pass: for facts and for coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from understudy.behavior import Behavior
from understudy.contract.media import match_media_type
from understudy.contract.operations import Contract, Json, Operation, Response
from understudy.contract.pointers import join_pointer
from understudy.contract.schemas import Schemas
from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.facts.links import Links, find_links
from understudy.verification.facts.parameters import ParametersMet, find_bounds, places
from understudy.verification.facts.requests import Asked, Requests, read_json
from understudy.verification.facts.security import sends_credentials
from understudy.verification.facts.shapes import Shapes
from understudy.verification.facts.sightings import Sightings
from understudy.verification.headers import DeclaredHeaders

MOST_BODIES = 60  # of one operation and status that are looked into
_REFUSING = frozenset({401, 403})


@dataclass(slots=True, kw_only=True)
class Observed:
    """What was seen. `statuses` are by operation; `declared` are (operation, status key) met.

    `media` are pointers of media types met in answers, `sent` in valid requests; `headers` are
    (pointer of the response, name) that were valid; `refusals` (pointer of an object's schema,
    name) of members that were asked for when they were missing. `shut` are operations that
    refused a caller without credentials; `withheld` that the guard did not let pass; `unanswered`
    counts requests for them that were sent and got no answer.
    """

    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    declared: set[tuple[str, str]] = field(default_factory=set)
    media: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    headers: set[tuple[str, str]] = field(default_factory=set)
    refusals: set[tuple[str, str]] = field(default_factory=set)
    shut: set[str] = field(default_factory=set)
    withheld: set[str] = field(default_factory=set)
    unanswered: Counter[str] = field(default_factory=Counter)
    parameters: ParametersMet
    answers: Sightings
    requests: Sightings
    links: Links
    shapes: Shapes
    schemas: Schemas

    def succeeded(self, operation: str) -> bool:
        """Whether an operation ever answered 2xx."""
        return any(status.startswith("2") for status in self.statuses.get(operation, ()))


def observe(
    contract: Contract,
    behavior: Behavior,
    exchanges: Iterable[Exchange],
    schemas: Schemas | None = None,
) -> Observed:
    """Return what the exchanges show; of many alike answers, the first different ones.

    `schemas` are the contract's, if somebody has them already.
    """
    schemas = schemas or Schemas(contract.document, file=contract.file)
    observer = _Observer(contract, behavior, schemas)
    for exchange in exchanges:
        observer.note(exchange)
    return observer.observed


class _Observer:
    def __init__(self, contract: Contract, behavior: Behavior, schemas: Schemas) -> None:
        self._contract = contract
        self._operations = {each.id: each for each in contract.operations}
        self._requests = Requests(contract, behavior, schemas)
        self._headers = DeclaredHeaders(schemas)
        self._bodies: dict[tuple[str, int], set[bytes]] = {}
        bounds = {
            place: find_bounds(parameter, schemas)
            for each in contract.operations
            for place, parameter in places(each)
        }
        self.observed = Observed(
            parameters=ParametersMet(bounds),
            answers=Sightings(schemas),
            requests=Sightings(schemas),
            links=find_links(contract, behavior),
            shapes=Shapes(contract.document),
            schemas=schemas,
        )

    def note(self, exchange: Exchange) -> None:
        """Take in one exchange."""
        operation = self._operations.get(exchange.operation or "")
        if operation is None:
            return
        seen = self.observed
        if exchange.outcome is Outcome.WITHHELD:
            seen.withheld.add(operation.id)
            return
        if exchange.outcome is not Outcome.ANSWERED or exchange.status is None:
            seen.unanswered[operation.id] += 1
            return
        seen.statuses.setdefault(operation.id, Counter())[str(exchange.status)] += 1
        asked = self._requests.read(exchange)
        if asked is not None:
            seen.parameters.note(asked, exchange.status)
            self._note_request(asked, exchange.status)
        if exchange.status in _REFUSING and not sends_credentials(
            exchange, operation, self._contract
        ):
            seen.shut.add(operation.id)
        seen.links.note(exchange, self._note_answer(exchange, operation, exchange.status))

    def _note_request(self, asked: Asked, status: int) -> None:
        seen, media = self.observed, asked.media
        if media is None:
            return
        root = seen.shapes.at(join_pointer(media.pointer, "schema"))
        if asked.is_valid and 200 <= status < 300:  # noqa: PLR2004 - HTTP
            seen.sent.add(media.pointer)
            if asked.body:
                seen.requests.see(root, asked.body[0])
        elif 400 <= status < 500 and not asked.wrong | asked.missing:  # noqa: PLR2004 - HTTP
            lacking = [each for each in asked.offences if each.keyword == "required"]
            for offence in lacking if len(lacking) == len(asked.offences) else ():
                name = offence.pointer.rpartition("/")[2]
                owners = root.owners(offence.pointer)
                seen.refusals.update((each.pointer, name) for each in owners)

    def _note_answer(
        self, exchange: Exchange, operation: Operation, status: int
    ) -> tuple[Json, ...]:
        response = operation.response(status)
        if response is None:
            return ()
        seen = self.observed
        seen.declared.add((operation.id, response.status))
        for name in response.headers:
            place = (response.pointer, name)
            if place not in seen.headers and self._is_valid(exchange, response, name):
                seen.headers.add(place)
        content_type = exchange.header("content-type") or ""
        media = match_media_type(content_type, response.content)
        if media is None:
            return ()
        seen.media.add(media.pointer)
        if not self._is_news(operation.id, status, exchange.response_body):
            return ()
        body = read_json(content_type, exchange.response_body)
        if body and media.schema is not None:
            seen.answers.see(seen.shapes.at(join_pointer(media.pointer, "schema")), body[0])
        return body

    def _is_valid(self, exchange: Exchange, response: Response, header: str) -> bool:
        text = exchange.header(header)
        return text is not None and not self._headers.offences(response, header, text)

    def _is_news(self, operation: str, status: int, body: bytes) -> bool:
        known = self._bodies.setdefault((operation, status), set())
        if body in known or len(known) >= MOST_BODIES:
            return False
        known.add(body)
        return True
