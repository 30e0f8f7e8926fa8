"""Connections that clients cannot fill or hold: requests within bounds of size and time.

uvicorn's fast parser collects request line and headers for as long as they come.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from http import HTTPStatus
from itertools import chain

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD_BYTES = 64 * 1024  # request line and headers together
LONGEST_HEAD_S = 30  # from connection, or from the first byte of a later head, to its end
LONGEST_BODY_S = 120  # from the end of a head to that of its body
LARGEST_REST_BYTES = 64 * 1024 * 1024  # of a body that is read and dropped after its answer
LINGER_S = 1  # to read and drop what still comes: a client that gets a reset loses the answer too

# Looked up once: a member of this enumeration takes 0.3 us to find, and each header asks.
URI_TOO_LONG = HTTPStatus.REQUEST_URI_TOO_LONG
HEADERS_TOO_LARGE = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol; heads that are too much get 414 or 431, what never ends gets 408.

    `_quiet_bytes` are those that came since anything was whole: a head, a part of a body. Of a
    trailer, or of the extensions of a chunk, nothing ever is. Nothing is done for each header: that
    would cost every request as much as finding its operation.
    """

    url = b""
    _is_in_head = True
    _is_in_message = True
    _is_over = False
    _has_progressed = False
    _rest_bytes = 0
    _quiet_bytes = 0
    _refusal: HTTPStatus | None = None
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Start waiting for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, and count what nothing came of."""
        if self._is_over:
            return
        self._has_progressed = False
        super().data_received(data)
        self._quiet_bytes = 0 if self._has_progressed else self._quiet_bytes + len(data)
        if not self._is_in_message or self._is_over:
            return
        if self._quiet_bytes > LARGEST_HEAD_BYTES:
            self._refuse(self._excess())
        elif self._timer is None:
            self._wait()

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._is_in_head = self._is_in_message = True
        self._rest_bytes = 0

    def on_headers_complete(self) -> None:
        """End a head, and hand the request to the application unless the head is too much."""
        size = sum(map(len, chain.from_iterable(self.headers)), 4 * len(self.headers))
        if len(self.url) + size > LARGEST_HEAD_BYTES:
            self._refusal = self._excess()
            raise OverflowError  # which has `send_400_response` called
        self._is_in_head = False
        self._has_progressed = True
        self._stop_waiting()
        super().on_headers_complete()
        self.headers = []  # what trails the body is no header of the request

    def on_body(self, body: bytes) -> None:
        """Collect a part of the body, for the application to bound; drop it once that answered."""
        self._has_progressed = True
        super().on_body(body)
        if self.cycle.response_complete:
            self._rest_bytes += len(body)
            if self._rest_bytes > LARGEST_REST_BYTES:
                self.transport.close()

    def on_message_complete(self) -> None:
        """End a message."""
        self._is_in_message = False
        self._stop_waiting()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be parsed, or was given up."""
        status = self._refusal or HTTPStatus.BAD_REQUEST
        detail = status.description or msg
        problem = {
            "type": "about:blank",
            "title": status.phrase,
            "status": status,
            "detail": detail,
        }
        body = orjson.dumps(problem)
        head = (
            f"HTTP/1.1 {status} {status.phrase}\r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self._is_over = True
        if self.transport.is_closing():
            return
        self.transport.write(head.encode("ascii") + body)
        self.transport.write_eof()
        self.loop.call_later(LINGER_S, self.transport.close)

    def _excess(self) -> HTTPStatus:
        is_long = self._is_in_head and len(self.url) > LARGEST_HEAD_BYTES // 2
        return URI_TOO_LONG if is_long else HEADERS_TOO_LARGE

    def _wait(self) -> None:
        longest_s = LONGEST_HEAD_S if self._is_in_head else LONGEST_BODY_S
        self._timer = self.loop.call_later(longest_s, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        # A head that began in one go with the request before it is known by its URL.
        has_begun = bool(self._quiet_bytes or self.url)
        if has_begun if self._is_in_head else not self.cycle.response_started:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()  # nothing was asked, or nothing is left to answer

    def _refuse(self, status: HTTPStatus) -> None:
        if not self._is_over:
            self._refusal = status
            self.send_400_response(status.phrase)
