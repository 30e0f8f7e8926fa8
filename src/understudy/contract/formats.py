"""Formats that JSON Schema leaves to us: decimals as text, and the widths of integers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from understudy.contract.operations import JsonObject

_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_WIDTHS = {"int32": 31, "int64": 63}


def is_decimal(text: str) -> bool:
    """Tell whether the text is a decimal number without exponent: "12", "-0.50"."""
    return _DECIMAL.fullmatch(text) is not None


TEXT_FORMATS: Mapping[str, Callable[[str], bool]] = {"decimal": is_decimal}


def prefer_pattern(schema: JsonObject) -> None:
    """Leave out, in place, a format of ours where a pattern says which texts are meant.

    No standard says what `decimal` is: to some, the empty text is one.

    >>> schema = {"type": "string", "format": "decimal", "pattern": "^[0-9]*$"}
    >>> prefer_pattern(schema)
    >>> schema
    {'type': 'string', 'pattern': '^[0-9]*$'}
    """
    name = schema.get("format")
    if isinstance(name, str) and name in TEXT_FORMATS and "pattern" in schema:
        del schema["format"]


def bound_integers(schema: JsonObject) -> None:
    """Give an `int32` or `int64` schema, in place, the bounds that its format implies.

    >>> schema = {"type": "integer", "format": "int32", "minimum": 1}
    >>> bound_integers(schema)
    >>> schema["minimum"], schema["maximum"]
    (1, 2147483647)
    """
    bits = _WIDTHS.get(str(schema.get("format")))
    if bits is not None:
        schema.setdefault("minimum", -(2**bits))
        schema.setdefault("maximum", 2**bits - 1)
