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


@dataclass(slots=True)
class _Node(Generic[Target]):
    literals: dict[str, _Node[Target]] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[str], _Node[Target]]] = field(default_factory=list)
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
    pieces = TEMPLATED.split(segment)
    text = "".join(
        re.escape(piece) if position % 2 == 0 else "(.+)" for position, piece in enumerate(pieces)
    )
    for pattern, below in node.patterns:
        if pattern.pattern == text:
            return below
    below = _Node[Target]()
    node.patterns.append((re.compile(text, re.DOTALL), below))
    # The longest literal part is the most specific pattern: `{id}.pdf` is tried before `{id}`.
    node.patterns.sort(key=lambda each: -len(each[0].pattern))
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
    for pattern, other in node.patterns:
        match = pattern.fullmatch(segment)
        if match is not None:
            found = _find(other, segments, depth + 1, (*values, *match.groups()))
            if found is not None:
                return found
    return None


def path_values(names: tuple[str, ...], values: tuple[str, ...]) -> Mapping[str, str]:
    """Pair the names of one operation's templates with the values found."""
    return dict(zip(names, values, strict=True))
