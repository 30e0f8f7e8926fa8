"""The fuzzer's report while it is written: which events there are, and which of their lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

from understudy.contract.operations import JsonObject


class Event(NamedTuple):
    """One line of the report; what it holds is as the fuzzer wrote it."""

    name: str
    holds: JsonObject


class UnreadableLine(NamedTuple):
    """A line that is no event."""

    number: int


class Tail:
    """Reads a file that another process is writing, line by line.

    A last line that is not finished waits until it is; when the writer was killed, it is left.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_bytes = 0
        self._rest = b""
        self._lines = 0

    def read(self) -> Iterator[Event | UnreadableLine]:
        """Yield what was written since the last time."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read_bytes)
            while chunk := file.read(1 << 20):
                self._read_bytes += len(chunk)
                *lines, self._rest = (self._rest + chunk).split(b"\n")
                for line in lines:
                    self._lines += 1
                    yield _read_line(line) or UnreadableLine(self._lines)


def _read_line(line: bytes) -> Event | None:
    # The standard library's parser: the fuzzer writes lone surrogates, which others refuse.
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or len(value) != 1:
        return None
    name, holds = next(iter(value.items()))
    return Event(name, cast("JsonObject", holds)) if isinstance(holds, dict) else None
