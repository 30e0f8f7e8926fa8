"""Ask one server the same thing many times over kept-alive connections.

Runs as its own process, so that its work is not counted as the server's. It reads a job from stdin
and writes what it saw to stdout, both as JSON: `python -m benchmarks.client < job.json`.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from benchmarks.cases import COUNTER

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`request` is Latin-1 text; a counter in it starts at `first`: every create is a new one.

    Over one connection each request waits for the answer before it, which shows latency. Over
    several the server always has a next request waiting, which shows what a request costs: a server
    that falls asleep after each one is charged for waking up.
    """

    port: int
    request: str
    count: int
    statuses: tuple[int, ...]
    first: int = 0
    connections: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came back: each latency, an answer as it was sent, and our own CPU time."""

    latencies_us: list[float]
    status: int
    headers: list[tuple[str, str]]
    body: str
    cpu_s: float


def run(job: Job) -> Seen:
    """Send the requests, taking turns between connections; an unexpected status ends the run."""
    template = job.request.encode("latin-1")
    with ExitStack() as opened:
        lines = [Line(opened.enter_context(_connect(job.port))) for _ in range(job.connections)]
        for number in range(job.count):
            line = lines[number % len(lines)]
            line.receive(job.statuses)
            line.send(template.replace(COUNTER, b"%08d" % (job.first + number)))
        for line in lines:
            line.receive(job.statuses)
    return Seen(
        latencies_us=[latency for line in lines for latency in line.latencies_us],
        status=lines[0].status,
        headers=_headers(lines[0].head),
        body=lines[0].body.decode(),
        cpu_s=time.process_time(),
    )


class Line:
    """One connection with at most one request on its way."""

    def __init__(self, connection: socket.socket) -> None:
        self.latencies_us: list[float] = []
        self.status = 0
        self.head = self.body = b""
        self._connection = connection
        self._sent_ns: int | None = None

    def send(self, request: bytes) -> None:
        """Put a request on its way."""
        self._sent_ns = time.perf_counter_ns()
        self._connection.sendall(request)

    def receive(self, statuses: tuple[int, ...]) -> None:
        """Take the answer of the request on its way, if there is one."""
        if self._sent_ns is None:
            return
        self.head, self.body = _receive(self._connection)
        self.status = int(self.head[9:12])
        self.latencies_us.append((time.perf_counter_ns() - self._sent_ns) / 1000)
        self._sent_ns = None
        if self.status not in statuses:
            sys.exit(f"expected {statuses}, got {self.status}: {self.body[:500]!r}")


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _receive(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return the head and the whole body of one answer."""
    received = _more(connection)
    while HEAD_END not in received:
        received += _more(connection)
    head, _, body = received.partition(HEAD_END)
    wanted = _content_length(head)
    while len(body) < wanted:
        body += _more(connection)
    return head, body


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(1 << 18)
    if not received:
        sys.exit("the server closed the connection in the middle of an answer")
    return received


def _headers(head: bytes) -> list[tuple[str, str]]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    return [(name, value) for name, _, value in (line.partition(": ") for line in lines)]


def _content_length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.find(LENGTH)
    if start < 0:
        sys.exit(f"an answer without Content-Length: {head!r}")
    return int(lowered[start + len(LENGTH) :].split(b"\r\n", 1)[0])


if __name__ == "__main__":
    print(json.dumps(asdict(run(Job(**json.load(sys.stdin))))))
