"""A deployment to ask: a server on raw sockets that keeps every byte, and answers what it is told.

It is not our engine, and it does not parse more than it must: what it saw is what was sent.
"""

from __future__ import annotations

import json
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx2

from understudy.behavior import Behavior, Declaration, infer_behavior
from understudy.contract.operations import Contract
from understudy.contract.reading import interpret
from understudy.verification.guarding import (
    Credential,
    Credentials,
    Guard,
    Limits,
    Permits,
    Scope,
    parse_target,
)

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # made once: it takes longer than a request
HANG = b"<hang>"
RESET = b"<reset>"
CLOSE = b"<close>"  # without having said so
HUNG_S = 20  # longer than any test waits


@dataclass(frozen=True)
class Received:
    """A request, as it came."""

    method: bytes
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        wanted = name.lower().encode()
        return next((v.decode("latin-1") for k, v in self.headers if k.lower() == wanted), None)

    @property
    def line(self) -> str:
        return f"{self.method.decode()} {self.target.decode()}"


Answer = Callable[[Received], bytes]


def response(
    status: int = 200, value: object = None, headers: tuple[str, ...] = (), body: bytes = b""
) -> bytes:
    """Return an answer's bytes: JSON, when there is a value."""
    content = json.dumps(value).encode() if value is not None else body
    kind = ("Content-Type: application/json",) if value is not None else ()
    lines = (f"HTTP/1.1 {status} Said", f"Content-Length: {len(content)}", *kind, *headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


class Deployment:
    """`received` holds what came; `answer` says what goes back."""

    def __init__(self, answer: Answer) -> None:
        self.received: list[Received] = []
        self.answer = answer
        self.is_over = threading.Event()

    @property
    def lines(self) -> list[str]:
        return [each.line for each in self.received]


class _Handler(socketserver.StreamRequestHandler):
    """One connection."""

    deployment: Deployment
    timeout = HUNG_S

    def handle(self) -> None:
        try:
            while self._serve_one():
                pass
        except OSError:
            pass  # the guard closed the connection: so it should

    def _serve_one(self) -> bool:
        start = self.rfile.readline()
        if not start:
            return False
        method, target, _ = start.split(b" ", 2)
        headers = tuple(self._headers())
        body = self._body({name.lower(): value for name, value in headers})
        received = Received(method, target, headers, body)
        self.deployment.received.append(received)
        answer = self.deployment.answer(received)
        if answer == HANG:
            self.deployment.is_over.wait(HUNG_S)
            return False
        if answer.endswith(RESET):
            self.connection.sendall(answer.removesuffix(RESET))
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            return False
        self.connection.sendall(answer.removesuffix(CLOSE))
        if answer.endswith(CLOSE):
            return False
        return b"\r\nconnection: close" not in answer.lower() and answer.startswith(b"HTTP/1.1")

    def _headers(self) -> Iterator[tuple[bytes, bytes]]:
        while line := self.rfile.readline().rstrip(b"\r\n"):
            name, _, value = line.partition(b":")
            yield name, value.strip()

    def _body(self, headers: dict[bytes, bytes]) -> bytes:
        if headers.get(b"transfer-encoding") == b"chunked":
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(headers.get(b"content-length", b"0")))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def shutdown_request(self, request: Any) -> None:
        """Close, and do not say so before: a reset is one only then."""
        self.close_request(request)


@contextmanager
def deployed(answer: Answer) -> Iterator[tuple[Deployment, str]]:
    """Give a deployment and its URL."""
    deployment = Deployment(answer)
    handler = type("Handler", (_Handler,), {"deployment": deployment})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield deployment, f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            deployment.is_over.set()
            server.shutdown()
            thread.join()


def pets(**changes: Any) -> dict[str, Any]:
    """Return a contract of pets and their toys, asked with a bearer token."""
    pet = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
    }
    identity = {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}
    toy_id = {"name": "toyId", "in": "path", "required": True, "schema": {"type": "integer"}}
    body = {"required": True, "content": {"application/json": {"schema": pet}}}

    def answers(schema: object, status: str = "200") -> dict[str, Any]:
        content = {"application/json": {"schema": schema}}
        return {status: {"description": "as asked", "content": content}}

    gone = {"204": {"description": "gone"}}
    listed = answers({"type": "array", "items": pet})
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://pets.example.com/v1"}],
        "security": [{"bearer": []}],
        "paths": {
            "/pets": {
                "get": {"operationId": "listPets", "responses": listed},
                "post": {
                    "operationId": "createPet",
                    "requestBody": body,
                    "responses": answers(pet, "201"),
                },
            },
            "/pets/{petId}": {
                "parameters": [identity],
                "get": {"operationId": "getPet", "responses": answers(pet)},
                "patch": {
                    "operationId": "updatePet",
                    "requestBody": body,
                    "responses": answers(pet),
                },
                "delete": {"operationId": "deletePet", "responses": gone},
            },
            "/pets/{petId}/toys": {
                "parameters": [identity],
                "get": {"operationId": "listToys", "responses": listed},
                "post": {
                    "operationId": "createToy",
                    "requestBody": body,
                    "responses": answers(pet, "201"),
                },
            },
            "/pets/{petId}/toys/{toyId}": {
                "parameters": [identity, toy_id],
                "get": {"operationId": "getToy", "responses": answers(pet)},
                "delete": {"operationId": "deleteToy", "responses": gone},
            },
            "/pets/{petId}/sell": {
                "parameters": [identity],
                "post": {"operationId": "sellPet", "responses": answers(pet)},
            },
            "/import": {"post": {"operationId": "importPets", "responses": answers(pet)}},
        },
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "query", "name": "api_key"},
                "basic": {"type": "http", "scheme": "basic"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
            }
        },
    }
    return {**document, **changes}


def contract_of(document: dict[str, Any] | None = None) -> tuple[Contract, Behavior]:
    contract = interpret(document or pets(), file="pets.yaml")
    return contract, infer_behavior(contract)


def guarded(
    url: str,
    *,
    document: dict[str, Any] | None = None,
    writes: bool = False,
    scope: Scope | None = None,
    is_far: bool = False,
    declared: Mapping[str, Declaration] | None = None,
    **options: Any,
) -> Guard:
    """Return a guard before a deployment. `is_far`: the rules take it for one beyond loopback.

    `declared` is laid over what is inferred of the operations.
    """
    contract, behavior = contract_of(document)
    behavior = replace(behavior, declarations={**behavior.declarations, **(declared or {})})
    target = parse_target(url)
    ruled = parse_target("https://pets.example.com" + target.base) if is_far else target
    permits = Permits(contract, behavior, ruled, writes=writes, scope=scope)
    limits = options.pop("limits", Limits(timeout_s=5))
    return Guard(target, permits, limits, **options)


def credentials_of(
    values: Mapping[str, Credential], document: dict[str, Any] | None = None
) -> Credentials:
    """Return credentials for schemes of the pets' contract."""
    contract, _ = contract_of(document)
    return Credentials(schemes=contract.security_schemes, by_scheme=values)


def asking(guard: Guard) -> httpx2.Client:
    """Return a client that asks through a guard."""
    return httpx2.Client(base_url=guard.url, verify=NO_TLS, timeout=30)


def ask(guard: Guard, method: str, path: str, **options: Any) -> httpx2.Response:
    """Ask once through a guard."""
    with asking(guard) as client:
        return client.request(method, path, **options)
