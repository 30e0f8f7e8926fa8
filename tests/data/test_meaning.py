"""What names of properties mean."""

from datetime import UTC, datetime

import pytest

from understudy.data import Dice, Stage
from understudy.data.meaning import find_meaning
from understudy.data.naming import Spot, Subject, singular, subject_of, words_of
from understudy.data.stage import Scene
from understudy.data.vocabulary import MEANINGS

STAGE = Stage(seed=3, now=datetime(2026, 5, 5, 12, tzinfo=UTC))


def drawn(name, kind="string", subject=Subject.OTHER):
    draw = find_meaning(name, subject, kind)
    scene = Scene(STAGE, Dice(name), 1)
    return scene, draw and draw(scene)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("createdAt", ("created", "at")),
        ("EbayPriceUSD", ("ebay", "price", "usd")),
        ("unit-price", ("unit", "price")),
        ("line_1", ("line", "1")),
        ("HTMLUrl", ("html", "url")),
        ("id", ("id",)),
        ("_", ()),
    ],
)
def test_names_are_split_however_they_are_written(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("categories", "category"),
        ("addresses", "address"),
        ("items", "item"),
        ("boxes", "box"),
        ("status", "status"),
        ("Series", "Series"),
        ("access", "access"),
        ("data", "data"),
    ],
)
def test_elements_are_named_by_the_singular(plural, one):
    assert singular(plural) == one


@pytest.mark.parametrize(
    ("name", "properties", "subject"),
    [
        ("ItemCategory", (), Subject.CATEGORY),
        ("customers", (), Subject.COMPANY),
        ("created_by_user", (), Subject.PERSON),
        ("Record", ("SKU", "x"), Subject.ARTICLE),
        ("Record", ("firstName",), Subject.PERSON),
        ("Record", ("x",), Subject.OTHER),
    ],
)
def test_subjects_are_told_by_name_then_by_properties(name, properties, subject):
    assert subject_of(name, properties) is subject


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("sku", "string", lambda scene: scene.article.sku),
        ("itemName", "string", lambda scene: scene.article.name),
        ("default_purchase_price", "number", lambda scene: scene.article.base_cost),
        ("listPrice", "string", lambda scene: f"{scene.article.price:.2f}"),
        ("SalesPriceNet", "decimal", lambda scene: f"{scene.article.price:.2f}"),
        ("quantity_on_hand", "integer", lambda scene: scene.stock.on_hand),
        ("QuantityAvailable", "string", lambda scene: str(scene.stock.available)),
        ("contact_email", "email", lambda scene: scene.person.email),
        ("billing_city", "string", lambda scene: scene.place.city),
        ("ZipCode", "string", lambda scene: scene.place.postal_code),
        ("currency_code", "string", lambda scene: scene.company.currency),
        ("last_updated_on", "date", lambda scene: scene.lifespan.updated.date().isoformat()),
        ("created", "integer", lambda scene: int(scene.lifespan.created.timestamp())),
        ("customer_name", "string", lambda scene: scene.company.name),
        ("category_name", "string", lambda scene: scene.article.category),
        ("first_name", "string", lambda scene: scene.person.first_name),
        ("brand_title", "string", lambda scene: scene.article.brand),
    ],
)
def test_names_say_what_the_value_is(name, kind, expected):
    scene, value = drawn(name, kind)

    assert value == expected(scene)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (Subject.ARTICLE, lambda scene: scene.article.name),
        (Subject.PERSON, lambda scene: scene.person.name),
        (Subject.COMPANY, lambda scene: scene.company.name),
        (Subject.CATEGORY, lambda scene: scene.article.category),
    ],
)
def test_a_bare_name_is_that_of_the_object(subject, expected):
    scene, value = drawn("name", subject=subject)

    assert value == expected(scene)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("glow", "string"), ("email_verified_x", "boolean"), ("price", "boolean"), ("", "string")],
)
def test_names_that_say_nothing_have_no_meaning(name, kind):
    assert find_meaning(name, Subject.OTHER, kind) is None


def test_due_dates_lie_ahead_and_birthdays_far_behind():
    _, due = drawn("due_date", "date")
    _, birthday = drawn("birthday", "date")

    assert due > "2026-05-05"
    assert "1960" < birthday < "2005"


def test_every_meaning_draws_what_it_promises():
    kinds = {"string": str, "number": int | float, "integer": int, "boolean": bool}
    for phrase, meaning in MEANINGS.items():
        for kind, draw in meaning.items():
            value = draw(Scene(STAGE, Dice(phrase), 1))
            assert isinstance(value, kinds.get(kind, str)), (phrase, kind)
            assert value != ""


def test_spots_write_pointers_as_rfc_6901_does():
    spot = Spot(pointer="/a").property("b/c~d", Subject.OTHER).element("items")

    assert spot.pointer == "/a/properties/b~1c~0d/items"
    assert spot.starts
