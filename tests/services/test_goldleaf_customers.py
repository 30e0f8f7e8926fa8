"""GoldLeaf's customers: how they are found, and what they say."""

from __future__ import annotations

import re

import pytest

NOBODY = "000000000000000000000000"
SETTABLE = {  # what the update page of a customer lists
    "name",
    "domain",
    "erpId",
    "city",
    "region",
    "postalCode",
    "country",
    "phoneNumber",
    "email",
    "website",
    "address1",
    "address2",
    "defaultLengthUnit",
    "defaultLengthUnitBillOfMaterials",
    "defaultPressureUnit",
    "defaultCurrency",
    "defaultTaxCode",
    "contactCustomerForResale",
    "defaultMarginPercentMaterials",
    "defaultMarginPercentLabour",
    "listPricing",
    "defaultDiscountPercentMaterials",
    "defaultDiscountPercentHoses",
    "defaultDiscountPercentCrimpFittings",
    "defaultDiscountPercentWraps",
    "defaultDiscountPercentFerrules",
    "defaultDiscountPercentAdaptors",
    "defaultDiscountPercentOtherItems",
    "defaultItemPricing",
}
HEADER = {"_id", "lastModified", "created", "lastModifiedBy", "createdBy", "deleted"}


@pytest.fixture
def customers(goldleaf):
    return goldleaf.get("/api/v1/customers").json()["items"]


def test_envelope_is_items_total_and_page(goldleaf):
    answer = goldleaf.get("/api/v1/customers").json()

    assert list(answer) == ["items", "total", "page"]
    assert answer["total"] == len(answer["items"]) > 3
    assert answer["page"] == 1


def test_customer_has_the_fields_that_an_update_can_set(customers):
    assert {name for customer in customers for name in customer} == SETTABLE | HEADER
    assert all(re.fullmatch(r"[0-9a-f]{24}", customer["_id"]) for customer in customers)


def test_some_customers_lack_what_need_not_be_known(customers):
    for field in ("domain", "erpId", "phoneNumber"):
        assert {customer[field] is None for customer in customers} == {True, False}


def test_deleted_customers_are_not_listed(customers):
    assert {customer["deleted"] for customer in customers} == {False}


def test_customers_come_by_name(customers):
    names = [customer["name"] for customer in customers]

    assert names == sorted(names)


@pytest.mark.parametrize("spelling", ["search.{}", "search[{}]"], ids=["dots", "brackets"])
@pytest.mark.parametrize("field", ["name", "erpId", "domain"])
def test_search_keeps_what_contains_the_text_in_any_case(goldleaf, customers, field, spelling):
    text = next(customer[field] for customer in customers if customer[field])[-6:].swapcase()

    found = goldleaf.get("/api/v1/customers", params={spelling.format(field): text}).json()

    expected = [each for each in customers if text.lower() in (each[field] or "").lower()]
    assert found == {"items": expected, "total": len(expected), "page": 1}
    assert expected


def test_search_without_a_match_answers_an_empty_list(goldleaf):
    answer = goldleaf.get("/api/v1/customers", params={"search.name": "nobody at all"})

    assert answer.status_code == 200
    assert answer.json() == {"items": [], "total": 0, "page": 1}


def test_every_listed_customer_can_be_read(goldleaf, customers):
    for customer in customers:
        assert goldleaf.get(f"/api/v1/customer/{customer['_id']}").json() == customer


@pytest.mark.parametrize(("customer", "status"), [(NOBODY, 404), ("12", 400), ("A" * 24, 400)])
def test_customer_that_is_not_there_is_refused(goldleaf, customer, status):
    answer = goldleaf.get(f"/api/v1/customer/{customer}")

    assert answer.status_code == status
    assert list(answer.json()) == ["message"]


def test_search_text_beyond_the_limit_answers_400(goldleaf):
    answer = goldleaf.get("/api/v1/customers", params={"search.name": "x" * 256})

    assert answer.status_code == 400
    assert "search.name" in answer.json()["message"]
