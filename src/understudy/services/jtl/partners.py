"""Who makes, supplies and answers for items: manufacturers, suppliers, responsible persons."""

from __future__ import annotations

from typing import Final

from understudy.behavior import Seeds
from understudy.contract.operations import JsonObject
from understudy.data import Company, draw_lifespan, timestamp
from understudy.data.catalog import BRANDS
from understudy.data.pools import slug

SUPPLIERS: Final = 8
_PERSONS_FROM, _WAREHOUSES_FROM = 40, 60  # companies of the directory
_OLD_PARTNER = 7


def brand_id(brand: str) -> int:
    """Return the id of a brand's manufacturer: brands start with different letters."""
    return ord(brand[0]) - ord("A") + 1


def manufacturer(_seeds: Seeds, index: int) -> JsonObject | None:
    """Make the manufacturer of the brand at an index."""
    brand = BRANDS[index]
    return {
        "Id": brand_id(brand),
        "Name": brand,
        "Description": f"{brand} makes tools and supplies for workshop and industry.",
        "Homepage": f"https://{slug(brand)}.example.com/",
        "SortNumber": index + 1,
        "MetaTitle": brand,
        "MetaKeywords": "tools, workshop",
        "MetaDescription": "",
    }


def supplier(seeds: Seeds, index: int) -> JsonObject:
    """Make the supplier at an index; `DeliveryTime` is its usual one, which no answer shows."""
    company = seeds.stage.directory.company(index, country=("DE", "AT", "DE", "NL")[index % 4])
    place, contact = company.place, company.contact
    return {
        "Id": index + 1,
        "DeliveryTime": usual_days(index + 1),
        "Name": company.name,
        "Type": "Default",
        "SupplierNo": f"SP{company.number}",
        "InternalCustomerId": f"K-{1093 + 17 * index}",
        "LanguageISO": "DE",
        "FormOfAddress": "",
        "FirstName": contact.first_name,
        "LastName": contact.last_name,
        "Company": company.name,
        "Company2": "",
        "Contact": contact.name,
        "Street": place.street,
        "Address2": "",
        "PostalCode": place.postal_code,
        "City": place.city,
        "State": place.region,
        "CountryIso": place.country,
        "Phone": contact.phone,
        "PhoneExtension": "",
        "Fax": "",
        "Email": contact.email,
        "Website": company.website,
        "Comment": "",
        "VatID": company.tax_id,
        "Status": "aktiv" if index != _OLD_PARTNER else "inaktiv",
    }


def usual_days(supplier_id: int) -> int:
    """Return how many days a supplier usually takes to deliver."""
    return 2 + 3 * supplier_id % 7


def responsible_person(seeds: Seeds, index: int) -> JsonObject:
    """Make the person at an index who answers for the safety of products."""
    company = seeds.stage.directory.company(_PERSONS_FROM + index, country="DE")
    life = draw_lifespan(seeds.dice("responsible_person", index), seeds.now)
    return {
        "Id": index + 1,
        "Number": f"RP{company.number}",
        "Description": f"{company.name}, importer into the EU",
        "Address": address(company, index + 1),
        "Created": timestamp(life.created),
        "LastChanged": timestamp(life.updated),
        "IsActive": True,
        "LanguageKey": 1,
    }


def warehouse_address(seeds: Seeds, index: int) -> JsonObject:
    """Make the address of the warehouse at an index."""
    company = seeds.stage.directory.company(_WAREHOUSES_FROM + index, country="DE")
    return address(company, 100 + index)


def address(company: Company, key: int) -> JsonObject:
    """Write a company's address as people and warehouses have it."""
    place, contact = company.place, company.contact
    return {
        "Id": key,
        "Company": company.name,
        "Company2": "",
        "FormOfAddress": "",
        "Title": "",
        "FirstName": contact.first_name,
        "LastName": contact.last_name,
        "Street": place.street,
        "Address2": "",
        "PostalCode": place.postal_code,
        "City": place.city,
        "State": place.region,
        "CountryIso": place.country,
        "VatID": company.tax_id,
        "PhoneNumber": contact.phone,
        "MobilePhoneNumber": "",
        "EmailAddress": contact.email,
        "Fax": "",
    }
