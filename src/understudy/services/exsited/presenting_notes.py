"""Notes, files, adjustments and warehouses as API v4 shows them."""

from __future__ import annotations

from understudy.contract.operations import Json, JsonObject
from understudy.services.exsited.presenting import BASE, item_reference, person
from understudy.state import Transaction


def present_note(record: JsonObject, transaction: Transaction) -> JsonObject:
    """Present a note with the files attached to it."""
    item = transaction.get("item", str(record["item_id"])) or {}
    editor = record["last_updated_by"]
    keys = record["files"] if isinstance(record["files"], list) else []
    files = [transaction.get("file", str(key)) for key in keys]
    return {
        "object": "note",
        "id": record["uuid"],
        "content": record["content"],
        "version": int(str(record["version"])),
        "href": _note_path(record),
        "created_on": record["created_on"],
        "created_by": person(record["created_by"]),
        "item": item_reference(item),
        "attachments": [present_file(each, transaction) for each in files if each is not None],
        "watchers": [],
        "group": None,
        "user": None,
        "last_updated_on": record["last_updated_on"] or None,
        "last_updated_by": {"object": "user", "name": editor} if editor else None,
    }


def present_file(record: JsonObject, _transaction: Transaction) -> JsonObject:
    """Present what is known of an attached file."""
    key = record["uuid"]
    note = {"item_id": record["item_id"], "uuid": record["note_uuid"]}
    return {
        "object": "note_file",
        "id": key,
        "name": record["name"],
        "href": f"{_note_path(note)}/files/{key}",
        "content_type": record["content_type"],
        "filename": record["name"],
        "size": record["size"],
        "uuid": key,
    }


def present_adjustment(record: JsonObject, _transaction: Transaction) -> JsonObject:
    """Present an adjustment; its quantities stay texts."""
    return {
        **record,
        "object": "inventory_adjustment",
        "created_on": record["created_at"],
        "created_by": person(record["created_by"]),
        "last_updated_on": None,
        "last_updated_by": None,
        "href": f"{BASE}/inventory_adjustments/{record['id']}",
    }


def present_warehouse(record: JsonObject, _transaction: Transaction) -> JsonObject:
    """Present a warehouse."""
    texts = ("display_name", "description", "country", "state", "city", "post_code")
    unset: dict[str, Json] = {name: record[name] or None for name in texts}
    key = record["uuid"]
    return {
        **record,
        **unset,
        "object": "warehouse",
        "id": key,
        "default": record["default"] == "true",
        "href": f"{BASE}/settings/warehouses/{key}",
    }


def _note_path(note: JsonObject) -> str:
    return f"{BASE}/items/{note['item_id']}/notes/{note['uuid']}"
