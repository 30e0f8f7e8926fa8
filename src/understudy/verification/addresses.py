"""Addresses in what is reported: those that are another in every run are shown as one.

A stand-in that is started for a run, and the guard before it, listen on whatever port is free. The
same seed is to give the same report, so their origins are told as the one that `serve` has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from operator import is_not
from typing import Any, TypeVar, cast

Value = TypeVar("Value")


def addressed(value: Value, origins: Sequence[str], shown_as: str) -> Value:
    """Return a value with origins replaced in every text and body of it; itself without a name.

    >>> addressed(("http://127.0.0.1:4711/items", b"at 127.0.0.1:4711"),
    ...           ["http://127.0.0.1:4711"], "http://127.0.0.1:4010")
    ('http://127.0.0.1:4010/items', b'at 127.0.0.1:4010')
    """
    if not shown_as:
        return value
    hosts = [each.partition("://")[2] for each in origins]
    return _told(value, hosts, shown_as.partition("://")[2])


def _told(value: Value, hosts: Sequence[str], host: str) -> Value:
    told: Any = value
    if type(value) is str:  # a member of an enumeration stays one
        for each in hosts:
            told = told.replace(each, host)
    elif isinstance(value, bytes):
        for each in hosts:
            told = told.replace(each.encode(), host.encode())
    elif isinstance(value, tuple):
        members = tuple(_told(each, hosts, host) for each in value)
        told = members if any(map(is_not, members, value)) else value
    elif is_dataclass(value) and not isinstance(value, type):
        named = {each.name: getattr(value, each.name) for each in fields(value)}
        changed = {
            name: new for name, old in named.items() if (new := _told(old, hosts, host)) is not old
        }
        told = replace(value, **changed) if changed else value
    return cast("Value", told)
