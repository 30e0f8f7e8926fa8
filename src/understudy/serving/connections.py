"""Connections that clients cannot fill or hold: request heads within bounds of size and time.

uvicorn's fast parser collects request line and headers for as long as they come.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from http import HTTPStatus

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD_BYTES = 64 * 1024  # request line and headers together
LONGEST_HEAD_S = 30  # from connection, or from the first byte of a later head, to its end


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which answers 431, 414 or 408 to heads that are too much."""

    _is_in_head = True
    _head_bytes = 0
    _late_bytes = 0  # of a head that did not arrive with its first part
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
        """Parse what arrived; what leaves a head open counts against its bounds."""
        was_in_head = self._is_in_head
        super().data_received(data)
        if not self._is_in_head or self.transport.is_closing():
            return
        if was_in_head:
            self._late_bytes += len(data)
            if self._late_bytes > LARGEST_HEAD_BYTES:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
                return
        if self._timer is None:
            self._wait()

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._is_in_head = True
        self._head_bytes = self._late_bytes = 0

    def on_url(self, url: bytes) -> None:
        """Collect a part of the request target."""
        super().on_url(url)
        self._count(len(url), HTTPStatus.REQUEST_URI_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Collect a header."""
        super().on_header(name, value)
        self._count(len(name) + len(value) + 4, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """End a head, and hand the request to the application."""
        self._is_in_head = False
        self._stop_waiting()
        super().on_headers_complete()

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
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()

    def _count(self, size: int, refusal: HTTPStatus) -> None:
        self._head_bytes += size
        if self._head_bytes > LARGEST_HEAD_BYTES:
            self._refusal = refusal
            # The parser stops at an exception, and has the 400 sent.
            raise OverflowError

    def _wait(self) -> None:
        self._timer = self.loop.call_later(LONGEST_HEAD_S, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: HTTPStatus) -> None:
        if self.transport.is_closing():
            return
        self._refusal = status
        self.send_400_response(status.phrase)
