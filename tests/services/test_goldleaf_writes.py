"""GoldLeaf's customer items, changed and deleted, and what is seen of it afterwards."""

from __future__ import annotations

from datetime import datetime

import pytest

NOBODY = "000000000000000000000000"
SETTABLE = {
    "price": 21.5,
    "discount": 0.25,
    "notes": "Agreed with purchasing",
    "startDate": "2026-01-01T00:00:00Z",
    "endDate": "2027-12-31T23:59:59.5+02:00",
    "orgPartNumber": "ORG-123-ABC",
    "available": False,
    "priority": "9",
    "cost": 0,
    "costCurrency": "EUR",
    "unitOfMeasure": "m",
    "netPrice": 30,
    "netPriceCurrency": "EUR",
    "netPriceUnitOfMeasure": "m",
    "erpHeaderId": "PA-1",
    "erpId": "PA-1-1",
}
READ_ONLY = {
    "_id": NOBODY,
    "item": NOBODY,
    "customer": NOBODY,
    "created": "2001-01-01T00:00:00Z",
    "createdBy": "me",
    "lastModified": "2001-01-01T00:00:00Z",
    "lastModifiedBy": "me",
    "deleted": True,
    "deletedDate": "2001-01-01T00:00:00Z",
    "deletedBy": "me",
    "itemType": "spaceship",
    "recordSource": "me",
    "brand": "Mine",
    "partNumber": "X-1",
    "name": "X",
    "image": "x",
    "anything": {"else": []},
}


@pytest.fixture
def path(goldleaf):
    """The path of a customer with several items."""
    customers = goldleaf.get("/api/v1/customers").json()["items"]
    paths = [f"/api/v1/customer/{customer['_id']}" for customer in customers]
    return next(each for each in paths if goldleaf.get(f"{each}/items").json()["total"] > 20)


def rows_of(client, path, **parameters):
    return client.get(f"{path}/items", params={"itemsPerPage": 1000, **parameters}).json()["items"]


def update(client, path, key, /, **body):
    return client.post(f"{path}/item/{key}/update", json=body)


def delete(client, path, key):
    return client.post(f"{path}/item/{key}/delete")


@pytest.mark.parametrize(("field", "value"), SETTABLE.items(), ids=list(SETTABLE))
def test_updated_field_is_answered_and_listed(goldleaf, path, field, value):
    before = rows_of(goldleaf, path)[3]

    answer = update(goldleaf, path, before["_id"], **{field: value})

    assert answer.status_code == 200
    stamp = {
        "lastModified": answer.json()["lastModified"],
        "lastModifiedBy": answer.json()["lastModifiedBy"],
    }
    assert answer.json() == {**before, field: value, **stamp}
    assert answer.json() in rows_of(goldleaf, path)


def test_update_changes_the_time_of_change_only_forwards(goldleaf, path):
    before = rows_of(goldleaf, path)[0]

    first = update(goldleaf, path, before["_id"], notes="one").json()
    second = update(goldleaf, path, before["_id"], notes="two").json()

    times = [datetime.fromisoformat(each["lastModified"]) for each in (before, first, second)]
    assert times == sorted(times)
    assert times[0] < times[1]
    assert first["created"] == before["created"]


@pytest.mark.parametrize(("field", "value"), READ_ONLY.items(), ids=list(READ_ONLY))
def test_what_a_client_may_not_set_is_ignored(goldleaf, path, field, value):
    before = rows_of(goldleaf, path)[1]

    answer = update(goldleaf, path, before["_id"], **{field: value})

    changed = {"lastModified", "lastModifiedBy"}
    assert answer.status_code == 200
    assert {name: each for name, each in answer.json().items() if name not in changed} == {
        name: each for name, each in before.items() if name not in changed
    }
    assert answer.json()["lastModified"] > "2001"


def test_item_can_be_named_by_its_record_and_by_the_item_itself(goldleaf, path):
    before = rows_of(goldleaf, path)[2]

    by_record = update(goldleaf, path, before["_id"], notes="by record").json()
    by_item = update(goldleaf, path, before["item"], notes="by item").json()

    assert by_record["_id"] == by_item["_id"] == before["_id"]
    assert by_item["notes"] == "by item"


def test_update_is_found_by_the_new_value_and_sorted_last_by_time(goldleaf, path):
    before = rows_of(goldleaf, path)[4]

    update(goldleaf, path, before["_id"], orgPartNumber="NEW-NUMBER-7")

    found = rows_of(goldleaf, path, **{"search[orgPartNumber]": "new-number"})
    newest = rows_of(goldleaf, path, **{"sortBy[0].key": "lastModified", "sortBy[0].order": "desc"})
    assert [row["_id"] for row in found] == [before["_id"]]
    assert newest[0]["_id"] == before["_id"]


def test_update_leaves_other_customers_of_the_same_item_alone(goldleaf, path):
    items = {row["item"]: row for row in rows_of(goldleaf, path)}
    customers = [each["_id"] for each in goldleaf.get("/api/v1/customers").json()["items"]]
    others = [
        (f"/api/v1/customer/{customer}", row)
        for customer in customers
        if not path.endswith(customer)
        for row in rows_of(goldleaf, f"/api/v1/customer/{customer}")
        if row["item"] in items
    ]
    other_path, theirs = others[0]

    update(goldleaf, path, theirs["item"], notes="only here")

    assert theirs in rows_of(goldleaf, other_path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", "19.99"),
        ("price", -1),
        ("price", None),
        ("discount", 101),
        ("notes", 7),
        ("notes", "x" * 2001),
        ("startDate", "tomorrow"),
        ("endDate", "2026-02-30T00:00:00Z"),
        ("available", "yes"),
        ("orgPartNumber", ""),
        ("erpId", "x" * 256),
    ],
)
def test_invalid_field_answers_400_names_it_and_changes_nothing(goldleaf, path, field, value):
    before = rows_of(goldleaf, path)

    answer = update(goldleaf, path, before[0]["_id"], **{field: value})

    assert answer.status_code == 400
    assert list(answer.json()) == ["message"]
    assert field in answer.json()["message"]
    assert rows_of(goldleaf, path) == before


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"price=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b" " * (10 * 1024 * 1024 + 1), "application/json", 413),
    ],
    ids=["malformed", "empty", "array", "form", "text", "too-large"],
)
def test_body_that_is_no_json_object_is_refused(goldleaf, path, content, media_type, status):
    item = rows_of(goldleaf, path)[0]["_id"]

    answer = goldleaf.post(
        f"{path}/item/{item}/update", content=content, headers={"content-type": media_type}
    )

    assert answer.status_code == status
    assert list(answer.json()) == ["message"]


def test_deleted_item_leaves_the_list_and_cannot_be_touched_again(goldleaf, path):
    before = rows_of(goldleaf, path)
    gone = before[5]

    answer = delete(goldleaf, path, gone["_id"])

    assert (answer.status_code, answer.content) == (200, b"")
    assert rows_of(goldleaf, path) == [row for row in before if row is not gone]
    assert goldleaf.get(f"{path}/items").json()["total"] == len(before) - 1
    assert update(goldleaf, path, gone["_id"], notes="?").status_code == 404
    assert update(goldleaf, path, gone["item"], notes="?").status_code == 404
    assert delete(goldleaf, path, gone["_id"]).status_code == 404


@pytest.mark.parametrize("action", [update, delete])
def test_item_that_is_not_there_answers_404(goldleaf, path, action):
    item = rows_of(goldleaf, path)[0]["_id"]
    customers = [each["_id"] for each in goldleaf.get("/api/v1/customers").json()["items"]]
    other = next(each for each in customers if not path.endswith(each))

    for wrong_path, wrong_item in [
        (path, NOBODY),
        (f"/api/v1/customer/{NOBODY}", item),
        (f"/api/v1/customer/{other}", item),
    ]:
        answer = action(goldleaf, wrong_path, wrong_item)
        assert answer.status_code == 404
        assert list(answer.json()) == ["message"]


@pytest.mark.parametrize("action", [update, delete])
def test_malformed_item_id_answers_400(goldleaf, path, action):
    answer = action(goldleaf, path, "new")

    assert answer.status_code == 400
    assert "itemId" in answer.json()["message"]


def test_changes_last_until_the_world_is_reset(goldleaf, path):
    before = rows_of(goldleaf, path)
    update(goldleaf, path, before[0]["_id"], notes="changed")
    delete(goldleaf, path, before[1]["_id"])
    changed = rows_of(goldleaf, path)

    goldleaf.post("/_understudy/worlds/default/reset")

    assert len(changed) == len(before) - 1
    assert rows_of(goldleaf, path) == before


def test_worlds_do_not_see_each_others_changes(goldleaf, path):
    item = rows_of(goldleaf, path)[0]["_id"]

    delete(goldleaf, path, item)

    elsewhere = goldleaf.get(
        f"{path}/items", params={"itemsPerPage": 1000}, headers={"understudy-world": "other"}
    )
    assert item in [row["_id"] for row in elsewhere.json()["items"]]
