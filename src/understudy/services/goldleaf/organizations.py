"""The organization behind a credential: its settings, lists, users and API keys."""

from __future__ import annotations

from datetime import timedelta

from understudy.behavior import Seeds
from understudy.contract.operations import JsonObject
from understudy.data import timestamp
from understudy.services.goldleaf.histories import draw_history
from understudy.services.goldleaf.identities import ORGANIZATION, identity

ENTRIES: dict[str, tuple[tuple[str, str | None], ...]] = {
    "product_group": (
        ("Hydraulic hose", None),
        ("Fittings", "Crimp fittings and adaptors"),
        ("Protection", "Wraps and sleeves"),
    ),
    "supplier": (("Parker", "Hoses and fittings"), ("Corvane", None), ("Ferrova", "Ferrules")),
    "organization_location": (("Duluth", "Head office and main warehouse"), ("Tacoma", None)),
}
CURRENCIES = (("USD", 1.0), ("CAD", 1.37), ("EUR", 0.92))
ROLES = ("admin", "regular", "regular", "customer")
KEYS = (
    ("Nightly price sync", "full-access", "read,write", "admin"),
    ("Web shop", "Customer", "read", "customer"),
)
CALLS = (
    ("GET", "/customers", 200),
    ("GET", "/inventory", 200),
    ("POST", "/customers/export", 200),
    ("POST", "/customers/items/import", 401),
    ("GET", "/hoseassemblies", 200),
)


def seed_organization(seeds: Seeds, _index: int) -> JsonObject:
    """Make the one organization, with all its settings."""
    company = seeds.stage.directory.company(900, country="US")
    return {
        "_id": ORGANIZATION,
        **draw_history(seeds, seeds.dice("organization", 0)),
        "name": company.name,
        "domain": company.domain,
        "address1": company.place.street,
        "city": company.place.city,
        "region": company.place.region,
        "postalCode": company.place.postal_code,
        "country": "United States",
        "phoneNumber": company.phone,
        "website": company.website,
        "defaultWarehouse": identity(seeds, "warehouse", 0),
        "defaultBrand": identity(seeds, "brand", 0),
        "defaultAdaptorBrand": identity(seeds, "brand", 0),
        "defaultLengthUnit": "in",
        "defaultPressureUnit": "psi",
        "defaultCurrency": "USD",
        "defaultMarginPercentMaterials": 35,
        "defaultMarginPercentLabour": 45,
        "subscription": "Enterprise",
        "erpName": "Prophet 21",
        "revisionDelimiter": "-",
        "useBetaFeatures": False,
        "hideInventory": False,
        "hasAcceptedTerms": False,
        "hasParker": True,
    }


def seed_user(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a user; the first is who asks."""
    if index >= len(ROLES):
        return None
    company = seeds.stage.directory.company(900, country="US")
    person = seeds.stage.directory.person(700 + index, domain=company.domain)
    return {
        "_id": identity(seeds, "user", index),
        **draw_history(seeds, seeds.dice("user", index)),
        "firstName": person.first_name,
        "lastName": person.last_name,
        "phoneNumber": person.phone,
        "jobTitle": person.job_title,
        "email": person.email,
        "roles": [ROLES[index]],
        "status": "active",
        "subscription": "Enterprise",
    }


def seed_api_key(seeds: Seeds, index: int) -> JsonObject | None:
    """Make an API key."""
    if index >= len(KEYS):
        return None
    name, kind, scopes, role = KEYS[index]
    return {
        "_id": identity(seeds, "api_key", index),
        **draw_history(seeds, seeds.dice("api_key", index)),
        "name": name,
        "scopes": scopes,
        "keyType": kind,
        "role": role,
        "approvedIpAddresses": [{"ipAddress": "203.0.113.7", "description": "Office"}],
        "apiKey": seeds.dice("api_key", index, "secret").hex(32),
    }


def seed_api_call(seeds: Seeds, index: int) -> JsonObject:
    """Make an entry of the API's history."""
    method, path, status = CALLS[index % len(CALLS)]
    return {
        "_id": identity(seeds, "api_call", index),
        "method": method,
        "path": path,
        "status": status,
        "date": timestamp(seeds.now - timedelta(hours=3 * index + 1)),
        "apiKey": KEYS[index % len(KEYS)][0],
    }


def seed_currency(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a currency that the organization deals in."""
    if index >= len(CURRENCIES):
        return None
    name, rate = CURRENCIES[index]
    return {"_id": identity(seeds, "currency", index), "name": name, "rate": rate}


def seed_product_group(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a product group."""
    return _entry(seeds, "product_group", index)


def seed_supplier(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a supplier."""
    return _entry(seeds, "supplier", index)


def seed_location(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a place of the organization."""
    return _entry(seeds, "organization_location", index)


def _entry(seeds: Seeds, resource: str, index: int) -> JsonObject | None:
    entries = ENTRIES[resource]
    if index >= len(entries):
        return None
    name, description = entries[index]
    return {"_id": identity(seeds, resource, index), "name": name, "description": description}
