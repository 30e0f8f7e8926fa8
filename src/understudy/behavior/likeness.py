"""Operations that are declared like another one, such as those of several versions of an API."""

from __future__ import annotations

import difflib
from pathlib import Path

from understudy.contract.errors import BehaviorError
from understudy.contract.operations import JsonObject
from understudy.contract.pointers import make_pointer
from understudy.contract.positions import locate


def resolved(operations: JsonObject, path: Path) -> JsonObject:
    """Return the declarations with those of `like` filled in: own members replace its.

    >>> resolved({"a": {"behavior": "get", "key": "id"}, "b": {"like": "a", "key": "no"}}, Path())
    {'a': {'behavior': 'get', 'key': 'id'}, 'b': {'behavior': 'get', 'key': 'no'}}

    Raises:
        BehaviorError: there is no such operation, or it is like itself.
    """
    return {name: _whole(name, operations, path, ()) for name in operations}


def _whole(name: str, operations: JsonObject, path: Path, seen: tuple[str, ...]) -> JsonObject:
    own = operations[name]
    if not isinstance(own, dict) or "like" not in own:
        return own if isinstance(own, dict) else {}
    other = str(own["like"])
    if other not in operations or other in (*seen, name):
        raise _unlike(name, other, operations, path)
    like = _whole(other, operations, path, (*seen, name))
    return {**like, **{member: value for member, value in own.items() if member != "like"}}


def _unlike(name: str, other: str, operations: JsonObject, path: Path) -> BehaviorError:
    close = difflib.get_close_matches(other, [each for each in operations if each != name], n=1)
    return BehaviorError(
        f"operation {name} is declared like {other!r}, which is "
        + ("declared like it" if other in operations else "not declared"),
        where=locate(path, make_pointer(["operations", name, "like"])),
        remedy=f"did you mean {close[0]}?" if close else "name an operation that is declared",
    )
