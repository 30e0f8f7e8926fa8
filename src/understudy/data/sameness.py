"""JSON values as JSON Schema sees them: 1 and 1.0 are equal integers, true is no number."""

from __future__ import annotations

from collections.abc import Hashable

from understudy.contract.operations import Json

_TYPE_NAMES: tuple[tuple[type, frozenset[str]], ...] = (
    (bool, frozenset({"boolean"})),
    (int, frozenset({"integer", "number"})),
    (float, frozenset({"number"})),
    (str, frozenset({"string"})),
    (list, frozenset({"array"})),
    (dict, frozenset({"object"})),
)


def names_of_type(value: Json) -> frozenset[str]:
    """Return every name that a schema's `type` may call this value by."""
    if isinstance(value, float) and value.is_integer():
        return frozenset({"integer", "number"})
    found = (names for kind, names in _TYPE_NAMES if isinstance(value, kind))
    return next(found, frozenset({"null"}))


def same_key(value: Json) -> Hashable:
    """Return a key that two values share exactly when they are equal JSON.

    Example:
        >>> same_key([1, {"a": True}]) == same_key([1.0, {"a": True}])
        True
        >>> same_key(1) == same_key(True)
        False
    """
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, list):
        return (list, *(same_key(each) for each in value))
    if isinstance(value, dict):
        return (dict, frozenset((name, same_key(each)) for name, each in value.items()))
    return value
