"""Answer templates: JSON with `$names` in it, compiled once and filled per request.

    {"items": "$records", "next": "$next_url|null"}   ->   {"items":[...],"next":null}

A string that starts with `$` is an expression: names separated by `|`, tried from left to right
until one has a value; the last may be a JSON literal. A dotted name walks into an object
(`$parent.id`). Every other value stands for itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

import orjson

from understudy.contract.errors import BehaviorError
from understudy.contract.operations import Json


class Rows(list[bytes]):
    """Values of an array that are JSON already."""

    __slots__ = ()


Figure: TypeAlias = "Json | bytes | Rows"  # bytes are JSON already, and are spliced as they are
Figures: TypeAlias = "Mapping[str, Figure]"


@dataclass(frozen=True, slots=True)
class Expression:
    """Names to try in turn (each a path into the figures), then a literal."""

    names: tuple[tuple[str, ...], ...]
    literal: Json = None

    def plain_name(self) -> str | None:
        """Return the name that this is; None when it is a path, or says what else to take."""
        is_plain = len(self.names) == 1 and len(self.names[0]) == 1 and self.literal is None
        return self.names[0][0] if is_plain else None

    def value(self, figures: Figures) -> Figure:
        """Return the first value that is there and not null, else the literal."""
        for name in self.names:
            found = figures.get(name[0])
            for step in name[1:]:
                found = found.get(step) if isinstance(found, dict) else None
            if found is not None:
                return found
        return self.literal


def parse_expression(text: str) -> Expression:
    """Read an expression.

    >>> parse_expression('$next_number|1')
    Expression(names=(('next_number',),), literal=1)

    Raises:
        BehaviorError: a part is neither a `$name` (only the first needs the `$`) nor, in last
            place, JSON.
    """
    *heads, last = text[1:].split("|")
    names = [tuple(head.removeprefix("$").split(".")) for head in heads]
    if not heads or last.startswith("$"):
        return Expression((*names, tuple(last.removeprefix("$").split("."))))
    try:
        return Expression(tuple(names), json.loads(last))
    except ValueError as error:
        raise BehaviorError(
            f"the template expression {text!r} ends in {last!r}, which is neither a $name nor JSON",
            remedy='write a second name as `$a|$b`, a text as `$a|"text"`, nothing as `$a|null`',
        ) from error


def expressions(template: Json) -> tuple[Expression, ...]:
    """Return every expression of a template, in document order."""
    if isinstance(template, str):
        return (parse_expression(template),) if template.startswith("$") else ()
    if isinstance(template, dict):
        return tuple(found for each in template.values() for found in expressions(each))
    if isinstance(template, list):
        return tuple(found for each in template for found in expressions(each))
    return ()


def place_of(template: Json, name: str) -> tuple[str, ...] | None:
    """Return the path of members that leads to `$name`, or None when the template does not use it.

    >>> place_of({"item": {"notes": "$records"}}, "records")
    ('item', 'notes')
    """
    if isinstance(template, str):
        return (
            () if template.startswith("$") and (name,) in parse_expression(template).names else None
        )
    if isinstance(template, dict):
        for member, each in template.items():
            below = place_of(each, name)
            if below is not None:
                return (member, *below)
    return None


def fill(template: Json, figures: Figures) -> Json:
    """Return the template as a value, its expressions replaced. Figures must not be bytes."""
    if isinstance(template, str):
        if not template.startswith("$"):
            return template
        return cast("Json", parse_expression(template).value(figures))
    if isinstance(template, dict):
        return {member: fill(each, figures) for member, each in template.items()}
    if isinstance(template, list):
        return [fill(each, figures) for each in template]
    return template


class Template:
    """A template compiled to alternating constant bytes and expressions.

    An expression that is one name is kept as that name: most are.
    """

    __slots__ = ("_parts", "uses")

    def __init__(self, template: Json) -> None:
        self._parts: list[bytes | str | Expression] = []
        self._compile(template)
        self.uses = frozenset(name[0] for each in expressions(template) for name in each.names)

    def encode(self, figures: Figures) -> bytes:
        """Return the filled template as JSON bytes."""
        pieces: list[bytes] = []
        value: Figure
        for part in self._parts:
            if isinstance(part, str):
                value = figures.get(part)
            else:
                value = part if isinstance(part, bytes) else part.value(figures)
            if isinstance(value, bytes):
                pieces.append(value)
            elif isinstance(value, Rows):
                pieces += _spaced(value)
            else:
                pieces.append(orjson.dumps(value))
        return b"".join(pieces)

    def _compile(self, template: Json) -> None:
        if isinstance(template, str) and template.startswith("$"):
            expression = parse_expression(template)
            plain = expression.plain_name()
            self._parts.append(expression if plain is None else plain)
        elif isinstance(template, dict):
            self._compile_members(template)
        elif isinstance(template, list):
            self._compile_elements(template)
        else:
            self._append(orjson.dumps(template))

    def _compile_members(self, template: dict[str, Json]) -> None:
        self._append(b"{")
        for position, (member, value) in enumerate(template.items()):
            self._append((b"," if position else b"") + orjson.dumps(member) + b":")
            self._compile(value)
        self._append(b"}")

    def _compile_elements(self, template: list[Json]) -> None:
        self._append(b"[")
        for position, value in enumerate(template):
            if position:
                self._append(b",")
            self._compile(value)
        self._append(b"]")

    def _append(self, constant: bytes) -> None:
        if self._parts and isinstance(self._parts[-1], bytes):
            self._parts[-1] += constant
        else:
            self._parts.append(constant)


def _spaced(rows: Rows) -> list[bytes]:
    """Return the pieces of an array: joined with all around it, a large page is copied once.

    >>> _spaced(Rows([b"1", b"2"])), _spaced(Rows())
    ([b'[', b'1', b',', b'2', b']'], [b'[', b']'])
    """
    pieces = [b","] * max(2 * len(rows) + 1, 2)
    pieces[1:-1:2] = rows
    pieces[0], pieces[-1] = b"[", b"]"
    return pieces
