"""Asking: whatever comes of a request is something that was seen."""

from __future__ import annotations

import gzip

import pytest

from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.guarding import Answered, Asked, Fill, NoAnswer
from understudy.verification.probes import Asker, Request, Seen

ASK = Request(method="GET", target="/v1/parts?a=%2F", headers=(("X-One", "1"),), operation="list")
NOTHING = Answered(status=204, headers=(), body=b"", raw=b"")


def see(came: Answered | NoAnswer, request: Request = ASK) -> tuple[Seen, Asked]:
    met: list[Asked] = []

    def pass_on(asked: Asked) -> Answered | NoAnswer:
        met.append(asked)
        return came

    return Asker(pass_on).send(request), met[0]


def answer(body: bytes, *headers: tuple[bytes, bytes], status: int = 200) -> Answered:
    return Answered(status=status, headers=headers, body=body, raw=b"")


def test_answer_is_recorded_as_an_exchange() -> None:
    seen, met = see(answer(b'{"a": 1}', (b"ETag", b"x")))

    assert (seen.status, seen.json, seen.is_success, seen.header("etag")) == (
        200,
        {"a": 1},
        True,
        "x",
    )
    assert (met.asker, met.target) == ("probe", b"/v1/parts?a=%2F")
    exchange = seen.exchange
    assert (exchange.target, exchange.operation, exchange.number) == ("/v1/parts?a=%2F", "list", 1)
    assert exchange.request_headers == (("X-One", "1"),)


def test_guard_knows_a_request_by_a_name_so_that_its_recording_can_be_shown() -> None:
    seen, met = see(NOTHING)

    assert met.case == seen.exchange.case == "probe-1"


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.ANSWERED])
def test_what_is_not_answered_is_an_outcome(outcome: Outcome) -> None:
    seen, _ = see(NoAnswer(outcome, "the connection broke"))

    assert (seen.exchange.outcome, seen.exchange.note) == (outcome, "the connection broke")
    assert (seen.status, seen.json, seen.is_success) == (None, None, False)


def test_garbage_is_no_json() -> None:
    seen, _ = see(answer(b"[" * 100_000))

    assert (seen.json, seen.content[:2], seen.is_success) == (None, b"[[", True)


def test_encoded_body_is_read_as_it_was() -> None:
    seen, met = see(answer(gzip.compress(b"[1]"), (b"Content-Encoding", b"gzip")))

    assert seen.json == [1]
    assert met.values(b"accept-encoding") == [b"gzip, deflate"]


def test_body_that_is_not_what_its_encoding_says_is_garbled() -> None:
    seen, _ = see(answer(b"[1]", (b"Content-Encoding", b"gzip")))

    assert (seen.exchange.outcome, seen.status) == (Outcome.GARBLED, None)


@pytest.mark.parametrize("fill", list(Fill), ids=str)
def test_guard_is_told_whose_credentials_count(fill: Fill) -> None:
    _, met = see(NOTHING, Request(method="GET", target="/", credentials=fill))

    assert met.fill is fill


def test_headers_beyond_latin_are_sent_as_utf_8() -> None:
    _, met = see(NOTHING, Request(method="GET", target="/", headers=(("X-Name", "Łódź"),)))

    assert (b"X-Name", "Łódź".encode()) in met.headers


def test_usual_headers_give_way_to_those_of_a_request() -> None:
    _, met = see(NOTHING, Request(method="GET", target="/", headers=(("accept", "text/csv"),)))

    assert met.values(b"accept") == [b"text/csv"]


@pytest.mark.parametrize(
    ("method", "body", "length"),
    [("GET", b"", []), ("DELETE", b"", []), ("POST", b"", [b"0"]), ("PATCH", b"{}", [b"2"])],
)
def test_length_is_said_where_a_body_belongs(method: str, body: bytes, length: list[bytes]) -> None:
    _, met = see(NOTHING, Request(method=method, target="/", body=body))

    assert met.values(b"content-length") == length


def test_what_no_target_may_hold_is_escaped_and_nothing_else() -> None:
    _, met = see(NOTHING, Request(method="GET", target="/parts?q=[ü x]%20'\""))

    assert met.target == b"/parts?q=[%C3%BC%20x]%20'\""


def test_exchange_is_redacted_before_anybody_sees_it() -> None:
    def redact(_exchange: Exchange) -> Exchange:
        return Exchange(number=1, asker="x", method="GET", target="/")

    seen = Asker(lambda _asked: answer(b"secret"), redact=redact).send(ASK)

    assert b"secret" not in seen.exchange.response_body
    assert "secret" not in seen.told
    assert seen.content == b"secret"
