"""Rates and quantities: so much of a unit (per one of another), with the text that says it."""

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


def make_rate(
    key: str, value: str, units: tuple[UnitLabel, UnitLabel], created: str, updated: str
) -> JsonObject:
    """Return a rate; `units` are the one that is counted and the one that it is counted per."""
    counted, per = units
    return {
        "id": key,
        "value": value,
        "numerator_unit_id": counted.key,
        "denominator_unit_id": per.key,
        "display_value": display(value, counted.abbreviation, per.abbreviation),
        "created_at": created,
        "updated_at": updated,
    }


def display(value: str, counted: str, per: str) -> str:
    """Say a rate to people: idle zeros are dropped, but an amount of money keeps its cents.

    >>> display("25.500000", "USD", "kg"), display("100.0", "kg", "hr")
    ('$25.50 / kg', '100 kg / hr')
    """
    sign = CURRENCY_SIGNS.get(counted, "")
    minus, number = say_number(value, is_money=bool(sign))
    return f"{minus}{sign}{number} / {per}" if sign else f"{minus}{number} {counted} / {per}"


def say_number(value: str, *, is_money: bool) -> tuple[str, str]:
    """Return a decimal's sign and its digits without idle zeros; money keeps its cents.

    >>> say_number("-0012.50", is_money=False), say_number("7", is_money=True)
    (('-', '12.5'), ('', '7.00'))
    """
    minus, digits = ("-", value[1:]) if value.startswith("-") else ("", value)
    whole, _, fraction = digits.partition(".")
    whole = whole.lstrip("0") or "0"
    fraction = fraction.rstrip("0")
    if is_money:
        fraction = fraction.ljust(_CENTS, "0")
    return minus, f"{whole}.{fraction}" if fraction else whole


def make_quantity(key: str, value: str, unit: str, abbreviation: str) -> JsonObject:
    """Return a quantity of a unit."""
    said = display_quantity(value, abbreviation)
    return {"id": key, "value": value, "display_value": said, "unit": unit}


def display_quantity(value: str, unit: str) -> str:
    """Say a quantity to people.

    >>> display_quantity("1234.5", "USD"), display_quantity("100.00", "kg")
    ('$1,234.50', '100 kg')
    """
    sign = CURRENCY_SIGNS.get(unit)
    minus, number = say_number(value, is_money=bool(sign))
    if not sign:
        return f"{minus}{number} {unit}"
    whole, point, fraction = number.partition(".")
    return f"{minus}{sign}{int(whole):,}{point}{fraction}"
