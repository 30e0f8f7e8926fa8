"""What GoldLeaf does and nobody would expect: a test for each quirk of its behavior.yaml."""

from __future__ import annotations

import pytest

from tests.services.goldleaf import get, post
from understudy.behavior import Problem, Refused

CUSTOMER = "64f1a2b3c4d5e6f708192a3b"
HOSE = "65aa10b2c3d4e5f60718293a"
ASSEMBLY = "65dd10b2c3d4e5f60718293a"
KIT = "65ee10b2c3d4e5f60718293a"
ESTIMATE = "66cc10b2c3d4e5f60718293a"
NOBODY = "000000000000000000000000"
KEY = {"apiKey": "admin", "name": "Sync", "grantType": "client_credentials"}


@pytest.fixture
def serve(client_for):
    def start(**options):
        client = client_for("goldleaf", **options)
        client.headers["authorization"] = "Bearer any"
        return client

    return start


@pytest.fixture
def goldleaf(serve):
    return serve()


def stand_in(client):
    return client.app.stand_ins["goldleaf"]


def said(client, operation):
    """Return how an operation says that it failed inside."""
    plan = next(each for each in stand_in(client).compile() if each.operation.id == operation)
    return plan.speech.say(Refused(Problem.INTERNAL, "it broke"))


def test_writes_are_posts(goldleaf):
    methods = {each.method for each in stand_in(goldleaf).contract.operations}

    assert methods == {"GET", "POST"}
    assert goldleaf.delete(f"/api/v1/customer/{CUSTOMER}").status_code == 405


def test_params_around_updates(goldleaf):
    item = get(goldleaf, f"/customer/{CUSTOMER}/items")["items"][0]["_id"]

    wrapped = post(goldleaf, f"/customer/{CUSTOMER}/update", {"params": {"city": "Reno"}})
    plain = post(goldleaf, f"/customer/{CUSTOMER}/update", {"city": "Reno"})
    of_item = post(goldleaf, f"/customer/{CUSTOMER}/item/{item}/update", {"notes": "plain"})

    assert wrapped.json()["city"] == "Reno"
    assert plain.status_code == 400
    assert of_item.json()["notes"] == "plain"


def test_list_shaped_failure(goldleaf):
    of_customer = said(goldleaf, "getCustomerIdItems")
    of_organization = said(goldleaf, "getOrganizationItems")

    row = b'{"name":"No items available","image":null}'
    assert (of_customer.status, of_customer.body) == (500, b'{"items":[%s],"total":0}' % row)
    assert of_organization.body == b'{"items":[],"total":0}'


@pytest.mark.parametrize(
    "operation",
    ["postCustomerIdItemsExport", "postCustomerIdDelete", "postCustomerCreate", "getWorkOrders"],
)
def test_bare_text_failures(goldleaf, operation):
    assert said(goldleaf, operation).body == b'"Internal server error"'


def test_token_inside_data(serve):
    nested = serve().post("/security/v1/token", json=KEY).json()
    flat = serve(quirks=("token_inside_data=off",)).post("/security/v1/token", json=KEY).json()

    assert list(nested) == ["data"]
    assert list(flat) == ["securityToken", "expires"]


def test_select_all_turns_the_list_around(goldleaf):
    path = f"/customer/{CUSTOMER}/items"
    item = get(goldleaf, path)["items"][0]["_id"]
    everything = post(goldleaf, f"{path}/export", {"selectAll": True}).content

    but_one = post(goldleaf, f"{path}/export", {"selectAll": True, "customerItems": [item]}).content
    customers = [
        post(goldleaf, "/customers/export", {"selectAll": True, "customers": each}).content
        for each in ([], [CUSTOMER])
    ]

    assert but_one != everything
    assert customers[0] == customers[1]


@pytest.mark.parametrize(
    ("path", "field", "text"),
    [
        (f"/customer/{CUSTOMER}/items", "partNumber", "r1at"),
        (f"/customer/{CUSTOMER}/locations", "city", "zzz"),
        ("/customers", "name", "zzz"),
        ("/organization/items", "partNumber", "r1at"),
        ("/inventory", "partNumber", "r1at"),
    ],
)
def test_two_spellings_of_searches(goldleaf, path, field, text):
    dotted = get(goldleaf, path, **{f"search.{field}": text})
    bracketed = get(goldleaf, path, **{f"search[{field}]": text})

    assert dotted == bracketed
    assert dotted["total"] < get(goldleaf, path)["total"]


@pytest.mark.parametrize(
    ("path", "size"),
    [
        (f"/customer/{CUSTOMER}/items", "itemsPerPage"),
        (f"/customer/{CUSTOMER}/locations", "locationsPerPage"),
        ("/organization/items", "limit"),
        ("/workorders", "limit"),
    ],
)
def test_page_sizes_by_many_names(goldleaf, path, size):
    assert len(get(goldleaf, path, **{size: 2})["items"]) == 2
    assert get(goldleaf, "/customers", **{size: 2})["total"] == len(
        get(goldleaf, "/customers", **{size: 2})["items"]
    )


def test_new_as_location_id(goldleaf):
    path = f"/customer/{CUSTOMER}/location/new/update"

    first, second = (post(goldleaf, path, {"params": {"city": "Reno"}}).json() for _ in range(2))

    assert first["_id"] != second["_id"]
    assert first["customer"] == CUSTOMER
    assert post(goldleaf, path.replace("new", "old"), {"params": {}}).status_code == 400


def test_stock_without_id(goldleaf):
    before = get(goldleaf, "/inventory")["total"]
    warehouse = post(goldleaf, "/warehouses/create", {"name": "Yard"}).json()["_id"]
    stock = {"item": HOSE, "warehouseId": warehouse}

    made = post(goldleaf, "/inventoryitem/update", {"params": {**stock, "onHand": 5}}).json()
    changed = post(goldleaf, "/inventoryitem/update", {"params": {**stock, "onOrder": 2}}).json()

    assert made["_id"] == changed["_id"]
    assert (changed["onHand"], changed["onOrder"]) == (5, 2)
    assert get(goldleaf, "/inventory")["total"] == before + 1


def test_customer_items_come_by_import(goldleaf):
    paths = {each.path for each in stand_in(goldleaf).contract.operations}

    assert "/customers/items/import" in paths
    assert post(goldleaf, f"/customer/{CUSTOMER}/items/create", {}).status_code == 404


def test_template_without_import(goldleaf):
    assert post(goldleaf, "/customers/exceltemplate").status_code == 200
    assert post(goldleaf, "/customers/import").status_code == 404


def test_customer_names_with_double_s(goldleaf):
    assert {"_id", "name"} == set(get(goldleaf, "/customernamess")[0])
    assert goldleaf.get("/api/v1/customernames").status_code == 404


@pytest.mark.parametrize("header", [{}, {"apiCustomerId": NOBODY}, {"apiCustomerId": "nonsense"}])
def test_wrong_customer_is_no_error(goldleaf, header):
    ours = goldleaf.post(f"/api/v1/hoseassembly/{ASSEMBLY}/price", headers=header)
    theirs = goldleaf.post(
        f"/api/v1/hoseassembly/{ASSEMBLY}/price", headers={"apiCustomerId": CUSTOMER}
    )

    assert ours.status_code == 200
    assert ours.json() == post(goldleaf, f"/hoseassembly/{ASSEMBLY}/price").json()
    assert ours.json()["total"] != theirs.json()["total"]


def test_one_release_at_a_time(goldleaf):
    sale = {"number": "SE-1", "customer": CUSTOMER}
    first = post(goldleaf, "/salesestimates/create", sale).json()["_id"]
    assert post(goldleaf, f"/salesestimate/{first}/release").json()["success"] is True
    second = post(goldleaf, f"/salesestimate/{first}/newversion").json()["data"]["_id"]

    answer = post(goldleaf, f"/salesestimate/{second}/release")

    assert answer.status_code == 400
    assert answer.json() == {"message": "another version is released"}
    assert post(goldleaf, f"/salesestimate/{first}/unrelease").status_code == 404


def test_rollback_answers_a_text(goldleaf):
    second = post(goldleaf, f"/hoseassembly/{ASSEMBLY}/newversion").json()["data"]["_id"]

    back = post(goldleaf, f"/hoseassembly/{second}/rollback")
    further = post(goldleaf, f"/hoseassembly/{ASSEMBLY}/rollback")
    estimate = post(goldleaf, f"/salesestimate/{ESTIMATE}/rollback")

    assert back.json() == ASSEMBLY
    assert (further.status_code, further.content) == (204, b"")
    assert estimate.status_code == 400


def test_refresh_by_get(serve):
    goldleaf = serve()
    sale = {"number": "SE-1", "customer": CUSTOMER, "items": [{"item": ASSEMBLY, "price": 1}]}
    path = f"/salesestimate/{post(goldleaf, '/salesestimates/create', sale).json()['_id']}"

    refreshed = get(goldleaf, f"{path}/refresh")

    assert get(goldleaf, path) == refreshed
    assert refreshed["total"] == get(goldleaf, f"{path}/currentpricing")["total"] > 1
    other = serve(quirks=("refresh_by_get=off",))
    assert get(other, f"/salesestimate/{ESTIMATE}/refresh") == get(
        other, f"/salesestimate/{ESTIMATE}"
    )


def test_sizes_by_post(goldleaf):
    for path in ("/hoses/sizes", "/crimpfittings/sizes"):
        assert post(goldleaf, path).json()[0]["name"] == "8"
        assert goldleaf.get(f"/api/v1{path}").status_code == 405


def test_line_numbers_change_type(goldleaf):
    line = {"itemId": ASSEMBLY, "quantity": 1}
    added = post(
        goldleaf, f"/hosekit/{KIT}/addhoseassembly", {"params": {**line, "itemNumber": 7}}
    ).json()
    path = f"/hosekit/{KIT}/hoseassembly/{added['_id']}/update"

    changed = post(goldleaf, path, {"params": {**line, "itemNumber": "8a"}})
    as_number = post(goldleaf, path, {"params": {**line, "itemNumber": 8}})

    assert added["itemNumber"] == "7"
    assert changed.json()["itemNumber"] == "8a"
    assert as_number.status_code == 400


def test_item_id_of_many_kinds(goldleaf):
    row = get(goldleaf, f"/customer/{CUSTOMER}/items")["items"][0]
    line = get(goldleaf, f"/hosekit/{KIT}/allitems")["items"][0]

    for key in (row["_id"], row["item"]):
        path = f"/customer/{CUSTOMER}/item/{key}/update"
        assert post(goldleaf, path, {"notes": "x"}).json()["_id"] == row["_id"]
    for key in (line["_id"], line["item"]):
        path = f"/hosekit/{KIT}/hoseassembly/{key}/update"
        body = {"params": {"itemId": key, "itemNumber": "1", "quantity": 2}}
        assert post(goldleaf, path, body).json()["_id"] == line["_id"]
    assert goldleaf.get(f"/api/v1/item/{row['_id']}").status_code == 404
