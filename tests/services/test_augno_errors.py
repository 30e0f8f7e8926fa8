"""Every error code that a client can meet here, once, in the documented envelope."""

from __future__ import annotations

import pytest

KEY = {"Authorization": "Bearer aug_sk_test_demo"}
ITEMS = "/v1/catalog/items"
UNITS = "/v1/catalog/units"
PROPERTIES = "/v1/catalog/properties"
MEMBERS = ["code", "type", "message", "param", "doc_url", "is_transient", "quota"]
JSON = {**KEY, "Content-Type": "application/json"}
EACH = "un_9gt0ts12jbv1"
FASTENERS = "ic_xqb7fkwm0d0e"


@pytest.fixture
def client(client_for):
    return client_for("augno")


def assert_error(answer, status, code, param=None, kind="invalid_request_error"):
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert list(error) == [*MEMBERS, "request_log_url"]
    assert (error["code"], error["type"], error["param"]) == (code, kind, param)
    assert error["doc_url"] == f"https://docs.augno.com/api/errors#{code}"
    assert error["is_transient"] is False
    assert answer.headers["ratelimit-limit"] == "20"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("invalid", "invalid_credentials"),
        ("expired", "api_key_expired"),
        ("revoked", "api_key_revoked"),
    ],
)
def test_keys_that_are_refused(client, word, code):
    answer = client.get(ITEMS, headers={"Authorization": f"Bearer aug_sk_test_{word}"})

    assert_error(answer, 401, code)


def test_insufficient_permissions(client):
    answer = client.get(ITEMS, headers={"Authorization": "Bearer units:read"})

    assert_error(answer, 403, "insufficient_permissions")


@pytest.mark.parametrize(
    ("version", "code"),
    [("Version 1", "api_version_invalid"), ("0.9.anvil", "api_version_too_old")],
)
def test_versions_that_are_refused(client, version, code):
    answer = client.get(ITEMS, headers={**KEY, "Augno-Version": version})

    assert_error(answer, 400, code, "Augno-Version")


def test_api_version_required_when_it_is_asked_for(client_for):
    strict = client_for("augno", quirks=("version_is_optional=off",))

    assert_error(strict.get(ITEMS, headers=KEY), 400, "api_version_required", "Augno-Version")
    versioned = {**KEY, "Augno-Version": "1.0.forge-preview.3"}
    assert strict.get(ITEMS, headers=versioned).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "refusal"),
    [
        ("GET", f"{ITEMS}?limit=0", None, (400, "parameter_invalid", "limit")),
        ("POST", PROPERTIES, {}, (400, "missing_field", "name")),
        ("POST", PROPERTIES, {"name": 7}, (400, "validation_failed", "name")),
        ("POST", ITEMS, {}, (405, "method_not_allowed", None)),
        ("GET", f"{ITEMS}/it_000000000000", None, (404, "resource_not_found", None)),
        ("POST", PROPERTIES, {"name": "Colour"}, (409, "resource_exists", "name")),
        ("PATCH", f"{UNITS}/{EACH}", {"name": "x"}, (403, "insufficient_permissions", None)),
        ("DELETE", f"{UNITS}/un_t8vk14y8vxw4", None, (404, "resource_not_found", None)),
    ],
)
def test_requests_that_are_refused(client, method, path, body, refusal):
    answer = client.request(method, path, json=body, headers=KEY)

    assert_error(answer, *refusal)


def test_invalid_format(client):
    assert_error(client.post(PROPERTIES, content=b"{", headers=JSON), 400, "invalid_format")


def test_resource_conflict(client):
    category = f"/v1/catalog/item-categories/{FASTENERS}"

    assert_error(client.delete(category, headers=KEY), 409, "resource_conflict")


def test_resource_gone(client):
    body = {"sku": "ONCE", "category_id": FASTENERS}
    key = client.post("/v1/catalog/materials", json=body, headers=KEY).json()["id"]
    client.delete(f"/v1/catalog/materials/{key}", headers=KEY).raise_for_status()

    again = client.delete(f"/v1/catalog/materials/{key}", headers=KEY)

    assert_error(again, 410, "resource_gone")


def test_idempotency_error(client):
    named = {**KEY, "Idempotency-Key": "9c1f6b1e"}
    client.post(PROPERTIES, json={"name": "Surface"}, headers=named).raise_for_status()

    other = client.post(PROPERTIES, json={"name": "Finish"}, headers=named)

    assert_error(other, 409, "resource_conflict", kind="idempotency_error")


@pytest.mark.parametrize(
    ("field", "value"), [("location_id", "lc_000000000000"), ("customer_id", "ac_000000000000")]
)
def test_stock_is_booked_for_places_and_customers_that_exist(client, field, value):
    item = client.get(f"{ITEMS}?types=material", headers=KEY).json()["data"][0]["id"]
    material = client.get(f"{ITEMS}/{item}?include=category.unit_group.base_unit", headers=KEY)
    unit = material.json()["category"]["unit_group"]["base_unit"]["id"]
    body = {"quantity": {"value": "1", "unit_id": unit}, field: value}

    refused = client.patch(f"{ITEMS}/{item}/inventory", json=body, headers=KEY)
    body[field] = {"location_id": "lc_1q5sh7d1sxkj", "customer_id": "ac_ew3hc04sf1q5"}[field]
    accepted = client.patch(f"{ITEMS}/{item}/inventory", json=body, headers=KEY)

    assert_error(refused, 404, "resource_not_found", field)
    assert accepted.json() == {}
