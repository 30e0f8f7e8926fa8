"""How an app works with a JTL tenant, from the first token to the last cleaning up."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest

from tests.services.jtl_app import HEADERS, TENANT, App

CLIENT = {"Authorization": f"Basic {base64.b64encode(b'client:secret').decode()}"}
APP = {
    "AppId": "stock-sync/v1",
    "DisplayName": "Stock sync",
    "Description": "Keeps stock in step.",
    "Version": "1.0.0",
    "ProviderName": "Example Ltd",
    "ProviderWebsite": "https://example.com/",
    "MandatoryApiScopes": ["all.read", "item.createitem"],
    "OptionalApiScopes": ["stock.stockadjustment", "no.suchscope"],
    "AppIcon": base64.b64encode(b"icon").decode(),
    "RegistrationType": 1,
}


@pytest.fixture
def app(client_for):
    return App(client_for("jtl"))


def png(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"IDAT", zlib.compress(bytes((width + 1) * height))),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def made(answer):
    assert answer.status_code == 201, answer.text
    return answer.json()


def done(answer):
    assert (answer.status_code, answer.content) == (204, b""), answer.text


def refusal(answer):
    problem = answer.json()
    assert set(problem) == {
        "ErrorCode",
        "ValidationErrors",
        "Errors",
        "ErrorMessage",
        "Stacktrace",
    }
    return answer.status_code, problem["ErrorCode"]


def test_app_brings_an_item_from_token_to_the_shop(client_for):
    strict = client_for("jtl", auth="strict")
    issued = strict.post(
        "/oauth2/token", data={"grant_type": "client_credentials"}, headers=CLIENT
    ).json()
    app = App(strict, Authorization=f"Bearer {issued['access_token']}")

    # What may an item refer to?
    channels = app.get("/salesChannels").json()
    shop = next(each for each in channels if each["Type"] == 1)["Id"]
    references = {
        "ManufacturerId": app.get("/manufacturers").json()[0]["Id"],
        "TaxClassId": app.get("/taxClasses").json()[0]["Id"],
        "ProductGroupId": app.get("/productGroups").json()[0]["Id"],
    }

    # A category of its own, and an item in it.
    root = made(app.post("/categories", {"Name": "Camping", "ActiveSalesChannels": [shop]}))
    torches = made(app.post("/categories", {"Name": "Torches", "ParentCategoryId": root["Id"]}))
    assert (root["Level"], torches["Level"]) == (1, 2)
    item = made(
        app.post(
            "/items",
            {
                "SKU": "TORCH-400",
                "Name": "Head torch Lumen 400",
                "Categories": [{"CategoryId": torches["Id"]}],
                "ActiveSalesChannels": [shop],
                **references,
            },
        )
    )
    found = app.get("/items", params={"categoryId": torches["Id"], "searchKeyWord": "torch"})
    assert found.json()["Items"] == [item]

    # Texts, an image, a price for the shop.
    here = f"/items/{item['Id']}"
    texts = {"Name": "Stirnlampe", "LanguageIso": "DE", "SalesChannelId": shop}
    made(app.post(f"{here}/descriptions", texts))
    content = png(6, 4)
    data = base64.b64encode(content).decode()
    picture = {"Filename": "torch.png", "SalesChannelId": shop, "ImageData": data}
    image = made(app.post(f"{here}/images", picture))
    assert (image["Width"], image["Height"], image["Size"]) == (6, 4, len(content))
    assert app.get(f"/items/imagedata/{image['ImageId']}").content == content
    price = made(app.post(f"{here}/salesChannelPrices", {"SalesChannelId": shop, "NetPrice": 79.9}))
    assert app.get(f"{here}/salesChannelPrices").json() == [price]

    # Away with what can go.
    done(app.delete(f"{here}/images/{image['ImageId']}"))
    done(app.delete(f"{here}/salesChannelPrices/{shop}/0/0"))
    for gone in ("images", "salesChannelPrices"):
        assert refusal(app.get(f"{here}/{gone}")) == (404, "NotFound")
    assert app.get(f"/items/imagedata/{image['ImageId']}").status_code == 404


def test_app_buys_and_sells_what_it_brought(app):
    storage = {"DetermineProcurementTimeAutomatically": True, "AdditionalHandlingTime": 1}
    item = made(app.post("/items", {"Name": "Torch", "Categories": [], "StorageOptions": storage}))
    here = f"/items/{item['Id']}"

    # A supplier: the procurement time follows from its terms.
    terms = {"SupplierId": 1, "IsStandard": True, "PurchasePriceNet": 40, "DeliveryTime": 4}
    made(app.post(f"{here}/suppliers", {**terms, "AmountPackagingUnit": 6}))
    assert app.get(f"{here}/suppliers").json()[0]["PackagingUnitPurchasePriceNet"] == 240
    assert app.get(here).json()["StorageOptions"]["ProcurementTime"] == 5
    done(app.patch(f"{here}/suppliers/1", {"DeliveryTime": 9}))
    assert app.get(here).json()["StorageOptions"]["ProcurementTime"] == 10

    # Goods arrive, some leave.
    booked = made(app.post("/stocks", {"ItemId": item["Id"], "WarehouseId": 1, "Quantity": 10}))
    made(app.post("/stocks", {"ItemId": item["Id"], "WarehouseId": 1, "Quantity": -3}))
    stock = app.get("/stocks", params={"itemId": item["Id"]}).json()["Items"]
    changes = app.get("/stocks/changes", params={"itemId": item["Id"]}).json()["Items"]
    assert (booked["QuantityTotal"], stock[0]["QuantityTotal"]) == (10, 7)
    assert [each["Quantity"] for each in changes] == [10, -3]
    assert {each["Username"] for each in changes} == {HEADERS["x-appid"]}

    done(app.delete(f"{here}/suppliers/1"))
    assert refusal(app.get(f"{here}/suppliers")) == (404, "NotFound")


def test_family_is_made_of_a_parent_its_variations_and_children(app):
    parent = made(app.post("/items", {"Name": "Shirt", "Categories": []}))["Id"]
    children = [
        made(app.post("/items", {"Name": f"Shirt {size}", "Categories": []}))["Id"]
        for size in ("S", "M")
    ]
    size = made(app.post(f"/items/{parent}/variations", {"Name": "Größe", "Type": 0}))["Id"]
    there = f"/items/{parent}/variations/{size}/values"
    small, medium = (made(app.post(there, {"Name": name}))["Id"] for name in ("S", "M"))

    done(app.post(f"/items/{parent}/children/{children[0]}", [small]))
    done(app.post(f"/items/{parent}/children/{children[1]}", [str(medium)]))

    assert app.get(f"/items/{parent}").json()["ChildItems"] == children
    assert app.get(f"/items/{children[1]}").json()["ParentItemId"] == parent
    listed = app.get("/items", params={"parentItemId": parent}).json()["Items"]
    assert [each["Id"] for each in listed] == children
    assert [each["Name"] for each in app.get(there).json()] == ["S", "M"]

    # No two children have the same values, a child has one of each variation, values in use stay.
    other = made(app.post("/items", {"Name": "Shirt L", "Categories": []}))["Id"]
    for values, expected in (([small], 409), ([], 409), ([small, medium], 409), ([99999], 404)):
        answer = app.post(f"/items/{parent}/children/{other}", values)
        assert answer.status_code == expected, values
    assert refusal(app.delete(f"{there}/{small}")) == (409, "Conflict")
    assert refusal(app.delete(f"/items/{parent}/variations/{size}")) == (409, "Conflict")
    done(app.patch(f"{there}/{small}", {"Name": "XS"}))
    done(app.patch(f"/items/{parent}/variations/{size}", {"Name": "Size"}))
    assert app.get(there).json()[0]["Name"] == "XS"
    assert app.get(f"/items/{parent}/variations").json()[0]["Name"] == "Size"
    spare = made(app.post(there, {"Name": "XXL"}))["Id"]
    done(app.delete(f"{there}/{spare}"))
    assert spare not in {each["Id"] for each in app.get(there).json()}


def test_values_go_with_their_variation(app):
    item = made(app.post("/items", {"Name": "Cap", "Categories": []}))["Id"]
    variation = made(app.post(f"/items/{item}/variations", {"Name": "Farbe", "Type": 2}))["Id"]
    value = made(app.post(f"/items/{item}/variations/{variation}/values", {"Name": "rot"}))["Id"]

    done(app.delete(f"/items/{item}/variations/{variation}"))

    assert app.get(f"/items/{item}/variations").status_code == 404
    path = f"/items/{item}/variations/{variation}/values/{value}"
    assert app.patch(path, {"Name": "x"}).status_code == 404


def test_prices_of_customers_and_special_prices_are_kept(app):
    item = made(app.post("/items", {"Name": "Cap", "Categories": []}))["Id"]
    prices = f"/items/{item}/customerPrices"
    made(app.post(prices, {"CustomerId": 7, "NetPrice": 12.5}))
    tier = made(
        app.post(prices, {"CustomerId": 7, "FromQuantity": 10, "ReduceStandardPriceByPercent": 5})
    )
    assert (tier["NetPrice"], tier["ReduceStandardPriceByPercent"]) == (0, 5)

    done(app.patch(f"{prices}/7/10", {"NetPrice": 11}))
    rows = app.get(prices).json()
    assert [(each["FromQuantity"], each["NetPrice"]) for each in rows] == [(0, 12.5), (10, 11)]
    assert rows[1]["ReduceStandardPriceByPercent"] == 0
    done(app.delete(f"{prices}/7/0"))
    assert len(app.get(prices).json()) == 1

    row = {"IsActive": True, "CustomerGroupId": 1, "NetPrice": 9.9, "SalesChannelId": "1-1-1"}
    assert app.get(f"/items/{item}/specialprices").status_code == 404
    done(app.patch(f"/items/{item}/specialprices", {"IsActive": True, "SpecialPrice": [row]}))
    special = app.get(f"/items/{item}/specialprices").json()
    assert (special["IsActive"], special["SpecialPrice"]) == (True, [row])
    done(app.patch(f"/items/{item}/specialprices", {"IsActive": False}))
    assert app.get(f"/items/{item}/specialprices").json()["SpecialPrice"] == [row]


def test_price_of_a_channel_is_changed_and_its_tiers_are_apart(app):
    prices = "/items/2/salesChannelPrices"
    made(app.post(prices, {"SalesChannelId": "9-7-1-2", "CustomerGroupId": 2, "NetPrice": 5}))
    made(app.post(prices, {"SalesChannelId": "2-2-2", "CustomerGroupId": 2, "NetPrice": 6}))

    done(app.patch(f"{prices}/9-7-1-2/2/0", {"ReduceStandardPriceByPercent": 10}))

    rows = app.get(prices).json()
    assert [(each["SalesChannelId"], each["NetPrice"]) for each in rows] == [
        ("2-2-2", 6),
        ("9-7-1-2", 0),
    ]


def test_properties_are_made_given_to_items_and_taken_away(app):
    group = made(app.post("/properties/groups", {"Name": "Light"}))["Id"]
    name = {"LanguageIso": "DE", "Name": "Nachtsicht"}
    owner = made(
        app.post(
            "/properties",
            {"Name": "Nightvision", "Translations": [name], "PropertyGroups": [group]},
        )
    )["Id"]
    values = f"/properties/{owner}/values"
    value = made(app.post(values, {"Name": "yes"}))["Id"]
    texts = {"PropertyValueId": value, "Name": "ja", "LanguageIso": "de"}
    assert made(app.post(f"{values}/{value}/descriptions", texts))["LanguageIso"] == "DE"
    given = made(app.post("/items/2/properties", {"PropertyValueId": value}))
    assert given == {"PropertyId": owner, "PropertyValueId": value}
    assert given in app.get("/items/2/properties").json()["Properties"]

    done(app.patch(f"{values}/{value}", {"Description": "Sees in the dark."}))
    done(app.patch(f"{values}/{value}/descriptions/DE", {"SeoPath": "nachtsicht"}))
    assert app.get(values).json()[0]["Description"] == "Sees in the dark."
    assert app.get(f"{values}/{value}/descriptions").json()[0]["SeoPath"] == "nachtsicht"
    assert owner in {each["Id"] for each in app.get("/properties").json()["Items"]}
    assert group in {each["Id"] for each in app.get("/properties/groups").json()["Items"]}

    done(app.delete(f"{values}/{value}/descriptions/de"))
    assert app.get(f"{values}/{value}/descriptions").status_code == 404
    done(app.delete(f"{values}/{value}"))
    assert app.get("/items/2/properties").status_code == 404


def test_property_value_is_taken_away_from_one_item_only(app):
    for item in (2, 4):
        made(app.post(f"/items/{item}/properties", {"PropertyValueId": 5}))

    done(app.delete("/items/2/properties/5"))

    assert app.get("/items/2/properties").status_code == 404
    assert app.get("/items/4/properties").json()["ItemId"] == 4


def test_custom_fields_take_what_fits_their_type(app):
    fields = {each["Name"]: each for each in app.get("/items/customfields").json()}
    protection = fields["Protection class"]
    here = "/items/1/customfields"
    before = {each["CustomFieldId"]: each["Value"] for each in app.get(here).json()}

    done(app.patch(f"{here}/{protection['CustomFieldId']}", {"Value": "II"}))
    done(app.patch(f"{here}/1", {"Value": 48}))

    after = {each["CustomFieldId"]: each["Value"] for each in app.get(here).json()}
    assert after == before | {1: 48, protection["CustomFieldId"]: "II"}
    assert refusal(app.patch(f"{here}/1", {"Value": "long"})) == (409, "Conflict")
    assert app.patch(f"{here}/{protection['CustomFieldId']}", {"Value": "IV"}).status_code == 409
    done(app.delete(f"{here}/1"))
    assert app.delete(f"{here}/1").status_code == 404


def test_images_have_their_place_among_those_of_their_channel(app):
    data = base64.b64encode(png(2, 2)).decode()
    new = {"Filename": "second.png", "SalesChannelId": "2-2-2", "ImageData": data}
    second = made(app.post("/items/1/images", new))
    assert second["SortNumber"] == 2

    taken = app.patch(
        f"/items/1/images/{second['ImageId']}", {"SalesChannelId": "2-2-2", "SortNumber": 1}
    )
    moved = app.patch(
        f"/items/1/images/{second['ImageId']}",
        {"SalesChannelId": "2-2-2", "SortNumber": 7, "Filename": "front.png"},
    )

    assert refusal(taken) == (409, "Conflict")
    assert (moved.status_code, moved.json()["SortNumber"]) == (201, 7)
    assert moved.json()["Filename"] == "front.png"
    listed = app.get("/items/1/images").json()
    assert [(each["SalesChannelId"], each["SortNumber"]) for each in listed] == [
        ("1-1-1", 1),
        ("2-2-2", 1),
        ("2-2-2", 7),
    ]
    amazon = {**new, "SalesChannelId": "6-4-1"}
    assert refusal(app.post("/items/1/images", amazon)) == (409, "Conflict")


APP0 = b"\xff\xe0" + struct.pack(">H", 4) + b"JF"
FRAME = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 7, 5, 1) + bytes(3)
PICTURES = [
    pytest.param(b"\xff\xd8" + APP0 + FRAME, ("JPEG", 5, 7), "image/jpeg", id="jpeg"),
    pytest.param(b"\xff\xd8" + APP0, ("JPEG", 0, 0), "image/jpeg", id="jpeg that ends early"),
    pytest.param(b"GIF89a" + struct.pack("<HH", 3, 2), ("GIF", 3, 2), "image/gif", id="gif"),
    pytest.param(
        b"anything", ("Unknown", 0, 0), "application/octet-stream", id="no picture at all"
    ),
]


@pytest.mark.parametrize(("content", "told", "media_type"), PICTURES)
def test_uploaded_bytes_come_back_and_tell_what_they_are(app, content, told, media_type):
    data = base64.b64encode(content).decode()
    new = {"Filename": "upload", "SalesChannelId": "1-1-1", "ImageData": data}

    image = made(app.post("/items/2/images", new))
    back = app.get(f"/items/imagedata/{image['ImageId']}")

    assert (image["ImageDataType"], image["Width"], image["Height"]) == told
    assert (back.content, back.headers["content-type"]) == (content, media_type)


FITTING = [
    (2, 0.5, True),
    (3, True, False),
    (4, True, True),
    (4, "yes", False),
    (6, "https://example.com/sheet.pdf", True),
    (6, "sheet", False),
    (7, "help@example.com", True),
    (8, "+49 30 23125100", True),
    (9, "DE", True),
    (9, "Germany", False),
    (11, "2026-05-04", True),
    (11, "2026-05-34", False),
]


@pytest.mark.parametrize(("field", "value", "fits"), FITTING)
def test_custom_field_takes_a_value_or_not(app, field, value, fits):
    answer = app.patch(f"/items/1/customfields/{field}", {"Value": value})

    assert answer.status_code == (204 if fits else 409)


def test_warehouse_with_racks_wants_a_place_and_serial_numbers_are_counted(app):
    warehouses = app.get("/warehouses", params={"isActive": True}).json()["Items"]
    racked = next(each for each in warehouses if each["Type"]["Name"] == "JTL-WMS")["Id"]
    place = app.get(f"/warehouses/{racked}/storagelocations").json()["Items"][3]
    machine = made(
        app.post(
            "/items",
            {"Name": "Drill", "Categories": [], "StorageOptions": {"SerialNumberTracking": True}},
        )
    )["Id"]
    booking = {"ItemId": machine, "WarehouseId": racked, "Quantity": 2}

    assert app.post("/stocks", booking).status_code == 409
    booking["StorageLocationId"] = place["Id"]
    assert app.post("/stocks", {**booking, "SerialNumbers": ["D-1"]}).status_code == 409
    row = made(app.post("/stocks", {**booking, "SerialNumbers": ["D-1", "D-2"]}))
    again = app.post("/stocks", {**booking, "Quantity": 1, "SerialNumbers": ["D-2"]})

    assert (row["StorageLocationName"], row["QuantityTotal"]) == (place["Name"], 2)
    assert refusal(again) == (409, "Conflict")
    serials = {"params": {"itemId": machine}}
    assert app.get("/stocks/serialnumbers", **serials).json()["Items"][0]["SerialNumbers"] == [
        "D-1",
        "D-2",
    ]
    made(app.post("/stocks", {**booking, "Quantity": -2, "SerialNumbers": ["D-1", "D-2"]}))
    assert app.get("/stocks/serialnumbers", **serials).status_code == 404


def test_goods_in_a_locked_place_are_locked(app):
    receipt = app.get("/warehouses/2/storagelocations").json()["Items"][0]
    booking = {"ItemId": 1, "WarehouseId": 2, "StorageLocationId": receipt["Id"], "Quantity": 5}

    row = made(app.post("/stocks", booking))

    assert (receipt["LockForShipment"], receipt["LockForAvailability"]) == (True, False)
    assert (row["QuantityLockedForShipment"], row["QuantityLockedForAvailability"]) == (5, 0)


def test_nothing_is_taken_from_stock_that_is_not_there(app):
    item = made(app.post("/items", {"Name": "Cap", "Categories": []}))["Id"]
    booking = {"ItemId": item, "WarehouseId": 1, "Quantity": -1}

    assert refusal(app.post("/stocks", booking)) == (409, "Conflict")
    assert app.get("/stocks/changes", params={"itemId": item}).status_code == 404


def test_items_in_batches_are_booked_with_batch_and_date(app):
    options = {"SubjectToBatchItem": True, "SubjectToShelfLifeExpirationDate": True}
    item = made(
        app.post("/items", {"Name": "Grease", "Categories": [], "StorageOptions": options})
    )["Id"]
    booking = {"ItemId": item, "WarehouseId": 1, "Quantity": 3}
    whole = {
        **booking,
        "BatchNumber": "20240315A",
        "ShelfLifeExpirationDate": "2027-03-15T00:00:00Z",
    }

    refusals = [
        app.post("/stocks", {name: each for name, each in whole.items() if name != missing})
        for missing in ("BatchNumber", "ShelfLifeExpirationDate")
    ]

    assert [each.status_code for each in refusals] == [409, 409]
    assert made(app.post("/stocks", whole))["BatchNumber"] == "20240315A"
    made(app.post("/stocks", {**whole, "BatchNumber": "B"}))
    assert app.get("/stocks", params={"itemId": item}).json()["TotalItems"] == 2


def test_stock_is_filtered_by_place_and_changes_by_date(app):
    stocks = app.get("/stocks", params={"pageSize": 1000}).json()["Items"]
    racked = app.get("/stocks", params={"warehouseId": 2, "pageSize": 1000}).json()["Items"]
    assert racked == [each for each in stocks if each["WarehouseId"] == 2]
    bin_ = racked[0]["StorageLocationId"]
    there = app.get("/stocks", params={"storageLocationId": bin_, "pageSize": 1000}).json()
    assert {each["StorageLocationId"] for each in there["Items"]} == {bin_}

    changes = app.get("/stocks/changes", params={"pageSize": 1000}).json()["Items"]
    since = changes[len(changes) // 2]["ChangedDate"]
    late = app.get("/stocks/changes", params={"startDate": since, "pageSize": 1000}).json()
    assert late["Items"] == [each for each in changes if each["ChangedDate"] >= since]


def test_stock_is_what_its_changes_add_up_to(app):
    places = ("ItemId", "WarehouseId", "StorageLocationId", "BatchNumber")
    sums: dict[tuple[object, ...], float] = {}
    for each in app.get("/stocks/changes", params={"pageSize": 1000}).json()["Items"]:
        place = tuple(each[name] for name in places)
        sums[place] = sums.get(place, 0) + each["Quantity"]

    rows = app.get("/stocks", params={"pageSize": 1000}).json()["Items"]

    assert sums == {tuple(row[name] for name in places): row["QuantityTotal"] for row in rows}


def test_categories_move_in_the_tree_and_items_know_their_names(app):
    top, below = (made(app.post("/categories", {"Name": name}))["Id"] for name in ("A", "B"))
    leaf = made(app.post("/categories", {"Name": "C", "ParentCategoryId": below}))["Id"]
    assert app.post(f"/categories/{leaf}/items", [1, 2, 1]).json() == [1, 2]

    moved = app.patch(f"/categories/{below}", {"ParentCategoryId": top})
    renamed = app.patch(f"/categories/{leaf}", {"Name": "Leaf"})
    circle = app.patch(f"/categories/{top}", {"ParentCategoryId": leaf})

    assert (moved.status_code, moved.json()["Level"]) == (201, 2)
    assert (renamed.json()["Level"], app.get(f"/categories/{leaf}").json()["Level"]) == (3, 3)
    assert refusal(circle) == (409, "Conflict")
    names = {each["CategoryId"]: each["Name"] for each in app.get("/items/1").json()["Categories"]}
    assert names[leaf] == "Leaf"
    done(app.patch(f"/categories/{leaf}/descriptions/1-1-1/DE", {"Name": "Blatt"}))
    names = {each["CategoryId"]: each["Name"] for each in app.get("/items/1").json()["Categories"]}
    assert names[leaf] == "Blatt"


def test_texts_of_a_category_come_and_go(app):
    texts = "/categories/3/descriptions"
    app.delete(f"{texts}/2-2-2/EN")

    row = made(app.post(texts, {"Name": "Bolts", "LanguageIso": "EN", "SalesChannelId": "2-2-2"}))
    done(app.patch(f"{texts}/2-2-2/EN", {"SeoPath": "bolts"}))

    assert app.get(texts).json()[1] == row | {"SeoPath": "bolts"}
    done(app.delete(f"{texts}/2-2-2/EN"))
    assert len(app.get(texts).json()) == 1
    assert refusal(app.delete(f"{texts}/1-1-1/DE")) == (409, "Conflict")
    ebay = {"Name": "Bolts", "LanguageIso": "EN", "SalesChannelId": "3-1-1"}
    assert refusal(app.post(texts, ebay)) == (409, "Conflict")


def test_one_customer_group_is_the_default(app):
    group = made(app.post("/customerGroups", {"Name": "B2B", "Discount": 3}))
    path = f"/customerGroups/{group['Id']}"

    changed = app.patch(path, {"IsDefault": True})

    assert (changed.status_code, app.get(path).json()) == (201, group | {"IsDefault": True})
    defaults = [each["Id"] for each in app.get("/customerGroups").json() if each["IsDefault"]]
    assert defaults == [group["Id"]]
    assert refusal(app.patch(path, {"IsDefault": False})) == (409, "Conflict")
    assert refusal(app.delete(path)) == (409, "Conflict")
    app.patch("/customerGroups/1", {"IsDefault": True})
    done(app.delete(path))
    assert app.get(path).status_code == 404


def test_customer_group_that_prices_name_stays(app):
    made(
        app.post(
            "/items/2/salesChannelPrices",
            {"SalesChannelId": "2-2-2", "CustomerGroupId": 3, "NetPrice": 5},
        )
    )

    assert refusal(app.delete("/customerGroups/3")) == (409, "Conflict")


def test_sales_channels_are_switched_for_families_and_not_for_inactive_items(app):
    items = app.get("/items", params={"pageSize": 1000}).json()["Items"]
    parent = next(each for each in items if each["ChildItems"] and each["IsActive"])
    inactive = next(each["Id"] for each in items if not each["IsActive"])
    active_children = {
        each["Id"] for each in items if each["Id"] in parent["ChildItems"] and each["IsActive"]
    }
    body = {
        "ApplyToAllChildItems": True,
        "Items": [parent["Id"], inactive],
        "ActivateSalesChannels": [9],
        "DeactivateSalesChannels": [2],
    }

    answer = app.patch("/items/salesChannels", body)

    assert answer.status_code == 200
    left = answer.json()["NotActivatedBecauseInactiveItems"]
    assert {"Item": inactive, "SalesChannel": "9-7-1-2"} in left
    for number in (parent["Id"], *active_children):
        assert app.get(f"/items/{number}").json()["ActiveSalesChannels"] == ["9-7-1-2"]
    older = {"headers": {"api-version": "1.1"}}
    assert app.patch("/items/salesChannels", body, **older).status_code == 404


def test_workflows_run_for_items_that_exist(app):
    event = app.get("/items/workflowEvents").json()[0]

    done(app.post("/items/1/workflow/2"))
    done(app.post("/items/1/workflowEvents", {"Id": event["Id"]}))

    assert app.post("/items/1/workflow/4").status_code == 400
    assert refusal(app.post("/items/99999/workflow/2")) == (404, "NotFound")
    assert refusal(app.post("/items/1/workflowEvents", {"Id": 99})) == (404, "NotFound")


def test_tax_rate_follows_the_class_and_the_countries(app):
    at_home = app.get("/tax/item/1/1/DE/DE").json()
    reduced = app.get("/tax/taxclass/2/1/DE/at").json()
    exported = app.get("/tax/item/1/1/DE/FR", params={"taxNumber": "FR40303265045"}).json()

    assert (at_home["Rate"], reduced["Rate"], exported["Rate"]) == (19, 10, 0)
    assert reduced["ShipmentCountryISO"] == "AT"
    for unknown in ("item/99999/1/DE/DE", "item/1/99/DE/DE", "taxclass/1/1/DE/XX"):
        assert app.get(f"/tax/{unknown}").status_code == 404


def test_erp_tells_what_it_is_without_a_token(app):
    told = app.get("/info", without="Authorization").json()

    assert (told["Type"], told["Version"].count(".")) == ("WAWI-Api", 3)
    assert {each["IsUsable"] for each in app.get("/feature").json()} == {True, False}


@pytest.mark.parametrize(
    "path",
    [
        "availabilities",
        "companies",
        "conditions",
        "manufacturers",
        "productGroups",
        "responsiblePersons",
        "salesChannels",
        "shippingClasses",
        "suppliers",
        "taxClasses",
        "warehouses/types",
        "warehouses/storagelocationtypes",
    ],
)
def test_lookup_lists_everything_in_order(app, path):
    rows = app.get(f"/{path}").json()

    assert len(rows) > 1
    assert len({row["Id"] for row in rows}) == len(rows)


def test_everything_that_items_refer_to_is_there(app):
    items = app.get("/items", params={"pageSize": 1000}).json()["Items"]
    lookups = {
        "ManufacturerId": "manufacturers",
        "ResponsiblePersonId": "responsiblePersons",
        "ConditionId": "conditions",
        "ShippingClassId": "shippingClasses",
        "ProductGroupId": "productGroups",
        "TaxClassId": "taxClasses",
        "AvailabilityId": "availabilities",
    }

    for field, path in lookups.items():
        known = {row["Id"] for row in app.get(f"/{path}").json()}
        assert {item[field] for item in items} <= known | {0}, field


def test_app_is_registered_polled_and_acts_with_what_it_was_granted(client_for):
    app = App(client_for("jtl"), **{"x-challengecode": "31337"})
    asked = made(app.post("/authentication", APP))
    path = f"/authentication/{asked['RegistrationRequestId']}"
    assert asked == {"AppId": APP["AppId"], "RegistrationRequestId": path[16:], "Status": 0}
    assert refusal(app.post("/authentication", APP)) == (409, "Conflict")

    pending, accepted, told = app.get(path), app.get(path), app.get(path)

    assert pending.json() == {"RequestStatusInfo": asked}
    assert accepted.json()["RequestStatusInfo"]["Status"] == 2
    assert accepted.json()["GrantedScopes"] == [
        "all.read",
        "item.createitem",
        "stock.stockadjustment",
    ]
    assert accepted.json()["Token"]["ApiKey"]
    assert refusal(told) == (410, "Gone")
    further = app.post(path)
    assert (further.status_code, further.json()["Status"]) == (200, 0)
    stranger = {"headers": {"x-challengecode": "other"}}
    assert refusal(app.get(path, **stranger)) == (404, "NotFound")


def test_key_of_a_registered_app_has_the_scopes_it_was_granted(client_for):
    strict = client_for("jtl", auth="strict")
    app = App(strict, **{"x-challengecode": "31337"})
    path = f"/authentication/{made(app.post('/authentication', APP))['RegistrationRequestId']}"
    app.get(path)
    key = app.get(path).json()["Token"]["ApiKey"]

    registered = App(strict, Authorization=f"Bearer {key}")

    assert registered.get("/items").status_code == 200
    made(registered.post("/stocks", {"ItemId": 1, "WarehouseId": 1, "Quantity": 1}))
    assert refusal(registered.patch("/items/1", {"Name": "x"})) == (403, "Forbidden")


def test_app_that_cannot_do_without_an_unknown_scope_is_rejected(client_for):
    app = App(client_for("jtl"), **{"x-challengecode": "31337"})
    wish = {**APP, "MandatoryApiScopes": ["no.suchscope"], "RegistrationType": 0}
    path = f"/authentication/{made(app.post('/authentication', wish))['RegistrationRequestId']}"
    app.get(path)

    decided = app.get(path).json()

    assert decided["RequestStatusInfo"]["Status"] == 1
    assert "Token" not in decided
    assert refusal(app.post(path)) == (409, "Conflict")


def test_registration_of_one_tenant_is_none_of_the_others(client_for):
    app = App(client_for("jtl"), **{"x-challengecode": "31337"})
    path = f"/authentication/{made(app.post('/authentication', APP))['RegistrationRequestId']}"
    other = {"headers": {"x-tenant-id": TENANT[:-1] + "1"}}

    assert refusal(app.get(path, **other)) == (404, "NotFound")
    assert made(app.post("/authentication", APP, **other))["Status"] == 0


@pytest.mark.parametrize(
    ("scopes", "status"),
    [("all.read", 403), ("all.read+Application.RunAs", 200), ("some-token", 200)],
)
def test_acting_for_another_user_takes_its_own_scope(app, scopes, status):
    headers = {"Authorization": f"Bearer {scopes}", "x-runas": "17"}

    assert app.get("/items", headers=headers).status_code == status


def test_user_for_whom_a_booking_runs_is_told(app):
    booking = {"ItemId": 1, "WarehouseId": 1, "Quantity": 1}
    made(app.post("/stocks", booking, headers={"x-runas": "17"}))

    changes = app.get("/stocks/changes", params={"itemId": 1, "pageSize": 1000}).json()["Items"]

    assert changes[-1]["Username"] == "17"


@pytest.mark.parametrize(("version", "status"), [("1.0", 200), ("1.6", 200), ("2.0", 400)])
def test_version_is_one_that_the_unversioned_paths_have(app, version, status):
    assert app.get("/items", headers={"api-version": version}).status_code == status


def test_path_with_a_version_means_the_same(app):
    assert app.get("/v1/items/1").json() == app.get("/items/1").json()


UNKNOWN = [
    ("POST", "/items/99999/suppliers", {"SupplierId": 1}),
    ("POST", "/items/1/suppliers", {"SupplierId": 999}),
    ("POST", "/items/1/properties", {"PropertyValueId": 999}),
    ("POST", "/categories", {"Name": "x", "ParentCategoryId": 999}),
    ("POST", "/categories/999/items", [1]),
    ("POST", "/categories/1/items", [99999]),
    ("POST", "/stocks", {"ItemId": 99999, "WarehouseId": 1, "Quantity": 1}),
    ("POST", "/stocks", {"ItemId": 1, "WarehouseId": 99, "Quantity": 1}),
    ("POST", "/properties", {"Name": "x", "PropertyGroups": [99]}),
    ("POST", "/properties/99/values", {"Name": "x"}),
    ("PATCH", "/items/1", {"ManufacturerId": 10}),
    ("PATCH", "/items/1", {"TaxClassId": 99}),
    ("PATCH", "/items/1/customfields/99", {"Value": 1}),
    ("PATCH", "/items/salesChannels", {"Items": [1], "ActivateSalesChannels": [77]}),
    ("GET", "/warehouses/99/storagelocations", None),
    ("GET", "/items/imagedata/99999", None),
    ("DELETE", "/items/1/suppliers/99", None),
]


@pytest.mark.parametrize(("method", "path", "body"), UNKNOWN)
def test_what_is_not_there_answers_404(app, method, path, body):
    assert refusal(app.request(method, path, json=body)) == (404, "NotFound")


INVALID = [
    ("/items/1/salesChannelPrices", {"SalesChannelId": "2-2-2"}),
    (
        "/items/1/salesChannelPrices",
        {"SalesChannelId": "2-2-2", "NetPrice": 1, "ReduceStandardPriceByPercent": 1},
    ),
    ("/items/1/images", {"Filename": "x.png", "SalesChannelId": "2-2-2", "ImageData": "?"}),
    ("/items/1/suppliers", {"SupplierId": 2, "ScalePrices": [{"FromQuantity": 1}]}),
    ("/customerGroups", {"Name": ""}),
    ("/items/1/variations", {"Name": "x", "Type": 6}),
    ("/stocks", {"ItemId": 1, "WarehouseId": 1}),
]


@pytest.mark.parametrize(("path", "body"), INVALID)
def test_invalid_body_answers_400(app, path, body):
    assert refusal(app.post(path, body)) == (400, "ValidationError")


@pytest.mark.parametrize(
    "body",
    [{"IsActive": True, "EndDateActive": True}, {"IsActive": True, "TillAmountActive": True}],
)
def test_special_price_that_ends_says_when(app, body):
    assert refusal(app.patch("/items/1/specialprices", body)) == (400, "ValidationError")


TAKEN = [
    ("/items/1/suppliers", {"SupplierId": 1}),
    ("/items/1/properties", {"PropertyValueId": 1}),
    ("/items/1/customerPrices", {"CustomerId": 1, "NetPrice": 5}),
    ("/items/1/descriptions", {"Name": "x", "LanguageIso": "de", "SalesChannelId": "1-1-1"}),
]


@pytest.mark.parametrize(("path", "body"), TAKEN)
def test_what_is_there_already_answers_409(app, path, body):
    assert refusal(app.post(path, body)) == (409, "Conflict")


def test_changing_texts_and_removing_them_is_seen(app):
    texts = "/items/2/descriptions"
    made(app.post(texts, {"Name": "Torch", "LanguageIso": "EN", "SalesChannelId": "2-2-2"}))

    done(app.patch(f"{texts}/2-2-2/EN", {"ShortDescription": "bright"}))

    assert app.get(texts).json()[1]["ShortDescription"] == "bright"
    done(app.delete(f"{texts}/2-2-2/EN"))
    assert len(app.get(texts).json()) == 1
    assert refusal(app.patch(f"{texts}/2-2-2/EN", {"Name": "x"})) == (404, "NotFound")


def test_tenants_do_not_see_what_others_do(client_for):
    mine = App(client_for("jtl"))
    theirs = App(client_for("jtl"), **{"x-tenant-id": TENANT[:-1] + "1"})
    before = theirs.get("/customerGroups").json()

    made(mine.post("/customerGroups", {"Name": "Mine"}))
    made(mine.post("/stocks", {"ItemId": 1, "WarehouseId": 1, "Quantity": 1}))

    assert theirs.get("/customerGroups").json() == before
    assert theirs.get("/stocks").json()["TotalItems"] != 0
    changes = theirs.get("/stocks/changes", params={"itemId": 1}).json()["Items"]
    assert "Tests/1.0.0" not in {each["Username"] for each in changes}
