"""JSONPath (RFC 9535) as overlays use it: which places of a document an expression selects.

Read are names (`.get`, `['/items']`), indexes (`[0]`, `[-1]`), everything (`.*`, `[*]`), any depth
(`..name`), several of these (`['get','put']`) and filters that compare (`[?@.name=='limit']`,
`[?@.in=='query' && @.required]`). Slices, functions and `||` are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

import orjson

from understudy.contract.operations import Json
from understudy.contract.pointers import split_pointer

Step: TypeAlias = "str | int"
Steps: TypeAlias = "tuple[Step, ...]"
_Selector: TypeAlias = "Callable[[Json], Iterable[Step]]"
_Condition: TypeAlias = "Callable[[Json], bool]"

_NAME = re.compile(r"[^\W\d][\w-]*")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_INDEX = re.compile(r"-?(?:0|[1-9][0-9]*)(?![0-9:.])")
_LITERAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?|true|false|null")
_ESCAPE = re.compile(r"\\(.)")
_ABSENT = object()
SUPPORTED = "names, indexes, *, .., unions and filters with ==, != and && are read"


class UnreadPath(ValueError):  # noqa: N818 - the caller knows where the expression stands
    """The expression is not JSONPath, or goes beyond what is read here; the text says where."""


@dataclass(frozen=True, slots=True)
class _Segment:
    selectors: tuple[_Selector, ...]
    descends: bool


def select(document: Json, expression: str) -> list[Steps]:
    """Return the places that an expression selects, each once, in the order of the document.

    >>> select({"tags": [{"name": "a"}, {"name": "b"}]}, "$.tags[?@.name=='b']")
    [('tags', 1)]

    Raises:
        UnreadPath: the expression is not JSONPath, or goes beyond what is read here.
    """
    nodes: dict[Steps, Json] = {(): document}
    for segment in _Reader(expression).segments():
        if segment.descends:
            nodes = dict(below for node in nodes.items() for below in _walk(node))
        nodes = dict(child for node in nodes.items() for child in _children(node, segment))
    return list(nodes)


def write_path(document: Json, pointer: str) -> str:
    """Return the expression that selects just the place a JSON Pointer leads to.

    >>> write_path({"paths": {"/pets": {"get": {"tags": ["a"]}}}}, "/paths/~1pets/get/tags/0")
    "$.paths['/pets'].get.tags[0]"
    """
    written, here = "$", document
    for token in split_pointer(pointer):
        if isinstance(here, list) and token.isdecimal() and int(token) < len(here):
            written += f"[{token}]"
            here = here[int(token)]
            continue
        quoted = token.replace("\\", "\\\\").replace("'", "\\'")
        written += f".{token}" if _PLAIN.fullmatch(token) else f"['{quoted}']"
        here = here.get(token) if isinstance(here, dict) else None
    return written


def _walk(node: tuple[Steps, Json]) -> Iterator[tuple[Steps, Json]]:
    waiting = [node]
    while waiting:
        steps, value = waiting.pop()
        yield steps, value
        below = [((*steps, key), _get(value, key)) for key in _everything(value)]
        waiting.extend(reversed(below))


def _children(node: tuple[Steps, Json], segment: _Segment) -> Iterator[tuple[Steps, Json]]:
    steps, value = node
    for selector in segment.selectors:
        for key in selector(value):
            yield (*steps, key), _get(value, key)


def _get(value: Json, key: Step) -> Json:
    if isinstance(value, dict):
        return value[str(key)]
    return value[int(key)] if isinstance(value, list) else None


def _everything(value: Json) -> Iterable[Step]:
    if isinstance(value, dict):
        return tuple(value)
    return range(len(value)) if isinstance(value, list) else ()


def _named(name: str) -> _Selector:
    return lambda value: (name,) if isinstance(value, dict) and name in value else ()


def _indexed(index: int) -> _Selector:
    def choose(value: Json) -> Iterable[Step]:
        if isinstance(value, list) and -len(value) <= index < len(value):
            return (index % len(value),)
        return ()

    return choose


def _filtered(conditions: tuple[_Condition, ...]) -> _Selector:
    def choose(value: Json) -> Iterable[Step]:
        keys = _everything(value)
        return [key for key in keys if all(holds(_get(value, key)) for holds in conditions)]

    return choose


class _Reader:
    """Reads one expression from left to right; `_at` is the next character."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def segments(self) -> Iterator[_Segment]:
        """Yield what stands behind the `$`."""
        if not self._takes("$"):
            self._refuse("it does not start with $")
        while self._at < len(self._text):
            descends = self._takes("..")
            if self._text.startswith("[", self._at):
                yield _Segment(tuple(self._union()), descends)
            elif descends or self._takes("."):
                yield _Segment((self._member(),), descends)
            else:
                self._refuse("a dot or a bracket is expected")

    def _member(self) -> _Selector:
        if self._takes("*"):
            return _everything
        return _named(self._match(_NAME, "a name is expected")[0])

    def _union(self) -> Iterator[_Selector]:
        self._expect("[")
        yield self._selector()
        while self._takes(","):
            yield self._selector()
        self._expect("]")

    def _selector(self) -> _Selector:
        self._skip()
        if self._takes("*"):
            return _everything
        if self._takes("?"):
            return _filtered(tuple(self._conditions()))
        quoted = _QUOTED.match(self._text, self._at)
        if quoted:
            return _named(self._quoted())
        return _indexed(int(self._match(_INDEX, "a name, an index, * or ? is expected")[0]))

    def _conditions(self) -> Iterator[_Condition]:
        is_wrapped = self._takes("(")
        yield self._condition()
        while self._takes("&&"):
            yield self._condition()
        if is_wrapped:
            self._expect(")")

    def _condition(self) -> _Condition:
        is_denied = self._takes("!")
        self._expect("@")
        names: list[str] = []
        while self._text.startswith((".", "['", '["'), self._at):
            names.append(self._step())
        for sign, equal in (("==", True), ("!=", False)):
            if self._takes(sign):
                wanted = self._literal()
                return lambda value: _equals(value, names, wanted) is (equal is not is_denied)
        return lambda value: (_below(value, names) is not _ABSENT) is not is_denied

    def _step(self) -> str:
        if self._takes("."):
            return self._match(_NAME, "a name is expected")[0]
        self._expect("[")
        name = self._quoted()
        self._expect("]")
        return name

    def _literal(self) -> Json:
        self._skip()
        if self._text.startswith(("'", '"'), self._at):
            return self._quoted()
        literal: Json = orjson.loads(self._match(_LITERAL, "a literal is expected")[0])
        return literal

    def _quoted(self) -> str:
        found = self._match(_QUOTED, "a quoted name is expected")
        return _ESCAPE.sub(r"\1", found[1] if found[1] is not None else found[2])

    def _match(self, pattern: re.Pattern[str], otherwise: str) -> re.Match[str]:
        self._skip()
        found = pattern.match(self._text, self._at)
        if found is None:
            self._refuse(otherwise)
        self._at = found.end()
        return found

    def _takes(self, sign: str) -> bool:
        if sign not in ("$", ".", ".."):
            self._skip()
        is_there = self._text.startswith(sign, self._at)
        self._at += len(sign) if is_there else 0
        return is_there

    def _expect(self, sign: str) -> None:
        if not self._takes(sign):
            self._refuse(f"{sign} is expected")

    def _skip(self) -> None:
        while self._text.startswith(" ", self._at):
            self._at += 1

    def _refuse(self, what: str) -> NoReturn:
        raise UnreadPath(f"{what} at character {self._at + 1}; {SUPPORTED}")


def _equals(value: Json, names: Iterable[str], wanted: Json) -> bool:
    found = _below(value, names)
    return isinstance(found, bool) is isinstance(wanted, bool) and found == wanted


def _below(value: Json, names: Iterable[str]) -> object:
    here: object = value
    for name in names:
        here = here.get(name, _ABSENT) if isinstance(here, dict) else _ABSENT
    return here
