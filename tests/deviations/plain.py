"""A plain HTTP service: Starlette and dictionaries, nothing of Understudy.

Verification is tried on somebody else's work: what it finds here, it finds by asking. A service
keeps its document perfectly until it is told to deviate: `has(NAME)` marks each place where it may.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from tests.deviations.promises import (
    Loosened,
    Promise,
    Unfit,
    Unreadable,
    read_promises,
)

CONTRACTS = Path(__file__).parent / "contracts"
BEGINNING = datetime(2026, 6, 1, 8, tzinfo=UTC)
TOO_LONG_S = 2.2  # beyond what anybody calls a prompt answer
Record = dict[str, Any]
Pairs = list[tuple[str, str]]


class Refusal(Exception):  # noqa: N818 - it is an answer
    """A request that is answered with an error."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers = dict(headers or {})


class Plain(JSONResponse):
    """JSON as people read it."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False).encode()


class Torn(Response):
    """An answer in the middle of which the connection breaks."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"data": [', "more_body": True})
        raise ConnectionResetError


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request that keeps the document: `query` and `path` by parameter, decoded."""

    promise: Promise
    url: str
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: Any = None
    given: Pairs = field(default_factory=list)

    @property
    def operation(self) -> str:
        """The id of the operation that is asked."""
        return self.promise.operation

    def link(self, *, without: Collection[str] = (), **changed: object) -> str:
        """Return an absolute URL of the same question, with other values."""
        left_out = {*without, *changed}
        pairs = [pair for pair in self.given if pair[0] not in left_out]
        return f"{self.url}?{urlencode([*pairs, *((k, str(v)) for k, v in changed.items())])}"


class PlainService:
    """Routes, reads and validates requests; what is done with them is a method per operation."""

    name: ClassVar[str]
    base_path: ClassVar[str]
    problem_type: ClassVar[str] = "application/json"
    invalid: ClassVar[int] = 422
    loosened: ClassVar[Mapping[str, tuple[Loosened, ...]]] = {}

    def __init__(self, switches: Iterable[str] = (), *, delay_s: float = TOO_LONG_S) -> None:
        self.switches = frozenset(switches)
        self.delay_s = delay_s
        self.asked = 0
        self.changes = 0
        self.methods: list[str] = []
        self._times: dict[str, int] = {}

    def has(self, switch: str) -> bool:
        """Tell whether the service deviates in this way."""
        return switch in self.switches

    def first(self, switch: str, times: int) -> bool:
        """Tell whether it deviates so, and has done it less often than that."""
        self._times[switch] = self._times.get(switch, 0) + self.has(switch)
        return self.has(switch) and self._times[switch] <= times

    def now(self) -> str:
        """Return the time, which moves on with every change."""
        self.changes += 1
        return moment(days=300, seconds=self.changes)

    @cached_property
    def app(self) -> Router:
        """The ASGI application."""
        loosened = [each for name in sorted(self.switches) for each in self.loosened.get(name, ())]
        document = CONTRACTS / self.name / "openapi.yaml"
        kept = read_promises(document, tuple(loosened))
        routes = [
            Route(self.base_path + path, _Resource(self, promises))
            for path, promises in kept.items()
        ]
        return Router(routes, default=_Resource(self, {}), redirect_slashes=False)

    # What a service says of itself

    def authenticate(self, ask: Ask) -> None:
        """Refuse who may not ask this."""
        raise NotImplementedError

    def error_body(self, refusal: Refusal) -> Record:
        """Return the body of an error."""
        raise NotImplementedError

    def default_of(self, operation: str, parameter: str, declared: Any) -> Any:  # noqa: ARG002
        """Return what counts when a parameter is left out."""
        return declared

    async def interfere(self, operation: str, request: Request) -> Response | None:  # noqa: ARG002
        """Return an answer that comes of no handler, None to go on."""
        return None

    def allowed(self, promises: Mapping[str, Promise]) -> str:
        """Return the methods of a path, as `Allow` has them."""
        return ", ".join(sorted(promises))

    def undeclared(self, promises: Mapping[str, Promise], request: Request) -> Response:
        """Answer a method that the path does not have."""
        headers = {"Allow": self.allowed(promises)}
        raise Refusal(405, "method_not_allowed", f"there is no {request.method} here", headers)

    def perform(self, ask: Ask) -> Response:
        """Do what is asked."""
        handler = getattr(self, re.sub(r"([A-Z])", r"_\1", ask.operation).lower())
        answer: Response = handler(ask)
        return answer

    # The way of a request

    async def respond(self, request: Request, promises: Mapping[str, Promise]) -> Response:
        """Answer a request to a path."""
        self.asked += 1
        self.methods.append(request.method)
        try:
            response = await self._respond(request, promises)
        except Refusal as refusal:
            response = self.refuse(refusal)
        return self.finish(request, response)

    def refuse(self, refusal: Refusal) -> Response:
        """Return the answer to what cannot be granted."""
        body = self.error_body(refusal)
        return Plain(body, refusal.status, refusal.headers, media_type=self.problem_type)

    def finish(self, request: Request, response: Response) -> Response:  # noqa: ARG002
        """Return an answer with the headers that all have."""
        response.headers["X-Request-Id"] = f"req-{self.asked:06}"
        return response

    async def _respond(self, request: Request, promises: Mapping[str, Promise]) -> Response:
        if not promises:
            raise Refusal(404, "not_found", "there is nothing here")
        promise = promises.get("GET" if request.method == "HEAD" else request.method)
        if promise is None:
            return self.undeclared(promises, request)
        interference = await self.interfere(promise.operation, request)
        if interference is not None:
            return interference
        return self.perform(await self._read(request, promise))

    async def _read(self, request: Request, promise: Promise) -> Ask:
        given = parse_qsl(request.url.query, keep_blank_values=True)
        url = str(request.url.replace(query=""))
        bare = Ask(
            promise=promise, url=url, path={}, query={}, headers=request.headers, given=given
        )
        if not promise.is_public:
            self.authenticate(bare)
        values = self._values(request, promise, given)
        content = await request.body()
        if promise.body is not None:
            self._check_type(request, promise)
        return Ask(
            promise=promise,
            url=url,
            path=values["path"],
            query=values["query"],
            headers={**request.headers, **values["header"]},
            body=self._body(promise, content),
            given=given,
        )

    def _values(self, request: Request, promise: Promise, given: Pairs) -> dict[str, Record]:
        found: dict[str, Record] = {"path": {}, "query": {}, "header": {}}
        for parameter in promise.parameters:
            texts = _texts(request, parameter.name, parameter.place, given)
            try:
                value = parameter.read(texts)
                if value is None:
                    value = self.default_of(promise.operation, parameter.name, parameter.default)
            except Unfit as unfit:
                value = self.mistaken(promise.operation, parameter.name, parameter.place, unfit)
            if value is not None:
                found[parameter.place][parameter.name] = value
        return found

    def mistaken(self, operation: str, name: str, place: str, unfit: Unfit) -> Any:  # noqa: ARG002
        """Return what a value that is not allowed counts as; usually it is refused."""
        if place == "path":
            raise Refusal(404, "not_found", str(unfit)) from unfit
        raise Refusal(self.invalid, "invalid", str(unfit)) from unfit

    def _check_type(self, request: Request, promise: Promise) -> None:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != promise.media_type:
            raise Refusal(415, "unsupported_media_type", f"send {promise.media_type}")

    def _body(self, promise: Promise, content: bytes) -> Any:
        try:
            return promise.read_body(content)
        except Unreadable as unreadable:
            raise Refusal(400, "unreadable", str(unreadable)) from unreadable
        except Unfit as unfit:
            raise Refusal(self.invalid, "invalid", str(unfit)) from unfit

    async def dawdle(self) -> None:
        """Wait longer than anybody should have to."""
        await asyncio.sleep(self.delay_s)


@dataclass(frozen=True, slots=True)
class _Resource:
    """One path: takes every method, because it answers for those that there are not, too."""

    service: PlainService
    promises: Mapping[str, Promise]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self.service.respond(request, self.promises)
        await response(scope, receive, send)


def _texts(request: Request, name: str, place: str, given: Pairs) -> list[str]:
    if place == "query":
        return [value for key, value in given if key == name]
    found = request.path_params if place == "path" else request.headers
    return [str(found[name])] if name in found else []


async def hang(request: Request) -> None:
    """Wait until whoever asked has gone."""
    await request.body()
    while (await request.receive())["type"] != "http.disconnect":
        pass


def moment(**after: float) -> str:
    """Return a time, this long after the first one.

    >>> moment(hours=2)
    '2026-06-01T10:00:00Z'
    """
    return (BEGINNING + timedelta(**after)).isoformat().replace("+00:00", "Z")
