"""A small service of its own, with faults that can be switched on: what the probes are tried on.

It shares no code with the stand-in. `Shop({"total_of_page"})` has one fault, `Shop()` has none.
"""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Record = dict[str, Any]
Query = Mapping[str, str]

NAMES = ("Hex bolt", "Wing nut", "Washer", "Set screw", "Rivet", "Cotter pin", "Dowel")
STATUSES = ("active", "draft", "retired")
MAKERS = [{"id": f"mk_{number:03}", "name": f"Maker {number}"} for number in (101, 102, 103)]
PARTS: list[Record] = [
    {
        "id": f"pt_{1000 + number * 7}",
        "name": f"{NAMES[number % len(NAMES)]} M{number % 5 + 2}",
        "status": STATUSES[number % 3],
        "weight": (number * 13) % 29 + 1,
        "made_on": f"2024-{number % 12 + 1:02}-{number % 27 + 1:02}T10:00:00Z",
        "maker": MAKERS[number % 3]["id"],
    }
    for number in range(26)
]
NOTES: list[Record] = [
    {"id": number + 5001, "part": PARTS[number % 4]["id"], "text": f"Note {number}"}
    for number in range(14)
]
BASE = "http://shop.example/v1"


class Shop:
    """The service: `faults` are names of what it does wrong."""

    def __init__(self, faults: Collection[str] = ()) -> None:
        self.faults = frozenset(faults)
        self.methods: list[str] = []
        self.asked = 0
        get: Callable[..., Route] = lambda path, endpoint: Route(  # noqa: E731 - a shorthand
            f"/v1{path}", endpoint, methods=["GET"]
        )
        self.app = Starlette(
            routes=[
                get("/parts", self.parts),
                get("/parts/export", self.export),
                get("/parts/count", self.count),
                get("/parts/{id}", self.part),
                get("/parts/{id}/notes", self.notes),
                get("/makers", self.makers),
                get("/events", self.events),
            ]
        )

    def has(self, fault: str) -> bool:
        return fault in self.faults

    async def parts(self, request: Request) -> Response:
        query = request.query_params
        size = int(query.get("size", 7 if self.has("other_default") else 10))
        number = int(query.get("page", 1))
        if not number >= 1 or not size >= 1 or (size > 50 and not self.has("no_maximum")):
            return JSONResponse({"message": "out of bounds"}, 400)
        found = self.ordered(self.filtered(query), query)
        start = (number - 1) * size
        if self.has("overlap") and number > 1:
            start -= 1
        if self.has("gap") and number > 1:
            start += 1
        rows = found[start : start + size + (1 if self.has("larger_page") else 0)]
        pages = -(-len(found) // size)
        back = 1 if self.has("previous_is_first") else number - 1
        body = {
            "items": [self.shown(each, query.getlist("include"), "row") for each in rows],
            "total": len(rows) if self.has("total_of_page") else len(found),
            "page": number + 1 if self.has("wrong_number") else number,
            "pages": pages,
            "next": self.link(query, number + 1) if number < pages else None,
            "previous": self.link(query, back) if number > 1 else None,
        }
        return JSONResponse(body)

    def link(self, query: Query, number: int) -> str:
        kept = {name: value for name, value in query.items() if name != "page"}
        if self.has("link_loses_filter"):
            kept.pop("status", None)
            kept.pop("name", None)
        if self.has("link_loses_include"):
            kept.pop("include", None)
        if self.has("link_loses_size"):
            kept.pop("size", None)
        path = "/nowhere" if self.has("broken_link") else "/parts"
        return f"{BASE}{path}?{urlencode({**kept, 'page': number})}"

    def filtered(self, query: Query) -> list[Record]:
        found = list(PARTS)
        if (status := query.get("status")) and not self.has("status_ignored"):
            found = [each for each in found if each["status"] == status]
        if name := query.get("name"):
            if self.has("case_counts"):
                found = [each for each in found if name in each["name"]]
            else:
                found = [each for each in found if name.lower() in each["name"].lower()]
        if least := query.get("min_weight"):
            more = self.has("exclusive_bound")
            found = [each for each in found if each["weight"] > int(least) - (0 if more else 1)]
        if maker := query.get("maker"):
            found = [each for each in found if each["maker"] == maker or self.has("any_maker")]
        return found

    def ordered(self, found: list[Record], query: Query) -> list[Record]:
        by = query.get("sort", "id")
        down = query.get("direction") == "desc" and not self.has("always_ascending")
        if by == "weight" and self.has("sorts_numbers_as_text"):
            return sorted(found, key=lambda each: str(each["weight"]), reverse=down)
        ordered = sorted(found, key=lambda each: (each[by], each["id"]), reverse=down)
        self.asked += 1
        if self.has("unstable") and by == "status" and self.asked % 2:
            ordered = found[::-1]
            ordered.sort(key=lambda each: each["status"], reverse=down)
        return ordered

    def shown(self, part: Record, include: list[str], where: str) -> Record:
        expands = "maker" in include and not self.has(f"include_ignored_by_{where}")
        maker = next(each for each in MAKERS if each["id"] == part["maker"])
        record = {**part, "maker_id": part["maker"]}
        record["maker"] = maker if expands or self.has("include_unasked") else None
        if where == "detail" and self.has("stale_detail"):
            record["name"] = f"{record['name']} (old)"
        return record

    async def part(self, request: Request) -> Response:
        part = next((each for each in PARTS if each["id"] == request.path_params["id"]), None)
        if part is None or (self.has("lost_part") and part is PARTS[-1]):
            return JSONResponse({"message": "not found"}, 404)
        record = self.shown(part, request.query_params.getlist("include"), "detail")
        record["notes_count"] = sum(each["part"] == part["id"] for each in NOTES)
        record["notes_count"] += self.has("stale_count")
        return JSONResponse(record)

    async def count(self, request: Request) -> Response:
        query = {} if self.has("count_ignores_filters") else request.query_params
        return JSONResponse({"count": len(self.filtered(query))})

    async def notes(self, request: Request) -> Response:
        owner = request.path_params["id"]
        is_known = owner in {each["id"] for each in PARTS}
        if not is_known and not self.has("notes_of_all") and not self.has("owner_unchecked"):
            return JSONResponse({"message": "not found"}, 404)
        found = [each for each in NOTES if each["part"] == owner or self.has("notes_of_all")]
        total = len(found) + self.has("total_of_notes")
        return JSONResponse({"items": found, "total": total})

    async def makers(self, _request: Request) -> Response:
        return JSONResponse(MAKERS)

    async def events(self, request: Request) -> Response:
        size = int(request.query_params.get("limit", 10))
        cursor = request.query_params.get("cursor")
        start = int(base64.b64decode(cursor)) if cursor else 0
        end = start + size
        following = end + (1 if self.has("cursor_skips") else 0)
        following -= 1 if self.has("cursor_repeats") and size > 1 else 0
        following = start if self.has("cursor_stands") else following
        token = base64.b64encode(str(following).encode()).decode()
        rows = [{"id": 9000 + number, "kind": "sold"} for number in range(19)][start:end]
        return JSONResponse({"data": rows, "next_cursor": token if end < 19 else None})

    async def export(self, _request: Request) -> Response:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["Id", "Name"])
        for each in PARTS[:10] if self.has("short_export") else PARTS:
            writer.writerow([each["id"], each["name"]])
        if self.has("long_export"):
            writer.writerow(["pt_9999", "Nobody's part"])
        return Response(text.getvalue(), media_type="text/csv")


def _array(name: str, inner: object, **others: object) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "array", "items": inner}, **others}}


def _ok(
    schema: object, others: Record | None = None, media_type: str = "application/json"
) -> dict[str, Any]:
    content = {media_type: {"schema": schema}}
    return {"responses": {"200": {"description": "as asked", "content": content}, **(others or {})}}


def _query(name: str, **schema: object) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
_REFUSED = {"400": {"description": "refused"}}
_NONE = {"404": {"description": "not found"}}
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_PART = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("id", "name", "status", "maker_id"), _TEXT),
        "weight": _NUMBER,
        "made_on": {"type": "string", "format": "date-time"},
        "maker": {"type": ["object", "null"], "properties": {"id": _TEXT, "name": _TEXT}},
    },
}
_INCLUDE = _query("include", type="array", items={"type": "string", "enum": ["maker"]})

CONTRACT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": BASE}],
    "paths": {
        "/parts": {
            "get": {
                "operationId": "listParts",
                "parameters": [
                    _query("page", type="integer", minimum=1, default=1),
                    _query("size", type="integer", minimum=1, maximum=50, default=10),
                    _query("status", type="string", enum=list(STATUSES)),
                    _query("name", type="string"),
                    _query("min_weight", type="integer"),
                    _query("maker", type="string"),
                    _query("sort", type="string", enum=["id", "name", "weight", "status"]),
                    _query("direction", type="string", enum=["asc", "desc"]),
                    _INCLUDE,
                ],
                **_ok(_array("items", _PART, total=_NUMBER), _REFUSED),
            }
        },
        "/parts/export": {"get": {"operationId": "exportParts", **_ok({}, media_type="text/csv")}},
        "/parts/count": {
            "get": {
                "operationId": "countParts",
                "parameters": [_query("status", type="string", enum=list(STATUSES))],
                **_ok({"type": "object", "properties": {"count": _NUMBER}}),
            }
        },
        "/parts/{id}": {
            "parameters": [_ID],
            "get": {"operationId": "getPart", "parameters": [_INCLUDE], **_ok(_PART, _NONE)},
        },
        "/parts/{id}/notes": {
            "parameters": [_ID],
            "get": {
                "operationId": "listNotes",
                **_ok(_array("items", {"type": "object", "properties": {"id": _NUMBER}}), _NONE),
            },
        },
        "/makers": {
            "get": {
                "operationId": "listMakers",
                **_ok({"type": "array", "items": {"type": "object", "properties": {"id": _TEXT}}}),
            }
        },
        "/events": {
            "get": {
                "operationId": "listEvents",
                "parameters": [_query("limit", type="integer"), _query("cursor", type="string")],
                **_ok(_array("data", {"type": "object", "properties": {"id": _NUMBER}})),
            }
        },
    },
}
_PAGE = {"style": "number", "size": "size", "number": "page", "default": 10}
_FIGURES = {"total": "$total", "page": "$number", "pages": "$pages"}
BEHAVIOR: dict[str, Any] = {
    "resources": {
        "part": {
            "key": "id",
            "count": 0,
            "columns": {"weight": "number", "made_on": "instant"},
            "relations": {"maker": {"resource": "maker", "on_request": True}},
            "references": {"maker": {"resource": "maker"}},
        },
        "note": {"key": "id", "columns": {"id": "number"}},
        "maker": {"key": "id"},
        "event": {"key": "id", "columns": {"id": "number"}},
    },
    "operations": {
        "listParts": {
            "behavior": "list",
            "resource": "part",
            "filters": {
                "status": "status",
                "name": {"field": "name", "match": "contains"},
                "min_weight": {"field": "weight", "match": "at_least"},
                "maker": "maker",
            },
            "sort": {
                "default": ["id"],
                "by": "sort",
                "direction": "direction",
                "fields": ["id", "name", "weight", "status"],
            },
            "page": _PAGE,
            "include": "include",
            "answer": {
                "items": "$records",
                **_FIGURES,
                "next": "$next_url|null",
                "previous": "$previous_url|null",
            },
        },
        "getPart": {"behavior": "get", "resource": "part", "include": "include"},
        "countParts": {
            "behavior": "list",
            "resource": "part",
            "filters": {"status": "status"},
            "answer": {"count": "$total"},
        },
        "exportParts": {"behavior": "handler", "handler": "export"},
        "listNotes": {
            "behavior": "list",
            "resource": "note",
            "within": [{"resource": "part", "parameter": "id", "field": "part"}],
            "answer": {"items": "$records", "total": "$total"},
        },
        "listMakers": {"behavior": "list", "resource": "maker"},
        "listEvents": {
            "behavior": "list",
            "resource": "event",
            "sort": {"default": ["id"]},
            "page": {"style": "cursor", "size": "limit", "cursor": "cursor", "default": 10},
            "answer": {"data": "$records", "next_cursor": "$next_cursor|null"},
        },
    },
}
