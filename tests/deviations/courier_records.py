"""What the courier holds of a tenant at the start: 22 customers, 32 shipments, parcels, events."""

from __future__ import annotations

import hashlib

from tests.deviations.plain import Record, moment

TENANTS = ("north", "south")
CUSTOMERS = 22
SHIPMENTS = 32
PARCELS = 48
NAMES = ("Ada Roth", "Ben Kern", "Cleo Zahn", "Dora Lutz", "Emil Frey", "Fay Gross", "Gus Hahn")
STREETS = ("Mill Lane", "Quay", "High Street", "Station Road", "Orchard")
COUNTRIES = ("DE", "AT", "CH")
STATUSES = ("draft", "booked", "moving", "delivered")
CONTENTS = ("books", "tools", "glass", "seeds", "paper")
EVENTS = ("shipment.created", "shipment.updated", "shipment.created", "shipment.deleted")


def first_number(tenant: str) -> int:
    """Return after which number a tenant's ids start: no two tenants share one."""
    return TENANTS.index(tenant) * 400_000


def customer(tenant: str, number: int) -> Record:
    """Return one of a tenant's first customers."""
    name = NAMES[(number + first_number(tenant)) % len(NAMES)]
    return {
        "id": first_number(tenant) + number,
        "name": f"{name} {number}",
        "email": f"{name.split()[0]}.{number}@{tenant}.example.com",
        "tier": "plus" if number % 3 == 0 else "basic",
        "is_active": number % 4 != 0,
        "created_at": moment(hours=number),
    }


def shipment(tenant: str, number: int) -> Record:
    """Return one of a tenant's first shipments; some weigh the same."""
    created = moment(days=2, hours=number * 5)
    return {
        "id": shipment_id(tenant, number),
        "reference": f"{tenant[:2].upper()}-{number * 311 % 100000:05}",
        "customer_id": first_number(tenant) + number % (CUSTOMERS - 2) + 1,
        "status": STATUSES[number % len(STATUSES)],
        "weight_g": (number * 7 % 11) * 950 + 50,
        "recipient": {
            "name": NAMES[number % len(NAMES)],
            "street": f"{STREETS[number % len(STREETS)]} {number}",
            "postcode": f"{10000 + number * 37}",
            "country": COUNTRIES[number % len(COUNTRIES)],
        },
        "instructions": None if number % 3 else "Leave it with a neighbour",
        "created_at": created,
        "updated_at": created,
    }


def shipment_id(tenant: str, number: int) -> str:
    """Return the id of the shipment that came as this one."""
    return "sh_" + hashlib.sha256(f"{tenant} {number}".encode()).hexdigest()[:10]


def parcel(tenant: str, number: int) -> Record:
    """Return one of a tenant's first parcels: every shipment has one or two."""
    return {
        "id": first_number(tenant) + number,
        "shipment_id": shipment_id(tenant, number % SHIPMENTS + 1),
        "contents": CONTENTS[number % len(CONTENTS)],
        "weight_g": number * 13 % 400 + 1,
    }


def event(tenant: str, number: int) -> Record:
    """Return one of the first things that happened to a tenant's shipments."""
    return {
        "id": first_number(tenant) + number,
        "type": EVENTS[number % len(EVENTS)],
        "shipment_id": shipment_id(tenant, number),
        "happened_at": moment(days=2, hours=number * 5),
    }
