"""Imports: a workbook's rows become records, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, cast

import orjson

from understudy.behavior import Answer, Call, Handler, Problem, Refused
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.data import timestamp
from understudy.services.goldleaf.histories import born, changed
from understudy.services.goldleaf.identities import new_identity
from understudy.services.goldleaf.sheets import Cell, Column, Sheet
from understudy.services.workbooks import Line, Unreadable, Value, read_rows
from understudy.state import Transaction

LARGEST = 1_000_000_000
LONGEST = 255
SERIAL_START = datetime(1899, 12, 30, tzinfo=UTC)  # day 0 of a spreadsheet's dates
MOST_DAYS = 200_000


class Wrong(Exception):  # noqa: N818 - a verdict on a row, not an error of ours
    """A row cannot be imported, because of one column."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row means: the record it is about (None: a new one), and the fields it gives it.

    `name` is what tells it from the entries of all other rows.
    """

    resource: str
    name: tuple[str, ...]
    existing: JsonObject | None
    fields: JsonObject


Read: TypeAlias = "Callable[[JsonObject, Transaction], Entry]"
Complete: TypeAlias = "Callable[[JsonObject, Transaction], JsonObject]"


def imports(sheet: Sheet, read: Read, complete: Complete) -> Handler:
    """Return the import of a sheet.

    `read` finds out what a row is about; `complete` makes a whole record of its fields.
    """

    def run(call: Call) -> Answer:
        entries = _entries(call, sheet, read)
        made = [each for each in entries if each.existing is None]
        for entry in entries:
            record = complete(_merged(entry, call), call.transaction)
            call.transaction.put(entry.resource, str(record["_id"]), record)
        result = {
            "rows": len(entries),
            "created": len(made),
            "updated": len(entries) - len(made),
        }
        return Answer(status=200, body=orjson.dumps(result))

    return run


def _merged(entry: Entry, call: Call) -> JsonObject:
    now = timestamp(call.transaction.now())
    if entry.existing is not None:
        return {**entry.existing, **entry.fields, **changed(now)}
    return {"_id": new_identity(call, entry.resource), **born(now), **entry.fields}


def _entries(call: Call, sheet: Sheet, read: Read) -> list[Entry]:
    """Read every row before anything is changed.

    Raises:
        Refused: the file is no workbook of this layout, or a row is wrong; each is named.
    """
    headings, *lines = _lines(call) or [Line(1, {})]
    columns = _columns(sheet, headings)
    entries: dict[tuple[str, ...], Entry] = {}
    offences: list[Offence] = []
    for line in lines:
        try:
            entry = read(dict(_fields(columns, line)), call.transaction)
        except Wrong as wrong:
            offences.append(_offence(f"row {line.number}, {wrong.column}", wrong.message))
            continue
        if entry.name in entries:
            offences.append(_offence(f"row {line.number}", "is about the same as a row above"))
        entries[entry.name] = entry
    if offences:
        detail = f"{len(offences)} of {len(lines)} rows cannot be imported; nothing was"
        raise Refused(Problem.INVALID_BODY, detail, offences=offences)
    return list(entries.values())


def _lines(call: Call) -> list[Line]:
    upload = next(iter(call.files.get("file", ())), None)
    if upload is None:
        message = "expected a file"
        raise Refused(
            Problem.INVALID_BODY, f"file: {message}", offences=[_offence("file", message)]
        )
    try:
        return read_rows(upload.content)
    except Unreadable as error:
        raise Refused(
            Problem.INVALID_BODY, str(error), offences=[_offence("file", str(error))]
        ) from error


def _columns(sheet: Sheet, headings: Line) -> Sequence[tuple[int, Column]]:
    """Return which of the sheet's columns stand where; others are left aside."""
    known = {each.title.casefold(): each for each in sheet.settable}
    found = [
        (place, known[str(title).strip().casefold()])
        for place, title in headings.cells.items()
        if str(title).strip().casefold() in known
    ]
    titles = {column.title for _, column in found}
    missing = [
        each.title for each in sheet.settable if each.is_required and each.title not in titles
    ]
    if missing:
        offences = [
            _offence(f"row {headings.number}", f"lacks the heading {each}") for each in missing
        ]
        detail = f"the sheet lacks the headings {', '.join(missing)}"
        raise Refused(Problem.INVALID_BODY, detail, offences=offences)
    return found


def _fields(columns: Sequence[tuple[int, Column]], line: Line) -> Iterator[tuple[str, Json]]:
    for place, column in columns:
        value = line.cells.get(place)
        if value is None or (isinstance(value, str) and not value.strip()):
            if column.is_required:
                raise Wrong(column.title, "is missing")
            continue
        yield column.field, _READERS[column.cell](value, column.title)


def _text(value: Value, title: str) -> Json:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a part number that a spreadsheet took for a number
    text = str(value).strip()
    if len(text) > LONGEST:
        raise Wrong(title, f"is longer than {LONGEST} characters")
    return text


def _number(value: Value, title: str) -> Json:
    try:
        number = float(cast("str | float", value))
    except ValueError:
        raise Wrong(title, f"expected a number, not {str(value)[:40]!r}") from None
    if isinstance(value, bool) or not 0 <= number <= LARGEST:
        raise Wrong(title, f"expected a number from 0 to {LARGEST:,}")
    return int(number) if number.is_integer() else number


def _flag(value: Value, title: str) -> Json:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text not in ("true", "yes", "1", "1.0", "false", "no", "0", "0.0"):
        raise Wrong(title, "expected TRUE or FALSE")
    return text in ("true", "yes", "1", "1.0")


def _moment(value: Value, title: str) -> Json:
    if isinstance(value, int | float) and 0 <= value <= MOST_DAYS:
        return timestamp(SERIAL_START + timedelta(days=value))
    try:
        found = datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise Wrong(title, "expected a date, such as 2026-01-31") from None
    return timestamp(found if found.tzinfo else found.replace(tzinfo=UTC))


_READERS: Mapping[Cell, Callable[[Value, str], Json]] = {
    Cell.TEXT: _text,
    Cell.NUMBER: _number,
    Cell.FLAG: _flag,
    Cell.MOMENT: _moment,
}


def _offence(place: str, message: str) -> Offence:
    return Offence(pointer="/file", message=message, keyword="import", location="body", name=place)
