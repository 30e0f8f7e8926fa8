"""Who may call the JTL stand-in and how: headers, tenants, tokens and scopes."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest

from understudy.services import load_service
from understudy.services.jtl.scopes import SCOPES

TENANT = "6d9c1e38-5a27-4a9b-9c43-0f6a4f1f7f10"
OTHER_TENANT = "0f3c9f0a-1b7e-4a53-8a4d-6c1d2e3f4a5b"
HEADERS = {
    "Authorization": "Bearer some-token",
    "x-appid": "Tests/1.0.0",
    "x-appversion": "1.0.0",
    "x-tenant-id": TENANT,
}
BODY = {"Categories": [{"CategoryId": 1}], "Name": "Head torch"}
CALLS = [
    pytest.param("GET", "/erp/items", id="QueryItems"),
    pytest.param("POST", "/erp/items", id="CreateItem"),
    pytest.param("GET", "/erp/items/1", id="GetItem"),
    pytest.param("PATCH", "/erp/items/1", id="UpdateItem"),
    pytest.param("GET", "/erp/categories", id="QueryCategories"),
]


@pytest.fixture
def client(client_for):
    return client_for("jtl")


@pytest.fixture
def strict(client_for):
    return client_for("jtl", auth="strict")


def call(client, method, path, *, headers):
    body = {"json": BODY} if method in ("POST", "PATCH") else {}
    return client.request(method, path, headers=headers, **body)


def basic(text="client:secret"):
    return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


def issue(client, **form):
    form = {"grant_type": "client_credentials", **form}
    return client.post("/oauth2/token", data=form, headers=basic())


def with_token(token):
    return {**HEADERS, "Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("name", ["x-appid", "x-appversion", "x-tenant-id"])
@pytest.mark.parametrize(("method", "path"), CALLS)
def test_missing_required_header_answers_400_and_names_it(client, method, path, name):
    headers = {each: value for each, value in HEADERS.items() if each != name}

    answer = call(client, method, path, headers=headers)

    assert answer.status_code == 400
    problem = answer.json()
    assert problem["ErrorCode"] == "ValidationError"
    assert name in problem["ValidationErrors"]
    assert list(problem) == [
        "ErrorCode",
        "ValidationErrors",
        "Errors",
        "ErrorMessage",
        "Stacktrace",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-tenant-id", "eazybusiness"),
        ("X-SessionId", "7"),
        ("x-runas", "somebody"),
        ("x-appid", ""),
        ("api-version", ""),
    ],
)
def test_malformed_header_answers_400(client, name, value):
    answer = client.get("/erp/items", headers={**HEADERS, name: value})

    assert answer.status_code == 400
    assert name in answer.json()["ValidationErrors"]


def test_optional_headers_are_accepted(client):
    optional = {
        "api-version": "1.0",
        "x-runas": "17",
        "X-SessionId": "b45f6432-2462-4c6f-b00f-1d9d01000000",
        "x-api-key": "FB622234-98A7-46FA-A01B-06C9D0971AAF",
    }

    answer = client.get("/erp/items", headers={**HEADERS, **optional})

    assert answer.status_code == 200


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_missing_token_answers_401(client, method, path):
    headers = {each: value for each, value in HEADERS.items() if each != "Authorization"}

    answer = call(client, method, path, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["ErrorCode"] == "Unauthorized"


def test_api_key_does_not_replace_the_token(client):
    headers = {each: value for each, value in HEADERS.items() if each != "Authorization"}

    answer = client.get(
        "/erp/items", headers={**headers, "x-api-key": "FB622234-98A7-46FA-A01B-06C9D0971AAF"}
    )

    assert answer.status_code == 401


@pytest.mark.parametrize("word", ["invalid-token", "expired-token", "revoked-token"])
def test_refused_token_answers_401(client, word):
    assert client.get("/erp/items", headers=with_token(word)).status_code == 401


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("item.queryitems", {"QueryItems"}),
        ("all.read", {"QueryItems", "GetItem", "QueryCategories"}),
        ("item.getitem", {"GetItem"}),
        ("item.createitem", {"CreateItem"}),
        ("item.updateitem", {"UpdateItem"}),
        ("category.querycategories", {"QueryCategories"}),
    ],
)
def test_token_named_after_a_scope_has_that_scope_only(client, scope, allowed):
    statuses = {
        str(each.id): call(client, *each.values, headers=with_token(scope)).status_code
        for each in CALLS
    }

    assert {name for name, status in statuses.items() if status < 300} == allowed
    assert {status for name, status in statuses.items() if name not in allowed} == {403}


def secured():
    """Return every operation that takes a scope, with a path on which it could be asked."""
    operations = load_service("jtl").contract.operations
    for operation in operations:
        scopes = [each.schemes["OAuth2"] for each in operation.security if "OAuth2" in each.schemes]
        if scopes:
            path = "/erp" + re.sub(r"{\w+ISO}", "DE", operation.path)
            path = path.replace("{salesChannelId}", "2-2-2").replace("{languageIso}", "DE")
            names = {scope for each in scopes for scope in each}
            yield pytest.param(
                operation.method, re.sub(r"{\w+}", "1", path), names, id=operation.id
            )


@pytest.mark.parametrize(("method", "path", "scopes"), list(secured()))
def test_operation_lets_in_who_has_one_of_its_scopes_and_nobody_else(client, method, path, scopes):
    allowed = {
        client.request(method, path, headers=with_token(scope)).status_code for scope in scopes
    }
    other = client.request(method, path, headers=with_token("Application.RunAs"))
    nobody = client.request(method, path, headers={**HEADERS, "Authorization": ""})

    assert not allowed & {401, 403}
    assert (other.status_code, nobody.status_code) == (403, 401)
    assert other.json()["ErrorCode"] == "Forbidden"


def test_apps_can_ask_for_just_the_scopes_of_the_contract():
    document: Any = load_service("jtl").contract.document
    scheme = document["components"]["securitySchemes"]["OAuth2"]

    assert {frozenset(flow["scopes"]) for flow in scheme["flows"].values()} == {SCOPES}


def test_every_operation_below_erp_but_four_kinds_takes_a_scope():
    free = {
        each.path.split("/")[1]
        for each in load_service("jtl").contract.operations
        if not each.security
    }

    assert free == {"authentication", "feature", "info", "tax"}


@pytest.mark.parametrize("path", ["/erp/items/1", "/erp/items/99999", "/erp/nothing"])
def test_every_answer_tells_the_rate_limit(client, path):
    headers = client.get(path, headers=HEADERS).headers

    names = ("limit", "interval-length-seconds", "remaining")
    assert [int(headers[f"x-ratelimit-{name}"]) for name in names] == [10, 45, 9]


def test_tenants_have_their_own_records(client):
    other = {**HEADERS, "x-tenant-id": OTHER_TENANT}
    made = client.post("/erp/items", json=BODY, headers=HEADERS).json()
    client.patch("/erp/items/1", json={"Name": "Renamed"}, headers=HEADERS)

    assert client.get(f"/erp/items/{made['Id']}", headers=HEADERS).status_code == 200
    assert client.get(f"/erp/items/{made['Id']}", headers=other).status_code == 404
    assert client.get("/erp/items/1", headers=other).json()["Name"] != "Renamed"
    assert client.get("/erp/items", headers=other).json()["TotalItems"] == 120


def test_tenants_start_with_different_items(client):
    mine = client.get("/erp/items", headers=HEADERS).json()
    theirs = client.get("/erp/items", headers={**HEADERS, "x-tenant-id": OTHER_TENANT}).json()

    assert mine["Items"] != theirs["Items"]


def test_tenant_id_is_the_same_in_capitals(client):
    made = client.post("/erp/items", json=BODY, headers=HEADERS).json()

    answer = client.get(
        f"/erp/items/{made['Id']}", headers={**HEADERS, "x-tenant-id": TENANT.upper()}
    )

    assert answer.json() == made


def test_token_is_issued_for_client_credentials(client):
    answer = issue(client)

    assert answer.status_code == 200
    token = answer.json()
    assert list(token) == ["access_token", "token_type", "expires_in"]
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 3600)
    assert token["access_token"].count(".") == 2


def test_empty_scope_is_no_scope(strict):
    token = issue(strict, scope="").json()["access_token"]

    assert strict.post("/erp/items", json=BODY, headers=with_token(token)).status_code == 201


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({}, 400, "unsupported_grant_type"),
    ],
)
def test_other_grant_is_refused(client, form, status, error):
    answer = client.post("/oauth2/token", data=form, headers=basic())

    assert answer.status_code == status
    assert answer.json()["error"] == error


def test_token_request_that_is_no_form_answers_415(client):
    answer = client.post(
        "/oauth2/token", json={"grant_type": "client_credentials"}, headers=basic()
    )

    assert answer.status_code == 415
    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Basic !"}, {"Authorization": "Bearer some-token"}]
)
def test_token_request_without_client_credentials_answers_401(client, headers):
    answer = client.post(
        "/oauth2/token", data={"grant_type": "client_credentials"}, headers=headers
    )

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


def test_strict_stand_in_wants_a_token_that_it_issued(strict):
    token = issue(strict).json()["access_token"]

    assert strict.get("/erp/items", headers=HEADERS).status_code == 401
    assert strict.get("/erp/items", headers=with_token(token)).status_code == 200


def test_strict_stand_in_holds_a_token_to_its_scopes(strict):
    token = issue(strict, scope="item.queryitems item.getitem").json()["access_token"]

    assert strict.get("/erp/items", headers=with_token(token)).status_code == 200
    assert strict.get("/erp/items/1", headers=with_token(token)).status_code == 200
    assert strict.post("/erp/items", json=BODY, headers=with_token(token)).status_code == 403


def test_unknown_path_answers_404_in_the_same_envelope(client):
    answer = client.get("/erp/itemz", headers=HEADERS)

    assert answer.status_code == 404
    assert answer.json()["ErrorCode"] == "NotFound"


def test_method_that_an_item_does_not_have_answers_405(client):
    answer = client.delete("/erp/items/1", headers=HEADERS)

    assert answer.status_code == 405
    assert set(answer.headers["allow"].replace(" ", "").split(",")) >= {"GET", "PATCH"}
    assert answer.json()["ErrorCode"] == "MethodNotAllowed"
