"""Who made and changed a record, and when."""

from __future__ import annotations

from understudy.behavior import Seeds
from understudy.contract.operations import JsonObject
from understudy.data import Dice, draw_lifespan, timestamp
from understudy.services.goldleaf.identities import EXAMPLE_USER, identity

USERS = 4


def draw_history(seeds: Seeds, dice: Dice, *, is_deleted: bool = False) -> JsonObject:
    """Draw what every record says of its past."""
    life = draw_lifespan(dice, seeds.now)
    changed = timestamp(life.updated)
    user = identity(seeds, "user", dice.integer(0, USERS - 1))
    record: JsonObject = {
        "lastModified": changed,
        "created": timestamp(life.created),
        "lastModifiedBy": user,
        "createdBy": EXAMPLE_USER,
        "deleted": is_deleted,
    }
    return record | ({"deletedDate": changed, "deletedBy": user} if is_deleted else {})


def born(now: str) -> JsonObject:
    """Return the history of a record that a request makes."""
    return {
        "lastModified": now,
        "created": now,
        "lastModifiedBy": EXAMPLE_USER,
        "createdBy": EXAMPLE_USER,
        "deleted": False,
    }


def changed(now: str) -> JsonObject:
    """Return what a change says in a record's history."""
    return {"lastModified": now, "lastModifiedBy": EXAMPLE_USER}
