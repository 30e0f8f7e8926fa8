"""Who may ask the depot, how it refuses, and what goes wrong before anything is done."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tests.deviations.plain import Ask, Plain, PlainService, Record, Refusal, Torn, hang
from tests.deviations.promises import Loosened, Promise, Unfit

ADMIN = "dt_" + "a" * 24
VIEWER = "dt_" + "b" * 24
EXPIRED = "dt_" + "c" * 24
CLIENTS = {"admin": "depot-admin-secret", "viewer": "depot-viewer-secret"}
LIFETIME_S = 3600
ADMIN_ONLY = {
    *("createWarehouse", "deleteWarehouse", "exportItems", "createItem", "updateItem"),
    *("deleteItem", "addNote", "deleteNote"),
}
QUANTITY = {"type": "integer", "minimum": 0}


def _loosened(operation: str, place: str, **schema: Any) -> tuple[Loosened, ...]:
    return (Loosened(operation=operation, place=place, schema=schema),)


class DepotAccess(PlainService):
    """Lets in who has a token, and reads what is asked."""

    name = "depot"
    base_path = "/v1"
    loosened: ClassVar[Mapping[str, tuple[Loosened, ...]]] = {
        "page_size_unlimited": _loosened("listItems", "page_size", type="integer", minimum=1),
        "sort_unchecked": _loosened("listItems", "sort", type="string"),
        "sku_unchecked": _loosened("createItem", "body.sku", type="string", minLength=1),
        "quantity_unlimited": _loosened("createItem", "body.quantity", **QUANTITY),
        "unknown_members_taken": _loosened("updateItem", "body", additionalProperties=True),
        "zero_refused": _loosened(
            "createItem", "body.quantity", **{**QUANTITY, "minimum": 1, "maximum": 100_000}
        ),
    }

    def __init__(self, switches: Iterable[str] = (), **options: float) -> None:
        super().__init__(switches, **options)
        self.tokens = {
            ADMIN: ("admin", math.inf),
            VIEWER: ("viewer", math.inf),
            EXPIRED: ("admin", -math.inf),
        }

    # Who asks

    def authenticate(self, ask: Ask) -> None:
        if self._is_open(ask.operation):
            return
        scheme, _, token = ask.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise self._unauthorized("there is no token")
        if token not in self.tokens and self.has("any_token_accepted"):
            return
        role, until = self.tokens.get(token, ("", -math.inf))
        if until < time.monotonic() and not (role and self.has("expired_token_accepted")):
            raise self._unauthorized("the token is not good")
        self._authorize(role, ask.operation)

    def _is_open(self, operation: str) -> bool:
        return (
            self.has("open_to_all")
            or (self.has("open_export") and operation == "exportItems")
            or (self.has("open_deletion") and operation == "deleteItem")
        )

    def _authorize(self, role: str, operation: str) -> None:
        if role == "admin" or operation not in ADMIN_ONLY:
            return
        if self.has("viewer_creates") and operation == "createItem":
            return
        if self.has("viewer_exports") and operation == "exportItems":
            return
        raise Refusal(403, "forbidden", "a viewer may not do this")

    def _unauthorized(self, message: str) -> Refusal:
        headers = {} if self.has("challenge_missing") else {"WWW-Authenticate": "Bearer"}
        return Refusal(401, "unauthenticated", message, headers)

    def error_body(self, refusal: Refusal) -> Record:
        if refusal.status == 404 and self.has("not_found_said_otherwise"):
            return {"message": refusal.message}
        if refusal.status == 422 and self.has("invalid_said_otherwise"):
            return {"detail": [{"msg": refusal.message}]}
        return {"error": {"code": refusal.code, "message": refusal.message, "fields": []}}

    def issue_token(self, ask: Ask) -> Response:
        role = ask.body["client_id"]
        if CLIENTS.get(role) != ask.body["client_secret"]:
            raise self._unauthorized("there is no such client")
        token = "dt_" + hashlib.sha256(f"{role} {self.asked}".encode()).hexdigest()[:24]
        self.tokens[token] = (role, time.monotonic() + LIFETIME_S)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME_S}
        return Plain(answer | {"role": role})

    # What goes wrong before anything is done

    async def interfere(self, operation: str, request: Request) -> Response | None:
        if operation == "countItems" and self.first("slow_count", 3):
            await self.dawdle()
        if operation == "getWarehouse" and self.first("hangs", 2):
            await hang(request)
        if operation == "listNotes" and self.has("connection_breaks"):
            return Torn()
        if operation == "getWarehouse" and self.has("redirects_away"):
            return RedirectResponse("http://elsewhere.example.com/warehouses", 302)
        return None

    def default_of(self, operation: str, parameter: str, declared: Any) -> Any:
        if (
            parameter == "page_size"
            and operation == "listItems"
            and self.has("default_size_smaller")
        ):
            return 5
        return declared

    def mistaken(self, operation: str, name: str, place: str, unfit: Unfit) -> Any:
        if name == "page_size" and self.has("size_mended"):
            return 10
        if (
            name == "warehouseId"
            and operation == "getWarehouse"
            and self.has("any_id_is_the_first")
        ):
            return 1
        return super().mistaken(operation, name, place, unfit)

    def allowed(self, promises: Mapping[str, Promise]) -> str:
        if self.has("allow_names_too_much"):
            return "DELETE, GET, PATCH, POST, PUT"
        return super().allowed(promises)

    def undeclared(self, promises: Mapping[str, Promise], request: Request) -> Response:
        if self.has("put_taken") and request.method == "PUT":
            return Plain({"ok": True})
        if self.has("allow_missing"):
            raise Refusal(405, "method_not_allowed", "there is no such method")
        return super().undeclared(promises, request)
