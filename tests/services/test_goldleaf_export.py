"""GoldLeaf's export: which items the workbook holds, and that it is safe to open."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

NOBODY = "000000000000000000000000"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def path(goldleaf):
    """The path of a customer with several items."""
    customers = goldleaf.get("/api/v1/customers").json()["items"]
    paths = [f"/api/v1/customer/{customer['_id']}" for customer in customers]
    return next(each for each in paths if goldleaf.get(f"{each}/items").json()["total"] > 20)


def rows_of(client, path):
    return client.get(f"{path}/items", params={"itemsPerPage": 1000}).json()["items"]


def export(client, path, **body):
    return client.post(f"{path}/items/export", json=body)


def table_of(answer):
    """Return the sheet as one dictionary per row, by heading."""
    headings, *rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def ids_of(answer):
    return [row["ID"] for row in table_of(answer)]


def test_export_is_a_workbook_to_download(goldleaf, path):
    answer = export(goldleaf, path, selectAll=True)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == XLSX
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-disposition"].endswith('.xlsx"')


def test_same_items_give_the_same_bytes(goldleaf, path):
    assert (
        export(goldleaf, path, selectAll=True).content
        == export(goldleaf, path, selectAll=True).content
    )


def test_select_all_exports_every_active_item_by_part_number(goldleaf, path):
    rows = rows_of(goldleaf, path)

    assert ids_of(export(goldleaf, path, selectAll=True)) == [row["_id"] for row in rows]
    assert ids_of(export(goldleaf, path, selectAll=True, customerItems=[])) == [
        row["_id"] for row in rows
    ]


def test_select_all_leaves_the_named_items_out(goldleaf, path):
    ids = [row["_id"] for row in rows_of(goldleaf, path)]

    exported = ids_of(export(goldleaf, path, selectAll=True, customerItems=ids[:4]))

    assert exported == ids[4:]


def test_without_select_all_only_the_named_items_are_exported(goldleaf, path):
    ids = [row["_id"] for row in rows_of(goldleaf, path)]

    exported = ids_of(
        export(goldleaf, path, selectAll=False, customerItems=[ids[3], ids[1], NOBODY])
    )

    assert exported == [ids[1], ids[3]]


def test_ids_of_other_customers_items_are_ignored(goldleaf, path):
    customers = [each["_id"] for each in goldleaf.get("/api/v1/customers").json()["items"]]
    others = [
        row["_id"]
        for each in customers
        if not path.endswith(each)
        for row in rows_of(goldleaf, f"/api/v1/customer/{each}")
    ]

    exported = ids_of(export(goldleaf, path, selectAll=False, customerItems=others))

    assert exported == []


@pytest.mark.parametrize("body", [{"selectAll": False}, {"selectAll": False, "customerItems": []}])
def test_naming_no_customer_items_answers_400(goldleaf, path, body):
    answer = export(goldleaf, path, **body)

    assert answer.status_code == 400
    assert "customerItems" in answer.json()["message"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "selectAll"),
        ({"selectAll": "true"}, "selectAll"),
        ({"selectAll": None}, "selectAll"),
        ({"selectAll": True, "customerItems": NOBODY}, "customerItems"),
        ({"selectAll": True, "customerItems": ["x"]}, "customerItems"),
    ],
)
def test_invalid_body_answers_400_and_names_the_member(goldleaf, path, body, named):
    answer = export(goldleaf, path, **body)

    assert answer.status_code == 400
    assert list(answer.json()) == ["message"]
    assert named in answer.json()["message"]


def test_other_members_of_the_body_are_ignored(goldleaf, path):
    answer = export(goldleaf, path, selectAll=True, search={"brand": "none"})

    assert len(table_of(answer)) == len(rows_of(goldleaf, path))


@pytest.mark.parametrize(("customer", "status"), [(NOBODY, 404), ("7", 400)])
def test_customer_that_is_not_there_is_refused(goldleaf, customer, status):
    answer = export(goldleaf, f"/api/v1/customer/{customer}", selectAll=True)

    assert answer.status_code == status
    assert list(answer.json()) == ["message"]


def test_sheet_says_what_the_list_says(goldleaf, path):
    rows = {row["_id"]: row for row in rows_of(goldleaf, path)}

    table = table_of(export(goldleaf, path, selectAll=True))

    for line in table:
        row = rows[line["ID"]]
        assert line["Brand"] == row["brand"]
        assert line["Part Number"] == row["partNumber"]
        assert line["Organization Part Number"] == row.get("orgPartNumber")
        assert line["Item Type"] == row["itemType"]
        assert line["Net Price"] == row["netPrice"]
        assert line["Price"] == row.get("price")
        assert line["Available"] == row["available"]
        assert line["Last Modified"] == row["lastModified"]


def test_update_and_delete_show_in_the_next_export(goldleaf, path):
    rows = rows_of(goldleaf, path)
    goldleaf.post(f"{path}/item/{rows[0]['_id']}/update", json={"price": 77.25, "notes": "seen"})
    goldleaf.post(f"{path}/item/{rows[1]['_id']}/delete")

    table = {line["ID"]: line for line in table_of(export(goldleaf, path, selectAll=True))}

    assert (table[rows[0]["_id"]]["Price"], table[rows[0]["_id"]]["Notes"]) == (77.25, "seen")
    assert rows[1]["_id"] not in table
    assert ids_of(export(goldleaf, path, selectAll=False, customerItems=[rows[1]["_id"]])) == []


@pytest.mark.parametrize(
    ("text", "read_back"),
    [
        ("=1+1", "=1+1"),
        ('=HYPERLINK("http://example.com")', '=HYPERLINK("http://example.com")'),
        ("+1", "+1"),
        ("-1", "-1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("\tx", "\tx"),
        ("http://example.com/", "http://example.com/"),
        ("{=1}", "{=1}"),
        ("a\ufffeb\uffffc", "a\ufffdb\ufffdc"),
        ("😀 ö & < >", "😀 ö & < >"),
    ],
)
def test_cell_never_starts_a_formula(goldleaf, path, text, read_back):
    item = rows_of(goldleaf, path)[0]["_id"]
    goldleaf.post(f"{path}/item/{item}/update", json={"notes": text})

    answer = export(goldleaf, path, selectAll=False, customerItems=[item])

    sheet = load_workbook(BytesIO(answer.content)).active
    cell = next(cell for cell in sheet[2] if sheet.cell(1, cell.column).value == "Notes")
    assert cell.data_type == "s"
    assert cell.value == read_back
    assert cell.hyperlink is None
    assert cell.style is not None
    assert bool(cell.quotePrefix) is text.startswith(("=", "+", "-", "@", "\t"))


def test_control_characters_leave_the_workbook_readable(goldleaf, path):
    item = rows_of(goldleaf, path)[0]["_id"]
    goldleaf.post(f"{path}/item/{item}/update", json={"notes": "bell \x07 and null \x00"})

    answer = export(goldleaf, path, selectAll=False, customerItems=[item])

    assert table_of(answer)[0]["Notes"].startswith("bell ")
