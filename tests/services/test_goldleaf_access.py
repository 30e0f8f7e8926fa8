"""GoldLeaf's doors: bearer tokens, roles, and how refusals look."""

from __future__ import annotations

import json

import pytest

from understudy.behavior import Problem, Refused

NOBODY = "000000000000000000000000"
KEY = {"apiKey": "example-api-key", "name": "Nightly price sync", "grantType": "client_credentials"}
OPERATIONS = {
    "getCustomers": ("GET", "/api/v1/customers", None),
    "getCustomer": ("GET", "/api/v1/customer/{customer}", None),
    "getCustomerIdItems": ("GET", "/api/v1/customer/{customer}/items", None),
    "postCustomerIdItemsExport": (
        "POST",
        "/api/v1/customer/{customer}/items/export",
        {"selectAll": True},
    ),
    "postCustomerIdItemIdUpdate": (
        "POST",
        "/api/v1/customer/{customer}/item/{item}/update",
        {"price": 1},
    ),
    "deleteCustomerItem": ("POST", "/api/v1/customer/{customer}/item/{item}/delete", None),
}
ALLOWED = {
    "getCustomers": {"admin", "regular", "customer"},
    "getCustomer": {"admin", "regular", "customer"},
    "getCustomerIdItems": {"admin", "regular"},
    "postCustomerIdItemsExport": {"admin"},
    "postCustomerIdItemIdUpdate": {"admin", "regular"},
    "deleteCustomerItem": {"admin", "regular"},
}


@pytest.fixture
def goldleaf(client_for):
    return client_for("goldleaf")


@pytest.fixture
def strict(client_for):
    return client_for("goldleaf", auth="strict")


def bearer(token):
    return {"authorization": f"Bearer {token}"}


def token_for(client, **changes):
    return client.post("/security/v1/token", json={**KEY, **changes}).json()["data"][
        "securityToken"
    ]


def items_of(client, customer, headers):
    return client.get(f"/api/v1/customer/{customer}/items", headers=headers).json()["items"]


def call(client, operation, token):
    """Call an operation on a customer that has items."""
    method, path, body = OPERATIONS[operation]
    admin = bearer(token_for(client, apiKey="admin"))
    customers = [
        each["_id"] for each in client.get("/api/v1/customers", headers=admin).json()["items"]
    ]
    customer, items = next(
        (each, found) for each in customers if (found := items_of(client, each, admin))
    )
    address = path.format(customer=customer, item=items[0]["_id"])
    return client.request(method, address, json=body, headers=bearer(token))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "Bearer revoked"]
)
def test_request_without_a_bearer_token_answers_401(goldleaf, operation, header):
    method, path, body = OPERATIONS[operation]
    headers = {} if header is None else {"authorization": header}

    answer = goldleaf.request(
        method, path.format(customer=NOBODY, item=NOBODY), json=body, headers=headers
    )

    assert answer.status_code == 401
    assert list(answer.json()) == ["message"]


@pytest.mark.parametrize("role", ["admin", "regular", "customer"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_role_decides_what_may_be_called(goldleaf, operation, role):
    answer = call(goldleaf, operation, role)

    assert answer.status_code == (200 if role in ALLOWED[operation] else 403)
    if answer.status_code == 403:
        assert list(answer.json()) == ["message"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_any_other_token_has_all_rights(goldleaf, operation):
    assert call(goldleaf, operation, "whatever").status_code == 200


def test_token_is_nested_in_data(goldleaf):
    answer = goldleaf.post("/security/v1/token", json=KEY)

    assert answer.status_code == 200
    assert list(answer.json()) == ["data"]
    assert list(answer.json()["data"]) == ["securityToken"]
    assert len(answer.json()["data"]["securityToken"]) > 20


@pytest.mark.parametrize(
    "changes",
    [{"apiKey": ""}, {"apiKey": None}, {"name": 5}, {"grantType": "password"}],
    ids=["no-key", "null-key", "name-is-number", "other-grant"],
)
def test_invalid_token_request_answers_400(goldleaf, changes):
    answer = goldleaf.post("/security/v1/token", json={**KEY, **changes})

    assert answer.status_code == 400
    assert next(iter(changes)) in answer.json()["message"]


@pytest.mark.parametrize("missing", KEY)
def test_every_member_of_a_token_request_is_needed(goldleaf, missing):
    answer = goldleaf.post(
        "/security/v1/token", json={name: value for name, value in KEY.items() if name != missing}
    )

    assert answer.status_code == 400
    assert missing in answer.json()["message"]


def test_strict_server_takes_only_tokens_that_it_issued(strict):
    token = token_for(strict)

    assert strict.get("/api/v1/customers", headers=bearer("any")).status_code == 401
    assert strict.get("/api/v1/customers", headers=bearer(token)).status_code == 200


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("role", ["admin", "regular", "customer"])
def test_strict_server_knows_the_role_of_the_key(strict, operation, role):
    answer = call(strict, operation, token_for(strict, apiKey=role))

    assert answer.status_code == (200 if role in ALLOWED[operation] else 403)


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/api/v1/customers"), ("DELETE", f"/api/v1/customer/{NOBODY}/items")],
)
def test_method_that_is_not_offered_answers_405(goldleaf, method, path):
    answer = goldleaf.request(method, path, headers=bearer("any"))

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert list(answer.json()) == ["message"]


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/customer", "/security/v2/token", "/customers"]
)
def test_unknown_path_answers_404_in_the_same_envelope(goldleaf, path):
    answer = goldleaf.get(path, headers=bearer("any"))

    assert answer.status_code == 404
    assert list(answer.json()) == ["message"]


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("getCustomers", {"message": "it broke"}),
        (
            "getCustomerIdItems",
            {"items": [{"name": "No items available", "image": None}], "total": 0},
        ),
        ("postCustomerIdItemsExport", "Internal server error"),
        (
            "postCustomerIdItemIdUpdate",
            {"message": "Failed to update customer item", "details": "it broke"},
        ),
    ],
)
def test_each_operation_fails_in_its_documented_way(goldleaf, operation, body):
    plans = {plan.operation.id: plan for plan in goldleaf.app.stand_ins["goldleaf"].compile()}

    said = plans[operation].speech.say(Refused(Problem.INTERNAL, "it broke"))

    assert said.status == 500
    assert json.loads(said.body) == body


def new_key(client, **fields):
    body = {"name": "Shop", "scopes": "read", "keyType": "Customer", **fields}
    admin = bearer(token_for(client, apiKey="admin"))
    answer = client.post("/api/v1/organization/apikeys", json={"params": body}, headers=admin)
    return answer.json()


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("Admin", "admin"),
        ("full-access", "admin"),
        ("read-only", "regular"),
        ("Customer", "customer"),
    ],
)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_kind_of_a_key_decides_the_role_of_its_tokens(strict, operation, kind, role):
    key = new_key(strict, keyType=kind)

    answer = call(strict, operation, token_for(strict, apiKey=key["apiKey"]))

    assert answer.status_code == (200 if role in ALLOWED[operation] else 403)


@pytest.mark.parametrize("case", ["deleted", "expired"])
def test_key_that_is_no_good_any_more_gives_no_token(strict, case):
    expires = {"expires": "2020-01-01T00:00:00Z"} if case == "expired" else {}
    key = new_key(strict, **expires)
    if case == "deleted":
        admin = bearer(token_for(strict, apiKey="admin"))
        strict.post(f"/api/v1/organization/apikeys/{key['_id']}/delete", headers=admin)

    answer = strict.post("/security/v1/token", json={**KEY, "apiKey": key["apiKey"]})

    assert answer.status_code == 401
    assert list(answer.json()) == ["message"]
