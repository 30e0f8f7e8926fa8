"""Documents as many generators and many teams write them have state of their own, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from understudy.serving import Settings, build_application

DOCUMENTS = Path(__file__).parent.parent / "verification" / "documents"

Open = Callable[[str], TestClient]


@pytest.fixture
def client_of() -> Open:
    def make(name: str) -> TestClient:
        # These declare refusals without a body; ours say what is wrong.
        check = name not in ("shelter", "hal")
        settings = Settings(services=(str(DOCUMENTS / f"{name}.yaml"),), check=check)
        token = {"Authorization": "Bearer t", "X-Shop-Access-Token": "t"}
        return TestClient(build_application(settings), base_url="http://127.0.0.1", headers=token)

    return make


def test_a_record_behind_brackets_is_a_member_of_its_collection(client_of: Open) -> None:
    client = client_of("odata")

    made = client.post("/odata/v4/catalog/Products", json={"ID": 77, "Name": "Lamp"})

    assert made.status_code == 201
    assert client.get("/odata/v4/catalog/Products(77)").json() == made.json()
    assert client.delete("/odata/v4/catalog/Products(77)").status_code == 204
    assert client.get("/odata/v4/catalog/Products(77)").status_code == 404


def test_pages_of_odata_are_cut_sorted_and_counted(client_of: Open) -> None:
    asked: dict[str, str | int] = {
        "$top": 3,
        "$skip": 2,
        "$orderby": "Name desc",
        "$count": "true",
        "$filter": "ID gt 0",
    }

    page = client_of("odata").get("/odata/v4/catalog/Products", params=asked).json()

    names = [each["Name"] for each in page["value"]]
    assert names == sorted(names, reverse=True)
    assert (len(names), page["@odata.count"]) == (3, 25)


def test_paths_that_end_in_a_format_name_collections_members_and_counts(client_of: Open) -> None:
    client, base = client_of("formats"), "/admin/api/2024-01/products"
    before = client.get(f"{base}/count.json").json()["count"]

    made = client.post(f"{base}.json", json={"product": {"title": "Lamp"}}).json()["product"]

    assert client.get(f"{base}/{made['id']}.json").json()["product"] == made
    assert client.get(f"{base}/count.json").json() == {"count": before + 1}


def test_paths_that_end_in_a_slash_name_members_and_what_is_done_to_them(client_of: Open) -> None:
    client = client_of("slashes")
    made = client.post("/api/articles/", json={"title": "Lamps", "status": "draft"}).json()

    done = client.post(f"/api/articles/{made['id']}/publish/")

    assert done.json() == {**made, "status": "published"}
    assert client.get(f"/api/articles/{made['id']}/").json() == done.json()


def test_records_below_an_owner_name_it_as_their_schema_does(client_of: Open) -> None:
    client = client_of("slashes")

    made = client.post("/api/articles/3/comments/", json={"text": "Well said"}).json()

    assert made["article"] == 3
    assert made in client.get("/api/articles/3/comments/").json()["results"]
    assert made not in client.get("/api/articles/4/comments/").json()["results"]


def test_parameters_that_end_in_a_comparison_compare(client_of: Open) -> None:
    since = "2026-01-01T00:00:00Z"

    page = client_of("slashes").get("/api/articles/", params={"created_at__gte": since}).json()

    assert 0 < page["count"] < 25
    assert all(each["created_at"] >= since for each in page["results"])


def test_the_key_of_a_record_leads_to_the_pages_before_and_after_it(client_of: Open) -> None:
    client = client_of("keys")
    first = client.get("/v1/payers", params={"limit": 3}).json()

    second = client.get(
        "/v1/payers", params={"limit": 3, "starting_after": first["data"][-1]["id"]}
    ).json()
    back = client.get(
        "/v1/payers", params={"limit": 3, "ending_before": second["data"][0]["id"]}
    ).json()

    assert first["has_more"]
    assert not {each["id"] for each in first["data"]} & {each["id"] for each in second["data"]}
    assert back["data"] == first["data"]
    assert client.get("/v1/payers", params={"starting_after": "nobody"}).json()["data"] == []


def test_a_list_that_is_paged_by_keys_counts_all_of_its_records(client_of: Open) -> None:
    client = client_of("keys")

    whole = client.get("/v1/payers", params={"limit": 3}).json()
    none = client.get("/v1/payers", params={"limit": 3, "email": "nobody"}).json()

    assert (whole["total_count"], none["total_count"]) == (25, 0)


def test_a_header_links_to_the_page_behind_a_key(client_of: Open) -> None:
    client, path = client_of("formats"), "/admin/api/2024-01/products.json"

    first = client.get(path, params={"limit": 3})
    second = client.get(first.links["next"]["url"]).json()["products"]

    assert "since_id=" in first.links["next"]["url"]
    assert [each["id"] for each in second] == [4, 5, 6]


def test_a_record_that_may_be_shown_as_deleted_is_kept_all_the_same(client_of: Open) -> None:
    client = client_of("keys")
    made = client.post("/v1/payers", data={"name": "Ada", "balance": "5"}).json()
    place = f"/v1/payers/{made['id']}"

    changed = client.post(place, data={"balance": "7"}).json()

    assert changed == {**made, "balance": 7}
    assert client.get(place).json() == changed
    assert client.delete(place).json() == {"id": made["id"], "object": "payer", "deleted": True}
    assert client.get(place).status_code == 404


def test_verbs_behind_colons_answer_the_record(client_of: Open) -> None:
    client = client_of("verbs")
    shelf = client.get("/v1/shelves").json()["shelves"][0]["name"]
    book = client.post(f"/v1/shelves/{shelf}/books", json={"name": "b1", "title": "Lamps"}).json()

    moved = client.post(f"/v1/shelves/{shelf}/books/b1:move", json={"otherShelfName": "x"})

    assert moved.json() == book


def test_a_token_that_cannot_be_null_is_empty_on_the_last_page(client_of: Open) -> None:
    client = client_of("verbs")

    first = client.get("/v1/shelves", params={"pageSize": 20}).json()
    last = client.get("/v1/shelves", params={"pageToken": first["nextPageToken"]}).json()

    assert first["nextPageToken"]
    assert last["nextPageToken"] == ""
    assert len(first["shelves"]) + len(last["shelves"]) == 25


def test_what_is_listed_below_one_path_is_found_under_another(client_of: Open) -> None:
    client = client_of("elsewhere")
    said = {"body": "Me too"}

    made = client.post("/desks/a/b/tickets/3/comments", json=said).json()

    place = f"/desks/a/b/tickets/comments/{made['id']}"
    assert client.get(place).json() == made
    assert client.delete(place).status_code == 204
    assert made not in client.get("/desks/a/b/tickets/3/comments").json()


def test_an_action_without_an_answer_sets_what_it_is_named_after(client_of: Open) -> None:
    client = client_of("elsewhere")
    place = "/desks/a/b/tickets/3"

    assert client.put(f"{place}/lock").status_code == 204
    assert client.get(place).json()["locked"] is True
    assert client.delete(f"{place}/lock").status_code == 204
    assert client.get(place).json()["locked"] is False


def test_a_header_links_to_the_next_page(client_of: Open) -> None:
    client = client_of("elsewhere")

    first = client.get("/desks/a/b/tickets", params={"per_page": 5})
    second = client.get(first.links["next"]["url"])
    last = client.get("/desks/a/b/tickets", params={"per_page": 100})

    assert second.json() != first.json()
    assert (
        second.json() == client.get("/desks/a/b/tickets", params={"per_page": 5, "page": 2}).json()
    )
    assert "link" not in last.headers


def test_a_sort_may_be_called_shorter_than_the_property(client_of: Open) -> None:
    asked = {"sort": "updated", "direction": "asc"}

    tickets = client_of("elsewhere").get("/desks/a/b/tickets", params=asked).json()

    moments = [each["updated_at"] for each in tickets]
    assert moments == sorted(moments)


def test_an_update_of_a_collection_is_about_the_record_that_its_body_names(
    client_of: Open,
) -> None:
    client = client_of("shelter")
    client.post("/api/v3/animal", json={"id": 555, "name": "Rex", "photos": []})
    rexy = {"id": 555, "name": "Rexy", "photos": ["a"], "status": "reserved"}

    assert client.put("/api/v3/animal", json=rexy).json() == rexy
    assert client.get("/api/v3/animal/555").json() == rexy
    assert client.put("/api/v3/animal", json={**rexy, "id": 9999}).status_code == 404
    unnamed = client.put("/api/v3/animal", json={"name": "Rexy", "photos": []})
    assert (unnamed.status_code, unnamed.json()["message"][:3]) == (400, "/id")


def test_an_update_without_a_body_takes_its_parameters(client_of: Open) -> None:
    client = client_of("shelter")
    before = client.get("/api/v3/animal/3").json()

    told = client.post("/api/v3/animal/3", params={"name": "Ada", "status": "housed"})

    assert told.json() == {**before, "name": "Ada", "status": "housed"}


def test_what_lists_the_same_below_a_collection_shares_its_records(client_of: Open) -> None:
    client = client_of("shelter")
    made = {"id": 555, "name": "Rex", "photos": [], "status": "reserved"}
    client.post("/api/v3/animal", json=made)

    found = client.get("/api/v3/animal/findByStatus", params={"status": "reserved"}).json()

    assert made in found
    assert {each["status"] for each in found} == {"reserved"}


def test_a_page_states_where_it_begins_and_ends(client_of: Open) -> None:
    asked: dict[str, str | int] = {"page": 2, "per_page": 10, "sort": "-created_at"}
    client = client_of("pages")

    page = client.get("/api/v1/posts", params=asked).json()

    stated = {name: page["meta"][name] for name in ("current_page", "from", "to", "last_page")}
    assert stated == {"current_page": 2, "from": 11, "to": 20, "last_page": 3}
    last = client.get(page["links"]["last"]).json()
    assert (len(last["data"]), last["links"]["next"]) == (5, None)
    assert client.get(page["links"]["first"]).json()["meta"]["from"] == 1


def test_a_link_leads_to_a_record_that_shows_no_key(client_of: Open) -> None:
    client = client_of("hal")
    listed = client.get("/api/orders", params={"size": 2}).json()["_embedded"]["orders"]
    made = client.post("/api/orders", json={"reference": "R1", "status": "NEW"}).json()
    place = made["_links"]["self"]["href"]

    assert [client.get(each["_links"]["self"]["href"]).json() for each in listed] == listed
    assert client.get(place).json() == made
    changed = client.put(place, json={"reference": "R2"}).json()
    assert changed == {"reference": "R2", "_links": made["_links"]}
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404


def test_a_key_that_no_record_shows_may_be_said_when_it_is_made(client_of: Open) -> None:
    client = client_of("hal")

    made = client.post("/api/orders", json={"id": 7, "reference": "R1"}).json()

    assert made["_links"]["self"]["href"] == "/api/orders/7"
    assert client.get("/api/orders/7").json() == made
    assert client.post("/api/orders", json={"id": 7, "reference": "R2"}).status_code == 409


def test_a_replacement_that_says_nothing_changes_nothing(client_of: Open) -> None:
    client = client_of("pages")
    before = client.get("/api/v1/posts/3").json()["data"]

    after = client.put("/api/v1/posts/3").json()["data"]

    assert {**after, "updated_at": before["updated_at"]} == before


def test_a_pattern_says_which_decimals_are_meant(client_of: Open) -> None:
    client = client_of("slashes")

    made = [
        client.post("/api/articles/", json={"title": "Lamps", "price": each}).status_code
        for each in ("", "1.50", "1,50")
    ]

    assert made == [201, 201, 400]


def test_filters_in_brackets_keep_what_they_name(client_of: Open) -> None:
    page = client_of("pages").get("/api/v1/posts", params={"filter[status]": "draft"}).json()

    assert {each["status"] for each in page["data"]} == {"draft"}


@pytest.mark.parametrize(
    ("name", "path", "sent", "told"),
    [
        pytest.param(
            "pages",
            "/api/v1/posts",
            {"title": 1, "body": "b"},
            {"errors": {"title": ["expected string, found 1"]}},
            id="messages by field",
        ),
        pytest.param(
            "odata",
            "/odata/v4/catalog/Products",
            {"ID": 1, "Name": 2},
            {
                "error": {
                    "code": "invalid_body",
                    "message": "/Name: expected string or null, found 2",
                    "details": [
                        {
                            "code": "type",
                            "message": "expected string or null, found 2",
                            "target": "Name",
                        }
                    ],
                }
            },
            id="a list in an object",
        ),
        pytest.param(
            "fastapi",
            "/products",
            [],
            {"detail": [{"loc": ["body"], "msg": "expected object, found []", "type": "type"}]},
            id="a list of places",
        ),
    ],
)
def test_refusals_say_what_is_wrong_where_the_document_has_a_place_for_it(
    client_of: Open, name: str, path: str, sent: object, told: dict[str, object]
) -> None:
    refused = client_of(name).post(path, json=sent)

    assert told.items() <= refused.json().items()
