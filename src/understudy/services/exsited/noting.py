"""How requests write notes and attach files to them; of a file only its metadata is kept."""

from __future__ import annotations

from understudy.behavior import Draft, Problem, Refused
from understudy.behavior.calls import Upload
from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.writing import AUTHOR, touched

PARTS = ("file", "attachment")  # the clients' name of a file part, and that of the notes page
LONGEST_NAME = 255


def create_note(draft: Draft) -> JsonObject:
    """Return the note of a form, its files attached."""
    key = str(draft.new_key(""))
    note: JsonObject = {
        "uuid": key,
        "version": "1",
        "content": draft.fields.get("note", ""),
        "created_by": AUTHOR,
        "created_on": draft.now,
        "last_updated_by": "",
        "last_updated_on": "",
        "custom_attributes": [],
        "item_id": draft.call.owners[-1]["id"],
    }
    return {**note, "files": _attached(draft, note)}


def attach_files(draft: Draft) -> JsonObject:
    """Return the note with the files of a form attached.

    Raises:
        Refused: the form brings no file.
    """
    if not _uploads(draft):
        raise Refused(Problem.INVALID_BODY, "the form has no file part")
    return edit_note(draft)


def edit_note(draft: Draft) -> JsonObject:
    """Return the note with the text of a form, and its files beside those that it has."""
    note = draft.existing or {}
    before = note["files"]
    kept = before if isinstance(before, list) else []
    changed = {**note, "files": [*kept, *_attached(draft, note)]}
    if "note" in draft.fields:
        changed["content"] = draft.fields["note"]
    return touched(draft, changed)


def _uploads(draft: Draft) -> list[Upload]:
    return [each for part in PARTS for each in draft.call.files.get(part, ())]


def _attached(draft: Draft, note: JsonObject) -> list[Json]:
    """Put a file record for each file of the form; return their keys."""
    keys: list[Json] = []
    for upload in _uploads(draft):
        key = draft.new_key("file")
        record: JsonObject = {
            "uuid": key,
            "name": upload.filename[:LONGEST_NAME] or "file",
            "version": "1",
            "content_type": upload.media_type or "application/octet-stream",
            "size": len(upload.content),
            "note_uuid": note["uuid"],
            "item_id": note["item_id"],
        }
        draft.call.transaction.put("file", key, record)
        keys.append(key)
    return keys
