"""Tokens that are issued for a run: fetched when first needed, renewed before they end."""

from __future__ import annotations

import base64
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

import orjson

from understudy.contract.operations import Json
from understudy.verification.guarding.credentials import Credentials, Endpoint
from understudy.verification.guarding.messages import TOKENS, Answered, Asked, Fill
from understudy.verification.guarding.targets import Target, parse_target

_AHEAD_S = 30.0  # how long before its end a token is renewed, and at most a tenth of its life
_SUCCESS = range(200, 300)
Look: TypeAlias = "Callable[[Answered], None]"
Send: TypeAlias = "Callable[[Target, Asked, Look], Awaitable[None]]"


class Tokens:
    """The credentials as they are now.

    `send` asks an endpoint and shows the answer to who sent it before it is recorded; `learn` is
    told each new token then.
    """

    def __init__(self, credentials: Credentials, send: Send, learn: Callable[[str], None]) -> None:
        self.credentials = credentials
        self._send = send
        self._learn = learn
        self._ends_s: dict[str, float] = {}

    def is_renewable(self, scheme: str) -> bool:
        """Say whether another token can be had for a scheme."""
        return self.credentials.by_scheme[scheme].endpoint is not None

    async def prepare(self, schemes: tuple[str, ...]) -> str:
        """Get or renew the tokens of some schemes; return the one where that failed, or ""."""
        for name in schemes:
            if self._is_due(name) and not await self.renew(name):
                return name
        return ""

    def has_token(self, scheme: str) -> bool:
        """Say whether there ever was a token for a scheme."""
        return bool(self.credentials.by_scheme[scheme].value)

    def _is_due(self, scheme: str) -> bool:
        credential = self.credentials.by_scheme[scheme]
        is_old = time.monotonic() >= self._ends_s.get(scheme, float("inf"))
        return credential.endpoint is not None and (is_old or not credential.value)

    async def renew(self, scheme: str) -> bool:
        """Get another token for a scheme; False when there is none to be had."""
        endpoint = self.credentials.by_scheme[scheme].endpoint
        if endpoint is None:
            return False
        issued: list[tuple[str, float | None]] = []

        def look(answered: Answered) -> None:
            token, lifetime_s = _read(endpoint, answered)
            if token:
                self._learn(token)
                issued.append((token, lifetime_s))

        await self._send(_target(endpoint), _ask(endpoint), look)
        for token, lifetime_s in issued:
            self._take(scheme, token, lifetime_s)
        return bool(issued)

    def _take(self, scheme: str, token: str, lifetime_s: float | None) -> None:
        self.credentials = self.credentials.renewed(scheme, token)
        self._ends_s.pop(scheme, None)
        if lifetime_s is not None:
            ahead_s = min(_AHEAD_S, lifetime_s / 10)
            self._ends_s[scheme] = time.monotonic() + lifetime_s - ahead_s


def _target(endpoint: Endpoint) -> Target:
    return parse_target(endpoint.url.partition("?")[0])


def _ask(endpoint: Endpoint) -> Asked:
    is_json = endpoint.body is not None
    body = orjson.dumps(endpoint.body) if is_json else urlencode(endpoint.form).encode()
    kind = b"application/json" if is_json else b"application/x-www-form-urlencoded"
    headers = [
        (b"Host", _target(endpoint).authority.encode()),
        (b"Accept", b"application/json"),
        (b"Content-Type", kind),
        (b"Content-Length", b"%d" % len(body)),
    ]
    if endpoint.password:
        pair = base64.b64encode(f"{endpoint.user}:{endpoint.password}".encode())
        headers.append((b"Authorization", b"Basic " + pair))
    parts = urlsplit(endpoint.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Asked(
        method="POST",
        target=path.encode(),
        headers=tuple(headers),
        body=body,
        asker=TOKENS,
        fill=Fill.NONE,
    )


def _read(endpoint: Endpoint, answered: Answered) -> tuple[str, float | None]:
    """Return token and lifetime; "" when what came back has no token that a header can carry."""
    if answered.status not in _SUCCESS:
        return "", None
    try:
        value: Json = orjson.loads(answered.body)
    except orjson.JSONDecodeError:
        return "", None
    token, lifetime = _member(value, endpoint.token), _member(value, endpoint.lifetime)
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        return "", None
    is_number = isinstance(lifetime, (int, float)) and not isinstance(lifetime, bool)
    return token, float(lifetime) if is_number and isinstance(lifetime, (int, float)) else None


def _member(value: Json, path: str) -> Json:
    """Return what a dotted path leads to: `data.access_token`."""
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value
