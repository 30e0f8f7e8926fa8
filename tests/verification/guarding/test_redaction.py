"""Planted secrets are in nothing that is kept, in whatever form and place they travel."""

# ruff: noqa: S105 - planted, so that their absence can be seen

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from html import escape
from string import hexdigits
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.guarding.deployments import (
    Received,
    ask,
    credentials_of,
    deployed,
    guarded,
    pets,
    response,
)
from understudy.verification.exchanges import Exchange
from understudy.verification.guarding import Credential, Limits, Redaction

SECRET = 'pl4nted/"s\\ecret" +ä&'
PLAIN = "pl4nted-secret-0123456789"
FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in JSON": lambda secret: json.dumps(secret)[1:-1],
    "in JSON, not ASCII": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "in JSON, slashes escaped": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "percent-encoded": lambda secret: quote(secret, safe=""),
    "percent-encoded, lower case": lambda secret: quote(secret, safe="").lower(),
    "in a form": quote_plus,
    "in HTML": escape,
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64, not padded": lambda secret: base64.b64encode(secret.encode()).decode().rstrip("="),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
}


def _kept(exchange: Exchange) -> bytes:
    return repr(exchange).encode() + exchange.request_body + exchange.response_body


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_found_in_every_form(form: str) -> None:
    text = FORMS[form](SECRET)
    redaction = Redaction([SECRET])

    kept = redaction.body(f"before {text} after".encode()).decode()

    assert kept == "before [redacted] after"


@given(
    secret=st.text(st.characters(codec="utf-8"), min_size=4, max_size=30),
    form=st.sampled_from(sorted(FORMS)),
    around=st.binary(max_size=20),
)
def test_no_secret_is_kept_in_a_body(secret: str, form: str, around: bytes) -> None:
    text = FORMS[form](secret).encode()

    kept = Redaction([secret]).body(around + text + around)

    assert text not in kept.replace(b"[redacted]", b"\0") or text in around + around


# One that begins like the rest of an escape may be found across another's: it is taken out there,
# too, and what is left of the escape is no JSON.
_BEGINS_IN_NO_ESCAPE = st.text(min_size=4).filter(
    lambda text: text[0] not in '"/bfnrtu' + hexdigits
)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4), _BEGINS_IN_NO_ESCAPE)
def test_json_stays_json(members: dict[str, str], secret: str) -> None:
    value = {**members, "x": secret, "password": secret, "deep": [{"refresh_token": secret}]}
    redaction = Redaction([secret])

    for spelled in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
        kept = json.loads(redaction.body(spelled.encode("utf-8", "surrogatepass")))

        assert kept["password"] == kept["deep"][0]["refresh_token"] == "[redacted]"
        assert "[redacted]" in kept["x"]


NAMED = [
    (
        b'{"access_token": "abc", "expires_in": 9}',
        b'{"access_token": "[redacted]", "expires_in": 9}',
    ),
    (b'{"accessToken":"a\\"bc"}', b'{"accessToken":"[redacted]"}'),
    (b'{"Password" : 1234, "a": 1}', b'{"Password" : 0, "a": 1}'),
    (b'{"api-key": null, "token": true}', b'{"api-key": null, "token": true}'),
    (b'{"client_secret": "cut he', b'{"client_secret": "[redacted]"'),
    (b"grant_type=x&client_secret=abc%20d&a=1", b"grant_type=x&client_secret=[redacted]&a=1"),
    (b'{"next": "/a?token=abc&b=1"}', b'{"next": "/a?token=[redacted]&b=1"}'),
    (b'{"tokens": 5, "next_page_token": "x"}', b'{"tokens": 5, "next_page_token": "x"}'),
    (b"\xff\xfe", b"\xff\xfe"),
]


@pytest.mark.parametrize(("body", "kept"), NAMED)
def test_members_with_a_secret_name_are_taken_out(body: bytes, kept: bytes) -> None:
    assert Redaction().body(body) == kept


def test_headers_with_a_secret_name_keep_only_the_word_before_it() -> None:
    headers = (
        ("Authorization", "Bearer abc"),
        ("authorization", "abc"),
        ("Cookie", "a=b"),
        ("X-Shop-Token", "abc"),
        ("X-Shop-Key", "abc"),
        ("Idempotency-Key", "abc"),
        ("Location", "/x?access%5Ftoken=abc&page=2"),
    )

    kept = Redaction(names=["x-shop-key"]).headers(headers)

    assert [value for _, value in kept] == [
        "Bearer [redacted]",
        "[redacted]",
        "[redacted]",
        "[redacted]",
        "[redacted]",
        "abc",
        "/x?access%5Ftoken=[redacted]&page=2",
    ]


def test_a_secret_that_is_too_short_to_be_told_from_text_is_left() -> None:
    assert Redaction(["", "a", "the"]).text("the answer") == "the answer"


def test_nothing_that_is_kept_holds_a_planted_secret() -> None:
    def answer(received: Received) -> bytes:
        seen.append(received)
        echo = ("Set-Cookie: sid=" + PLAIN, f"X-Echo: {PLAIN}", f"Location: /pets?q={PLAIN}")
        return response(200, {"echo": PLAIN, "of": base64.b64encode(PLAIN.encode()).decode()}, echo)

    seen: list[Received] = []
    credentials = credentials_of({"bearer": Credential(value=PLAIN)})
    with deployed(answer) as (_, url), guarded(url, writes=True, credentials=credentials) as guard:
        got = ask(
            guard,
            "POST",
            f"/pets/1/sell?note={PLAIN}&api_key=other",
            json={"name": PLAIN},
            headers={"X-Note": PLAIN},
        )

    assert seen[0].header("authorization") == f"Bearer {PLAIN}"
    assert got.json()["echo"] == PLAIN
    (exchange,) = guard.exchanges
    kept = _kept(exchange)
    assert PLAIN.encode() not in kept
    assert base64.b64encode(PLAIN.encode()) not in kept
    assert b"other" not in kept
    assert json.loads(exchange.response_body) == {"echo": "[redacted]", "of": "[redacted]"}
    assert exchange.target == "/pets/1/sell?note=[redacted]&api_key=[redacted]"


@pytest.mark.parametrize("before", range(80, 125, 3))
def test_a_secret_at_the_cut_does_not_leave_its_beginning(before: int) -> None:
    body = b"x" * before + PLAIN.encode() + b"y" * 200
    credentials = credentials_of({"bearer": Credential(value=PLAIN)})
    with deployed(lambda _: response(200, body=body)) as (_, url):
        limits = Limits(recorded_bytes=100)
        with guarded(url, credentials=credentials, limits=limits) as guard:
            ask(guard, "GET", "/pets")

    assert b"pl4" not in guard.exchanges[0].response_body


def test_the_contracts_own_api_keys_are_secret() -> None:
    document = pets()
    document["components"]["securitySchemes"]["odd"] = {
        "type": "apiKey",
        "in": "header",
        "name": "X-Odd",
    }
    with (
        deployed(lambda _: response(200, [])) as (_, url),
        guarded(url, document=document) as guard,
    ):
        ask(guard, "GET", "/pets?api_key=abc", headers={"X-Odd": "abc"})

    assert b"abc" not in _kept(guard.exchanges[0])
