"""Requests as they came to the guard, and answers as the deployment gave them: bytes, in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from understudy.verification.exchanges import Headers

RawHeaders: TypeAlias = "tuple[tuple[bytes, bytes], ...]"

ASKER = b"understudy-asker"
CREDENTIALS = b"understudy-credentials"
CASE = b"x-schemathesis-testcaseid"
OWN_HEADERS = frozenset({ASKER, CREDENTIALS, CASE})
FUZZER = "fuzzer"
CLEANUP = "cleanup"
TOKENS = "credentials"


class Fill(StrEnum):
    """What the guard does about credentials: fills in what is missing, or leaves all as it is."""

    CONFIGURED = "configured"
    AS_SENT = "as-sent"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request without what it says to the guard alone; `headers` as sent, names in their case."""

    method: str
    target: bytes
    headers: RawHeaders = ()
    body: bytes = b""
    asker: str = FUZZER
    case: str | None = None
    fill: Fill = Fill.CONFIGURED

    @property
    def path(self) -> bytes:
        """The target up to its query."""
        return self.target.partition(b"?")[0]

    @property
    def query(self) -> bytes:
        """The target's query, without the question mark."""
        return self.target.partition(b"?")[2]

    def values(self, name: bytes) -> list[bytes]:
        """Return what headers of a name say; `name` is lower case."""
        return [value for key, value in self.headers if key.lower() == name]

    def having(self, name: bytes, value: bytes) -> Asked:
        """Return the request with one header of that name, in the place of the first."""
        wanted = name.lower()
        kept = [each for each in self.headers if each[0].lower() != wanted]
        place = next(
            (at for at, each in enumerate(self.headers) if each[0].lower() == wanted), len(kept)
        )
        spelled = self.headers[place][0] if place < len(self.headers) else name
        kept.insert(place, (spelled, value))
        return replace(self, headers=tuple(kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A complete answer. `raw` is what came over the wire, `number` that of its exchange.

    `closes` says that whoever reads it expects the connection to end, `is_last` that no other can
    follow on the connection that it came over. `note` says what was odd about it.
    """

    status: int
    headers: RawHeaders
    body: bytes
    raw: bytes
    closes: bool = False
    is_last: bool = False
    note: str = ""
    number: int = 0

    def value(self, name: bytes) -> bytes | None:
        """Return what the first header of a name says; `name` is lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def texts_of(headers: RawHeaders) -> Headers:
    r"""Return headers as text, every byte a character.

    >>> texts_of(((b"X-Name", b"caf\xe9"),))
    (('X-Name', 'café'),)
    """
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


def read_asked(method: bytes, target: bytes, headers: RawHeaders, body: bytes) -> Asked:
    """Return a request without what it says to the guard alone.

    Nobody but the guard itself may ask in the guard's own names.

    >>> said = ((b"Understudy-Asker", b"pages"), (b"Accept", b"*/*"))
    >>> asked = read_asked(b"GET", b"/", said, b"")
    >>> asked.asker, asked.headers
    ('pages', ((b'Accept', b'*/*'),))
    """
    said = {name.lower(): value.decode("latin-1") for name, value in headers}
    asker = said.get(ASKER, "").strip()
    word = said.get(CREDENTIALS, "").strip().lower()
    return Asked(
        method=method.decode("latin-1"),
        target=target,
        headers=tuple(each for each in headers if each[0].lower() not in OWN_HEADERS),
        body=body,
        asker=FUZZER if asker in ("", CLEANUP, TOKENS) else asker,
        case=said.get(CASE),
        fill=Fill(word) if word in list(Fill) else Fill.CONFIGURED,
    )
