"""Takes secrets out of what is kept: before an exchange is recorded, and nowhere later.

What is secret is known by value (the configured credentials, in every form that they travel in)
and by name (headers, parameters and members that hold credentials). Only the secret itself is
replaced, so that JSON stays JSON.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus, unquote_plus

from understudy.contract.operations import Contract
from understudy.verification.exchanges import Exchange, Headers

PLACEHOLDER: Final = "[redacted]"
_SHORTEST_SECRET = 4  # shorter ones would be found everywhere
_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "api-key",
        "apikey",
        "x-auth-token",
        "x-access-token",
        "x-csrf-token",
        "x-amz-security-token",
    }
)
_MEMBERS = (
    "authorization",
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "authtoken",
    "sessiontoken",
    "clientsecret",
    "clientassertion",
    "privatekey",
    "apikey",
    "xapikey",
    "secretkey",
    "accesskey",
)
_STEMS = tuple(
    dict.fromkeys((b"authoriz", b"passw", b"passphrase", b"secret", b"token", b"assertion", b"key"))
)
_SEPARATED = "|".join("[-_ ]?".join(each) for each in _MEMBERS)
_IN_JSON = re.compile(
    rb'("(?:%b)"\s*:\s*)(?:"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|-?\d[\d.eE+-]*)' % _SEPARATED.encode(),
    re.IGNORECASE | re.DOTALL,
)
_IN_FORM = re.compile(
    rb"((?:\A|[?&;\s])(?:%b)=)[^&\s\"'<>\\]+" % _SEPARATED.encode(), re.IGNORECASE
)
_PLAIN = re.compile(r"[-_ ]")


class Redaction:
    """Knows what is secret; learns new secrets as they are issued."""

    def __init__(self, secrets: Iterable[str] = (), names: Iterable[str] = ()) -> None:
        given = {name.lower() for name in names}
        self._headers = _HEADERS | given
        self._members = frozenset(_MEMBERS) | {_plain(name) for name in given}
        self._forms: set[bytes] = set()
        self._lowered: tuple[bytes, ...] = ()
        self._pattern: re.Pattern[bytes] | None = None
        self.margin = 0
        self.learn(*secrets)

    def learn(self, *secrets: str) -> None:
        """Take these values out from now on, in every form that they travel in."""
        for secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                self._forms |= set(_forms(secret))
        if self._forms:
            longest_first = sorted(self._forms, key=lambda each: (-len(each), each))
            self._pattern = re.compile(b"|".join(map(re.escape, longest_first)), re.IGNORECASE)
            self._lowered = tuple(dict.fromkeys(each.lower() for each in longest_first))
            self.margin = len(longest_first[0])

    def text(self, text: str) -> str:
        """Return a text without the secrets that are known by value."""
        if self._pattern is None or not text:
            return text
        return self._values(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")

    def body(self, body: bytes) -> bytes:
        """Return a body without secrets, known by value or by a member's name."""
        lowered = body.lower()
        if any(form in lowered for form in self._lowered):  # most bodies hold none, and are long
            body = self._values(body)
        if not any(stem in lowered for stem in _STEMS):
            return body
        body = _IN_JSON.sub(_kept_json, body)
        return _IN_FORM.sub(rb"\g<1>" + PLACEHOLDER.encode(), body) if b"=" in body else body

    def target(self, target: str) -> str:
        """Return a target without secrets in its path and query."""
        path, mark, query = self._text(target).partition("?")
        if not mark:
            return path
        return f"{path}?{'&'.join(map(self._pair, query.split('&')))}"

    def headers(self, headers: Headers) -> Headers:
        """Return headers without secrets; the word before a credential stays (`Bearer`)."""
        return tuple((name, self._header(name.lower(), value)) for name, value in headers)

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return an exchange that may be kept."""
        return replace(
            exchange,
            target=self.target(exchange.target),
            request_headers=self.headers(exchange.request_headers),
            request_body=self.body(exchange.request_body),
            response_headers=self.headers(exchange.response_headers),
            response_body=self.body(exchange.response_body),
            note=self.text(exchange.note),
        )

    def _header(self, name: str, value: str) -> str:
        if name in self._headers or name.endswith(("-token", "-secret", "-api-key", "-password")):
            word, space, rest = value.partition(" ")
            is_worded = name.endswith("authorization") and word.isalpha() and rest
            return f"{word}{space}{PLACEHOLDER}" if is_worded else PLACEHOLDER
        return self.target(value) if "?" in value else self._text(value)

    def _pair(self, pair: str) -> str:
        name, mark, value = pair.partition("=")
        is_secret = value and _plain(unquote_plus(name)) in self._members
        return f"{name}{mark}{PLACEHOLDER}" if is_secret else pair

    def _text(self, text: str) -> str:
        return self._values(text.encode("latin-1", "replace")).decode("latin-1")

    def _values(self, text: bytes) -> bytes:
        return self._pattern.sub(PLACEHOLDER.encode(), text) if self._pattern else text


def secret_names(contract: Contract) -> frozenset[str]:
    """Return the names under which API keys of a contract travel."""
    return frozenset(
        scheme.parameter.lower()
        for scheme in contract.security_schemes.values()
        if scheme.type == "apiKey"
    )


def decoded(body: bytes, encoding: str, most_bytes: int) -> bytes | None:
    """Return the start of a body as it was before it was encoded; None when that cannot be told.

    A secret inside of what is compressed would be found by nobody.
    """
    words = [word.strip().lower() for word in encoding.split(",") if word.strip()]
    if not words or words == ["identity"]:
        return body
    if words not in (["gzip"], ["x-gzip"], ["deflate"]):
        return None
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(bits).decompress(body, most_bytes)
        except zlib.error:
            continue
    return None


def _forms(secret: str) -> Iterator[bytes]:
    raw = secret.encode()
    yield raw
    for text in (
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret)[1:-1].replace("/", "\\/"),
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        escape(secret),
    ):
        yield text.encode()
    for each in (base64.b64encode(raw), base64.urlsafe_b64encode(raw)):
        yield from (each, each.rstrip(b"="))


def _kept_json(found: re.Match[bytes]) -> bytes:
    is_text = found[0][len(found[1]) :].startswith(b'"')
    return found[1] + (b'"%b"' % PLACEHOLDER.encode() if is_text else b"0")


def _plain(name: str) -> str:
    return _PLAIN.sub("", name).lower()
