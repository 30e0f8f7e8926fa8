"""Query Items and Query Categories: what they show, and which records they select."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from understudy.serving import Settings, build_application

HEADERS = {
    "Authorization": "Bearer some-token",
    "x-appid": "Tests/1.0.0",
    "x-appversion": "1.0.0",
    "x-tenant-id": "6d9c1e38-5a27-4a9b-9c43-0f6a4f1f7f10",
}
NUMBER = (int, float)

# The members of the documented answer in their order, with the kind of value each holds.
ENVELOPE = {
    "TotalItems": int,
    "PageNumber": int,
    "PageSize": int,
    "Items": list,
    "TotalPages": int,
    "HasPreviousPage": bool,
    "HasNextPage": bool,
    "NextPageNumber": int,
    "PreviousPageNumber": int,
}
ITEM = {
    "Id": int,
    "SKU": str,
    "ManufacturerId": int,
    "ResponsiblePersonId": int,
    "IsActive": bool,
    "Categories": list,
    "Categories[]": dict,
    "Categories[].CategoryId": int,
    "Categories[].Name": str,
    "Name": str,
    "Description": str,
    "ShortDescription": str,
    "Identifiers": dict,
    "Identifiers.Gtin": str,
    "Identifiers.ManufacturerNumber": str,
    "Identifiers.ISBN": str,
    "Identifiers.UPC": str,
    "Identifiers.AmazonFnsku": str,
    "Identifiers.Asins": list,
    "Identifiers.Asins[]": str,
    "Identifiers.OwnIdentifier": str,
    "Components": list,
    "Components[]": dict,
    "Components[].ItemId": int,
    "Components[].Quantity": NUMBER,
    "Components[].SortNumber": int,
    "ChildItems": list,
    "ChildItems[]": int,
    "ParentItemId": int,
    "ItemPriceData": dict,
    "ItemPriceData.SalesPriceNet": NUMBER,
    "ItemPriceData.SuggestedRetailPrice": NUMBER,
    "ItemPriceData.PurchasePriceNet": NUMBER,
    "ItemPriceData.EbayPrice": NUMBER,
    "ItemPriceData.AmazonPrice": NUMBER,
    "ActiveSalesChannels": list,
    "ActiveSalesChannels[]": str,
    "SortNumber": int,
    "Annotation": str,
    "Added": datetime,
    "Changed": datetime,
    "ReleasedOnDate": datetime,
    "StorageOptions": dict,
    "StorageOptions.InventoryManagementActive": bool,
    "StorageOptions.SplitQuantity": bool,
    "StorageOptions.GlobalMinimumStockLevel": NUMBER,
    "StorageOptions.Buffer": int,
    "StorageOptions.SerialNumberItem": bool,
    "StorageOptions.SerialNumberTracking": bool,
    "StorageOptions.SubjectToShelfLifeExpirationDate": bool,
    "StorageOptions.SubjectToBatchItem": bool,
    "StorageOptions.ProcurementTime": int,
    "StorageOptions.DetermineProcurementTimeAutomatically": bool,
    "StorageOptions.AdditionalHandlingTime": int,
    "CountryOfOrigin": str,
    "ConditionId": int,
    "ShippingClassId": int,
    "ProductGroupId": int,
    "TaxClassId": int,
    "Dimensions": dict,
    "Dimensions.Length": NUMBER,
    "Dimensions.Width": NUMBER,
    "Dimensions.Height": NUMBER,
    "Weights": dict,
    "Weights.ItemWeigth": NUMBER,
    "Weights.ShippingWeight": NUMBER,
    "AllowNegativeStock": bool,
    "Quantities": dict,
    "Quantities.MinimumOrderQuantity": NUMBER,
    "Quantities.MinimumPurchaseQuantityForCustomerGroup": list,
    "Quantities.MinimumPurchaseQuantityForCustomerGroup[]": dict,
    "Quantities.MinimumPurchaseQuantityForCustomerGroup[].CustomerGroupId": int,
    "Quantities.MinimumPurchaseQuantityForCustomerGroup[].PermissibleOrderQuantity": NUMBER,
    "Quantities.MinimumPurchaseQuantityForCustomerGroup[].MinimumPurchaseQuantity": NUMBER,
    "Quantities.MinimumPurchaseQuantityForCustomerGroup[].IsActive": bool,
    "Quantities.PermissibleOrderQuantity": NUMBER,
    "DangerousGoods": dict,
    "DangerousGoods.UnNumber": str,
    "DangerousGoods.HazardNo": str,
    "Taric": str,
    "SearchTerms": str,
    "PriceListActive": bool,
    "IgnoreDiscounts": bool,
    "AvailabilityId": int,
}
CATEGORY = {
    "Id": int,
    "Name": str,
    "Description": str,
    "ParentCategoryId": int,
    "Level": int,
    "SortNumber": int,
    "ActiveSalesChannels": list,
    "ActiveSalesChannels[]": str,
}


@pytest.fixture
def client(client_for):
    return client_for("jtl")


def query(client, path="/erp/items", **parameters):
    answer = client.get(path, params=parameters, headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return answer.json()


def every_item(client):
    return query(client, pageSize=1000)["Items"]


def ids(page):
    return [item["Id"] for item in page["Items"]]


def places(value, prefix=""):
    """Yield every member below a value as (path, value), arrays as `[]`."""
    if isinstance(value, dict):
        for name, each in value.items():
            path = f"{prefix}.{name}" if prefix else name
            yield path, each
            yield from places(each, path)
    elif isinstance(value, list):
        for each in value:
            yield f"{prefix}[]", each
            yield from places(each, f"{prefix}[]")


def is_a(value, kind):
    if kind is datetime:
        return isinstance(value, str) and bool(datetime.fromisoformat(value).tzinfo)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def assert_documented(records, documented):
    found = [(path, value) for record in records for path, value in places(record)]
    assert {path for path, _ in found} == set(documented)
    assert all(is_a(value, documented[path]) for path, value in found)


def test_list_has_the_documented_members_in_their_order(client):
    page = query(client)

    assert list(page) == list(ENVELOPE)
    assert all(is_a(page[name], kind) for name, kind in ENVELOPE.items())


def test_items_have_every_documented_member_and_no_other(client):
    items = every_item(client)

    assert_documented(items, ITEM)
    assert all(
        list(item) == [name for name in ITEM if "." not in name and "[" not in name]
        for item in items
    )


def test_one_item_is_shown_like_in_the_list(client):
    listed = query(client)["Items"][3]

    answer = client.get(f"/erp/items/{listed['Id']}", headers=HEADERS)

    assert answer.status_code == 200
    assert answer.json() == listed


def test_categories_have_every_documented_member_and_no_other(client):
    page = query(client, "/erp/categories", pageSize=1000)

    assert list(page) == list(ENVELOPE)
    assert_documented(page["Items"], CATEGORY)


def test_first_page_has_20_items_ordered_by_id(client):
    page = query(client)

    assert (page["PageNumber"], page["PageSize"], len(page["Items"])) == (1, 20, 20)
    assert ids(page) == sorted(ids(page))


def test_only_page_names_itself_as_next_and_previous(client):
    page = query(client, pageSize=1000)

    assert page["TotalItems"] == len(page["Items"]) == 120
    assert page["TotalPages"] == page["NextPageNumber"] == page["PreviousPageNumber"] == 1
    assert (page["HasPreviousPage"], page["HasNextPage"]) == (False, False)


def test_middle_page_names_its_neighbours(client):
    page = query(client, pageSize=50, pageNumber=2)

    assert (page["TotalPages"], page["HasPreviousPage"], page["HasNextPage"]) == (3, True, True)
    assert (page["PreviousPageNumber"], page["NextPageNumber"]) == (1, 3)


def test_last_page_names_the_total_number_of_pages_as_next(client):
    page = query(client, pageSize=50, pageNumber=3)

    assert (len(page["Items"]), page["HasNextPage"], page["NextPageNumber"]) == (20, False, 3)
    assert (page["HasPreviousPage"], page["PreviousPageNumber"]) == (True, 2)


def test_page_behind_the_end_is_empty(client):
    page = query(client, pageSize=50, pageNumber=9)

    assert page["Items"] == []
    assert (page["TotalItems"], page["TotalPages"], page["PageNumber"]) == (120, 3, 9)
    assert (page["HasNextPage"], page["NextPageNumber"]) == (False, 3)
    assert (page["HasPreviousPage"], page["PreviousPageNumber"]) == (True, 8)


def test_empty_result_has_no_page_at_all(client):
    page = query(client, searchKeyWord="there is nothing like this")

    assert page == {
        "TotalItems": 0,
        "PageNumber": 1,
        "PageSize": 20,
        "Items": [],
        "TotalPages": 0,
        "HasPreviousPage": False,
        "HasNextPage": False,
        "NextPageNumber": 0,
        "PreviousPageNumber": 1,
    }


def test_search_finds_the_beginning_of_an_sku_whatever_the_case(client):
    wanted = every_item(client)[30]["SKU"]

    page = query(client, searchKeyWord=wanted[:4].lower(), pageSize=1000)

    assert wanted in {item["SKU"] for item in page["Items"]}
    assert len(page["Items"]) < 120


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda item: item["Name"][3:12].upper(), id="part of the name"),
        pytest.param(lambda item: item["Identifiers"]["Gtin"], id="gtin"),
        pytest.param(
            lambda item: item["Identifiers"]["ManufacturerNumber"], id="manufacturer number"
        ),
        pytest.param(lambda item: item["Identifiers"]["UPC"], id="upc"),
        pytest.param(lambda item: item["Identifiers"]["AmazonFnsku"].lower(), id="fnsku"),
        pytest.param(lambda item: next(iter(item["Identifiers"]["Asins"]), ""), id="asin"),
        pytest.param(lambda item: item["Identifiers"]["OwnIdentifier"], id="own identifier"),
    ],
)
def test_search_finds_an_item_by_identifier(client, read):
    wanted = next(item for item in every_item(client) if read(item))

    found = query(client, searchKeyWord=read(wanted), pageSize=1000)

    assert wanted["Id"] in ids(found)
    assert found["TotalItems"] < 120


def test_category_filter_keeps_the_items_assigned_to_it(client):
    items = every_item(client)
    category = items[0]["Categories"][0]["CategoryId"]

    page = query(client, categoryId=category, pageSize=1000)

    expected = [
        item["Id"]
        for item in items
        if category in {each["CategoryId"] for each in item["Categories"]}
    ]
    assert ids(page) == expected
    assert 0 < len(expected) < 120


def test_manufacturer_filter_keeps_the_items_of_that_manufacturer(client):
    items = every_item(client)
    manufacturer = items[5]["ManufacturerId"]

    page = query(client, manufacturerId=manufacturer, pageSize=1000)

    assert ids(page) == [item["Id"] for item in items if item["ManufacturerId"] == manufacturer]


def test_parent_filter_keeps_the_children(client):
    parent = next(item for item in every_item(client) if item["ChildItems"])

    page = query(client, parentItemId=parent["Id"])

    assert ids(page) == parent["ChildItems"]
    assert {item["ParentItemId"] for item in page["Items"]} == {parent["Id"]}


def test_changed_since_keeps_what_changed_then_or_later(client):
    items = every_item(client)
    moment = sorted(item["Changed"] for item in items)[60]

    page = query(client, changedSince=moment, pageSize=1000)

    assert ids(page) == [item["Id"] for item in items if item["Changed"] >= moment]


def test_changed_since_understands_offsets_and_seven_digits_of_a_second(client):
    moment = sorted(item["Changed"] for item in every_item(client))[60]
    plain = query(client, changedSince=moment)["TotalItems"]

    precise = query(client, changedSince=moment.replace("Z", ".0000000+00:00"))["TotalItems"]

    assert precise == plain


def test_sales_channel_filter_keeps_the_items_active_there(client):
    items = every_item(client)

    page = query(client, isActiveOnSalesChannelId="2-2-2", pageSize=1000)

    assert ids(page) == [item["Id"] for item in items if "2-2-2" in item["ActiveSalesChannels"]]
    assert 0 < page["TotalItems"] < 120


def test_filters_combine(client):
    wanted = next(
        item for item in every_item(client) if item["ActiveSalesChannels"] and item["Categories"]
    )

    page = query(
        client,
        searchKeyWord=wanted["SKU"],
        categoryId=wanted["Categories"][0]["CategoryId"],
        manufacturerId=wanted["ManufacturerId"],
        isActiveOnSalesChannelId=wanted["ActiveSalesChannels"][0],
        changedSince=wanted["Changed"],
    )

    assert ids(page) == [wanted["Id"]]


@pytest.mark.parametrize("name", ["categoryId", "manufacturerId", "parentItemId"])
def test_unknown_filter_value_matches_nothing(client, name):
    page = query(client, **{name: -7})

    assert page["TotalItems"] == 0


def test_unknown_query_parameter_is_ignored(client):
    assert query(client, postalCode="41836") == query(client)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pageNumber", "0"),
        ("pageNumber", "-1"),
        ("pageNumber", "two"),
        ("pageSize", "0"),
        ("pageSize", "1001"),
        ("pageSize", ""),
        ("categoryId", "2147483648"),
        ("manufacturerId", "1.5"),
        ("parentItemId", "x"),
        ("changedSince", "yesterday"),
    ],
)
def test_invalid_parameter_answers_400_and_names_it(client, name, value):
    answer = client.get("/erp/items", params={name: value}, headers=HEADERS)

    assert answer.status_code == 400
    problem = answer.json()
    assert problem["ErrorCode"] == "ValidationError"
    assert list(problem["ValidationErrors"]) == [name]


def test_seeded_items_are_unique_and_consistent(client):
    items = {item["Id"]: item for item in every_item(client)}
    categories = {
        each["Id"]: each["Name"]
        for each in query(client, "/erp/categories", pageSize=1000)["Items"]
    }

    assert max(Counter(item["SKU"] for item in items.values()).values()) == 1
    for item in items.values():
        assert item["Added"] <= item["Changed"] <= "2026-06-01T09:00:00Z"
        assert all(categories[each["CategoryId"]] == each["Name"] for each in item["Categories"])
        assert all(items[child]["ParentItemId"] == item["Id"] for child in item["ChildItems"])
        assert not item["ParentItemId"] or item["Id"] in items[item["ParentItemId"]]["ChildItems"]
        assert all(
            part["ItemId"] in items and part["ItemId"] != item["Id"] for part in item["Components"]
        )
        prices = item["ItemPriceData"]
        assert prices["PurchasePriceNet"] < prices["SalesPriceNet"] < prices["SuggestedRetailPrice"]
        assert item["Weights"]["ItemWeigth"] < item["Weights"]["ShippingWeight"]
        assert not item["ActiveSalesChannels"] or item["IsActive"]
        assert re.fullmatch(r"[A-Z0-9.X-]+(-[A-Z0-9.]+)+", item["SKU"])


def test_seeded_items_cover_the_edges(client):
    items = every_item(client)

    assert any(item["ChildItems"] for item in items)
    assert any(item["Components"] for item in items)
    assert any(not item["Categories"] for item in items)
    assert any(not item["IsActive"] for item in items)
    assert any(item["ReleasedOnDate"] == "0001-01-01T00:00:00+00:00" for item in items)
    assert any(item["DangerousGoods"]["UnNumber"] for item in items)
    assert any(isinstance(part["Quantity"], float) for item in items for part in item["Components"])


def test_categories_form_a_tree(client):
    categories = {
        each["Id"]: each for each in query(client, "/erp/categories", pageSize=1000)["Items"]
    }

    for each in categories.values():
        parent = categories.get(each["ParentCategoryId"])
        assert (parent is None) == (each["ParentCategoryId"] == 0)
        assert each["Level"] == (parent["Level"] + 1 if parent else 1)


def test_categories_are_paged(client):
    page = query(client, "/erp/categories", pageSize=10, pageNumber=3)

    assert (page["TotalItems"], page["TotalPages"], len(page["Items"])) == (29, 3, 9)
    assert (page["NextPageNumber"], page["PreviousPageNumber"]) == (3, 2)


def test_seed_decides_on_the_items(client, client_for):
    same = TestClient(
        build_application(Settings(services=("jtl",), seed=1)), base_url=client.base_url
    )
    other = client_for("jtl", seed=2)

    assert query(same) == query(client)
    assert query(other)["Items"] != query(client)["Items"]
