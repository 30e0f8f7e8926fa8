"""A deployment that misbehaves is named as such, and the run ends in bounded time."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
from pathlib import Path

import pytest

from tests.verification.guarding.deployments import (
    CLOSE,
    HANG,
    RESET,
    Received,
    ask,
    asking,
    deployed,
    guarded,
    response,
)
from understudy.verification.exchanges import Outcome
from understudy.verification.failures import Source
from understudy.verification.guarding import Limits
from understudy.verification.guarding.messages import Answered
from understudy.verification.guarding.waiting import retry_after_s

QUICK = Limits(timeout_s=0.3)
TROUBLES = [
    ("hangs", HANG, Outcome.TIMED_OUT, 504, "no complete answer within 0.3 s"),
    ("resets at once", RESET, Outcome.RESET, 502, "the connection broke"),
    (
        "resets in the body",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc" + RESET,
        Outcome.RESET,
        502,
        "the connection",
    ),
    (
        "ends in the body",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nabc",
        Outcome.RESET,
        502,
        "the connection ended after 3 bytes of the body",
    ),
    (
        "ends in the head",
        b"HTTP/1.1 200 OK\r\nConnection: close",
        Outcome.RESET,
        502,
        "the connection ended in the head",
    ),
    ("is no HTTP", b"220 mail ready\r\n\r\n", Outcome.GARBLED, 502, "what came back is not HTTP"),
    ("is no HTTP and ends", b"SSH-2.0-OpenSSH", Outcome.GARBLED, 502, "what came back is not"),
    (
        "has a broken header",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        Outcome.GARBLED,
        502,
        "what came back is not HTTP",
    ),
    (
        "switches the protocol",
        b"HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        Outcome.GARBLED,
        502,
        "",
    ),
]
RULES = {
    Outcome.TIMED_OUT: "hangs",
    Outcome.RESET: "resets",
    Outcome.GARBLED: "garbage",
    Outcome.UNREACHABLE: "unreachable",
}


@pytest.mark.parametrize(
    ("answer", "outcome", "status", "note"),
    [row[1:] for row in TROUBLES],
    ids=[r[0] for r in TROUBLES],
)
def test_an_answer_that_is_none_is_told(
    answer: bytes, outcome: Outcome, status: int, note: str
) -> None:
    limits = QUICK if answer == HANG else Limits()
    with deployed(lambda _: answer) as (_, url), guarded(url, limits=limits) as guard:
        got = ask(guard, "GET", "/pets")

    assert got.status_code == status
    assert got.headers["understudy-guard"].startswith(f"{outcome}; {note}")
    (exchange,) = guard.exchanges
    assert (exchange.outcome, exchange.status) == (outcome, None)
    (failure,) = guard.failures()
    assert (failure.rule, failure.source) == (RULES[outcome], Source.GUARD)
    assert (failure.operation, failure.exchanges) == ("listPets", (exchange,))
    assert failure.pointer == "/paths/~1pets/get"


def test_nobody_who_listens_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with guarded(url) as guard:
            got = ask(guard, "GET", "/pets")

    assert got.status_code == 502
    assert guard.exchanges[0].outcome is Outcome.UNREACHABLE
    assert "no connection to 127.0.0.1" in guard.exchanges[0].note


def test_a_server_without_tls_is_told() -> None:
    with (
        deployed(lambda _: b"HTTP/1.1 200 OK\r\n\r\n") as (_, url),
        guarded(url.replace("http:", "https:"), limits=QUICK) as guard,
    ):
        ask(guard, "GET", "/pets")

    assert guard.exchanges[0].outcome is Outcome.UNREACHABLE
    assert guard.exchanges[0].note


def test_certificates_are_verified() -> None:
    with guarded("https://127.0.0.1:9") as guard:
        context = next(iter(guard._passage._lines.values()))._context

        assert context is not None
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_an_operation_that_hangs_does_not_end_the_run() -> None:
    def answer(received: Received) -> bytes:
        return HANG if received.target == b"/pets" else response(200, {"id": 1, "name": "Rex"})

    with deployed(answer) as (deployment, url), guarded(url, limits=QUICK) as guard:
        with asking(guard) as client:
            for _ in range(6):
                client.get("/pets")
            assert client.get("/pets/1").status_code == 200

        assert deployment.lines == ["GET /pets"] * 3 + ["GET /pets/1"]
        assert guard.exchanges[4].note == "listPets does not answer, so it is not asked again"
    assert guard.stops == ("listPets did not answer 3 times in a row",)
    (failure,) = guard.failures()
    assert failure.message == "no complete answer within 0.3 s (3 times)"


def test_a_deployment_that_stops_answering_ends_the_run() -> None:
    with deployed(lambda _: HANG) as (deployment, url), guarded(url, limits=QUICK) as guard:
        began = time.monotonic()
        with asking(guard) as client:
            for number in range(30):
                client.get(f"/pets/{number}/toys" if number % 2 else "/pets")

        assert time.monotonic() - began < 10
        assert len(deployment.received) == 5
    assert guard.stops[-1] == "the deployment did not answer 5 times in a row"


def test_a_connection_that_was_closed_meanwhile_is_no_failure() -> None:
    unsaid = response(200, {"id": 1}) + CLOSE  # as a server may do at any time

    with (
        deployed(lambda _: unsaid) as (_, url),
        guarded(url, writes=True, cleans=False) as guard,
        asking(guard) as client,
    ):
        for _ in range(20):
            client.get("/pets")
            client.post("/pets/1/sell")

    assert {each.outcome for each in guard.exchanges} == {Outcome.ANSWERED}


def test_what_follows_an_answer_is_not_taken_for_the_next_one() -> None:
    def answer(_: Received) -> bytes:
        return b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"  # to a HEAD as well

    with deployed(answer) as (_, url), guarded(url) as guard, asking(guard) as client:
        client.head("/pets")
        client.head("/pets")
        assert client.get("/pets").json() == {}

    assert {each.outcome for each in guard.exchanges} == {Outcome.ANSWERED}
    (failure,) = guard.failures()
    assert (failure.rule, failure.operation) == ("garbage", "")
    assert failure.message == "2 bytes follow the end of the answer (2 times)"


def test_a_redirect_to_another_host_is_passed_on_and_told() -> None:
    away = ("Location: https://elsewhere.example.com/pets",)
    with deployed(lambda _: response(302, headers=away)) as (deployment, url):
        with guarded(url) as guard:
            got = ask(guard, "GET", "/pets", follow_redirects=False)

        assert got.headers["location"] == "https://elsewhere.example.com/pets"
        assert len(deployment.received) == 1
    (failure,) = guard.failures()
    assert failure.rule == "redirects-away"
    assert failure.message == "302 leads to https://elsewhere.example.com/pets"


@pytest.mark.parametrize("location", ["/v2/pets", "http://127.0.0.1/pets", "?page=2"])
def test_a_redirect_on_the_same_host_is_none_of_the_guards_business(location: str) -> None:
    with (
        deployed(lambda _: response(302, headers=(f"Location: {location}",))) as (_, url),
        guarded(url) as guard,
    ):
        ask(guard, "GET", "/pets", follow_redirects=False)

    assert guard.failures() == ()


def test_a_limited_rate_is_waited_for_and_no_failure() -> None:
    answers = [response(429, headers=("Retry-After: 0",)), response(200, [])]
    with deployed(lambda _: answers.pop(0)) as (_, url), guarded(url) as guard:
        got = ask(guard, "GET", "/pets")

    assert got.status_code == 200
    assert [each.status for each in guard.exchanges] == [429, 200]
    assert guard.failures() == ()
    assert (guard.stops, guard.put_off) == ((), 1)


LIMITED = "the deployment limits the rate, and not every request was granted in the end"


@pytest.mark.parametrize(
    ("after", "stops"),
    [("Retry-After: 31", (LIMITED,)), ("Retry-After: soon", ()), ("X: 1", ())],
)
def test_a_rate_that_would_hold_up_the_run_is_passed_on_and_told(
    after: str, stops: tuple[str, ...]
) -> None:
    with deployed(lambda _: response(429, headers=(after,))) as (_, url), guarded(url) as guard:
        assert ask(guard, "GET", "/pets").status_code == 429

    assert len(guard.exchanges) == 1
    (failure,) = guard.failures()
    assert failure.rule == "rate-limited"
    assert (guard.stops, guard.put_off) == (stops, 0)


def test_a_deployment_that_always_limits_the_rate_is_asked_a_few_times_only() -> None:
    always = response(429, headers=("Retry-After: 0",))
    with deployed(lambda _: always) as (_, url), guarded(url) as guard:
        assert ask(guard, "GET", "/pets").status_code == 429

    assert len(guard.exchanges) == 6
    (failure,) = guard.failures()
    assert (failure.rule, failure.message) == ("rate-limited", "429, Retry-After: 0 (6 times)")
    assert guard.stops == (LIMITED,)


def test_a_deployment_that_puts_everything_off_ends_the_run() -> None:
    tomorrow = response(429, headers=("Retry-After: 86400",))
    with deployed(lambda _: tomorrow) as (deployment, url), guarded(url) as guard:
        with asking(guard) as client:
            for _ in range(5):
                client.get("/pets")
            for number in range(5):
                client.get(f"/pets/{number}")

        assert deployment.lines == ["GET /pets"] * 3 + ["GET /pets/0", "GET /pets/1"]
    assert guard.stops == (LIMITED, "the deployment put off 5 requests in a row")


def test_an_operation_that_puts_everything_off_does_not_end_the_run() -> None:
    def answer(received: Received) -> bytes:
        is_limited = received.target == b"/pets"
        return response(429, headers=("Retry-After: 86400",)) if is_limited else response(200, [])

    with deployed(answer) as (deployment, url), guarded(url) as guard, asking(guard) as client:
        for number in range(6):
            client.get("/pets")
            client.get(f"/pets/{number}")

    assert deployment.lines.count("GET /pets") == 3
    assert len(deployment.lines) == 9
    assert guard.exchanges[-2].note == (
        "listPets puts off what it is asked, so it is not asked again"
    )
    assert guard.stops == (LIMITED,)


MOMENTS = [
    (b"120", b"", 120.0),
    (b"Wed, 21 Oct 2026 07:28:30 GMT", b"Wed, 21 Oct 2026 07:28:00 GMT", 30.0),
    (b"Wed, 21 Oct 2026 07:28:00 GMT", b"Wed, 21 Oct 2026 07:29:00 GMT", 0.0),
    (b"Wed, 21 Oct 2026 07:28:00 GMT", b"", None),
    (b"-1", b"", None),
    ("²".encode("latin-1"), b"", None),
    (b"9" * 400, b"", 999_999_999.0),
]


@pytest.mark.parametrize(
    ("said", "date", "wait_s"),
    MOMENTS,
    ids=["seconds", "moment", "past", "no date", "negative", "no digit", "for ever"],
)
def test_how_long_to_wait_is_read(said: bytes, date: bytes, wait_s: float | None) -> None:
    headers = ((b"Retry-After", said), (b"Date", date))

    assert retry_after_s(Answered(status=429, headers=headers, body=b"", raw=b"")) == wait_s


def test_the_budget_bounds_what_is_sent() -> None:
    with deployed(lambda _: response(200, [])) as (deployment, url):
        with guarded(url, limits=Limits(most_requests=3)) as guard, asking(guard) as client:
            statuses = [client.get("/pets").status_code for _ in range(5)]

        assert statuses == [200, 200, 200, 403, 403]
        assert len(deployment.received) == guard.requests == 3
    assert guard.stops == ("the budget of 3 requests is used up",)


def test_the_time_bounds_the_run() -> None:
    with (
        deployed(lambda _: response(200, [])) as (_, url),
        guarded(url, limits=Limits(total_s=0.0)) as guard,
    ):
        assert ask(guard, "GET", "/pets").status_code == 403

    assert guard.stops == ("the time of 0 s is used up",)


def test_the_rate_bounds_how_fast_it_is_sent() -> None:
    with (
        deployed(lambda _: response(200, [])) as (_, url),
        guarded(url, limits=Limits(rate_per_s=40)) as guard,
    ):
        began = time.monotonic()
        with asking(guard) as client:
            for _ in range(9):
                client.get("/pets")
        elapsed_s = time.monotonic() - began

    assert elapsed_s >= 8 / 40


def test_a_kill_stops_what_waits_for_its_turn() -> None:
    with deployed(lambda _: response(200, [])) as (deployment, url):
        with guarded(url, limits=Limits(rate_per_s=0.01)) as guard:
            ask(guard, "GET", "/pets")
            guard.kill("somebody said so")
            assert ask(guard, "GET", "/pets").status_code == 403

        assert len(deployment.received) == 1
    assert guard.stops == ("somebody said so",)


def test_a_file_stops_the_run(tmp_path: Path) -> None:
    file = tmp_path / "stop"
    with (
        deployed(lambda _: response(200, [])) as (_, url),
        guarded(url, limits=Limits(kill_file=file)) as guard,
    ):
        first = ask(guard, "GET", "/pets").status_code
        file.touch()
        second = ask(guard, "GET", "/pets").status_code
        file.unlink()
        third = ask(guard, "GET", "/pets").status_code

    assert (first, second, third) == (200, 403, 403)
    assert guard.stops == (f"stopped by {file}",)


def test_an_answer_that_takes_long_is_told() -> None:
    def answer(_: Received) -> bytes:
        time.sleep(0.03)
        return response(200, [])

    with deployed(answer) as (_, url), guarded(url, limits=Limits(slow_s=0.02)) as guard:
        ask(guard, "GET", "/pets")

    (failure,) = guard.failures()
    assert failure.rule == "slow"
    assert failure.message.endswith(" ms, where 20 are allowed")


def test_a_body_is_passed_on_whole_and_recorded_in_part() -> None:
    body = b"x" * 1000
    limits = Limits(recorded_bytes=100)
    with (
        deployed(lambda _: response(200, body=body)) as (_, url),
        guarded(url, limits=limits) as guard,
    ):
        got = ask(guard, "GET", "/pets")

    assert got.content == body
    assert guard.exchanges[0].response_body == b"x" * 100
    assert guard.exchanges[0].note == "the body of the answer is cut after 100 bytes"


def test_a_body_without_end_is_ended() -> None:
    with (
        deployed(lambda _: response(200, body=b"x" * 5000)) as (_, url),
        guarded(url, limits=Limits(body_bytes=1000)) as guard,
    ):
        answer = ask(guard, "GET", "/pets")
        request = ask(guard, "POST", "/pets", content=b"x" * 2000)

    assert (answer.status_code, request.status_code) == (502, 413)
    assert guard.exchanges[0].note == "the answer is longer than 1,000 bytes"


ENCODED = [
    ("gzip", gzip.compress(b'{"id": 1}'), b'{"id": 1}', ""),
    ("gzip", b"no gzip", b"", "the body of the answer is encoded (gzip) and not kept"),
    ("br", b"\x0b", b"", "the body of the answer is encoded (br) and not kept"),
    ("identity", b"{}", b"{}", ""),
    (
        "gzip",
        gzip.compress(b" " * 10_000_000),
        b" " * 65536,
        "the body of the answer is cut after 65,536 bytes",
    ),
]


@pytest.mark.parametrize(
    ("encoding", "body", "kept", "note"),
    ENCODED,
    ids=["gzip", "broken", "unknown", "plain", "a bomb"],
)
def test_an_encoded_body_is_recorded_as_it_was(
    encoding: str, body: bytes, kept: bytes, note: str
) -> None:
    answer = response(200, body=body, headers=(f"Content-Encoding: {encoding}",))
    with (
        deployed(lambda _: answer) as (_, url),
        guarded(url) as guard,
        asking(guard) as client,
        client.stream("GET", "/pets") as got,
    ):
        assert b"".join(got.iter_raw()) == body

    assert (guard.exchanges[0].response_body, guard.exchanges[0].note) == (kept, note)
