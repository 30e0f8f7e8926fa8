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


@pytest.fixture
def goldleaf(client_for):
    client = client_for("goldleaf")
    client.headers["authorization"] = "Bearer any"
    yield client
    del client.headers["authorization"]


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


def zipped(**parts):
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"xl/worksheets/{name}.xml", content)
    return target.getvalue()


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


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>'


@pytest.mark.parametrize("path", IMPORTS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no workbook",
        written(["Name"])[:-40],
        zipped(),
        zipped(sheet1=b"<worksheet><sheetData><row>"),
        zipped(sheet1=DOCTYPE),
        zipped(sheet1=DOCTYPE.decode().encode("utf-16")),
        zipped(sheet1=b"<a>" + b" " * 17 * 1024 * 1024 + b"</a>"),
        zipped(sheet1=b"<a>" + b"<b/>" * 1_600_000 + b"</a>"),
        zipped(sheet1=b"<worksheet><sheetData>" + b"<row/>" * 10_002 + b"</sheetData></worksheet>"),
        zipped(sheet1=b'<w><sheetData><row><c t="s"><v>9</v></c></row></sheetData></w>'),
        zipped(sheet1=b"<w><sheetData><row><c><v>nine</v></c></row></sheetData></w>"),
    ],
    ids=[
        *("empty", "text", "cut", "no-sheet", "malformed", "entities", "utf-16", "long"),
        *("many-tags", "many-rows", "no-shared-text", "no-number"),
    ],
)
def test_file_that_is_no_workbook_is_refused_and_named(goldleaf, path, content):
    answer = send(goldleaf, path, content)

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
