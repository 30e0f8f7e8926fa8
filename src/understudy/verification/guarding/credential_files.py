"""Reads credentials from the environment and from a file, and refuses what others could read.

    bearerAuth: {token: "${SHOP_TOKEN}"}
    apiKey: {key: "${SHOP_KEY}"}
    basic: {username: tester, password: "${SHOP_PASSWORD}"}
    oauth:
      token_from: {url: https://id.example.com/token, client_id: ci, client_secret: "${SECRET}"}

`expired`, and `roles` and `scopes` by name, are tokens or keys of callers that some operations have
to refuse; the probes of access are them.

Without a file, or for schemes that it leaves out, `UNDERSTUDY_CREDENTIALS_<SCHEME>` is a token, a
key or `user:password`.
"""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from understudy.contract.documents import read_bounded
from understudy.contract.errors import BaseUrlError, CredentialsError
from understudy.contract.operations import Contract, Json, JsonObject, SecurityScheme
from understudy.contract.yaml_text import parse_yaml
from understudy.verification.guarding.credentials import Credential, Credentials, Endpoint
from understudy.verification.guarding.targets import Target, parse_target

PREFIX: Final = "UNDERSTUDY_CREDENTIALS_"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SECRET = frozenset({"token", "key", "password", "client_secret"})
_MEMBERS = frozenset(
    {"token", "key", "username", "password", "token_from", "expired", "roles", "scopes"}
)
_ENDPOINT = frozenset(
    {"operation", "url", "client_id", "client_secret", "scope", "send", "form", "body"}
    | {"token", "lifetime"}
)


def read_credentials(
    contract: Contract, target: Target, environment: Mapping[str, str], file: Path | None = None
) -> Credentials:
    """Return what is configured; a file is asked before the environment.

    Raises:
        CredentialsError, DocumentError: Something cannot be read, is open to other users of this
            machine, names a scheme or variable that is not there, or would send a secret in clear.
    """
    source = _load(file) if file is not None else {}
    reading = _Reading(contract, target, environment, str(file or "the environment"))
    if file is not None and any(_plain_secrets(source)):
        _refuse_open(file)
    found = dict(reading.variables())
    for name, value in source.items():
        found[name] = reading.credential(name, reading.filled(value))
    return Credentials(schemes=contract.security_schemes, by_scheme=found)


def variable_of(scheme: str) -> str:
    """Return the environment variable for a scheme.

    >>> variable_of("bearerAuth")
    'UNDERSTUDY_CREDENTIALS_BEARERAUTH'
    """
    return PREFIX + re.sub(r"[^A-Za-z0-9]+", "_", scheme).upper()


@dataclass(frozen=True, slots=True)
class _Reading:
    contract: Contract
    target: Target
    environment: Mapping[str, str]
    file: str

    def variables(self) -> Iterator[tuple[str, Credential]]:
        for name, scheme in self.contract.security_schemes.items():
            text = self.environment.get(variable_of(name), "").strip()
            if text and scheme.scheme == "basic":
                user, _, password = text.partition(":")
                yield name, Credential(user=user, password=password)
            elif text:
                yield name, Credential(value=text)

    def filled(self, value: Json) -> Json:
        """Return a value with `${NAME}` replaced by what the environment says."""
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        return _VARIABLE.sub(self._variable, value) if isinstance(value, str) else value

    def _variable(self, found: re.Match[str]) -> str:
        text = self.environment.get(found[1])
        if text is None:
            raise CredentialsError(
                f"the environment variable {found[1]} is not set",
                where=self.file,
                remedy=f"export {found[1]} before the run",
            )
        return text

    def credential(self, name: str, value: Json) -> Credential:
        scheme = self._scheme(name)
        members = self._members(name, value, _MEMBERS)
        return replace(
            self._own(name, scheme, members),
            expired=self._text(members, "expired"),
            roles=self._texts(name, members, "roles"),
            scopes=self._texts(name, members, "scopes"),
        )

    def _texts(self, name: str, members: JsonObject, member: str) -> dict[str, str]:
        found = members.get(member, {})
        if not isinstance(found, dict):
            raise self._wrong(name, f"has {member} that are no object")
        return {key: self._text(found, key) for key in found}

    def _own(self, name: str, scheme: SecurityScheme, members: JsonObject) -> Credential:
        """Return the credential of the run itself."""
        if "token_from" in members:
            return Credential(endpoint=self._endpoint(name, members["token_from"]))
        if scheme.scheme == "basic":
            user, password = self._text(members, "username"), self._text(members, "password")
            if not user:
                raise self._wrong(name, "has no username")
            return Credential(user=user, password=password)
        text = self._text(members, "token") or self._text(members, "key")
        if not text:
            raise self._wrong(name, "has neither token nor key nor token_from")
        if not text.isascii() or not text.isprintable():
            raise self._wrong(name, "holds characters that no header can carry")
        return Credential(value=text)

    def _scheme(self, name: str) -> SecurityScheme:
        schemes = self.contract.security_schemes
        if name not in schemes:
            close = difflib.get_close_matches(name, schemes, n=1)
            hint = f"did you mean {close[0]}? " if close else ""
            raise CredentialsError(
                f"the contract has no security scheme {name!r}",
                where=self.file,
                remedy=f"{hint}it has: {', '.join(schemes) or 'none'}",
            )
        return schemes[name]

    def _members(self, name: str, value: Json, known: frozenset[str]) -> JsonObject:
        members = value if isinstance(value, dict) else {}
        unknown = sorted(members.keys() - known)
        if unknown or not members:
            what = f"has {', '.join(unknown)}" if unknown else "is no object"
            raise self._wrong(name, f"{what}, where one of {', '.join(sorted(known))} belongs")
        return members

    def _text(self, members: JsonObject, name: str, default: str = "") -> str:
        value = members.get(name, default)
        return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""

    def _endpoint(self, name: str, value: Json) -> Endpoint:
        members = self._members(name, value, _ENDPOINT)
        url = self._url(name, members)
        secret = self._text(members, "client_secret")
        client = self._text(members, "client_id")
        form = {"grant_type": "client_credentials", **self._form(members)}
        if "scope" in members:
            form["scope"] = self._text(members, "scope")
        in_form = members.get("send") == "form"
        if in_form:
            form |= {"client_id": client, "client_secret": secret}
        return Endpoint(
            url=url,
            form=form,
            body=members.get("body"),
            user="" if in_form else client,
            password="" if in_form else secret,
            token=self._text(members, "token", "access_token"),
            lifetime=self._text(members, "lifetime", "expires_in"),
        )

    def _form(self, members: JsonObject) -> dict[str, str]:
        form = members.get("form")
        return {key: str(each) for key, each in form.items()} if isinstance(form, dict) else {}

    def _url(self, name: str, members: JsonObject) -> str:
        """Return where tokens come from: as said, by an operation, or as the contract has it."""
        operation = self.contract.operation(self._text(members, "operation"))
        if operation is not None:
            url = self.target.url + operation.path
        else:
            url = self._text(members, "url") or self._declared_url(name)
        if not url or ("operation" in members and operation is None):
            raise self._wrong(name, "says no url or operation that issues tokens")
        url = urljoin(self.target.url + "/", url)
        try:
            found = parse_target(url.partition("?")[0])
        except BaseUrlError as error:
            raise self._wrong(name, f"has a url that cannot be used: {error.what}") from error
        if not found.is_secure and not found.is_loopback:
            raise self._wrong(name, "would send its secret without TLS")
        return url

    def _declared_url(self, name: str) -> str:
        place: Json = self.contract.document
        steps = ("components", "securitySchemes", name, "flows", "clientCredentials", "tokenUrl")
        for step in steps:
            place = place.get(step) if isinstance(place, dict) else None
        return place if isinstance(place, str) else ""

    def _wrong(self, name: str, what: str) -> CredentialsError:
        return CredentialsError(
            f"the entry {name} {what}",
            where=self.file,
            remedy="give token, key, username and password, or token_from with url and client_id",
        )


def _load(file: Path) -> JsonObject:
    source = parse_yaml(read_bounded(file), file=str(file))
    if not isinstance(source, dict):
        raise CredentialsError(
            "this holds no credentials by scheme",
            where=str(file),
            remedy="write one line per security scheme, such as  bearerAuth: {token: ...}",
        )
    return source


def _plain_secrets(value: Json) -> Iterator[str]:
    """Yield the secrets that stand in a file themselves, not as `${NAME}`."""
    if not isinstance(value, dict):
        return
    for name, each in value.items():
        if name in _SECRET and isinstance(each, str) and not _VARIABLE.search(each):
            yield each
        yield from _plain_secrets(each)


def _refuse_open(file: Path) -> None:
    mode = file.stat().st_mode
    if mode & stat.S_IROTH:
        raise CredentialsError(
            "every user of this machine can read these credentials",
            where=str(file),
            remedy=f"chmod 600 {file}, or write ${{NAME}} and set them in the environment",
        )
