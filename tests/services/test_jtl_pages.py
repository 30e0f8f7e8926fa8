"""Pages of items, for any page size and any combination of filters."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HEADERS = {
    "Authorization": "Bearer some-token",
    "x-appid": "Tests/1.0.0",
    "x-appversion": "1.0.0",
    "x-tenant-id": "6d9c1e38-5a27-4a9b-9c43-0f6a4f1f7f10",
}
EARLY, LATE = datetime(2023, 6, 1), datetime(2026, 6, 2)  # noqa: DTZ001 - hypothesis wants naive bounds
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "searchKeyWord": st.sampled_from(["", "h", "set", "bearing", "2024"]),
        "categoryId": st.integers(1, 30),
        "manufacturerId": st.integers(0, 26),
        "parentItemId": st.sampled_from([0, 5, 10, 77]),
        "changedSince": st.datetimes(EARLY, LATE).map(
            lambda moment: moment.isoformat(timespec="seconds") + "Z"
        ),
        "isActiveOnSalesChannelId": st.sampled_from(["2-2-2", "9-7-1-2", "1-1-1"]),
    },
).filter(lambda filters: len(filters) <= 3)


# The tests only read, so that one client serves all examples of a test.
reading = partial(
    settings, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def client(client_for):
    return client_for("jtl", check=False)


def query(client, **parameters):
    answer = client.get("/erp/items", params=parameters, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return answer.json()


def walk(client, **parameters):
    pages = [query(client, pageNumber=1, **parameters)]
    while pages[-1]["HasNextPage"]:
        pages.append(query(client, pageNumber=pages[-1]["NextPageNumber"], **parameters))
    return pages


@reading(max_examples=40)
@given(filters=FILTERS, size=st.integers(1, 60))
def test_pages_partition_what_the_filters_select(client, filters, size):
    whole = query(client, pageSize=1000, **filters)["Items"]
    size = max(size, -(-len(whole) // 20))

    pages = walk(client, pageSize=size, **filters)

    assert [item for page in pages for item in page["Items"]] == whole
    assert {page["TotalItems"] for page in pages} == {len(whole)}
    assert {page["TotalPages"] for page in pages} == {-(-len(whole) // size)}
    assert len(pages) == max(1, pages[0]["TotalPages"])


@reading(max_examples=60)
@given(filters=FILTERS, size=st.integers(1, 1000), number=st.integers(1, 200))
def test_figures_of_a_page_follow_from_total_size_and_number(client, filters, size, number):
    page = query(client, pageSize=size, pageNumber=number, **filters)

    total, pages = page["TotalItems"], -(-page["TotalItems"] // size)
    assert (page["PageNumber"], page["PageSize"], page["TotalPages"]) == (number, size, pages)
    assert len(page["Items"]) == max(0, min(size, total - (number - 1) * size))
    assert page["HasNextPage"] == (number < pages)
    assert page["NextPageNumber"] == (number + 1 if number < pages else pages)
    assert page["HasPreviousPage"] == (number > 1)
    assert page["PreviousPageNumber"] == max(1, number - 1)


@reading(max_examples=40)
@given(size=st.integers(1, 60), data=st.data())
def test_next_and_previous_lead_back_to_the_same_page(client, size, data):
    pages = query(client, pageSize=size)["TotalPages"]
    number = data.draw(st.integers(1, pages))
    page = query(client, pageSize=size, pageNumber=number)

    if page["HasNextPage"]:
        following = query(client, pageSize=size, pageNumber=page["NextPageNumber"])
        assert query(client, pageSize=size, pageNumber=following["PreviousPageNumber"]) == page
    if page["HasPreviousPage"]:
        preceding = query(client, pageSize=size, pageNumber=page["PreviousPageNumber"])
        assert query(client, pageSize=size, pageNumber=preceding["NextPageNumber"]) == page


@reading(max_examples=30)
@given(filters=FILTERS)
def test_every_filter_narrows_on_its_own(client, filters):
    together = {item["Id"] for item in query(client, pageSize=1000, **filters)["Items"]}

    apart = [
        {item["Id"] for item in query(client, pageSize=1000, **{name: value})["Items"]}
        for name, value in filters.items()
    ]

    everything = {item["Id"] for item in query(client, pageSize=1000)["Items"]}
    assert together == everything.intersection(*apart)
