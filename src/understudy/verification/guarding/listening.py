"""The guard's own side of the loopback: reads requests, and gives answers back as they came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeAlias

import h11

from understudy.verification.exchanges import Outcome
from understudy.verification.guarding.messages import Answered, Asked, read_asked
from understudy.verification.guarding.wires import LARGEST_HEAD_BYTES, NoAnswer

PassOn: TypeAlias = "Callable[[Asked], Awaitable[Answered | NoAnswer]]"
_AT_ONCE_BYTES = 64 * 1024
STATUSES = {
    Outcome.WITHHELD: HTTPStatus.FORBIDDEN,
    Outcome.TIMED_OUT: HTTPStatus.GATEWAY_TIMEOUT,
    Outcome.RESET: HTTPStatus.BAD_GATEWAY,
    Outcome.GARBLED: HTTPStatus.BAD_GATEWAY,
    Outcome.UNREACHABLE: HTTPStatus.BAD_GATEWAY,
}


class Listener:
    """Listens on a free port of 127.0.0.1. To be used inside of one event loop."""

    def __init__(self, pass_on: PassOn, most_bytes: int) -> None:
        self._pass_on = pass_on
        self._most_bytes = most_bytes
        self._talks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """Start to listen; return the port."""
        self._server = await asyncio.start_server(self._welcome, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """End all conversations, wherever they are."""
        if self._server is not None:
            self._server.close()
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._talk(reader, writer))
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hearing = _Hearing(reader, writer, self._most_bytes)
        try:
            while await self._answer(hearing, writer):
                pass
        except OSError:
            pass  # the asker went away: nobody is left to be told
        finally:
            writer.close()

    async def _answer(self, hearing: _Hearing, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False when there is no other to come."""
        try:
            asked = await hearing.next()
        except _Unheard as error:
            writer.write(_reply(error.status, "withheld", str(error)))
            await writer.drain()
            return False
        if asked is None:
            return False
        came = await self._pass_on(asked)
        if isinstance(came, NoAnswer):
            status = STATUSES[came.outcome]
            writer.write(_reply(status, came.outcome, came.note, is_head=asked.method == "HEAD"))
        else:
            writer.write(came.raw)
        await writer.drain()
        return hearing.goes_on and not (isinstance(came, Answered) and came.closes)


class _Unheard(Exception):  # noqa: N818 - an answer in the making
    """A request that cannot be read."""

    def __init__(self, what: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(what)
        self.status = status


class _Hearing:
    """Reads one request after the other. `goes_on`: the asker keeps the connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most_bytes: int
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._most_bytes = most_bytes
        self._rest = b""
        self.goes_on = True

    async def next(self) -> Asked | None:
        """Return the next request, None when there is none.

        Raises:
            _Unheard: It is not HTTP, or larger than is passed on.
        """
        http = h11.Connection(h11.SERVER, max_incomplete_event_size=LARGEST_HEAD_BYTES)
        if self._rest:
            http.receive_data(self._rest)
        try:
            return await self._read(http)
        except h11.RemoteProtocolError as error:
            raise _Unheard(f"the request cannot be read: {error}") from error

    async def _read(self, http: h11.Connection) -> Asked | None:
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = http.next_event()
            if event is h11.NEED_DATA:
                await self._receive(http)
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > self._most_bytes:
                    raise _Unheard("the body is too long", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                self._rest = http.trailing_data[0]
                self.goes_on = http.their_state is not h11.MUST_CLOSE
                headers = tuple(head.headers.raw_items())
                return read_asked(head.method, head.target, headers, bytes(body))
            else:
                return None

    async def _receive(self, http: h11.Connection) -> None:
        if http.they_are_waiting_for_100_continue:
            self._writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            http.send(h11.InformationalResponse(status_code=100, headers=[]))
        http.receive_data(await self._reader.read(_AT_ONCE_BYTES))


def _reply(status: HTTPStatus, outcome: str, note: str, *, is_head: bool = False) -> bytes:
    line = " ".join(note.split()).encode("latin-1", "replace")
    body = line + b"\n"
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "Content-Type: text/plain; charset=iso-8859-1\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Understudy-Guard: {outcome}; "
    )
    return head.encode() + line + b"\r\n\r\n" + (b"" if is_head else body)
