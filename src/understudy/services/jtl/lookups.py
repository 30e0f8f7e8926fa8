"""What items refer to by id: short lists that a tenant has from the start."""

from __future__ import annotations

from typing import Final

from understudy.behavior import Seeder, Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data.catalog import FAMILIES

TRADES: Final = tuple(dict.fromkeys(family.category for family in FAMILIES))
DEFAULT_TAX_CLASS: Final = 1


def table(*records: JsonObject) -> Seeder:
    """Return a seeder of these records, which have the ids 1, 2, ... unless they have their own."""

    def seeder(_seeds: Seeds, index: int) -> JsonObject | None:
        return {"Id": index + 1, **records[index]} if index < len(records) else None

    return seeder


def named(*names: str) -> Seeder:
    """Return a seeder of records that have nothing but an id and a name."""
    records: list[JsonObject] = [{"Name": name} for name in names]
    return table(*records)


def _translated(german: str, english: str) -> JsonObject:
    names: list[Json] = [
        {"Name": german, "LanguageIso": "DE"},
        {"Name": english, "LanguageIso": "EN"},
    ]
    return {"Names": names}


def _tax_class(name: str, kind: int, *, is_default: bool = False) -> JsonObject:
    return {"Name": name, "IsDefault": is_default, "Type": kind}


def _group(name: str, discount: float, *, net: bool, is_default: bool = False) -> JsonObject:
    return {"Name": name, "IsDefault": is_default, "Discount": discount, "IsNetPrice": net}


def _feature(name: str, release: str) -> JsonObject:
    uri = f"https://developer.jtl-software.com/features/{name}"
    return {"Feature": uri, "Version": 1, "Release": release, "IsUsable": release == "Released"}


LOOKUPS: Final = {
    "availability": named("In stock", "Available in 2 to 3 days", "On request", "Sold out"),
    "company": named("Nordlicht Handel GmbH", "Nordlicht Austria GmbH"),
    "condition": table(
        _translated("Neu", "New"),
        _translated("Gebraucht", "Used"),
        _translated("Generalüberholt", "Refurbished"),
    ),
    "product_group": named(*TRADES),
    "shipping_class": named("Parcel", "Freight", "Letter", "Dangerous goods"),
    "tax_class": table(
        _tax_class("Normaler Steuersatz", 4, is_default=True),
        _tax_class("Ermäßigter Steuersatz", 3),
        _tax_class("Steuerfrei", 0),
    ),
    "customer_group": table(
        _group("Endkunden", 0, net=False, is_default=True),
        _group("Handwerk", 5, net=True),
        _group("Wiederverkäufer", 12.5, net=True),
    ),
    "workflow_event": named("Print label", "Check texts", "Tell purchasing"),
    "feature": table(
        _feature("items", "Released"),
        _feature("stocks", "Released"),
        _feature("pallets", "Planned"),
    ),
}
