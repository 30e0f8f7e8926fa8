"""Asking: one request of a probe, and what came of it, whatever that is.

A request may be refused, hang, break off or be answered with garbage: all of it is something that
was seen, and nothing here raises for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias
from urllib.parse import quote

import orjson

from understudy.contract.operations import Json
from understudy.verification.exchanges import Exchange, Headers, Outcome
from understudy.verification.guarding import Answered, Asked, Fill, NoAnswer, texts_of

PassOn: TypeAlias = "Callable[[Asked], Answered | NoAnswer]"

WORLD = "Understudy-World"
_WITH_A_BODY = frozenset({"POST", "PUT", "PATCH"})  # they say how long it is, also when it is empty
_USUAL: Headers = (
    ("Accept", "*/*"),
    ("Accept-Encoding", "gzip, deflate"),
    ("User-Agent", "understudy"),
)
_VISIBLE: Final = "".join(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to be sent: `target` is path and query, percent-encoded.

    `credentials` are whose it carries: those of the run, none, or what its own headers say.
    """

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""
    credentials: Fill = Fill.CONFIGURED
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
    """Sends requests for whoever is named `name` at the time, and tells what came of them."""

    def __init__(
        self,
        pass_on: PassOn,
        *,
        redact: Callable[[Exchange], Exchange] = _kept,
        look: Callable[[Request, Seen], None] = lambda _request, _seen: None,
    ) -> None:
        """Ask through what passes requests on, as `Guard.pass_on` does.

        `look` is shown every answer, before whoever asked for it.
        """
        self._pass_on = pass_on
        self._redact = redact
        self._look = look
        self.name = "probe"
        self.count = 0
        self.accepted: dict[str, tuple[Request, Seen]] = {}  # by operation, what came first

    def send(self, request: Request) -> Seen:
        """Send a request; it is never raised for what comes of it."""
        self.count += 1
        began_s = time.perf_counter()
        came = self._pass_on(self._asked(request))
        seen = self._seen(request, came, (time.perf_counter() - began_s) * 1000)
        if seen.status is None:
            return seen
        if seen.is_success and request.operation is not None:
            self.accepted.setdefault(request.operation, (request, seen))
        self._look(request, seen)
        return seen

    @property
    def _case(self) -> str:
        """The name of the latest request: the guard's recording of it shows what it added."""
        return f"probe-{self.count}"

    def _asked(self, request: Request) -> Asked:
        given = {name.lower() for name, _ in request.headers}
        headers = [each for each in _USUAL if each[0].lower() not in given]
        if request.body or request.method in _WITH_A_BODY:
            headers.append(("Content-Length", str(len(request.body))))
        return Asked(
            method=request.method,
            target=quote(request.target, safe=_VISIBLE).encode(),
            headers=tuple(
                (_latin(name), _latin(text)) for name, text in (*headers, *request.headers)
            ),
            body=request.body,
            asker=self.name,
            case=self._case,
            fill=request.credentials,
        )

    def _seen(self, request: Request, came: Answered | NoAnswer, elapsed_ms: float) -> Seen:
        exchange = Exchange(
            number=self.count,
            asker=self.name,
            case=self._case,
            method=request.method,
            target=request.target,
            request_headers=request.headers,
            request_body=request.body,
            operation=request.operation,
            elapsed_ms=elapsed_ms,
        )
        came = came if isinstance(came, NoAnswer) else _decoded(came)
        if isinstance(came, NoAnswer):
            unanswered = replace(exchange, outcome=came.outcome, note=came.note)
            return Seen(raw=unanswered, redact=self._redact)
        answered = replace(
            exchange,
            status=came.status,
            response_headers=texts_of(came.headers),
            response_body=came.body,
            note=came.note,
        )
        return Seen(raw=answered, content=came.body, redact=self._redact)


def _decoded(came: Answered) -> Answered | NoAnswer:
    """Return an answer with its body as it was before it was encoded, if it is what it says."""
    encoding = came.value(b"content-encoding")
    if encoding is None:
        return came
    import httpx2  # noqa: PLC0415 - slow to import, and few answers are encoded

    headers = [(b"content-encoding", encoding)]
    try:
        body = httpx2.Response(came.status, headers=headers, content=came.body).content
    except httpx2.DecodingError as error:
        return NoAnswer(Outcome.GARBLED, str(error))
    return replace(came, body=body)


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
