"""Paging through items: whatever the filters and the page size, pages make up the list."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

KEY = {"Authorization": "Bearer aug_sk_test_demo"}
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["steel", "hx", "M8", "x 40", "tool", "zzz"]),
        "types[]": st.lists(st.sampled_from(["product", "material", "part"]), max_size=3),
        "start_date": st.sampled_from(["2024-06-01T00:00:00Z", "2025-11-01T00:00:00+02:00"]),
        "end_date": st.sampled_from(["2025-12-31T23:59:59Z", "2026-05-01T12:00:00.5Z"]),
        "subassembly_filter": st.sampled_from(["all", "initial_only"]),
        "include[]": st.lists(st.sampled_from(["category", "attributes"]), max_size=2),
    },
)
in_process = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Reader:
    """Reads pages, by parameters or by the URL of a page."""

    def __init__(self, client):
        self.client = client

    def page(self, parameters):
        answer = self.client.get("/v1/catalog/items", params=parameters, headers=KEY)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def at(self, url):
        answer = self.client.get(url, headers=KEY)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def walk(self, page):
        while page is not None:
            yield page
            url = page["page_info"]["next_page_url"]
            page = self.at(url) if url else None


@pytest.fixture
def reader(client_for):
    return Reader(client_for("augno"))


def keys(page):
    return [item["id"] for item in page["data"]]


@given(filters=FILTERS, limit=st.integers(1, 60))
@in_process
def test_pages_put_together_are_the_whole_list(reader, filters, limit):
    whole = reader.page({**filters, "limit": 1000})

    pages = list(reader.walk(reader.page({**filters, "limit": limit})))

    assert [item for page in pages for item in page["data"]] == whole["data"]
    assert all(len(page["data"]) == limit for page in pages[:-1])


@given(filters=FILTERS, limit=st.integers(1, 60))
@in_process
def test_the_way_back_shows_the_same_pages(reader, filters, limit):
    forth = list(reader.walk(reader.page({**filters, "limit": limit})))

    page = forth[-1]
    back = [page]
    while page["page_info"]["previous_page_url"]:
        page = reader.at(page["page_info"]["previous_page_url"])
        back.append(page)

    assert [keys(page) for page in reversed(back)] == [keys(page) for page in forth]


@given(filters=FILTERS, limit=st.integers(1, 60))
@in_process
def test_page_information_says_what_there_is(reader, filters, limit):
    pages = list(reader.walk(reader.page({**filters, "limit": limit})))

    for number, page in enumerate(pages):
        information = page["page_info"]
        assert information["has_prev_page"] is (number > 0)
        assert information["has_next_page"] is (number < len(pages) - 1)
        for side, flag in (("next", "has_next_page"), ("previous", "has_prev_page")):
            assert (information[f"{side}_page_url"] is not None) is information[flag]


@given(filters=FILTERS)
@in_process
def test_page_urls_are_relative_and_keep_the_filters(reader, filters):
    page = reader.page({**filters, "limit": 3})

    url = page["page_info"]["next_page_url"] or "/v1/catalog/items?limit=3"
    assert url.startswith("/v1/catalog/items?")
    assert "limit=3" in url
    assert ("q=" in url) is ("q" in filters) or not page["page_info"]["has_next_page"]


numbers = count(1)


@given(limit=st.integers(8, 60))
@settings(in_process, max_examples=5)
def test_items_created_between_pages_neither_repeat_nor_hide_others(reader, limit):
    before = keys(reader.page({"limit": 1000}))
    category = reader.at("/v1/catalog/item-categories?type=product_category")["data"][0]["id"]

    seen = []
    for page in reader.walk(reader.page({"limit": limit})):
        seen += keys(page)
        body = {"sku": f"BETWEEN-{next(numbers)}", "type": "sale", "category_id": category}
        reader.client.post("/v1/catalog/products", json=body, headers=KEY).raise_for_status()

    assert seen == before


def test_created_items_are_on_the_page_before_the_first(reader):
    first = reader.page({"limit": 2})
    second = reader.at(first["page_info"]["next_page_url"])
    category = reader.at("/v1/catalog/item-categories?type=product_category")["data"][0]["id"]
    body = {"sku": "NEWEST", "type": "sale", "category_id": category}
    reader.client.post("/v1/catalog/products", json=body, headers=KEY).raise_for_status()

    again = reader.at(second["page_info"]["previous_page_url"])

    assert keys(again) == keys(first)
    assert again["page_info"]["has_prev_page"] is True
    newest = reader.at(again["page_info"]["previous_page_url"])
    assert [item["sku"] for item in newest["data"]] == ["NEWEST"]


@pytest.mark.parametrize("cursor", ["abc", "WzBd", "W10", "eyJhIjoxfQ", "WzAsMSwyLDMsNCw1XQ"])
def test_a_cursor_that_was_not_given_out_is_refused(reader, cursor):
    answer = reader.client.get("/v1/catalog/items", params={"cursor": cursor}, headers=KEY)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "resource_not_found"
    assert answer.json()["error"]["param"] == "cursor"
