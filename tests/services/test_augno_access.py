"""Who may do what, and how the service says no."""

from __future__ import annotations

import re

import pytest

from understudy.services import load_service

KEY = {"Authorization": "Bearer aug_sk_test_demo"}
ITEMS = "/v1/catalog/items"
PRODUCTS = "/v1/catalog/products"
MEMBERS = [
    "code",
    "type",
    "message",
    "param",
    "doc_url",
    "is_transient",
    "quota",
    "request_log_url",
]


@pytest.fixture
def client(client_for):
    return client_for("augno")


def assert_refused(answer, status, code, param=None):
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert list(answer.json()) == ["error"]
    error = answer.json()["error"]
    assert list(error) == MEMBERS
    assert error["code"] == code
    assert error["type"] == "invalid_request_error"
    assert error["message"]
    assert error["param"] == param
    assert error["doc_url"] == f"https://docs.augno.com/api/errors#{code}"
    assert error["is_transient"] is False
    assert error["quota"] is None
    assert error["request_log_url"] is None


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"Authorization": "Bearer"}, id="empty"),
        pytest.param({"Authorization": "Basic YTpi"}, id="another scheme"),
        pytest.param({"Authorization": "Bearer secret"}, id="no key of this service"),
        pytest.param({"Authorization": "Bearer sk_prod_abcdefgh"}, id="the prefix of old"),
        pytest.param({"Authorization": "Bearer aug_sk_test_invalid"}, id="said to be invalid"),
    ],
)
def test_without_a_usable_key_nothing_is_answered(client, headers):
    answer = client.get(ITEMS, headers=headers)

    assert_refused(answer, 401, "invalid_credentials")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_an_expired_key_is_told_so(client):
    answer = client.get(ITEMS, headers={"Authorization": "Bearer aug_sk_test_expired"})

    assert_refused(answer, 401, "api_key_expired")


@pytest.mark.parametrize(
    "key", ["aug_sk_test_demo", "aug_sk_prod_RhxFDvTdDnb0bgtcoA5P79_60EmH4h9j"]
)
def test_sandbox_and_production_keys_are_accepted(client, key):
    assert client.get(ITEMS, headers={"Authorization": f"Bearer {key}"}).status_code == 200


OPERATIONS = load_service("augno").contract.operations
EVERY_RIGHT = sorted(
    {
        right
        for operation in OPERATIONS
        for needed in operation.security
        for rights in needed.schemes.values()
        for right in rights
    }
)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_every_permission_is_needed(client, operation):
    path = re.sub(r"\{\w+\}", "xx_000000000000", operation.path)
    needed = [
        right for each in operation.security for all_ in each.schemes.values() for right in all_
    ]

    def status(rights):
        key = {"Authorization": f"Bearer {'+'.join(rights)}"}
        content = b"{}" if operation.request_body else b""
        return client.request(operation.method, path, headers=key, content=content).status_code

    assert status(EVERY_RIGHT) != 403
    for right in needed:
        assert status([each for each in EVERY_RIGHT if each != right]) == 403


def test_a_missing_permission_is_said_in_the_envelope(client):
    answer = client.get(ITEMS, headers={"Authorization": "Bearer item_categories:read"})

    assert_refused(answer, 403, "insufficient_permissions")


def test_strict_accepts_the_known_key_only(client_for):
    strict = client_for("augno", auth="strict")

    known = {"Authorization": "Bearer aug_sk_test_understudy"}
    assert strict.get(ITEMS, headers=known).status_code == 200
    assert_refused(strict.get(ITEMS, headers=KEY), 401, "invalid_credentials")


def test_off_asks_for_nothing(client_for):
    assert client_for("augno", auth="off").get(ITEMS).status_code == 200


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("types[]=tool", "types[]"),
        ("types=product,tool", "types[]"),
        ("start_date=yesterday", "start_date"),
        ("end_date=2026-01-01", "end_date"),
        ("subassembly_filter=none", "subassembly_filter"),
        ("include[]=owner", "include[]"),
        ("include=category,", "include[]"),
        ("cursor=%20", "cursor"),
    ],
)
def test_invalid_parameters_are_named(client, query, param):
    assert_refused(client.get(f"{ITEMS}?{query}", headers=KEY), 400, "parameter_invalid", param)


def test_unknown_parameters_are_ignored(client):
    assert client.get(f"{ITEMS}?starts_at=never", headers=KEY).status_code == 200


@pytest.mark.parametrize("version", ["1.0.forge-preview.2", "1.0.crucible", "2026-01-01"])
def test_versions_that_the_service_uses_are_accepted(client, version):
    assert client.get(ITEMS, headers={**KEY, "Augno-Version": version}).status_code == 200


def test_a_malformed_version_is_refused(client):
    answer = client.get(ITEMS, headers={**KEY, "Augno-Version": "Version 1"})

    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "Augno-Version"


def test_an_account_may_be_named(client):
    headers = {**KEY, "Augno-Account": "ac_rc6y89w8zrt7"}

    assert client.get(ITEMS, headers=headers).status_code == 200


def test_a_body_that_is_no_json_is_a_format_error(client):
    headers = {**KEY, "Content-Type": "application/json"}

    assert_refused(client.post(PRODUCTS, content=b"{", headers=headers), 400, "invalid_format")


def test_another_media_type_is_not_supported(client):
    headers = {**KEY, "Content-Type": "text/plain"}

    assert_refused(client.post(PRODUCTS, content=b"{}", headers=headers), 415, "invalid_format")


def test_a_body_is_required(client):
    answer = client.post(PRODUCTS, headers={**KEY, "Content-Type": "application/json"})

    assert answer.status_code == 400


def test_a_body_too_large_is_not_read(client):
    body = b" " * (10 * 1024 * 1024 + 1)
    headers = {**KEY, "Content-Type": "application/json"}

    assert_refused(client.post(PRODUCTS, content=body, headers=headers), 413, "validation_failed")


@pytest.mark.parametrize("path", ["/v1/catalog/nothing", "/v1", "/v2/catalog/items"])
def test_unknown_paths_are_not_found(client, path):
    assert_refused(client.get(path, headers=KEY), 404, "resource_not_found")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_items_cannot_be_written_directly(client, method):
    answer = client.request(method, ITEMS, headers=KEY)

    assert_refused(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
