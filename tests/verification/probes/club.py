"""A club whose operations are hard to reach: each takes what only the right one of many fits.

`Club(is_jumbled=True)` sorts its prizes wrongly, which one prize alone does not show.
"""

from __future__ import annotations

import re
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.verification.probes.desk import ID, TEXT, Record, _answers, _body, _parameter, _schema

WAITING = 7
FIRST = 734_001  # ids that nobody guesses
MEMBER = _schema(id=ID, name=TEXT, role=TEXT)
TEAM = _schema(id=ID, name=TEXT)
SHIRT = _schema(id=ID, team_id=ID, title=TEXT)
PRIZE = _schema(id=ID, name=TEXT)
SORT = {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["name", "-name"]}}


def _many(schema: Record) -> Record:
    return _answers("200", body={"type": "array", "items": schema})


CONTRACT: Record = {
    "openapi": "3.1.0",
    "info": {"title": "Club", "version": "1"},
    "paths": {
        "/members": {"get": {"operationId": "listMembers", "responses": _many(MEMBER)}},
        "/keepers": {"get": {"operationId": "listKeepers", "responses": _many(MEMBER)}},
        "/teams": {
            "get": {"operationId": "listTeams", "responses": _many(TEAM)},
            "post": {
                "operationId": "createTeam",
                "requestBody": _body(_schema(name=TEXT)),
                "responses": _answers("201", "422", body=TEAM),
            },
        },
        "/teams/{teamId}/addkeeper": {
            "parameters": [_parameter("teamId")],
            "post": {
                "operationId": "addKeeper",
                "requestBody": _body(_schema(memberId=ID)),
                "responses": _answers("200", "404", "422"),
            },
        },
        "/teams/{teamId}/shirts": {
            "parameters": [_parameter("teamId")],
            "get": {"operationId": "listShirts", "responses": _many(SHIRT)},
            "post": {
                "operationId": "createShirt",
                "requestBody": _body(_schema(title=TEXT)),
                "responses": _answers("201", "404", "422", body=SHIRT),
            },
        },
        "/teams/{teamId}/players/{memberId}": {
            "parameters": [_parameter("teamId"), _parameter("memberId")],
            "post": {
                "operationId": "addPlayer",
                "requestBody": _body({"type": "array", "items": ID}),
                "responses": _answers("200", "404", "409", "422"),
            },
        },
        "/prizes": {
            "get": {
                "operationId": "listPrizes",
                "parameters": [SORT],
                "responses": _many(PRIZE),
            },
            "post": {
                "operationId": "createPrize",
                "requestBody": _body(_schema(name=TEXT)),
                "responses": _answers("201", "422", body=PRIZE),
            },
        },
        "/bookings": {
            "post": {
                "operationId": "book",
                "requestBody": _body(_schema(kind={"type": "string", "enum": ["once", "often"]})),
                "responses": _answers("201", "422", body=_schema(booking_id=ID)),
            }
        },
        "/bookings/{booking_id}/again": {
            "parameters": [_parameter("booking_id")],
            "post": {"operationId": "bookAgain", "responses": _answers("200", "404", "409")},
        },
        "/jobs/{jobId}/cancel": {
            "parameters": [{**_parameter("jobId"), "example": WAITING}],
            "post": {
                "operationId": "cancelJob",
                "responses": _answers("200", "404", body=_schema(id=ID, status=TEXT)),
            },
        },
    },
}
IN_TEAM = [{"resource": "team", "parameter": "teamId", "field": "team_id"}]
BEHAVIOR: Record = {
    "resources": {
        "member": {"key": "id"},
        "team": {"key": "id", "references": {"shirts": {"resource": "shirt"}}},
        "shirt": {"key": "id"},
        "prize": {"key": "id"},
        "job": {"key": "id"},
    },
    "operations": {
        "listMembers": {"behavior": "list", "resource": "member"},
        "listKeepers": {"behavior": "list", "resource": "member", "where": {"role": "keeper"}},
        "listTeams": {"behavior": "list", "resource": "team"},
        "createTeam": {"behavior": "create", "resource": "team"},
        "addKeeper": {"behavior": "handler", "handler": "add_keeper"},
        "listShirts": {"behavior": "list", "resource": "shirt", "within": IN_TEAM},
        "createShirt": {"behavior": "create", "resource": "shirt", "within": IN_TEAM},
        "addPlayer": {"behavior": "handler", "handler": "add_player", "within": IN_TEAM},
        "listPrizes": {
            "behavior": "list",
            "resource": "prize",
            "sort": {"by": "sort", "fields": ["name"]},
        },
        "createPrize": {"behavior": "create", "resource": "prize"},
        "book": {"behavior": "handler", "handler": "book"},
        "bookAgain": {"behavior": "handler", "handler": "book_again"},
        "cancelJob": {"behavior": "update", "resource": "job", "set": {"status": "cancelled"}},
    },
}


class Club:
    """The service: sixty members of whom the last is a keeper, a team whose shirt is worn."""

    def __init__(self, *, is_jumbled: bool = False) -> None:
        self.is_jumbled = is_jumbled
        self.members = [
            {"id": n, "name": f"Member {n}", "role": "keeper" if n == 60 else "player"}
            for n in range(1, 61)
        ]
        self.teams = [{"id": 1, "name": "Team 1"}]
        self.shirts = [{"id": FIRST, "team_id": 1, "title": "Shirt"}]
        self.worn = {FIRST}
        self.prizes = [{"id": 1, "name": "Cup"}]
        self.bookings: list[str] = []

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self.answer, methods=["GET", "POST"])])

    async def answer(self, request: Request) -> Response:
        sent = await request.json() if await request.body() else None
        for method, pattern, handler in _ROUTES:
            match = re.fullmatch(pattern, request.url.path)
            if method == request.method and match:
                status, body = handler(self, request, sent, *map(int, match.groups()))
                return JSONResponse(body, status)
        return JSONResponse({}, 404)

    def list_prizes(self, request: Request) -> list[Record]:
        by = request.query_params.get("sort", "id")
        down = by.startswith("-") and not self.is_jumbled
        return sorted(self.prizes, key=lambda each: str(each[by.lstrip("-")]), reverse=down)

    def add(self, records: list[Record], sent: object, **others: object) -> tuple[int, Record]:
        if not isinstance(sent, dict):
            return 422, {}
        records.append({"id": FIRST + len(records), **others, **sent})
        return 201, records[-1]

    def add_keeper(self, _: Request, sent: object, _team: int) -> tuple[int, Record]:
        is_keeper = isinstance(sent, dict) and sent.get("memberId") == 60
        return (200 if is_keeper else 404), {}

    def add_player(self, _: Request, sent: Any, team: int, _member: int) -> tuple[int, Record]:
        own = [[each["id"]] for each in self.shirts if each["team_id"] == team]
        if sent not in own or sent[0] in self.worn:
            return 409, {}
        self.worn |= {sent[0]}
        return 200, {}

    def book(self, _: Request, sent: object) -> tuple[int, Record]:
        if not isinstance(sent, dict) or sent.get("kind") not in ("once", "often"):
            return 422, {}
        # The first who books is new: nobody may come more than once at first.
        self.bookings.append(sent["kind"] if self.bookings else "once")
        return 201, {"booking_id": len(self.bookings)}

    def book_again(self, _: Request, _sent: object, number: int) -> tuple[int, Record]:
        kinds = self.bookings[number - 1 : number]
        return (200 if kinds == ["often"] else 409 if kinds else 404), {}

    def cancel(self, _: Request, _sent: object, number: int) -> tuple[int, Record]:
        return (200 if number == WAITING else 404), {"id": number, "status": "cancelled"}


_N = r"(\d+)"
_ROUTES = (
    ("GET", "/members", lambda club, *_: (200, club.members)),
    ("GET", "/keepers", lambda club, *_: (200, club.members[-1:])),
    ("GET", "/teams", lambda club, *_: (200, club.teams)),
    ("POST", "/teams", lambda club, _, sent: club.add(club.teams, sent)),
    ("POST", f"/teams/{_N}/addkeeper", Club.add_keeper),
    (
        "GET",
        f"/teams/{_N}/shirts",
        lambda club, _, __, team: (200, [each for each in club.shirts if each["team_id"] == team]),
    ),
    (
        "POST",
        f"/teams/{_N}/shirts",
        lambda club, _, sent, team: club.add(club.shirts, sent, team_id=team),
    ),
    ("POST", f"/teams/{_N}/players/{_N}", Club.add_player),
    ("GET", "/prizes", lambda club, request, _: (200, club.list_prizes(request))),
    ("POST", "/prizes", lambda club, _, sent: club.add(club.prizes, sent)),
    ("POST", "/bookings", Club.book),
    ("POST", f"/bookings/{_N}/again", Club.book_again),
    ("POST", f"/jobs/{_N}/cancel", Club.cancel),
)
