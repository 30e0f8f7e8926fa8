"""Exsited: items with sale, purchase and inventory sections, their notes, and access tokens.

Read `items.seed_item` for what a record holds, `writing.create_item` for how a request makes one.
"""

from __future__ import annotations

from understudy.behavior import Service
from understudy.services.exsited.grants import issue_token
from understudy.services.exsited.items import seed_item
from understudy.services.exsited.notes import seed_file, seed_note
from understudy.services.exsited.writing import create_item, update_item

SERVICE = Service(
    name="exsited",
    title="Exsited Items API",
    seeders={"item": seed_item, "note": seed_note, "file": seed_file},
    builders={"create_item": create_item, "update_item": update_item},
    handlers={"issue_token": issue_token},
)

__all__ = ["SERVICE"]
