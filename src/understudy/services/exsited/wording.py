"""How Exsited writes values: flags, prices, quantities and money are all texts."""

from __future__ import annotations

from decimal import Decimal

from understudy.contract.operations import Json

MOST_DECIMALS = 6


def flag(value: Json) -> str:
    """Write a flag, given as JSON boolean or as the text it already is.

    >>> flag(True), flag("false")
    ('true', 'false')
    """
    if isinstance(value, str):
        return value
    return "true" if value else "false"


def price(value: Json) -> str:
    """Write a price or rate with two to six decimals; a text stays as it was sent.

    >>> price(14.5), price("200.00000"), price(0.125)
    ('14.50', '200.00000', '0.125')
    """
    if not isinstance(value, int | float):
        return str(value)
    amount = abs(float(value))
    short = f"{amount:.2f}"
    if float(short) == amount:
        return short
    whole, _, decimals = _trimmed(amount).partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"


def quantity(value: Json) -> str:
    """Write a quantity with as few decimals as it needs; a text stays as it was sent.

    >>> quantity(55), quantity(2.5), quantity("55.00")
    ('55', '2.5', '55.00')
    """
    return _trimmed(abs(float(value))) if isinstance(value, int | float) else str(value)


def signed(value: Json) -> float:
    """Read a quantity that may be negative, given as text or number.

    >>> signed("-5.50"), signed(3), signed(None)
    (-5.5, 3.0, 0.0)
    """
    return float(value) if isinstance(value, str | int | float) and value != "" else 0.0


def money(amount: float) -> str:
    """Write an amount as the currency-formatted values of a stock are.

    >>> money(1234.5)
    '$1,234.50'
    """
    return f"${amount:,.2f}"


def number(text: str) -> float:
    """Read a price or quantity; 0 when unset.

    >>> number("0.85"), number("")
    (0.85, 0.0)
    """
    return float(text or 0)


def _trimmed(amount: float) -> str:
    # Decimal of the shortest repr: 0.1 is "0.1", and 1e-7 is not written with an exponent.
    digits = f"{Decimal(repr(amount)):.{MOST_DECIMALS}f}"
    return digits.rstrip("0").rstrip(".")
