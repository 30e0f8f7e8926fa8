"""The export of a customer's items as a workbook."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import cast

import orjson

from understudy.behavior import Answer, Call
from understudy.contract.operations import Json, JsonObject
from understudy.state import Condition, Operator, Query, Sort

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "Customer Items"
COLUMNS = (
    ("ID", "_id"),
    ("Brand", "brand"),
    ("Part Number", "partNumber"),
    ("Organization Part Number", "orgPartNumber"),
    ("Name", "name"),
    ("Item Type", "itemType"),
    ("Available", "available"),
    ("Cost", "cost"),
    ("Cost Currency", "costCurrency"),
    ("Unit of Measure", "unitOfMeasure"),
    ("Net Price", "netPrice"),
    ("Net Price Currency", "netPriceCurrency"),
    ("Net Price Unit of Measure", "netPriceUnitOfMeasure"),
    ("Price", "price"),
    ("Discount", "discount"),
    ("Start Date", "startDate"),
    ("End Date", "endDate"),
    ("Notes", "notes"),
    ("Last Modified", "lastModified"),
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_XML = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})  # XML 1.0, section 2.2


def export_customer_items(call: Call) -> Answer:
    """Answer the workbook of the items that the body selects, by part number."""
    customer = call.owners[-1]["_id"]
    workbook = write_workbook(_selected(call, customer), created=call.transaction.now())
    disposition = f'attachment; filename="customer-items-{customer}.xlsx"'
    headers = ((b"content-disposition", disposition.encode("ascii")),)
    return Answer(status=200, body=workbook, media_type=MEDIA_TYPE, headers=headers)


def _selected(call: Call, customer: Json) -> list[JsonObject]:
    body = cast("JsonObject", call.body)
    named = {str(key) for key in cast("list[Json]", body.get("customerItems") or [])}
    query = Query(
        resource="customer_item",
        conditions=(
            Condition(column="customer", operator=Operator.EQUALS, value=customer),
            Condition(column="deleted", operator=Operator.EQUALS, value=False),
        ),
        sorts=(Sort(column="partNumber"),),
    )
    rows = call.transaction.find(query)
    # selectAll turns the named ids from those to take into those to leave out.
    return [orjson.loads(row.body) for row in rows if (row.key in named) is not body["selectAll"]]


def write_workbook(records: list[JsonObject], *, created: datetime) -> bytes:
    """Return a workbook: headings, then a row for each record. Same records, same bytes."""
    # Imported here: it takes longer than the rest of the service, and few clients export.
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415

    target = BytesIO()
    workbook = Workbook(target, {"in_memory": True})
    workbook.set_properties({"title": SHEET, "created": created.replace(tzinfo=None)})
    bold = workbook.add_format({"bold": True})
    quoted = workbook.add_format({"quote_prefix": True})
    sheet = workbook.add_worksheet(SHEET)
    sheet.freeze_panes(1, 0)
    for column, (title, _) in enumerate(COLUMNS):
        sheet.write_string(0, column, title, bold)
    for row, record in enumerate(records, start=1):
        for column, (_, field) in enumerate(COLUMNS):
            value = record.get(field)
            if isinstance(value, str):
                # Written as text, and marked as text where a spreadsheet might see a formula.
                text = value.translate(NOT_IN_XML)
                mark = quoted if text.startswith(FORMULA_STARTS) else None
                sheet.write_string(row, column, text, mark)
            elif value is not None:
                sheet.write(row, column, value)
    workbook.close()
    return target.getvalue()
