"""Workbooks, read: the first sheet of an .xlsx file as rows of cells, within bounds.

openpyxl reads them; with defusedxml beside it, it refuses entities. What a client sends is not
trusted: what its parts unpack to is bounded before they are parsed, rows and cells while they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Final, TypeAlias
from zipfile import ZipFile

MAX_BYTES: Final = 16 * 1024 * 1024  # of all parts, unpacked
MAX_ROWS: Final = 10_000
MAX_CELLS: Final = 100_000
MAX_COLUMN: Final = 256

Value: TypeAlias = "str | float | bool | datetime | None"


class Unreadable(Exception):  # noqa: N818 - a verdict on a client's file, not an error of ours
    """The file is no workbook that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet that is not empty: its number as a spreadsheet shows it, its cells."""

    number: int
    cells: Mapping[int, Value]


def read_rows(content: bytes) -> list[Line]:
    """Return the rows of the first sheet.

    Raises:
        Unreadable: it is no workbook, or more than is taken.
    """
    # A tenth of a second to import, which only imports of workbooks shall pay.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        _check_size(content)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMN, values_only=True)
        return list(_lines(rows))
    except Unreadable:
        raise
    except Exception as error:
        # A broken file fails anywhere in the reader, with whatever its innards raise.
        raise Unreadable("the file is no .xlsx workbook") from error


def _check_size(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("the workbook is encrypted")
    if sum(part.file_size for part in parts) > MAX_BYTES:  # no part is read beyond what it says
        raise Unreadable(f"the workbook is more than {MAX_BYTES // 1024 // 1024} MiB, unpacked")


def _lines(rows: Iterable[tuple[object, ...]]) -> Iterator[Line]:
    count = 0
    for number, row in enumerate(rows, start=1):
        cells = {place: _value(each) for place, each in enumerate(row) if each not in (None, "")}
        count += len(cells)
        if cells and number > MAX_ROWS + 1:
            raise Unreadable(f"the sheet has more than {MAX_ROWS:,} rows")
        if count > MAX_CELLS:
            raise Unreadable(f"the sheet has more than {MAX_CELLS:,} cells")
        if cells:
            yield Line(number, cells)


def _value(value: object) -> Value:
    if isinstance(value, str | bool | int | float | datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return str(value)  # a time of day, a duration
