"""What a hose assembly, a kit or a line costs a customer: costs, margins and discounts at work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

import orjson

from understudy.behavior import Answer, Call, Draft, Problem, Refused
from understudy.contract.operations import Json, JsonObject
from understudy.services.goldleaf.identities import ORGANIZATION
from understudy.services.goldleaf.lines import EDITING, lines_of, named_item, valued, with_lines
from understudy.services.goldleaf.selecting import find_all, find_item, living, params_of
from understudy.state import Query, Transaction

FEET = {"in": 1 / 12, "ft": 1.0, "mm": 1 / 304.8, "cm": 1 / 30.48, "m": 1 / 0.3048}
LABOUR_COST = 8.0  # of an assembly, in US dollars
TEST_COST = 5.0
# Types of items -> the end of the field that holds a customer's discount on them.
DISCOUNTS = {
    "hose": "Hoses",
    "crimpFitting": "CrimpFittings",
    "wrap": "Wraps",
    "ferrule": "Ferrules",
    "adaptor": "Adaptors",
    "otherItem": "OtherItems",
}


@dataclass(frozen=True, slots=True)
class Part:
    """So much of an item."""

    item: JsonObject
    quantity: float


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be priced: parts, and what labour costs the organization, in US dollars."""

    parts: tuple[Part, ...]
    labour: float


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms somebody buys: a customer's, or the organization's own."""

    source: JsonObject
    currency: str
    rate: float

    def price(self, item: JsonObject) -> float:
        """Return the price of one unit of an item."""
        kind = str(item["itemType"])
        discount = self._figure(f"defaultDiscountPercent{DISCOUNTS.get(kind, '')}", 0)
        if self.source.get("listPricing") is True and "listPrice" in item:
            base = cast("float", item["listPrice"])
        else:
            margin = self._figure("defaultMarginPercentMaterials", 35)
            base = _cost(item) * (1 + margin / 100)
        return round(base * (1 - discount / 100) * self.rate, 2)

    def labour(self, cost: float) -> float:
        """Return what work costs the customer."""
        margin = self._figure("defaultMarginPercentLabour", 45)
        return round(cost * (1 + margin / 100) * self.rate, 2)

    def _figure(self, name: str, otherwise: float) -> float:
        value = self.source.get(name)
        return value if isinstance(value, int | float) else otherwise


def _cost(item: JsonObject) -> float:
    known = item.get("cost", item.get("listPrice"))
    return known if isinstance(known, int | float) else 0


def price_configuration(call: Call) -> Answer:
    """Answer the price of an assembly that is not saved."""
    params, transaction = params_of(call), call.transaction
    unit = str(cast("JsonObject", params["lengthUnit"])["unit"])
    hose = living(transaction, "item", params["hoseId"])
    names = ("end1Id", "end2Id", "ferrule1Id", "ferrule2Id")
    parts = [Part(living(transaction, "item", params[name]), 1) for name in names if name in params]
    length = cast("float", params["length"]) * FEET[unit]
    if "wrapId" in params:
        parts.append(Part(living(transaction, "item", params["wrapId"]), round(length, 4)))
    tests = sum(params.get(name) is True for name in ("proofTest", "burstTest"))
    bill = Bill((Part(hose, round(length, 4)), *parts), LABOUR_COST + tests * TEST_COST)
    customer = params.get("customerOrgId")
    if customer is not None:
        living(transaction, "customer", customer)
    return _answer([bill], _terms(call, customer))


def price_hose_assembly(call: Call) -> Answer:
    """Answer the price of a hose assembly."""
    assembly = living(call.transaction, "hose_assembly", call.values["hoseAssemblyId"])
    return _answer([bill_of(assembly, call.transaction)], _terms(call))


def price_hose_kit(call: Call) -> Answer:
    """Answer the price of all that is in a kit."""
    kit = living(call.transaction, "hose_kit", call.values["hoseKitId"])
    bills = list(_bills(lines_of(kit), call.transaction))
    return _answer(bills, _terms(call, kit.get("customerOrgId")))


def price_sales_estimate(call: Call) -> Answer:
    """Answer what the lines of an estimate cost its customer today."""
    estimate = living(call.transaction, "sales_estimate", call.values["salesEstimateId"])
    bills = list(_bills(lines_of(estimate), call.transaction))
    return _answer(bills, _terms(call, estimate.get("customer")))


def build_refreshed(draft: Draft) -> JsonObject:
    """Give an estimate under editing today's prices.

    Raises:
        Refused: it is not under editing any more.
    """
    estimate, call = cast("JsonObject", draft.existing), draft.call
    if estimate["status"] != EDITING:
        raise Refused(Problem.CONFLICT, f"it is {estimate['status']}, not {EDITING}")
    terms = _terms(call, estimate.get("customer"))
    lines: list[Json] = []
    for line in lines_of(estimate):
        bills = _bills([{**line, "quantity": 1}], call.transaction)
        price = sum(_total(bill, terms) for bill in bills)
        lines.append(valued({**line, "price": round(price, 2)}))
    return with_lines("sales_estimate", {**estimate, "lines": lines})


def bill_of(assembly: JsonObject, transaction: Transaction) -> Bill:
    """Return what a hose assembly is made of."""
    hose = transaction.get("item", str(assembly["hose"])) or {}
    unit = str(assembly.get("lengthUnit") or "in")
    length = cast("float", assembly["length"]) * FEET.get(unit, 1 / 12)
    parts = [Part(hose, round(length, 4))] if hose else []
    for name in ("end1PartNumber", "end2PartNumber"):
        number = assembly.get(name)
        fitting = _fitting(str(number), hose, transaction) if number else None
        parts += [Part(fitting, 1)] if fitting else []
    tests = sum(assembly.get(name) is True for name in ("proofTest", "burstTest"))
    return Bill(tuple(parts), LABOUR_COST + tests * TEST_COST)


def _fitting(number: str, hose: JsonObject, transaction: Transaction) -> JsonObject | None:
    """Return the fitting of that number, of the hose's brand if there is one."""
    own = find_item(transaction, str(hose.get("brand")), number)
    return own or next(iter(find_all(transaction, "item", {"partNumber": number})), None)


def _bills(lines: Iterable[JsonObject], transaction: Transaction) -> Iterator[Bill]:
    for line in lines:
        named, kind = named_item(transaction, line["item"])
        quantity = cast("float", line["quantity"])
        if kind == "hoseAssembly":
            one = bill_of(named, transaction)
            parts = tuple(Part(each.item, round(each.quantity * quantity, 4)) for each in one.parts)
            yield Bill(parts, one.labour * quantity)
        elif kind == "hoseKit":
            inner = [_times(each, quantity) for each in lines_of(named)]
            yield from _bills(inner, transaction)
        else:
            yield Bill((Part(named, quantity),), 0)


def _times(line: JsonObject, quantity: float) -> JsonObject:
    return {**line, "quantity": cast("float", line["quantity"]) * quantity}


def parts_of(lines: Iterable[JsonObject], transaction: Transaction) -> list[Part]:
    """Return all that lines are made of."""
    return [part for bill in _bills(lines, transaction) for part in bill.parts]


def _terms(call: Call, customer: Json = None) -> Terms:
    """Return a customer's terms: the one named, or of a customer key; else the organization's."""
    transaction = call.transaction
    asked = customer if customer is not None else call.values.get("apiCustomerId")
    found = transaction.get("customer", str(asked)) if asked is not None else None
    organization = transaction.get("organization", ORGANIZATION) or {}
    source = found if found is not None and found.get("deleted") is not True else organization
    currency = str(source.get("defaultCurrency") or "USD")
    rates = {each["name"]: each["rate"] for each in _currencies(transaction)}
    rate = rates.get(currency)
    if not isinstance(rate, int | float):
        currency, rate = "USD", 1.0
    return Terms(source, currency, rate)


def _currencies(transaction: Transaction) -> list[JsonObject]:
    return [orjson.loads(row.body) for row in transaction.find(Query(resource="currency"))]


def _total(bill: Bill, terms: Terms) -> float:
    amounts = (round(terms.price(part.item) * part.quantity, 2) for part in bill.parts)
    return sum(amounts) + terms.labour(bill.labour)


def _answer(bills: list[Bill], terms: Terms) -> Answer:
    parts = [part for bill in bills for part in bill.parts]
    prices = [terms.price(part.item) for part in parts]
    amounts = [round(price * part.quantity, 2) for price, part in zip(prices, parts, strict=True)]
    lines = [
        {
            "itemType": part.item["itemType"],
            "partNumber": part.item["partNumber"],
            "quantity": part.quantity,
            "unitOfMeasure": part.item.get("unitOfMeasure") or "ea",
            "unitPrice": price,
            "amount": amount,
        }
        for part, price, amount in zip(parts, prices, amounts, strict=True)
    ]
    materials = round(sum(amounts), 2)
    labour = round(sum(terms.labour(bill.labour) for bill in bills), 2)
    said = {
        "currency": terms.currency,
        "lines": lines,
        "materials": materials,
        "labour": labour,
        "total": round(materials + labour, 2),
    }
    return Answer(status=200, body=orjson.dumps(said))


PRICES: dict[str, Callable[[Call], Answer]] = {
    "price_configuration": price_configuration,
    "price_hose_assembly": price_hose_assembly,
    "price_hose_kit": price_hose_kit,
    "price_sales_estimate": price_sales_estimate,
}
