"""Verifications for tests: a deployment served over loopback, what arrives there, and plans.

What arrives is noted where it arrives, and not by anything of ours.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.deviations import courier_access, depot_access
from tests.deviations.plain import CONTRACTS, PlainService
from tests.loopback import served
from understudy.behavior import AuthMode
from understudy.cli.program import main
from understudy.services import Loaded, load_service
from understudy.serving import Settings, build_application
from understudy.verification.guarding import (
    Credential,
    Credentials,
    Limits,
    parse_target,
    stand_in_credentials,
)
from understudy.verification.identities import configured_identities, stand_in_identities
from understudy.verification.plans import Engine, Plan, Side
from understudy.verification.profiles import Profile

FAR = "https://api.example.com"  # beyond this machine: the rules that count, never the address
PROBES = frozenset({Engine.PROBES})
FUZZER = frozenset({Engine.FUZZER})
CREDENTIALS = {
    "depot": {"bearer": Credential(value=depot_access.ADMIN)},
    "courier": {"key": Credential(value=courier_access.API_KEY)},
}
GIVEN: Mapping[str, Mapping[str, Any]] = {"courier": {"X-Tenant-Id": "north"}}
LIMITS = Limits(timeout_s=4.0, longest_wait_s=1.0, total_s=60.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A request that a deployment received, and the status and body it answered with."""

    method: str
    path: str
    headers: Mapping[str, str]
    status: int
    body: bytes

    @property
    def value(self) -> Any:
        """What was answered, as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Noting:
    """An application that notes what arrives before another."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.arrived: list[Arrived] = []

    @property
    def methods(self) -> set[str]:
        return {each.method for each in self.arrived}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, body = 0, b""

        async def noted(message: Message) -> None:
            nonlocal status, body
            status = message.get("status", status)
            body += message.get("body", b"")
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            headers = {key.decode(): value.decode("latin-1") for key, value in scope["headers"]}
            path = scope["path"]
            self.arrived.append(
                Arrived(
                    method=scope["method"], path=path, headers=headers, status=status, body=body
                )
            )


@cache
def loaded(service: str) -> Loaded:
    """Load a service once: a built-in one, or one of the plain ones."""
    own = CONTRACTS / service / "openapi.yaml"
    return load_service(str(own) if own.exists() else service)


def stand_in_app(service: str) -> ASGIApp:
    """Return the stand-in of a service, as `serve` has it."""
    return build_application(Settings(services=(service,), auth=AuthMode.PRESENT))


def stand_in_side(service: Loaded, url: str, **changes: Any) -> Side:
    """Return how a stand-in is asked."""
    contract, behavior = service.contract, service.behavior
    settings: dict[str, Any] = {
        "name": "stand-in",
        "credentials": stand_in_credentials(contract, behavior),
        "identities": stand_in_identities(contract, behavior),
        "is_stand_in": True,
    }
    return Side(target=parse_target(url), **(settings | changes))


def deployment_side(service: str, url: str, *, is_far: bool = False, **changes: Any) -> Side:
    """Return how a plain service is asked. `is_far`: by the rules for those beyond loopback."""
    schemes = loaded(service).contract.security_schemes
    credentials = Credentials(schemes=schemes, by_scheme=CREDENTIALS.get(service, {}))
    target = parse_target(url)
    settings: dict[str, Any] = {
        "name": "deployment",
        "credentials": credentials,
        "identities": configured_identities(credentials),
        "permitted_as": parse_target(FAR + target.base) if is_far else None,
    }
    return Side(target=target, **(settings | changes))


def plan_of(service: Loaded, *sides: Side, **changes: Any) -> Plan:
    """Return a plan: everything is read by probes, unless it is said otherwise."""
    settings: dict[str, Any] = {
        "loaded": service,
        "operations": service.contract.operations,
        "profile": Profile.READ,
        "engines": PROBES,
        "limits": LIMITS,
        "given": GIVEN.get(service.name, {}),
    }
    return Plan(sides=sides, **(settings | changes))


@contextmanager
def deployed(service: PlainService) -> Iterator[tuple[Noting, str]]:
    """Serve a plain service; give what arrives there and its URL with the base path."""
    noting = Noting(service.app)
    with served(noting) as origin:
        yield noting, origin + service.base_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What came of a command."""

    code: object
    out: str
    err: str


def understudy(*words: object) -> Ended:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    before, sys.argv = sys.argv, ["understudy", *map(str, words)]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as end:
        return Ended(code=end.code or 0, out=out.getvalue(), err=err.getvalue())
    finally:
        sys.argv = before
    raise AssertionError("the command did not end")
