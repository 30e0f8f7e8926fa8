"""One request as behavior sees it, and what behavior answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import parse_qsl, urlencode

from understudy.contract.operations import Json, JsonObject
from understudy.state import Row, Transaction

Headers: TypeAlias = "tuple[tuple[bytes, bytes], ...]"


@dataclass(frozen=True, slots=True)
class Address:
    """The URL a client used: `origin` is "http://host:port", `query` has no "?"."""

    origin: str
    path: str
    query: bytes

    def with_query(self, changes: Mapping[str, Json], *, relative: bool = False) -> str:
        """Return this URL with query parameters replaced; the others stay, in their order."""
        pairs = parse_qsl(self.query.decode("latin-1"), keep_blank_values=True)
        kept = [(name, value) for name, value in pairs if name not in changes]
        text = urlencode([*kept, *((name, str(value)) for name, value in changes.items())])
        return f"{'' if relative else self.origin}{self.path}?{text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks. `role` and `scopes` are None for a caller with full rights."""

    role: str | None = None
    scopes: frozenset[str] | None = None


class Shelf:
    """Encoded views of records, kept ready to send: (view, included, state) -> version -> JSON.

    Bounded: when full, the views that were made first make room.
    """

    __slots__ = ("_free", "_kept", "_limit")

    def __init__(self, limit: int = 50_000) -> None:
        self._kept: dict[tuple[object, ...], dict[int, bytes]] = {}
        self._limit = limit
        self._free = limit

    def board(self, place: tuple[object, ...]) -> dict[int, bytes]:
        """Return the views of one place by record version, to read; `put` adds to them."""
        board = self._kept.get(place)
        if board is None:
            board = self._kept[place] = {}
        return board

    def put(self, place: tuple[object, ...], uid: int, view: bytes) -> None:
        """Keep a view."""
        if self._free <= 0:
            self._make_room()
        self.board(place)[uid] = view
        self._free -= 1

    def _make_room(self) -> None:
        """Drop the oldest places, or all but the newest quarter of the only one."""
        while len(self._kept) > 1 and self._free <= self._limit // 4:
            self._free += len(self._kept.pop(next(iter(self._kept))))
        if self._free <= 0:
            (board,) = self._kept.values()
            for uid in list(board)[: self._limit // 4]:
                del board[uid]
            self._free += self._limit // 4


@dataclass(slots=True, kw_only=True)
class Call:
    """A valid, permitted request on its way through a behavior.

    `values` are the decoded parameters by name, `body` the decoded body (None when there is none),
    `owners` the records that the operation's `within` names, outermost first.
    """

    values: Mapping[str, Json]
    body: Json
    transaction: Transaction
    shelf: Shelf
    address: Address
    caller: Caller
    partition: str
    owners: list[JsonObject] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A success: `body` is encoded already; `media_type` None means that there is no body."""

    status: int
    body: bytes = b""
    media_type: str | None = "application/json"
    headers: Headers = ()


__all__ = ["Address", "Answer", "Call", "Caller", "Headers", "Row", "Shelf"]
