"""A help desk of a few operations: makers that nothing creates, tickets, badges, uploads.

Each fault is a way in which it breaks what is declared of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Record = dict[str, Any]
TEXT = {"type": "string", "minLength": 1, "maxLength": 60}
ID = {"type": "integer", "minimum": 1}


def _parameter(name: str) -> Record:
    return {"name": name, "in": "path", "required": True, "schema": ID}


def _answers(*statuses: str, body: Record | None = None) -> Record:
    content = {"application/json": {"schema": body or {"type": "object"}}}
    return {each: {"description": "An answer.", "content": content} for each in statuses}


def _schema(**properties: Record) -> Record:
    return {"type": "object", "required": [*properties], "properties": properties}


def _body(schema: Record, media_type: str = "application/json") -> Record:
    return {"required": True, "content": {media_type: {"schema": schema}}}


MAKER = _schema(id=ID, name=TEXT, city=TEXT)
TICKET = _schema(
    id=ID, code=TEXT, maker_id=ID, status={"type": "string", "enum": ["open", "closed"]}
)
BADGE = _schema(id=ID, maker_id=ID, title=TEXT)
UPLOAD = _schema(file={"type": "string", "format": "binary"})
KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}

CONTRACT: Record = {
    "openapi": "3.1.0",
    "info": {"title": "Desk", "version": "1"},
    "paths": {
        "/makers": {
            "get": {
                "operationId": "listMakers",
                "responses": _answers("200", body={"type": "array", "items": MAKER}),
            }
        },
        "/makers/{makerId}": {
            "parameters": [_parameter("makerId")],
            "get": {"operationId": "getMaker", "responses": _answers("200", "404", body=MAKER)},
            "patch": {
                "operationId": "updateMaker",
                "requestBody": _body(
                    {"type": "object", "properties": {"name": TEXT, "city": TEXT}}
                ),
                "responses": _answers("200", "404", body=MAKER),
            },
            "delete": {
                "operationId": "deleteMaker",
                "responses": {"204": {"description": "Gone."}, **_answers("404")},
            },
        },
        "/makers/{makerId}/badges": {
            "parameters": [_parameter("makerId")],
            "get": {
                "operationId": "listBadges",
                "responses": _answers("200", body={"type": "array", "items": BADGE}),
            },
        },
        "/makers/{makerId}/badges/{badgeId}": {
            "parameters": [_parameter("makerId"), _parameter("badgeId")],
            "get": {"operationId": "getBadge", "responses": _answers("200", "404", body=BADGE)},
        },
        "/tickets": {
            "get": {
                "operationId": "listTickets",
                "responses": _answers("200", body={"type": "array", "items": TICKET}),
            },
            "post": {
                "operationId": "createTicket",
                "requestBody": _body(_schema(code=TEXT, maker_id=ID)),
                "responses": _answers("201", "409", "422", body=TICKET),
            },
        },
        "/tickets/{ticketId}": {
            "parameters": [_parameter("ticketId")],
            "get": {"operationId": "getTicket", "responses": _answers("200", "404", body=TICKET)},
        },
        "/tickets/{ticketId}/close": {
            "parameters": [_parameter("ticketId")],
            "post": {
                "operationId": "closeTicket",
                "parameters": [KEY],
                "responses": _answers("200", "404", "409", body=TICKET),
            },
        },
        "/uploads": {
            "post": {
                "operationId": "upload",
                "requestBody": _body(UPLOAD, "multipart/form-data"),
                "responses": _answers("201", "400", body=_schema(upload_id=TEXT)),
            }
        },
        "/uploads/{upload_id}": {
            "parameters": [{**_parameter("upload_id"), "schema": TEXT}],
            "get": {"operationId": "getUpload", "responses": _answers("200", "404")},
        },
    },
}

BEHAVIOR: Record = {
    "idempotency": {"header": "Idempotency-Key", "methods": ["POST"]},
    "resources": {
        "maker": {"key": "id"},
        "badge": {"key": "id"},
        "ticket": {
            "key": "id",
            "unique": ["code"],
            "references": {"maker_id": {"resource": "maker"}},
        },
    },
    "operations": {
        "listMakers": {"behavior": "list", "resource": "maker"},
        "getMaker": {"behavior": "get", "resource": "maker"},
        "updateMaker": {"behavior": "update", "resource": "maker"},
        "deleteMaker": {"behavior": "delete", "resource": "maker"},
        "listBadges": {
            "behavior": "list",
            "resource": "badge",
            "within": [{"resource": "maker", "parameter": "makerId", "field": "maker_id"}],
        },
        "getBadge": {
            "behavior": "get",
            "resource": "badge",
            "within": [{"resource": "maker", "parameter": "makerId", "field": "maker_id"}],
        },
        "listTickets": {"behavior": "list", "resource": "ticket"},
        "getTicket": {"behavior": "get", "resource": "ticket"},
        "createTicket": {"behavior": "create", "resource": "ticket"},
        "closeTicket": {
            "behavior": "update",
            "resource": "ticket",
            "when": {"status": ["open"]},
            "set": {"status": "closed"},
        },
        "upload": {"behavior": "handler", "handler": "upload"},
        "getUpload": {"behavior": "handler", "handler": "get_upload"},
    },
}


class Desk:
    """The service: dictionaries, and faults that are switched on."""

    def __init__(self, faults: Iterable[str] = ()) -> None:
        self.faults = frozenset(faults)
        self.makers = {n: {"id": n, "name": f"Maker {n}", "city": "Bern"} for n in range(1, 6)}
        self.badges = {
            n: {"id": n, "maker_id": 1 + n % 3, "title": f"Badge {n}"} for n in range(1, 10)
        }
        self.tickets = {
            n: {"id": n, "code": f"T-{n}", "maker_id": n, "status": ("open", "closed")[n % 2]}
            for n in range(1, 5)
        }
        self.uploads: set[str] = set()
        self.replays: dict[str, tuple[bytes, Response]] = {}
        self.methods: list[str] = []

    def has(self, fault: str) -> bool:
        return fault in self.faults

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self.answer, methods=[*METHODS])])

    async def answer(self, request: Request) -> Response:
        self.methods.append(request.method)
        key = request.headers.get("idempotency-key", "")
        if key in self.replays and not self.has("keys_ignored"):
            body, first = self.replays[key]
            return first if body == await request.body() else _refused(409)
        found = (
            (handler, match)
            for method, pattern, handler in _ROUTES
            if method == request.method and (match := re.fullmatch(pattern, request.url.path))
        )
        handler, match = next(found, (None, None))
        if handler is None or match is None:
            return _refused(404)
        reply: Response = await getattr(self, handler)(request, *match.groups())
        if key and request.method == "POST" and reply.status_code < 400:
            self.replays[key] = (await request.body(), reply)
        return reply

    async def list_makers(self, _: Request) -> Response:
        return JSONResponse([*self.makers.values()])

    async def get_maker(self, _: Request, number: str) -> Response:
        return _shown(self.makers.get(int(number)))

    async def update_maker(self, request: Request, number: str) -> Response:
        maker, sent = self.makers.get(int(number)), await request.json()
        if maker is None:
            return _refused(404)
        if self.has("change_not_kept"):
            return JSONResponse(maker | sent)
        if self.has("change_clears"):
            maker |= {"name": "", "city": ""}
        maker |= sent
        return JSONResponse(maker)

    async def delete_maker(self, _: Request, number: str) -> Response:
        if int(number) not in self.makers:
            return _refused(404)
        if not self.has("deletion_does_nothing"):
            del self.makers[int(number)]
        return Response(status_code=204)

    async def list_badges(self, _: Request, number: str) -> Response:
        if int(number) not in self.makers:
            return _refused(404)
        return JSONResponse([b for b in self.badges.values() if b["maker_id"] == int(number)])

    async def get_badge(self, _: Request, number: str, badge: str) -> Response:
        found = self.badges.get(int(badge))
        is_own = found is not None and found["maker_id"] == int(number)
        return _shown(found if is_own or self.has("badge_of_anybody") else None)

    async def list_tickets(self, _: Request) -> Response:
        return JSONResponse([*self.tickets.values()])

    async def get_ticket(self, _: Request, number: str) -> Response:
        return _shown(self.tickets.get(int(number)))

    async def create_ticket(self, request: Request) -> Response:
        sent = await request.json()
        taken = {each["code"] for each in self.tickets.values()}
        if not isinstance(sent.get("code"), str) or not isinstance(sent.get("maker_id"), int):
            return _refused(422)
        if sent["code"] in taken and not self.has("codes_repeat"):
            return _refused(409)
        if sent["maker_id"] not in self.makers and not self.has("any_maker"):
            return _refused(409)
        number = max(self.tickets, default=0) + 1
        self.tickets[number] = {"id": number, "status": "open", **sent}
        return JSONResponse(self.tickets[number], 201)

    async def close_ticket(self, _: Request, number: str) -> Response:
        ticket = self.tickets.get(int(number))
        if ticket is None:
            return _refused(404)
        if ticket["status"] != "open" and not self.has("closes_twice"):
            return _refused(409)
        ticket["status"] = "open" if self.has("stays_open") else "closed"
        return JSONResponse(ticket)

    async def upload(self, request: Request) -> Response:
        if self.has("upload_fails"):
            return _refused(500)
        if b"filename=" not in await request.body():
            return _refused(400)
        name = f"up-{len(self.uploads) + 1}"
        self.uploads.add(name)
        return JSONResponse({"upload_id": name}, 201)

    async def get_upload(self, _: Request, name: str) -> Response:
        return _shown({"upload_id": name} if name in self.uploads else None)


METHODS: Collection[str] = ("GET", "POST", "PATCH", "DELETE")
_N = r"(\d+)"
_ROUTES = (
    ("GET", "/makers", "list_makers"),
    ("GET", f"/makers/{_N}", "get_maker"),
    ("PATCH", f"/makers/{_N}", "update_maker"),
    ("DELETE", f"/makers/{_N}", "delete_maker"),
    ("GET", f"/makers/{_N}/badges", "list_badges"),
    ("GET", f"/makers/{_N}/badges/{_N}", "get_badge"),
    ("GET", "/tickets", "list_tickets"),
    ("POST", "/tickets", "create_ticket"),
    ("GET", f"/tickets/{_N}", "get_ticket"),
    ("POST", f"/tickets/{_N}/close", "close_ticket"),
    ("POST", "/uploads", "upload"),
    ("GET", "/uploads/([^/]+)", "get_upload"),
)


def _shown(record: Record | None) -> Response:
    return _refused(404) if record is None else JSONResponse(record)


def _refused(status: int) -> Response:
    return JSONResponse({"error": status}, status)
