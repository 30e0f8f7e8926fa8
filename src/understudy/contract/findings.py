"""What linting finds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from understudy.contract.errors import Position, UnderstudyError


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in a contract that somebody should mend; `code` is stable and in kebab case.

    Shown as:

        specs/petstore.yaml:41 at /paths/~1pets/get: no provenance [missing-provenance]
          add x-provenance with its label
    """

    code: str
    position: Position
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        """Say it in one line, or two when there is a remedy."""
        line = f"{self.position}: {self.message} [{self.code}]"
        return f"{line}\n  {self.remedy}" if self.remedy else line

    def at(self, position: Position) -> Finding:
        """Return the same finding at another position."""
        return replace(self, position=position)


def find_at(pointer: str, *, code: str, message: str, remedy: str = "") -> Finding:
    """Return a finding that knows its pointer only; `lint` adds file and line."""
    position = Position(file="", pointer=pointer)
    return Finding(code=code, position=position, message=message, remedy=remedy)


def find_error(error: UnderstudyError, *, code: str = "") -> Finding:
    """Return an error as a finding, so that linting can go on."""
    position = error.where if isinstance(error.where, Position) else Position(file="")
    return Finding(
        code=code or error.code, position=position, message=error.what, remedy=error.remedy
    )
