"""Media types: which representation of a contract a `Content-Type` means (RFC 9110, 8.3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

_Offered = TypeVar("_Offered")


def match_media_type(content_type: str, offered: Mapping[str, _Offered]) -> _Offered | None:
    """Return what is offered for a content type, the most exact match first; None when nothing is.

    Parameters and case do not count; what is offered may have wildcards.

    >>> match_media_type("Application/JSON; charset=utf-8", {"*/*": 1, "application/json": 2})
    2
    """
    wanted = essence(content_type)
    by_essence = {essence(name): each for name, each in offered.items()}
    wildcard = f"{wanted.partition('/')[0]}/*"
    for name in (wanted, wildcard, "*/*"):
        if name in by_essence:
            return by_essence[name]
    return None


def essence(media_type: str) -> str:
    """Return type and subtype alone, lower case: "application/json"."""
    return media_type.partition(";")[0].strip().lower()
