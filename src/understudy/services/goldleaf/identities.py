"""The ids of records by number; those of the contract's examples are in every world."""

from __future__ import annotations

from collections.abc import Mapping

from understudy.behavior import Call, Seeds
from understudy.data import Dice

EXAMPLE_USER = "64a0c1d2e3f405162738495a"
ORGANIZATION = "64e0c1d2e3f405162738495a"
FIRST_ITEM = 0x65AA10B2C3D4E5F60718293A
EXAMPLE_ITEMS = 20  # one of each type is among them

# The ids of the contract's examples name records of every world, so that an example works as it is.
EXAMPLES: Mapping[str, str] = {
    "customer": "64f1a2b3c4d5e6f708192a3b",
    "customer_item": "6650b1c2d3e4f5a6b7c8d9e0",
    "customer_location": "65cc10b2c3d4e5f60718293a",
    "user": EXAMPLE_USER,
    "brand": "65bb10b2c3d4e5f60718293a",
    "inventory_item": "65ff10b2c3d4e5f60718293a",
    "price_list": "66bb10b2c3d4e5f60718293a",
    "warehouse": "66dd10b2c3d4e5f60718293a",
    "hose_assembly": "65dd10b2c3d4e5f60718293a",
    "hose_kit": "65ee10b2c3d4e5f60718293a",
    "sales_estimate": "66cc10b2c3d4e5f60718293a",
    "work_order": "66ee10b2c3d4e5f60718293a",
    "api_key": "66aa10b2c3d4e5f60718293a",
    "line": "66ff10b2c3d4e5f60718293a",
}


def identity(seeds: Seeds, resource: str, index: int) -> str:
    """Return the id of a record."""
    if index == 0 and resource in EXAMPLES:
        return EXAMPLES[resource]
    if resource == "user":
        return f"{int(EXAMPLE_USER, 16) + index:x}"
    return seeds.dice(resource, index, "key").object_id()


def new_identity(call: Call, resource: str) -> str:
    """Return an id for a record that a handler makes, which no other record of the world has."""
    number = call.transaction.next_number(resource)
    return Dice("goldleaf", call.partition, resource, "made", number).object_id()


def item_key(seeds: Seeds, number: int) -> str:
    """Return the id of an item of the catalogue."""
    if number < EXAMPLE_ITEMS:
        return f"{FIRST_ITEM + number:x}"
    return seeds.dice("item", number, "key").object_id()
