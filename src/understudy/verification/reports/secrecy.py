"""The last look before a report is written: no secret may stand in it, in whatever spelling.

The guard has redacted every exchange before; this finds what it did not know of.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

SHORTEST = 6  # what is shorter stands in every report by chance


def holds_secret(text: str, secrets: Iterable[str]) -> bool:
    """Tell whether one of the secrets stands in a text: as it is, escaped, or encoded.

    Secrets of less than 6 characters are not looked for.
    """
    wanted = {each for each in secrets if len(each) >= SHORTEST}
    return any(spelling in text for secret in wanted for spelling in _spellings(secret))


def _spellings(secret: str) -> Iterator[str]:
    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield html.escape(secret)
    yield html.escape(secret, quote=False)
    yield html.escape(secret).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")  # jinja2's
    yield quote(secret, safe="")
    yield quote(secret)
    yield quote_plus(secret)
    yield from _in_base64(secret.encode("utf-8", "surrogatepass"))


def _in_base64(content: bytes) -> Iterator[str]:
    """Return what the content looks like inside base64, after 0, 1 or 2 other bytes.

    Characters that its neighbours change are left out.
    """
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + content).decode("ascii").rstrip("=")
        first = -(-before * 8 // 6)
        last = (before + len(content)) * 8 // 6
        yield encoded[first:last]
