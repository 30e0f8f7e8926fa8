"""What the depot holds at the start: 6 warehouses, 56 items, a note or two about most of them."""

from __future__ import annotations

import hashlib
import uuid

from tests.deviations.plain import Record, moment

CITIES = ("Bremen", "Graz", "Basel", "Bremen", "Linz", "Graz")
THINGS = ("Bolt", "Washer", "Hinge", "Bracket", "Clamp", "Pulley", "Rivet", "Spring")
KINDS = ("brass", "steel", "oak", "nylon", "copper", "zinc", "rubber")
STATUSES = ("active", "active", "blocked", "active", "retired")
WAREHOUSES = 6
ITEMS = 56


def warehouse(number: int) -> Record:
    """Return one of the first warehouses."""
    city = CITIES[number - 1]
    return {
        "id": number,
        "code": f"{city[:2].upper()}{number:02}",
        "name": f"{city} {('North', 'South')[number % 2]}",
        "city": city,
        "created_at": moment(hours=number),
    }


def item(number: int) -> Record:
    """Return one of the first items; every quantity is there more than once."""
    thing, kind = THINGS[number % len(THINGS)], KINDS[number % len(KINDS)]
    created = moment(days=1, hours=number)
    return {
        "id": item_id(number),
        "sku": f"{thing[:3].upper()}-{(number * 37) % 10000:04}",
        "name": f"{thing} {kind} {number % 9 + 1}",
        "description": None if number % 4 == 0 else f"Made of {kind}",
        "status": STATUSES[(number * 2 + number // 5) % len(STATUSES)],
        "quantity": (number * 7 % 19) * 15,
        "unit_price": f"{number * 3 % 50}.{number * 11 % 100:02}",
        "warehouse_id": number % (WAREHOUSES - 1) + 1,
        "created_at": created,
        "updated_at": created,
    }


def item_id(number: int) -> str:
    """Return the id of the item that came as this one."""
    return "it_" + hashlib.sha256(f"item {number}".encode()).hexdigest()[:8]


def note(number: int) -> Record:
    """Return one of the first notes: item n has n % 3 of them."""
    return {
        "id": note_id(number),
        "item_id": item_id(number // 2 if number % 2 else number),
        "text": f"Counted on shelf {number}",
        "pinned": number % 3 == 0,
        "created_at": moment(days=5, minutes=number),
    }


def note_id(number: int) -> str:
    """Return the id of the note that came as this one."""
    return str(uuid.UUID(hashlib.sha256(f"note {number}".encode()).hexdigest()[:32]))
