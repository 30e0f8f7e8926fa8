"""Statements: routes written out as SQL, for worlds with and without changes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from understudy.state.conditions import WORLD, Choice, Term
from understudy.state.orders import behind
from understudy.state.routes import Asked, Route, indexes_of

Wanted: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]

_LIMITS: Final = "LIMIT ?2 OFFSET ?3"
_BASE_WORLD: Final = "0"
_OWN_WORLD: Final = "?1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What finds the uids of a page, for one shape of query.

    The three texts answer for a world that changed nothing, one that only added records, and one
    that also changed or removed some of the base's. `wanted` are the indexes (table, columns) that
    they walk.
    """

    base: str
    added: str
    changed: str
    wanted: Wanted


def write(asked: Asked, route: Route) -> Statement:
    """Return a route as SQL."""
    return Statement(
        base=_text(asked, route, [(_BASE_WORLD, "")]),
        added=_text(asked, route, [(_BASE_WORLD, ""), (_OWN_WORLD, "")]),
        changed=_text(asked, route, [(_BASE_WORLD, asked.layout.hidden), (_OWN_WORLD, "")]),
        wanted=tuple(indexes_of(asked, route)),
    )


def _text(asked: Asked, route: Route, worlds: list[tuple[str, str]]) -> str:
    """Write the merge of the worlds' arms, each given with the table of what it must hide."""
    arms = [
        _arm(asked, route, lead, hidden).replace(WORLD, world)
        for world, hidden in worlds
        for lead in _leads(route)
    ]
    directions = _directions(asked, route)
    if len(arms) == 1:
        order = ", ".join([_directed(*each) for each in directions])
        return f"SELECT {route.alias}.uid {arms[0]} ORDER BY {order} {_LIMITS}"
    columns = ", ".join([expression for expression, _ in directions])
    joint = " UNION " if route.lead else " UNION ALL "  # a record can have two of the values
    merged = joint.join([f"SELECT {route.alias}.uid, {columns} {arm}" for arm in arms])
    ways = [descends for _, descends in directions]
    # uid last: UNION would otherwise sort anew to compare whole lines
    positions = [*range(2, len(ways) + 2), 1]
    order = ", ".join(map(_directed, map(str, positions), [*ways, ways[-1]]))
    return f"{merged} ORDER BY {order} {_LIMITS}"


def _arm(asked: Asked, route: Route, lead: str, hidden: str) -> str:
    parts = [f"{route.alias}.world = {WORLD}", *([lead] if lead else [])]
    parts += [_met(route, each) for each in asked.terms if each is not route.lead]
    if hidden:
        line = f"SELECT 1 FROM {hidden} h WHERE h.world = ?1 AND h.uid = {route.alias}.uid"  # noqa: S608  (our own name)
        parts.append(f"NOT EXISTS ({line})")
    if asked.after:
        parts.append(behind(_directions(asked, route), asked.after))
    kept = " AND ".join(parts)
    return f"FROM {_source(asked, route, kept)} WHERE {kept}"


def _source(asked: Asked, route: Route, kept: str) -> str:
    """Write where lines come from: a fan alone when its lines have all that is asked for."""
    if route.fan is None:
        return f"{asked.layout.records} t"
    joined = f" CROSS JOIN {asked.layout.records} t ON t.uid = v.uid"
    return f"{route.fan.table} v{joined if 't.' in kept else ''}"


def _leads(route: Route) -> Iterator[str]:
    """Yield what each arm begins with: one value of the leading condition."""
    if route.lead is None:
        yield ""
        return
    for parameter in route.lead.parameters:
        yield f"{route.alias}.{route.lead.held.name} = {parameter}"


def _met(route: Route, each: Term | Choice) -> str:
    """Write one condition, on the copies that a fan's lines carry when there are."""
    if isinstance(each, Term) and route.fan and each.held in route.fan.copies and each.is_plain:
        return each.on("v")
    return each.sql("t", walking=each in route.checked)


def _directions(asked: Asked, route: Route) -> list[tuple[str, bool]]:
    """Return what is ordered by; a plus keeps SQLite from taking the order's index instead."""
    alias = "+t" if route.is_sorted else route.alias
    sorts = [(rank.sql(alias), rank.descending) for rank in asked.ranks]
    return [*sorts, (f"{alias}.key", asked.key_descends)]


def _directed(expression: str, descends: bool) -> str:  # noqa: FBT001  (a pair's second half)
    return f"{expression} DESC" if descends else expression
