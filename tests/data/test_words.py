"""Words and figures for records: realistic, consistent, never twice where unique."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.data import (
    POOLS,
    Catalog,
    Dice,
    Directory,
    Pools,
    Stage,
    draw_lifespan,
    draw_stock,
    timestamp,
    working_moment,
)
from understudy.data.catalog import FAMILIES, with_check_digit
from understudy.data.notes import draw_note
from understudy.data.places import draw_place

NOW = datetime(2026, 5, 5, 3, 30, tzinfo=UTC)
ARTICLES = [Catalog(7).article(index) for index in range(6000)]
indexes = st.integers(0, 10**7)
moments = st.integers(0, 10**9).map(lambda second: NOW + timedelta(seconds=second))


@given(seed=st.integers(), index=indexes)
def test_prices_grow_from_cost_to_list(seed, index):
    article = Catalog(seed).article(index)

    assert 0 < article.base_cost < article.wholesale_price < article.price
    assert all(
        round(price, 2) == price
        for price in (article.base_cost, article.wholesale_price, article.price)
    )


def test_skus_and_gtins_never_repeat():
    assert len({article.sku for article in ARTICLES}) == len(ARTICLES)
    assert len({article.gtin for article in ARTICLES}) == len(ARTICLES)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.code)
def test_no_two_traits_of_a_family_share_a_code(family):
    for traits in (family.sizes, family.variants, family.materials):
        assert len({trait.code for trait in traits}) == len(traits)
        assert all("-" not in trait.code and " " not in trait.code for trait in traits)


def test_a_catalogue_covers_a_dozen_families_in_half_a_dozen_categories():
    assert len({article.family for article in ARTICLES}) >= 12
    assert len({article.category for article in ARTICLES}) >= 6
    assert ARTICLES[0].family != ARTICLES[1].family


def test_names_descriptions_and_skus_speak_of_the_same_article():
    for article in ARTICLES[:500]:
        assert article.material.lower() in (article.name + article.description).lower()
        assert article.brand in article.description
        assert "{" not in article.name + article.description


def test_weights_and_dimensions_are_those_of_a_body():
    for article in ARTICLES:
        assert 0 < article.weight_kg < 400
        assert 0 < article.height_cm <= 200
        assert 0 < article.width_cm <= 200
        assert 0 < article.length_cm <= 200


def test_heavier_sizes_of_a_family_cost_more():
    bolts = [
        each for each in ARTICLES if each.family == "Hex bolts" and each.material == "stainless A2"
    ]

    lightest, heaviest = (
        min(bolts, key=lambda b: b.weight_kg),
        max(bolts, key=lambda b: b.weight_kg),
    )

    assert heaviest.base_cost > 5 * lightest.base_cost


@pytest.mark.parametrize(
    ("digits", "whole"),
    [
        ("400638133393", "4006381333931"),
        ("03600029145", "036000291452"),
        ("978030640615", "9780306406157"),
    ],
    ids=["gtin", "upc", "isbn"],
)
def test_check_digits_are_those_of_known_codes(digits, whole):
    assert with_check_digit(digits) == whole


def test_other_seeds_have_other_catalogues():
    assert Catalog(1).article(0) != Catalog(2).article(0)


@given(path=st.integers(), pack=st.integers(1, 100))
def test_stock_figures_add_up(path, pack):
    stock = draw_stock(Dice(path), pack=pack)

    assert stock.available == stock.on_hand - stock.reserved >= 0
    assert stock.reserved >= 0
    assert stock.is_low == (stock.available <= stock.reorder_point)
    assert stock.is_low or not stock.incoming


def test_some_stock_is_empty_and_most_is_not():
    levels = [draw_stock(Dice("stock", index)) for index in range(400)]

    assert 10 < sum(stock.on_hand == 0 for stock in levels) < 80
    assert sum(stock.is_low for stock in levels) < 200


@given(path=st.integers(), now=moments)
def test_lifespans_end_after_they_begin_and_before_now(path, now):
    lifespan = draw_lifespan(Dice(path), now)

    assert now - timedelta(days=3 * 365) <= lifespan.created <= lifespan.updated <= now
    for moment in (lifespan.created, lifespan.updated):
        assert moment.weekday() < 5
        assert 7 <= moment.hour <= 18
        assert moment.microsecond == 0


def test_working_moments_count_days_before_now():
    moment = working_moment(Dice(1), NOW, oldest_days=10, newest_days=5)

    assert timedelta(days=4) < NOW - moment < timedelta(days=14)


def test_timestamps_are_written_in_utc():
    moment = datetime(2025, 3, 14, 10, 26, 53, 999, tzinfo=timezone(timedelta(hours=1)))

    assert timestamp(moment) == "2025-03-14T09:26:53Z"


@pytest.mark.parametrize("name", POOLS)
def test_pools_are_full_and_the_same_for_the_same_seed(name):
    pool = Pools(5).pool(name)

    assert len(pool) == 200
    assert all(pool)
    assert pool == Pools(5).pool(name)
    assert pool != Pools(6).pool(name)


def test_unknown_pools_are_refused():
    with pytest.raises(KeyError):
        Pools(1).pool("planets")


def test_addresses_on_the_net_and_numbers_belong_to_nobody():
    pools = Pools(3)

    assert all("@example." in each for each in pools.pool("emails"))
    assert all(each.endswith(".example.com") for each in pools.pool("domains"))
    assert all("-555-01" in each for each in pools.pool("phones"))


@given(path=st.integers())
def test_notes_are_one_sentence(path):
    note = draw_note(Dice(path))

    assert note[0].isupper()
    assert note.endswith(".")
    assert 25 < len(note) < 120
    assert "{" not in note


def test_people_have_mail_addresses_of_their_own_name():
    person = Directory(Pools(3)).person(7, domain="acme.example.com")

    assert person.name == f"{person.first_name} {person.last_name}"
    assert person.email == f"{person.first_name}.{person.last_name}@acme.example.com".lower()
    assert person.user_name == person.email.removesuffix("@acme.example.com")


def test_people_and_companies_repeat_late():
    directory = Directory(Pools(3))

    people = {directory.person(index).email for index in range(5000)}
    companies = {directory.company(index).name for index in range(3000)}

    assert len(people) == 5000
    assert len(companies) > 2990


def test_companies_are_of_one_piece():
    company = Directory(Pools(3)).company(12, country="DE")

    assert company.place.country == "DE"
    assert company.currency == "EUR"
    assert company.email.endswith(company.domain)
    assert company.contact.email.endswith(company.domain)
    assert company.website == f"https://{company.domain}/"
    assert company.name.rpartition(" ")[2] in {"GmbH", "AG"}


def test_unknown_countries_get_an_address_elsewhere():
    place = draw_place(Dice(1), ("1 Mill Lane",), country="XX")

    assert place.street == "1 Mill Lane"
    assert "#" not in place.postal_code


def test_a_stage_asks_for_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        Stage(seed=1, now=datetime(2026, 1, 1))  # noqa: DTZ001 -- that is the mistake


def test_a_stage_keeps_what_it_has_made():
    stage = Stage(seed=1, now=NOW)

    assert stage.any_article(Dice(1)) is stage.any_article(Dice(1))
    assert stage.any_person(Dice(1)) is stage.any_person(Dice(1))
    assert stage.any_company(Dice(1)) is stage.any_company(Dice(1))
