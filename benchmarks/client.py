"""Ask one server the same thing many times over one kept-alive connection.

Runs as its own process, so that its work is not counted as the server's. It reads a job from stdin
and writes what it saw to stdout, both as JSON: `python -m benchmarks.client < job.json`.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from dataclasses import asdict, dataclass

from benchmarks.cases import COUNTER

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`request` is Latin-1 text; a counter in it starts at `first`: every create is a new one."""

    port: int
    request: str
    count: int
    statuses: tuple[int, ...]
    first: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came back: each latency, the last status and body size, and our own CPU time."""

    latencies_us: list[float]
    status: int
    size_bytes: int
    cpu_s: float


def exchange(connection: socket.socket, request: bytes) -> tuple[int, bytes]:
    """Send one request and return the status and the whole body of its answer."""
    connection.sendall(request)
    received = connection.recv(1 << 16)
    while HEAD_END not in received:
        received += _more(connection)
    head, _, body = received.partition(HEAD_END)
    wanted = _content_length(head)
    while len(body) < wanted:
        body += _more(connection)
    return int(head[9:12]), body


def run(job: Job) -> Seen:
    """Send the requests one after another; an unexpected status ends the run with its answer."""
    template = job.request.encode("latin-1")
    latencies: list[float] = []
    status, body = 0, b""
    with socket.create_connection(("127.0.0.1", job.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(job.first, job.first + job.count):
            request = template.replace(COUNTER, b"%08d" % number)
            start = time.perf_counter_ns()
            status, body = exchange(connection, request)
            latencies.append((time.perf_counter_ns() - start) / 1000)
            if status not in job.statuses:
                sys.exit(f"expected {job.statuses}, got {status}: {body[:500]!r}\n{request!r}")
    return Seen(
        latencies_us=latencies, status=status, size_bytes=len(body), cpu_s=time.process_time()
    )


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(1 << 18)
    if not received:
        sys.exit("the server closed the connection in the middle of an answer")
    return received


def _content_length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.find(LENGTH)
    if start < 0:
        sys.exit(f"an answer without Content-Length: {head!r}")
    return int(lowered[start + len(LENGTH) :].split(b"\r\n", 1)[0])


if __name__ == "__main__":
    print(json.dumps(asdict(run(Job(**json.load(sys.stdin))))))
