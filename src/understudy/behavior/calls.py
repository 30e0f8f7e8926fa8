"""One request as behavior sees it, and what behavior answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qsl, urlencode

from understudy.contract.operations import Json, JsonObject
from understudy.state import Key, Row, Transaction

MOST_ASKED = 10_000  # questions that are remembered to have come once
QUESTION_BYTES = 1024  # about what a kept question and its place cost beside the answer's body

Headers: TypeAlias = "tuple[tuple[bytes, bytes], ...]"

VIEW_BYTES = 500  # that a view takes beside its text, the only one of its place included
NO_VIEWS: Mapping[int, bytes] = MappingProxyType({})


class Address(NamedTuple):
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

    Bounded by their size: when full, what was kept first makes room.
    """

    __slots__ = ("_free_bytes", "_kept", "_limit_bytes")

    def __init__(self, limit_bytes: int = 64 * 1024 * 1024) -> None:
        self._kept: dict[tuple[object, ...], dict[int, bytes]] = {}
        self._limit_bytes = limit_bytes
        self._free_bytes = limit_bytes

    def board(self, place: tuple[object, ...]) -> Mapping[int, bytes]:
        """Return the views of one place by record version."""
        return self._kept.get(place, NO_VIEWS)

    def put(self, place: tuple[object, ...], uid: int, view: bytes) -> None:
        """Keep a view, unless it would take the place of all others."""
        size = len(view) + VIEW_BYTES
        if size > self._limit_bytes // 4:
            return
        board = self._kept.get(place)
        if board is None:
            board = self._kept[place] = {}
        if uid in board:
            return
        board[uid] = view
        self._free_bytes -= size
        if self._free_bytes < 0:
            self._make_room()

    def _make_room(self) -> None:
        """Drop the older half of the oldest place, and so on, until a quarter is free."""
        while self._free_bytes < self._limit_bytes // 4:
            place, board = next(iter(self._kept.items()))
            for uid in list(board)[: len(board) // 2 + 1]:
                self._free_bytes += len(board.pop(uid)) + VIEW_BYTES
            if not board:
                del self._kept[place]


class Repeats:
    """Answers to questions that were asked before, as long as the world is as it was then.

    Test suites and front ends ask the same again and again: what is asked a second time is kept.
    Bounded in bytes: when full, all go.
    """

    __slots__ = ("_asked", "_free_bytes", "_kept", "_limit_bytes")

    def __init__(self, limit_bytes: int = 4 * 1024 * 1024) -> None:
        self._kept: dict[tuple[object, ...], Answer] = {}
        self._asked: set[int] = set()
        self._limit_bytes = self._free_bytes = limit_bytes

    def get(self, question: tuple[object, ...]) -> Answer | None:
        """Return the answer that was given, if it is still kept."""
        return self._kept.get(question)

    def put(self, question: tuple[object, ...], answer: Answer) -> None:
        """Keep an answer, unless its question is new: most of those never come again."""
        asked = hash(question)
        if asked not in self._asked:
            if len(self._asked) >= MOST_ASKED:
                self._asked.clear()
            self._asked.add(asked)
            return
        size_bytes = len(answer.body) + QUESTION_BYTES + sum(map(_length, question))
        if size_bytes > self._free_bytes:
            self._kept.clear()
            self._free_bytes = self._limit_bytes
        if size_bytes <= self._free_bytes:
            self._kept[question] = answer
            self._free_bytes -= size_bytes


def _length(part: object) -> int:
    """Return how long a part of a question is: clients write them as long as they like."""
    if isinstance(part, tuple):
        return sum(map(_length, part))
    return len(part) if isinstance(part, str | bytes) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file in a body; its name and media type are what the client says."""

    filename: str
    media_type: str
    content: bytes


Files: TypeAlias = "Mapping[str, tuple[Upload, ...]]"  # by the name of their field
NO_FILES: Files = MappingProxyType({})
Remove: TypeAlias = "Callable[[str, Sequence[Key], Transaction], None]"


@dataclass(slots=True, kw_only=True)
class Call:
    """A valid, permitted request on its way through a behavior.

    `values` are the decoded parameters by name, `body` the decoded body (None when there is none),
    `files` what a multipart body brought along (there, `body` has their names), `owners` the
    records that the operation's `within` names, outermost first.
    """

    values: Mapping[str, Json]
    body: Json
    transaction: Transaction
    shelf: Shelf
    address: Address
    caller: Caller
    partition: str
    files: Files
    remover: Remove
    owners: list[JsonObject] = field(default_factory=list)

    def remove(self, resource: str, *keys: Key) -> None:
        """Remove records, and do to those that name them what their resources declare.

        Raises:
            Refused: a record that stays names one of them.
        """
        self.remover(resource, keys, self.transaction)


class Answer(NamedTuple):
    """A success: `body` is encoded already; `media_type` None means that there is no body."""

    status: int
    body: bytes = b""
    media_type: str | None = "application/json"
    headers: Headers = ()


__all__ = [
    "NO_FILES",
    "Address",
    "Answer",
    "Call",
    "Caller",
    "Files",
    "Headers",
    "Repeats",
    "Row",
    "Shelf",
    "Upload",
]
