"""Which names mean what: phrases, and how values of each are drawn from a scene."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from understudy.contract.operations import Json
from understudy.data.catalog import with_check_digit
from understudy.data.moments import timestamp
from understudy.data.pools import slug
from understudy.data.stage import Scene

Draw: TypeAlias = Callable[[Scene], Json]
Kinds: TypeAlias = Mapping[str, Draw]

_PROBABLE = 0.92
_BEGINNINGS = (
    "created|created at|created on|added|date created|creation date|inserted|order date|date"
    "|start|start date|started at|valid from|released on date|release date|invoice date"
)
_CHANGES = (
    "updated|updated at|updated on|changed|modified|modified at|modified on|last modified"
    "|last changed|timestamp|changed at|last updated|completed at|deleted at|archived at"
)


def _text(draw: Callable[[Scene], str]) -> Kinds:
    return {"string": draw}


def _pooled(pool: str) -> Kinds:
    return _text(lambda scene: scene.dice.choose(scene.stage.pools.pool(pool)))


def _one_of(*options: str) -> Kinds:
    return _text(lambda scene: scene.dice.choose(options))


def _amount(draw: Callable[[Scene], float]) -> Kinds:
    def written(scene: Scene) -> str:
        return f"{draw(scene):.2f}"

    whole = {"integer": lambda scene: round(draw(scene))}
    return {"number": draw, "string": written, "decimal": written, **whole}


def _count(draw: Callable[[Scene], int]) -> Kinds:
    def written(scene: Scene) -> str:
        return str(draw(scene))

    return {"number": draw, "integer": draw, "string": written, "decimal": written}


def _moment(draw: Callable[[Scene], datetime]) -> Kinds:
    def written(scene: Scene) -> str:
        return timestamp(draw(scene))

    return {
        "date-time": written,
        "string": written,
        "date": lambda scene: draw(scene).date().isoformat(),
        "integer": lambda scene: int(draw(scene).timestamp()),
    }


def _link(draw: Callable[[Scene], str]) -> Kinds:
    return {"string": draw, "uri": draw}


def _mail(draw: Callable[[Scene], str]) -> Kinds:
    return {"string": draw, "email": draw}


def _flag(probability: float) -> Kinds:
    return {"boolean": lambda scene: scene.dice.chance(probability)}


def _numbered(prefix: str) -> Kinds:
    return _text(lambda scene: f"{prefix}-{scene.dice.integer(10_000, 99_999)}")


def _from_now(scene: Scene, earliest: int, latest: int) -> datetime:
    midnight = scene.stage.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=scene.dice.integer(earliest, latest))


_ROWS: tuple[tuple[str, Kinds], ...] = (
    # who and what it is
    ("id", _text(lambda scene: scene.dice.object_id())),
    ("uuid|guid", {kind: lambda scene: scene.dice.uuid() for kind in ("string", "uuid")}),
    (
        "sku|article number|item number|part number|product code|item code|stock keeping unit",
        _text(lambda scene: scene.article.sku),
    ),
    ("item name|product name|article name|part name", _text(lambda scene: scene.article.name)),
    (
        "short description|long description|item description|product description",
        _text(lambda scene: scene.article.description),
    ),
    ("gtin|ean|barcode|bar code|gtin 13|ean 13", _text(lambda scene: scene.article.gtin)),
    ("upc", _text(lambda scene: with_check_digit(scene.article.gtin[1:12]))),
    ("isbn", _text(lambda scene: with_check_digit("978" + scene.dice.digits(9)))),
    ("asin|asins", _text(lambda scene: "B0" + scene.dice.text("0123456789BCDFGHJK", 8))),
    (
        "manufacturer number|mpn|manufacturer part number",
        _text(lambda scene: scene.article.manufacturer_number),
    ),
    ("brand|brand name|make|manufacturer name", _text(lambda scene: scene.article.brand)),
    ("category|category name|product group", _text(lambda scene: scene.article.category)),
    ("family|product family|product line", _text(lambda scene: scene.article.family)),
    ("material", _text(lambda scene: scene.article.material)),
    ("colour|color", _text(lambda scene: scene.article.colour)),
    ("size", _text(lambda scene: scene.article.size)),
    ("unit|uom|unit of measure|base unit", _text(lambda scene: scene.article.unit)),
    ("taric|tariff code|tariff number|hs code", _text(lambda scene: scene.article.tariff_code)),
    ("origin|country of origin", _text(lambda scene: scene.article.country)),
    ("keywords|search terms|tag|keyword", _text(lambda scene: slug(scene.article.family))),
    ("type|kind", _one_of("standard", "standard", "custom")),
    ("status", _one_of("active", "active", "active", "draft", "archived")),
    ("version|revision", _count(lambda scene: scene.dice.integer(1, 9))),
    ("serial number|batch number|lot number", _numbered("LOT")),
    ("order number|purchase order number|po number", _numbered("PO")),
    ("invoice number|credit note number", _numbered("INV")),
    ("tracking number|reference|reference number", _numbered("REF")),
    # people and companies
    ("first name|given name|forename", _text(lambda scene: scene.person.first_name)),
    ("last name|surname|family name", _text(lambda scene: scene.person.last_name)),
    (
        "full name|person name|contact name|user full name|owner name",
        _text(lambda scene: scene.person.name),
    ),
    (
        "created by|updated by|modified by|author|owner|assignee|contact|manager|contact person",
        _text(lambda scene: scene.person.name),
    ),
    ("user name|username|login", _text(lambda scene: scene.person.user_name)),
    ("job title|job|position title|occupation", _text(lambda scene: scene.person.job_title)),
    ("email|e mail|mail|email address", _mail(lambda scene: scene.person.email)),
    ("phone|telephone|mobile|fax|phone number|cell", _text(lambda scene: scene.person.phone)),
    (
        "company|customer|supplier|vendor|manufacturer|organization|organisation|carrier",
        _text(lambda scene: scene.company.name),
    ),
    (
        "company name|customer name|supplier name|vendor name|organization name|business name",
        _text(lambda scene: scene.company.name),
    ),
    ("tax id|vat id|vat number|tax number", _text(lambda scene: scene.company.tax_id)),
    ("customer number|supplier number|account number", _text(lambda s: s.company.number)),
    ("department", _one_of("Purchasing", "Sales", "Logistics", "Quality", "Accounting")),
    # where
    ("street|address|street address|line 1|address 1|line1", _text(lambda s: s.place.street)),
    ("line 2|address 2|line2", _text(lambda scene: f"Unit {scene.dice.integer(1, 40)}")),
    ("city|town|locality", _text(lambda scene: scene.place.city)),
    ("region|state|province|county", _text(lambda scene: scene.place.region)),
    ("postal code|postcode|zip|zip code|postal|plz", _text(lambda s: s.place.postal_code)),
    ("country|country code|country iso", _text(lambda scene: scene.place.country)),
    ("latitude|lat", {"number": lambda scene: scene.dice.number(25, 60, 5)}),
    ("longitude|lng|lon", {"number": lambda scene: scene.dice.number(-120, 25, 5)}),
    ("time zone|timezone", _one_of("Europe/Berlin", "America/New_York", "Europe/London", "UTC")),
    ("locale", _one_of("en-US", "de-DE", "en-GB")),
    ("language|lang", _one_of("en", "de", "fr")),
    # links
    ("url|website|homepage|link|href|uri|home page", _link(lambda s: s.company.website)),
    (
        "image|image url|picture|photo|avatar|thumbnail|logo|image uri|photo url|avatar url",
        _link(lambda scene: f"https://example.com/images/{scene.dice.hex(8)}.jpg"),
    ),
    ("domain|hostname|host|domain name", _text(lambda scene: scene.company.domain)),
    ("ip|ip address", _text(lambda scene: f"192.0.2.{scene.dice.integer(1, 254)}")),
    ("file name|filename", _text(lambda scene: f"{slug(scene.article.sku)}.pdf")),
    ("token|checksum|hash|etag", _text(lambda scene: scene.dice.hex(32))),
    # money
    (
        "price|list price|unit price|price net|retail price|msrp",
        _amount(lambda scene: scene.article.price),
    ),
    ("wholesale price|dealer price", _amount(lambda scene: scene.article.wholesale_price)),
    (
        "cost|purchase price|base cost|unit cost|purchase price net|cost per unit",
        _amount(lambda scene: scene.article.base_cost),
    ),
    (
        "amount|total|subtotal|balance|revenue|total amount|grand total",
        _amount(lambda scene: scene.dice.number(20, 5000, 2)),
    ),
    ("tax|vat|tax amount|discount amount", _amount(lambda scene: scene.dice.number(1, 400, 2))),
    ("rate|percent|percentage|discount|margin", _count(lambda s: s.dice.integer(0, 25))),
    ("tax rate|vat rate", _count(lambda scene: scene.dice.choose((0, 7, 19, 20)))),
    ("currency|currency code", _text(lambda scene: scene.company.currency)),
    ("payment terms|terms", _one_of("Net 30", "Net 14", "Net 60", "Due on receipt")),
    # quantities and measures
    (
        "quantity|qty|on hand|stock|stock level|in stock|inventory",
        _count(lambda s: s.stock.on_hand),
    ),
    (
        "available|quantity available|available quantity|available stock",
        _count(lambda scene: scene.stock.available),
    ),
    (
        "reserved|quantity reserved|reserved quantity|allocated|quantity promised",
        _count(lambda scene: scene.stock.reserved),
    ),
    ("incoming|on order|quantity on order", _count(lambda scene: scene.stock.incoming)),
    (
        "reorder point|minimum stock|minimum stock level|stock threshold",
        _count(lambda scene: scene.stock.reorder_point),
    ),
    ("reorder quantity", _count(lambda scene: scene.stock.reorder_quantity)),
    (
        "pack size|pack quantity|minimum order quantity|minimum purchase quantity",
        _count(lambda scene: scene.article.pack_size),
    ),
    ("weight|weight kg|shipping weight", _amount(lambda scene: scene.article.weight_kg)),
    ("length|length cm|depth", _amount(lambda scene: scene.article.length_cm)),
    ("width|width cm", _amount(lambda scene: scene.article.width_cm)),
    ("height|height cm", _amount(lambda scene: scene.article.height_cm)),
    ("count|number of items", _count(lambda scene: scene.dice.integer(0, 40))),
    ("sort|sort order|sort number|priority|rank|position", _count(lambda s: s.dice.integer(1, 9))),
    ("year", _count(lambda scene: scene.lifespan.created.year)),
    (
        "lead time|days|procurement time|handling time|delivery time",
        _count(lambda scene: scene.dice.integer(1, 30)),
    ),
    # words
    ("note|notes|comment|comments|remark|remarks|annotation|message|memo", _pooled("notes")),
    ("label", _pooled("labels")),
    # when
    (_BEGINNINGS, _moment(lambda scene: scene.lifespan.created)),
    (_CHANGES, _moment(lambda scene: scene.lifespan.updated)),
    (
        "due date|due|delivery date|expected delivery",
        _moment(lambda scene: _from_now(scene, 3, 60)),
    ),
    (
        "end|end date|ends at|valid to|valid until|expires|expires at|expiry date|expiration date",
        _moment(lambda scene: _from_now(scene, 90, 720)),
    ),
    ("birthday|date of birth|birth date", _moment(lambda scene: _from_now(scene, -22_000, -8_000))),
    # yes or no
    ("active|enabled|visible|available|verified|valid", _flag(_PROBABLE)),
    ("deleted|archived|locked|blocked|hidden|cancelled|discontinued", _flag(1 - _PROBABLE)),
)


def _index(rows: tuple[tuple[str, Kinds], ...]) -> Mapping[str, Kinds]:
    """Index rows by phrase; a phrase in two rows has the kinds of both."""
    index: dict[str, dict[str, Draw]] = {}
    for phrases, kinds in rows:
        for phrase in phrases.split("|"):
            index.setdefault(phrase, {}).update(kinds)
    return index


MEANINGS = _index(_ROWS)
