"""The courier: each tenant's shipments, parcels and customers behind a key, walked by cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from tests.deviations.courier_access import Tenant
from tests.deviations.courier_answers import CourierAnswers
from tests.deviations.courier_records import shipment_id
from tests.deviations.plain import Ask, Plain, Record, Refusal

FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
Test = Callable[[Record, Any], bool]


class Courier(CourierAnswers):
    """Keeps its document, but for its switches."""

    # Shipments

    def list_shipments(self, ask: Ask) -> Response:
        tenant = self.tenant(ask)
        rows = list(tenant.shipments.values())
        if self.has("list_of_all_tenants"):
            rows = [each for other in self.tenants.values() for each in other.shipments.values()]
        tests = self.tests()
        given = {name: value for name, value in ask.query.items() if name in tests}
        rows = [each for each in rows if all(tests[name](each, given[name]) for name in given)]
        return self.cut(ask, self.ordered(rows, ask.query["sort"]), self.shown)

    def tests(self) -> dict[str, Test]:
        """Return what each filter asks of a shipment."""
        tests: dict[str, Test] = {
            "status": lambda each, wanted: bool(each["status"] == wanted),
            "customer_id": lambda each, wanted: bool(each["customer_id"] == wanted),
            "reference": lambda each, text: text.lower() in each["reference"].lower(),
            "created_from": lambda each, start: instant(each["created_at"]) >= instant(start),
            "created_to": lambda each, end: instant(each["created_at"]) <= instant(end),
        }
        if self.has("created_to_ignored"):
            del tests["created_to"]
        if self.has("times_compared_as_text"):
            tests["created_from"] = lambda each, start: bool(each["created_at"] >= start)
        return tests

    def ordered(self, rows: list[Record], sort: str) -> list[Record]:
        """Return rows in the order that is asked for, ties by id."""
        name, descends = sort.removeprefix("-"), sort.startswith("-")
        if self.has("sort_reversed") and name == "weight_g":
            descends = not descends
        rows = sorted(rows, key=lambda each: str(each["id"]))
        return sorted(rows, key=lambda each: each[name], reverse=descends)

    def shown(self, record: Record, ask: Ask) -> Record:
        """Return a shipment as answers show it: with what was asked to be included."""
        tenant = self.owner_of(record)
        included = self.included(ask)
        parcels = [each for each in tenant.parcels.values() if each["shipment_id"] == record["id"]]
        count = len(parcels)
        if self.has("included_parcels_cut"):
            parcels = parcels[:1]
        shown = {**record, "parcel_count": count, "customer": None, "parcels": None}
        if "customer" in included:
            shown["customer"] = tenant.customers[record["customer_id"]]
        if "parcels" in included:
            shown["parcels"] = parcels
        return self.bent(shown)

    def included(self, ask: Ask) -> set[str]:
        """Return what is to be expanded."""
        included = set(ask.query.get("include[]", ()))
        if self.has("customer_not_included") and ask.operation == "listShipments":
            included.discard("customer")
        if self.has("parcels_always_included") and ask.operation == "getShipment":
            included.add("parcels")
        return included

    def bent(self, shown: Record) -> Record:
        """Return a shipment that may not be what the document promises."""
        if self.has("recipient_has_more"):
            shown["recipient"] = {**shown["recipient"], "phone": ""}
        return shown

    def owner_of(self, record: Record) -> Tenant:
        """Return whose shipment it is."""
        return next(each for each in self.tenants.values() if record["id"] in each.shipments)

    def create_shipment(self, ask: Ask) -> Response:
        tenant = self.tenant(ask)
        self.require_customer(tenant, ask.body["customer_id"])
        now = self.now()
        made = {
            "id": shipment_id(tenant.name, tenant.next_number()),
            "status": "draft",
            "instructions": None,
            **ask.body,
        }
        made |= {"created_at": now, "updated_at": now}
        if self.has("instructions_dropped"):
            made["instructions"] = None
        tenant.shipments[made["id"]] = made
        self.note(tenant, "shipment.created", made)
        return self.made(ask, made["id"], self.shown(made, ask))

    def require_customer(self, tenant: Tenant, number: int) -> None:
        """Refuse a customer whom the tenant does not have."""
        if number not in tenant.customers:
            raise Refusal(409, "conflict", "there is no such customer")

    def get_shipment(self, ask: Ask) -> Response:
        return Plain(self.shown(self.shipment(ask, leaks=self.has("item_of_any_tenant")), ask))

    def replace_shipment(self, ask: Ask) -> Response:
        found = self.shipment(ask)
        self.require_customer(self.tenant(ask), ask.body["customer_id"])
        blank = {"status": "draft", "instructions": None}
        if self.has("put_keeps_what_is_left_out"):
            blank = {}
        return self.change(ask, found, {**blank, **ask.body})

    def update_shipment(self, ask: Ask) -> Response:
        found = self.shipment(ask)
        changes = dict(ask.body)
        if self.has("patch_resets_status"):
            changes.setdefault("status", "draft")
        if self.has("weight_not_kept"):
            changes.pop("weight_g", None)
        return self.change(ask, found, changes)

    def change(self, ask: Ask, found: Record, changes: Record) -> Response:
        """Lay changes over a shipment, and answer it."""
        found.update(changes, updated_at=self.now())
        self.note(self.tenant(ask), "shipment.updated", found)
        return Plain(self.shown(found, ask))

    def delete_shipment(self, ask: Ask) -> Response:
        found = self.shipment(ask, leaks=self.has("deletion_for_any_tenant"))
        tenant = self.owner_of(found)
        del tenant.shipments[found["id"]]
        if not self.has("parcels_outlive_shipment"):
            held = tenant.parcels.items()
            tenant.parcels = {k: v for k, v in held if v["shipment_id"] != found["id"]}
        self.note(tenant, "shipment.deleted", found)
        return Response(status_code=204)

    def shipment(self, ask: Ask, *, leaks: bool = False) -> Record:
        """Return the shipment that the path names."""
        number = ask.path["shipmentId"]
        held = dict(self.tenant(ask).shipments)
        if leaks:
            held = {k: v for each in self.tenants.values() for k, v in each.shipments.items()}
        return self.found(held, number)

    def note(self, tenant: Tenant, kind: str, about: Record) -> None:
        """Remember that something happened."""
        number = tenant.next_number()
        happened = {"id": number, "type": kind, "shipment_id": about["id"]}
        tenant.events[number] = {**happened, "happened_at": self.now()}

    # Parcels

    def list_parcels(self, ask: Ask) -> Response:
        rows = self.parcels(ask)
        total = len(rows) + 1 if self.has("parcel_total_off") else len(rows)
        return Plain({"data": rows, "total": total})

    def parcels(self, ask: Ask) -> list[Record]:
        """Return the parcels of the shipment that the path names."""
        number = ask.path["shipmentId"]
        if not (self.has("parcels_outlive_shipment") and ask.operation == "listParcels"):
            self.shipment(ask)
        held = self.tenant(ask).parcels.values()
        return [each for each in held if each["shipment_id"] == number]

    def add_parcel(self, ask: Ask) -> Response:
        found, tenant = self.shipment(ask), self.tenant(ask)
        made = {"id": tenant.next_number(), "shipment_id": found["id"], **ask.body}
        if not self.has("parcel_not_kept"):
            tenant.parcels[made["id"]] = made
        return self.made(ask, made["id"], made)

    def get_parcel(self, ask: Ask) -> Response:
        return Plain(self.parcel(ask))

    def remove_parcel(self, ask: Ask) -> Response:
        found = self.parcel(ask)
        if not self.has("removal_does_nothing"):
            del self.tenant(ask).parcels[found["id"]]
        return Response(status_code=204)

    def parcel(self, ask: Ask) -> Record:
        """Return the parcel that the path names."""
        self.shipment(ask)
        found = self.found(self.tenant(ask).parcels, ask.path["parcelId"])
        if found["shipment_id"] != ask.path["shipmentId"]:
            raise Refusal(404, "not_found", "the shipment has no such parcel")
        return found

    # Customers

    def list_customers(self, ask: Ask) -> Response:
        text = ask.query.get("q", "")
        if self.has("search_fails_on_other_letters") and not text.isascii():
            raise Refusal(500, "internal", "'ascii' codec can't encode characters")
        rows = [each for each in self.tenant(ask).customers.values() if self.fits(each, ask.query)]
        return self.cut(ask, sorted(rows, key=lambda each: int(each["id"])), self.shown_customer)

    def fits(self, record: Record, query: Mapping[str, Any]) -> bool:
        """Tell whether a customer is asked for."""
        text = query.get("q", "").lower()
        places = (record["name"], record["email"])
        active = query.get("is_active", record["is_active"])
        if self.has("false_ignored") and not active:
            active = record["is_active"]
        return (
            any(text in place.lower() for place in places)
            and record["tier"] == query.get("tier", record["tier"])
            and record["is_active"] is active
        )

    def shown_customer(self, record: Record, ask: Ask) -> Record:
        """Return a customer as answers show it."""
        shown = dict(record)
        if self.has("email_without_host") and ask.operation == "listCustomers":
            shown["email"] = shown["email"].partition("@")[0]
        if self.has("tier_in_capitals") and ask.operation == "getCustomer":
            shown["tier"] = shown["tier"].upper()
        if self.has("customer_row_is_older") and ask.operation == "listCustomers":
            shown["is_active"] = True
        return shown

    def create_customer(self, ask: Ask) -> Response:
        tenant = self.tenant(ask)
        number = tenant.next_number()
        made = {"id": number, "tier": "basic", "is_active": True, **ask.body}
        made["created_at"] = self.now()
        tenant.customers[number] = made
        if self.has("customers_for_everybody"):
            for other in self.tenants.values():
                other.customers[number] = made
        return self.made(ask, number, made)

    def get_customer(self, ask: Ask) -> Response:
        return Plain(self.shown_customer(self.customer(ask), ask))

    def delete_customer(self, ask: Ask) -> Response:
        tenant, found = self.tenant(ask), self.customer(ask)
        if any(each["customer_id"] == found["id"] for each in tenant.shipments.values()):
            if self.has("fails_when_customer_ships"):
                raise Refusal(500, "internal", "violates foreign key constraint")
            raise Refusal(409, "conflict", "the customer has shipments")
        if self.has("customer_stays_listed"):
            tenant.hidden.add(found["id"])
            return Response(status_code=204)
        del tenant.customers[found["id"]]
        return Response(status_code=204)

    def customer(self, ask: Ask) -> Record:
        """Return the customer that the path names."""
        tenant = self.tenant(ask)
        seen = {k: v for k, v in tenant.customers.items() if k not in tenant.hidden}
        return self.found(seen, ask.path["customerId"])

    # Events

    def list_events(self, ask: Ask) -> Response:
        wanted = ask.query.get("type")
        rows = [
            each
            for each in self.tenant(ask).events.values()
            if wanted is None or each["type"] == wanted
        ]
        return self.cut(ask, sorted(rows, key=lambda each: int(each["id"])), lambda row, _: row)


def instant(text: str) -> datetime:
    """Return the moment that RFC 3339 text names, leap seconds counted to the one before."""
    try:
        return datetime.fromisoformat(text.upper().replace(":60", ":59")).astimezone(UTC)
    except (ValueError, OverflowError):  # the year 0, or by its offset beyond the first or last
        return FIRST if text < "1" else LAST
