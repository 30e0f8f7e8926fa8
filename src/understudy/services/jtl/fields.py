"""Custom fields of items: one of every type from the start, and what values fit which."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final, cast

from understudy.behavior import Answer, Call, Problem, Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.services.jtl.requests import DONE, found, refused

_LIST: Final = 5
# group, name, type, possible values; the ids are 1, 2, ...
_FIELDS: Final = (
    ("Service", "Warranty (months)", 1, ()),
    ("Service", "Return rate", 2, ()),
    ("Service", "Notes", 3, ()),
    ("Service", "Spare parts", 4, ()),
    ("Technical", "Protection class", _LIST, ("I", "II", "III")),
    ("Technical", "Data sheet", 6, ()),
    ("Contact", "Support mail", 7, ()),
    ("Contact", "Support phone", 8, ()),
    ("Origin", "Assembled in", 9, ()),
    ("Origin", "Deposit", 10, ()),
    ("Origin", "Tested on", 11, ()),
    ("Origin", "Test mark", 12, ()),
)
WARRANTY, PROTECTION = 1, 5
_MONTHS: Final = (12, 24, 36)


def custom_field(_seeds: Seeds, index: int) -> JsonObject:
    """Make the definition of the field at an index."""
    group, name, kind, values = _FIELDS[index]
    return {
        "CustomFieldId": index + 1,
        "GroupName": group,
        "Name": name,
        "Type": kind,
        "PossibleValues": list(values),
    }


def custom_field_value(seeds: Seeds, index: int) -> JsonObject | None:
    """Make the warranty of an item; every fourth has none."""
    if index >= seeds.counts["item"] or index % 4 == 3:  # noqa: PLR2004 - the last of four
        return None
    return {
        "Key": f"{index + 1}/{WARRANTY}",
        "ItemId": index + 1,
        "CustomFieldId": WARRANTY,
        "Value": _MONTHS[index % 3],
    }


def update_custom_field(call: Call) -> Answer:
    """Set the value that an item has in a field.

    Raises:
        Refused: there is no such field, or its type takes no such value.
    """
    item, key = call.values["itemId"], call.values["customfieldId"]
    field = found(call.transaction, "custom_field", key)
    value = cast("JsonObject", call.body)["Value"]
    if not fits(field, value):
        message = f"the field {field['Name']!r} takes no {value!r}"
        raise refused(Problem.CONFLICT, message, "Value")
    record: JsonObject = {"ItemId": item, "CustomFieldId": key, "Value": value}
    call.transaction.put("custom_field_value", f"{item}/{key}", {"Key": f"{item}/{key}", **record})
    return DONE


def fits(field: JsonObject, value: Json) -> bool:
    """Tell whether a value fits the type of a field; texts take anything written.

    >>> fits({"Type": 1}, 12), fits({"Type": 1}, "twelve"), fits({"Type": 11}, "2026-02-30")
    (True, False, False)
    """
    kind = cast("int", field["Type"])
    if kind == _LIST:
        return value in cast("list[Json]", field["PossibleValues"])
    return _FITTING.get(kind, _is_text)(value)


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_whole(value: Json) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and float(cast("float", value)).is_integer()


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool) or value in (0, 1)


def _is_date(value: Json) -> bool:
    try:
        date.fromisoformat(str(value)[:10])
    except ValueError:
        return False
    return isinstance(value, str)


def _like(pattern: str) -> Callable[[Json], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


_FITTING: Final[dict[int, Callable[[Json], bool]]] = {
    1: _is_whole,
    2: _is_number,
    4: _is_flag,
    6: _like(r"https?://\S+"),
    7: _like(r"[^@\s]+@[^@\s]+"),
    8: _like(r"[+0-9 ()/.\-]+"),
    9: _like(r"[A-Za-z]{2}"),
    10: _is_number,
    11: _is_date,
}
