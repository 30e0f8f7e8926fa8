"""Bytes on a connection: what no HTTP client sends is answered, bounded, and harms nobody else."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from tests.loopback import served
from understudy.serving import Settings, build_application, connections
from understudy.serving.connections import BoundedProtocol

Converse = Callable[..., bytes]

CHUNK = b"x" * 65_536
ANY: dict[str, object] = {"application/json": {"schema": {}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Echo", "version": "1"},
    "paths": {
        "/things": {
            "post": {
                "requestBody": {"content": ANY},
                "responses": {"200": {"description": "", "content": ANY}},
            },
            "get": {"responses": {"200": {"description": "", "content": ANY}}},
        }
    },
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    path: Path = tmp_path_factory.mktemp("documents") / "echo.yaml"
    path.write_text(yaml.safe_dump(DOCUMENT), encoding="utf-8")
    application = build_application(Settings(services=(str(path),)))
    with served(application, http=BoundedProtocol, ws="none") as origin:
        yield "127.0.0.1", int(origin.rpartition(":")[2])


@pytest.fixture
def converse(address: tuple[str, int]) -> Converse:
    """Send parts and return all that comes back, until the server closes."""

    def talk(*parts: bytes, ends: bool = False) -> bytes:
        answer = b""
        with socket.create_connection(address, timeout=10) as connection:
            with suppress(ConnectionError):
                for part in parts:
                    connection.sendall(part)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            while received := connection.recv(65_536):
                answer += received
        return answer

    return talk


def request(line: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join([line, b"Host: 127.0.0.1", *headers, b"", body])


def post(*headers: bytes, body: bytes = b"") -> bytes:
    typed = b"Content-Type: application/json"
    return request(b"POST /things HTTP/1.1", typed, *headers, body=body)


def get(*headers: bytes) -> bytes:
    return request(b"GET /things HTTP/1.1", *headers)


def status_of(answer: bytes) -> int:
    return int(answer[9:12])


CLOSE = b"Connection: close"
CHUNKED = b"Transfer-Encoding: chunked"


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", id="TLS"),
        pytest.param(b"\0\1\2\r\n\r\n", id="no text"),
        pytest.param(request(b"get /things HTTP/1.1"), id="method in lower case"),
        pytest.param(request(b"GET things HTTP/1.1"), id="no slash"),
        pytest.param(request(b"GET http://[ HTTP/1.1"), id="no URL"),
        pytest.param(request(b"GET http://example.com HTTP/1.1"), id="URL without a path"),
        pytest.param(request(b"CONNECT example.com:443 HTTP/1.1"), id="tunnel"),
        pytest.param(request(b"GET /\xff HTTP/1.1"), id="path in another encoding"),
        pytest.param(get(b"A: a\0b"), id="control character in a header"),
        pytest.param(post(b"Content-Length: -1"), id="negative length"),
        pytest.param(
            post(b"Content-Length: 2", b"Content-Length: 3", body=b"{}"), id="two lengths"
        ),
        pytest.param(post(b"Content-Length: 2", CHUNKED, body=b"0\r\n\r\n"), id="two ways"),
        pytest.param(post(CHUNKED, body=b"zz\r\n{}\r\n"), id="chunk without a size"),
    ],
)
def test_what_is_no_request_answers_400_as_problem(converse: Converse, sent: bytes) -> None:
    answer = converse(sent)

    assert status_of(answer) == 400
    assert b"application/problem+json" in answer


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        pytest.param([request(b"GET /" + CHUNK + b" HTTP/1.1")], 414, id="path"),
        pytest.param([get(b"A: " + CHUNK)], 431, id="header"),
        pytest.param([get(*[b"A: 1"] * 20_000)], 431, id="many headers"),
        pytest.param([b"GET /", *[CHUNK] * 100], 414, id="path without an end"),
        pytest.param([b"GET / HTTP/1.1\r\nA: ", *[CHUNK] * 100], 431, id="header without an end"),
        pytest.param([b"GET / HTTP/1.1\r\n", *[CHUNK] * 100], 431, id="name without an end"),
        pytest.param([b"\r\n" * 30_000] * 20, 431, id="empty lines without an end"),
        pytest.param(
            [post(CHUNKED, body=b"2;"), *[CHUNK] * 100], 431, id="chunk extension without an end"
        ),
        pytest.param(
            [post(CHUNKED, body=b"2\r\n{}\r\n0\r\nA: "), *[CHUNK] * 100],
            431,
            id="trailer without an end",
        ),
    ],
)
def test_head_that_is_too_much_is_refused_and_the_client_told(
    converse: Converse, parts: list[bytes], status: int
) -> None:
    assert status_of(converse(*parts)) == status


def test_head_that_is_too_much_is_refused_behind_another_request(converse: Converse) -> None:
    answer = converse(get() + get(b"A: " + CHUNK))

    assert b"HTTP/1.1 431" in answer


def test_head_within_bounds_is_taken(converse: Converse) -> None:
    assert status_of(converse(get(b"A: " + b"x" * 60_000, CLOSE))) == 200


def test_head_that_never_ends_is_given_up(
    converse: Converse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LONGEST_HEAD_S", 0.05)

    assert status_of(converse(b"GET / HTTP/1.1\r\nA")) == 408


def test_head_that_never_ends_behind_another_request_is_given_up(
    converse: Converse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LONGEST_HEAD_S", 0.05)

    answer = converse(get() + b"GET /things HTTP/1.1\r\nA")

    assert answer.count(b"HTTP/1.1 200") == 1
    assert b"HTTP/1.1 408" in answer


def test_body_that_never_ends_is_given_up(
    converse: Converse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LONGEST_BODY_S", 0.05)

    assert status_of(converse(post(b"Content-Length: 50", body=b"{"))) == 408


def test_answered_client_that_never_ends_its_body_is_dropped(
    converse: Converse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LONGEST_BODY_S", 0.05)

    answer = converse(get(b"Content-Length: 50") + b"x", b"x")

    assert status_of(answer) == 200
    assert answer.count(b"HTTP/1.1 ") == 1


def test_connection_on_which_nothing_comes_is_closed_without_a_word(
    converse: Converse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LONGEST_HEAD_S", 0.05)

    assert converse() == b""


def test_client_that_goes_away_within_its_body_leaves_no_trace(converse: Converse) -> None:
    assert converse(post(b"Content-Length: 50", body=b"{"), ends=True) == b""
    assert converse(post(CHUNKED, body=b"9\r\n{"), ends=True) == b""
    assert status_of(converse(get(CLOSE))) == 200


def test_body_over_the_limit_answers_413_and_the_connection_lives_on(converse: Converse) -> None:
    size = 160 * len(CHUNK) + 1

    answer = converse(post(b"Content-Length: %d" % size), *[CHUNK] * 160, b"x", get(CLOSE))

    assert answer.count(b"HTTP/1.1 ") == 2
    assert status_of(answer) == 413
    assert b"HTTP/1.1 200" in answer


def test_body_that_goes_on_after_its_refusal_is_cut_off(
    converse: Converse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LARGEST_REST_BYTES", 1_000_000)

    with suppress(ConnectionError):
        answer = converse(post(b"Content-Length: 1000000000"), *[CHUNK] * 400)
        assert status_of(answer) == 413


def test_client_that_asks_first_is_refused_before_it_sends(converse: Converse) -> None:
    answer = converse(post(b"Expect: 100-continue", b"Content-Length: 99999999"))

    assert status_of(answer) == 413


def test_trailers_are_no_headers(converse: Converse) -> None:
    trailing = b"2\r\n{}\r\n0\r\nUnderstudy-World: no name\r\n\r\n"

    assert status_of(converse(post(CHUNKED, CLOSE, body=trailing))) == 200


@pytest.mark.parametrize(
    "upgrade",
    [
        pytest.param([b"Upgrade: websocket", b"Sec-WebSocket-Version: 13"], id="web socket"),
        pytest.param([b"Upgrade: h2c", b"HTTP2-Settings: AAA"], id="HTTP/2"),
    ],
)
def test_upgrade_is_not_taken_up(converse: Converse, upgrade: list[bytes]) -> None:
    answer = converse(get(*upgrade, b"Connection: Upgrade, close"))

    assert status_of(answer) == 200


def test_requests_in_one_go_are_answered_in_order(converse: Converse) -> None:
    answer = converse(get() * 50 + request(b"GET /nothing HTTP/1.1", CLOSE))

    assert answer.count(b"HTTP/1.1 200") == 50
    assert answer.rindex(b"HTTP/1.1 404") > answer.rindex(b"HTTP/1.1 200")


def test_oldest_http_is_spoken(converse: Converse) -> None:
    assert status_of(converse(b"GET /things HTTP/1.0\r\n\r\n")) == 200
