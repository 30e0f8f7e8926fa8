"""What nobody would expect of this API: one test for each quirk, and what is left without it."""

from __future__ import annotations

import pytest

from tests.services.jtl_app import App

WITHOUT_PRICES = 2  # an item that has no price beside its own


@pytest.fixture
def client(client_for):
    return App(client_for("jtl"))


@pytest.fixture
def without(client_for):
    """Give clients of stand-ins that lack a quirk."""
    return lambda quirk: App(client_for("jtl", quirks=(f"jtl.{quirk}=off",)))


PATCHES = [
    pytest.param("/items/1", {"Name": "Renamed"}, id="item"),
    pytest.param("/items/1/images/1", {"SalesChannelId": "1-1-1"}, id="image"),
    pytest.param("/categories/1", {"SortNumber": 7}, id="category"),
    pytest.param("/customerGroups/2", {"Discount": 6}, id="customer group"),
]


@pytest.mark.parametrize(("path", "body"), PATCHES)
def test_patch_answers_201(client, without, path, body):
    changed = client.patch(path, json=body)
    otherwise = without("patch_answers_201").patch(path, json=body)

    assert (changed.status_code, otherwise.status_code) == (201, 200)
    assert changed.json() | body == changed.json()
    assert otherwise.json() == changed.json()


def test_patches_of_other_things_answer_204(client):
    assert client.patch("/items/1/suppliers/1", json={"Comment": "x"}).status_code == 204


@pytest.mark.parametrize("name", ["x-tenant-id", "x-appid", "x-appversion"])
def test_missing_header_answers_400(client, without, name):
    asked = (client, without("missing_header_answers_400"))

    refusals = [each.get("/items", without=name) for each in asked]

    assert [each.status_code for each in refusals] == [400, 412]
    assert name in refusals[0].json()["ValidationErrors"]
    assert refusals[1].json()["ErrorCode"] == "PreconditionFailed"


def test_malformed_tenant_stays_400_without_that_quirk(without):
    client = without("missing_header_answers_400")

    assert client.get("/items", headers={"x-tenant-id": "me"}).status_code == 400


def test_unknown_price_answers_404(client, without):
    path = f"/items/{WITHOUT_PRICES}/salesChannelPrices/2-2-2/0/99"
    unknown = client.patch(path, json={"NetPrice": 1})
    otherwise = without("unknown_price_answers_404").patch(path, json={"NetPrice": 1})

    assert (unknown.status_code, unknown.json()["ErrorCode"]) == (404, "NotFound")
    assert (otherwise.status_code, otherwise.json()["ErrorCode"]) == (400, "ValidationError")


def test_scope_of_custom_field_values(client, without):
    documented = {"Authorization": "Bearer item.queryitemcustomfieldvalues"}
    of_a_client = {"Authorization": "Bearer item.queryitemcustomfieldsvalues"}
    path = "/items/1/customfields"
    otherwise = without("scope_of_custom_field_values")

    assert client.get(path, headers=documented).status_code == 200
    assert client.get("/items", headers=documented).status_code == 403
    assert otherwise.get(path, headers=of_a_client).status_code == 200
    assert otherwise.get("/items", headers=of_a_client).status_code == 403


EMPTY = [
    f"/items/{WITHOUT_PRICES}/customerPrices",
    f"/items/{WITHOUT_PRICES}/salesChannelPrices",
    f"/items/{WITHOUT_PRICES}/specialprices",
    f"/items/{WITHOUT_PRICES}/variations",
    f"/items/{WITHOUT_PRICES}/images",
    "/stocks?itemId=99999",
    "/stocks/changes?itemId=99999",
    "/stocks/serialnumbers?itemId=99999",
    "/warehouses/1/storagelocations",
]


@pytest.mark.parametrize("path", EMPTY)
def test_empty_lists_answer_404(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.json()["ErrorCode"] == "NotFound"


def test_empty_pages_of_items_are_no_error(client):
    answer = client.get("/items", params={"searchKeyWord": "nothing has this name"})

    assert (answer.status_code, answer.json()["Items"]) == (200, [])


def test_page_behind_the_end_of_a_list_is_empty_and_no_error(client):
    answer = client.get("/stocks", params={"pageNumber": 1000})

    assert (answer.status_code, answer.json()["Items"]) == (200, [])


def test_last_page_names_itself(client):
    page = client.get("/warehouses", params={"pageSize": 3}).json()

    assert (page["HasNextPage"], page["NextPageNumber"]) == (False, 1)
    assert (page["HasPreviousPage"], page["PreviousPageNumber"]) == (False, 1)


def test_item_weigth_is_misspelt(client):
    client.patch("/items/1", json={"Weights": {"ItemWeigth": 3.5, "ItemWeight": 9}})

    weights = client.get("/items/1").json()["Weights"]

    assert weights["ItemWeigth"] == 3.5
    assert "ItemWeight" not in weights


def test_names_differ_in_capitals(client):
    item = client.get("/items/1").json()
    terms = client.get("/items/1/suppliers").json()[0]
    supplier = client.get("/suppliers").json()[0]

    assert {"SKU"} <= item.keys()
    assert {"Sku", "Stocklevel"} <= terms.keys()
    assert {"VatID", "LanguageISO", "CountryIso"} <= supplier.keys()


def test_zero_means_none(client):
    made = client.post("/items", json={"Name": "Torch", "Categories": []}).json()

    assert None not in made.values()
    assert (made["ManufacturerId"], made["ParentItemId"]) == (0, 0)
    assert made["ReleasedOnDate"].startswith("0001-01-01")


@pytest.mark.parametrize("path", ["/properties", "/properties/groups"])
def test_properties_do_not_page(client, path):
    whole = client.get(path).json()
    asked = client.get(path, params={"pageSize": 1, "pageNumber": 2}).json()

    assert whole == asked
    assert whole["TotalItems"] == len(whole["Items"]) > 1
    assert whole["TotalPages"] == 1


def test_channels_are_numbers_in_bulk(client):
    off = {"Items": [1], "DeactivateSalesChannels": [2, "9-7-1-2"]}
    on = {"Items": [1], "ActivateSalesChannels": [2]}

    client.patch("/items/salesChannels", json=off)
    silent = client.get("/items/1").json()["ActiveSalesChannels"]
    client.patch("/items/salesChannels", json=on)
    loud = client.get("/items/1").json()["ActiveSalesChannels"]

    assert (silent, loud) == ([], ["2-2-2"])


def test_digits_are_ids(client):
    assigned = client.post("/categories/3/items", json=["1", 2])
    given = client.post("/items/2/properties", json={"PropertyValueId": "4"})

    assert assigned.json() == [1, 2]
    assert given.json() == {"PropertyId": 2, "PropertyValueId": 4}


def test_languages_ignore_case(client):
    path = "/items/1/descriptions/2-2-2"

    changed = client.patch(f"{path}/en", json={"Name": "Changed"})
    twice = client.post(
        "/items/1/descriptions",
        json={"Name": "Again", "LanguageIso": "en", "SalesChannelId": "2-2-2"},
    )

    assert (changed.status_code, twice.status_code) == (204, 409)
    assert client.delete(f"{path}/EN").status_code == 204
    assert client.delete(f"{path}/en").status_code == 404


def test_default_texts_are_the_items(client):
    client.patch("/items/1/descriptions/1-1-1/de", json={"Name": "Seen from the texts"})
    seen = client.get("/items/1").json()["Name"]
    client.patch("/items/1", json={"ShortDescription": "Seen from the item"})
    rows = client.get("/items/1/descriptions").json()

    assert seen == "Seen from the texts"
    assert (rows[0]["SalesChannelId"], rows[0]["LanguageIso"]) == ("1-1-1", "DE")
    assert rows[0]["ShortDescription"] == "Seen from the item"


def test_group_zero_means_all(client):
    made = client.post(
        "/items/2/salesChannelPrices", json={"SalesChannelId": "2-2-2", "NetPrice": 9.5}
    )

    assert (made.status_code, made.json()["CustomerGroupId"]) == (201, 0)


def test_image_data_is_raw(client):
    answer = client.get("/items/imagedata/1")

    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


def test_items_stay(client):
    assert client.delete("/items/1").status_code == 405
    assert client.delete("/categories/1").status_code == 405
    client.patch("/items/1", json={"IsActive": False, "Name": "Still there"})
    assert client.get("/items/1").json()["IsActive"] is True


def test_condition_is_final(client):
    before = client.get("/items/1").json()
    storage = {"SplitQuantity": not before["StorageOptions"]["SplitQuantity"], "Buffer": 3}

    after = client.patch("/items/1", json={"ConditionId": 3, "StorageOptions": storage}).json()

    assert after["ConditionId"] == before["ConditionId"]
    assert after["StorageOptions"] == {**before["StorageOptions"], "Buffer": 3}


def test_stock_leaves_changed_alone(client):
    before = client.get("/items/1").json()

    client.post("/stocks", json={"ItemId": 1, "WarehouseId": 1, "Quantity": 5})

    assert client.get("/items/1").json() == before


def test_category_texts_take_their_own_scope(client):
    path = "/categories/1/descriptions"
    scopes = {"all.read": 403, "category.querycategorydescriptions": 200}

    found = {
        scope: client.get(path, headers={"Authorization": f"Bearer {scope}"}).status_code
        for scope in scopes
    }

    assert found == scopes
