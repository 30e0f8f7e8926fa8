"""Frozen dataclasses as JSON values and back, by the types of their fields.

Tuples become arrays, enums their values, bytes text where they are text, base64 where not.
"""

from __future__ import annotations

import base64
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from understudy.contract.operations import Json, JsonObject


def encode(value: object, *, leave_out: AbstractSet[str] = frozenset()) -> Json:
    """Return the JSON form of a value; fields of the names in `leave_out` are not in it."""
    if is_dataclass(value):
        return {
            each.name: encode(getattr(value, each.name), leave_out=leave_out)
            for each in fields(value)
            if each.name not in leave_out
        }
    if isinstance(value, tuple):
        return [encode(each, leave_out=leave_out) for each in value]
    if isinstance(value, bytes):
        return _encode_bytes(value)
    return value.value if isinstance(value, StrEnum) else cast("Json", value)


def decode(kind: Any, value: Json) -> Any:  # noqa: ANN401 - what it returns is what it is told
    """Return the value of a type that `encode` made the JSON of; absent fields have defaults.

    What comes from outside has to be checked against a grammar before.
    """
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return None if value is None else decode(_without_none(kind), value)
    if origin is tuple:
        return _decode_tuple(get_args(kind), cast("list[Json]", value))
    if kind is bytes:
        return _decode_bytes(cast("JsonObject", value))
    if isinstance(kind, type) and is_dataclass(kind):
        members, hints = cast("JsonObject", value), _hints(kind)
        return kind(
            **{name: decode(hints[name], members[name]) for name in hints if name in members}
        )
    return kind(value)


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a class
    return get_type_hints(kind)


def _without_none(kind: Any) -> Any:  # noqa: ANN401 - a type expression
    return next(each for each in get_args(kind) if each is not type(None))


def _decode_tuple(kinds: tuple[Any, ...], values: list[Json]) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(decode(kinds[0], each) for each in values)
    return tuple(decode(kind, each) for kind, each in zip(kinds, values, strict=True))


def _encode_bytes(content: bytes) -> Json:
    """Return bytes so that people can read them where that is possible.

    >>> _encode_bytes(b"{}"), _encode_bytes(bytes([255]))
    ({'text': '{}'}, {'base64': '/w=='})
    """
    try:
        return {"text": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}


def _decode_bytes(value: JsonObject) -> bytes:
    if "text" in value:
        return str(value["text"]).encode("utf-8")
    return base64.b64decode(str(value["base64"]))
