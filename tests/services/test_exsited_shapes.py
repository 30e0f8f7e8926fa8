"""What each read shows: the members of the documented examples, in their order, and no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

API = "/api/v2"
HEADERS = {"Authorization": "Bearer some-token"}

CORE = """status id name display_name description type base_uom origin invoice_note created_by
created_on last_updated_by last_updated_on uuid version image_uri custom_form custom_form.name
custom_form.uuid custom_attributes custom_attributes[].name custom_attributes[].value
custom_objects codes codes[].name codes[].value uoms currencies currencies[].name
currencies[].used_for_sale currencies[].default_for_sale currencies[].used_for_purchase
currencies[].default_for_purchase"""
SALE = """sale sale.enabled sale.enable_back_order sale.invoice_note sale.accounting_code
sale.default_sale_price sale.shipping_profile sale.tax_exempt_when_sold sale.pricing_method
sale.tax_configuration sale.tax_configuration.sale_price_entered_inclusive_of_tax sale.charge
sale.charge.type sale.charge.properties sale.charge.properties[].name
sale.charge.properties[].value sale.payment_properties sale.discount_profile sale.pricing
sale.pricing.type sale.pricing.version sale.pricing.latest_used_pricing_version
sale.pricing.pricing_module sale.use_on_sale_price sale.sale_price_variant sale.sale_price
sale.start_date sale.end_date"""
PAYMENTS = "sale.payment_properties[].name sale.payment_properties[].value"
DIMENSIONS = " ".join(
    f"sale.{name} sale.{name}.uom sale.{name}.value"
    for name in ("width", "height", "length", "weight")
)
PURCHASE = """purchase purchase.enabled purchase.supplier_management_enabled
purchase.accounting_code purchase.purchase_order_note purchase.default_purchase_price
purchase.tax_configuration purchase.tax_configuration.purchase_price_entered_inclusive_of_tax
purchase.purchase_properties purchase.pricing purchase.pricing.type purchase.pricing.version
purchase.pricing.latest_used_pricing_version purchase.pricing.pricing_module"""
TERMS = "purchase.purchase_properties[].name purchase.purchase_properties[].value"
STOCK = """inventories inventories.enabled inventories.enable_warehouse_management
inventories.warehouses inventories.warehouses[].name inventories.warehouses[].uuid
inventories.warehouses[].link inventories.warehouses[].quantity_on_hand
inventories.warehouses[].quantity_available inventories.warehouses[].uom
inventories.default_warehouse inventories.inventory_properties
inventories.inventory_properties.enable_low_stock_notification
inventories.inventory_properties.enable_reordering"""
STOCK_DETAIL = """inventories.warehouses[].quantity_on_hand_value
inventories.warehouses[].quantity_promised inventories.warehouses[].quantity_on_order
inventories.warehouses[].quantity_on_return inventories.warehouses[].quantity_on_purchase_return
inventories.warehouses[].quantity_available_value
inventories.inventory_properties.low_stock_threshold_based_on
inventories.inventory_properties.reordering_threshold_based_on
inventories.inventory_properties.quantity_available_for_sale_determination
inventories.inventory_properties.quantity_available_for_sale_determination[]
inventories.inventory_properties.quantity_available_for_sale
inventories.inventory_properties.enable_preorder
inventories.inventory_properties.enable_serialization
inventories.inventory_properties.enable_batch_tracking
inventories.inventory_properties.enable_inventory_costing
inventories.inventory_properties.use_atp_value_as_quantity_available_for_webhook
inventories.inventory_properties.default_cost_per_unit"""
KPIS = """kpis kpis.total_orders kpis.active_orders kpis.total_revenue kpis.total_collected
kpis.total_outstanding kpis.total_overdue"""
UNITS = """uoms[].name uoms[].base_uom uoms[].sale_conversion_rate
uoms[].purchase_conversion_rate uoms[].used_for_sale uoms[].used_for_purchase"""
NOTE = """uuid version content files created_by created_on last_updated_by last_updated_on
custom_attributes"""
FILE = "uuid name version"


def in_order(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def names(*texts: str) -> set[str]:
    return {name for text in texts for name in in_order(text)}


PARENT = (
    names(CORE, "manager is_parent is_child configure_variations configure_variations[].uuid")
    | names("configure_variations[].name configure_variations[].link configure_variations[].values")
    | names("configure_variations[].values[].uuid configure_variations[].values[].name")
) - {
    name for name in names(CORE) if name.startswith(("base_uom", "invoice_note", "uoms", "curren"))
}
CHILD_ONLY = names("is_parent is_child parent_item_id manager use_variations", UNITS)
CHILD_SECTIONS = names(
    "sale.pricing_profile sale.tax_configuration.sale_price_based_on",
    "sale.tax_configuration.tax_code purchase.pricing_profile",
)
STANDARD = names(CORE, SALE, PAYMENTS, PURCHASE, TERMS, STOCK, STOCK_DETAIL, KPIS)
LISTED = names(CORE, SALE, DIMENSIONS, PURCHASE, STOCK, KPIS)
GIFT = names(CORE, "manager", SALE, PAYMENTS, KPIS) | {
    "sale.pricing_profile",
    "sale.accounting_code.sales_revenue",
}

# Shown in one example and unset, so without members, in the others.
UNSET_ELSEWHERE = names("sale.accounting_code.sales_revenue", PAYMENTS, TERMS)

STANDARD_KEYS = in_order(
    """
    status id name display_name description type base_uom origin invoice_note created_by
    created_on last_updated_by last_updated_on uuid version image_uri custom_form
    custom_attributes custom_objects codes uoms currencies sale purchase inventories kpis
    """
)
CHILD_KEYS = in_order(
    """
    status id name display_name description type is_parent is_child parent_item_id base_uom
    origin invoice_note created_by created_on last_updated_by last_updated_on uuid version
    image_uri manager custom_form custom_attributes custom_objects codes uoms currencies
    use_variations sale purchase inventories kpis
    """
)
PARENT_KEYS = in_order(
    """
    status id name display_name description type is_parent is_child origin created_by
    created_on last_updated_by last_updated_on uuid version image_uri manager custom_form
    custom_attributes custom_objects codes configure_variations
    """
)
GIFT_KEYS = in_order(
    """
    status id name display_name description type base_uom origin invoice_note created_by
    created_on last_updated_by last_updated_on uuid version image_uri manager custom_form
    custom_attributes custom_objects codes uoms currencies sale kpis
    """
)
INFORMATION_KEYS = in_order(
    """
    status id name display_name description type parent_item_id base_uom origin invoice_note
    created_by created_on last_updated_by last_updated_on uuid version image_uri manager
    custom_form custom_attributes custom_objects codes uoms currencies kpis
    """
)


def paths(value, place: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from paths(below, f"{place}.{name}" if place else name)
        if not place:
            return
    if isinstance(value, list):
        for element in value:
            if isinstance(element, dict):
                for path, leaf in paths(element):
                    yield f"{place}[].{path}", leaf
            else:
                yield f"{place}[]", element
    yield place, value


def seen(records) -> set[str]:
    return {path for record in records for path, _ in paths(record)}


def rows(client, **parameters):
    answer = client.get(f"{API}/items", params={"limit": 1000, **parameters}, headers=HEADERS)
    return answer.json()["items"]


def variant(row):
    return "CHILD" if row.get("is_child") == "true" else row["type"]


def of_variant(client, name):
    found = [row for row in rows(client) if variant(row) == name]
    answers = [client.get(f"{API}/items/{row['id']}", headers=HEADERS) for row in found]
    return [answer.json()["item"] for answer in answers]


VARIANTS = {
    "STANDARD": (STANDARD, STANDARD_KEYS),
    "CHILD": (STANDARD | CHILD_ONLY | CHILD_SECTIONS, CHILD_KEYS),
    "VARIATION_BASED": (PARENT, PARENT_KEYS),
    "GIFT_CERTIFICATE": (GIFT, GIFT_KEYS),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_detail_shows_exactly_the_members_of_its_variant(client_for, name):
    client = client_for("exsited")
    documented, _ = VARIANTS[name]

    shown = seen(of_variant(client, name))

    assert documented <= shown
    assert shown - documented <= UNSET_ELSEWHERE


@pytest.mark.parametrize("name", VARIANTS)
def test_detail_keeps_the_documented_order_of_members(client_for, name):
    client = client_for("exsited")

    items = of_variant(client, name)

    assert {tuple(item) for item in items} == {VARIANTS[name][1]}


def test_list_shows_standard_items_with_dimensions_and_less_stock_than_the_detail(client_for):
    client = client_for("exsited")

    listed = [row for row in rows(client) if variant(row) == "STANDARD"]

    shown = seen(listed)
    assert shown >= LISTED
    assert shown - LISTED <= UNSET_ELSEWHERE
    assert {tuple(row) for row in listed} == {STANDARD_KEYS}


def test_list_shows_every_other_variant_with_the_members_of_its_detail(client_for):
    client = client_for("exsited")

    listed = rows(client)

    keys = {variant(row): tuple(row) for row in listed if variant(row) != "STANDARD"}
    assert keys == {
        "CHILD": CHILD_KEYS,
        "VARIATION_BASED": PARENT_KEYS,
        "GIFT_CERTIFICATE": GIFT_KEYS,
    }


def test_list_states_the_page_beside_the_items(client_for):
    client = client_for("exsited")

    answer = client.get(f"{API}/items", params={"limit": 10, "offset": 0}, headers=HEADERS).json()

    assert list(answer) == ["items", "pagination"]
    assert answer["pagination"] == {
        "records": 120,
        "limit": 10,
        "offset": 0,
        "previous_page": "",
        "next_page": "http://127.0.0.1/api/v2/items?limit=10&offset=10",
    }


def test_information_shows_items_of_every_variant_without_their_sections(client_for):
    client = client_for("exsited")
    chosen = {variant(row): row["id"] for row in rows(client)}

    shown = {
        name: client.get(f"{API}/items/{key}/information", headers=HEADERS).json()["item"]
        for name, key in chosen.items()
    }

    assert {tuple(item) for item in shown.values()} == {INFORMATION_KEYS}
    assert shown["STANDARD"]["parent_item_id"] == ""
    assert shown["CHILD"]["parent_item_id"].startswith("ITEM-")


def test_sale_shows_dimensions_and_pricing_profile_and_nothing_of_the_item(client_for):
    client = client_for("exsited")
    keys = [row["id"] for row in rows(client, type="STANDARD")]

    shown = [client.get(f"{API}/items/{key}/sale", headers=HEADERS).json()["item"] for key in keys]

    documented = names(SALE, PAYMENTS, DIMENSIONS, "sale.pricing_profile")
    assert seen(shown) - documented <= UNSET_ELSEWHERE
    assert seen(shown) >= documented
    assert list(shown[0]["sale"])[6:10] == ["width", "height", "length", "weight"]


def test_inventories_show_stock_in_full_and_nothing_of_the_item(client_for):
    client = client_for("exsited")
    keys = [row["id"] for row in rows(client, type="STANDARD")]

    shown = [
        client.get(f"{API}/items/{key}/inventories", headers=HEADERS).json()["item"] for key in keys
    ]

    assert seen(shown) == names(STOCK, STOCK_DETAIL)


@pytest.mark.parametrize("section", ["sale", "inventories"])
def test_section_that_a_variation_parent_lacks_is_answered_switched_off(client_for, section):
    client = client_for("exsited")
    parent = rows(client, type="VARIATION_BASED")[0]["id"]

    shown = client.get(f"{API}/items/{parent}/{section}", headers=HEADERS).json()["item"][section]

    assert shown["enabled"] == "false"


def test_everything_but_figures_is_text(client_for):
    client = client_for("exsited")

    leaves = {
        path: leaf
        for name in VARIANTS
        for item in of_variant(client, name)
        for path, leaf in paths(item)
        if not isinstance(leaf, (dict, list))
    }

    numbers = {path for path, leaf in leaves.items() if not isinstance(leaf, str)}
    assert numbers <= names(KPIS)
    assert all(isinstance(leaves[path], (int, float)) for path in numbers)


def test_collected_amount_is_text_in_the_detail_of_standard_items_alone(client_for):
    client = client_for("exsited")
    key = next(row["id"] for row in rows(client, type="STANDARD") if row["kpis"]["total_orders"])

    detail = client.get(f"{API}/items/{key}", headers=HEADERS).json()["item"]["kpis"]
    information = client.get(f"{API}/items/{key}/information", headers=HEADERS).json()["item"][
        "kpis"
    ]

    assert isinstance(detail["total_collected"], str)
    assert float(detail["total_collected"]) == information["total_collected"]
    assert isinstance(information["total_collected"], (int, float))


def test_note_reads_show_exactly_the_documented_members(client_for):
    client = client_for("exsited")
    notes_url = f"{API}/items/ITEM-0001/notes"

    listed = client.get(notes_url, headers=HEADERS).json()
    notes = listed["item"]["notes"]
    with_files = next(note for note in notes if note["files"])
    note_url = f"{notes_url}/{with_files['uuid']}"
    note = client.get(note_url, headers=HEADERS).json()
    files = client.get(f"{note_url}/files", headers=HEADERS).json()
    file = client.get(f"{note_url}/files/{with_files['files'][0]['uuid']}", headers=HEADERS).json()

    assert list(listed["item"]) == ["notes", "pagination"]
    assert {tuple(each) for each in notes} == {in_order(NOTE)}
    assert note == {"item": {"note": with_files}}
    assert files == {
        "item": {
            "note": {
                "files": with_files["files"],
                "custom_attributes": with_files["custom_attributes"],
            }
        }
    }
    assert tuple(with_files["files"][0]) == in_order(FILE)
    assert file == {
        "item": {
            "note": {
                "file": with_files["files"][0],
                "custom_attributes": with_files["custom_attributes"],
            }
        }
    }
