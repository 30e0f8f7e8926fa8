"""Amounts that bodies give: in which units, and what they are in others."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import cast

from understudy.behavior import Draft
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.rates import make_quantity
from understudy.services.augno.refusals import find, unfit

_DIGITS = 70  # more than any two decimals of the contract have together


def quantity_of(key: str, value: str, unit: JsonObject) -> JsonObject:
    """Return a quantity of a unit that is a record."""
    return make_quantity(key, value, str(unit["id"]), str(unit["abbreviation"]))


def given_quantity(draft: Draft, name: str, *, measure: str, base: Json) -> JsonObject:
    """Return the quantity that a body gives, of units of type `measure`; else zero of the base.

    Raises:
        Refused: there is no such unit, or it measures something else.
    """
    given = draft.fields.get(name)
    key = str(draft.new_key("quantity"))
    if not isinstance(given, dict):
        return quantity_of(key, "0", find(draft.call, "unit", base, name))
    unit = fitting_unit(draft, given["unit_id"], f"{name}.unit_id", measure)
    return quantity_of(key, str(given["value"]), unit)


def fitting_unit(draft: Draft, key: Json, name: str, measure: str) -> JsonObject:
    """Return a unit that measures that.

    Raises:
        Refused: there is no such unit, or it measures something else.
    """
    unit = find(draft.call, "unit", key, name)
    if unit["type"] != measure:
        raise unfit(name, f"a unit of type {measure} is expected, this one is of {unit['type']}")
    return unit


def in_base(value: str, unit: JsonObject) -> Decimal:
    """Return a value of a unit as one of the base unit of its type.

    >>> kilogram = {"ratio_numerator": "1000", "ratio_denominator": "1",
    ...             "offset_numerator": "0", "offset_denominator": "1"}
    >>> in_base("2.5", kilogram)
    Decimal('2500.0')
    """
    with localcontext() as context:
        context.prec = _DIGITS
        ratio = _part(unit, "ratio_numerator") / _part(unit, "ratio_denominator")
        offset = _part(unit, "offset_numerator") / _part(unit, "offset_denominator")
        return Decimal(value) * ratio + offset


def from_base(value: Decimal, unit: JsonObject) -> Decimal:
    """Return a value of the base unit as one of another unit of its type."""
    with localcontext() as context:
        context.prec = _DIGITS
        ratio = _part(unit, "ratio_numerator") / _part(unit, "ratio_denominator")
        offset = _part(unit, "offset_numerator") / _part(unit, "offset_denominator")
        return (value - offset) / ratio if ratio else Decimal(0)


def written(value: Decimal) -> str:
    """Write a decimal as the API does: plain, at most 30 digits behind the point.

    >>> written(Decimal("1E+3")), written(Decimal("2.50"))
    ('1000', '2.5')
    """
    text = f"{value:.30f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _part(unit: JsonObject, name: str) -> Decimal:
    return Decimal(cast("str", unit[name]))
