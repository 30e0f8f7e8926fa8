"""Who may ask the courier, for which tenant, and what is answered once and never again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.responses import Response

from tests.deviations.courier_records import (
    CUSTOMERS,
    PARCELS,
    SHIPMENTS,
    TENANTS,
    customer,
    event,
    first_number,
    parcel,
    shipment,
    shipment_id,
)
from tests.deviations.plain import Ask, PlainService, Record, Refusal
from tests.deviations.promises import Loosened, Unfit

API_KEY = "ck_0123456789abcdef"


@dataclass(slots=True)
class Tenant:
    """All records of one tenant."""

    name: str
    number: int
    customers: dict[int, Record] = field(default_factory=dict)
    shipments: dict[str, Record] = field(default_factory=dict)
    parcels: dict[int, Record] = field(default_factory=dict)
    events: dict[int, Record] = field(default_factory=dict)
    replays: dict[tuple[str, str], tuple[str, Response]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)  # customers who are listed, and not found

    def next_number(self) -> int:
        """Return a number that nothing of this tenant has yet."""
        self.number += 1
        return self.number


def tenant_at_start(name: str) -> Tenant:
    """Return a tenant with the records it starts with."""
    tenant = Tenant(name, first_number(name) + 100)
    for number in range(1, CUSTOMERS + 1):
        tenant.customers[first_number(name) + number] = customer(name, number)
    for number in range(1, SHIPMENTS + 1):
        tenant.shipments[shipment_id(name, number)] = shipment(name, number)
        tenant.events[first_number(name) + number] = event(name, number)
    for number in range(1, PARCELS + 1):
        tenant.parcels[first_number(name) + number] = parcel(name, number)
    return tenant


class CourierAccess(PlainService):
    """Lets in who has the key, and keeps tenants apart."""

    name = "courier"
    base_path = "/courier/api"
    problem_type = "application/problem+json"
    invalid = 400
    loosened: ClassVar[Mapping[str, tuple[Loosened, ...]]] = {
        "times_unchecked": (
            Loosened(operation="listShipments", place="created_from", schema={"type": "string"}),
        ),
        "weight_zero_taken": (
            Loosened(operation="addParcel", place="body.weight_g", schema={"type": "integer"}),
        ),
    }

    def __init__(self, switches: Iterable[str] = (), **options: float) -> None:
        super().__init__(switches, **options)
        self.tenants = {name: tenant_at_start(name) for name in TENANTS}

    # Who asks

    def authenticate(self, ask: Ask) -> None:
        if self.has("open_events") and ask.operation == "listEvents":
            return
        key = ask.headers.get("x-api-key")
        if key is None or (key != API_KEY and not self.has("any_key_accepted")):
            raise Refusal(401, "unauthenticated", "there is no key, or none that is good")

    def mistaken(self, operation: str, name: str, place: str, unfit: Unfit) -> Any:
        if name == "X-Tenant-Id" and self.has("tenant_guessed"):
            return TENANTS[0]
        return super().mistaken(operation, name, place, unfit)

    def tenant(self, ask: Ask) -> Tenant:
        """Return whose records are asked for."""
        return self.tenants[ask.headers["X-Tenant-Id"]]

    def error_body(self, refusal: Refusal) -> Record:
        title = refusal.code.replace("_", " ").capitalize()
        body = {"type": f"https://courier.example.com/problems/{refusal.code}", "title": title}
        status = str(refusal.status) if self.has("problem_status_as_text") else refusal.status
        return body | {"status": status, "detail": refusal.message}

    def refuse(self, refusal: Refusal) -> Response:
        answer = super().refuse(refusal)
        if self.has("problems_as_json"):
            answer.headers["Content-Type"] = "application/json"
        return answer

    def perform(self, ask: Ask) -> Response:
        key = ask.headers.get("Idempotency-Key")
        if key is None or ask.promise.method != "POST" or self.has("keys_ignored"):
            return super().perform(ask)
        replays = self.tenant(ask).replays
        asked = hashlib.sha256(json.dumps(ask.body, sort_keys=True).encode()).hexdigest()
        if (ask.url, key) not in replays:
            replays[ask.url, key] = asked, super().perform(ask)
            return replays[ask.url, key][1]
        before, answer = replays[ask.url, key]
        if before != asked and not self.has("keys_reused"):
            raise Refusal(409, "conflict", "the key names another request")
        headers = {"Location": answer.headers["Location"], "Idempotent-Replayed": "true"}
        return Response(answer.body, 201, headers, "application/json")
