"""What SQLite keeps of a JSON value, so that it compares as its column's kind says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from understudy.contract.operations import Json
from understudy.state.records import ColumnKind, Scalar

# Stands for "no value" in every column: it sorts before all numbers and texts, equals itself, and
# no JSON value can be it. NULL would sort alike, but nothing compares with NULL: a cursor would
# then need several ranges of an index instead of one.
MISSING: Final = float("-inf")
MISSING_SQL: Final = "-9e999"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DECIMAL: Final = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?", re.ASCII)
_INTEGERS: Final = range(-(2**63), 2**63)
_LAST_CODE_POINT: Final = 0x10FFFF
_BEFORE_SURROGATES: Final = 0xD7FF
_AFTER_SURROGATES: Final = 0xE000


def text(value: Json) -> str | None:
    """Return a string as it is, numbers and booleans as JSON spells them, else None."""
    if isinstance(value, str):
        return value if value.isascii() or _is_unicode(value) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None


def number(value: Json) -> int | float | None:
    """Return a finite number, also out of a decimal string ("12.50"), None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        match = _DECIMAL.fullmatch(value)
        if match is None:
            return None
        value = float(value) if match[1] or match[2] else int(value)
    if isinstance(value, int):
        return value if value in _INTEGERS else _finite(value)
    return _finite(value) if isinstance(value, float) else None


def instant(value: Json) -> int | None:
    """Return the microseconds since 1970 UTC of an RFC 3339 text, None for anything else.

    A text without offset is taken as UTC, a date as its first moment.
    """
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MICROSECOND


def flag(value: Json) -> int | None:
    """Return 1 or 0 for a boolean, also when spelled "true" or "false", None for anything else."""
    if value is True or value == "true":
        return 1
    return 0 if value is False or value == "false" else None


ENCODERS: Final[dict[ColumnKind, Callable[[Json], Scalar]]] = {
    ColumnKind.TEXT: text,
    ColumnKind.NUMBER: number,
    ColumnKind.INSTANT: instant,
    ColumnKind.FLAG: flag,
}


def folded(value: Json) -> str | None:
    """Return text in the form that texts are compared in when case does not count."""
    plain = text(value)
    return None if plain is None else plain.casefold()


def prefix_range(value: Json) -> tuple[Scalar, Scalar]:
    """Return bounds of the folded texts that start so: from the first, less than the second.

    >>> prefix_range("Ab")
    ('ab', 'ac')
    """
    low = folded(value)
    if low is None:
        return (None, None)
    stem = low.rstrip(chr(_LAST_CODE_POINT))
    if not stem:
        return (low, b"")  # SQLite sorts every blob behind every text
    last = ord(stem[-1])
    following = _AFTER_SURROGATES if last == _BEFORE_SURROGATES else last + 1
    return (low, stem[:-1] + chr(following))


def place_scalar(kind: ColumnKind, value: Json) -> Scalar:
    """Return one value of a cursor: None is a missing one, an instant may be microseconds."""
    if value is None:
        return MISSING
    if kind is not ColumnKind.TEXT and isinstance(value, int) and is_storable(value):
        return int(value)
    return ENCODERS[kind](value)


def is_storable(key: Json) -> bool:
    """Tell whether a value can be a record's key: text without lone surrogates, a 64-bit integer.

    >>> is_storable("a"), is_storable(2**63 - 1), is_storable(2**63), is_storable(1.5)
    (True, True, False, False)
    """
    if isinstance(key, str):
        return text(key) is not None
    return isinstance(key, int) and key in _INTEGERS


def _finite(value: float) -> float | None:
    try:
        measured = float(value)
    except OverflowError:
        return None
    return measured if abs(measured) != float("inf") and measured == measured else None  # noqa: PLR0124  (not NaN)


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # a lone surrogate, which no JSON text can carry
        return False
    return True
