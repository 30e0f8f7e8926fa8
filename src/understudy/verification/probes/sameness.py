"""Whether what is shown says the same as what was sent, although it may be spelled otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from understudy.contract.operations import Json


def says_same(sent: Json, shown: Json) -> bool:
    """Tell whether what is shown says what was sent.

    Numbers may travel as text, flags as "true" and "false", instants in another zone, nothing as
    empty text; a record may be shown where its id was sent; objects may show more than was sent.

    >>> says_same("12.50", 12.5), says_same(True, "true"), says_same("c_1", {"id": "c_1", "n": 2})
    (True, True, True)
    >>> says_same("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00"), says_same(["a"], ["b"])
    (True, False)
    """
    if isinstance(sent, dict) and isinstance(shown, dict):
        return all(says_same(value, shown[name]) for name, value in sent.items() if name in shown)
    if isinstance(sent, list) and isinstance(shown, list):
        return len(sent) == len(shown) and all(map(says_same, sent, shown))
    if isinstance(shown, dict) and isinstance(sent, str | int):
        return any(_same_scalar(sent, each) for each in shown.values())
    if isinstance(sent, dict | list) or isinstance(shown, dict | list):
        return True  # shapes of their own: nothing can be said
    return _same_scalar(sent, shown)


def _same_scalar(sent: Json, shown: Json) -> bool:
    if sent == shown or (sent in (None, "") and shown in (None, "")):
        return True
    readings = zip(_readings(sent), _readings(shown), strict=True)
    return any(one is not None and one == other for one, other in readings)


def _readings(value: Json) -> tuple[object, ...]:
    """Return a scalar as a number, as an instant and as bare text; None where it is none."""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value).strip()
    return _number(text), _instant(text), text.casefold() or None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
