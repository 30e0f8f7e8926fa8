"""An exported workbook, or CSV, holds the listed rows: all of them, and no others."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from understudy.behavior.naming import plain
from understudy.contract.encoding import spell
from understudy.contract.operations import Json, JsonObject, Operation
from understudy.services.workbooks import Unreadable, read_rows
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.bodies import NOTHING, Payload
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.walks import Walk, whole

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
MOST_LINES = 10_000
ALIKE = 0.8  # of a column's cells that must be among a property's values, to be that property
_EXPORT = re.compile(r"/?[./-]?(export(s|ed)?|download|xlsx|csv)\b.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export that is a property of the listed rows."""

    property: str
    cells: tuple[str, ...]


def check_exports(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Compare what an operation exports with the list that it is an export of."""
    success = operation.success()
    types = {name.partition(";")[0] for name in success.content} if success else set()
    listing = _listing(lab, operation) if types & {WORKBOOK, CSV} else None
    if listing is None or not (operation.method == "GET" or lab.writes):
        return
    values = lab.values(listing.operation)
    own = lab.values(operation)
    if values is None or own is None or not lab.may_ask(listing.operation):
        return
    listed = whole(lab, listing, values)
    shared = {name: each for name, each in values.items() if name in own}
    seen = lab.ask(operation, {**own, **shared}, body=_everything(lab, operation))
    if not seen.is_success or not listed.is_whole or not listed.rows:
        lab.skip(operation, "export", f"it answers {seen.status}, or nothing is listed")
        return
    yield from _check(lab, operation, listed, seen)


def _listing(lab: Lab, operation: Operation) -> Listing | None:
    """Return the list below whose path an export is, or whose resource its path names."""
    path = _EXPORT.sub("", operation.path)
    named = plain(path.rsplit("/", 1)[-1])
    found = [
        each
        for each in lab.listings
        if each.operation.path == path
        or (named and named in {plain(each.declaration.resource or "") + end for end in ("", "s")})
    ]
    found = [each for each in found if path != operation.path and not each.is_inferred]
    found.sort(key=lambda each: (each.operation.path != path, len(each.declaration.where)))
    return found[0] if found else None


def _everything(lab: Lab, operation: Operation) -> Json | Payload:
    """Return the body that asks for an export of everything: the contract's first example."""
    media = operation.sent
    if media is None:
        return NOTHING
    if media.examples:
        return next(iter(media.examples.values()))
    return lab.reach.generate(media.schema or {}, operation.id, "body")


def _check(lab: Lab, operation: Operation, listed: Walk, seen: Seen) -> Iterator[Failure]:
    lines = read_lines(seen)
    if lines is None:
        yield lab.failure(
            "export-differs", operation, "what is exported cannot be read as a table", [seen]
        )
        return
    column = find_column(listed.rows, lines)
    if column is None:
        if len(lines) <= 1:
            yield lab.failure(
                "export-differs",
                operation,
                f"the export is empty, {listed.listing.operation.id} lists {len(listed.rows)} rows",
                [*listed.seen, seen],
            )
        else:
            lab.skip(operation, "export", "no column of it is a property of the listed rows")
        return
    lab.succeed(operation, "export")
    wanted = [_cell(row.get(column.property)) for row in listed.rows]
    # Several lines for a row are lines of its parts, which differ: a row without is in no line.
    has_parts = len({*column.cells}) < len({tuple(line) for line in lines[1:] if any(line)})
    missing = [] if has_parts else sorted({*wanted} - {*column.cells})
    is_all = not listed.listing.declaration.where  # else the list itself is a part of the records
    strange = sorted({*column.cells} - {*wanted}) if is_all else []
    for rows, what in ((missing, "does not hold"), (strange, "holds what is not listed,")):
        if rows:
            yield lab.failure(
                "export-differs",
                operation,
                f"the export {what} {column.property} {rows[0]!r} ({len(rows)} such rows);"
                f" {listed.listing.operation.id} lists {len(wanted)}",
                [*listed.seen, seen],
                at=column.property,
            )


def read_lines(seen: Seen) -> list[list[str]] | None:
    """Return the cells of an export as texts, line by line; None when it is no table."""
    media_type = (seen.header("content-type") or "").partition(";")[0].strip().lower()
    if media_type == CSV:
        return _read_csv(seen.content)
    try:
        lines = read_rows(seen.content)
    except Unreadable:
        return None
    width = max((max(line.cells) for line in lines), default=-1) + 1
    return [[_cell(line.cells.get(place)) for place in range(width)] for line in lines]


def _read_csv(content: bytes) -> list[list[str]] | None:
    text = content.decode("utf-8-sig", "replace").splitlines()
    separator = ";" if text and text[0].count(";") > text[0].count(",") else ","
    try:
        return [
            [_cell(each) for each in line]
            for line in islice(csv.reader(text, delimiter=separator), MOST_LINES)
        ]
    except csv.Error:
        return None


def find_column(rows: Sequence[JsonObject], lines: Sequence[Sequence[str]]) -> Column | None:
    """Return the column that is a property by which rows differ; None when there is none.

    >>> find_column([{"id": 7, "sku": "A"}, {"id": 8, "sku": "B"}], [["SKU"], ["B"], ["A"]])
    Column(property='sku', cells=('B', 'A'))
    """
    body = lines[1:]
    for name in rows[0] if rows else ():
        values = [row.get(name) for row in rows]
        texts = {_cell(each) for each in values if isinstance(each, str | int | float)}
        if len(texts) != len(rows) or "" in texts:
            continue
        for place in range(max(map(len, body), default=0)):
            cells = tuple(line[place] for line in body if place < len(line) and line[place])
            if cells and sum(each in texts for each in cells) >= ALIKE * len(cells):
                return Column(name, cells)
    return None


def _cell(value: object) -> str:
    """Return a value as a cell shows it; what would start a formula is quoted by exporters."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = spell(value) if isinstance(value, str | int | float | bool) else str(value)
    return text.strip().removeprefix("'")
