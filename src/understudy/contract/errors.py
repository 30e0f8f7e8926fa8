"""Every error the package raises, in the lowest room, so that all rooms can raise and catch them.

UnderstudyError                 root; `str()` is the whole message, ready for a terminal
├── DocumentError               a file cannot be read as a contract, behavior or fixture
├── ContractError               the OpenAPI document says something that cannot be honoured
├── BehaviorError               behavior.yaml disagrees with its grammar or its contract
├── FactsError                  facts.yaml breaks its grammar
├── FixtureError                records of a fixture do not satisfy the contract
├── UnknownService              no built-in service and no file has that name
├── ReportError                 a report cannot be read, merged or written
├── QuirkError                  a quirk is not there, or cannot be switched off
└── AddressError                the server cannot listen where it was told to
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where in a file something stands.

    `line` counts from 1; None when the file could not be read that far. `pointer` is an RFC 6901
    JSON Pointer ("" is the whole document).
    """

    file: str
    line: int | None = None
    pointer: str = ""

    def __str__(self) -> str:
        """Say it as editors link it: `specs/petstore.yaml:41 at /paths/~1pets/get`."""
        line = f"{self.file}:{self.line}" if self.line is not None else self.file
        return " at ".join(part for part in (line, self.pointer) if part) or "the document"


class UnderstudyError(Exception):
    """Something a user can mend; the message has what happened, where, and what to do.

    Shown as:

        error[code]: what happened
          where
          what to do
    """

    code = "error"

    def __init__(self, what: str, *, where: Position | str | None = None, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the whole message, up to three lines."""
        lines = [f"error[{self.code}]: {self.what}"]
        if self.where is not None:
            lines.append(f"  {self.where}")
        if self.remedy:
            lines.append(f"  {self.remedy}")
        return "\n".join(lines)


class DocumentError(UnderstudyError):
    """A file cannot be read: missing, too large, too deep, not YAML or JSON."""

    code = "unreadable-document"


class ContractError(UnderstudyError):
    """The OpenAPI document is not valid, or uses what cannot be honoured."""

    code = "invalid-contract"


class BehaviorError(UnderstudyError):
    """A behavior.yaml breaks its grammar or names what its contract lacks."""

    code = "invalid-behavior"


class FactsError(UnderstudyError):
    """A facts.yaml breaks its grammar."""

    code = "invalid-facts"


class FixtureError(UnderstudyError):
    """A fixture's records do not satisfy the contract they are for."""

    code = "invalid-fixture"


class UnknownService(UnderstudyError):  # noqa: N818 - says what happened as it is
    """Neither a built-in service nor a readable document has this name."""

    code = "unknown-service"


class QuirkError(UnderstudyError):
    """A quirk that is to be switched off is not there, or is no doubtful one."""

    code = "unknown-quirk"


class ReportError(UnderstudyError):
    """A report of a verification cannot be read, merged or written."""

    code = "unusable-report"


class AddressError(UnderstudyError):
    """The server cannot listen on the address it was given."""

    code = "address-in-use"
