"""What is asked of every request, whatever the service: paths, methods, bodies, headers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

Serve = Callable[..., TestClient]


def test_unknown_path_answers_404_as_problem(serve: Serve) -> None:
    response = serve().get("/v1/nothing")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "there is nothing at /v1/nothing"


def test_undeclared_method_answers_405_and_allows_what_is_declared(serve: Serve) -> None:
    response = serve().post("/v1/pets/1")

    assert response.status_code == 405
    assert response.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"


def test_trailing_slash_is_forgiven(serve: Serve) -> None:
    client = serve()

    assert client.get("/v1/pets/1/").json() == client.get("/v1/pets/1").json()


def test_one_service_answers_at_the_root_and_under_its_name(serve: Serve) -> None:
    client = serve()

    assert client.get("/pets/v1/pets/1").json() == client.get("/v1/pets/1").json()


def test_head_answers_the_headers_of_get_without_its_body(serve: Serve) -> None:
    client = serve()

    head, get = client.head("/v1/pets"), client.get("/v1/pets")

    assert head.content == b""
    assert head.headers == get.headers


def test_options_says_what_a_path_allows(serve: Serve) -> None:
    response = serve().options("/v1/pets")

    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_browser_preflight_is_granted(serve: Serve) -> None:
    asked = {
        "Origin": "http://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, x-tenant",
    }

    response = serve().options("/v1/pets", headers=asked)

    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert response.headers["access-control-allow-headers"] == "authorization, x-tenant"


def test_answers_to_another_origin_can_be_read_by_its_page(serve: Serve) -> None:
    client = serve()

    assert (
        client.get("/v1/pets/1", headers={"Origin": "http://app.example"}).headers[
            "access-control-allow-origin"
        ]
        == "*"
    )
    assert "access-control-allow-origin" not in client.get("/v1/pets/1").headers


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        pytest.param(
            b'{"name": "Rex"}',
            "application/json; charset=utf-8",
            201,
            id="parameters of the media type",
        ),
        pytest.param(
            b"name=Rex", "application/x-www-form-urlencoded", 415, id="another media type"
        ),
        pytest.param(b'{"name": "Rex"}', None, 415, id="no media type"),
        pytest.param(b"{", "application/json", 400, id="not JSON"),
        pytest.param(b"[" * 5000, "application/json", 400, id="nested without end"),
        pytest.param(b'{"name": "\xff"}', "application/json", 400, id="not UTF-8"),
        pytest.param(b'{"name": NaN}', "application/json", 400, id="not a JSON number"),
        pytest.param(b"", "application/json", 400, id="empty"),
        pytest.param(b'{"name": 1}', "application/json", 400, id="wrong type"),
        pytest.param(b"{}", "application/json", 400, id="required member missing"),
    ],
)
def test_body_is_held_to_the_contract(
    serve: Serve, content: bytes, content_type: str | None, status: int
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}

    response = serve().post("/v1/pets", content=content, headers=headers)

    assert response.status_code == status


def test_invalid_body_names_each_offending_member_by_pointer(serve: Serve) -> None:
    response = serve().post("/v1/pets", json={"name": "", "status": "lost"})

    assert [each["pointer"] for each in response.json()["errors"]] == ["/name", "/status"]


def test_invalid_parameters_are_all_named(serve: Serve) -> None:
    response = serve().get("/v1/pets", params={"limit": "0", "offset": "x"})

    assert response.status_code == 400
    assert {each["name"] for each in response.json()["errors"]} == {"limit", "offset"}


def test_body_over_the_limit_answers_413(serve: Serve) -> None:
    response = serve().post(
        "/v1/pets",
        content=b"x" * (10 * 1024 * 1024 + 1),
        headers={"Content-Type": "application/json"},
    )

    assert response.status_code == 413


def test_streamed_body_over_the_limit_answers_413(serve: Serve) -> None:
    chunks = (b"x" * 1024 * 1024 for _ in range(11))

    response = serve().post(
        "/v1/pets", content=chunks, headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/v1/pets/%0A",
        "/v1/pets/%FF%FE",
        "/v1/pets/%2e%2e%2f",
        "/v1//pets",
        "//",
        "/%00",
        "/v1/pets/99999999999999999999",
    ],
)
def test_odd_paths_are_refused_without_a_failure(serve: Serve, path: str) -> None:
    response = serve().get(path)

    assert response.status_code in {400, 404}
    assert response.headers["content-type"] == "application/problem+json"


def test_world_name_that_is_none_is_refused(serve: Serve) -> None:
    response = serve().get("/v1/pets", headers={"Understudy-World": "no spaces"})

    assert response.status_code == 400
    assert "Understudy-World" in response.json()["detail"]
