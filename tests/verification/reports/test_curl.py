"""A curl command, pasted, sends the request that it was made from."""

from __future__ import annotations

import base64
import os
import re
import shlex
import subprocess
from dataclasses import dataclass, replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.verification.reports.sample import exchange
from understudy.verification.exchanges import Exchange, Headers
from understudy.verification.reports.curl import curl_line, origin_of

URL = "http://127.0.0.1:4010/api"
PLAIN = exchange(1, request_headers=())
# A function in place of curl tells its arguments and its standard input, each in base64.
TELLING = """
curl() {
  for each; do printf %s "$each" | base64 -w0; echo; done
  case "$*" in *@-*) base64 -w0;; esac
}
"""


@dataclass(frozen=True)
class Sent:
    """What a command would send."""

    method: str
    url: str
    headers: Headers
    body: bytes


def parsed(words: list[str], given_body: bytes = b"") -> Sent:
    """Return what curl makes of its arguments: the few that the product uses, no others."""
    method, url, body = "", "", b""
    headers: list[tuple[str, str]] = []
    rest = iter(words)
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "--head":
            method = "HEAD"
        elif word == "-H":
            headers.append(header(next(rest)))
        elif word == "--data-raw":
            body = next(rest).encode("utf-8", "surrogateescape")
        elif word == "--data-binary":
            assert next(rest) == "@-"
            body = given_body
        elif word not in {"--globoff", "--path-as-is"}:
            assert not url, f"{word!r} is not expected"
            url = word
    return Sent(method or "GET", url, tuple(headers), body)


def header(text: str) -> tuple[str, str]:
    if text.endswith(";") and ":" not in text:
        return text[:-1], ""
    name, _, value = text.partition(": ")
    return name, value


def read(line: str) -> Sent:
    """Return what a line that any shell understands would send."""
    words = shlex.split(line)
    body = b""
    if words[0] == "printf":
        assert words[:2] + words[3:7] == ["printf", "%s", "|", "base64", "-d", "|"]
        body = base64.b64decode(words[2])
        words = words[7:]
    assert words[0] == "curl"
    return parsed(words[1:], body)


def run(line: str, **variables: str) -> Sent:
    """Return what bash would send."""
    finished = subprocess.run(  # noqa: S603 - a line of ours
        ["bash", "-c", TELLING + line],  # noqa: S607 - any bash
        capture_output=True,
        check=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **variables},
    )
    told = [base64.b64decode(each) for each in finished.stdout.split(b"\n")]
    asks_body = b"@-" in told
    words = told[:-1] if asks_body or told[-1] == b"" else told
    return parsed(
        [each.decode("utf-8", "surrogateescape") for each in words], told[-1] if asks_body else b""
    )


NAMES = st.from_regex(r"X-[A-Za-z0-9-]{1,8}", fullmatch=True)
VALUES = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=20).map(
    str.strip
)
TARGETS = st.from_regex(r"/[A-Za-z0-9%._~!$&'()*+,;=:@/?\[\]{}\"`\\|<>-]{0,20}", fullmatch=True)


@given(
    method=st.from_regex(r"[A-Z]{1,8}", fullmatch=True),
    target=TARGETS,
    headers=st.lists(st.tuples(NAMES, VALUES), max_size=3).map(tuple),
    body=st.binary(max_size=40) | VALUES.map(str.encode),
)
@example(method="POST", target="/", headers=(), body=b"@file")
@example(method="HEAD", target="/", headers=(("X-A", ""),), body=b"")
@example(
    method="PUT", target="/a/../b?c[d]={e}", headers=(("X-A", "it's $HOME `x`!"),), body=b"\xff"
)
def test_command_read_back_is_the_request(
    method: str, target: str, headers: Headers, body: bytes
) -> None:
    asked = replace(PLAIN, method=method, target=target, request_headers=headers, request_body=body)

    sent = read(curl_line(asked, URL))

    typed = () if not body else (("Content-Type:", ""),)  # curl would call it a form
    assert sent == Sent(method, f"http://127.0.0.1:4010{target}", (*headers, *typed), body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"name": "it\'s $HOME `id` \\"x\\" !"}', id="quotes"),
        pytest.param("é\n\t😀 @x".encode(), id="beyond ASCII"),
        pytest.param(b"\x00\xff\r\n\x1b[31m", id="binary"),
        pytest.param(b"\r\n", id="line ends"),
        pytest.param(b"x" * 70_000, id="long"),
        pytest.param(b"[redacted]?"[:9], id="nearly a placeholder"),
    ],
)
def test_body_survives_a_real_shell(body: bytes) -> None:
    headers = (("Content-Type", "text/plain"),)
    asked = replace(PLAIN, method="POST", request_headers=headers, request_body=body)

    assert run(curl_line(asked, URL)).body == body


def test_controls_in_header_and_target_survive_a_real_shell_and_no_terminal_sees_them() -> None:
    asked = replace(
        PLAIN, target="/a\x1b[31m'\\\x7f\u202e", request_headers=(("X-A", "a\x07b\u2028c"),)
    )

    line = curl_line(asked, URL)

    assert re.search(r"[\x00-\x1f\x7f\u202e\u2028]", line) is None
    sent = run(line)
    assert sent.url == "http://127.0.0.1:4010/a\x1b[31m'\\\x7f\u202e"
    assert sent.headers == (("X-A", "a\x07b\u2028c"),)


@pytest.mark.parametrize(
    ("headers", "target", "body", "variables"),
    [
        pytest.param(
            (("Authorization", "Bearer [redacted]"),), "/", b"", {"TOKEN": "s3 cr'et"}, id="bearer"
        ),
        pytest.param((("X-Api-Key", "[redacted]"),), "/", b"", {"API_KEY": "k"}, id="key"),
        pytest.param(
            (("Cookie", "sid=[redacted]; b=[redacted]"),),
            "/",
            b"",
            {"SID": "1", "B": "2"},
            id="cookies",
        ),
        pytest.param((), "/?api_key=[redacted]&a=1", b"", {"API_KEY": "k"}, id="query"),
        pytest.param((), "/?apiKey=%5Bredacted%5D_x", b"", {"API_KEY": "k"}, id="encoded"),
        pytest.param((), "/", b'{"clientSecret": "[redacted]"}', {"CLIENT_SECRET": "c"}, id="JSON"),
        pytest.param((), "/", b"grant=a&password=[redacted]", {"PASSWORD": "p"}, id="form"),
        pytest.param((), "/", b"[redacted]", {"SECRET": "p"}, id="nameless"),
    ],
)
def test_secrets_become_variables_of_the_shell(
    headers: Headers, target: str, body: bytes, variables: dict[str, str]
) -> None:
    asked = replace(PLAIN, method="POST", target=target, request_headers=headers, request_body=body)

    line = curl_line(asked, URL)
    sent = run(line, **variables)

    assert "redacted" not in line
    values = [sent.url, sent.body.decode(), *(value for _, value in sent.headers)]
    assert all(any(each in value for value in values) for each in variables.values())


def test_what_curl_says_itself_is_left_out() -> None:
    headers = (
        ("Host", "127.0.0.1"),
        ("Content-Length", "2"),
        ("User-Agent", "fuzzer"),
        ("Accept-Encoding", "gzip"),
        ("Accept", "text/csv"),
        ("Accept", "*/*"),
    )

    assert curl_line(replace(PLAIN, request_headers=headers), URL) == (
        "curl -H 'Accept: text/csv' http://127.0.0.1:4010/v1/pets"
    )


@pytest.mark.parametrize("url", ["", "not a url", "http://[", "//host/x", "/path"])
def test_address_that_is_none_is_taken_as_it_is(url: str) -> None:
    assert origin_of(url) == url


def test_exchange_without_anything_has_a_command() -> None:
    assert curl_line(Exchange(number=0, asker="", method="", target=""), "") == "curl -X '' ''"
