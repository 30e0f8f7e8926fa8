"""From a path to the operations on it, by a trie of segments.

    /items/{id}/notes   ->   "items" -> {} -> "notes" -> Route

Literal segments win over templated ones; a templated segment takes any text but the empty one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import unquote

Target = TypeVar("Target")
TEMPLATED = re.compile(r"\{([^{}]*)\}")
_WHOLE = ("", "")  # nothing but a value, as `{id}`: most templated segments


def segments_of(path: bytes) -> list[str]:
    """Return the decoded segments of a raw path; an encoded slash stays inside its segment.

    >>> segments_of(b"/items/a%2Fb/")
    ['items', 'a/b', '']
    """
    text = path.decode("latin-1")
    parts = text.split("/")[1:]
    return [unquote(part) for part in parts] if "%" in text else parts


@dataclass(slots=True)
class Route(Generic[Target]):
    """What one path offers: method -> (target, names of the templated segments' values)."""

    path: str
    by_method: dict[str, tuple[Target, tuple[str, ...]]] = field(default_factory=dict)

    def allow(self) -> str:
        """Return the value of an Allow header."""
        offered = set(self.by_method)
        return ", ".join(sorted(offered | {"OPTIONS"} | ({"HEAD"} if "GET" in offered else set())))


@dataclass(frozen=True, slots=True)
class Blank:
    """A templated segment: the literals around its values, as `("", ".", "")` of `{name}.{type}`.

    Not a regular expression: with several values in one segment that takes time that grows with a
    power of its length, and the segment is the client's.
    """

    literals: tuple[str, ...]

    def values(self, segment: str) -> tuple[str, ...] | None:
        """Return what stands in the blanks, none of it empty; None when the segment does not fit.

        Where there is a choice, the first value is the longest possible, then the second.

        >>> Blank(("", ".", "")).values("report.tar.gz")
        ('report.tar', 'gz')
        """
        if self.literals == _WHOLE:
            return (segment,) if segment else None
        first, *inner, last = self.literals
        if len(segment) < len(first) + len(last) or not segment.endswith(last):
            return None
        if not segment.startswith(first):
            return None
        found: list[str] = []
        end = len(segment) - len(last)
        for literal in reversed(inner):
            # The value behind the literal takes at least one character.
            place = segment.rfind(literal, len(first), end - 1)
            if place < 0:
                return None
            found.append(segment[place + len(literal) : end])
            end = place
        found.append(segment[len(first) : end])
        return tuple(reversed(found)) if all(found) else None


@dataclass(slots=True)
class _Node(Generic[Target]):
    literals: dict[str, _Node[Target]] = field(default_factory=dict)
    blanks: list[tuple[Blank, _Node[Target]]] = field(default_factory=list)
    route: Route[Target] | None = None


class Router(Generic[Target]):
    """Finds the route of a path."""

    def __init__(self) -> None:
        self._root: _Node[Target] = _Node()

    def add(self, path: str, method: str, target: Target) -> None:
        """Offer `target` under a path template and method; what is there already stays."""
        node = self._root
        names: list[str] = []
        for segment in path.split("/")[1:]:
            names += TEMPLATED.findall(segment)
            node = _step(node, segment)
        if node.route is None:
            node.route = Route(path)
        node.route.by_method.setdefault(method, (target, tuple(names)))

    def find(self, segments: Sequence[str]) -> tuple[Route[Target], tuple[str, ...]] | None:
        """Return the route and its templated values, or None; a trailing slash is forgiven."""
        found = _find(self._root, segments, 0, ())
        if found is None and len(segments) > 1 and segments[-1] == "":
            found = _find(self._root, segments[:-1], 0, ())
        return found


def _step(node: _Node[Target], segment: str) -> _Node[Target]:
    if not TEMPLATED.search(segment):
        return node.literals.setdefault(segment, _Node())
    blank = Blank(tuple(TEMPLATED.split(segment)[::2]))
    for known, below in node.blanks:
        if known == blank:
            return below
    below = _Node[Target]()
    node.blanks.append((blank, below))
    # The longest literal part is the most specific: `{id}.pdf` is tried before `{id}`.
    node.blanks.sort(key=lambda each: -sum(map(len, each[0].literals)))
    return below


def _find(
    node: _Node[Target], segments: Sequence[str], depth: int, values: tuple[str, ...]
) -> tuple[Route[Target], tuple[str, ...]] | None:
    if depth == len(segments):
        return (node.route, values) if node.route is not None else None
    segment = segments[depth]
    below = node.literals.get(segment)
    if below is not None:
        found = _find(below, segments, depth + 1, values)
        if found is not None:
            return found
    for blank, other in node.blanks:
        blanks = blank.values(segment)
        if blanks is not None:
            found = _find(other, segments, depth + 1, (*values, *blanks))
            if found is not None:
                return found
    return None


def path_values(names: tuple[str, ...], values: tuple[str, ...]) -> Mapping[str, str]:
    """Pair the names of one operation's templates with the values found."""
    return dict(zip(names, values, strict=True))
