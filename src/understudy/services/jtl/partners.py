"""Who makes, supplies and answers for items: manufacturers, suppliers, responsible persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from understudy.behavior import Seeds
from understudy.contract.operations import JsonObject
from understudy.data import draw_lifespan, timestamp
from understudy.data.catalog import BRANDS
from understudy.data.pools import slug

# Suppliers first, then importers, then warehouses: name, who answers there, street, code, city,
# state, country. Written down, not drawn: a tenant asks for all of them with its first request.
_PARTNERS: Final = (
    ("Nordlicht Outdoor GmbH", "Ida Brandt", "Hafenstraße 12", "20457", "Hamburg", "HH", "DE"),
    ("Krämer Schrauben KG", "Jonas Krämer", "Industriestraße 4", "58636", "Iserlohn", "NW", "DE"),
    ("Alpina Werkzeug GmbH", "Eva Gruber", "Gewerbepark 9", "4020", "Linz", "OÖ", "AT"),
    (
        "Van Dijk Hydrauliek B.V.",
        "Bram van Dijk",
        "Waalhaven 31",
        "3089 JH",
        "Rotterdam",
        "ZH",
        "NL",
    ),
    ("Bergmann Lager GmbH", "Paul Bergmann", "Am Kugellager 7", "97424", "Schweinfurt", "BY", "DE"),
    ("Elektro Vogt GmbH", "Mara Vogt", "Leipziger Ring 22", "04103", "Leipzig", "SN", "DE"),
    (
        "Sichert Arbeitsschutz GmbH",
        "Nils Sichert",
        "Neckarstraße 51",
        "70190",
        "Stuttgart",
        "BW",
        "DE",
    ),
    ("Ruhr Schmierstoffe AG", "Lena Hoff", "Kanalstraße 3", "44147", "Dortmund", "NW", "DE"),
    ("Import Hansa GmbH", "Tom Petersen", "Speicherstadt 8", "20457", "Hamburg", "HH", "DE"),
    ("EuroTool Import GmbH", "Anna Lang", "Messeplatz 1", "90471", "Nürnberg", "BY", "DE"),
    ("Westhandel GmbH", "Felix Baum", "Rheinufer 14", "50668", "Köln", "NW", "DE"),
    ("Safety First Europe GmbH", "Clara Winter", "Mainzer Weg 2", "60327", "Frankfurt", "HE", "DE"),
    ("Technik Import Süd GmbH", "Max Huber", "Isarring 40", "80805", "München", "BY", "DE"),
    ("Nordlicht Handel GmbH", "Kai Ott", "Lagerstraße 5", "21079", "Hamburg", "HH", "DE"),
    ("Nordlicht Handel GmbH", "Kim Lutz", "Regalweg 1", "21079", "Hamburg", "HH", "DE"),
    ("Depot Elbe GmbH", "Ole Frank", "Elbdeich 77", "01097", "Dresden", "SN", "DE"),
)
SUPPLIERS: Final = 8
_PERSONS: Final = 5
_OLD_PARTNER: Final = 7


@dataclass(frozen=True, slots=True)
class Partner:
    """A company that a tenant knows, and how to reach it."""

    number: int
    name: str
    contact: str
    street: str
    postal_code: str
    city: str
    state: str
    country: str

    @property
    def domain(self) -> str:
        """The domain of its mail addresses and its home page."""
        return f"{slug(self.name)}.example.com"

    @property
    def email(self) -> str:
        """The mail address of who answers there."""
        return f"{slug(self.contact)}@{self.domain}"

    @property
    def phone(self) -> str:
        """A telephone number that nobody has."""
        return f"+49 30 23125 {100 + self.number}"  # kept free for films and the like

    @property
    def vat_id(self) -> str:
        """A VAT number of the right form."""
        return f"{self.country}{811_907_980 + 17 * self.number}"


def partner(number: int) -> Partner:
    """Return the partner of that number: suppliers, importers, warehouses, from 0."""
    return Partner(number, *_PARTNERS[number])


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


def supplier(_seeds: Seeds, index: int) -> JsonObject:
    """Make the supplier at an index; `DeliveryTime` is its usual one, which no answer shows."""
    company = partner(index)
    first_name, _, last_name = company.contact.partition(" ")
    return {
        "Id": index + 1,
        "DeliveryTime": usual_days(index + 1),
        "Name": company.name,
        "Type": "Default",
        "SupplierNo": f"SP{12345 + index}",
        "InternalCustomerId": f"K-{1093 + 17 * index}",
        "LanguageISO": "DE",
        "FormOfAddress": "",
        "FirstName": first_name,
        "LastName": last_name,
        "Company": company.name,
        "Company2": "",
        "Contact": company.contact,
        "Street": company.street,
        "Address2": "",
        "PostalCode": company.postal_code,
        "City": company.city,
        "State": company.state,
        "CountryIso": company.country,
        "Phone": company.phone,
        "PhoneExtension": str(100 + index),
        "Fax": "",
        "Email": company.email,
        "Website": f"https://{company.domain}/",
        "Comment": "",
        "VatID": company.vat_id,
        "Status": "aktiv" if index != _OLD_PARTNER else "inaktiv",
    }


def usual_days(supplier_id: int) -> int:
    """Return how many days a supplier usually takes to deliver."""
    return 2 + 3 * supplier_id % 7


def responsible_person(seeds: Seeds, index: int) -> JsonObject:
    """Make the person at an index who answers for the safety of products."""
    company = partner(SUPPLIERS + index)
    life = draw_lifespan(seeds.dice("responsible_person", index), seeds.now)
    return {
        "Id": index + 1,
        "Number": f"RP{31_313 + index}",
        "Description": f"{company.name}, importer into the EU",
        "Address": address(company),
        "Created": timestamp(life.created),
        "LastChanged": timestamp(life.updated),
        "IsActive": True,
        "LanguageKey": 1,
    }


def warehouse_address(index: int) -> JsonObject:
    """Make the address of the warehouse at an index."""
    return address(partner(SUPPLIERS + _PERSONS + index))


def address(company: Partner) -> JsonObject:
    """Write a company's address as people and warehouses have it."""
    first_name, _, last_name = company.contact.partition(" ")
    return {
        "Id": company.number + 1,
        "Company": company.name,
        "Company2": "",
        "FormOfAddress": "",
        "Title": "",
        "FirstName": first_name,
        "LastName": last_name,
        "Street": company.street,
        "Address2": "",
        "PostalCode": company.postal_code,
        "City": company.city,
        "State": company.state,
        "CountryIso": company.country,
        "VatID": company.vat_id,
        "PhoneNumber": company.phone,
        "MobilePhoneNumber": "",
        "EmailAddress": company.email,
        "Fax": "",
    }
