"""Workbooks, written: same records, same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from understudy.behavior import Answer, Call
from understudy.contract.operations import JsonObject
from understudy.services.goldleaf.sheets import Column, Sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_XML = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})  # XML 1.0, section 2.2


def answer_workbook(
    call: Call, sheet: Sheet, records: Sequence[JsonObject], *, file_name: str = ""
) -> Answer:
    """Answer records as a workbook to download."""
    content = write_workbook(sheet, sheet.columns, records, created=call.transaction.now())
    return attachment(content, MEDIA_TYPE, f"{file_name or sheet.file_name}.xlsx")


def answer_template(call: Call, sheet: Sheet) -> Answer:
    """Answer a workbook with nothing but the headings that an import knows."""
    content = write_workbook(sheet, sheet.settable, [], created=call.transaction.now())
    return attachment(content, MEDIA_TYPE, f"{sheet.file_name}-template.xlsx")


def attachment(content: bytes, media_type: str, file_name: str) -> Answer:
    """Answer a file to download."""
    disposition = f'attachment; filename="{file_name}"'
    headers = ((b"content-disposition", disposition.encode("ascii")),)
    return Answer(status=200, body=content, media_type=media_type, headers=headers)


def write_workbook(
    sheet: Sheet, columns: Sequence[Column], records: Sequence[JsonObject], *, created: datetime
) -> bytes:
    """Return a workbook: headings, then a row for each record."""
    # Imported here: it takes longer than the rest of the service, and few clients export.
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415

    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True})
    workbook.set_properties({"title": sheet.title, "created": created.replace(tzinfo=None)})
    bold = workbook.add_format({"bold": True})
    quoted = workbook.add_format({"quote_prefix": True})
    page = workbook.add_worksheet(sheet.title)
    page.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        page.write_string(0, number, column.title, bold)
    for row, record in enumerate(records, start=1):
        for number, column in enumerate(columns):
            value = record.get(column.field)
            if isinstance(value, str):
                # Written as text, and marked as text where a spreadsheet might see a formula.
                text = value.translate(NOT_IN_XML)
                mark = quoted if text.startswith(FORMULA_STARTS) else None
                page.write_string(row, number, text, mark)
            elif value is not None:
                page.write(row, number, value)
    workbook.close()
    return target.getvalue()
