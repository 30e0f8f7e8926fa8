"""What an unquoted YAML word means: the core schema of YAML 1.2, kept to what JSON can say."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from understudy.contract.operations import Json

_WORDS: Mapping[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_SMALLEST_INTEGER, _LARGEST_INTEGER = -(2**63), 2**64 - 1  # beyond, JSON readers make it a float
_LONGEST_INTEGER = 20  # digits and sign of the above


def read_plain(text: str) -> Json:
    """Return null, a boolean or a number where the text is one of these, else the text itself.

    >>> [read_plain(text) for text in ("~", "true", "0x1F", "1.50", "no", "2024-01-01")]
    [None, True, 31, 1.5, 'no', '2024-01-01']

    Raises:
        ValueError: It is a number that JSON cannot say (`.nan`, `.inf`, 1e999).
    """
    if text[:1] not in _NUMBER_STARTS:
        return _WORDS.get(text, text)
    integer = _read_integer(text)
    if integer is not None:
        return integer
    if _FLOAT.fullmatch(text):
        number = float(text)
        if not math.isfinite(number):
            message = f"{text[:40]} is too large for a number"
            raise ValueError(message)
        return number
    if _NOT_FINITE.fullmatch(text):
        message = f"{text} cannot be said in JSON"
        raise ValueError(message)
    return text


def _read_integer(text: str) -> int | None:
    if len(text) > _LONGEST_INTEGER:
        return None
    if _INTEGER.fullmatch(text):
        integer = int(text)
    elif _BASED_INTEGER.fullmatch(text):
        integer = int(text[2:], 8 if text[1] == "o" else 16)
    else:
        return None
    return integer if _SMALLEST_INTEGER <= integer <= _LARGEST_INTEGER else None
