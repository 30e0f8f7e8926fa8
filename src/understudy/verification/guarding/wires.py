"""One connection to a deployment: what was asked goes out as it is, and what comes back is judged.

h11 reads the answer, strictly; what came over the wire is kept beside it, so that the asker gets
every byte as the deployment sent it.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Final, cast

import h11

from understudy.verification.exchanges import Outcome
from understudy.verification.guarding.messages import Answered, Asked
from understudy.verification.guarding.targets import Target

LARGEST_HEAD_BYTES: Final = 256 * 1024
_MOST_TOLD = 80  # characters of what is not HTTP
_RECEIVE = h11.NEED_DATA


class NoAnswer(Exception):  # noqa: N818 - an outcome, caught where it is recorded
    """What was asked got no complete answer. `is_untouched`: not one byte came back."""

    def __init__(self, outcome: Outcome, note: str, *, is_untouched: bool = False) -> None:
        super().__init__(note)
        self.outcome = outcome
        self.note = note
        self.is_untouched = is_untouched


class Wire(asyncio.Protocol):
    """A connection; bytes that come while nobody asks make it unusable."""

    def __init__(self) -> None:
        self._received: list[bytes] = []
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._is_ended = False
        self._error: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what one writes to."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's does not inherit from it

    def data_received(self, data: bytes) -> None:
        """Keep what came."""
        self._received.append(data)
        self._wake()

    def eof_received(self) -> None:
        """Note that nothing more will come; the transport closes itself."""
        self._is_ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that it broke, or that it ended."""
        self._is_ended = True
        self._error = exc
        self._wake()

    @property
    def is_usable(self) -> bool:
        """Whether another request may go over it."""
        return not self._is_ended and not self._received and self._transport is not None

    def send(self, data: bytes) -> None:
        """Write, whatever the other side does."""
        if self._transport is not None and not self._is_ended:
            self._transport.write(data)

    async def receive(self) -> bytes:
        """Return what came since, b"" at the end.

        Raises:
            OSError: The connection broke.
        """
        while not self._received:
            if self._error is not None:
                raise ConnectionResetError(str(self._error)) from self._error
            if self._is_ended:
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        data = b"".join(self._received)
        self._received.clear()
        return data

    def close(self) -> None:
        """End it at once."""
        if self._transport is not None:
            self._transport.abort()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


async def connect(target: Target, context: ssl.SSLContext | None) -> Wire:
    """Return a new connection.

    Raises:
        NoAnswer: Nobody listens there, or somebody who cannot prove who they are.
    """
    loop = asyncio.get_running_loop()
    try:
        _, wire = await loop.create_connection(Wire, target.host, target.port, ssl=context)
    except ssl.SSLCertVerificationError as error:
        note = f"the certificate is not to be trusted: {error.verify_message}"
        raise NoAnswer(Outcome.UNREACHABLE, note) from error
    except ssl.SSLError as error:
        note = f"there is no TLS: {error.reason or error}"
        raise NoAnswer(Outcome.UNREACHABLE, note) from error
    except OSError as error:
        note = f"no connection to {target.authority}: {error.strerror or error}"
        raise NoAnswer(Outcome.UNREACHABLE, note) from error
    return wire


async def converse(wire: Wire, asked: Asked, most_bytes: int) -> Answered:
    """Send a request and return its complete answer.

    Raises:
        NoAnswer: The connection broke, or what came back is not HTTP.
    """
    conversation = _Conversation(wire, asked, most_bytes)
    try:
        return await conversation.finish()
    except OSError as error:
        raise conversation.broken(f"the connection broke: {error}") from error
    except h11.RemoteProtocolError as error:
        raise conversation.unreadable(error) from error


class _Conversation:
    """One request and what has come back so far."""

    def __init__(self, wire: Wire, asked: Asked, most_bytes: int) -> None:
        self._wire = wire
        self._most_bytes = most_bytes
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LARGEST_HEAD_BYTES)
        self._raw = bytearray()
        self._is_ended = False
        self._head: h11.Response | None = None
        self._body: list[bytes] = []
        wire.send(self._written(asked))

    def _written(self, asked: Asked) -> bytes:
        request = h11.Request(method=asked.method, target=asked.target, headers=list(asked.headers))
        parts: list[bytes | None] = [self._http.send(request)]
        if asked.body:
            parts.append(self._http.send(h11.Data(data=asked.body)))
        parts.append(self._http.send(h11.EndOfMessage()))
        return b"".join(part for part in parts if part)

    async def finish(self) -> Answered:
        while True:
            event = self._http.next_event()
            if event is _RECEIVE:
                await self._receive()
            elif isinstance(event, h11.Data):
                self._body.append(bytes(event.data))
            elif isinstance(event, h11.Response):
                self._head = event
            elif isinstance(event, h11.InformationalResponse):
                # The asker was told to go on by the guard; this is between the two of us.
                self._raw[:] = self._http.trailing_data[0]
            elif isinstance(event, h11.EndOfMessage) and self._head is not None:
                return self._answered(self._head)
            else:
                raise self._odd()

    async def _receive(self) -> None:
        data = await self._wire.receive()
        self._is_ended = not data
        self._raw += data
        if len(self._raw) > self._most_bytes:
            note = f"the answer is longer than {self._most_bytes:,} bytes"
            raise NoAnswer(Outcome.GARBLED, note)
        self._http.receive_data(data)

    def _answered(self, head: h11.Response) -> Answered:
        rest = self._http.trailing_data[0]
        raw = bytes(self._raw[: len(self._raw) - len(rest)])
        closes = self._http.their_state is not h11.DONE
        return Answered(
            status=head.status_code,
            headers=tuple(head.headers.raw_items()),
            body=b"".join(self._body),
            raw=raw,
            closes=closes,
            is_last=closes or bool(rest) or self._is_ended,
            note=f"{len(rest):,} bytes follow the end of the answer" if rest else "",
        )

    def _odd(self) -> NoAnswer:
        if self._is_ended:
            return self.broken("the connection ended before an answer")
        return NoAnswer(Outcome.GARBLED, "it switched to another protocol")

    def broken(self, note: str) -> NoAnswer:
        if self._raw and not self._looks_like_http():
            return NoAnswer(Outcome.GARBLED, "what came back is not HTTP")
        return NoAnswer(Outcome.RESET, note, is_untouched=not self._raw)

    def unreadable(self, error: h11.RemoteProtocolError) -> NoAnswer:
        if self._is_ended and not self._raw:
            return self.broken("the connection ended before an answer")
        if self._is_ended:
            got = sum(map(len, self._body))
            where = f"after {got:,} bytes of the body" if self._head else "in the head"
            return self.broken(f"the connection ended {where}")
        return NoAnswer(Outcome.GARBLED, f"what came back is not HTTP: {str(error)[:_MOST_TOLD]}")

    def _looks_like_http(self) -> bool:
        start = bytes(self._raw[:5])
        return self._head is not None or b"HTTP/".startswith(start)
