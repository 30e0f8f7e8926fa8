"""Values from the text they travel as: what a schema makes of "7", "true" or "red"."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

from understudy.contract.explanations import show
from understudy.contract.operations import Json, JsonObject
from understudy.contract.schemas import Schemas

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_LONGEST_NUMBER = 40
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_TYPE_NAMES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}

_Text = TypeVar("_Text")
ReadText: TypeAlias = Callable[[str], Json]


class Unreadable(ValueError):  # noqa: N818 - an offence in the making, caught by this room
    """The text is not what its schema expects; `pointer` leads to the part that is not."""

    def __init__(self, message: str, *, keyword: str = "type", pointer: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.keyword = keyword
        self.pointer = pointer


def find_types(schema: JsonObject, schemas: Schemas) -> frozenset[str]:
    """Return the JSON types a schema speaks of; "string" alone when it speaks of none."""
    types: set[str] = set()
    for branch in schemas.branches(schema):
        declared = branch.get("type")
        if isinstance(declared, str):
            types.add(declared)
        elif isinstance(declared, list):
            types.update(str(each) for each in declared)
        else:
            types.update(_TYPE_NAMES[type(each)] for each in _options(branch))
    return frozenset(types or {"string"})


def compile_text(schema: JsonObject, schemas: Schemas) -> ReadText:
    """Return what reads one text as the narrowest scalar of the schema that it validates as."""
    readers = find_scalars(schema, schemas) or {"string": SCALARS["string"]}
    return choose(readers, schemas.validator(schema).is_valid)


def find_scalars(schema: JsonObject, schemas: Schemas) -> Mapping[str, ReadText]:
    """Return the readers for the scalar types a schema speaks of, narrowest first."""
    types = find_types(schema, schemas)
    return {name: read for name, read in SCALARS.items() if name in types}


def choose(
    attempts: Mapping[str, Callable[[_Text], Json]], is_valid: Callable[[Json], bool]
) -> Callable[[_Text], Json]:
    """Return a reader that takes the first attempt whose value is valid, else the last value read.

    `attempts` are by type name. The reader raises Unreadable when no attempt can read the text.
    """
    if len(attempts) == 1:
        return next(iter(attempts.values()))

    def read(text: _Text) -> Json:
        values: list[Json] = []
        for attempt in attempts.values():
            try:
                value = attempt(text)
            except Unreadable:
                continue
            if is_valid(value):
                return value
            values.append(value)
        if values:
            return values[-1]
        raise Unreadable(f"expected {' or '.join(attempts)}, found {show(text)}")

    return read


def _read_boolean(text: str) -> bool:
    if text == "true":
        return True
    if text == "false":
        return False
    raise Unreadable(f"expected true or false, found {show(text)}")


def _read_integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER or not _INTEGER.fullmatch(text):
        raise Unreadable(f"expected integer, found {show(text)}")
    value = int(text)
    if not _SMALLEST <= value <= _LARGEST:
        raise Unreadable(f"expected an integer of at most 64 bits, found {text}", keyword="maximum")
    return value


def _read_number(text: str) -> int | float:
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise Unreadable(f"expected number, found {show(text)}")
    value = float(text)
    if not math.isfinite(value):
        raise Unreadable(f"expected a smaller number, found {text}", keyword="maximum")
    return int(text) if _INTEGER.fullmatch(text) and _SMALLEST <= int(text) <= _LARGEST else value


def _read_string(text: str) -> str:
    return text


def _read_null(text: str) -> None:
    if text != "null":
        raise Unreadable(f"expected null, found {show(text)}")


SCALARS: Mapping[str, ReadText] = {  # narrowest first; a text that may be a string is not null
    "boolean": _read_boolean,
    "integer": _read_integer,
    "number": _read_number,
    "string": _read_string,
    "null": _read_null,
}


def _options(branch: JsonObject) -> list[Json]:
    if "const" in branch:
        return [branch["const"]]
    options = branch.get("enum")
    return options if isinstance(options, list) else []
