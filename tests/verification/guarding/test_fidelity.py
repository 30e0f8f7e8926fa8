"""What the deployment sees is what was sent, and what the asker gets is what was answered."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.verification.guarding.deployments import (
    Deployment,
    asking,
    deployed,
    guarded,
    response,
)
from understudy.verification.guarding import Guard

NAME_CHARACTERS = "!#$%&'*+-.^_`|~0123456789abcXYZ"
OWN = {"understudy-asker", "understudy-credentials", "x-schemathesis-testcaseid"}
FRAMING = {"host", "content-length", "transfer-encoding", "connection", "expect", "upgrade"}
NAMES = st.text(NAME_CHARACTERS, min_size=1, max_size=12).filter(
    lambda name: name.lower() not in OWN | FRAMING
)
VALUES = st.text(
    st.characters(codec="latin-1", exclude_categories=["Cc"], exclude_characters="\xa0\x85"),
    max_size=20,
).map(str.strip)
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]) | st.text(
    "ABCXYZ-", min_size=1, max_size=8
).filter(lambda method: method not in ("HEAD", "CONNECT"))
VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
TARGETS = st.text(VISIBLE, max_size=40).map(lambda rest: f"/v1/{rest}")


def exchange(url: str, request: bytes) -> bytes:
    """Send bytes and return what comes back until the guard hangs up."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        got = b""
        while data := connection.recv(65536):
            got += data
        return got


@pytest.fixture(scope="module")
def recording() -> Iterator[tuple[Deployment, Guard]]:
    with (
        deployed(lambda _: response(200, body=b"<done>")) as (deployment, url),
        guarded(url + "/v1", writes=True, cleans=False) as guard,
    ):
        yield deployment, guard


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    method=METHODS,
    target=TARGETS,
    headers=st.lists(st.tuples(NAMES, VALUES), max_size=5),
    body=st.binary(max_size=50),
    is_chunked=st.booleans(),
)
def test_the_deployment_sees_what_was_sent(
    recording: tuple[Deployment, Guard],
    method: str,
    target: str,
    headers: list[tuple[str, str]],
    body: bytes,
    is_chunked: bool,  # noqa: FBT001 - by name, from Hypothesis
) -> None:
    deployment, guard = recording
    sent = [("hOST", guard.url.removeprefix("http://")), *headers]
    if body and is_chunked:
        sent.append(("Transfer-Encoding", "chunked"))
        framed = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
    else:
        sent += [("Content-Length", str(len(body)))] if body else []
        framed = body
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in sent)]
    said = ["Understudy-Asker: pages", "Understudy-Credentials: none"]
    head = "\r\n".join([*lines[:2], *said, *lines[2:]]).encode("latin-1") + b"\r\n\r\n"
    deployment.received.clear()

    got = exchange(guard.url, head + framed)

    last = guard.exchanges[-1]
    if b"Understudy-Guard" in got:
        assert ".." in target or "/." in target or "%" in target or "\\" in target
        return
    received = deployment.received[0]
    assert (received.method.decode(), received.target.decode()) == (method, target)
    assert received.body == body == last.request_body
    assert [(k.decode("latin-1"), v.decode("latin-1")) for k, v in received.headers][1:] == sent[1:]
    assert received.header("host") == guard._target.authority
    assert (last.asker, last.method) == ("pages", method)


ODD_ANSWERS = {
    "names in their case, twice": b"HTTP/1.1 299 Odd Reason\r\nX-a: 1\r\nx-A: 2\r\n"
    b"content-LENGTH: 6\r\n\r\n<done>",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2\r\nab\r\n6;x=y\r\n<done>\r\n0\r\n\r\n",
    "no length": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<done>",
    "an old version": b"HTTP/1.0 200 OK\r\n\r\n<done>",
    "no reason": b"HTTP/1.1 404\r\nContent-Length: 6\r\n\r\n<done>",
    "bytes that are no text": b"HTTP/1.1 200 OK\r\nX: \xff\xfe\r\n"
    b"Content-Length: 7\r\n\r\n\xff<done>",
}


@pytest.mark.parametrize("name", ODD_ANSWERS)
def test_the_asker_gets_the_answer_byte_by_byte(name: str) -> None:
    with deployed(lambda _: ODD_ANSWERS[name]) as (_, url), guarded(url) as guard:
        got = exchange(guard.url, f"GET /pets HTTP/1.1\r\nHost: {guard.url[7:]}\r\n\r\n".encode())

    assert got == ODD_ANSWERS[name]


def test_requests_follow_one_another_on_one_connection(
    recording: tuple[Deployment, Guard],
) -> None:
    _, guard = recording
    request = f"GET /v1/pets HTTP/1.1\r\nHost: {guard.url[7:]}\r\n\r\n".encode()

    got = exchange(guard.url, request * 3)

    assert got.count(b"<done>") == 3


def test_an_asker_that_waits_to_be_told_to_go_on_is_told(
    recording: tuple[Deployment, Guard],
) -> None:
    _, guard = recording
    head = (
        f"POST /v1/pets HTTP/1.1\r\nHost: {guard.url[7:]}\r\nExpect: 100-continue\r\n"
        "Content-Length: 2\r\n\r\n"
    )
    host, port = guard.url.removeprefix("http://").split(":")

    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(head.encode())
        told = connection.recv(100)
        connection.sendall(b"{}")
        answer = connection.recv(1000)

    assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.endswith(b"<done>")


@pytest.mark.parametrize(
    "request_bytes",
    [b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n"],
    ids=["no HTTP", "no host", "bytes that no target has"],
)
def test_what_is_no_request_is_refused_and_goes_nowhere(
    recording: tuple[Deployment, Guard], request_bytes: bytes
) -> None:
    deployment, guard = recording
    deployment.received.clear()

    got = exchange(guard.url, request_bytes)

    assert got.startswith(b"HTTP/1.1 400 ")
    assert b"Understudy-Guard: withheld; the request cannot be read" in got
    assert deployment.received == []


def test_many_may_ask_at_once() -> None:
    def asks(number: int) -> set[bytes]:
        with asking(guard) as client:
            return {client.get(f"/pets/{number}").content for _ in range(20)}

    with (
        deployed(lambda got: response(200, body=got.target)) as (deployment, url),
        guarded(url) as guard,
        ThreadPoolExecutor(6) as pool,
    ):
        answers = list(pool.map(asks, range(6)))

        assert answers == [{f"/pets/{number}".encode()} for number in range(6)]
        assert len(deployment.received) == 120
        assert [each.number for each in guard.exchanges] == list(range(1, 121))
