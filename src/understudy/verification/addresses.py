"""Addresses in what is reported: those that are another in every run are shown as one.

A stand-in that is started for a run, and the guard before it, listen on whatever port is free. The
same seed is to give the same report, so their origins are told as the one that `serve` has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_not
from typing import Any, TypeVar, cast

Value = TypeVar("Value")


class Addresses:
    """Replaces origins by the one that is shown, in whatever texts and bodies a value has.

    >>> shown = Addresses(["http://127.0.0.1:4711"], "http://127.0.0.1:4010")
    >>> shown.told(("http://127.0.0.1:4711/items", b"at 127.0.0.1:4711"))
    ('http://127.0.0.1:4010/items', b'at 127.0.0.1:4010')
    """

    def __init__(self, origins: Sequence[str], shown_as: str) -> None:
        """Show origins as another one; as they are when that is ""."""
        host = shown_as.partition("://")[2]
        hosts = [each.partition("://")[2] for each in origins] if shown_as else []
        self._texts = [(each, host) for each in hosts]
        self._bodies = [(each.encode(), host.encode()) for each in hosts]
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}

    def told(self, value: Value) -> Value:
        """Return a value with the origins replaced; itself when it has none of them."""
        return cast("Value", self._told(value)) if self._texts else value

    def _told(self, value: Any) -> Any:  # noqa: ANN401 - whatever reports are made of
        if type(value) is str:  # a member of an enumeration stays one
            for old, new in self._texts:
                value = value.replace(old, new)
        elif isinstance(value, bytes):
            for before, after in self._bodies:
                value = value.replace(before, after)
        elif isinstance(value, tuple):
            members = tuple(map(self._member, value))
            return members if any(map(is_not, members, value)) else value
        elif is_dataclass(value) and not isinstance(value, type):
            named = {name: getattr(value, name) for name in _names(type(value))}
            changed = {
                name: new for name, old in named.items() if (new := self._told(old)) is not old
            }
            return replace(value, **changed) if changed else value
        return value

    def _member(self, value: Any) -> Any:  # noqa: ANN401 - whatever reports are made of
        """Return a member of a tuple: headers are much the same in all exchanges of a run."""
        if not (isinstance(value, tuple) and len(value) == 2 and type(value[1]) is str):  # noqa: PLR2004
            return self._told(value)
        known = self._pairs.get(value)
        if known is None:
            known = self._pairs[value] = tuple(map(self._told, value))
        return known


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
