"""Text from elsewhere, made safe to show: what a deployment sends must not steer a terminal."""

from __future__ import annotations

import re

# Controls but newline and tab, marks that reorder text, separators, surrogates, non-characters.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


def printable(text: str) -> str:
    r"""Return the text with all that is not for reading spelled out; newlines and tabs stay.

    >>> printable("a\x1b[31m\u202eb\r\n")
    'a\\x1b[31m\\u202eb\\x0d\n'
    """
    return _UNSAFE.sub(_spelled, text)


def one_line(text: str, *, most: int = 300) -> str:
    r"""Return the text on one line of at most so many characters.

    >>> one_line("a\n  b c", most=4)
    'a b…'
    """
    line = printable(" ".join(text.split()))
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def is_printable(text: str) -> bool:
    """Tell whether the text can be shown as it is."""
    return _UNSAFE.search(text) is None


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004 - one byte
