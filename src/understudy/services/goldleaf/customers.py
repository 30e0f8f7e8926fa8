"""The customers of a hose shop, their places, and what each of them buys, by number."""

from __future__ import annotations

from datetime import datetime

from understudy.behavior import Seeds
from understudy.contract.operations import JsonObject
from understudy.data import Company, Dice
from understudy.services.goldleaf.catalogue import organization_number, picture_of
from understudy.services.goldleaf.histories import draw_history
from understudy.services.goldleaf.identities import identity, item_key
from understudy.services.goldleaf.parts import Part, part

COUNTRIES = {"US": "United States", "CA": "Canada"}
RATES = {"USD": 1.0, "CAD": 1.37}  # from US dollars, which costs are in
WITHOUT_ITEMS = 2  # the last customer is deleted, the one before has no items
LARGEST_SHARE = 3  # every third item is the first customer's, so that one list has several pages
DELETED_EVERY = 15
PLACES = ("Workshop", "Warehouse", "Head office", "Yard", "Branch")
SHARED_BY = 2  # customers buy the same item in pairs


def owner_of(seeds: Seeds, index: int) -> int:
    """Return which customer an item belongs to: what is not the first's goes round."""
    if index % LARGEST_SHARE == 0:
        return 0
    others = max(seeds.counts["customer"] - WITHOUT_ITEMS - 1, 1)
    return 1 + (index - 1 - index // LARGEST_SHARE) % others


def country_of(customer: int) -> str:
    """Return the country of a customer: every fifth is in Canada."""
    return "CA" if customer % 5 == 3 else "US"  # noqa: PLR2004 - which of the five is of no importance


def seed_customer(seeds: Seeds, index: int) -> JsonObject:
    """Make a customer. The last is deleted; some lack what need not be known."""
    dice = seeds.dice("customer", index)
    company = seeds.stage.directory.company(index, country=country_of(index))
    record: JsonObject = {
        "_id": identity(seeds, "customer", index),
        **_profile(company, index),
        **_terms(dice, company),
    }
    record |= draw_history(seeds, dice, is_deleted=index == seeds.counts["customer"] - 1)
    return record


def _profile(company: Company, index: int) -> JsonObject:
    profile: JsonObject = {
        "name": company.name,
        "domain": company.domain if index % 6 != 4 else None,  # noqa: PLR2004 - which ones is of no importance
        "erpId": f"C-{company.number}" if index % 7 != 5 else None,  # noqa: PLR2004 - the same
        "city": company.place.city,
        "region": company.place.region,
        "postalCode": company.place.postal_code,
        "country": COUNTRIES[company.place.country],
        "phoneNumber": company.phone if index % 5 != 2 else None,  # noqa: PLR2004 - the same
        "email": company.email,
        "website": company.website,
        "address1": company.place.street,
    }
    return profile | ({"address2": f"Unit {index + 2}"} if index % 3 == 1 else {})


def _terms(dice: Dice, company: Company) -> JsonObject:
    discount = dice.choose((0.0, 2.5, 5.0, 7.5, 10.0))
    margin = dice.number(25, 45, 1)
    is_metric = company.place.country != "US"
    kinds = ("Materials", "Hoses", "CrimpFittings", "Wraps", "Ferrules", "Adaptors", "OtherItems")
    return {
        "defaultLengthUnit": "mm" if is_metric else "in",
        "defaultLengthUnitBillOfMaterials": "m" if is_metric else "ft",
        "defaultPressureUnit": "bar" if is_metric else "psi",
        "defaultCurrency": company.currency,
        "defaultTaxCode": f"{company.place.region}-STD",
        "contactCustomerForResale": dice.chance(0.3),
        "defaultMarginPercentMaterials": margin,
        "defaultMarginPercentLabour": margin + 10,
        "listPricing": dice.chance(0.2),
        **{f"defaultDiscountPercent{kind}": discount for kind in kinds},
        "defaultItemPricing": [
            {"itemType": kind, "defaultMarginPercent": margin, "defaultDiscountPercent": discount}
            for kind in ("hose", "crimpFitting", "adaptor")
        ],
    }


def seed_customer_location(seeds: Seeds, index: int) -> JsonObject:
    """Make a place of a customer: most have one, the first has several."""
    dice = seeds.dice("customer_location", index)
    places = seeds.counts["customer"] - WITHOUT_ITEMS
    owner = index if index < places else 0
    company = seeds.stage.directory.company(
        owner + seeds.counts["customer"] * (1 + index), country=country_of(owner)
    )
    return {
        "_id": identity(seeds, "customer_location", index),
        **draw_history(seeds, dice, is_deleted=index % DELETED_EVERY == DELETED_EVERY - 1),
        "customer": identity(seeds, "customer", owner),
        "description": f"{dice.choose(PLACES)} {company.place.city}",
        "address1": company.place.street,
        "address2": None,
        "city": company.place.city,
        "region": company.place.region,
        "postalCode": company.place.postal_code,
        "country": COUNTRIES[company.place.country],
        "phoneNumber": company.phone,
        "erpId": f"L-{1000 + index}" if dice.chance(0.8) else None,
    }


def seed_customer_item(seeds: Seeds, index: int) -> JsonObject:
    """Make an item as its customer buys it: cost below net price, agreements on some."""
    dice = seeds.dice("customer_item", index)
    number = index // SHARED_BY
    owner = owner_of(seeds, index)
    bought = part(number)
    item = item_key(seeds, number)
    history = draw_history(seeds, dice, is_deleted=index % DELETED_EVERY == DELETED_EVERY - 1)
    return {
        "_id": identity(seeds, "customer_item", index),
        "item": item,
        "customer": identity(seeds, "customer", owner),
        **_validity(dice, seeds.now, str(history["created"])),
        **history,
        **_numbering(seeds, dice, number),
        **_prices(dice, bought, "CAD" if country_of(owner) == "CA" else "USD"),
        "itemType": bought.item_type,
        **_origin(dice, index),
        "brand": bought.brand,
        "partNumber": bought.part_number,
        "name": bought.name,
        "image": picture_of(item, number),
        **({"notes": dice.choose(seeds.pools.pool("notes"))} if dice.chance(0.25) else {}),
    }


def _validity(dice: Dice, now: datetime, created: str) -> JsonObject:
    """Most agreements begin with the month they were entered in; half of those have an end."""
    if dice.chance(0.2):
        return {}
    start: JsonObject = {"startDate": f"{created[:8]}01T00:00:00Z"}
    end = f"{now.year + dice.integer(0, 1)}-12-31T23:59:59Z"
    return start | ({"endDate": end} if dice.chance(0.5) else {})


def _numbering(seeds: Seeds, dice: Dice, number: int) -> JsonObject:
    numbering: JsonObject = {"available": dice.chance(0.9), "priority": str(dice.integer(1, 3))}
    known = organization_number(seeds, number)
    return numbering if known is None else {"orgPartNumber": known, **numbering}


def _prices(dice: Dice, bought: Part, currency: str) -> JsonObject:
    """Net price is cost and margin; an agreed price less its discount is the net price."""
    net = round(bought.cost * RATES[currency] * dice.number(1.25, 1.7, 2), 2)
    prices: JsonObject = {
        "cost": bought.cost,
        "costCurrency": "USD",
        "unitOfMeasure": bought.unit,
        "netPrice": net,
        "netPriceCurrency": currency,
        "netPriceUnitOfMeasure": bought.unit,
    }
    if dice.chance(0.6):
        return prices
    discount = dice.choose((0.05, 0.1, 0.15, 0.2))
    return prices | {"price": round(net / (1 - discount), 2), "discount": discount}


def _origin(dice: Dice, index: int) -> JsonObject:
    source = dice.weighted((("erp", 5), ("import", 3), ("manual", 2)))
    if source != "erp":
        return {"recordSource": source}
    return {
        "recordSource": source,
        "erpHeaderId": f"PA-{20_000 + index // 8}",
        "erpId": f"PA-{20_000 + index // 8}-{index % 8 + 1}",
    }
