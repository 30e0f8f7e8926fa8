"""The notes that a world starts from, and the files attached to them.

The first item has notes for more than one page, some items have none. Of every six notes the first
has two files and the fourth has one.
"""

from __future__ import annotations

from datetime import datetime

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data import Dice, timestamp, working_moment
from understudy.services.exsited.items import author, created_at, item_id
from understudy.services.exsited.sections import named

# The contract's examples name these, so that they can be tried as they stand, whatever the seed.
FIRST_NOTE = "f3a81c6d-20e7-4b59-a4d2-8c70b6e5193f"
FIRST_FILE = "1c75e0b9-d84a-4f26-b3c1-e9a6072d5f48"
ON_FIRST_ITEM = 26
BLOCK_NOTES = 6
BLOCK_FILES = 3
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "dwg": "image/vnd.dwg",
    "jpg": "image/jpeg",
}
FILE_NAMES = (
    "certificate.pdf",
    "data-sheet.pdf",
    "price-list.xlsx",
    "drawing.dwg",
    "inspection.jpg",
    "delivery-note.pdf",
)


def note_uuid(seeds: Seeds, index: int) -> str:
    """Return the identifier of the note at an index."""
    return seeds.dice("note", index, "key").uuid() if index else FIRST_NOTE


def file_uuid(seeds: Seeds, index: int) -> str:
    """Return the identifier of the file at an index."""
    return seeds.dice("file", index, "key").uuid() if index else FIRST_FILE


def seed_note(seeds: Seeds, index: int) -> JsonObject:
    """Return the note at an index; `item_id` is the item that it is kept on."""
    dice = seeds.dice("note", index)
    item = _item_of(seeds, index)
    created = _moment_after(created_at(seeds, item), seeds, dice)
    changed = _moment_after(created, seeds, dice) if dice.chance(0.4) else created
    is_changed = changed > created
    text = dice.choose(seeds.pools.pool("notes"))
    files: list[Json] = [file_uuid(seeds, each) for each in _files_of(seeds, index)]
    return {
        "uuid": note_uuid(seeds, index),
        "version": str(dice.integer(2, 4)) if is_changed else "1",
        "content": f"<p>{text}</p>" if dice.chance(0.5) else text,
        "files": files,
        "created_by": author(seeds, dice),
        "created_on": timestamp(created),
        "last_updated_by": author(seeds, dice) if is_changed else "",
        "last_updated_on": timestamp(changed) if is_changed else "",
        "custom_attributes": named(Visibility="Internal") if dice.chance(0.2) else [],
        "item_id": item_id(item),
    }


def seed_file(seeds: Seeds, index: int) -> JsonObject | None:
    """Return the file at an index; it is attached to `note_uuid` of `item_id`."""
    dice = seeds.dice("file", index)
    block, step = divmod(index, BLOCK_FILES)
    name = f"{1000 + index}-{dice.choose(FILE_NAMES)}"
    note = block * BLOCK_NOTES + (0 if step < BLOCK_FILES - 1 else BLOCK_NOTES // 2)
    if note >= seeds.counts.get("note", 0):
        return None
    return {
        "uuid": file_uuid(seeds, index),
        "name": name,
        "version": str(dice.integer(1, 3)),
        "content_type": MEDIA_TYPES[name.rpartition(".")[2]],
        "size": dice.integer(4_000, 900_000),
        "note_uuid": note_uuid(seeds, note),
        "item_id": item_id(_item_of(seeds, note)),
    }


def _item_of(seeds: Seeds, note: int) -> int:
    """Put the first notes on the first item and scatter the others, leaving gaps."""
    items = max(seeds.counts.get("item", 1), 1)
    return 0 if note < ON_FIRST_ITEM else (note * 5) % min(items, 97)


def _moment_after(earliest: datetime, seeds: Seeds, dice: Dice) -> datetime:
    days = (seeds.now - earliest).days
    return max(earliest, working_moment(dice, seeds.now, oldest_days=days))


def _files_of(seeds: Seeds, note: int) -> list[int]:
    block, step = divmod(note, BLOCK_NOTES)
    first = block * BLOCK_FILES
    found = {0: [first, first + 1], BLOCK_NOTES // 2: [first + 2]}.get(step, [])
    return [each for each in found if each < seeds.counts.get("file", 0)]
