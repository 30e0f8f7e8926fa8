"""Tokens, refusals and the one envelope that they come in."""

from __future__ import annotations

import re

import pytest

from understudy.services import load_service

API = "/api/v2"
TOKEN_PATH = "/api/v1/oauth2/token"  # noqa: S105 - a path
HEADERS = {"Authorization": "Bearer some-token"}
CLIENT = {
    "grant_type": "client_credentials",
    "client_id": "warehouse-sync",
    "client_secret": "example-secret",
    "redirect_uri": "https://shop.example.com/callback",
}
READS = [
    "/items",
    "/items/ITEM-0001",
    "/items/ITEM-0001/information",
    "/items/ITEM-0001/sale",
    "/items/ITEM-0001/inventories",
    "/items/ITEM-0001/notes",
]
UNKNOWN_UUID = "00000000-0000-4000-8000-000000000000"


def grant(client, **changes):
    answer = client.post(TOKEN_PATH, json={**CLIENT, **changes})
    assert answer.status_code == 200, answer.text
    return answer.json()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def only_error(answer):
    body = answer.json()
    assert list(body) == ["errors"]
    assert [list(error) for error in body["errors"]] == [["code", "message"]]
    return body["errors"][0]


@pytest.mark.parametrize("path", READS)
def test_read_without_token_is_refused_with_401(client_for, path):
    client = client_for("exsited")

    answer = client.get(f"{API}{path}")

    assert answer.status_code == 401
    assert only_error(answer)["code"] == "401"


@pytest.mark.parametrize(
    "path",
    [
        "/items/ITEM-9999",
        "/items/ITEM-9999/information",
        "/items/ITEM-9999/sale",
        "/items/ITEM-9999/inventories",
        "/items/ITEM-9999/notes",
        f"/items/ITEM-0001/notes/{UNKNOWN_UUID}",
        f"/items/ITEM-0001/notes/{UNKNOWN_UUID}/files",
        f"/items/ITEM-0001/notes/{UNKNOWN_UUID}/files/{UNKNOWN_UUID}",
        "/nothing",
    ],
)
def test_unknown_record_or_path_is_answered_404(client_for, path):
    client = client_for("exsited")

    answer = client.get(f"{API}{path}", headers=HEADERS)

    assert answer.status_code == 404
    assert only_error(answer)["code"] == "404"


def test_note_and_file_are_found_below_their_own_parents_only(client_for):
    client = client_for("exsited")
    notes = client.get(f"{API}/items/ITEM-0001/notes", headers=HEADERS).json()["item"]["notes"]
    first, second = [note for note in notes if note["files"]][:2]
    file = first["files"][0]["uuid"]

    paths = [
        f"/items/ITEM-0002/notes/{first['uuid']}",
        f"/items/ITEM-0002/notes/{first['uuid']}/files",
        f"/items/ITEM-0002/notes/{first['uuid']}/files/{file}",
        f"/items/ITEM-0001/notes/{second['uuid']}/files/{file}",
    ]
    statuses = [client.get(f"{API}{path}", headers=HEADERS).status_code for path in paths]

    assert statuses == [404] * 4


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "limit=ten",
        "limit=",
        "offset=-1",
        "offset=2147483648",
        "limit=5&limit=6",
        "type=WIDGET",
        "order_by=price",
        "direction=sideways",
    ],
)
def test_invalid_parameter_is_refused_with_400_naming_it(client_for, query):
    client = client_for("exsited")

    answer = client.get(f"{API}/items?{query}", headers=HEADERS)

    assert answer.status_code == 400
    assert only_error(answer)["message"].startswith(query.partition("=")[0])


def test_every_mistake_is_told(client_for):
    client = client_for("exsited")

    answer = client.get(f"{API}/items?limit=0&offset=-1&type=X", headers=HEADERS)

    messages = [error["message"] for error in answer.json()["errors"]]
    assert {message.partition(":")[0] for message in messages} == {"type", "limit", "offset"}


@pytest.mark.parametrize("path", ["/items/%20", "/items/ITEM-0001/notes/not-a-uuid"])
def test_malformed_path_value_is_refused_with_400(client_for, path):
    client = client_for("exsited")

    assert client.get(f"{API}{path}", headers=HEADERS).status_code == 400


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b"<x/>", "text/xml", 415),
    ],
)
def test_body_that_is_not_json_is_refused(client_for, content, media_type, status):
    client = client_for("exsited")

    answer = client.post(
        f"{API}/items", content=content, headers={**HEADERS, "Content-Type": media_type}
    )

    assert answer.status_code == status
    assert only_error(answer)["code"] == str(status)


def test_method_that_is_not_offered_is_answered_405_with_the_offered_ones(client_for):
    client = client_for("exsited")

    answer = client.put(f"{API}/items/ITEM-0001", headers=HEADERS)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"
    assert only_error(answer)["code"] == "405"


def test_token_answer_has_the_documented_members(client_for):
    client = client_for("exsited")

    answer = grant(client)

    assert list(answer) == ["access_token", "refresh_token", "expires_in"]
    assert answer["expires_in"] == 3600


def test_tokens_never_repeat(client_for):
    client = client_for("exsited")

    answers = [grant(client, client_id=f"client-{number % 3}") for number in range(9)]

    tokens = [answer[name] for answer in answers for name in ("access_token", "refresh_token")]
    assert len(set(tokens)) == 18


def test_unknown_members_of_a_token_request_are_ignored(client_for):
    client = client_for("exsited")

    assert grant(client, exsited_url="https://example.com")["access_token"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"grant_type": "password"}, 400),
        ({"grant_type": "authorization_code"}, 400),
        ({"grant_type": "refresh_token"}, 400),
        ({"redirect_uri": "nowhere"}, 400),
        ({"client_id": ""}, 400),
        ({"grant_type": "refresh_token", "refresh_token": "expired"}, 400),
        ({"client_secret": "invalid"}, 401),
        ({"client_id": "revoked client"}, 401),
    ],
)
def test_bad_token_request_is_refused(client_for, changes, status):
    client = client_for("exsited")

    answer = client.post(TOKEN_PATH, json={**CLIENT, **changes})

    assert answer.status_code == status
    assert answer.json()["errors"][0]["code"] == str(status)


def test_strict_access_takes_only_tokens_that_were_issued(client_for):
    client = client_for("exsited", auth="strict")
    token = grant(client)["access_token"]

    issued = client.get(f"{API}/items", headers=bearer(token))
    made_up = client.get(f"{API}/items", headers=bearer("made-up"))

    assert (issued.status_code, made_up.status_code) == (200, 401)


def test_new_grant_ends_the_token_that_the_same_client_had(client_for):
    client = client_for("exsited", auth="strict")
    first, other = grant(client), grant(client, client_id="somebody-else")

    second = grant(client, grant_type="refresh_token", refresh_token=first["refresh_token"])

    tokens = [first, second, other]
    statuses = [
        client.get(f"{API}/items", headers=bearer(each["access_token"])).status_code
        for each in tokens
    ]
    assert statuses == [401, 200, 200]


def test_access_switched_off_asks_for_nothing(client_for):
    client = client_for("exsited", auth="off")

    assert client.get(f"{API}/items").status_code == 200


def every_operation():
    for operation in load_service("exsited").contract.operations:
        for base_path in operation.base_paths:
            path = re.sub(r"\{\w+\}", "ITEM-0001", base_path + operation.path)
            if "oauth2" not in path:
                yield operation.method, path


@pytest.mark.parametrize("token", [None, "expired"])
def test_every_operation_refuses_those_it_does_not_know_in_its_own_words(client_for, token):
    client = client_for("exsited")
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    for method, path in every_operation():
        answer = client.request(method, path, headers=headers)

        assert answer.status_code == 401, (method, path)
        if path.startswith("/api/v4/"):
            assert answer.json()["code"] == "unauthorized"
        else:
            assert only_error(answer)["code"] == "401"


def test_every_operation_refuses_a_token_that_was_not_issued(client_for):
    client = client_for("exsited", auth="strict")

    answers = [client.request(method, path, headers=HEADERS) for method, path in every_operation()]

    assert {answer.status_code for answer in answers} == {401}


def test_token_expires_after_an_hour_and_is_refreshed(client_for):
    client = client_for("exsited", auth="strict")
    granted = grant(client)
    headers = {"Authorization": f"Bearer {granted['access_token']}"}
    assert client.get("/api/v4/items", headers=headers).status_code == 200

    client.post("/_understudy/worlds/default/clock", json={"advance_s": 3601})
    late = client.get("/api/v4/items", headers=headers)
    renewed = grant(client, grant_type="refresh_token", refresh_token=granted["refresh_token"])

    assert (late.status_code, late.json()["code"]) == (401, "unauthorized")
    headers = {"Authorization": f"Bearer {renewed['access_token']}"}
    assert client.get("/api/v2/items", headers=headers).status_code == 200
