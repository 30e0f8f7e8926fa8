"""How long a deployment asks to be left alone (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from understudy.verification.guarding.messages import Answered

TOO_MANY = 429


def retry_after_s(answered: Answered) -> float | None:
    """Return what a 429 says; None when it is none, or says nothing.

    A moment is counted from the answer's own `Date`: the clocks of two machines differ.
    """
    said = answered.value(b"retry-after")
    if answered.status != TOO_MANY or said is None:
        return None
    text = said.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
        since = parsedate_to_datetime((answered.value(b"date") or b"").decode("latin-1"))
        return max(0.0, (until - since).total_seconds())
    except (ValueError, TypeError):  # TypeError: one of them has no zone
        return None
