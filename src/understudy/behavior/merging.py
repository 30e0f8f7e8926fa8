"""How a part of a record is laid over the whole of one."""

from __future__ import annotations

from understudy.contract.operations import Json, JsonObject


def merge(record: JsonObject, patch: JsonObject) -> JsonObject:
    """Return the record with a patch laid over it: objects by member, all else replaced.

    >>> merge({"a": {"b": 1, "c": 2}, "d": [1]}, {"a": {"b": 3}, "d": []})
    {'a': {'b': 3, 'c': 2}, 'd': []}
    """
    merged = record | patch
    for name, value in patch.items():
        if isinstance(value, dict):
            before = record.get(name)
            if isinstance(before, dict):
                merged[name] = merge(before, value)
    return merged


def apply_merge_patch(document: JsonObject, patch: JsonObject) -> JsonObject:
    """Return a document as a merge patch (RFC 7396) changes it: null removes a member.

    >>> apply_merge_patch({"a": {"b": 1, "c": 2}, "d": [1]}, {"a": {"b": None}, "d": []})
    {'a': {'c': 2}, 'd': []}
    """
    patched = dict(document)
    for name, value in patch.items():
        if value is None:
            patched.pop(name, None)
        elif isinstance(value, dict):
            before: Json = patched.get(name)
            patched[name] = apply_merge_patch(before if isinstance(before, dict) else {}, value)
        else:
            patched[name] = value
    return patched
