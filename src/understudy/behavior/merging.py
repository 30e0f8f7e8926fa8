"""How a part of a record is laid over the whole of one."""

from __future__ import annotations

from understudy.contract.operations import JsonObject


def merge(record: JsonObject, patch: JsonObject) -> JsonObject:
    """Return the record with a patch laid over it: objects by member, all else replaced.

    >>> merge({"a": {"b": 1, "c": 2}, "d": [1]}, {"a": {"b": 3}, "d": []})
    {'a': {'b': 3, 'c': 2}, 'd': []}
    """
    merged = dict(record)
    for name, value in patch.items():
        before = merged.get(name)
        merged[name] = (
            merge(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
        )
    return merged
