"""GoldLeaf's workbooks: templates out, rows in, all of them or none."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CUSTOMER = "64f1a2b3c4d5e6f708192a3b"
TEMPLATES = {
    "/customers/exceltemplate": "Name",
    "/customers/items/exceltemplate": "Customer",
    "/inventory/exceltemplate": "Warehouse",
    "/pricelists/exceltemplate": "Price List",
    "/warehouses/exceltemplate": "Name",
    "/components/exceltemplate": "Item Type",
    "/hoseassemblies/exceltemplate": "Part Number",
}
IMPORTS = (
    "/customers/items/import",
    "/inventory/import",
    "/pricelists/import",
    "/warehouses/import",
    "/components/import",
    "/hoseassemblies/import",
)


def written(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def send(client, path, content, name="upload.xlsx"):
    return client.post(f"/api/v1{path}", files={"file": (name, content, XLSX)})


def items_of(client, path, **parameters):
    return client.get(f"/api/v1{path}", params=parameters).json()["items"]


def spoiled(sheet):
    """Return a workbook with this for its sheet; without a sheet when it is None."""
    target = BytesIO()
    with (
        ZipFile(BytesIO(written(["Name"]))) as whole,
        ZipFile(target, "w", ZIP_DEFLATED) as archive,
    ):
        for part in whole.namelist():
            is_sheet = part == "xl/worksheets/sheet1.xml"
            if not is_sheet or sheet is not None:
                archive.writestr(part, sheet if is_sheet else whole.read(part))
    return target.getvalue()


def sheet_of(rows):
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (namespace, rows)


@pytest.mark.parametrize(("path", "first"), TEMPLATES.items())
def test_template_holds_the_headings_that_an_import_knows(goldleaf, path, first):
    answer = goldleaf.post(f"/api/v1{path}")

    headings, *rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert answer.headers["content-type"] == XLSX
    assert headings[0] == first
    assert rows == []


@pytest.mark.parametrize("path", IMPORTS)
def test_filled_in_template_without_rows_imports_nothing(goldleaf, path):
    template = goldleaf.post(f"/api/v1{path.replace('import', 'exceltemplate')}")

    answer = send(goldleaf, path, template.content)

    assert answer.status_code == 200
    assert answer.json() == {"rows": 0, "created": 0, "updated": 0}


def test_customer_items_are_made_and_changed(goldleaf):
    row = items_of(goldleaf, f"/customer/{CUSTOMER}/items")[0]
    customer = goldleaf.get(f"/api/v1/customer/{CUSTOMER}").json()["name"]
    bought = {
        each["item"]
        for each in items_of(goldleaf, f"/customer/{CUSTOMER}/items", itemsPerPage=1000)
    }
    others = items_of(goldleaf, "/organization/hoses", itemsPerPage=1000)
    other = next(each for each in others if each["_id"] not in bought)
    content = written(
        ["Customer", "Brand", "Part Number", "Net Price", "Start Date", "Available"],
        [customer.upper(), row["brand"], row["partNumber"], 12.5, "2026-02-01", True],
        [customer, other["brand"], other["partNumber"], "7", 46054, "no"],
    )

    answer = send(goldleaf, "/customers/items/import", content)

    after = {
        each["item"]: each
        for each in items_of(goldleaf, f"/customer/{CUSTOMER}/items", itemsPerPage=1000)
    }
    assert answer.json() == {"rows": 2, "created": 1, "updated": 1}
    assert after[row["item"]]["netPrice"] == 12.5
    assert after[row["item"]]["startDate"] == "2026-02-01T00:00:00Z"
    assert after[other["_id"]]["netPrice"] == 7
    assert after[other["_id"]]["startDate"] == "2026-02-01T00:00:00Z"
    assert after[other["_id"]]["available"] is False
    assert after[other["_id"]]["recordSource"] == "import"


def test_wrong_rows_are_all_named_and_nothing_is_imported(goldleaf):
    item = items_of(goldleaf, "/inventory")[0]
    before = items_of(goldleaf, "/inventory", itemsPerPage=1000)
    good = [item["warehouseName"], item["brandName"], item["partNumber"]]
    content = written(
        ["Warehouse", "Brand", "Part Number", "On Hand"],
        [*good, 77],
        ["Nowhere", *good[1:], 1],
        [good[0], "Nobody", "X", 1],
        [*good[:2], None, 1],
        [*good, "many"],
        [*good, 78],
    )

    answer = send(goldleaf, "/inventory/import", content)

    assert answer.status_code == 400
    assert answer.json()["message"] == "5 of 6 rows cannot be imported; nothing was"
    assert [each["at"] for each in answer.json()["errors"]] == [
        "row 3, Warehouse",
        "row 4, Part Number",
        "row 5, Part Number",
        "row 6, On Hand",
        "row 7",
    ]
    assert items_of(goldleaf, "/inventory", itemsPerPage=1000) == before


def test_exported_sheet_can_be_imported_again(goldleaf):
    exported = goldleaf.post("/api/v1/inventoryitems/export", json={"selectAll": True})
    before = items_of(goldleaf, "/inventory", itemsPerPage=1000)

    answer = send(goldleaf, "/inventory/import", exported.content)

    after = items_of(goldleaf, "/inventory", itemsPerPage=1000)
    stamps = ("lastModified", "lastModifiedBy")
    assert answer.json() == {"rows": len(before), "created": 0, "updated": len(before)}
    assert [{**each, **dict.fromkeys(stamps)} for each in after] == [
        {**each, **dict.fromkeys(stamps)} for each in before
    ]


@pytest.mark.parametrize(
    ("path", "rows", "listed", "search"),
    [
        (
            "/warehouses/import",
            [["Name", "City"], ["Yard 7", "Reno"]],
            "/warehouses",
            "search[name]",
        ),
        (
            "/components/import",
            [["Item Type", "Brand", "Part Number"], ["wrap", "Parker", "Yard 7"]],
            "/organization/wraps",
            "search[partNumber]",
        ),
        (
            "/hoseassemblies/import",
            [
                ["Part Number", "Hose Brand", "Hose Part Number", "Length"],
                ["Yard 7", "Parker", "R1AT-8", 30],
            ],
            "/hoseassemblies",
            "search[partNumber]",
        ),
    ],
)
def test_imported_records_are_listed(goldleaf, path, rows, listed, search):
    first = send(goldleaf, path, written(*rows)).json()
    again = send(goldleaf, path, written(*rows)).json()

    assert (first["created"], again["updated"]) == (1, 1)
    assert len(items_of(goldleaf, listed, **{search: "yard 7"})) == 1


def test_headings_that_are_missing_are_named(goldleaf):
    answer = send(goldleaf, "/warehouses/import", written(["City"], ["Reno"]))

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"at": "row 1", "message": "lacks the heading Name"}]


ENTITY = b'<!DOCTYPE a [<!ENTITY b "c">]>'
ROW = b'<row r="%d"><c t="inlineStr"><is><t>x</t></is></c></row>'
HOSTILE = {
    "empty": b"",
    "text": b"no workbook",
    "cut": written(["Name"])[:-40],
    "no sheet": spoiled(None),
    "malformed": spoiled(b"<worksheet><sheetData><row>"),
    "entities": spoiled(ENTITY + sheet_of(b"")),
    "too long": spoiled(sheet_of(b" " * 17 * 1024 * 1024)),
    "too many rows": spoiled(sheet_of(ROW % 1 + ROW % 10_002)),
    "too many cells": spoiled(sheet_of((b"<row>%s</row>" % (b"<c><v>1</v></c>" * 250)) * 401)),
    "no such text": spoiled(sheet_of(b'<row r="1"><c t="s"><v>9</v></c></row>')),
    "no number": spoiled(sheet_of(b'<row r="1"><c><v>nine</v></c></row>')),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_file_that_is_no_workbook_is_refused_and_named(goldleaf, content):
    answer = send(goldleaf, "/inventory/import", content)

    assert answer.status_code == 400
    assert [each["at"] for each in answer.json()["errors"]] == ["file"]


def test_upload_that_is_no_form_is_refused(goldleaf):
    answer = goldleaf.post("/api/v1/warehouses/import", json={"file": "x"})

    assert answer.status_code == 415
    assert list(answer.json()) == ["message"]


def test_form_without_a_file_is_refused(goldleaf):
    answer = goldleaf.post("/api/v1/warehouses/import", files={"other": ("x", b"x")})

    assert answer.status_code == 400
    assert answer.json()["errors"]
