"""Lists of items and notes: which records, in which order, page by page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

API = "/api/v2"
HEADERS = {"Authorization": "Bearer some-token"}
SORTABLE = [
    "status",
    "id",
    "name",
    "display_name",
    "description",
    "type",
    "origin",
    "created_by",
    "created_on",
    "last_updated_by",
    "last_updated_on",
    "uuid",
]
TYPES = ("STANDARD", "VARIATION_BASED", "GIFT_CERTIFICATE", "FAMILY")


def page(client, path=f"{API}/items", **parameters):
    answer = client.get(path, params=parameters, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return answer.json()


def everything(client, **parameters):
    return page(client, limit=1000, **parameters)["items"]


def test_list_without_parameters_gives_the_first_twenty_in_order_of_creation(client_for):
    client = client_for("exsited")

    answer = page(client)

    created = [row["created_on"] for row in answer["items"]]
    assert len(created) == 20
    assert created == sorted(created)
    assert (answer["pagination"]["limit"], answer["pagination"]["offset"]) == (20, 0)


@pytest.mark.parametrize("kind", TYPES)
def test_type_keeps_exactly_the_items_of_that_type(client_for, kind):
    client = client_for("exsited")

    kept = everything(client, type=kind)

    expected = [row["id"] for row in everything(client) if row["type"] == kind]
    assert [row["id"] for row in kept] == expected
    assert bool(expected) == (kind != "FAMILY")


def test_types_partition_the_items(client_for):
    client = client_for("exsited")

    counts = [page(client, type=kind)["pagination"]["records"] for kind in TYPES]

    assert sum(counts) == page(client)["pagination"]["records"] == 120


def test_variation_children_point_to_parents_and_are_standard_items(client_for):
    client = client_for("exsited")
    parents = {row["id"] for row in everything(client, type="VARIATION_BASED")}

    children = [row for row in everything(client, type="STANDARD") if "is_child" in row]

    assert {row["parent_item_id"] for row in children} == parents
    assert {row["is_child"] for row in children} == {"true"}


@pytest.mark.parametrize("field", SORTABLE)
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_order_by_sorts_all_items_by_the_field(client_for, field, direction):
    client = client_for("exsited")

    rows = everything(client, order_by=field, direction=direction)

    values = [row[field] for row in rows]
    assert values == sorted(values, reverse=direction == "desc")
    assert {row["id"] for row in rows} == {row["id"] for row in everything(client)}


@pytest.mark.parametrize(
    ("spelling", "meant"),
    [("None", "asc"), ("SortDirection.ASC", "asc"), ("SortDirection.DESC", "desc")],
)
def test_direction_takes_the_spellings_of_the_python_client(client_for, spelling, meant):
    client = client_for("exsited")

    rows = everything(client, order_by="name", direction=spelling)

    assert rows == everything(client, order_by="name", direction=meant)


def test_direction_alone_turns_the_order_of_creation_around(client_for):
    client = client_for("exsited")

    created = [row["created_on"] for row in everything(client, direction="desc")]

    assert created == sorted(created, reverse=True)


def test_page_links_call_the_version_that_was_asked(client_for):
    client = client_for("exsited")

    link = page(client, "/api/v3/items", limit=5, offset=5)["pagination"]

    assert link["previous_page"] == "http://127.0.0.1/api/v3/items?limit=5&offset=0"
    assert link["next_page"] == "http://127.0.0.1/api/v3/items?limit=5&offset=10"


def test_page_links_repeat_filter_and_order(client_for):
    client = client_for("exsited")

    link = page(client, type="STANDARD", order_by="name", limit=5)["pagination"]["next_page"]

    assert parse_qsl(urlsplit(link).query) == [
        ("type", "STANDARD"),
        ("order_by", "name"),
        ("limit", "5"),
        ("offset", "5"),
    ]


def test_offset_behind_the_last_item_gives_an_empty_page(client_for):
    client = client_for("exsited")

    answer = page(client, offset=2147483647)

    assert answer["items"] == []
    assert answer["pagination"]["records"] == 120
    assert answer["pagination"]["next_page"] == ""


def test_trailing_slash_is_forgiven(client_for):
    client = client_for("exsited")

    assert page(client, f"{API}/items/", limit=3)["items"] == page(client, limit=3)["items"]


CHOICES = st.fixed_dictionaries(
    {"limit": st.integers(1, 60)},
    optional={
        "type": st.sampled_from(TYPES),
        "order_by": st.sampled_from(SORTABLE),
        "direction": st.sampled_from(["asc", "desc", "None"]),
    },
)
MANY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@MANY
@given(choice=CHOICES)
def test_pages_partition_the_filtered_and_sorted_items(client_for, choice):
    client = client_for("exsited")
    whole = everything(client, **{name: choice[name] for name in choice if name != "limit"})

    collected: list[dict[str, str]] = []
    answer = page(client, **choice)
    while True:
        assert answer["pagination"]["records"] == len(whole)
        assert answer["pagination"]["offset"] == len(collected)
        collected += answer["items"]
        if not answer["pagination"]["next_page"]:
            break
        assert len(answer["items"]) == choice["limit"]
        answer = client.get(answer["pagination"]["next_page"], headers=HEADERS).json()

    assert [row["id"] for row in collected] == [row["id"] for row in whole]


@MANY
@given(choice=CHOICES, steps=st.integers(0, 3))
def test_previous_page_undoes_next_page(client_for, choice, steps):
    client = client_for("exsited")
    answer = page(client, **choice, offset=steps * choice["limit"])

    following = answer["pagination"]["next_page"]
    if not following:
        return
    back = client.get(following, headers=HEADERS).json()["pagination"]["previous_page"]

    assert client.get(back, headers=HEADERS).json() == answer


@pytest.mark.parametrize("limit", [1, 7, 20, 1000])
def test_pages_of_notes_partition_the_notes_of_an_item(client_for, limit):
    client = client_for("exsited")
    path = f"{API}/items/ITEM-0001/notes"
    whole = page(client, path, limit=1000)["item"]["notes"]

    collected: list[dict[str, str]] = []
    answer = page(client, path, limit=limit)["item"]
    while True:
        collected += answer["notes"]
        if not answer["pagination"]["next_page"]:
            break
        answer = client.get(answer["pagination"]["next_page"], headers=HEADERS).json()["item"]

    assert collected == whole
    assert answer["pagination"]["records"] == len(whole) > 20


def test_notes_come_twenty_to_a_page_by_default(client_for):
    client = client_for("exsited")

    answer = page(client, f"{API}/items/ITEM-0001/notes")["item"]

    assert len(answer["notes"]) == answer["pagination"]["limit"] == 20
    assert answer["pagination"]["next_page"].endswith("/items/ITEM-0001/notes?limit=20&offset=20")


def test_item_without_notes_has_an_empty_list(client_for):
    client = client_for("exsited")
    counts = {
        row["id"]: page(client, f"{API}/items/{row['id']}/notes")["item"]["pagination"]
        for row in everything(client)
    }

    empty = [pagination for pagination in counts.values() if not pagination["records"]]

    assert empty
    assert empty[0] == {
        "records": 0,
        "limit": 20,
        "offset": 0,
        "previous_page": "",
        "next_page": "",
    }


def test_note_that_was_never_changed_has_empty_traces_of_change(client_for):
    client = client_for("exsited")

    notes = page(client, f"{API}/items/ITEM-0001/notes", limit=1000)["item"]["notes"]

    unchanged = [note for note in notes if note["version"] == "1"]
    assert unchanged
    assert {(note["last_updated_by"], note["last_updated_on"]) for note in unchanged} == {("", "")}
    assert all(
        note["last_updated_on"] > note["created_on"] for note in notes if note not in unchanged
    )


@pytest.mark.parametrize("records", [1, 13, 300])
def test_world_of_any_size_is_whole(client_for, records):
    client = client_for("exsited", records=records)

    rows = everything(client)

    assert len({row["id"] for row in rows}) == records
    assert len({row["uuid"] for row in rows}) == records
    assert page(client, f"{API}/items/ITEM-0001/notes")["item"]["notes"]
