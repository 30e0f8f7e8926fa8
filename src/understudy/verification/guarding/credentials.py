"""Credentials of a run, by security scheme: as values that requests are given, never as options.

A fuzzer never learns them. It sends a scheme's placeholder, and the guard puts the credential in
its place; what is sent without, or with anything else, is meant so and stays.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote

from understudy.behavior import Behavior
from understudy.contract.operations import Contract, Json, Location, Operation, SecurityScheme
from understudy.verification.guarding.messages import Asked, Fill

_HARMLESS = frozenset({"grant_type", "scope", "client_id", "audience", "resource"})
DEMO: Final = "demo"  # what a stand-in accepts when its behavior names no keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where tokens are issued, and what is sent there.

    `url` is absolute. `form` is sent urlencoded, or `body` as JSON when there is one; `user` and
    `password`, where given, as Basic credentials. `token` and `lifetime` are members of the answer.
    """

    url: str
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Json = field(default=None, repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = "access_token"  # noqa: S105 - a member's name
    lifetime: str = "expires_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What proves who asks under one scheme: a value, a user with a password, or an endpoint.

    `value` is a bearer token or an API key. `expired` is one that has ended; `roles` and `scopes`
    are those of callers who have this role or scope alone, by its name.
    """

    value: str = field(default="", repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    endpoint: Endpoint | None = None
    expired: str = field(default="", repr=False)
    roles: Mapping[str, str] = field(default_factory=dict, repr=False)
    scopes: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Credentials by the name of their scheme."""

    schemes: Mapping[str, SecurityScheme]
    by_scheme: Mapping[str, Credential] = field(default_factory=dict)

    def chosen(self, operation: Operation) -> tuple[str, ...]:
        """Return the schemes of the first alternative of an operation that can be satisfied."""
        for requirement in operation.security:
            if requirement.schemes and requirement.schemes.keys() <= self.by_scheme.keys():
                return tuple(requirement.schemes)
        return ()

    def placeholder(self, scheme: str) -> str:
        """Return what somebody sends who means the configured credential of a scheme.

        It stands where the token, the key, or both user and password would.
        """
        plain = "".join(each if each.isalnum() and each.isascii() else "-" for each in scheme)
        return f"understudy-credential-{plain}"

    def secrets(self) -> Iterator[str]:
        """Yield every text that must not be shown to anybody."""
        for each in self.by_scheme.values():
            yield from (each.value, each.password, each.expired)
            yield from (*each.roles.values(), *each.scopes.values())
            if each.password:
                yield f"{each.user}:{each.password}"
            if each.endpoint is not None:
                yield from _secrets_of(each.endpoint)

    def renewed(self, scheme: str, token: str) -> Credentials:
        """Return the credentials with another token for a scheme."""
        credential = replace(self.by_scheme[scheme], value=token)
        return replace(self, by_scheme={**self.by_scheme, scheme: credential})

    def applied(self, asked: Asked, operation: Operation | None) -> tuple[Asked, frozenset[str]]:
        """Return a request with credentials, and the schemes whose credentials it now carries.

        Placeholders are replaced whatever the request says about credentials; what is missing is
        filled in where the operation asks for it and the request leaves it to the guard.
        """
        carried: set[str] = set()
        for name in self.by_scheme:
            found = self._in_place(asked, name)
            if found is not None:
                asked = found
                carried.add(name)
        if operation is None or asked.fill is not Fill.CONFIGURED:
            return asked, frozenset(carried)
        for name in self.chosen(operation):
            if not _has(asked, self.schemes[name]):
                asked = _with(asked, self.schemes[name], self.by_scheme[name])
                carried.add(name)
        return asked, frozenset(carried)

    def _in_place(self, asked: Asked, name: str) -> Asked | None:
        scheme, credential = self.schemes[name], self.by_scheme[name]
        mark = self.placeholder(name)
        stand_in = Credential(value=mark, user=mark, password=mark)
        old, new = _wire_value(scheme, stand_in), _wire_value(scheme, credential)
        if scheme.location is Location.QUERY:
            if old not in asked.query:
                return None
            query = asked.query.replace(old, quote(new, safe="").encode())
            return replace(asked, target=asked.path + b"?" + query)
        header = _header(scheme)
        texts = asked.values(header.lower())
        if not any(old in text for text in texts):
            return None
        headers = tuple(
            (key, value.replace(old, new) if key.lower() == header.lower() else value)
            for key, value in asked.headers
        )
        return replace(asked, headers=headers)


def stand_in_credentials(contract: Contract, behavior: Behavior) -> Credentials:
    """Return what a stand-in accepts: the keys that its behavior names, else any word."""
    keys = behavior.credentials.keys
    value = keys[0] if keys else DEMO
    return Credentials(
        schemes=contract.security_schemes,
        by_scheme={
            name: Credential(user=DEMO, password=DEMO)
            if scheme.scheme == "basic"
            else Credential(value=value)
            for name, scheme in contract.security_schemes.items()
        },
    )


def _secrets_of(endpoint: Endpoint) -> Iterator[str]:
    yield endpoint.password
    if endpoint.password:
        yield f"{endpoint.user}:{endpoint.password}"
    yield from _secret_texts({**endpoint.form})
    yield from _secret_texts(endpoint.body)


def _secret_texts(value: Json) -> Iterator[str]:
    """Yield the texts of what is sent for a token, but for those that say who and what for."""
    if isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, str):
                yield from () if name in _HARMLESS else (each,)
            else:
                yield from _secret_texts(each)


def _wire_value(scheme: SecurityScheme, credential: Credential) -> bytes:
    """Return a credential as it stands in its header, cookie or parameter, without its word."""
    if scheme.scheme == "basic":
        return base64.b64encode(f"{credential.user}:{credential.password}".encode())
    return credential.value.encode()


def _header(scheme: SecurityScheme) -> bytes:
    if scheme.type != "apiKey":
        return b"Authorization"
    return b"Cookie" if scheme.location is Location.COOKIE else scheme.parameter.encode("latin-1")


def _has(asked: Asked, scheme: SecurityScheme) -> bool:
    """Say whether a request brings anything where the credential of a scheme would stand."""
    name = scheme.parameter.encode("latin-1")
    if scheme.location is Location.QUERY:
        return any(pair.partition(b"=")[0] == name for pair in asked.query.split(b"&"))
    texts = asked.values(_header(scheme).lower())
    if scheme.location is Location.COOKIE:
        pairs = b";".join(texts).split(b";")
        return any(pair.strip().partition(b"=")[0] == name for pair in pairs)
    return bool(texts)


def _with(asked: Asked, scheme: SecurityScheme, credential: Credential) -> Asked:
    value = _wire_value(scheme, credential)
    if scheme.location is Location.QUERY:
        pair = quote(scheme.parameter, safe="").encode() + b"=" + quote(value, safe="").encode()
        mark = b"&" if asked.query else b"?"
        return replace(asked, target=asked.target.removesuffix(b"?") + mark + pair)
    header = _header(scheme)
    if scheme.location is Location.COOKIE:
        others = asked.values(b"cookie")
        value = b"; ".join((*others, scheme.parameter.encode("latin-1") + b"=" + value))
    elif scheme.type != "apiKey":
        value = (b"Basic " if scheme.scheme == "basic" else b"Bearer ") + value
    return asked.having(header, value)
