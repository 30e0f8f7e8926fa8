"""Renderings: functions that show a value, and leave it untouched when that changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import is_
from typing import NamedTuple, TypeAlias

from understudy.contract.operations import Json, JsonObject
from understudy.state import Key, Query, Row

Fetch: TypeAlias = "Callable[[str, Key], JsonObject | None]"
Find: TypeAlias = "Callable[[Query], list[Row]]"
Render: TypeAlias = "Callable[[Json, Sight], Json]"


def _none_found(_query: Query) -> list[Row]:
    return []


class Sight(NamedTuple):
    """What a rendering may look at: other records, and the (dotted) relations to include.

    Without `find` no record is looked for by what it says: none is related by a field of its own.
    """

    fetch: Fetch
    included: frozenset[str] = frozenset()
    find: Find = _none_found


BLIND = Sight(lambda _resource, _key: None)  # no other record is seen


def as_is(value: Json, _sight: Sight) -> Json:
    """Show a value as it is."""
    return value


def always_null(_value: Json, _sight: Sight) -> Json:
    """Show nothing."""
    return None


def as_text(value: Json, _sight: Sight) -> Json:
    """Show a number as text, and anything else as it is."""
    # One operation may show as text what another shows of the same record as number.
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def elements(element: Render) -> Render:
    """Return what shows each element of an array; itself, when none changes."""
    if element is as_is:
        return as_is

    def render(value: Json, sight: Sight) -> Json:
        if not value or not isinstance(value, list):
            return value
        shown = [element(each, sight) for each in value]
        return value if all(map(is_, shown, value)) else shown

    return render


def showing(members: Sequence[tuple[str, Render, bool]], *, is_open: bool) -> Render:
    """Return what shows these members of an object, in their order; if it `is_open`, then others.

    A member has a name, what renders it, and whether it is null where there is none.
    """
    looked_at = [
        (name, member, CHANGES_NONE.get(member, NOTHING), is_required)
        for name, member, is_required in members
    ]
    names = [name for name, *_ in members]
    changing = tuple(each[:3] for each in looked_at if each[1] is not as_is)
    known = frozenset(names)

    def show(value: Json, sight: Sight) -> Json:
        if not isinstance(value, dict):
            return value
        if [*value] == names:
            return _with_changes(value, changing, sight) if changing else value
        shown: JsonObject = {}
        for name, member, unchanged, is_required in looked_at:
            if name in value:
                each = value[name]
                # Most members are scalars that stay as they are: not calling halves the time.
                shown[name] = each if type(each) in unchanged else member(each, sight)
            elif is_required:
                shown[name] = member(None, sight)
        if is_open:
            shown |= {name: each for name, each in value.items() if name not in known}
        return shown

    return show


def _with_changes(value: JsonObject, changing: Changing, sight: Sight) -> JsonObject:
    """Return an object that has just what is shown, and in that order: itself, if nothing changes.

    Stored records mostly are what is shown of them. Then their stored JSON can be sent as it is.
    """
    shown = value
    for name, member, unchanged in changing:
        before = value[name]
        if type(before) in unchanged:
            continue
        after = member(before, sight)
        if after is not before:
            if shown is value:
                shown = value.copy()
            shown[name] = after
    return shown


def taking(known: frozenset[str], deep: Sequence[tuple[str, Render]], *, is_open: bool) -> Render:
    """Return what takes of a valid object the members that it may have, in the order they came in.

    `deep` are those that can hold undeclared members themselves.
    """

    def take(value: Json, sight: Sight) -> Json:
        if not isinstance(value, dict):
            return value
        taken = value
        if not (is_open or value.keys() <= known):
            taken = {name: each for name, each in value.items() if name in known}
        for name, member in deep:
            before = taken.get(name)
            after = before and member(before, sight)
            if after is not before:
                if taken is value:
                    taken = value.copy()
                taken[name] = after
        return taken

    return take


NOTHING: frozenset[type] = frozenset()
Changing: TypeAlias = "tuple[tuple[str, Render, frozenset[type]], ...]"

# The types of values that a rendering leaves as they are.
CHANGES_NONE: Mapping[Render, frozenset[type]] = {
    as_is: frozenset({str, int, float, bool, list, dict, type(None)}),
    as_text: frozenset({str, bool, type(None)}),
}
BY_TYPE: Mapping[str, Render] = {"null": always_null, "string": as_text}
