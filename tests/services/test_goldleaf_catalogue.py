"""GoldLeaf's catalogue and settings: what lists hold, and that what is said twice is the same."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.services.goldleaf import get, post

ITEM = "65aa10b2c3d4e5f60718293a"
CUSTOMER = "64f1a2b3c4d5e6f708192a3b"
NOBODY = "000000000000000000000000"
TYPES = {
    "hose": ("/hoses/create", "/organization/hoses", "/organization/customhoses"),
    "crimpfitting": (
        "/crimpfittings/create",
        "/organization/crimpfittings",
        "/organization/customcrimpfittings",
    ),
    "ferrule": ("/ferrules/create", "/organization/ferrules", "/organization/customferrules"),
    "adaptor": ("/adaptors/create", "/organization/adaptors", "/organization/customadaptors"),
    "wrap": ("/wraps/create", "/organization/wraps", "/organization/customwraps"),
    "otheritem": ("/otheritems/create", None, "/organization/customotheritems"),
}
ITEM_TYPES = {"crimpfitting": "crimpFitting", "otheritem": "otherItem"}
LOOKUPS = {
    "/genders": {"male", "female"},
    "/shapes": {"straight", "90° elbow"},
    "/styles": {"JIC 37°", "NPT"},
    "/hosesizes": {"4", "8", "16"},
    "/endsizes": {"4", "8", "16"},
    "/organization/itemtypes": {"hose", "ferrule"},
    "/organization/roles": {"admin", "regular", "customer"},
    "/organization/wrapstyles": {"Spiral guard, polyethylene"},
    "/organization/wrapcoverage": {"full", "partial"},
    "/organization/couplingseries": {"CF-JF", "CF-NM"},
    "/organization/couplingseriesdetails": {"CF-JF", "CF-NM"},
    "/adaptors/configuration": {"male", "straight", "NPT", "8"},
    "/brandnames": {"Parker", "Sleevewell"},
    "/hosebrands": {"Parker"},
    "/adaptorbrands": {"Parker"},
    "/wrapbrands": {"Parker", "Sleevewell"},
    "/otheritembrands": {"Parker", "Capra"},
    "/pricelistnames": {"Retail", "Dealers"},
}


def everything(client, path):
    return get(client, path, itemsPerPage=1000)["items"]


@pytest.mark.parametrize("kind", TYPES)
def test_component_is_created_listed_and_updated(goldleaf, kind):
    create, listed, custom = TYPES[kind]

    made = post(goldleaf, create, {"partNumber": "NEW-1", "brand": "parker", "size": "8"})

    record = made.json()
    path = f"/{kind}/{record['_id']}"
    assert made.status_code == 201
    assert record["brand"] == "Parker"
    assert record["itemType"] == ITEM_TYPES.get(kind, kind)
    assert get(goldleaf, path) == record
    for each in filter(None, (listed, custom)):
        assert record in everything(goldleaf, each)
    update = {"params": {"description": "Better", "enabled": False}}
    changed = post(goldleaf, f"/organization{path}/update", update).json()
    assert (changed["description"], changed["enabled"]) == ("Better", False)
    assert get(goldleaf, f"/item/{record['_id']}")["description"] == "Better"


@pytest.mark.parametrize("kind", TYPES)
def test_item_of_another_type_is_not_found(goldleaf, kind):
    others = everything(goldleaf, "/organization/components")
    other = next(each for each in others if each["itemType"] != ITEM_TYPES.get(kind, kind))

    assert goldleaf.get(f"/api/v1/{kind}/{other['_id']}").status_code == 404
    update = post(goldleaf, f"/organization/{kind}/{other['_id']}/update", {"params": {}})
    assert update.status_code == 404


def test_lists_by_type_are_parts_of_the_whole(goldleaf):
    whole = everything(goldleaf, "/organization/components")
    lists = [listed for _, listed, _ in TYPES.values() if listed]

    parts = [each["_id"] for listed in lists for each in everything(goldleaf, listed)]

    others = [each["_id"] for each in whole if each["itemType"] == "otherItem"]
    assert sorted([*parts, *others]) == sorted(each["_id"] for each in whole)


@pytest.mark.parametrize(
    ("skipped", "left"),
    [([], 6), (["hose"], 5), (["hose", "adaptor"], 4), (["spaceship"], 6)],
)
def test_item_types_are_skipped(goldleaf, skipped, left):
    listed = get(goldleaf, "/organization/items", limit=1000, skipItemTypes=skipped)["items"]

    assert len({each["itemType"] for each in listed}) == left
    assert not {each["itemType"] for each in listed} & set(skipped)


def test_flags_choose_pending_custom_and_fittings_with_ferrules(goldleaf):
    assert {each["pending"] for each in everything(goldleaf, "/organization/pendingitems")} == {
        True
    }
    assert {each["custom"] for each in everything(goldleaf, "/organization/customhoses")} == {True}
    path = "/organization/crimpfittingswithferrules"
    assert {each["requiresFerrule"] for each in everything(goldleaf, path)} == {True}


@pytest.mark.parametrize(("path", "names"), LOOKUPS.items())
def test_lookup_offers_values(goldleaf, path, names):
    assert names <= {each["name"] for each in get(goldleaf, path)}


def test_adaptors_are_searched_and_crossed(goldleaf):
    first = everything(goldleaf, "/organization/adaptors")[0]

    crossed = get(goldleaf, "/adaptors/cross", partNumber=first["partNumber"].lower())["items"]
    found = get(goldleaf, "/adaptors/search", search="union")["items"]

    assert first["_id"] in [each["_id"] for each in crossed]
    assert {each["partNumber"] for each in crossed} == {first["partNumber"]}
    assert found
    assert all("union" in each["name"] for each in found)


def test_crimp_specs_are_of_the_hose(goldleaf):
    specs = get(goldleaf, f"/hose/{ITEM}/crimpspecs")

    assert {each["hose"] for each in specs} == {ITEM}
    assert goldleaf.get(f"/api/v1/hose/{NOBODY}/crimpspecs").status_code == 404


def test_item_is_known_by_its_new_number_everywhere(goldleaf):
    body = {"params": {"partNumber": "R1AT-8-NEW", "brand": "Nova"}}

    post(goldleaf, f"/organization/hose/{ITEM}/update", body)

    bought = [
        row for row in everything(goldleaf, f"/customer/{CUSTOMER}/items") if row["item"] == ITEM
    ]
    held = [row for row in everything(goldleaf, "/inventory") if row["item"] == ITEM]
    assert {(row["brand"], row["partNumber"]) for row in bought} == {("Nova", "R1AT-8-NEW")}
    assert {(row["brandName"], row["partNumber"]) for row in held} == {("Nova", "R1AT-8-NEW")}


def test_items_follow_the_name_of_their_brand(goldleaf):
    brand = next(each for each in everything(goldleaf, "/brands") if each["name"] == "Corvane")

    post(goldleaf, f"/brand/{brand['_id']}/update", {"params": {"name": "Corvane & Sons"}})

    names = {each["brand"] for each in everything(goldleaf, "/organization/components")}
    assert "Corvane & Sons" in names
    assert "Corvane" not in names
    stocked = {each["brandName"] for each in everything(goldleaf, "/inventory")}
    assert "Corvane & Sons" in stocked


def test_brand_that_is_new_is_listed_for_what_it_makes(goldleaf):
    post(goldleaf, "/wraps/create", {"partNumber": "NEW-1", "brand": "Wraparound"})

    assert "Wraparound" in [each["name"] for each in get(goldleaf, "/wrapbrands")]
    assert "Wraparound" not in [each["name"] for each in get(goldleaf, "/hosebrands")]
    post(goldleaf, "/hoses/create", {"partNumber": "NEW-2", "brand": "wraparound", "size": "8"})
    assert "Wraparound" in [each["name"] for each in get(goldleaf, "/hosebrands")]


def test_brand_is_deleted_once_nothing_is_of_it(goldleaf):
    brands = {each["name"]: each["_id"] for each in everything(goldleaf, "/brands")}

    assert post(goldleaf, f"/brand/{brands['Parker']}/delete").status_code == 400
    assert post(goldleaf, f"/brand/{brands['Capra']}/delete").status_code == 200
    assert "Capra" not in [each["name"] for each in get(goldleaf, "/brandnames")]


def test_other_item_that_nobody_uses_is_deleted(goldleaf):
    made = post(goldleaf, "/otheritems/create", {"partNumber": "X", "brand": "Capra"}).json()

    changed = post(goldleaf, f"/otheritems/{made['_id']}/update", {"params": {"category": "Kit"}})
    gone = post(goldleaf, f"/otheritems/{made['_id']}/delete")

    assert changed.json()["category"] == "Kit"
    assert gone.status_code == 200
    assert goldleaf.get(f"/api/v1/otheritem/{made['_id']}").status_code == 404
    assert post(goldleaf, "/otheritems/65aa10b2c3d4e5f607182940/delete").status_code == 400


def test_picture_is_where_an_item_says(goldleaf):
    listed = everything(goldleaf, "/organization/components")
    shown = next(each for each in listed if each["image"])
    plain = next(each for each in listed if not each["image"])

    answer = goldleaf.get(shown["image"].removeprefix("https://goldleaf.app"))

    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert goldleaf.get(f"/api/v1/image/{plain['_id']}").status_code == 404


def test_stock_is_never_promised_twice(goldleaf):
    for each in everything(goldleaf, "/inventory"):
        assert each["available"] == each["onHand"] - each["committed"] >= 0


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ({"item": ITEM}, 200),
        ({"brandName": "parker", "partNumber": "r1at-8"}, 200),
        ({"item": ITEM, "warehouseName": "west branch"}, 200),
        ({"item": ITEM, "warehouseName": "Nowhere"}, 404),
        ({"item": ITEM, "warehouseId": NOBODY}, 404),
        ({"partNumber": "R1AT-8"}, 404),
        ({}, 404),
        ({"item": ITEM, "onHand": -1}, 400),
    ],
)
def test_stock_is_booked_for_what_is_named(goldleaf, named, status):
    answer = post(goldleaf, "/inventoryitem/update", {"params": {"onHand": 3, **named}})

    assert answer.status_code == status
    if status == 200:
        assert (answer.json()["item"], answer.json()["onHand"]) == (ITEM, 3)
        assert answer.json()["warehouseName"] == (
            "West Branch" if "warehouseName" in named else "Main Warehouse"
        )


def test_price_list_has_no_nulls_whatever_was_sent(goldleaf):
    body = {"name": None, "listPricing": None, "defaultItemPricing": [{"enabled": None}]}

    made = post(goldleaf, "/pricelists/create", body).json()

    assert made["name"] == "New price list"
    assert made["defaultItemPricing"] == [{}]
    assert "listPricing" not in made


def test_organization_is_changed_and_its_settings_follow(goldleaf):
    warehouse = post(goldleaf, "/warehouses/create", {"name": "Yard"}).json()
    body = {"params": {"name": "Hose & Co", "hideInventory": True, "erpName": "P21"}}
    body["params"]["defaultWarehouse"] = warehouse["_id"]

    post(goldleaf, "/organization/update", body)

    assert get(goldleaf, "/organization")["name"] == "Hose & Co"
    assert get(goldleaf, "/organization/hideinventory") == {"hideInventory": True}
    assert get(goldleaf, "/organization/erpname") == {"erpName": "P21"}
    assert get(goldleaf, "/organization/defaultwarehouse")["defaultWarehouse"] == warehouse
    post(goldleaf, f"/warehouse/{warehouse['_id']}/delete")
    assert get(goldleaf, "/organization/defaultwarehouse") == {"defaultWarehouse": None}
    unknown = {"params": {"defaultBrand": NOBODY}}
    assert post(goldleaf, "/organization/update", unknown).status_code == 404


def test_terms_are_accepted_once_and_for_all(goldleaf):
    before = get(goldleaf, "/organization/hasacceptedterms")

    post(goldleaf, "/organization/acceptterms")

    assert before == {"hasAcceptedTerms": False}
    assert get(goldleaf, "/organization/hasacceptedterms") == {"hasAcceptedTerms": True}


@pytest.mark.parametrize("path", ["currencies", "productgroups", "suppliers", "locations"])
def test_list_of_the_organization_is_replaced(goldleaf, path):
    kept, *_ = get(goldleaf, f"/organization/{path}")["items"]
    items = [{"_id": kept["_id"], "name": kept["name"]}, {"name": "ZZZ"}]

    post(goldleaf, f"/organization/{path}/update", {"params": {"items": items}})

    first, last = get(goldleaf, f"/organization/{path}")["items"]
    assert first == kept
    assert last["name"] == "ZZZ"


def test_api_key_is_shown_once(goldleaf):
    body = {"name": "Shop", "scopes": "read", "keyType": "Customer"}

    made = post(goldleaf, "/organization/apikeys", {"params": body})

    listed = {each["name"]: each for each in get(goldleaf, "/organization/apikeys")["items"]}
    path = f"/organization/apikeys/{made.json()['_id']}"
    assert made.status_code == 201
    assert len(made.json()["apiKey"]) == 32
    assert "apiKey" not in listed["Shop"]
    changed = post(goldleaf, f"{path}/update", {"params": {**body, "name": "Web shop 2"}}).json()
    assert changed["name"] == "Web shop 2"
    assert post(goldleaf, f"{path}/delete").status_code == 200
    assert get(goldleaf, "/organization/apikeys")["total"] == len(listed) - 1


def test_users_are_invited_reminded_and_removed(goldleaf):
    new = {"email": "new.user@example.com", "password": "Str0ng-enough"}

    post(goldleaf, "/organization/users/invite", {"emailAddresses": [new, new]})

    users = {each["email"]: each for each in everything(goldleaf, "/organization/users")}
    invited = users[new["email"]]
    path = f"/organization/user/{invited['_id']}"
    assert (invited["status"], invited["roles"]) == ("invited", ["regular"])
    assert "password" not in invited
    assert post(goldleaf, f"{path}/remind").json()["success"] is True
    assert post(goldleaf, f"{path}/delete").status_code == 200
    roles = get(goldleaf, "/organization/userroles")
    assert new["email"] not in [each["email"] for each in roles]
    assert {
        each["subscription"] for each in get(goldleaf, "/organization/userrolesandsubscription")
    } == {get(goldleaf, "/organization/subscription")["subscription"]}


def test_current_user_is_changed(goldleaf):
    changed = post(goldleaf, "/users/update", {"params": {"jobTitle": "Buyer"}}).json()

    assert get(goldleaf, "/user") == changed
    assert changed["jobTitle"] == "Buyer"
    assert post(goldleaf, "/user/resetpassword").json()["success"] is True


def test_part_numbers_are_read_from_a_text(goldleaf):
    found = get(goldleaf, "/hoseassemblies/parse", text="two of ha-10001, please")

    assert [each["name"] for each in found] == ["HA-10001"]
    feedback = {"params": {"correct": True}}
    assert post(goldleaf, "/hoseassemblies/parsefeedback", feedback).json()["success"] is True


def test_next_part_number_is_free_and_moves_on(goldleaf):
    number = get(goldleaf, "/organization/nextpartnumber")["nextPartNumber"]
    new = {"partNumber": number, "hose": ITEM, "length": 1}

    post(goldleaf, "/hoseassemblies/create", {"params": new})

    assert get(goldleaf, "/organization/nextpartnumber")["nextPartNumber"] > number


def test_history_of_the_api_is_newest_first(goldleaf):
    dates = [each["date"] for each in everything(goldleaf, "/organization/api/history")]

    assert len(dates) > 10
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("defaultbrand", "defaultBrand"),
        ("defaultadaptorbrand", "defaultAdaptorBrand"),
        ("hasparker", "hasParker"),
        ("usebetafeatures", "useBetaFeatures"),
        ("revisiondelimiter", "revisionDelimiter"),
        ("defaults", "defaultCurrency"),
    ],
)
def test_setting_is_an_object_of_its_name(goldleaf, path, name):
    assert name in get(goldleaf, f"/organization/{path}")


def test_component_export_is_of_one_type_and_searched(goldleaf):
    body = {
        "selectAll": True,
        "components": [],
        "componentType": "hose",
        "search": {"brand": "PARK"},
    }
    answer = post(goldleaf, "/components/export", body)

    headings, *rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    table = [dict(zip(headings, row, strict=True)) for row in rows]
    assert {row["Item Type"] for row in table} == {"hose"}
    assert {row["Brand"] for row in table} == {"Parker"}
