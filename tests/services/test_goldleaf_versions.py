"""GoldLeaf's versions and lines: what may follow on what, and what adds up."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.services.goldleaf import get, post

CUSTOMER = "64f1a2b3c4d5e6f708192a3b"
HOSE = "65aa10b2c3d4e5f60718293a"
ADAPTOR = "65aa10b2c3d4e5f60718293c"
OTHER = "65aa10b2c3d4e5f607182940"
ASSEMBLY = "65dd10b2c3d4e5f60718293a"
KIT = "65ee10b2c3d4e5f60718293a"
ESTIMATE = "66cc10b2c3d4e5f60718293a"
ORDER = "66ee10b2c3d4e5f60718293a"
NOBODY = "000000000000000000000000"
MADE: dict[str, tuple[str, dict[str, Any]]] = {
    "hoseassembly": (
        "/hoseassemblies/create",
        {"params": {"partNumber": "N", "hose": HOSE, "length": 9}},
    ),
    "hosekit": ("/hosekits/create", {"partNumber": "N"}),
    "salesestimate": ("/salesestimates/create", {"number": "N", "customer": CUSTOMER}),
    "workorder": ("/workorders/create", {"number": "N"}),
}
LISTS = {
    "hoseassembly": "/hoseassemblies",
    "hosekit": "/hosekits",
    "salesestimate": "/salesestimates",
    "workorder": "/workorders",
}


def make(client, kind):
    path, body = MADE[kind]
    answer = post(client, path, body)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.parametrize("kind", MADE)
def test_first_version_is_under_editing(goldleaf, kind):
    made = make(goldleaf, kind)

    assert (made["version"], made["status"]) == (1, "under editing")
    assert get(goldleaf, f"/{kind}/{made['_id']}") == made


@pytest.mark.parametrize("kind", MADE)
def test_new_version_copies_the_newest_and_takes_its_place_in_the_list(goldleaf, kind):
    first = make(goldleaf, kind)
    before = get(goldleaf, LISTS[kind])["total"]

    second = post(goldleaf, f"/{kind}/{first['_id']}/newversion").json()["data"]
    third = post(goldleaf, f"/{kind}/{first['_id']}/revise", {"params": {"revision": "C"}}).json()[
        "data"
    ]

    family = next(name for name in first if name.endswith("Id") and name.lower() == f"{kind}id")
    assert [each["version"] for each in (first, second, third)] == [1, 2, 3]
    assert {each[family] for each in (first, second, third)} == {first["_id"]}
    assert (third["revision"], third["status"]) == ("C", "under editing")
    assert get(goldleaf, LISTS[kind])["total"] == before
    assert get(goldleaf, f"/{kind}/{first['_id']}")["version"] == 1


@pytest.mark.parametrize("kind", MADE)
def test_rollback_goes_back_version_by_version(goldleaf, kind):
    first = make(goldleaf, kind)
    second = post(goldleaf, f"/{kind}/{first['_id']}/newversion").json()["data"]

    back = post(goldleaf, f"/{kind}/{first['_id']}/rollback")
    again = post(goldleaf, f"/{kind}/{first['_id']}/rollback")

    assert back.status_code == 200
    assert again.status_code == (204 if kind == "hoseassembly" else 400)
    assert goldleaf.get(f"/api/v1/{kind}/{second['_id']}").status_code == 404
    listed = get(goldleaf, LISTS[kind], itemsPerPage=1000, limit=1000)["items"]
    assert first["_id"] in [each["_id"] for each in listed]


@pytest.mark.parametrize("kind", MADE)
def test_release_is_for_versions_under_editing(goldleaf, kind):
    path = f"/{kind}/{make(goldleaf, kind)['_id']}"

    assert post(goldleaf, f"{path}/release").json() == {"success": True, "message": "Done"}

    assert get(goldleaf, path)["status"] == "released"
    assert post(goldleaf, f"{path}/release").status_code == 400
    second = post(goldleaf, f"{path}/newversion").json()["data"]["_id"]
    assert post(goldleaf, f"/{kind}/{second}/release").status_code == 400


ALLOWED = {
    "under editing": {"release": "released", "obsolete": "obsolete"},
    "released": {"unrelease": "under editing", "obsolete": "obsolete"},
    "obsolete": {},
}


@pytest.mark.parametrize("action", ["release", "unrelease", "obsolete"])
@pytest.mark.parametrize("status", ALLOWED)
def test_hose_assembly_moves_only_where_it_may(goldleaf, status, action):
    path = f"/hoseassembly/{make(goldleaf, 'hoseassembly')['_id']}"
    for step in {"released": ["release"], "obsolete": ["obsolete"]}.get(status, []):
        post(goldleaf, f"{path}/{step}")

    answer = post(goldleaf, f"{path}/{action}")

    target = ALLOWED[status].get(action)
    assert answer.status_code == (200 if target else 400)
    assert get(goldleaf, path)["status"] == (target or status)


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("action", ["release", "newversion", "rollback"])
def test_version_that_is_not_there_answers_404(goldleaf, kind, action):
    answer = post(goldleaf, f"/{kind}/{NOBODY}/{action}")

    assert answer.status_code == 404
    assert list(answer.json()) == ["message"]


@pytest.mark.parametrize("kind", MADE)
def test_number_that_is_taken_is_told_with_its_revision(goldleaf, kind):
    field = "partNumber" if kind.startswith("hose") else "number"
    made = make(goldleaf, kind)
    path = f"{MADE[kind][0].removesuffix('create')}checkexisting"

    found = post(goldleaf, path, {"params": {field: "n"}}).json()
    other = post(goldleaf, path, {"params": {field: "N", "revision": "Z"}}).json()

    assert found == {"exists": True, "_id": made["_id"]}
    assert other == {"exists": False, "_id": None}


@pytest.mark.parametrize("kind", ["hoseassembly", "hosekit", "workorder"])
def test_deleted_version_leaves_the_list_and_cannot_be_read(goldleaf, kind):
    made = make(goldleaf, kind)["_id"]

    answer = post(goldleaf, f"/{kind}/{made}/delete")

    assert (answer.status_code, answer.content) == (200, b"")
    listed = get(goldleaf, LISTS[kind], itemsPerPage=1000, limit=1000)["items"]
    assert made not in [each["_id"] for each in listed]
    assert goldleaf.get(f"/api/v1/{kind}/{made}").status_code == 404
    assert post(goldleaf, f"/{kind}/{made}/delete").status_code == 404


def test_copy_under_another_number_is_an_assembly_of_its_own(goldleaf):
    made = post(
        goldleaf, f"/hoseassembly/{ASSEMBLY}/saveas", {"params": {"partNumber": "COPY"}}
    ).json()

    original = get(goldleaf, f"/hoseassembly/{ASSEMBLY}")
    assert (made["partNumber"], made["version"], made["status"]) == ("COPY", 1, "under editing")
    assert made["hoseAssemblyId"] == made["_id"] != original["_id"]
    assert made["length"] == original["length"]


def test_deleting_a_customer_takes_it_out_of_what_names_it(goldleaf):
    body = {"params": {"customers": [CUSTOMER]}}
    post(goldleaf, f"/hoseassembly/{ASSEMBLY}/customers/update", body)
    kit = post(goldleaf, "/hosekits/create", {"customerOrgId": CUSTOMER}).json()["_id"]
    sale = post(goldleaf, "/salesestimates/create", {"number": "N", "customer": CUSTOMER}).json()

    assert post(goldleaf, f"/customer/{CUSTOMER}/delete").status_code == 200

    assert CUSTOMER not in get(goldleaf, f"/hoseassembly/{ASSEMBLY}")["customers"]
    assert get(goldleaf, f"/hosekit/{kit}")["customerOrgId"] is None
    orders = get(goldleaf, "/workorders", limit=100, onlyCustomer="true")["items"]
    assert CUSTOMER not in [each["customerOrgId"] for each in orders]
    assert None not in [each["customerOrgId"] for each in orders]
    assert get(goldleaf, f"/salesestimate/{sale['_id']}")["customer"] is None


@pytest.mark.parametrize("kind", ["hosekit", "salesestimate", "workorder"])
def test_assembly_that_a_line_names_stays(goldleaf, kind):
    used = make(goldleaf, "hoseassembly")["_id"]
    newer = post(goldleaf, f"/hoseassembly/{used}/newversion").json()["data"]["_id"]
    path, body = MADE[kind]
    lines = {"hoseAssemblies" if kind == "hosekit" else "items": [{"item": newer}]}
    holder = post(goldleaf, path, {**body, **lines}).json()["_id"]

    refused = [
        post(goldleaf, f"/hoseassembly/{newer}/delete").status_code,
        post(goldleaf, f"/hoseassembly/{newer}/rollback").status_code,
    ]
    post(goldleaf, f"/{kind}/{holder}/item/{newer}/delete")
    allowed = post(goldleaf, f"/hoseassembly/{newer}/rollback")

    assert refused == [400, 400]
    assert allowed.json() == used


def test_customers_of_an_assembly_are_added_and_removed(goldleaf):
    path = f"/hoseassembly/{make(goldleaf, 'hoseassembly')['_id']}/customers"
    body = {"params": {"customers": [CUSTOMER]}}

    added = [post(goldleaf, f"{path}/update", body).json()["customers"] for _ in range(2)]
    removed = post(goldleaf, f"{path}/delete", body).json()["customers"]

    assert added == [[CUSTOMER], [CUSTOMER]]
    assert removed == []
    unknown = {"params": {"customers": [NOBODY]}}
    assert post(goldleaf, f"{path}/update", unknown).status_code == 404


@pytest.mark.parametrize(
    ("add", "item", "listed", "update"),
    [
        ("addhoseassembly", ASSEMBLY, "hoseassemblies", "hoseassembly"),
        ("addadaptor", ADAPTOR, "adaptors", "adaptor"),
        ("addotheritem", OTHER, "otheritems", "otheritem"),
    ],
)
def test_kit_line_is_added_changed_and_removed(goldleaf, add, item, listed, update):
    path = f"/hosekit/{make(goldleaf, 'hosekit')['_id']}"

    line = post(goldleaf, f"{path}/{add}", {"params": {"itemId": item, "itemNumber": 3}}).json()
    body = {"params": {"itemId": line["_id"], "itemNumber": "4", "quantity": 2.5}}
    changed = post(goldleaf, f"{path}/{update}/{line['_id']}/update", body).json()

    assert (line["quantity"], line["itemNumber"]) == (1, "3")
    assert changed == {**line, "quantity": 2.5, "itemNumber": "4"}
    assert get(goldleaf, f"{path}/{listed}")["items"] == [changed]
    assert get(goldleaf, f"{path}/allitems")["total"] == 1
    assert post(goldleaf, f"{path}/item/{line['_id']}/delete").content == b""
    assert get(goldleaf, f"{path}/allitems") == {"items": [], "total": 0, "page": 1}
    assert post(goldleaf, f"{path}/item/{line['_id']}/delete").status_code == 404


def test_kit_that_is_released_keeps_its_lines(goldleaf):
    path = f"/hosekit/{make(goldleaf, 'hosekit')['_id']}"
    line = post(goldleaf, f"{path}/addadaptor", {"params": {"itemId": ADAPTOR}}).json()
    post(goldleaf, f"{path}/release")

    statuses = [
        post(goldleaf, f"{path}/addadaptor", {"params": {"itemId": ADAPTOR}}).status_code,
        post(goldleaf, f"{path}/item/{line['_id']}/delete").status_code,
    ]

    assert statuses == [400, 400]
    assert get(goldleaf, f"{path}/allitems")["total"] == 1


@pytest.mark.parametrize("item", [NOBODY, HOSE, KIT])
def test_what_is_no_adaptor_is_not_added_as_one(goldleaf, item):
    path = f"/hosekit/{make(goldleaf, 'hosekit')['_id']}"

    answer = post(goldleaf, f"{path}/addadaptor", {"params": {"itemId": item}})

    assert answer.status_code == 404
    assert get(goldleaf, f"{path}/allitems")["total"] == 0


def test_totals_of_an_estimate_follow_its_lines(goldleaf):
    sale = {
        "number": "N",
        "customer": CUSTOMER,
        "taxes": [{"name": "VAT", "amount": 5}],
        "items": [
            {"item": ASSEMBLY, "quantity": 2, "price": 10.25},
            {"item": ADAPTOR, "quantity": 3, "price": 1},
        ],
    }
    made = post(goldleaf, "/salesestimates/create", sale).json()
    path = f"/salesestimate/{made['_id']}"
    first, second = get(goldleaf, f"{path}/items")["items"]

    post(goldleaf, f"{path}/item/{first['_id']}/update", {"params": {"quantity": 4}})
    post(goldleaf, f"{path}/item/{second['_id']}/delete")

    after = get(goldleaf, path)
    assert (made["subtotal"], made["taxAmount"], made["total"]) == (23.5, 5, 28.5)
    assert (after["subtotal"], after["total"]) == (41, 46)


def test_line_of_an_order_is_added_changed_and_removed(goldleaf):
    path = f"/workorder/{make(goldleaf, 'workorder')['_id']}"
    added = {"itemId": ASSEMBLY, "quantity": 2, "purchaseOrder": "PO-1"}

    line = post(goldleaf, f"{path}/addline", {"params": added}).json()
    changes = {"quantity": 5, "item": ADAPTOR, "comments": "Rush"}
    changed = post(goldleaf, f"{path}/item/{line['_id']}/update", {"params": changes}).json()

    assert (line["itemType"], line["purchaseOrder"]) == ("hoseAssembly", "PO-1")
    assert (changed["itemType"], changed["quantity"], changed["comments"]) == ("adaptor", 5, "Rush")
    assert get(goldleaf, f"{path}/items")["items"] == [changed]
    assert post(goldleaf, f"{path}/item/{line['_id']}/delete").status_code == 200
    assert get(goldleaf, f"{path}/items")["total"] == 0


def test_orders_are_found_by_what_they_are_for(goldleaf):
    everything = get(goldleaf, "/workorders", limit=100)["items"]
    sold = [each for each in everything if each["salesEstimateId"]]
    one = sold[0]

    def found(**asked):
        return [each["_id"] for each in get(goldleaf, "/workorders", limit=100, **asked)["items"]]

    assert found(onlyCustomer="true") == [each["_id"] for each in sold]
    assert len(found(onlyCustomer="false")) == len(everything)
    assert one["_id"] in found(customerOrgId=one["customerOrgId"])
    assert found(salesEstimateId=one["salesEstimateId"]) == [one["_id"]]
    assert found(workOrderId=one["workOrderId"], number=one["number"]) == [one["_id"]]
    assert set(found(status=["released", "obsolete"])) == {
        each["_id"] for each in everything if each["status"] in ("released", "obsolete")
    }
    assert found(**{"search.number": one["number"][-3:]}) == [one["_id"]]


def test_seeded_estimates_add_up(goldleaf):
    for estimate in get(goldleaf, "/salesestimates", itemsPerPage=100)["items"]:
        lines = get(goldleaf, f"/salesestimate/{estimate['_id']}/items")["items"]

        assert lines
        for line in lines:
            assert line["amount"] == round(line["price"] * line["quantity"], 2)
        assert estimate["subtotal"] == round(sum(line["amount"] for line in lines), 2)
        assert estimate["taxAmount"] == sum(tax["amount"] for tax in estimate["taxes"])
        assert estimate["total"] == round(estimate["subtotal"] + estimate["taxAmount"], 2)


@pytest.mark.parametrize("path", [f"/hoseassembly/{ASSEMBLY}/price", f"/hosekit/{KIT}/price"])
def test_price_adds_up_and_hides_costs(goldleaf, path):
    price = post(goldleaf, path).json()

    for line in price["lines"]:
        assert line["amount"] == round(line["unitPrice"] * line["quantity"], 2)
    assert price["materials"] == round(sum(line["amount"] for line in price["lines"]), 2)
    assert price["total"] == round(price["materials"] + price["labour"], 2)
    assert "cost" not in str(price).lower()


@pytest.mark.parametrize(
    ("terms", "is_cheaper"),
    [
        ({"defaultDiscountPercentHoses": 50}, True),
        ({"defaultMarginPercentMaterials": 5}, True),
        ({"defaultMarginPercentMaterials": 95}, False),
    ],
)
def test_price_is_the_customers(goldleaf, terms, is_cheaper):
    question = {
        "hoseId": HOSE,
        "length": 10,
        "lengthUnit": {"unit": "ft"},
        "customerOrgId": CUSTOMER,
    }
    before = post(goldleaf, "/hoseassembly/price", {"params": question}).json()

    plain = {"listPricing": False}
    post(goldleaf, f"/customer/{CUSTOMER}/update", {"params": {**plain, **terms}})

    after = post(goldleaf, "/hoseassembly/price", {"params": question}).json()
    assert (after["materials"] < before["materials"]) is is_cheaper
    by_key = {key: each for key, each in question.items() if key != "customerOrgId"}
    header = {"apiCustomerId": CUSTOMER, "authorization": "Bearer customer"}
    asked = goldleaf.post("/api/v1/hoseassembly/price", json={"params": by_key}, headers=header)
    assert asked.json() == after


@pytest.mark.parametrize(
    ("path", "media_type", "start"),
    [
        (f"/hoseassembly/{ASSEMBLY}/datasheet", "application/pdf", b"%PDF"),
        (f"/hoseassembly/{ASSEMBLY}/label", "application/pdf", b"%PDF"),
        (f"/hosekit/{KIT}/getHoseKitDataSheet", "application/pdf", b"%PDF"),
        (f"/hosekit/{KIT}/labels", "application/pdf", b"%PDF"),
        (f"/salesestimate/{ESTIMATE}/getSalesEstimateDataSheet", "application/pdf", b"%PDF"),
        (f"/workorder/{ORDER}/getWorkOrderDataSheet", "application/pdf", b"%PDF"),
        (f"/workorder/{ORDER}/labels", "application/pdf", b"%PDF"),
        (f"/hoseassembly/{ASSEMBLY}/getmarkenfile", "text/plain", b"HA-10000\r\n"),
        (f"/hoseassembly/{ASSEMBLY}/getparkerptsfile", "text/plain", b"HA-10000\r\n"),
        (f"/hosekit/{KIT}/getmarkenfile", "text/plain", b"KIT-500\r\n"),
        (f"/hosekit/{KIT}/getparkerptsfile", "text/plain", b"KIT-500\r\n"),
        (f"/workorder/{ORDER}/getmarkenfile", "text/plain", b"WO-7000\r\n"),
        (f"/workorder/{ORDER}/getparkerptsfile", "text/plain", b"WO-7000\r\n"),
    ],
)
def test_document_is_a_file_to_download(goldleaf, path, media_type, start):
    answer = post(goldleaf, path)

    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.content.startswith(start)


@pytest.mark.parametrize(
    "path", [f"/hoseassembly/{ASSEMBLY}", f"/hosekit/{KIT}", f"/salesestimate/{ESTIMATE}"]
)
def test_bill_of_materials_names_what_is_in_it(goldleaf, path):
    answer = post(goldleaf, f"{path}/getBillOfMaterials")

    headings, *rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert headings[:2] == ("Item Type", "Part Number")
    assert {"hose", "crimpFitting"} <= {row[0] for row in rows}


def test_labels_come_in_as_many_copies_as_are_asked_for(goldleaf):
    body = {"params": {"numCopies": 3, "numHoseAssemblies": 2.0, "labelSize": "4x6"}}

    answer = post(goldleaf, f"/hosekit/{KIT}/labels", body)

    assert answer.content.count(b"/Type /Page ") == 6
    assert b"Label 4x6" in answer.content


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/hoseassemblies/export", "hoseAssemblies"),
        ("/hosekits/export", "hoseKits"),
        ("/salesestimates/export", "salesEstimates"),
        ("/workorders/export", "workOrders"),
        ("/brands/export", "brands"),
        ("/warehouses/export", "warehouses"),
        ("/inventoryitems/export", "inventoryItems"),
    ],
)
def test_export_takes_all_or_what_is_named(goldleaf, path, ids):
    everything = post(goldleaf, path, {"selectAll": True})
    headings, *rows = load_workbook(BytesIO(everything.content)).active.iter_rows(values_only=True)

    one = post(goldleaf, path, {"selectAll": False, ids: [rows[0][headings.index("ID")]]})
    none = post(goldleaf, path, {"selectAll": False, ids: []})

    assert len(rows) > 1
    assert list(load_workbook(BytesIO(one.content)).active.iter_rows(values_only=True)) == [
        headings,
        rows[0],
    ]
    assert none.status_code == 400
