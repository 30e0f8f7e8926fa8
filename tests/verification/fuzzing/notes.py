"""A contract of notes, a deployment of it with faults that can be planted, reports about it."""

from __future__ import annotations

import base64
import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from understudy.behavior import Behavior, infer_behavior
from understudy.contract import Contract, Json, interpret
from understudy.verification.fuzzing import Credential, FuzzJob, split_by_base_path
from understudy.verification.profiles import Effort, Phase

TOKEN = "marker-of-a-token"  # noqa: S105 - planted, to be looked for
EFFORT = Effort(phases=(Phase.COVERAGE, Phase.STATEFUL), examples=2, writes=True)
NOTE = {
    "type": "object",
    "required": ["id", "text"],
    "additionalProperties": False,
    "properties": {"id": {"type": "integer"}, "text": {"type": "string"}},
}
NEW = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string", "minLength": 1, "maxLength": 20}},
}
PROBLEM = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 50}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}


def answers(schema: Any, *refusals: str, status: str = "200", **more: Any) -> dict[str, Any]:
    """Return responses: one that grants, and problems."""
    content = {"content": {"application/json": {"schema": schema}}} if schema else {}
    refused = {"content": {"application/json": {"schema": PROBLEM}}}
    return {
        status: {"description": "as asked", **content, **more},
        **{each: {"description": "not as asked", **refused} for each in refusals},
    }


def schema(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def document() -> dict[str, Any]:
    """Return a document that tests may change."""
    page = {
        "type": "object",
        "required": ["data"],
        "additionalProperties": False,
        "properties": {"data": {"type": "array", "items": schema("Note")}},
    }
    body = {"required": True, "content": {"application/json": {"schema": NEW}}}
    location = {"headers": {"Location": {"required": True, "schema": {"type": "string"}}}}
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Notes", "version": "1"},
        "servers": [{"url": "https://notes.example/v1"}],
        "security": [{"token": []}],
        "paths": {
            "/notes": {
                "get": {
                    "operationId": "listNotes",
                    "parameters": [LIMIT],
                    "responses": answers(page, "400", "401"),
                },
                "post": {
                    "operationId": "createNote",
                    "requestBody": body,
                    "responses": answers(
                        schema("Note"), "400", "401", "415", status="201", **location
                    ),
                },
            },
            "/notes/{id}": {
                "parameters": [ID],
                "get": {
                    "operationId": "getNote",
                    "responses": answers(schema("Note"), "400", "401", "404"),
                },
                "delete": {
                    "operationId": "deleteNote",
                    "responses": answers(None, "400", "401", "404", status="204"),
                },
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Note": NOTE},
        },
    }
    copy: dict[str, Any] = json.loads(json.dumps(made))
    return copy


def contract(changed: dict[str, Any] | None = None) -> Contract:
    return interpret(document() if changed is None else changed)


def job(url: str = "http://127.0.0.1:1", **changes: Any) -> FuzzJob:
    """Return a job about the notes."""
    about: Contract = changes.pop("contract", None) or contract()
    behavior: Behavior = changes.pop("behavior", None) or infer_behavior(about)
    settings: dict[str, Any] = {
        "groups": split_by_base_path(about.operations),
        "effort": EFFORT,
        "seed": 1,
        "credentials": {"token": Credential(value=TOKEN)},
        "timeout_s": 60.0,
    }
    return FuzzJob(contract=about, behavior=behavior, url=url, **(settings | changes))


class Notes:
    """A deployment that keeps its contract, but for the faults it is given."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        self.kept: dict[int, dict[str, object]] = {}
        self.last = 0
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]
        self.app = Starlette(
            routes=[
                Route("/v1/notes", self.notes, methods=methods),
                Route("/v1/notes/{id}", self.note, methods=methods),
            ]
        )

    async def notes(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return problem(401)
        if request.method == "GET":
            return self.list(request.query_params.getlist("limit"))
        if request.method == "POST":
            return self.create(request.headers.get("content-type"), await request.body())
        return problem(405, Allow="GET, POST")

    def list(self, limits: list[str]) -> Response:
        if not all(each.isascii() and each.isdigit() and 1 <= int(each) <= 50 for each in limits):
            return problem(400)
        rows = list(self.kept.values())
        if "wrong-type" in self.faults:
            rows = [{**each, "id": str(each["id"])} for each in rows]
        return JSONResponse({"data": rows})

    def create(self, media_type: str | None, content: bytes) -> Response:
        if media_type != "application/json":
            return problem(415)
        try:
            body = json.loads(content)
        except ValueError:
            return problem(400)
        if not isinstance(body, dict) or body.keys() != {"text"}:
            return problem(400)
        text = body["text"]
        shortest = 0 if "accepts-empty" in self.faults else 1
        if not isinstance(text, str) or not shortest <= len(text) <= 20:
            return problem(400)
        self.last += 1
        self.kept[self.last] = {"id": self.last, "text": text}
        location = {"Location": f"/v1/notes/{self.last}"}
        return JSONResponse(self.kept[self.last], 201, headers=location)

    async def note(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return problem(401)
        if request.method not in {"GET", "DELETE"}:
            return problem(405, Allow="GET, DELETE")
        key = request.path_params["id"]
        if not key.isascii() or not key.isdigit() or int(key) < 1:
            return problem(400)
        if int(key) not in self.kept:
            return problem(404)
        if request.method == "GET":
            return JSONResponse(self.kept[int(key)])
        del self.kept[int(key)]
        return Response(status_code=204)


def problem(status: int, **headers: str) -> Response:
    return JSONResponse({"title": "no"}, status, headers=headers)


def check(code: str, name: str = "", **said: str) -> dict[str, Any]:
    """Return a failed check as the fuzzer reports it."""
    failure = {"type": "Failure", "code": code, "title": "", "message": "", **said}
    return {"name": name, "status": "failure", "failure_info": {"failure": failure}}


def interaction(
    method: str,
    target: str,
    status: int,
    body: Json = None,
    **more: Any,
) -> dict[str, Any]:
    """Return what was sent and answered as the fuzzer reports it; more are sent, headers, at."""
    sent, headers = more.get("sent"), more.get("headers", {})
    request: dict[str, Any] = {
        "method": method,
        "uri": f"http://127.0.0.1:1{target}",
        "headers": {
            "Authorization": ["[Filtered]"],
            "Content-Type": ["application/json"],
            "Understudy-Asker": ["fuzzer"],
        },
    }
    if sent is not None:
        request["body"] = encoded(json.dumps(sent).encode())
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    response = {
        "status_code": status,
        "headers": {
            name: [value] for name, value in {"content-type": "application/json", **headers}.items()
        },
        "content": encoded(content),
        "elapsed": 0.002,
    }
    return {
        "request": request,
        "response": response,
        "timestamp": more.get("at", 0.0),
    }


def encoded(content: bytes) -> dict[str, str]:
    return {"$base64": base64.b64encode(content).decode()}


def node(method: str, path: str, parent: str | None = None, **data: Any) -> dict[str, Any]:
    """Return a case as the fuzzer reports it; `data` says what was done to it on purpose."""
    value = {"method": method, "path": path, "meta": {"phase": {"name": "x", "data": data}}}
    return {"value": value, **({"parent_id": parent} if parent else {})}


def scenario(
    checks: dict[str, Any],
    cases: dict[str, Any],
    interactions: dict[str, Any],
    *,
    phase: str = "coverage",
    label: str = "POST /notes",
) -> dict[str, Any]:
    """Return a `ScenarioFinished` event."""
    recorder = {"label": label, "checks": checks, "cases": cases, "interactions": interactions}
    return {"phase": phase, "status": "failure", "recorder": recorder}
