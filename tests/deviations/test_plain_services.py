"""The plain services keep their documents as long as nobody tells them to deviate."""

from __future__ import annotations

import io
from typing import Any

import httpx2
import pytest
from openpyxl import load_workbook

from tests.deviations.asking import ask
from tests.deviations.courier import Courier
from tests.deviations.depot import Depot
from tests.deviations.depot_access import EXPIRED, VIEWER
from tests.deviations.holding import assert_kept, find_operation, operations_of
from tests.deviations.plain import CONTRACTS, PlainService
from tests.deviations.promises import read_document

DOCUMENTS = {
    service.name: read_document(CONTRACTS / service.name / "openapi.yaml")
    for service in (Depot, Courier)
}
NEW_ITEM = {"sku": "ZZZ-0001", "name": "Crate", "unit_price": "12.50", "warehouse_id": 1}
NEW_SHIPMENT = {
    "reference": "ZZ-00001",
    "customer_id": 1,
    "weight_g": 1200,
    "recipient": {"name": "Ida", "street": "Quay 1", "postcode": "12345", "country": "DE"},
}
CLIENT = {
    "grant_type": "client_credentials",
    "client_id": "viewer",
    "client_secret": "depot-viewer-secret",
}


class Walk:
    """Asks a service operation by operation, and holds each answer against its document."""

    def __init__(self, service: PlainService) -> None:
        self.service = service
        self.document = DOCUMENTS[service.name]
        self.seen: set[str] = set()

    def ask(self, operation: str, status: int, *keys: object, **request: Any) -> httpx2.Response:
        path, method, _ = find_operation(self.document, operation)
        parts = path.split("{")
        path = parts[0] + "".join(
            f"{key}{part.partition('}')[2]}" for key, part in zip(keys, parts[1:], strict=True)
        )
        response = ask(self.service, method, path, **request)
        assert_kept(self.document, operation, response)
        assert response.status_code == status
        if response.is_success:
            self.seen.add(operation)
        return response


def test_depot_keeps_its_document_on_a_walk_over_every_operation():
    walk = Walk(Depot())

    walk.ask("issueToken", 200, data=CLIENT)
    warehouse = walk.ask(
        "createWarehouse", 201, json={"code": "OS01", "name": "Oslo", "city": "Oslo"}
    ).json()
    item = walk.ask("createItem", 201, json=NEW_ITEM | {"warehouse_id": warehouse["id"]}).json()
    note = walk.ask("addNote", 201, item["id"], json={"text": "Handle with care"}).json()
    assert walk.ask("getWarehouse", 200, warehouse["id"]).json()["item_count"] == 1
    assert walk.ask("getItem", 200, item["id"]).json()["note_count"] == 1
    assert walk.ask("getNote", 200, item["id"], note["id"]).json() == note
    walk.ask("updateItem", 200, item["id"], json={"quantity": 7})
    assert walk.ask("listItems", 200, params={"sku": "ZZZ-0001"}).json()["data"][0]["quantity"] == 7
    assert walk.ask("listWarehouses", 200).json()["total"] == 7
    assert walk.ask("listWarehouseItems", 200, warehouse["id"]).json()["total"] == 1
    assert walk.ask("listNotes", 200, item["id"]).json()["data"] == [note]
    assert walk.ask("countItems", 200).json() == {"count": 57}
    rows = load_workbook(io.BytesIO(walk.ask("exportItems", 200).content)).active.iter_rows()
    assert len(list(rows)) == 58
    walk.ask("deleteNote", 204, item["id"], note["id"])
    walk.ask("deleteItem", 204, item["id"])
    walk.ask("deleteWarehouse", 204, warehouse["id"])

    assert walk.seen == operations_of(walk.document)
    assert walk.ask("countItems", 200).json() == {"count": 56}


def test_courier_keeps_its_document_on_a_walk_over_every_operation():
    walk = Walk(Courier())

    customer = walk.ask("createCustomer", 201, json={"name": "Åsa", "email": "a@b.example"}).json()
    booked = NEW_SHIPMENT | {"customer_id": customer["id"], "instructions": "Ring twice"}
    shipment = walk.ask("createShipment", 201, json=booked).json()
    parcel = walk.ask(
        "addParcel", 201, shipment["id"], json={"contents": "tea", "weight_g": 10}
    ).json()
    shown = walk.ask(
        "getShipment", 200, shipment["id"], params={"include[]": ["customer", "parcels"]}
    )
    assert (shown.json()["customer"], shown.json()["parcels"]) == (customer, [parcel])
    assert walk.ask("getParcel", 200, shipment["id"], parcel["id"]).json() == parcel
    assert walk.ask("listParcels", 200, shipment["id"]).json() == {"data": [parcel], "total": 1}
    walk.ask("updateShipment", 200, shipment["id"], json={"status": "moving"})
    replaced = walk.ask("replaceShipment", 200, shipment["id"], json=NEW_SHIPMENT).json()
    assert (replaced["status"], replaced["instructions"]) == ("draft", None)
    assert walk.ask("listShipments", 200).json()["data"][0]["id"] == shipment["id"]
    assert walk.ask("listCustomers", 200, params={"q": "åSA"}).json()["data"] == [customer]
    assert walk.ask("getCustomer", 200, customer["id"]).json() == customer
    walk.ask("removeParcel", 204, shipment["id"], parcel["id"])
    walk.ask("deleteShipment", 204, shipment["id"])
    walk.ask("deleteCustomer", 204, customer["id"])
    last = walk.ask("listEvents", 200, params={"limit": 40}).json()["data"][-1]
    assert (last["type"], last["shipment_id"]) == ("shipment.deleted", shipment["id"])

    assert walk.seen == operations_of(walk.document)


@pytest.mark.parametrize(
    ("operation", "status", "keys", "request_"),
    [
        pytest.param("listItems", 401, (), {"headers": {"Authorization": None}}, id="no token"),
        pytest.param(
            "listItems",
            401,
            (),
            {"headers": {"Authorization": f"Bearer {EXPIRED}"}},
            id="expired token",
        ),
        pytest.param(
            "exportItems",
            403,
            (),
            {"headers": {"Authorization": f"Bearer {VIEWER}"}},
            id="role without the right",
        ),
        pytest.param("getItem", 404, ("it_00000000",), {}, id="no such item"),
        pytest.param("getWarehouse", 404, ("x",), {}, id="an id that cannot be one"),
        pytest.param("deleteWarehouse", 409, (1,), {}, id="warehouse in use"),
        pytest.param("createItem", 422, (), {"json": {}}, id="members missing"),
        pytest.param(
            "createItem",
            400,
            (),
            {"content": b"{", "headers": {"Content-Type": "application/json"}},
            id="no JSON",
        ),
        pytest.param("createItem", 415, (), {"data": NEW_ITEM}, id="a form instead of JSON"),
        pytest.param("issueToken", 415, (), {"json": CLIENT}, id="JSON instead of a form"),
        pytest.param(
            "issueToken", 401, (), {"data": CLIENT | {"client_id": "nobody"}}, id="no such client"
        ),
        pytest.param("listItems", 422, (), {"params": {"page_size": 51}}, id="beyond the maximum"),
        pytest.param(
            "listItems", 422, (), {"params": [("page", 1), ("page", 2)]}, id="given twice"
        ),
        pytest.param(
            "listNotes", 422, ("it_00000000",), {"params": {"pinned": "1"}}, id="no boolean"
        ),
    ],
)
def test_depot_refuses_as_declared(
    operation: str, status: int, keys: tuple[object, ...], request_: dict[str, Any]
):
    Walk(Depot()).ask(operation, status, *keys, **request_)


@pytest.mark.parametrize(
    ("operation", "status", "keys", "request_"),
    [
        pytest.param("listEvents", 401, (), {"headers": {"X-Api-Key": None}}, id="no key"),
        pytest.param("listEvents", 401, (), {"headers": {"X-Api-Key": "ck_"}}, id="another key"),
        pytest.param("listEvents", 400, (), {"headers": {"X-Tenant-Id": None}}, id="no tenant"),
        pytest.param(
            "listEvents", 400, (), {"headers": {"X-Tenant-Id": "east"}}, id="no such tenant"
        ),
        pytest.param("listEvents", 404, (), {"params": {"cursor": "a" * 8}}, id="unknown cursor"),
        pytest.param("getCustomer", 404, (0,), {}, id="an id that cannot be one"),
        pytest.param(
            "createShipment",
            409,
            (),
            {"json": NEW_SHIPMENT | {"customer_id": 999}},
            id="no such customer",
        ),
        pytest.param("createShipment", 415, (), {"content": b"{}"}, id="no media type"),
        pytest.param("createShipment", 400, (), {"json": [1]}, id="no object"),
        pytest.param(
            "listShipments", 400, (), {"params": {"created_from": "yesterday"}}, id="no time"
        ),
        pytest.param(
            "listShipments", 400, (), {"params": {"include[]": "all"}}, id="no such include"
        ),
    ],
)
def test_courier_refuses_as_declared(
    operation: str, status: int, keys: tuple[object, ...], request_: dict[str, Any]
):
    Walk(Courier()).ask(operation, status, *keys, **request_)


@pytest.mark.parametrize(
    ("service", "path", "allowed"),
    [
        pytest.param(Depot, "/items/count", "GET", id="a path beside {itemId}"),
        pytest.param(Depot, "/items/it_00000000", "DELETE, GET, PATCH", id="an unknown item"),
        pytest.param(Courier, "/shipments", "GET, POST", id="a collection"),
    ],
)
def test_undeclared_method_is_refused_with_those_that_there_are(
    service: type[PlainService], path: str, allowed: str
):
    response = ask(service(), "TRACE", path)

    assert (response.status_code, response.headers["Allow"]) == (405, allowed)


def test_unknown_path_answers_the_documented_error():
    response = ask(Depot(), "GET", "/nowhere")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_issued_token_acts_as_its_role():
    depot = Depot()
    token = ask(depot, "POST", "/token", data=CLIENT).json()["access_token"]
    as_viewer = {"Authorization": f"Bearer {token}"}

    assert ask(depot, "GET", "/items", headers=as_viewer).status_code == 200
    assert ask(depot, "POST", "/items", headers=as_viewer, json=NEW_ITEM).status_code == 403


def test_pages_partition_the_items_and_link_to_each_other():
    depot, url, seen = Depot(), "/items?status=active&sort=quantity&page_size=7", []
    page: dict[str, Any] = {}

    while url:
        page = ask(depot, "GET", url).json()
        seen += [each["id"] for each in page["data"]]
        url = page["next"]

    assert len(seen) == len(set(seen)) == page["total"]
    assert ask(depot, "GET", page["previous"]).json()["page"] == page["pages"] - 1


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "weight_g", "-weight_g"])
def test_cursors_walk_over_every_shipment_once_in_order(sort: str):
    courier, url, seen = Courier(), f"/shipments?limit=5&sort={sort}&include[]=customer", []

    while url:
        part = ask(courier, "GET", url).json()
        assert all(each["customer"] for each in part["data"])
        seen += part["data"]
        url = part["next_url"]

    values = [each[sort.removeprefix("-")] for each in seen]
    assert len({each["id"] for each in seen}) == len(seen) == 32
    assert values == sorted(values, reverse=sort.startswith("-"))


def test_same_key_gives_the_same_answer_and_refuses_another_body():
    courier, key = Courier(), {"Idempotency-Key": "key-00001"}

    first = ask(courier, "POST", "/shipments", json=NEW_SHIPMENT, headers=key)
    again = ask(courier, "POST", "/shipments", json=NEW_SHIPMENT, headers=key)
    other = ask(courier, "POST", "/shipments", json=NEW_SHIPMENT | {"weight_g": 1}, headers=key)

    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
    assert other.status_code == 409


def test_tenants_share_no_record():
    courier, south = Courier(), {"X-Tenant-Id": "south"}
    own = ask(courier, "GET", "/shipments?limit=40").json()["data"]
    others = ask(courier, "GET", "/shipments?limit=40", headers=south).json()["data"]

    assert len(own) == len(others) == 32
    assert not {each["id"] for each in own} & {each["id"] for each in others}
    assert ask(courier, "GET", f"/shipments/{own[0]['id']}", headers=south).status_code == 404
