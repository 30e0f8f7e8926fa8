"""Who the fuzzer is: somebody with full rights or a role, nobody, or somebody whose time is up."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from benchmarks.cases import BEARER
from understudy.services.loading import Loaded
from understudy.verification.fuzzing import Credential

LATER = {"advance_s": 10**9}  # longer than any token lives
CLOCK = "/_understudy/worlds/default/clock"
KEY = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


class Access(StrEnum):
    """Who asks."""

    FULL = "full"
    RESTRICTED = "restricted"
    NOBODY = "nobody"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """How a token is asked for, and where the answer has it."""

    path: str
    body: str
    headers: Mapping[str, str]
    place: tuple[str, ...]


JSON = {"Content-Type": "application/json"}
GRANTS = {
    "goldleaf": Grant(
        path="/security/v1/token",
        body=json.dumps({"apiKey": "key", "name": "Sync", "grantType": "client_credentials"}),
        headers=JSON,
        place=("data", "securityToken"),
    ),
    "exsited": Grant(
        path="/api/v1/oauth2/token",
        body=json.dumps(
            {
                "grant_type": "client_credentials",
                "client_id": "client",
                "client_secret": "secret",
                "redirect_uri": "https://example.com",
            }
        ),
        headers=JSON,
        place=("access_token",),
    ),
    "jtl": Grant(
        path="/oauth2/token",
        body="grant_type=client_credentials",
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": "Basic Y2xpZW50OnNlY3JldA==",
        },
        place=("access_token",),
    ),
}
EXPIRED_KEY = "aug_sk_test_expired"  # where keys are given out by hand


def options(access: Access) -> tuple[str, ...]:
    """Return the options of the server that is asked.

    By default any well-formed credential will do; who has none makes one up.
    """
    return ("--auth", "strict") if access in (Access.NOBODY, Access.EXPIRED) else ()


def credentials(access: Access, loaded: Loaded, port: int) -> Mapping[str, Credential] | None:
    """Return what to send, by security scheme; None when a service knows no such caller."""
    if access is Access.NOBODY:
        return {}
    bearer = _bearer(access, loaded, port)
    if bearer is None:
        return None
    return {
        name: Credential(
            value=KEY if scheme.type == "apiKey" else bearer, username="client", password=BEARER
        )
        for name, scheme in loaded.contract.security_schemes.items()
    }


def _bearer(access: Access, loaded: Loaded, port: int) -> str | None:
    if access is Access.RESTRICTED:
        return _restricted(loaded)
    return _expired(loaded.name, port) if access is Access.EXPIRED else BEARER


def _restricted(loaded: Loaded) -> str | None:
    """Return the last role, or else the scope that most operations take."""
    if loaded.behavior.credentials.roles:
        return loaded.behavior.credentials.roles[-1]
    scopes = Counter(
        scope
        for operation in loaded.contract.operations
        for requirement in operation.security
        for names in requirement.schemes.values()
        for scope in names
    )
    return scopes.most_common(1)[0][0] if scopes else None


def _expired(service: str, port: int) -> str:
    grant = GRANTS.get(service)
    if grant is None:
        return EXPIRED_KEY
    token: Any = _post(port, grant.path, grant.body, grant.headers)
    for step in grant.place:
        token = token[step]
    _post(port, CLOCK, json.dumps(LATER), JSON)
    return str(token)


def _post(port: int, path: str, body: str, headers: Mapping[str, str]) -> object:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", path, body, dict(headers))
    response = connection.getresponse()
    content = response.read()
    connection.close()
    if response.status >= http.client.BAD_REQUEST:
        message = f"{path} answered {response.status}: {content.decode()}"
        raise RuntimeError(message)
    return json.loads(content)
