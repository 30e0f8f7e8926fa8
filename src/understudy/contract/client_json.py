"""JSON from clients, parsed within bounds: what is parsed can be validated, kept and shown.

A byte of JSON can become a hundred of memory, and every level of nesting a call of some function
on the way: both are bounded before anything is done with the value.
"""

from __future__ import annotations

import re

import orjson

from understudy.contract.nesting import is_deeper_than
from understudy.contract.operations import Json

MOST_LEVELS = 100
MOST_VALUES = 200_000

_FLAT = bytes(set(range(256)) - set(b"[{"))  # all bytes that begin no level
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


class Unparsed(ValueError):  # noqa: N818 - an offence in the making, as `wire_values.Unreadable`
    """The text is not JSON."""


class Excessive(Unparsed):
    """The text goes beyond the bounds of this module."""


def parse_client_json(text: bytes) -> Json:
    """Return the value of a JSON text.

    Raises:
        Unparsed: The text is not JSON; the message says where.
        Excessive: It holds more than 200,000 values, or nests them on more than 100 levels.
    """
    # A value takes a character at least, so most texts need no counting.
    if len(text) > MOST_VALUES and _count_values(text, MOST_VALUES) > MOST_VALUES:
        raise Excessive(f"more than {MOST_VALUES:,} values")
    try:
        value: Json = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Unparsed(f"{error.msg} at line {error.lineno} column {error.colno}") from error
    if len(text.translate(None, _FLAT)) > MOST_LEVELS and is_deeper_than(MOST_LEVELS, value):
        raise Excessive(f"nested on more than {MOST_LEVELS} levels")
    return value


def _count_values(text: bytes, enough: int) -> int:
    """Return at least how many values a text holds; exact only where that is more than `enough`.

    >>> _count_values(b'{"a": [1, 2]}', 10), _count_values(b'["[,,,]"]', 3)
    (4, 2)
    """
    counted = _count_marks(text)
    return counted if counted <= enough else _count_marks(_TEXT.sub(b"", text))


def _count_marks(text: bytes) -> int:
    return 1 + text.count(b",") + text.count(b"[") + text.count(b"{")
