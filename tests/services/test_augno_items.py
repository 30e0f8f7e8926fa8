"""Listing and reading items: filters, search, order."""

from __future__ import annotations

from datetime import datetime

import pytest

KEY = {"Authorization": "Bearer aug_sk_test_demo"}


@pytest.fixture
def read(client_for):
    client = client_for("augno")

    def read(path="items", **parameters):
        answer = client.get(f"/v1/catalog/{path}", params=parameters, headers=KEY)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return read


@pytest.fixture
def everything(read):
    """All listed items, by id, expanded."""
    page = read(limit=1000, include="category,attributes")
    assert page["page_info"]["has_next_page"] is False
    return {item["id"]: item for item in page["data"]}


def ids(page):
    return {item["id"] for item in page["data"]}


def test_items_come_newest_first(read):
    created = [datetime.fromisoformat(item["created_at"]) for item in read(limit=1000)["data"]]

    assert created == sorted(created, reverse=True)


def test_a_page_has_100_items_unless_told_otherwise(read):
    assert len(read()["data"]) == 100


@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_limit_bounds_the_page(read, everything, limit):
    assert len(read(limit=limit)["data"]) == min(limit, len(everything))


@pytest.mark.parametrize("types", [["material"], ["part"], ["product"], ["material", "part"]])
def test_types_keep_items_of_any_of_them(read, everything, types):
    page = read(limit=1000, **{"types[]": types})

    assert ids(page) == {key for key, item in everything.items() if item["type"] in types}
    assert page["data"]


def test_types_partition_the_items(read, everything):
    parts = [
        ids(read(limit=1000, **{"types[]": [kind]})) for kind in ("material", "part", "product")
    ]

    assert sum(len(part) for part in parts) == len(everything)
    assert set.union(*parts) == everything.keys()


def test_arrays_may_be_sent_joined_by_commas(read):
    repeated = read(**{"types[]": ["material", "part"]})

    assert ids(read(types="material,part")) == ids(repeated)


def test_category_ids_keep_items_of_any_of_them(read, everything):
    wanted = list({item["category"]["id"] for item in everything.values()})[:2]

    page = read(limit=1000, **{"category_ids[]": wanted})

    assert ids(page) == {
        key for key, item in everything.items() if item["category"]["id"] in wanted
    }


def test_attribute_ids_keep_items_that_carry_any_of_them(read, everything):
    carried = {
        key: {each["id"] for each in item["attributes"]["data"]} for key, item in everything.items()
    }
    wanted = sorted(set.union(*carried.values()))[:3]

    page = read(limit=1000, **{"attribute_ids[]": wanted})

    assert ids(page) == {key for key, has in carried.items() if has & set(wanted)}
    assert page["data"]


def test_unknown_ids_in_a_filter_find_nothing(read):
    for name in ("category_ids[]", "attribute_ids[]", "product_line_ids[]", "customer_ids[]"):
        assert read(**{name: ["xx_000000000000"]})["data"] == []
    assert read(supplier_id="ac_000000000000")["data"] == []


def test_suppliers_share_the_materials_among_them(read, everything, suppliers):
    pages = [read(limit=1000, supplier_id=supplier) for supplier in suppliers]

    found = [item["id"] for page in pages for item in page["data"]]
    materials = {key for key, item in everything.items() if item["type"] == "material"}
    assert len(found) == len(set(found))
    assert set(found) == materials


def test_only_materials_have_suppliers(read, suppliers):
    page = read(supplier_id=suppliers[0], **{"types[]": ["product", "part"]})

    assert page["data"] == []


def test_product_lines_hold_products_only(read, lines):
    page = read(limit=1000, **{"product_line_ids[]": lines})

    assert page["data"]
    assert {item["type"] for item in page["data"]} == {"product"}


def test_lines_filter_by_any_of_them(read, lines):
    each = [ids(read(limit=1000, **{"product_line_ids[]": [line]})) for line in lines[:2]]

    assert ids(read(limit=1000, **{"product_line_ids[]": lines[:2]})) == each[0] | each[1]


def test_a_customer_sees_the_lines_it_may_buy_from(read, lines, customers):
    # customer 2 may buy from the first line only
    of_customer = ids(read(limit=1000, **{"customer_ids[]": [customers[1]]}))

    assert of_customer == ids(read(limit=1000, **{"product_line_ids[]": [lines[0]]}))
    assert of_customer


def test_customers_filter_by_any_of_them(read, customers):
    each = [ids(read(limit=1000, **{"customer_ids[]": [customer]})) for customer in customers[:3]]

    assert ids(read(limit=1000, **{"customer_ids[]": customers[:3]})) == set.union(*each)


def test_dates_include_both_ends(read, everything):
    created = sorted(item["created_at"] for item in everything.values())
    start, end = created[20], created[60]

    page = read(limit=1000, start_date=start, end_date=end)

    assert ids(page) == {
        key for key, item in everything.items() if start <= item["created_at"] <= end
    }


def test_dates_are_compared_as_moments(read, everything):
    middle = sorted(item["created_at"] for item in everything.values())[50]
    elsewhere = datetime.fromisoformat(middle).isoformat().replace("+00:00", ".000-00:00")

    assert ids(read(limit=1000, start_date=elsewhere)) == ids(read(limit=1000, start_date=middle))


def test_initial_only_keeps_some_parts(read, everything):
    initial = read(limit=1000, subassembly_filter="initial_only")

    assert ids(read(limit=1000, subassembly_filter="all")) == everything.keys()
    assert 0 < len(initial["data"]) < len(everything)
    assert {item["type"] for item in initial["data"]} == {"part"}


def test_search_looks_into_sku_and_description_whatever_the_case(read, everything):
    page = read(limit=1000, q="STEEL")

    assert ids(page) == {
        key
        for key, item in everything.items()
        if "steel" in item["sku"].lower() or "steel" in (item["description"] or "").lower()
    }
    assert page["data"]


def test_search_puts_the_closest_sku_first(read, create):
    for sku in ("ZQ-10", "AB-ZQ-1", "ZQ-1"):
        create(sku)
    create("LAST", description="made for ZQ-1")

    page = read(q="zq-1")

    assert [item["sku"] for item in page["data"]] == ["ZQ-1", "ZQ-10", "AB-ZQ-1", "LAST"]


def test_different_filters_must_all_hold(read):
    page = read(limit=1000, q="bolt", **{"types[]": ["material", "part"]})

    assert page["data"]
    assert ids(page) == ids(read(limit=1000, q="bolt")) & ids(
        read(limit=1000, **{"types[]": ["material", "part"]})
    )


def test_what_is_not_for_sale_is_retrievable_and_not_listed(read, create, everything):
    product = create("SRV-9999", kind="service", include="item")

    assert product["item"]["sku"] == "SRV-9999"
    assert ids(read(limit=1000)) == everything.keys()
    assert read(f"items/{product['item']['id']}")["sku"] == "SRV-9999"


def test_categories_filter_by_type_and_search_by_name(read):
    materials = read("item-categories", type="material_category")["data"]
    tools = read("item-categories", q="tools")["data"]

    assert {category["type"] for category in materials} == {"material_category"}
    assert {category["name"] for category in tools} == {"Hand Tools", "Power Tools"}


def test_categories_come_newest_first(read):
    created = [category["created_at"] for category in read("item-categories")["data"]]

    assert created == sorted(created, reverse=True)


@pytest.fixture
def create(client_for, read):
    client = client_for("augno")
    category = read("item-categories", type="product_category")["data"][0]["id"]

    def create(sku, *, kind="sale", include=None, **fields):
        answer = client.post(
            "/v1/catalog/products",
            params={"include": include} if include else {},
            json={"sku": sku, "type": kind, "category_id": category, **fields},
            headers=KEY,
        )
        assert answer.status_code == 201, answer.text
        return answer.json()

    return create


@pytest.fixture
def suppliers():
    return [
        "ac_tc3sxhfhtj00",
        "ac_pdeakq2h250t",
        "ac_jr903qtgqxak",
        "ac_nq0chcmva257",
        "ac_5kst6rh7hj2x",
        "ac_vgdzjrywesad",
        "ac_hxpvvgc0xc35",
        "ac_gf65085742j1",
    ]


@pytest.fixture
def customers():
    return [
        "ac_ew3hc04sf1q5",
        "ac_k4q6jz5vpjf3",
        "ac_d1kmy4adyjb0",
        "ac_4e6vmc1djx1w",
        "ac_5pdame4fhtkm",
        "ac_avznrgvdwb0v",
    ]


@pytest.fixture
def lines():
    return [
        "pl_ng5b4nsx6d9c",
        "pl_wenmyf3h5vbd",
        "pl_t227azmv5g47",
        "pl_0bxammvevn22",
        "pl_r79grsz62kfs",
    ]
