"""GoldLeaf from the first login to the last export, as an integration meets it."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.services.goldleaf import get

CUSTOMER = "64f1a2b3c4d5e6f708192a3b"
HOSE = "65aa10b2c3d4e5f60718293a"
NOBODY = "000000000000000000000000"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def goldleaf(client_for):
    """A client that has logged in with an admin key, to a server that checks tokens."""
    client = client_for("goldleaf", auth="strict")
    key = {"apiKey": "admin", "name": "Nightly price sync", "grantType": "client_credentials"}
    token = client.post("/security/v1/token", json=key).json()["data"]["securityToken"]
    client.headers["authorization"] = f"Bearer {token}"
    yield client
    del client.headers["authorization"]


def post(client, path, body=None, *, status=200):
    answer = client.post(f"/api/v1{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json() if answer.headers.get("content-type") == "application/json" else answer


def rows_of(answer):
    """Return a workbook's first sheet as one dictionary per row, by heading."""
    headings, *rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return {"file": ("upload.xlsx", target.getvalue(), XLSX)}


def test_customer_from_creation_to_deletion(goldleaf):
    made = post(goldleaf, "/customers/create", {"name": "Lakeside Hydraulics"}, status=201)
    path = f"/customer/{made['_id']}"

    post(
        goldleaf, f"{path}/update", {"params": {"city": "Duluth", "country": {"countryName": "US"}}}
    )
    read = get(goldleaf, path)
    found = get(goldleaf, "/customers", **{"search.name": "lakeside"})
    names = get(goldleaf, "/customernamess")
    exported = post(goldleaf, "/customers/export", {"customers": [made["_id"]], "selectAll": False})

    assert (read["city"], read["country"]) == ("Duluth", "US")
    assert [each["_id"] for each in found["items"]] == [made["_id"]]
    assert {"_id": made["_id"], "name": "Lakeside Hydraulics"} in names
    assert [row["Name"] for row in rows_of(exported)] == ["Lakeside Hydraulics"]

    assert post(goldleaf, f"{path}/delete").content == b""

    assert post(goldleaf, f"{path}/delete", status=404)["message"]
    assert get(goldleaf, "/customers", **{"search.name": "lakeside"})["total"] == 0
    assert made["_id"] not in [each["_id"] for each in get(goldleaf, "/customernamess")]


def test_locations_of_a_customer(goldleaf):
    path = f"/customer/{CUSTOMER}"
    before = get(goldleaf, f"{path}/locations")["total"]

    dock = post(
        goldleaf,
        f"{path}/location/new/update",
        {"params": {"description": "Dock 9", "city": "Duluth"}},
    )
    named = f"{path}/location/{dock['_id']}"
    post(goldleaf, f"{named}/update", {"params": {"erpId": "L-9", "city": None}})

    found = get(goldleaf, f"{path}/locations", **{"search.description": "dock 9"})["items"]
    assert get(goldleaf, f"{path}/locations")["total"] == before + 1
    assert [(each["erpId"], each["city"]) for each in found] == [("L-9", None)]
    pages = [
        get(goldleaf, f"{path}/locations", page=page, locationsPerPage=2)["items"]
        for page in (1, 2)
    ]
    assert not {each["_id"] for each in pages[0]} & {each["_id"] for each in pages[1]}

    post(goldleaf, f"{named}/delete")

    assert get(goldleaf, f"{path}/locations")["total"] == before
    post(goldleaf, f"{named}/update", {"params": {}}, status=404)


def test_hose_is_made_found_stocked_and_sold(goldleaf):
    new = {"partNumber": "R2AT-8-BLUE", "brand": "Bluewater", "size": "8", "colourHose": "blue"}
    hose = post(goldleaf, "/hoses/create", new, status=201)
    post(goldleaf, f"/organization/hose/{hose['_id']}/update", {"params": {"listPrice": 7.5}})

    assert get(goldleaf, f"/hose/{hose['_id']}")["listPrice"] == 7.5
    assert get(goldleaf, f"/item/{hose['_id']}")["itemType"] == "hose"
    assert "Bluewater" in [each["name"] for each in get(goldleaf, "/brandnames")]
    custom = get(goldleaf, "/organization/customhoses", **{"search[partNumber]": "r2at-8-blue"})
    assert [each["_id"] for each in custom["items"]] == [hose["_id"]]

    yard = post(goldleaf, "/warehouses/create", {"name": "North Yard"}, status=201)
    stock = {"item": hose["_id"], "warehouseId": yard["_id"], "onHand": 100, "committed": 30}
    held = post(goldleaf, "/inventoryitem/update", {"params": stock})
    again = post(goldleaf, "/inventoryitem/update", {"params": {**stock, "committed": 45}})

    assert (held["available"], again["available"]) == (70, 55)
    assert held["_id"] == again["_id"]
    assert (held["brandName"], held["warehouseName"]) == ("Bluewater", "North Yard")
    post(goldleaf, f"/warehouse/{yard['_id']}/delete", status=400)

    renamed = {"params": {"partNumber": "R2AT-8-SEA"}}
    post(goldleaf, f"/organization/hose/{hose['_id']}/update", renamed)
    listed = get(goldleaf, "/inventory", **{"search[partNumber]": "r2at-8-sea"})["items"]
    assert [each["_id"] for each in listed] == [held["_id"]]

    post(goldleaf, f"/inventoryitem/{held['_id']}/delete")
    post(goldleaf, f"/warehouse/{yard['_id']}/delete")
    assert get(goldleaf, "/inventory", **{"search[warehouseName]": "north yard"})["total"] == 0


def test_price_list_is_made_filled_and_exported(goldleaf):
    new = {"name": "Dealers 2026", "defaultCurrency": "USD", "defaultMarginPercentMaterials": 28}
    made = post(goldleaf, "/pricelists/create", new, status=201)
    hose = get(goldleaf, f"/hose/{HOSE}")
    rows = [
        ["Price List", "Brand", "Part Number", "List Price"],
        ["Dealers 2026", hose["brand"], hose["partNumber"], 6.25],
    ]

    imported = goldleaf.post("/api/v1/pricelists/import", files=workbook(*rows))

    assert imported.json() == {"rows": 1, "created": 1, "updated": 0}
    body = {"priceLists": [made["_id"]], "selectAll": False}
    exported = rows_of(post(goldleaf, "/pricelists/export", body))
    assert [(row["Part Number"], row["List Price"], row["Currency"]) for row in exported] == [
        (hose["partNumber"], 6.25, "USD")
    ]
    assert get(goldleaf, f"/pricelist/{made['_id']}")["priceListId"] == made["priceListId"]

    post(goldleaf, f"/pricelist/{made['_id']}/delete")

    assert made["_id"] not in [each["_id"] for each in get(goldleaf, "/pricelistnames")]
    assert rows_of(post(goldleaf, "/pricelists/export", body)) == []


def test_assembly_is_configured_priced_and_revised(goldleaf):
    question = {"hoseId": HOSE, "length": 36, "lengthUnit": {"unit": "in"}}
    price = post(goldleaf, "/hoseassembly/price", {"params": question})
    number = get(goldleaf, "/organization/nextpartnumber")["nextPartNumber"]
    new = {"partNumber": number, "hose": HOSE, "length": 36, "lengthUnit": "in"}
    made = post(goldleaf, "/hoseassemblies/create", {"params": new}, status=201)
    path = f"/hoseassembly/{made['_id']}"

    assert price["total"] == round(price["materials"] + price["labour"], 2)
    assert post(goldleaf, f"{path}/price")["total"] == price["total"]
    check = {"params": {"partNumber": number}}
    assert post(goldleaf, "/hoseassemblies/checkexisting", check)["_id"] == made["_id"]
    assert (made["version"], made["status"]) == (1, "under editing")

    post(goldleaf, f"{path}/release")
    second = post(goldleaf, f"{path}/revise", {"params": {"revision": "B"}})["data"]
    listed = get(goldleaf, "/hoseassemblies", **{"search[partNumber]": number})["items"]
    assert (second["version"], second["revision"], second["status"]) == (2, "B", "under editing")
    assert [each["_id"] for each in listed] == [second["_id"]]
    assert post(goldleaf, f"{path}/rollback") == made["_id"]
    assert get(goldleaf, path)["status"] == "released"


def test_assembly_is_estimated_and_ordered(goldleaf):
    new = {"partNumber": "HA-1", "hose": HOSE, "length": 36}
    made = post(goldleaf, "/hoseassemblies/create", {"params": new}, status=201)
    line = {"item": made["_id"], "quantity": 4, "price": 52.5}

    sale = {"number": "SE-1", "customer": CUSTOMER, "items": [line]}
    estimate = post(goldleaf, "/salesestimates/create", sale, status=201)
    path = f"/salesestimate/{estimate['_id']}"
    post(goldleaf, f"{path}/release", {"taxCode": "MN-STD", "taxPercent": 10})
    read = get(goldleaf, path)
    assert (read["subtotal"], read["taxAmount"], read["total"]) == (210, 21, 231)
    assert read["status"] == "released"

    order = post(goldleaf, "/workorders/create", {"number": "WO-1"}, status=201)
    path = f"/workorder/{order['_id']}"
    post(goldleaf, f"{path}/addline", {"params": {"itemId": made["_id"], "quantity": 4}})
    found = get(goldleaf, "/workorders", hoseAssemblyId=made["_id"])["items"]
    assert [each["number"] for each in found] == ["WO-1"]
    assert get(goldleaf, f"{path}/items")["items"][0]["partNumber"] == "HA-1"
    sheet = goldleaf.post(f"/api/v1{path}/getWorkOrderDataSheet")
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/customers/export", {"selectAll": False, "customers": []}, 400),
        ("/customers/create", {"name": 7}, 400),
        (f"/customer/{NOBODY}/update", {"params": {}}, 404),
        ("/salesestimates/create", {"number": "SE-2", "customer": NOBODY}, 404),
        (
            "/hoseassemblies/create",
            {"params": {"partNumber": "X", "hose": NOBODY, "length": 1}},
            404,
        ),
        ("/inventoryitem/update", {"params": {"brandName": "Nobody", "partNumber": "0"}}, 404),
        ("/hoseassembly/nonsense/release", None, 400),
    ],
)
def test_what_cannot_be_is_refused_with_a_message(goldleaf, path, body, status):
    answer = post(goldleaf, path, body, status=status)

    assert list(answer) == ["message"]
    assert answer["message"]


def test_expired_token_is_refused_until_the_next_one(goldleaf):
    old = dict(goldleaf.headers)

    goldleaf.post("/_understudy/worlds/default/reset")

    answer = goldleaf.get("/api/v1/customers", headers=old)
    assert answer.status_code == 401
    assert list(answer.json()) == ["message"]
