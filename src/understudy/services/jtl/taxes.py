"""Tax rates of shipments between the countries that the tenant's companies deal with."""

from __future__ import annotations

from typing import Final, cast

from understudy.behavior import Answer, Call, Problem
from understudy.contract.operations import Json, JsonObject
from understudy.services.jtl.requests import found, refused, shown

# country -> standard and reduced rate, in percent
_RATES: Final = {
    "DE": (19, 7),
    "AT": (20, 10),
    "BE": (21, 6),
    "DK": (25, 25),
    "ES": (21, 10),
    "FR": (20, 5.5),
    "IT": (22, 10),
    "LU": (17, 8),
    "NL": (21, 9),
    "PL": (23, 8),
    "SE": (25, 12),
}
_STANDARD, _NONE = 4, 0  # kinds of tax classes


def tax_of_item(call: Call) -> Answer:
    """Tell the tax rate of an item.

    Raises:
        Refused: item, company or country are unknown.
    """
    item = found(call.transaction, "item", call.values["itemId"])
    return _rate(call, item["TaxClassId"])


def tax_of_class(call: Call) -> Answer:
    """Tell the tax rate of a tax class.

    Raises:
        Refused: tax class, company or country are unknown.
    """
    return _rate(call, call.values["taxClassId"])


def _rate(call: Call, class_id: Json) -> Answer:
    tax_class = found(call.transaction, "tax_class", class_id)
    found(call.transaction, "company", call.values["companyId"])
    departure, shipment = (
        str(call.values[name]).upper() for name in ("departureCountryISO", "shipmentCountryISO")
    )
    for country in (departure, shipment):
        if country not in _RATES:
            raise refused(Problem.NOT_FOUND, f"there is no tax rate for {country}")
    is_export = departure != shipment and bool(call.values.get("taxNumber"))
    standard, reduced = _RATES[shipment]
    kind = cast("int", tax_class["Type"])
    rate = standard if kind == _STANDARD else reduced
    answer: JsonObject = {
        "Rate": 0 if is_export or kind == _NONE else rate,
        "TaxClassId": tax_class["Id"],
        "DepartureCountryISO": departure,
        "ShipmentCountryISO": shipment,
    }
    return shown(answer)
