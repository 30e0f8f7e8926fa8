"""Places in the contract's file: what a pointer of a finding is, as a line to open."""

from __future__ import annotations

from pathlib import Path

from understudy.contract.errors import Position
from understudy.contract.pointers import make_pointer
from understudy.contract.positions import Locator
from understudy.verification.report import OperationRow, Report


class Places:
    """Finds lines in the file of a report's contract; the file is read when it is first needed."""

    def __init__(self, report: Report) -> None:
        self._document = report.document
        self._operations = {each.operation: each for each in report.operations}
        self._locator: Locator | None = None

    def pointer_of(self, operation: str) -> str:
        """Return where an operation stands, "" when that is not known."""
        row = self._operations.get(operation)
        return _pointer(row) if row is not None else ""

    def locate(self, pointer: str) -> Position:
        """Return where a pointer leads; without a line when the file cannot be read."""
        if self._locator is None and self._document:
            self._locator = Locator(Path(self._document))
        if self._locator is None:
            return Position(file="", line=None, pointer=pointer)
        return self._locator.locate(pointer)

    def describe(self, pointer: str) -> str:
        """Return a place for people: file and line where they are known, then the pointer."""
        if not pointer:
            return ""
        return str(self.locate(pointer)) if self._document else pointer


def _pointer(row: OperationRow) -> str:
    return make_pointer(["paths", row.path, row.method.lower()])
