"""One request of a verification and what came of it: what every judgement is made from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Headers: TypeAlias = tuple[tuple[str, str], ...]


class Outcome(StrEnum):
    """How an exchange ended."""

    ANSWERED = "answered"
    WITHHELD = "withheld"  # the guard did not let it pass; the deployment never saw it
    TIMED_OUT = "timed-out"
    RESET = "reset"  # the connection broke before the answer was complete
    GARBLED = "garbled"  # what came back is not HTTP
    UNREACHABLE = "unreachable"  # nobody listens there


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request as the deployment saw it, and its answer; secrets are redacted already.

    `number` counts from 1 in the order in which requests were begun. `asker` is "fuzzer",
    "cleanup", "credentials" or the name of a probe. `target` is path and query as sent. `operation`
    is the id of the operation that method and path belong to, None when there is none. `case` is
    the name its engine gave it. Bodies may be cut; `note` says why something was withheld or
    garbled.
    """

    number: int
    asker: str
    method: str
    target: str
    request_headers: Headers = ()
    request_body: bytes = b""
    operation: str | None = None
    outcome: Outcome = Outcome.ANSWERED
    status: int | None = None
    response_headers: Headers = ()
    response_body: bytes = b""
    elapsed_ms: float = 0.0
    case: str | None = None
    note: str = ""

    def header(self, name: str) -> str | None:
        """Return the first response header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.response_headers if key.lower() == wanted), None)
