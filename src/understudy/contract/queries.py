"""Query strings and cookies as names and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote_to_bytes

_LONGEST_KEPT_NAME = 100  # decoded names are kept, because `include%5B%5D` comes again and again
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def split_query(query: bytes) -> list[tuple[str, str | None]]:
    """Return name and text of each pair, in order; None as text where the pair cannot be decoded.

    Names are decoded before anybody compares them, `+` is a space, a pair without `=` has the text
    "", and empty pairs are dropped.

    >>> split_query(b"include%5B%5D=a+b&page&q=%ff")
    [('include[]', 'a b'), ('page', ''), ('q', None)]
    """
    try:
        text = query.decode()
    except UnicodeDecodeError:
        return [("", None)]
    is_plain = "%" not in text and "+" not in text
    pairs: list[tuple[str, str | None]] = []
    for pair in text.split("&"):
        name, _, value = pair.partition("=")
        if not pair:
            continue
        if is_plain:
            pairs.append((name, value))
            continue
        decoded = _decode_name(name) if len(name) <= _LONGEST_KEPT_NAME else _decode(name)
        pairs.append((name, None) if decoded is None else (decoded, _decode(value)))
    return pairs


def split_cookies(header: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and text of each cookie of a `Cookie` header (RFC 6265, 4.2); quotes are dropped.

    >>> list(split_cookies(b'session="a b"; theme=dark'))
    [('session', 'a b'), ('theme', 'dark')]
    """
    for pair in header.decode("latin-1").split(";"):
        name, found, text = pair.strip().partition("=")
        if found:
            is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
            yield name, text[1:-1] if is_quoted else text


def _decode(text: str) -> str | None:
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    if _BAD_ESCAPE.search(text):
        return None
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return None


_decode_name = lru_cache(maxsize=1024)(_decode)
