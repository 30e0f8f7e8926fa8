"""The control API under /_understudy: health, services, worlds; it describes itself.

It can change what every test of a team sees, so it is guarded: a request must name this machine in
Host (a web page that rebinds its DNS name does not), must not come from a foreign page (Origin),
and needs a token when the server is bound to more than loopback.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from understudy import __version__
from understudy.contract.operations import JsonObject, Label
from understudy.serving.application import CONTROL, WORLD_NAME, WORLD_NAME_RULE
from understudy.serving.clocks import Unclear, describe_clock, read_advance
from understudy.serving.description import describe_control
from understudy.serving.standins import StandIn
from understudy.serving.trying import Trier
from understudy.state import Backend, Full

LONGEST_BODY = 1_000  # of a request to this API, in bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Who may use the control API; bound beyond loopback (`is_exposed`) it asks for `token`."""

    is_exposed: bool = False
    token: str | None = None

    def objection(self, headers: Mapping[str, str], path: str) -> str | None:
        """Return why a request is refused, None when it is not."""
        if path == f"/{CONTROL}/health":
            return None
        host = headers.get("host", "")
        if not self.is_exposed and not _is_loopback(_name_of(host)):
            return f"the control API does not answer to host {host!r}; use 127.0.0.1 or localhost"
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return f"the control API is not for pages of {origin}"
        if self.is_exposed and not self._has_token(headers.get("authorization", "")):
            return (
                "this server is bound beyond loopback: send `Authorization: Bearer <token>`"
                " with the token it was started with (--token)"
            )
        return None

    def _has_token(self, header: str) -> bool:
        return self.token is not None and hmac.compare_digest(
            header.encode(), f"Bearer {self.token}".encode()
        )


def _name_of(host: str) -> str:
    """Return the name or address in a Host header, "" when it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class ControlApi:
    """The endpoints, and what they need."""

    def __init__(
        self, stand_ins: tuple[StandIn, ...], backend: Backend, guard: Guard, *, seed: int
    ) -> None:
        self._stand_ins = {each.name: each for each in stand_ins}
        self._backend = backend
        self._guard = guard
        self._seed = seed
        self._trier = Trier(self._stand_ins)
        prefix = f"/{CONTROL}"
        self._app: ASGIApp = Starlette(
            routes=[
                Route(f"{prefix}/health", self.health, methods=["GET"]),
                Route(f"{prefix}/services", self.services, methods=["GET"]),
                Route(
                    f"{prefix}/services/{{service}}/openapi.json", self.contract, methods=["GET"]
                ),
                Route(f"{prefix}/worlds", self.worlds, methods=["GET"]),
                Route(f"{prefix}/worlds/{{world}}/reset", self.reset, methods=["POST"]),
                Route(f"{prefix}/worlds/{{world}}/clock", self.clock, methods=["GET"]),
                Route(f"{prefix}/worlds/{{world}}/clock", self.advance, methods=["POST"]),
                Route(f"{prefix}/openapi.json", self.description, methods=["GET"]),
                Route(f"{prefix}/try/{{service}}/{{operation}}", self.attempt, methods=["GET"]),
                Route(
                    f"{prefix}",
                    lambda _request: RedirectResponse(f"{prefix}/services"),
                    methods=["GET"],
                ),
            ],
            exception_handlers={
                404: _not_found,
                405: _method_not_allowed,
                Exception: _failed,  # answered so, and then raised on: the server logs it
            },
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, if it may."""
        # The path as it is routed, not that of `Request.url`: there, the Host header has a say.
        objection = self._guard.objection(Headers(scope=scope), scope["path"])
        app = self._app if objection is None else problem(403, objection)
        await app(scope, receive, send)

    async def health(self, _request: Request) -> Response:
        """Say that the server answers."""
        return JSONResponse(
            {"status": "ok", "version": __version__, "services": sorted(self._stand_ins)}
        )

    async def services(self, request: Request) -> Response:
        """List services, with every operation and what is known of it."""
        base = str(request.base_url).rstrip("/")
        described = [_describe(each, base) for each in self._stand_ins.values()]
        return JSONResponse({"seed": self._seed, "services": described})

    async def contract(self, request: Request) -> Response:
        """Return a service's contract as JSON."""
        stand_in = self._stand_ins.get(request.path_params["service"])
        if stand_in is None:
            return problem(404, self._no_service(request.path_params["service"]))
        return JSONResponse(stand_in.contract.document)

    async def worlds(self, _request: Request) -> Response:
        """List the worlds in which something was changed."""
        return JSONResponse({"worlds": list(await self._backend.worlds())})

    async def reset(self, request: Request) -> Response:
        """Bring a world back to its start."""
        world = request.path_params["world"]
        if WORLD_NAME.fullmatch(world) is None:
            return problem(400, f"a world's name is {WORLD_NAME_RULE}")
        await self._backend.reset(world)
        for stand_in in self._stand_ins.values():
            stand_in.forget(world)
        return JSONResponse({"world": world, "reset": True})

    async def clock(self, request: Request) -> Response:
        """Tell a world's time."""
        world = request.path_params["world"]
        if WORLD_NAME.fullmatch(world) is None:
            return problem(400, f"a world's name is {WORLD_NAME_RULE}")
        return JSONResponse(describe_clock(world, await self._backend.clock(world)))

    async def advance(self, request: Request) -> Response:
        """Put a world's clock forward."""
        world = request.path_params["world"]
        if WORLD_NAME.fullmatch(world) is None:
            return problem(400, f"a world's name is {WORLD_NAME_RULE}")
        content = b""
        async for chunk in request.stream():
            content += chunk
            if len(content) > LONGEST_BODY:
                return problem(413, f"the body is longer than {LONGEST_BODY} bytes")
        try:
            await self._backend.advance(
                world, read_advance(content, await self._backend.clock(world))
            )
        except Unclear as unclear:
            return problem(400, str(unclear))
        except Full as full:
            return problem(413, f"{full}; reset worlds that are done with")
        return JSONResponse(describe_clock(world, await self._backend.clock(world)))

    async def description(self, _request: Request) -> Response:
        """Describe this API."""
        return JSONResponse(describe_control())

    async def attempt(self, request: Request) -> Response:
        """Do a reading operation with sample values, or show the request of a writing one."""
        service, operation = request.path_params["service"], request.path_params["operation"]
        if service not in self._stand_ins:
            return problem(404, self._no_service(service))
        return await self._trier.attempt(service, operation, request)

    def _no_service(self, name: str) -> str:
        return (
            f"no service {name!r} is served here; there are: {', '.join(sorted(self._stand_ins))}"
        )


def problem(status: int, detail: str) -> Response:
    """Return an RFC 9457 problem."""
    body = {"type": "about:blank", "status": status, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json")


async def _not_found(request: Request, _error: Exception) -> Response:
    return problem(
        404,
        f"there is nothing at {request.url.path}; see /{CONTROL}/openapi.json",
    )


async def _failed(_request: Request, _error: Exception) -> Response:
    return problem(500, "the control API failed; the log says how")


async def _method_not_allowed(request: Request, error: Exception) -> Response:
    response = problem(405, f"{request.url.path} does not take {request.method}")
    headers = cast("Mapping[str, str] | None", getattr(error, "headers", None))
    response.headers.update(headers or {})
    return response


def _describe(stand_in: StandIn, base: str) -> JsonObject:
    operations = stand_in.contract.operations
    labels = [each.provenance.label if each.provenance else None for each in operations]
    return {
        "name": stand_in.name,
        "title": stand_in.contract.title,
        "url": f"{base}/{stand_in.name}",
        "contract": f"{base}/{CONTROL}/services/{stand_in.name}/openapi.json",
        "operations": [
            {
                "id": each.id,
                "method": each.method,
                "path": each.base_paths[0] + each.path,
                "behavior": plan_kind(stand_in, each.id),
                "provenance": each.provenance.label.value if each.provenance else None,
                "try": f"{base}/{CONTROL}/try/{stand_in.name}/{each.id}",
            }
            for each in operations
        ],
        "documented": labels.count(Label.DOCUMENTED),
        "inferred": labels.count(Label.INFERRED),
        "conflict": labels.count(Label.CONFLICT),
        "quirks": [
            {
                "name": each.name,
                "says": each.says,
                "provenance": each.provenance.label.value,
                "doubtful": each.doubtful,
                "on": each.name not in stand_in.behavior.off,
            }
            for each in stand_in.behavior.quirks.values()
        ],
    }


def plan_kind(stand_in: StandIn, operation_id: str) -> str:
    """Return the kind of behavior of an operation."""
    declared = stand_in.behavior.declarations.get(operation_id)
    return declared.kind.value if declared else "sample"
