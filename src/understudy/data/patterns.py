"""Texts that match a regular expression, made by walking the expression.

JSON Schema's expressions are ECMA-262's; what differs from Python's is translated first. Lookaround
and word boundaries are not steered by: a text is made without them, and kept only if it matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from re import _parser  # the only door to a parsed expression
from typing import Any, TypeAlias

from understudy.data.dice import Dice

TRIES = 60
APPETITE = 8
_UNBOUNDED = 10_000
_READABLE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_PRINTABLE = _READABLE + " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_WIDEST_RANGE = 256
_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda char: char.isalnum() or char == "_",
    "CATEGORY_NOT_DIGIT": lambda char: not char.isdigit(),
    "CATEGORY_NOT_SPACE": lambda char: not char.isspace(),
    "CATEGORY_NOT_WORD": lambda char: not (char.isalnum() or char == "_"),
}
_LETTERS, _UPPER, _LOWER, _DIGITS = "A-Za-z", "A-Z", "a-z", "0-9"
_UNICODE_CLASSES = {  # by the first letters of what stands between the braces of `\p{...}`
    "Lu": _UPPER,
    "Ll": _LOWER,
    "L": _LETTERS,
    "Alpha": _LETTERS,
    "N": _DIGITS,
    "P": "!-/",
    "Z": " ",
}
_TOKEN = re.compile(r"\\p\{(\w+)\}|\\k<(\w+)>|\\[wdsWDS]-(?=[^\]])|\\.|\(\?<(?=[A-Za-z_])|[\[\]]")


class Unmatchable(Exception):  # noqa: N818 -- not an error of its own: callers say where
    """No matching text of the wanted length was found."""


class _Walk:
    """The text so far; `spare` is how many more characters than the shortest match are wanted."""

    __slots__ = ("dice", "greedy", "groups", "parts", "spare")

    def __init__(self, dice: Dice, spare: int, *, greedy: bool) -> None:
        self.dice = dice
        self.spare = spare
        self.greedy = greedy
        self.parts: list[str] = []
        self.groups: dict[int, str] = {}

    def take(self, most: int, width: int) -> int:
        """Take a share of what is to spare, in repetitions of that width."""
        most = min(most, self.spare // max(width, 1))
        count = most if self.greedy else self.dice.integer(0, most)
        self.spare -= count * width
        return count


_Piece: TypeAlias = Callable[[_Walk], None]


class Pattern:
    """A regular expression that can be drawn from.

    Every match has `shortest` characters or more; the whole text has `longest` or fewer, where the
    expression spans all of it (None: any number).

    Example:
        >>> pattern = Pattern("^[A-Z]{2}-[0-9]+$")
        >>> pattern.matches(pattern.draw(Dice(1)))
        True
    """

    def __init__(self, source: str) -> None:
        """Read the expression.

        Raises:
            re.error: it is not a regular expression, or uses what Python's have no word for.
        """
        translated = _translate(source)
        self._search = re.compile(translated, re.ASCII).search
        parsed = _parser.parse(translated, re.ASCII)
        self.shortest, longest = (int(width) for width in parsed.getwidth())
        codes = [str(argument) for _, argument in parsed]
        is_whole = codes[:1] == ["AT_BEGINNING"] and codes[-1:] == ["AT_END"]
        self.longest = longest if is_whole and longest < _UNBOUNDED else None
        self._piece = _sequence(parsed)

    def matches(self, text: str) -> bool:
        """Tell whether the expression is found anywhere in the text, as JSON Schema asks."""
        return self._search(text) is not None

    def draw(
        self, dice: Dice, *, low: int = 0, high: int | None = None, appetite: int = APPETITE
    ) -> str:
        """Return a matching text of `low` to `high` characters.

        `appetite` is how many characters more than necessary it may have, if the pattern lets it.

        Raises:
            Unmatchable: after many tries there is none.
        """
        least = max(low - self.shortest, 0)
        most = least + appetite
        if high is not None:
            most = min(most, high - self.shortest)
        for attempt in range(TRIES):
            spare = dice.integer(least, max(most, least))
            walk = _Walk(dice, spare, greedy=attempt % 2 == 1)
            self._piece(walk)
            text = "".join(walk.parts)
            text += dice.text(_READABLE, low - len(text))  # `abc` may stand anywhere in a text
            if (high is None or len(text) <= high) and self.matches(text):
                return text
        raise Unmatchable


@lru_cache(maxsize=1024)
def pattern_of(source: str) -> Pattern:
    """Return the pattern of an expression, read once: contracts repeat theirs.

    Raises:
        re.error: it is not a regular expression, or uses what Python's have no word for.
    """
    return Pattern(source)


def _translate(source: str) -> str:
    r"""Write an ECMA-262 expression as Python does.

    Example:
        >>> print(_translate(r"^(?<year>[\p{N}\w-.]+)\p{Lu}"))
        ^(?P<year>[0-9\w\-.]+)[A-Z]
    """
    is_class = False

    def rewrite(token: re.Match[str]) -> str:
        nonlocal is_class
        text = token[0]
        if text in ("[", "]"):
            is_class = text == "[" or (is_class and text != "]")
        elif token[1]:
            ranges = _ranges(token[1])
            return ranges if is_class else f"[{ranges}]"
        elif token[2]:
            return f"(?P={token[2]})"
        elif text == "(?<":
            return "(?P<"
        elif is_class and text.endswith("-") and len(text) > len(r"\-"):
            return f"{text[:-1]}\\-"
        return text

    return _TOKEN.sub(rewrite, source)


def _ranges(name: str) -> str:
    """Return the ASCII characters of a Unicode class.

    Raises:
        re.error: we know none of that name.
    """
    found = (ranges for start, ranges in _UNICODE_CLASSES.items() if name.startswith(start))
    ranges = next(found, None)
    if ranges is None:
        raise re.error(f"unknown character class {name}")
    return ranges


def _sequence(parsed: Iterable[tuple[Any, Any]]) -> _Piece:
    pieces = tuple(_piece(str(code), argument) for code, argument in parsed)
    if len(pieces) == 1:
        return pieces[0]

    def walk_all(walk: _Walk) -> None:
        for piece in pieces:
            piece(walk)

    return walk_all


def _piece(code: str, argument: Any) -> _Piece:  # noqa: ANN401 -- re's parser is untyped
    """Compile one node of the parsed expression."""
    if code in _REPEATS:
        return _repeat(*argument)
    compile_node = _NODES.get(code)
    return compile_node(argument) if compile_node else _nothing


def _nothing(_walk: _Walk) -> None:
    """Add nothing: anchors, boundaries and lookaround have no width."""


def _characters(candidates: str) -> _Piece:
    def add(walk: _Walk) -> None:
        walk.parts.append(walk.dice.choose(candidates))

    return add


def _any_of(members: list[tuple[Any, Any]]) -> _Piece:
    """Compile a character class, preferring characters that are easy to read."""
    negated = bool(members) and str(members[0][0]) == "NEGATE"
    listed = [(str(code), argument) for code, argument in members[negated:]]
    for alphabet in (_READABLE, _PRINTABLE, _beyond(listed)):
        found = "".join(char for char in alphabet if _is_member(char, listed) != negated)
        if found:
            return _characters(found)
    return _nothing


def _is_member(char: str, listed: list[tuple[str, Any]]) -> bool:
    for code, argument in listed:
        if code == "LITERAL" and ord(char) == argument:
            return True
        if code == "RANGE" and argument[0] <= ord(char) <= argument[1]:
            return True
        if code == "CATEGORY" and _CATEGORIES[str(argument)](char):
            return True
    return False


def _beyond(listed: list[tuple[str, Any]]) -> str:
    """List characters that a class names itself, for classes without any ASCII."""
    found = [chr(argument) for code, argument in listed if code == "LITERAL"]
    for code, argument in listed:
        if code == "RANGE":
            last = min(argument[1], argument[0] + _WIDEST_RANGE)
            found += [chr(point) for point in range(argument[0], last + 1)]
    return "".join(found)


def _repeat(low: int, high: int, parsed: Any) -> _Piece:  # noqa: ANN401
    piece = _sequence(parsed)
    width = int(parsed.getwidth()[0])
    low, high = int(low), int(high)

    def add(walk: _Walk) -> None:
        for _ in range(low + walk.take(high - low, width)):
            piece(walk)

    return add


def _branch(argument: Any) -> _Piece:  # noqa: ANN401
    branches = tuple(_sequence(parsed) for parsed in argument[1])
    return lambda walk: walk.dice.choose(branches)(walk)


def _group(argument: Any) -> _Piece:  # noqa: ANN401
    number, parsed = argument[0], argument[-1]
    piece = _sequence(parsed)
    if number is None:
        return piece

    def add(walk: _Walk) -> None:
        start = len(walk.parts)
        piece(walk)
        walk.groups[number] = "".join(walk.parts[start:])

    return add


_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_NODES: dict[str, Callable[[Any], _Piece]] = {
    "LITERAL": lambda point: _characters(chr(point)),
    "NOT_LITERAL": lambda point: _any_of([("NEGATE", None), ("LITERAL", point)]),
    "ANY": lambda _: _characters(_READABLE),
    "IN": _any_of,
    "BRANCH": _branch,
    "SUBPATTERN": _group,
    "ATOMIC_GROUP": _sequence,
    "GROUPREF": lambda number: lambda walk: walk.parts.append(walk.groups.get(number, "")),
    "GROUPREF_EXISTS": lambda argument: _sequence(argument[1]),
}
