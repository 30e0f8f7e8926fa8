"""Rates: so much of one unit per one of another, with the text that says it."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.contract.operations import JsonObject

CURRENCY_SIGNS = {"USD": "$"}
_CENTS = 2


@dataclass(frozen=True, slots=True)
class UnitLabel:
    """What a rate needs to know of a unit: its key and its abbreviation."""

    key: str
    abbreviation: str


def make_rate(key: str, value: str, units: tuple[UnitLabel, UnitLabel], moment: str) -> JsonObject:
    """Return a rate made at that moment; `units` are the one counted and the one it is counted per."""
    return {"id": key, "created_at": moment, **state_rate(value, units, moment)}


def state_rate(value: str, units: tuple[UnitLabel, UnitLabel], moment: str) -> JsonObject:
    """Return the members of a rate that change when its value does."""
    return {
        "value": value,
        "numerator_unit_id": units[0].key,
        "denominator_unit_id": units[1].key,
        "display_value": display(value, units[0].abbreviation, units[1].abbreviation),
        "updated_at": moment,
    }


def display(value: str, counted: str, per: str) -> str:
    """Say a rate to people: zeros that add nothing are dropped, but an amount of money keeps its cents.

    >>> display("25.500000", "USD", "kg"), display("0.0031", "USD", "g"), display("100.0", "kg", "hr")
    ('$25.50 / kg', '$0.0031 / g', '100 kg / hr')
    """
    sign = CURRENCY_SIGNS.get(counted, "")
    minus, digits = ("-", value[1:]) if value.startswith("-") else ("", value)
    whole, _, fraction = digits.partition(".")
    whole = whole.lstrip("0") or "0"
    fraction = fraction.rstrip("0")
    if sign:
        fraction = fraction.ljust(_CENTS, "0")
    number = f"{whole}.{fraction}" if fraction else whole
    return f"{minus}{sign}{number} / {per}" if sign else f"{minus}{number} {counted} / {per}"
