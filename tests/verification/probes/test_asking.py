"""Asking: whatever comes of a request is something that was seen."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest

from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.probes import Asker, Credentials, Request, Seen

Answer = Callable[[httpx2.Request], httpx2.Response]
ASK = Request(method="GET", target="/v1/parts?a=%2F", headers=(("X-One", "1"),), operation="list")


def see(answer: Answer, request: Request = ASK) -> tuple[Seen, list[httpx2.Request]]:
    met: list[httpx2.Request] = []

    def handle(sent: httpx2.Request) -> httpx2.Response:
        met.append(sent)
        return answer(sent)

    transport = httpx2.MockTransport(handle)
    with httpx2.Client(transport=transport, base_url="http://127.0.0.1") as client:
        return Asker(client).send(request), met


def test_answer_is_recorded_as_an_exchange() -> None:
    seen, met = see(lambda _sent: httpx2.Response(200, json={"a": 1}, headers={"ETag": "x"}))

    assert (seen.status, seen.json, seen.is_success, seen.header("etag")) == (
        200,
        {"a": 1},
        True,
        "x",
    )
    assert met[0].headers["understudy-asker"] == "probe"
    assert met[0].url.raw_path == b"/v1/parts?a=%2F"
    exchange = seen.exchange
    assert (exchange.target, exchange.operation, exchange.number) == ("/v1/parts?a=%2F", "list", 1)
    assert exchange.request_headers == (("X-One", "1"),)


def test_guard_knows_a_request_by_a_name_so_that_its_recording_can_be_shown() -> None:
    seen, met = see(lambda _sent: httpx2.Response(204))

    assert met[0].headers["x-schemathesis-testcaseid"] == seen.exchange.case == "probe-1"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (httpx2.ReadTimeout("slow"), Outcome.TIMED_OUT),
        (httpx2.ConnectError("refused"), Outcome.UNREACHABLE),
        (httpx2.ReadError("broken"), Outcome.RESET),
        (httpx2.RemoteProtocolError("not HTTP"), Outcome.GARBLED),
    ],
    ids=lambda each: str(each)[:12],
)
def test_what_breaks_is_an_outcome(error: httpx2.HTTPError, outcome: Outcome) -> None:
    def answer(_sent: httpx2.Request) -> httpx2.Response:
        raise error

    seen, _ = see(answer)

    assert (seen.exchange.outcome, seen.status, seen.json, seen.is_success) == (
        outcome,
        None,
        None,
        False,
    )


def test_words_of_the_guard_are_no_answer_of_the_deployment() -> None:
    headers = {"Understudy-Guard": "withheld; the budget of 10 requests is used up"}

    seen, _ = see(lambda _sent: httpx2.Response(403, json={}, headers=headers))

    assert seen.exchange.outcome is Outcome.WITHHELD
    assert seen.exchange.note == "the budget of 10 requests is used up"
    assert seen.status is None


def test_garbage_is_no_json() -> None:
    seen, _ = see(lambda _sent: httpx2.Response(200, content=b"[" * 100_000))

    assert (seen.json, seen.content[:2], seen.is_success) == (None, b"[[", True)


def test_redirect_is_not_followed() -> None:
    seen, met = see(lambda _sent: httpx2.Response(302, headers={"Location": "http://elsewhere/"}))

    assert (seen.status, len(met)) == (302, 1)


@pytest.mark.parametrize(
    ("credentials", "said"),
    [(Credentials.CONFIGURED, None), (Credentials.NONE, "none"), (Credentials.AS_SENT, "as-sent")],
    ids=str,
)
def test_guard_is_told_whose_credentials_count(credentials: Credentials, said: str | None) -> None:
    request = Request(method="GET", target="/", credentials=credentials)

    _, met = see(lambda _sent: httpx2.Response(204), request)

    assert met[0].headers.get("understudy-credentials") == said


def test_headers_beyond_latin_are_sent_as_utf_8() -> None:
    request = Request(method="GET", target="/", headers=(("X-Name", "Łódź"),))

    _, met = see(lambda _sent: httpx2.Response(204), request)

    assert (b"X-Name", "Łódź".encode()) in met[0].headers.raw


def test_exchange_is_redacted_before_anybody_sees_it() -> None:
    def redact(_exchange: Exchange) -> Exchange:
        return Exchange(number=1, asker="x", method="GET", target="/")

    transport = httpx2.MockTransport(lambda _sent: httpx2.Response(200, text="secret"))
    with httpx2.Client(transport=transport, base_url="http://127.0.0.1") as client:
        seen = Asker(client, redact=redact).send(ASK)

    assert b"secret" not in seen.exchange.response_body
    assert "secret" not in seen.told
    assert seen.content == b"secret"
