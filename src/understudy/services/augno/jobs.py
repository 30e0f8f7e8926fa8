"""Jobs: a bulk upsert works through its rows, each on its own, and says what became of each.

The work is done when the job is answered: whoever asks for it again finds it completed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, cast

from understudy.behavior import Draft, Problem, Refused, Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data import timestamp
from understudy.services.augno.inventory import only_page
from understudy.services.augno.keys import known_key
from understudy.services.augno.lines import entity

Upsert: TypeAlias = Callable[[Draft], tuple[bool, JsonObject, list[Json]]]
"""Writes what a row (the draft's fields) says; tells if it is new, the record, what came too."""

_CODES = {
    Problem.NOT_FOUND: "resource_not_found",
    Problem.CONFLICT: "resource_exists",
    Problem.FORBIDDEN: "insufficient_permissions",
}
_HANDLES = ("sku", "abbreviation", "name")
ACTOR = known_key("apke", "key")
_ROLE = known_key("rl", "owner")
_FINISHED = ("completed", "failed", "cancelled")


def bulk_upsert(resource: str, wrapper: str, upsert: Upsert) -> Callable[[Draft], JsonObject]:
    """Return the builder of the job that upserts the rows of a body's member `wrapper`."""

    def build(draft: Draft) -> JsonObject:
        rows = cast("list[JsonObject]", draft.fields[wrapper])
        results: list[Json] = [
            _result(index, resource, draft._replace(fields=row), upsert)
            for index, row in enumerate(rows)
        ]
        return _job(draft, resource, results)

    return build


def seed_job(seeds: Seeds, index: int) -> JsonObject:
    """Make an export: one is done, one still waits."""
    made = timestamp(seeds.now.replace(hour=6, minute=15 * index))
    is_done = index == 0
    url = "https://files.augno.example/exports/items.csv"
    return {
        **_blank("export", "item", made),
        "id": known_key("jb", f"export {index}"),
        "status": "completed" if is_done else "created",
        "export": {"url": url} if is_done else None,
        "started_at": made if is_done else None,
        "completed_at": made if is_done else None,
    }


def seed_actor(_seeds: Seeds, _index: int) -> JsonObject:
    """Make who asks for all jobs: the key of the account."""
    return {"id": ACTOR, "name": "API key", "role": _ROLE}


def seed_role(_seeds: Seeds, _index: int) -> JsonObject:
    """Make the role that the key acts in."""
    return {"id": _ROLE, "name": "Owner"}


def _job(draft: Draft, resource: str, results: list[Json]) -> JsonObject:
    return {
        **_blank("bulk_upsert", resource, draft.now),
        "id": draft.new_key("job"),
        "status": "completed",
        "results": only_page(results),
        "started_at": draft.now,
        "completed_at": draft.now,
    }


def _blank(kind: str, resource: str, made: str) -> JsonObject:
    stages = ("started_at", "completed_at", "failed_at", "cancelled_at")
    return {
        "type": kind,
        "resource_type": resource,
        "results": only_page([]),
        "error": None,
        "export": None,
        "created_by": ACTOR,
        "created_at": made,
        "updated_at": made,
        **dict.fromkeys(stages),
    }


def _result(index: int, resource: str, draft: Draft, upsert: Upsert) -> JsonObject:
    told: JsonObject = {"object": "job_result", "index": index}
    try:
        with draft.call.transaction.attempt():
            is_new, record, others = upsert(draft)
    except Refused as refused:
        failed: JsonObject = {"status": "failed", "resource": None, "sub_resources": only_page([])}
        return {**told, **failed, "error": _error(refused)}
    return {
        **told,
        "status": "created" if is_new else "updated",
        "resource": entity_of(resource, record),
        "sub_resources": only_page(others),
        "error": None,
    }


def entity_of(resource: str, record: JsonObject) -> JsonObject:
    """Return what a record is called, as results name it."""
    handle = next((record[name] for name in _HANDLES if record.get(name)), None)
    name = record.get("name") or record.get("description") or record.get("value") or handle
    return entity(resource, str(record["id"]), name, handle)


def _error(refused: Refused) -> JsonObject:
    code = _CODES.get(refused.problem, "validation_failed")
    first = refused.offences[0] if refused.offences else None
    if first is not None and first.keyword == "state":
        code = "resource_conflict"
    return {
        "code": code,
        "type": "invalid_request_error",
        "message": refused.detail,
        "param": (first.name or None) if first else None,
        "doc_url": f"https://docs.augno.com/api/errors#{code}",
        "is_transient": False,
        "quota": None,
        "request_log_url": None,
    }
