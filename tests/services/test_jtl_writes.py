"""Create Item and Update Item: what a request makes, and what is left of it afterwards."""

from __future__ import annotations

import pytest

HEADERS = {
    "Authorization": "Bearer some-token",
    "x-appid": "Tests/1.0.0",
    "x-appversion": "1.0.0",
    "x-tenant-id": "6d9c1e38-5a27-4a9b-9c43-0f6a4f1f7f10",
}
SHORTEST = {"Categories": [{"CategoryId": 1}], "Name": "Head torch Lumen 400"}
FULL = {
    "SKU": "TORCH-400",
    "ManufacturerId": 15,
    "ResponsiblePersonId": 3,
    "Categories": [{"CategoryId": 11}, {"CategoryId": 12}],
    "Name": "Head torch Lumen 400",
    "Description": "Rechargeable head torch.",
    "ShortDescription": "400 lumen",
    "Identifiers": {
        "Gtin": "8896982295860",
        "ManufacturerNumber": "75",
        "ISBN": "978-3-86680-192-9",
        "UPC": "889698229586",
        "AmazonFnsku": "FN813S88A43",
        "Asins": ["B071GVGFQF"],
        "OwnIdentifier": "P446853",
    },
    "Components": [{"ItemId": 1, "Quantity": 0.5, "SortNumber": 2}],
    "ItemPriceData": {
        "SalesPriceNet": 125.21,
        "SuggestedRetailPrice": 159.99,
        "PurchasePriceNet": 99.73,
        "EbayPrice": 149.99,
        "AmazonPrice": 149.99,
    },
    "ActiveSalesChannels": ["2-2-2"],
    "SortNumber": 4,
    "Annotation": "Ask before reordering.",
    "ReleasedOnDate": "2023-01-15T13:00:00.0000000+00:00",
    "StorageOptions": {
        "InventoryManagementActive": True,
        "SplitQuantity": True,
        "GlobalMinimumStockLevel": 15,
        "Buffer": 5,
        "SerialNumberItem": True,
        "SerialNumberTracking": True,
        "SubjectToShelfLifeExpirationDate": True,
        "SubjectToBatchItem": True,
        "ProcurementTime": 3,
        "DetermineProcurementTimeAutomatically": True,
        "AdditionalHandlingTime": 3,
    },
    "CountryOfOrigin": "DE",
    "ConditionId": 2,
    "ShippingClassId": 4,
    "ProductGroupId": 2,
    "TaxClassId": 3,
    "Dimensions": {"Length": 10.5, "Width": 5.8, "Height": 3},
    "Weights": {"ItemWeigth": 0.09, "ShippingWeight": 0.15},
    "AllowNegativeStock": True,
    "Quantities": {
        "MinimumOrderQuantity": 1,
        "MinimumPurchaseQuantityForCustomerGroup": [
            {
                "CustomerGroupId": 3,
                "PermissibleOrderQuantity": 5,
                "MinimumPurchaseQuantity": 10,
                "IsActive": True,
            }
        ],
        "PermissibleOrderQuantity": 1,
    },
    "DangerousGoods": {"UnNumber": "3481", "HazardNo": "90"},
    "Taric": "85131000",
    "SearchTerms": "torch, camping",
    "PriceListActive": True,
    "IgnoreDiscounts": True,
    "AvailabilityId": 2,
}


@pytest.fixture
def client(client_for):
    return client_for("jtl")


def create(client, **members):
    answer = client.post("/erp/items", json={**SHORTEST, **members}, headers=HEADERS)
    assert answer.status_code == 201, answer.text
    return answer.json()


def update(client, item_id, **members):
    answer = client.patch(f"/erp/items/{item_id}", json=members, headers=HEADERS)
    assert answer.status_code == 201, answer.text
    return answer.json()


def read(client, item_id):
    return client.get(f"/erp/items/{item_id}", headers=HEADERS).json()


def query(client, **parameters):
    return client.get("/erp/items", params=parameters, headers=HEADERS).json()


def test_created_item_is_found_by_reading_listing_filtering_and_paging(client):
    before = query(client)["TotalItems"]

    made = create(client, **FULL)

    assert read(client, made["Id"]) == made
    assert query(client)["TotalItems"] == before + 1
    assert query(client, searchKeyWord="torch-4")["Items"] == [made]
    assert made in query(client, categoryId=12, pageSize=1000)["Items"]
    assert made in query(client, manufacturerId=15, pageSize=1000)["Items"]
    assert made in query(client, isActiveOnSalesChannelId="2-2-2", pageSize=1000)["Items"]
    assert query(client, changedSince=made["Changed"])["Items"] == [made]
    assert query(client, pageSize=before, pageNumber=2)["Items"] == [made]


def test_created_item_keeps_every_member_it_was_sent(client):
    made = create(client, **FULL)

    names = {"Categories": [{"CategoryId": each["CategoryId"]} for each in made["Categories"]]}
    assert {name: made[name] for name in FULL} | names == FULL


def test_created_item_says_nothing_where_the_request_says_nothing(client):
    made = create(client)

    assert made["IsActive"] is True
    assert made["Added"] == made["Changed"]
    assert made["ReleasedOnDate"] == "0001-01-01T00:00:00+00:00"
    assert (made["ConditionId"], made["TaxClassId"], made["ManufacturerId"]) == (1, 1, 0)
    assert (made["ParentItemId"], made["ChildItems"], made["Components"]) == (0, [], [])
    assert set(made["ItemPriceData"].values()) == {0}
    assert made["Description"] == made["CountryOfOrigin"] == ""


def test_created_item_shows_the_names_of_its_categories(client):
    categories = client.get("/erp/categories", headers=HEADERS).json()["Items"]

    made = create(client, Categories=[{"CategoryId": 11, "Name": "ignored"}, {"CategoryId": 11}])

    assert made["Categories"] == [{"CategoryId": 11, "Name": categories[10]["Name"]}]


def test_item_may_be_in_no_category(client):
    assert create(client, Categories=[])["Categories"] == []


def test_server_makes_up_an_sku_of_its_own_for_each_item(client):
    first, second = create(client), create(client)

    assert first["SKU"]
    assert first["SKU"] != second["SKU"]


def test_server_makes_up_another_sku_when_a_client_took_it(client):
    first = create(client)
    taken = first["SKU"].replace(str(first["Id"]), str(first["Id"] + 2))
    create(client, SKU=taken)

    assert create(client)["SKU"] not in {first["SKU"], taken}


def test_members_of_the_server_and_unknown_members_are_ignored(client):
    made = create(
        client,
        Id=1,
        IsActive=False,
        Added="2001-01-01T00:00:00Z",
        Changed="2001-01-01T00:00:00Z",
        ChildItems=[1],
        ParentItemId=1,
        Colour="red",
        Dimensions={"Length": 2, "Depth": 3},
    )

    assert made["Id"] > 120
    assert made["IsActive"] is True
    assert made["Added"] > "2026"
    assert (made["ChildItems"], made["ParentItemId"]) == ([], 0)
    assert made["Dimensions"] == {"Length": 2, "Width": 0, "Height": 0}


def test_update_answers_201_with_the_whole_item(client):
    before = read(client, 7)

    after = update(client, 7, Name="Renamed")

    assert after == {**before, "Name": "Renamed", "Changed": after["Changed"]}
    assert read(client, 7) == after
    assert after in query(client, searchKeyWord="renamed")["Items"]


def test_update_merges_objects_and_replaces_arrays(client):
    made = create(client, **FULL)

    after = update(
        client,
        made["Id"],
        ItemPriceData={"SalesPriceNet": 99.5},
        Identifiers={"Asins": []},
        ActiveSalesChannels=[],
        Categories=[{"CategoryId": 1}],
        Quantities={"MinimumPurchaseQuantityForCustomerGroup": [{"CustomerGroupId": 2}]},
    )

    assert after["ItemPriceData"] == {**made["ItemPriceData"], "SalesPriceNet": 99.5}
    assert after["Identifiers"] == {**made["Identifiers"], "Asins": []}
    assert after["ActiveSalesChannels"] == []
    assert [each["CategoryId"] for each in after["Categories"]] == [1]
    assert after["Quantities"]["MinimumPurchaseQuantityForCustomerGroup"] == [
        {
            "CustomerGroupId": 2,
            "PermissibleOrderQuantity": 0,
            "MinimumPurchaseQuantity": 0,
            "IsActive": False,
        }
    ]


def test_update_moves_the_item_between_filters(client):
    made = create(client, **FULL)

    update(client, made["Id"], ManufacturerId=12, ActiveSalesChannels=["9-7-1-2"])

    assert made["Id"] not in {
        item["Id"] for item in query(client, manufacturerId=15, pageSize=1000)["Items"]
    }
    assert made["Id"] in {
        item["Id"] for item in query(client, manufacturerId=12, pageSize=1000)["Items"]
    }


def test_update_ignores_what_is_decided_on_creation(client):
    made = create(client)

    after = update(
        client,
        made["Id"],
        Id=1,
        ConditionId=2,
        IsActive=False,
        ParentItemId=1,
        StorageOptions={
            "InventoryManagementActive": True,
            "SplitQuantity": True,
            "SerialNumberItem": True,
            "SubjectToShelfLifeExpirationDate": True,
            "SubjectToBatchItem": True,
        },
    )

    assert after == made


def test_update_changes_the_storage_options_that_stay_open(client):
    made = create(client)
    wanted = {
        "GlobalMinimumStockLevel": 2.5,
        "Buffer": 1,
        "SerialNumberTracking": True,
        "ProcurementTime": 4,
        "DetermineProcurementTimeAutomatically": True,
        "AdditionalHandlingTime": 1,
    }

    after = update(client, made["Id"], StorageOptions=wanted)

    assert after["StorageOptions"] == {**made["StorageOptions"], **wanted}


def test_changed_moves_only_when_something_changes(client):
    before = read(client, 7)

    same = update(client, 7, Name=before["Name"])
    other = update(client, 7, Name="Other")

    assert same == before
    assert other["Changed"] > before["Changed"]


@pytest.mark.parametrize(
    ("members", "place"),
    [
        pytest.param({"Name": ""}, "Name", id="empty name"),
        pytest.param({"Name": None}, "Name", id="null name"),
        pytest.param({"SKU": ""}, "SKU", id="empty sku"),
        pytest.param({"SKU": "x" * 256}, "SKU", id="long sku"),
        pytest.param({"Categories": [{}]}, "Categories.0.CategoryId", id="category without id"),
        pytest.param(
            {"Components": [{"ItemId": 1}]},
            "Components.0.Quantity",
            id="component without quantity",
        ),
        pytest.param({"ManufacturerId": 2**31}, "ManufacturerId", id="beyond int32"),
        pytest.param({"ActiveSalesChannels": "2-2-2"}, "ActiveSalesChannels", id="text for a list"),
        pytest.param({"CountryOfOrigin": "Germany"}, "CountryOfOrigin", id="country name"),
        pytest.param({"ReleasedOnDate": "soon"}, "ReleasedOnDate", id="no date"),
        pytest.param({"Weights": {"ItemWeigth": -1}}, "Weights.ItemWeigth", id="negative weight"),
    ],
)
def test_invalid_member_answers_400_and_names_it(client, members, place):
    created = client.post("/erp/items", json={**SHORTEST, **members}, headers=HEADERS)
    updated = client.patch("/erp/items/1", json=members, headers=HEADERS)

    for answer in (created, updated):
        assert answer.status_code == 400
        assert answer.json()["ErrorCode"] == "ValidationError"
        assert place in answer.json()["ValidationErrors"]
    assert query(client)["TotalItems"] == 120


@pytest.mark.parametrize(
    ("members", "place"),
    [
        pytest.param(
            {"Categories": [{"CategoryId": 1}, {"CategoryId": 99}]},
            "Categories.1.CategoryId",
            id="category",
        ),
        pytest.param(
            {"Components": [{"ItemId": 9999, "Quantity": 1}]},
            "Components.0.ItemId",
            id="component",
        ),
    ],
)
def test_unknown_record_in_the_body_answers_404_and_names_it(client, members, place):
    created = client.post("/erp/items", json={**SHORTEST, **members}, headers=HEADERS)
    updated = client.patch("/erp/items/1", json=members, headers=HEADERS)

    for answer in (created, updated):
        assert answer.status_code == 404
        assert answer.json()["ErrorCode"] == "NotFound"
        assert list(answer.json()["ValidationErrors"]) == [place]
    assert query(client)["TotalItems"] == 120


@pytest.mark.parametrize("missing", ["Categories", "Name"])
def test_create_without_a_required_member_answers_400(client, missing):
    body = {name: value for name, value in SHORTEST.items() if name != missing}

    answer = client.post("/erp/items", json=body, headers=HEADERS)

    assert answer.status_code == 400


def test_sku_of_another_item_answers_409(client):
    taken = read(client, 1)["SKU"]

    created = client.post("/erp/items", json={**SHORTEST, "SKU": taken}, headers=HEADERS)
    updated = client.patch("/erp/items/2", json={"SKU": taken}, headers=HEADERS)
    own = client.patch("/erp/items/1", json={"SKU": taken}, headers=HEADERS)

    assert (created.status_code, updated.status_code, own.status_code) == (409, 409, 201)
    assert created.json()["ErrorCode"] == "Conflict"


@pytest.mark.parametrize("method", ["GET", "PATCH"])
@pytest.mark.parametrize("item_id", ["999999", "0", "-1"])
def test_unknown_item_answers_404(client, method, item_id):
    body: dict[str, object] = {"json": {}} if method == "PATCH" else {}

    answer = client.request(method, f"/erp/items/{item_id}", headers=HEADERS, **body)

    assert answer.status_code == 404
    assert answer.json()["ErrorCode"] == "NotFound"


@pytest.mark.parametrize("item_id", ["abc", "1.5", "2147483648", "%20"])
def test_item_id_that_is_no_int32_answers_400(client, item_id):
    answer = client.get(f"/erp/items/{item_id}", headers=HEADERS)

    assert answer.status_code == 400


def test_malformed_json_answers_400(client):
    headers = {**HEADERS, "Content-Type": "application/json"}

    answer = client.post("/erp/items", content=b'{"Name": ', headers=headers)

    assert answer.status_code == 400
    assert answer.json()["ErrorCode"] == "ValidationError"


def test_body_that_is_not_json_answers_415(client):
    headers = {**HEADERS, "Content-Type": "text/csv"}

    answer = client.post("/erp/items", content=b"Name\nTorch", headers=headers)

    assert answer.status_code == 415
    assert answer.json()["ErrorCode"] == "UnsupportedMediaType"


def test_body_beyond_all_measure_answers_413(client):
    answer = client.post("/erp/items", json={**SHORTEST, "Name": "x" * 11_000_000}, headers=HEADERS)

    assert answer.status_code == 413
    assert answer.json()["ErrorCode"] == "ContentTooLarge"


def test_changes_last_until_the_world_is_reset(client):
    before = read(client, 1)
    made = create(client)
    update(client, 1, Name="Renamed")

    client.post("/_understudy/worlds/default/reset").raise_for_status()

    assert client.get(f"/erp/items/{made['Id']}", headers=HEADERS).status_code == 404
    assert read(client, 1) == before
    assert query(client)["TotalItems"] == 120
