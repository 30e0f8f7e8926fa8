"""What every world starts with: records that fit each other."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from understudy.behavior import START, Seeds
from understudy.data import Catalog, Stage, timestamp
from understudy.data.catalog import FAMILIES
from understudy.services import load_service
from understudy.services.augno import filing, measures, trade
from understudy.services.augno.rates import display

REFERENCES = {
    "item": {"category": "item_category", "attributes": "attribute", "customers": "customer"},
    "product": {"product_line": "product_line", "item": "item"},
    "item_category": {"owner": "owner", "properties": "property", "unit_group": "unit_group"},
    "product_line": {"unit_group": "unit_group"},
    "unit_group": {"base_unit": "unit", "owner": "owner"},
    "unit_group_unit": {"unit": "unit", "group": "unit_group"},
    "unit": {"owner": "owner", "groups": "unit_group"},
    "material": {"item": "item", "category": "item_category", "attributes": "attribute"},
    "part": {"item": "item", "category": "item_category", "attributes": "attribute"},
    "job": {"created_by": "actor"},
    "actor": {"role": "role"},
    "attribute": {"property": "property"},
    "owner": {"account": "account"},
}


def seeded(seed):
    """Make all records of the service, by resource and key."""
    loaded = load_service("augno")
    resources = loaded.behavior.resources
    seeds = Seeds(
        seed=seed,
        service="augno",
        partition="",
        stage=Stage(seed=seed, now=START),
        counts={name: resource.count for name, resource in resources.items()},
    )
    return {
        name: {
            record[resource.key]: record
            for index in range(resource.count)
            if (record := loaded.service.seeders[resource.seeder](seeds, index)) is not None
        }
        for name, resource in resources.items()
        if resource.seeder
    }


@pytest.fixture(scope="module", params=[1, 2, 77])
def records(request):
    return seeded(request.param)


def test_the_same_seed_gives_the_same_records():
    assert seeded(5) == seeded(5)


def test_another_seed_gives_other_items_in_the_same_categories():
    one, other = seeded(1), seeded(2)

    assert one["item"].keys().isdisjoint(other["item"])
    assert one["item_category"] == other["item_category"]


def test_every_reference_leads_somewhere(records):
    for resource, fields in REFERENCES.items():
        for record in records[resource].values():
            for field, target in fields.items():
                value = record[field]
                for key in value if isinstance(value, list) else [value] if value else []:
                    assert key in records[target], (resource, field, key)


def test_declared_counts_are_those_of_the_tables(records):
    tables = {
        "unit": measures.UNITS,
        "unit_group": measures.GROUPS,
        "unit_group_unit": measures.MEMBERSHIPS,
        "item_category": filing.CATEGORIES,
        "property": filing.PROPERTIES,
        "attribute": filing.ATTRIBUTES,
        "product_line": trade.LINES,
        "customer": trade.CUSTOMERS,
    }

    assert {name: len(records[name]) for name in tables} == {
        name: len(table) for name, table in tables.items()
    }


def test_skus_and_attribute_values_are_unique(records):
    for resource, field in (("item", "sku"), ("attribute", "value"), ("property", "name")):
        values = [record[field] for record in records[resource].values()]
        assert len(values) == len(set(values))


def test_every_family_of_the_catalogue_is_filed():
    filed = {family for category in filing.CATEGORIES for family in category.families}

    assert {family.label for family in FAMILIES} <= filed


def test_families_take_turns():
    catalog = Catalog(3)

    families = [catalog.article(index).family for index in range(3 * len(FAMILIES))]

    turn = len(FAMILIES)
    assert families[:turn] == families[turn : 2 * turn] == families[2 * turn :]


def test_products_own_exactly_the_items_of_type_product(records):
    owned = [product["item"] for product in records["product"].values()]

    assert len(owned) == len(set(owned))
    assert set(owned) == {key for key, item in records["item"].items() if item["type"] == "product"}


def test_products_agree_with_their_items(records):
    for product in records["product"].values():
        item = records["item"][product["item"]]
        assert item["product_line"] == product["product_line"]
        assert item["is_listed"] == (product["type"] == "sale")
        for field in ("created_at", "updated_at"):
            assert item[field] == product[field]


def test_category_types_fit_item_types(records):
    for item in records["item"].values():
        category = records["item_category"][item["category"]]
        wanted = "material_category" if item["type"] == "material" else "product_category"
        assert category["type"] == wanted


def test_attributes_belong_to_properties_of_the_category(records):
    for item in records["item"].values():
        linked = records["item_category"][item["category"]]["properties"]
        for key in item["attributes"]:
            assert records["attribute"][key]["property"] in linked


def test_positions_of_attributes_are_contiguous(records):
    for key in records["property"]:
        places = [
            each["sort_order"] for each in records["attribute"].values() if each["property"] == key
        ]
        assert sorted(places) == list(range(1, len(places) + 1))


def test_rates_are_in_the_units_of_the_category_and_say_so(records):
    units = records["unit"]
    for item in records["item"].values():
        group = records["unit_group"][records["item_category"][item["category"]]["unit_group"]]
        base = units[group["base_unit"]]
        for name in ("unit_value", "unit_cost"):
            rate = item[name]
            assert units[rate["numerator_unit_id"]]["type"] == "currency"
            assert rate["denominator_unit_id"] == base["id"]
            said = re.fullmatch(r"\$([0-9.]+) / (.+)", rate["display_value"])
            assert said is not None
            assert Decimal(said[1]) == Decimal(rate["value"])
            assert said[2] == base["abbreviation"]
        assert item["burn_rate"]["numerator_unit_id"] == base["id"]


def test_goods_are_worth_more_than_they_cost(records):
    for item in records["item"].values():
        if item["is_listed"]:
            value, cost = (Decimal(item[name]["value"]) for name in ("unit_value", "unit_cost"))
            assert value > cost > 0


def test_nothing_happens_before_it_is_made_or_after_the_clock_starts(records):
    for resource in records.values():
        for record in resource.values():
            if "created_at" in record:
                assert record["created_at"] <= record["updated_at"] <= timestamp(START)
    newest = max(record["created_at"] for record in records["item_category"].values())
    assert all(newest < item["created_at"] for item in records["item"].values())


def test_there_are_records_at_the_edges(records):
    items = records["item"].values()

    assert any(item["description"] is None for item in items)
    assert any(item["notes"] is None for item in items)
    assert any(item["notes"] for item in items)
    assert any(item["attributes"] == [] and item["is_listed"] for item in items)
    assert any(item["updated_at"] == item["created_at"] for item in items)
    assert any(not item["is_listed"] for item in items)
    sold = [each for each in records["product"].values() if each["type"] == "sale"]
    assert any(product["product_line"] is None for product in sold)
    assert {product["portal_visibility"] for product in sold} == {"visible", "hidden"}


def test_each_type_of_unit_has_one_base_unit(records):
    bases = [unit["type"] for unit in records["unit"].values() if unit["is_base_unit"]]

    assert sorted(bases) == sorted({unit["type"] for unit in records["unit"].values()})
    assert len(bases) == 8


def test_groups_hold_units_of_their_type_and_their_base_unit(records):
    for group in records["unit_group"].values():
        members = [
            records["unit"][each["unit"]]
            for each in records["unit_group_unit"].values()
            if each["group"] == group["id"]
        ]
        assert {unit["type"] for unit in members} == {group["type"]}
        assert group["base_unit"] in [unit["id"] for unit in members]


@pytest.mark.parametrize(
    ("value", "counted", "per", "said"),
    [
        ("25.500000000000000000000000000000", "USD", "kg", "$25.50 / kg"),
        ("0.0031", "USD", "g", "$0.0031 / g"),
        ("7", "USD", "ea", "$7.00 / ea"),
        ("-3.5", "USD", "ea", "-$3.50 / ea"),
        ("100.0", "kg", "hr", "100 kg / hr"),
        ("000.250", "kg", "hr", "0.25 kg / hr"),
    ],
)
def test_rates_are_said_without_idle_zeros(value, counted, per, said):
    assert display(value, counted, per) == said
