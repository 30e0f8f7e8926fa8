"""The ASGI application: every service under its name, the control API beside them.

`Application.__call__` is the first of the five functions that a request passes: it finds the
service, reads the body and hands over to `StandIn.respond`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.behavior import (
    PROBLEM_DETAILS,
    Address,
    Answer,
    Asked,
    Plan,
    Problem,
    Refused,
    Speech,
)
from understudy.behavior.calls import Headers
from understudy.contract.routing import segments_of
from understudy.serving import cors
from understudy.serving.checking import check_answer
from understudy.serving.messages import (
    BodyRoom,
    Disconnected,
    headers_of,
    read_body,
    send_answer,
)
from understudy.serving.standins import StandIn

logger = logging.getLogger("understudy")

CONTROL = "_understudy"
WORLD = b"understudy-world"  # the header that selects one
DEFAULT_WORLD = "default"
WORLD_NAME_RULE = "1 to 64 letters, digits, dots, dashes or underscores"
WORLD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
AUTHORITY = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f]*:[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)
MISNAMED = f"the header Understudy-World must be {WORLD_NAME_RULE}"
NEUTRAL = Speech(PROBLEM_DETAILS)
MOST_KNOWN = 1_000  # request lines whose operation is remembered; paths are the client's
LONGEST_KNOWN_BYTES = 500
INTERNAL_DETAIL = "the stand-in failed; its log says how"


@dataclass(frozen=True, slots=True)
class _Mounted:
    """A service and where in the path it was found."""

    stand_in: StandIn
    segments: list[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """The operation that a request line names, and the values in its path."""

    line: _Line
    stand_in: StandIn
    plan: Plan
    values: Mapping[str, str]


_Line: TypeAlias = "tuple[str, bytes, bytes]"  # method, path, Host


class Application:
    """Routes requests to services by first path segment or Host, and to the control API."""

    def __init__(
        self, stand_ins: Sequence[StandIn], control: ASGIApp, *, check: bool = False
    ) -> None:
        self.stand_ins = {each.name: each for each in stand_ins}
        self._control = control
        self._check = check
        self._room = BodyRoom()
        self._only = stand_ins[0] if len(stand_ins) == 1 else None
        self._known: dict[_Line, _Found] = {}
        self._by_host = {host: each for each in stand_ins for host in each.contract.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event, as ASGI asks."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        headers = headers_of(scope)
        raw_path = scope.get("raw_path") or scope["path"].encode("utf-8")
        line = (scope["method"], raw_path, headers.get(b"host", b""))
        found: _Found | Answer | None = self._known.get(line)
        if found is None:
            segments = segments_of(line[1])
            if segments and segments[0] == CONTROL:
                await self._control(scope, receive, send)
                return
            found = self._find(line, headers, segments)
        extra: Headers = ()
        if isinstance(found, Answer):
            answer = found
        else:
            try:
                answer = await self._serve(found, scope, receive, headers)
            except Disconnected:
                return
            extra = found.plan.headers
        if b"origin" in headers:
            extra += cors.ANSWER_HEADERS
        await send_answer(send, answer, extra=extra, is_head=line[0] == "HEAD")

    def _find(
        self, line: _Line, headers: Mapping[bytes, bytes], segments: list[str]
    ) -> _Found | Answer:
        """Return the operation that a request line names, or the answer when it names none."""
        mounted = self._mounted(headers, segments)
        if mounted is None:
            return NEUTRAL.say(Refused(Problem.UNKNOWN_PATH, self._unknown(segments)))
        stand_in, method = mounted.stand_in, line[0]
        try:
            if method == "OPTIONS" and not stand_in.offers.declares(method, mounted.segments):
                return cors.options(stand_in.offers.find(mounted.segments), headers, segments)
            found = _Found(line, stand_in, *stand_in.match(method, mounted.segments))
        except Refused as refused:
            answer = stand_in.speech(mounted.segments).say(refused)
            return answer._replace(headers=answer.headers + stand_in.headers)
        if len(line[1]) + len(line[2]) <= LONGEST_KNOWN_BYTES:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[line] = found
        return found

    async def _serve(
        self, found: _Found, scope: Scope, receive: Receive, headers: dict[bytes, bytes]
    ) -> Answer:
        plan = found.plan
        world = _world(headers[WORLD]) if WORLD in headers else DEFAULT_WORLD
        if world is None:
            # The header is ours: a contract need not declare what is wrong with it.
            return plan.speech.say(Refused(Problem.INVALID_PARAMETER, MISNAMED))
        try:
            # What an operation does not take is not read: the server drops it behind the answer.
            content = await read_body(receive, headers, self._room) if plan.takes_body else b""
            query, address = scope["query_string"], _address(scope, found.line)
            asked = Asked(found.values, query, headers, content, address)
            answer = await found.stand_in.respond(plan, asked, world)
        except Refused as refused:
            answer = plan.speech.say(refused)
        except Disconnected:
            raise
        except Exception:
            # The outermost edge: whatever went wrong inside, the client gets an answer and the
            # operator the traceback.
            logger.exception("%s %r failed inside", scope["method"], scope["path"])
            answer = plan.speech.say(Refused(Problem.INTERNAL, INTERNAL_DETAIL))
        return check_answer(plan, answer, found.stand_in.schemas) if self._check else answer

    def _mounted(self, headers: Mapping[bytes, bytes], segments: list[str]) -> _Mounted | None:
        named = self.stand_ins.get(segments[0]) if segments else None
        if named is not None and (named is not self._only or named.offers.find(segments) is None):
            return _Mounted(named, segments[1:])
        by_host = (
            self._by_host.get(headers.get(b"host", b"").partition(b":")[0].decode("latin-1"))
            or self._only
        )
        return _Mounted(by_host, segments) if by_host is not None else None

    def _unknown(self, segments: list[str]) -> str:
        known = ", ".join(f"/{name}" for name in self.stand_ins)
        return f"no service answers under /{segments[0] if segments else ''}; served here: {known}"


def _world(named: bytes) -> str | None:
    """Return the world of a request; None when no world can have that name."""
    world = named.decode("latin-1")
    return world if WORLD_NAME.fullmatch(world) else None


def _address(scope: Scope, line: _Line) -> Address:
    origin = _origin(scope["scheme"], line[2], *(scope.get("server") or ("127.0.0.1", 80)))
    return Address(origin, line[1].decode("latin-1"), scope["query_string"])


@lru_cache(maxsize=256)
def _origin(scheme: str, host: bytes, name: str, port: int) -> str:
    text = host.decode("latin-1")
    if AUTHORITY.fullmatch(text) is None:  # it goes into the URLs of answers
        text = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
    return f"{scheme}://{text}"


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
