"""Links in answers, to what was created and to other pages: which are there, which are followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from understudy.behavior import Behavior, templates
from understudy.contract.operations import Contract, Json
from understudy.verification.exchanges import Exchange

_PAGES = ("next_url", "next_path", "previous_url", "previous_path")
_MOST_KEPT = 2_000  # addresses that were offered and not followed yet


@dataclass(slots=True)
class Links:
    """Which links operations offer, and which (operation id, name) of those were followed.

    `declared` are operation id -> name -> the members that lead to it, none for a header.
    """

    declared: dict[str, dict[str, tuple[str, ...]]]
    met: set[tuple[str, str]] = field(default_factory=set)
    _waiting: dict[str, tuple[str, str]] = field(default_factory=dict)

    def note(self, exchange: Exchange, body: tuple[Json, ...]) -> None:
        """Take in an exchange: what it follows, and what its answer offers."""
        followed = self._waiting.pop(exchange.target, None)
        if followed is not None:
            self.met.add(followed)
        for link, address in self._offered(exchange, body):
            if link not in self.met and len(self._waiting) < _MOST_KEPT:
                self._waiting.setdefault(address, link)

    def _offered(
        self, exchange: Exchange, body: tuple[Json, ...]
    ) -> Iterator[tuple[tuple[str, str], str]]:
        operation = exchange.operation or ""
        for name, way in self.declared.get(operation, {}).items():
            value: Json = exchange.header("location") if not way else (body or (None,))[0]
            for step in way:
                value = value.get(step) if isinstance(value, dict) else None
            if isinstance(value, str) and value:
                yield (operation, name), address_of(value)


def find_links(contract: Contract, behavior: Behavior) -> Links:
    """Return the links that a contract declares: Location headers, and next pages in answers."""
    declared: dict[str, dict[str, tuple[str, ...]]] = {}
    for operation in contract.operations:
        for response in operation.responses.values():
            if any(name.lower() == "location" for name in response.headers):
                declared.setdefault(operation.id, {})["Location"] = ()
        declaration = behavior.declarations.get(operation.id)
        for figure in _PAGES if declaration else ():
            way = templates.place_of(declaration.answer if declaration else None, figure)
            if way:
                declared.setdefault(operation.id, {})[".".join(way)] = way
    return Links(declared)


def address_of(link: str) -> str:
    """Return path and query of a link, as a request for it has them.

    >>> address_of("http://127.0.0.1:4010/items?page=2#end")
    '/items?page=2'
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
