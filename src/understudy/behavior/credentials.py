"""Who asks, and may they: an operation's security requirements, checked.

Three modes. OFF asks nothing. PRESENT, the default, wants the documented credentials to be there
and well-formed and accepts any value; a value that is a role or scope name of the contract acts as
that, one that contains the word `invalid`, `expired` or `revoked` is refused as such, so that
clients can meet those answers. STRICT accepts tokens that the service's own token endpoint issued
and that have not expired, and the keys that behavior.yaml lists.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast
from urllib.parse import parse_qsl

from understudy.behavior.access import Credentials
from understudy.behavior.calls import Caller
from understudy.behavior.declarations import Declaration
from understudy.behavior.problems import Problem, Refused
from understudy.contract.operations import Contract, Json, Location, Operation, SecurityScheme
from understudy.contract.queries import split_cookies
from understudy.state import Transaction

TOKENS = "understudy_token"  # the resource that issued tokens are kept in
MOST_REMEMBERED = 1000  # callers of an operation; clients may send any credential
LONGEST_REMEMBERED_BYTES = 4000
BEARER = re.compile(r"[A-Za-z0-9\-._~+/]+=*")  # RFC 6750, section 2.1
REFUSED_WORD = re.compile(r"(?:^|[^a-z])(invalid|expired|revoked)(?:[^a-z]|$)", re.IGNORECASE)
_REFUSED_AS = {"expired": Problem.EXPIRED, "revoked": Problem.REVOKED}
FULL_RIGHTS = Caller()


class AuthMode(StrEnum):
    """How much is asked of credentials."""

    OFF = "off"
    PRESENT = "present"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Presented:
    """Where credentials can stand: headers by lower-case name, query parameters, cookies."""

    headers: Mapping[bytes, bytes]
    query: Mapping[str, str]
    cookies: Mapping[str, str]


class Gate:
    """Lets callers of one operation through, or refuses them."""

    def __init__(
        self,
        contract: Contract,
        operation: Operation,
        declaration: Declaration,
        known: Credentials,
        mode: AuthMode,
    ) -> None:
        self._alternatives = tuple(
            tuple(
                (contract.security_schemes[name], scopes)
                for name, scopes in requirement.schemes.items()
            )
            for requirement in operation.security
        )
        self._open = mode is AuthMode.OFF or not self._alternatives
        self._mode = mode
        schemes = [scheme for schemes in self._alternatives for scheme, _ in schemes]
        in_headers = all(each.location in (None, Location.HEADER) for each in schemes)
        self._remembers = mode is AuthMode.PRESENT and in_headers
        self._headers = tuple(dict.fromkeys(_header(each) for each in schemes))
        self._admitted: dict[tuple[bytes | None, ...], Caller] = {}
        self._known = known
        self._roles = frozenset(declaration.roles)
        self._pattern = re.compile(known.pattern) if known.pattern else BEARER
        self._scope_names = _scope_names(contract) | frozenset(known.parameters.values())
        self._challenge: tuple[tuple[bytes, bytes], ...] = (
            (b"www-authenticate", _challenge(self._alternatives)),
        )

    def admit(
        self, headers: Mapping[bytes, bytes], query: bytes, tokens: Transaction | None
    ) -> Caller:
        """Return who asks, by headers (lower-case names, as ASGI gives them) and query.

        Raises:
            Refused: nobody acceptable does (401), or somebody without the right (403).
        """
        if self._open:
            return FULL_RIGHTS
        if not self._remembers:
            return self._admit(_present(headers, query), tokens)
        # Without tokens who asks is a pure function of these headers, and clients repeat them.
        given = tuple(map(headers.get, self._headers))
        caller = self._admitted.get(given)
        if caller is None:
            caller = self._admit(Presented(headers, {}, {}), tokens)
            if sum(map(len, filter(None, given))) > LONGEST_REMEMBERED_BYTES:
                return caller
            if len(self._admitted) >= MOST_REMEMBERED:
                self._admitted.clear()
            self._admitted[given] = caller
        return caller

    def check_parameters(self, scopes: frozenset[str], values: Mapping[str, Json]) -> None:
        """Hold a caller of these scopes to those that the use of some parameters takes.

        Raises:
            Refused: a scope is missing (403).
        """
        for name, scope in self._known.parameters.items():
            if values.get(name) is not None and scope not in scopes:
                raise Refused(Problem.FORBIDDEN, f"{name} takes the scope {scope}")

    def _admit(self, presented: Presented, tokens: Transaction | None) -> Caller:
        refusal: Refused | None = None
        for schemes in self._alternatives:
            try:
                return self._admit_by(schemes, presented, tokens)
            except Refused as refused:
                # A caller who proved who they are but lacks a right learns that, whatever the other
                # alternatives say.
                refusal = (
                    refused if refusal is None or refused.problem is Problem.FORBIDDEN else refusal
                )
        raise cast("Refused", refusal)

    def _admit_by(
        self,
        schemes: tuple[tuple[SecurityScheme, tuple[str, ...]], ...],
        presented: Presented,
        tokens: Transaction | None,
    ) -> Caller:
        caller = FULL_RIGHTS
        for scheme, scopes in schemes:
            value = self._read(scheme, presented)
            found = self._identify(scheme, value, tokens)
            self._check_rights(found, scopes)
            caller = found if found is not FULL_RIGHTS else caller
        return caller

    def _read(self, scheme: SecurityScheme, presented: Presented) -> str:
        if scheme.type == "apiKey":
            value = _api_key(scheme, presented)
            if not value:
                raise self._refusal(
                    f"{scheme.location} {scheme.parameter} with an API key is missing"
                )
            return value
        return self._authorization(
            scheme, presented.headers.get(b"authorization", b"").decode("latin-1")
        )

    def _authorization(self, scheme: SecurityScheme, header: str) -> str:
        kind = "Basic" if scheme.scheme == "basic" else "Bearer"
        word, _, value = header.partition(" ")
        value = value.strip()
        if word.lower() != kind.lower() or not value:
            raise self._refusal(f"the header `Authorization: {kind} ...` is missing")
        if kind == "Basic":
            return self._basic(value)
        is_right = value in self._known.roles or self._scope_names.issuperset(value.split("+"))
        if self._pattern.fullmatch(value) is None and not is_right:
            raise self._refusal("the bearer token is not well-formed")
        return value

    def _basic(self, value: str) -> str:
        try:
            user, colon, _ = base64.b64decode(value, validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise self._refusal("the Basic credentials are not base64 of user:password") from error
        if not colon or not user:
            raise self._refusal("the Basic credentials are not base64 of user:password")
        return user

    def _identify(self, scheme: SecurityScheme, value: str, tokens: Transaction | None) -> Caller:
        if self._mode is AuthMode.STRICT and scheme.scheme != "basic":
            return self._issued(value, tokens)
        word = REFUSED_WORD.search(value)
        if word is not None:
            said = word.group(1).lower()
            raise self._refusal(
                f"the credential is {said}", _REFUSED_AS.get(said, Problem.UNAUTHENTICATED)
            )
        return self._acting_as(value)

    def _issued(self, value: str, tokens: Transaction | None) -> Caller:
        if value in self._known.keys:
            return FULL_RIGHTS
        token = tokens.get(TOKENS, value) if tokens is not None else None
        if tokens is None or token is None:
            raise self._refusal("the credential was not issued here")
        if datetime.fromisoformat(str(token["expires"])) <= tokens.now():
            raise self._refusal("the token has expired", Problem.EXPIRED)
        scopes = token.get("scopes")
        role = token.get("role")
        return Caller(
            role=str(role) if role is not None else None,
            scopes=frozenset(str(each) for each in scopes) if isinstance(scopes, list) else None,
        )

    def _acting_as(self, value: str) -> Caller:
        if value in self._known.roles:
            return Caller(role=value)
        asked = frozenset(value.split("+"))
        return Caller(scopes=asked) if asked <= self._scope_names else FULL_RIGHTS

    def _check_rights(self, caller: Caller, scopes: tuple[str, ...]) -> None:
        if caller.role is not None and self._roles and caller.role not in self._roles:
            allowed = " or ".join(sorted(self._roles))
            detail = f"the role {caller.role} may not do this; it takes {allowed}"
            raise Refused(Problem.FORBIDDEN, detail)
        if caller.scopes is None or not scopes:
            return
        enough = (
            caller.scopes & set(scopes) if self._known.any_scope else caller.scopes >= set(scopes)
        )
        if not enough:
            joint = " or " if self._known.any_scope else " and "
            raise Refused(Problem.FORBIDDEN, f"this takes the scope {joint.join(scopes)}")

    def _refusal(self, detail: str, problem: Problem = Problem.UNAUTHENTICATED) -> Refused:
        return Refused(problem, detail, headers=self._challenge)


def _header(scheme: SecurityScheme) -> bytes:
    name = scheme.parameter if scheme.type == "apiKey" else "authorization"
    return name.lower().encode("latin-1")


def _present(headers: Mapping[bytes, bytes], query: bytes) -> Presented:
    parameters = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    return Presented(headers, parameters, dict(split_cookies(headers.get(b"cookie", b""))))


def _api_key(scheme: SecurityScheme, presented: Presented) -> str:
    if scheme.location is Location.QUERY:
        return presented.query.get(scheme.parameter, "")
    if scheme.location is Location.COOKIE:
        return presented.cookies.get(scheme.parameter, "")
    return presented.headers.get(scheme.parameter.lower().encode("latin-1"), b"").decode("latin-1")


def _challenge(
    alternatives: tuple[tuple[tuple[SecurityScheme, tuple[str, ...]], ...], ...],
) -> bytes:
    named = {scheme.scheme for schemes in alternatives for scheme, _ in schemes}
    is_basic = "basic" in named
    return b"Basic" if is_basic else b"Bearer"


def _scope_names(contract: Contract) -> frozenset[str]:
    return frozenset(
        scope
        for operation in contract.operations
        for requirement in operation.security
        for scopes in requirement.schemes.values()
        for scope in scopes
    )
