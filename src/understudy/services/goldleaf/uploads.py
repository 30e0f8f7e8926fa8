"""Workbooks, read: the first sheet of an .xlsx file as rows of cells, within bounds.

An .xlsx file is a ZIP of XML parts (ECMA-376, part 1, section 18). What a client sends is not
trusted: parts are bounded in size whatever their headers say, and entities are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element, ParseError, XMLParser
from zipfile import BadZipFile, ZipFile

MAX_PART_BYTES: Final = 16 * 1024 * 1024
MAX_TAGS: Final = 1_500_000  # of a part; each takes some hundred times the memory of its text
MAX_ROWS: Final = 10_000
MAX_CELLS: Final = 200_000
MAX_COLUMN: Final = 256

Value: TypeAlias = "str | float | bool | None"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]+")


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
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = sorted(name for name in archive.namelist() if _SHEET.fullmatch(name))
            if not names:
                raise Unreadable("the file is no .xlsx workbook: it has no sheet")
            shared = _shared_texts(archive)
            # Named by number; sheet10 is not the first.
            first = min(names, key=lambda name: (len(name), name))
            return list(_rows(_parse(archive, first), shared))
    except (BadZipFile, ParseError, KeyError, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable("the file is no .xlsx workbook") from error
    except RuntimeError as error:  # what zipfile raises for encrypted parts
        raise Unreadable("the workbook is encrypted") from error


def _parse(archive: ZipFile, name: str) -> Element:
    with archive.open(name) as part:
        content = part.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise Unreadable(f"{name} is more than {MAX_PART_BYTES // 1024 // 1024} MiB")
    if content.count(b"<") > MAX_TAGS:
        raise Unreadable(f"{name} has more than {MAX_TAGS:,} tags")
    # In UTF-16 a declaration would look otherwise; spreadsheets write UTF-8.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise Unreadable(f"{name} is not plain XML in UTF-8")
    parser = XMLParser()  # noqa: S314 - bounded, and without entities
    parser.feed(content)
    root: Element = parser.close()
    return root


def _shared_texts(archive: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return [_text(each) for each in _parse(archive, "xl/sharedStrings.xml") if _tag(each) == "si"]


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element) -> str:
    """Return a text that may be made of runs; phonetic hints are no part of it."""
    return "".join(
        _text(each) if _tag(each) == "r" else each.text or ""
        for each in element
        if _tag(each) in ("t", "r")
    )


def _rows(root: Element, shared: list[str]) -> Iterator[Line]:
    rows = [row for part in root if _tag(part) == "sheetData" for row in part if _tag(row) == "row"]
    if len(rows) > MAX_ROWS + 1:
        raise Unreadable(f"the sheet has more than {MAX_ROWS:,} rows")
    if sum(map(len, rows)) > MAX_CELLS:
        raise Unreadable(f"the sheet has more than {MAX_CELLS:,} cells")
    for position, row in enumerate(rows, start=1):
        cells = dict(_cells(row, shared))
        if any(value not in (None, "") for value in cells.values()):
            yield Line(int(row.get("r", position)), cells)


def _cells(row: Element, shared: list[str]) -> Iterator[tuple[int, Value]]:
    for position, cell in enumerate(row):
        place = _PLACE.fullmatch(cell.get("r", ""))
        column = _column(place.group(1)) if place else position
        if column < MAX_COLUMN:
            yield column, _value(cell, shared)


def _column(letters: str) -> int:
    """Return the number of a column from 0.

    >>> _column("A"), _column("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: Element, shared: list[str]) -> Value:
    kind = cell.get("t", "n")
    parts = {_tag(each): each for each in cell}
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else None
    said = parts["v"].text if "v" in parts else None
    if said is None:
        return None
    if kind == "s":
        place = int(said)
        if not 0 <= place < len(shared):
            raise ValueError(said)
        return shared[place]
    if kind == "b":
        return said == "1"
    return float(said) if kind == "n" else said
