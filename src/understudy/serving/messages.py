"""HTTP messages at the edge: reading a body within bounds, writing an answer."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from understudy.behavior import Answer, Problem, Refused
from understudy.behavior.calls import Headers

LARGEST_BODY_BYTES = 10 * 1024 * 1024
SMALL_BODY_BYTES = 64 * 1024  # for these there is always room
LONGEST_LENGTH = 20  # digits of a Content-Length that could be true


class BodyRoom:
    """What large bodies that are on their way may take together, over all connections."""

    def __init__(self, free_bytes: int = 256 * 1024 * 1024) -> None:
        self._free_bytes = free_bytes

    def take(self, size_bytes: int) -> int:
        """Take some room and return how much; it is to be given back.

        Raises:
            Refused: there is not as much.
        """
        if size_bytes > self._free_bytes:
            detail = "other requests take all the room that there is for large bodies; try again"
            raise Refused(Problem.TOO_LARGE, detail, headers=((b"retry-after", b"1"),))
        self._free_bytes -= size_bytes
        return size_bytes

    def give_back(self, size_bytes: int) -> None:
        """Leave room to others."""
        self._free_bytes += size_bytes


class Disconnected(Exception):  # noqa: N818 - not an error: the client went away, there is nobody to answer
    """The client closed the connection before its request was complete."""


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    """Return headers by lower-case name; repeated ones are joined, as RFC 9110 says."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if len(headers) < len(scope["headers"]):
        headers = {}
        for name, value in scope["headers"]:
            headers[name] = headers[name] + b", " + value if name in headers else value
    return headers


async def read_body(
    receive: Receive,
    headers: dict[bytes, bytes],
    room: BodyRoom,
    limit: int = LARGEST_BODY_BYTES,
) -> bytes:
    """Return the whole request body.

    Raises:
        Refused: it is larger than `limit` bytes, or there is no room for it.
        Disconnected: the client went away meanwhile.
    """
    if b"content-length" not in headers and b"transfer-encoding" not in headers:
        return b""
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and (len(declared) > LONGEST_LENGTH or int(declared) > limit):
        raise _too_large(limit, headers)
    chunks: list[bytes] = []
    size = taken = 0
    try:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                raise _too_large(limit, headers)
            if size > SMALL_BODY_BYTES:
                taken += room.take(len(chunk))
            chunks.append(chunk)
            if not message.get("more_body", False):
                return b"".join(chunks) if len(chunks) > 1 else chunk
    finally:
        if taken:
            room.give_back(taken)


def _too_large(limit: int, headers: dict[bytes, bytes]) -> Refused:
    # Who asked first may not send the body now: what follows on the connection could be either.
    close = ((b"connection", b"close"),) if b"expect" in headers else ()
    return Refused(
        Problem.TOO_LARGE, f"the body is larger than {limit // 1024 // 1024} MiB", headers=close
    )


async def send_answer(
    send: Send, answer: Answer, *, extra: Headers = (), is_head: bool = False
) -> None:
    """Send an answer and `extra` headers; to HEAD its headers only."""
    headers = [*answer.headers, *extra]
    if answer.media_type is not None:
        headers.append((b"content-type", answer.media_type.encode("latin-1")))
    if answer.status != 204:  # noqa: PLR2004 - 204 No Content carries neither body nor length
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else answer.body})
