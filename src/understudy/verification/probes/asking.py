"""Asking: one request of a probe, and what came of it, whatever that is.

A request may be refused, hang, break off or be answered with garbage: all of it is something that
was seen, and nothing here raises for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import httpx2
import orjson

from understudy.contract.operations import Json
from understudy.verification.exchanges import Exchange, Headers, Outcome

ASKER = "Understudy-Asker"
CREDENTIALS = "Understudy-Credentials"
WORLD = "Understudy-World"
CASE = "X-Schemathesis-TestCaseId"  # what the guard knows a request by, whoever sends it
GUARD = "Understudy-Guard"  # the guard's own word, on answers that it gives itself

_OUTCOMES: Mapping[type[httpx2.HTTPError], Outcome] = {  # the narrowest first
    httpx2.TimeoutException: Outcome.TIMED_OUT,
    httpx2.ConnectError: Outcome.UNREACHABLE,
    httpx2.RemoteProtocolError: Outcome.GARBLED,
    httpx2.DecodingError: Outcome.GARBLED,
}
_NO_ANSWERS = frozenset(Outcome) - {Outcome.ANSWERED}


class Credentials(StrEnum):
    """Whose credentials a request carries."""

    CONFIGURED = "configured"  # those of the run; the guard fills them in
    NONE = "none"
    AS_SENT = "as-sent"  # those among the request's own headers, if any


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to be sent: `target` is path and query, percent-encoded."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""
    credentials: Credentials = Credentials.CONFIGURED
    operation: str | None = None


def _kept(exchange: Exchange) -> Exchange:
    return exchange


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What came of a request: `raw` as it was exchanged, `content` the whole body of the answer.

    Both may hold secrets: what is kept or told is `exchange`.
    """

    raw: Exchange
    content: bytes = b""
    redact: Callable[[Exchange], Exchange] = _kept

    @cached_property
    def exchange(self) -> Exchange:
        """The exchange, redacted when somebody wants it first: of most answers nothing is told."""
        return self.redact(self.raw)

    @cached_property
    def json(self) -> Json:
        """The value of the body; None when it is no JSON, or the JSON `null`."""
        return parsed(self.content) if self.raw.outcome is Outcome.ANSWERED else None

    @property
    def status(self) -> int | None:
        """The status of the deployment's answer; None when there was none: see `raw.outcome`."""
        return self.raw.status

    @property
    def is_success(self) -> bool:
        """Whether it was answered, with a 2xx."""
        status = self.raw.status
        return status is not None and 200 <= status < 300  # noqa: PLR2004 - what 2xx means

    @property
    def told(self) -> str:
        """What came of it, in half a sentence."""
        if self.status is None:
            return f"the last request got no answer ({self.exchange.outcome})"
        said = self.exchange.response_body[:120].decode(errors="replace")
        return f"the last answer was {self.status} {said}"

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        return self.raw.header(name)


class Asker:
    """Sends requests for whoever is named `name` at the time, and makes exchanges of them."""

    def __init__(
        self,
        http: httpx2.Client,
        *,
        redact: Callable[[Exchange], Exchange] = _kept,
        look: Callable[[Request, Seen], None] = lambda _request, _seen: None,
    ) -> None:
        """Ask through a client whose base URL is the guard's, or a deployment's, origin.

        `look` is shown everything that was seen, before whoever asked for it.
        """
        self._http = http
        self._redact = redact
        self._look = look
        self.name = "probe"
        self.count = 0
        self.accepted: dict[str, tuple[Request, Seen]] = {}  # by operation, what came first

    def send(self, request: Request) -> Seen:
        """Send a request; it is never raised for what comes of it."""
        self.count += 1
        began = time.perf_counter()
        try:
            sent = self._http.build_request(
                request.method,
                request.target,
                headers=[(_latin(name), _latin(text)) for name, text in self._headers(request)],
                content=request.body or None,
            )
            answer = self._http.send(sent, follow_redirects=False)
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            return self._failed(request, error, began)
        seen = self._seen(request, answer, began)
        if seen.is_success and request.operation is not None:
            self.accepted.setdefault(request.operation, (request, seen))
        self._look(request, seen)
        return seen

    @property
    def _case(self) -> str:
        """The name of the latest request: the guard's recording of it shows what it added."""
        return f"probe-{self.count}"

    def _headers(self, request: Request) -> Headers:
        own = [(ASKER, self.name), (CASE, self._case)]
        if request.credentials is not Credentials.CONFIGURED:
            own.append((CREDENTIALS, str(request.credentials)))
        return (*request.headers, *own)

    def _seen(self, request: Request, answer: httpx2.Response, began: float) -> Seen:
        outcome, _, note = answer.headers.get(GUARD, Outcome.ANSWERED).partition(";")
        is_answered = outcome not in _NO_ANSWERS
        exchange = replace(
            self._asked(request, began),
            outcome=Outcome.ANSWERED if is_answered else Outcome(outcome),
            status=answer.status_code if is_answered else None,
            response_headers=tuple(answer.headers.multi_items()),
            response_body=answer.content,
            note=note.strip(),
        )
        return Seen(raw=exchange, content=answer.content, redact=self._redact)

    def _failed(self, request: Request, error: Exception, began: float) -> Seen:
        outcomes = (found for kind, found in _OUTCOMES.items() if isinstance(error, kind))
        outcome = next(outcomes, Outcome.RESET)
        exchange = replace(self._asked(request, began), outcome=outcome, note=str(error))
        return Seen(raw=exchange, redact=self._redact)

    def _asked(self, request: Request, began: float) -> Exchange:
        return Exchange(
            number=self.count,
            asker=self.name,
            case=self._case,
            method=request.method,
            target=request.target,
            request_headers=request.headers,
            request_body=request.body,
            operation=request.operation,
            elapsed_ms=(time.perf_counter() - began) * 1000,
        )


def parsed(content: bytes) -> Json:
    """Return the JSON value of a body, None when it is none.

    >>> parsed(b'{"a": 1}'), parsed(b"<html>"), parsed(b"")
    ({'a': 1}, None, None)
    """
    try:
        value: Json = orjson.loads(content)
    except ValueError:
        return None
    return value


def _latin(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
