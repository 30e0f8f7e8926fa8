"""Who may: credentials under the three modes, roles, scopes, and words that refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

Serve = Callable[..., TestClient]

ANSWER = {
    "200": {"description": "", "content": {"application/json": {"schema": {"type": "object"}}}}
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Guarded", "version": "1"},
    "paths": {
        "/bearer": {
            "get": {"operationId": "bearer", "security": [{"token": []}], "responses": ANSWER}
        },
        "/basic": {
            "get": {"operationId": "basic", "security": [{"password": []}], "responses": ANSWER}
        },
        "/header": {
            "get": {"operationId": "header", "security": [{"key": []}], "responses": ANSWER}
        },
        "/query": {
            "get": {"operationId": "query", "security": [{"param": []}], "responses": ANSWER}
        },
        "/cookie": {
            "get": {"operationId": "cookie", "security": [{"session": []}], "responses": ANSWER}
        },
        "/both": {
            "get": {
                "operationId": "both",
                "security": [{"token": [], "key": []}],
                "responses": ANSWER,
            }
        },
        "/either": {
            "get": {
                "operationId": "either",
                "security": [{"token": []}, {"key": []}],
                "responses": ANSWER,
            }
        },
        "/scoped": {
            "get": {
                "operationId": "scoped",
                "security": [{"oauth": ["pets.read", "all.read"]}],
                "responses": ANSWER,
            }
        },
        "/open": {"get": {"operationId": "open", "security": [], "responses": ANSWER}},
        "/admin": {
            "get": {"operationId": "admin", "security": [{"token": []}], "responses": ANSWER}
        },
    },
    "components": {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer"},
            "password": {"type": "http", "scheme": "basic"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            "param": {"type": "apiKey", "in": "query", "name": "api_key"},
            "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
            "oauth": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": "https://x.example/t",
                        "scopes": {"pets.read": "", "all.read": ""},
                    }
                },
            },
        }
    },
}
ROLES = {
    "credentials": {"roles": ["admin", "guest"], "keys": ["known-key"]},
    "resources": {},
    "operations": {"admin": {"behavior": "sample", "roles": ["admin"]}},
}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        pytest.param("/open", {}, 200, id="nobody is asked"),
        pytest.param("/bearer", {}, 401, id="bearer missing"),
        pytest.param("/bearer", {"Authorization": "Bearer anything"}, 200, id="bearer"),
        pytest.param(
            "/bearer", {"Authorization": "bearer anything"}, 200, id="bearer in lower case"
        ),
        pytest.param(
            "/bearer", {"Authorization": "Basic ZGVtbzpkZW1v"}, 401, id="basic instead of bearer"
        ),
        pytest.param(
            "/bearer", {"Authorization": "Bearer two words"}, 401, id="bearer not well-formed"
        ),
        pytest.param(
            "/bearer",
            {"Authorization": "Bearer SOME-INVALID-VALUE"},
            401,
            id="says that it is invalid",
        ),
        pytest.param(
            "/bearer", {"Authorization": "Bearer expired"}, 401, id="says that it has expired"
        ),
        pytest.param(
            "/bearer",
            {"Authorization": "Bearer uninvalidated"},
            200,
            id="holds the word inside another",
        ),
        pytest.param("/basic", {"Authorization": "Basic ZGVtbzpkZW1v"}, 200, id="basic"),
        pytest.param("/basic", {"Authorization": "Basic ???"}, 401, id="basic not base64"),
        pytest.param(
            "/basic", {"Authorization": "Basic bm9jb2xvbg=="}, 401, id="basic without a colon"
        ),
        pytest.param("/header", {"X-Api-Key": "k"}, 200, id="key in a header"),
        pytest.param("/header", {}, 401, id="key missing"),
        pytest.param("/query?api_key=k", {}, 200, id="key in the query"),
        pytest.param("/query", {}, 401, id="key missing in the query"),
        pytest.param("/cookie", {"Cookie": "a=b; sid=k"}, 200, id="key in a cookie"),
        pytest.param("/both", {"Authorization": "Bearer x"}, 401, id="one of two together"),
        pytest.param(
            "/both", {"Authorization": "Bearer x", "X-Api-Key": "k"}, 200, id="both together"
        ),
        pytest.param("/either", {"X-Api-Key": "k"}, 200, id="the other alternative"),
        pytest.param("/scoped", {"Authorization": "Bearer any"}, 200, id="full rights"),
        pytest.param("/scoped", {"Authorization": "Bearer pets.read"}, 200, id="one of the scopes"),
    ],
)
def test_present_credentials_of_any_value_will_do(
    serve: Serve, path: str, headers: dict[str, str], status: int
) -> None:
    response = serve(DOCUMENT).get(path, headers=headers)

    assert response.status_code == status
    assert ("www-authenticate" in response.headers) == (status == 401)


@pytest.mark.parametrize(
    ("token", "status"), [("admin", 200), ("guest", 403), ("anyone", 200)], ids=str
)
def test_credential_that_is_a_role_acts_as_it(serve: Serve, token: str, status: int) -> None:
    client = serve(DOCUMENT, behavior=ROLES)

    assert client.get("/admin", headers={"Authorization": f"Bearer {token}"}).status_code == status


@pytest.mark.parametrize("path", ["/bearer", "/basic", "/header", "/query", "/both", "/scoped"])
def test_nobody_is_asked_when_credentials_are_off(serve: Serve, path: str) -> None:
    assert serve(DOCUMENT, auth="off").get(path).status_code == 200


@pytest.mark.parametrize(
    ("token", "status"), [("known-key", 200), ("anything", 401), ("admin", 401)], ids=str
)
def test_strict_knows_listed_keys_only(serve: Serve, token: str, status: int) -> None:
    client = serve(DOCUMENT, behavior=ROLES, auth="strict")

    assert client.get("/bearer", headers={"Authorization": f"Bearer {token}"}).status_code == status
