"""Bodies as people read them: JSON indented, other text as it is, the rest by its kind and size."""

from __future__ import annotations

import orjson

from understudy.contract.client_json import Unparsed, parse_client_json
from understudy.verification.exchanges import Headers
from understudy.verification.reports.printable import printable

_CUT = "\n… {} more characters"


def shown_body(body: bytes, headers: Headers, *, most: int = 20_000) -> str:
    """Return a body as text of about `most` characters; "" when it is empty.

    >>> print(shown_body(b'{"a":[1]}', ()))
    {
      "a": [
        1
      ]
    }
    >>> shown_body(bytes([0xff, 0]), (("Content-Type", "image/png"),))
    '2 bytes of image/png'
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _described(body, headers)
    if "\0" in text:
        return _described(body, headers)
    text = printable(_indented(body, most) or text)
    return text if len(text) <= most else text[:most] + _CUT.format(len(text) - most)


def _described(body: bytes, headers: Headers) -> str:
    kinds = (value for name, value in headers if name.lower() == "content-type")
    return printable(f"{len(body)} bytes of {next(kinds, 'no stated media type')}")


def _indented(body: bytes, most: int) -> str:
    """Return JSON in lines, "" for what is none; deep nesting would make it many times as long."""
    if len(body) > most or body[:1] not in b"{[":
        return ""
    try:
        value = parse_client_json(body)
    except Unparsed:
        return ""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode("utf-8")
