"""The headers of a success, from templates: `Location: "{$url}/{$record.id}"`.

A text that is one `$expression` is its value; `{$expression}` stands for one inside a text, and
what is not a URL is percent-encoded there. A header without a value is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias
from urllib.parse import quote

from understudy.behavior.calls import Call, Headers
from understudy.behavior.envelopes import FIGURES
from understudy.behavior.naming import plain
from understudy.behavior.templates import Expression, Figure, Figures, parse_expression
from understudy.contract.operations import Json, JsonObject, Response

EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")
URLS = frozenset({"url", "next_url", "previous_url", "next_path", "previous_path"})
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))  # no client's text ends a header

_Piece: TypeAlias = "Callable[[Figures], str | None]"


class Headings:
    """The header templates of one operation, compiled; `uses` are the figures in them."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self._lines = tuple(
            (name.lower().encode("latin-1"), tuple(_pieces(text)))
            for name, text in templates.items()
        )
        stated = [each for text in templates.values() for each in header_expressions(text)]
        self.uses = frozenset(name[0] for each in stated for name in each.names)

    def write(self, call: Call, figures: Mapping[str, Figure]) -> Headers:
        """Return the headers of an answer; `$record` is the record itself, not its view."""
        known = {**figures, "url": f"{call.address.origin}{call.address.path}"}
        texts = ((name, [piece(known) for piece in pieces]) for name, pieces in self._lines)
        return tuple(
            (name, "".join(filter(None, parts)).encode("ascii"))
            for name, parts in texts
            if None not in parts
        )


def infer_headings(created: Response | None, key: str) -> dict[str, str]:
    """Return the headers that say where a created record is, as far as its answer declares them."""
    declared = created.headers.items() if created is not None else ()
    return {
        name: f"{{$url}}/{{$record.{key}}}"
        for name, header in declared
        if name.lower() == "location" and not _is_patterned(header.get("schema"))
    }


def infer_page_headings(declared: Mapping[str, JsonObject]) -> dict[str, str]:
    """Return the headers that say of a page what others say in the body.

    >>> infer_page_headings({"Link": {}, "X-Total-Count": {}, "X-Rate-Limit": {}})
    {'Link': '<{$next_url}>; rel="next"', 'X-Total-Count': '$total|0'}
    """
    found: dict[str, str] = {}
    for name, header in declared.items():
        told = FIGURES.get(plain(name).removeprefix("x").removeprefix("pagination"))
        if _is_patterned(header.get("schema")):
            continue
        if name.lower() == "link":
            found[name] = '<{$next_url}>; rel="next"'
        elif told is not None:
            found[name] = told
    return found


def _is_patterned(schema: Json) -> bool:
    return isinstance(schema, dict) and "pattern" in schema


def header_expressions(text: str) -> tuple[Expression, ...]:
    """Return the expressions of a header's template."""
    if text.startswith("$"):
        return (parse_expression(text),)
    return tuple(parse_expression(each) for each in EMBEDDED.findall(text))


def _pieces(text: str) -> list[_Piece]:
    if text.startswith("$"):
        return [_value(parse_expression(text), PRINTABLE)]
    parts = EMBEDDED.split(text)
    return [
        _embedded(parse_expression(part)) if index % 2 else _constant(part)
        for index, part in enumerate(parts)
    ]


def _constant(text: str) -> _Piece:
    return lambda _figures: text


def _embedded(expression: Expression) -> _Piece:
    return _value(expression, PRINTABLE if expression.names[0][0] in URLS else "")


def _value(expression: Expression, safe: str) -> _Piece:
    def read(figures: Figures) -> str | None:
        value = expression.value(figures)
        if value is None:
            return None
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return quote(text, safe=safe)

    return read
