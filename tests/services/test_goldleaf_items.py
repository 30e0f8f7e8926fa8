"""GoldLeaf's list of customer items: what a row says, and what filters, sorting and paging do."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NOBODY = "000000000000000000000000"
DOCUMENTED = {  # the schema page of customer item properties, in its order
    "_id": str,
    "item": str,
    "customer": str,
    "startDate": datetime,
    "endDate": datetime,
    "lastModified": datetime,
    "created": datetime,
    "lastModifiedBy": str,
    "createdBy": str,
    "deleted": bool,
    "deletedDate": datetime,
    "deletedBy": str,
    "orgPartNumber": str,
    "available": bool,
    "priority": str,
    "cost": float,
    "costCurrency": str,
    "unitOfMeasure": str,
    "netPrice": float,
    "netPriceCurrency": str,
    "netPriceUnitOfMeasure": str,
    "itemType": str,
    "recordSource": str,
    "erpHeaderId": str,
    "erpId": str,
}
REQUIRED = {"_id", "item", "customer", "lastModified", "created", "deleted", "itemType"}
JOINED = {"brand": str, "partNumber": str, "name": str, "image": str}
AGREED = {"price": float, "discount": float, "notes": str}
KNOWN = DOCUMENTED | JOINED | AGREED
TEXT_FILTERS = ["brand", "partNumber", "orgPartNumber"]


@pytest.fixture
def path(goldleaf):
    """The path of a customer whose list has several pages."""
    customers = goldleaf.get("/api/v1/customers").json()["items"]
    paths = [f"/api/v1/customer/{customer['_id']}" for customer in customers]
    return next(each for each in paths if goldleaf.get(f"{each}/items").json()["total"] > 20)


def everything(client, path, /, **parameters):
    return client.get(f"{path}/items", params={"itemsPerPage": 1000, **parameters}).json()["items"]


def is_a(value, kind):
    if kind is datetime:
        return datetime.fromisoformat(value).tzinfo is not None
    if kind is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, kind)


def test_row_has_the_documented_fields_and_no_other(goldleaf, path):
    rows = everything(goldleaf, path)

    assert {name for row in rows for name in row} == KNOWN.keys() - {"deletedDate", "deletedBy"}
    for row in rows:
        assert row.keys() >= REQUIRED | JOINED.keys()
        assert all(is_a(value, KNOWN[name]) for name, value in row.items() if value is not None)
        assert {name for name, value in row.items() if value is None} <= {"image"}


def test_fields_come_in_the_documented_order(goldleaf, path):
    for row in everything(goldleaf, path):
        assert list(row) == [name for name in KNOWN if name in row]


def test_envelope_is_items_and_total(goldleaf, path):
    answer = goldleaf.get(f"{path}/items")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert list(answer.json()) == ["items", "total"]


def test_page_has_ten_items_by_default(goldleaf, path):
    answer = goldleaf.get(f"{path}/items").json()

    assert len(answer["items"]) == 10
    assert answer["total"] > 10


def test_default_order_is_part_number_ascending(goldleaf, path):
    numbers = [row["partNumber"] for row in everything(goldleaf, path)]

    assert numbers == sorted(numbers)


@pytest.mark.parametrize("key", ["partNumber", "lastModified"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_list_is_sorted_by_the_key_and_in_the_direction_asked_for(goldleaf, path, key, order):
    rows = everything(goldleaf, path, **{"sortBy[0].key": key, "sortBy[0].order": order})

    values = [row[key] for row in rows]
    assert values == sorted(values, reverse=order == "desc")
    assert len(values) == len(everything(goldleaf, path))


def test_direction_alone_turns_the_default_order_around(goldleaf, path):
    numbers = [
        row["partNumber"] for row in everything(goldleaf, path, **{"sortBy[0].order": "desc"})
    ]

    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("spelling", ["search[{}]", "search.{}"], ids=["brackets", "dots"])
@pytest.mark.parametrize("field", TEXT_FILTERS)
def test_text_filter_keeps_what_contains_the_text_in_any_case(goldleaf, path, field, spelling):
    rows = everything(goldleaf, path)
    text = next(row[field] for row in rows if field in row)[1:4].swapcase()
    expected = [row["_id"] for row in rows if text.lower() in row.get(field, "").lower()]

    kept = everything(goldleaf, path, **{spelling.format(field): text})

    assert [row["_id"] for row in kept] == expected
    assert 0 < len(kept) < len(rows)


@pytest.mark.parametrize("spelling", ["search[itemType]", "search.itemType"])
def test_item_type_filter_keeps_exactly_that_type(goldleaf, path, spelling):
    rows = everything(goldleaf, path)
    types = {row["itemType"] for row in rows}

    by_type = {each: everything(goldleaf, path, **{spelling: each}) for each in types}

    assert len(types) > 3
    assert all({row["itemType"] for row in kept} == {each} for each, kept in by_type.items())
    assert sum(map(len, by_type.values())) == len(rows)
    assert everything(goldleaf, path, **{spelling: "hos"}) == []


def test_filters_narrow_each_other(goldleaf, path):
    rows = everything(goldleaf, path)
    chosen = rows[0]
    wanted = {"search[brand]": chosen["brand"], "search[itemType]": chosen["itemType"]}

    kept = everything(goldleaf, path, **wanted)

    both = [
        row["_id"]
        for row in rows
        if (row["brand"], row["itemType"]) == (chosen["brand"], chosen["itemType"])
    ]
    assert [row["_id"] for row in kept] == both


def test_total_counts_what_the_filters_keep(goldleaf, path):
    kept = everything(goldleaf, path, **{"search[itemType]": "hose"})

    first = goldleaf.get(
        f"{path}/items", params={"search[itemType]": "hose", "itemsPerPage": 1}
    ).json()

    assert first["total"] == len(kept) > 1
    assert len(first["items"]) == 1


def test_page_past_the_end_is_empty_and_keeps_the_total(goldleaf, path):
    total = goldleaf.get(f"{path}/items").json()["total"]

    answer = goldleaf.get(f"{path}/items", params={"page": 2_147_483_647, "itemsPerPage": 1000})

    assert answer.status_code == 200
    assert answer.json() == {"items": [], "total": total}


def test_some_customer_has_no_items(goldleaf):
    customers = goldleaf.get("/api/v1/customers").json()["items"]

    answers = [goldleaf.get(f"/api/v1/customer/{each['_id']}/items").json() for each in customers]

    assert {"items": [], "total": 0} in answers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "x"),
        ("itemsPerPage", "0"),
        ("itemsPerPage", "1001"),
        ("itemsPerPage", "2.5"),
        ("sortBy[0].key", "brand"),
        ("sortBy[0].order", "up"),
        ("search[brand]", "x" * 256),
    ],
)
def test_invalid_parameter_answers_400_and_names_it(goldleaf, path, name, value):
    answer = goldleaf.get(f"{path}/items", params={name: value})

    assert answer.status_code == 400
    assert list(answer.json()) == ["message"]
    assert name in answer.json()["message"]


@pytest.mark.parametrize("customer", ["1", NOBODY.upper()[:-1] + "G", NOBODY + "0"])
def test_malformed_customer_id_answers_400(goldleaf, customer):
    answer = goldleaf.get(f"/api/v1/customer/{customer}/items")

    assert answer.status_code == 400
    assert "customerId" in answer.json()["message"]


def test_unknown_customer_answers_404(goldleaf):
    answer = goldleaf.get(f"/api/v1/customer/{NOBODY}/items")

    assert answer.status_code == 404
    assert list(answer.json()) == ["message"]


def test_items_belong_to_the_customer_and_are_active(goldleaf, path):
    customer = path.rpartition("/")[2]

    rows = everything(goldleaf, path)

    assert {row["customer"] for row in rows} == {customer}
    assert {row["deleted"] for row in rows} == {False}
    assert len({row["item"] for row in rows}) == len(rows)


def test_rows_make_sense(goldleaf, path):
    for row in everything(goldleaf, path):
        assert 0 < row["cost"] < row["netPrice"] * 1.01
        assert row["created"] <= row["lastModified"]
        assert row.get("startDate", "") <= row.get("endDate", "9")
        assert row["netPriceUnitOfMeasure"] == row["unitOfMeasure"]
        if "price" in row:
            assert row["price"] * (1 - row["discount"]) == pytest.approx(row["netPrice"], abs=0.02)


def test_api_customer_id_that_makes_no_sense_is_no_error(goldleaf, path):
    answer = goldleaf.get(f"{path}/items", headers={"apiCustomerId": "nobody"})

    assert answer.status_code == 200


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    size=st.integers(min_value=1, max_value=30),
    key=st.sampled_from(["partNumber", "lastModified"]),
    order=st.sampled_from(["asc", "desc"]),
    filters=st.dictionaries(
        st.sampled_from(["search[brand]", "search[partNumber]", "search[itemType]"]),
        st.sampled_from(["o", "R", "hose", "adaptor", "-8", "zzz"]),
        max_size=2,
    ),
)
def test_pages_partition_the_filtered_and_sorted_list(goldleaf, path, size, key, order, filters):
    asked = {"sortBy[0].key": key, "sortBy[0].order": order, **filters}
    whole = everything(goldleaf, path, **asked)

    pages = [
        goldleaf.get(f"{path}/items", params={**asked, "page": number, "itemsPerPage": size}).json()
        for number in range(1, len(whole) // size + 2)
    ]

    assert [row for page in pages for row in page["items"]] == whole
    assert {page["total"] for page in pages} == {len(whole)}
    assert all(len(page["items"]) == size for page in pages[: len(whole) // size])
    assert all(
        first[key] <= second[key] if order == "asc" else first[key] >= second[key]
        for first, second in pairwise(whole)
    )
