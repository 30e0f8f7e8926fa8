"""Lines of kits, sales estimates and work orders: parts of the record that has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import orjson

from understudy.behavior import Answer, Call, Handler, Problem, Refused
from understudy.contract.operations import Json, JsonObject
from understudy.data import timestamp
from understudy.services.goldleaf.histories import changed
from understudy.services.goldleaf.identities import new_identity
from understudy.services.goldleaf.selecting import living, params_of
from understudy.state import Transaction

NAMED = ("item", "hose_assembly", "hose_kit")  # what a line can name
RESOURCES = {"hoseAssembly": "hose_assembly", "hoseKit": "hose_kit"}  # other types are items
EDITING, RELEASED, OBSOLETE = "under editing", "released", "obsolete"  # a record's status
SHOWN = (
    *("itemNumber", "lineNumber", "comments", "price", "unitOfMeasure"),
    *("purchaseOrder", "salesOrder"),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A resource with lines, and the path parameter that names its records."""

    resource: str
    parameter: str


KIT = Holder("hose_kit", "hoseKitId")
ESTIMATE = Holder("sales_estimate", "salesEstimateId")
ORDER = Holder("work_order", "workOrderId")


def with_lines(resource: str, record: JsonObject) -> JsonObject:
    """Return a record with what follows from its lines: which items, and the totals."""
    lines = lines_of(record)
    made: JsonObject = {**record, "lines": [*lines], "names": _names(lines)}
    if resource == "work_order":
        made["forCustomer"] = record.get("customerOrgId") is not None
    if resource != "sales_estimate":
        return made
    taxes = cast("list[JsonObject]", record.get("taxes") or [])
    subtotal = round(sum(cast("float", line["amount"]) for line in lines), 2)
    owed = round(sum(cast("float", tax.get("amount") or 0) for tax in taxes), 2)
    total = round(subtotal + owed, 2)
    sums: JsonObject = {"subtotal": subtotal, "taxAmount": owed, "total": total}
    return {**made, "taxes": [*taxes], **sums}


def _names(lines: list[JsonObject]) -> JsonObject:
    """Return the ids that lines name, by resource: so that no deletion leaves one without."""
    named: dict[str, list[Json]] = {resource: [] for resource in NAMED}
    for line in lines:
        named[RESOURCES.get(str(line["itemType"]), "item")].append(line["item"])
    return {resource: [*ids] for resource, ids in named.items()}


def lines_of(record: JsonObject) -> list[JsonObject]:
    """Return the lines of a record."""
    return cast("list[JsonObject]", record.get("lines") or [])


def given_lines(resource: str, fields: JsonObject, call: Call) -> JsonObject:
    """Take the lines out of a body that brings some along; {} when it brings none."""
    given = [fields.pop(name, None) for name in ("items", "hoseAssemblies", "adaptors")]
    entries = [each for part in given if isinstance(part, list) for each in part]
    if not entries:
        return {}
    made = [
        make_line(resource, each, call)
        for each in entries
        if isinstance(each, dict) and each.get("item") and each.get("deleted") is not True
    ]
    return {"lines": [*made]}


def make_line(resource: str, given: JsonObject, call: Call) -> JsonObject:
    """Return a line with what is known of its item.

    Raises:
        Refused: there is no such item.
    """
    named, kind = named_item(call.transaction, given["item"])
    if kind == "hoseKit" and resource == KIT.resource:
        raise Refused(Problem.NOT_FOUND, f"{given['item']} is a kit, and kits hold none")
    number = given.get("itemNumber", given.get("number"))
    line: JsonObject = {
        "_id": new_identity(call, "line"),
        "item": given["item"],
        "itemType": kind,
        "partNumber": named.get("partNumber") or "",
        "description": named.get("description"),
        "quantity": 1,
    }
    shown = {name: given[name] for name in SHOWN if given.get(name) is not None}
    if number is not None:
        shown["itemNumber"] = str(number)
    if resource == "sales_estimate":
        shown = {"price": 0, "unitOfMeasure": named.get("unitOfMeasure") or "ea", **shown}
    return valued({**line, **shown, "quantity": _quantity(given)})


def _quantity(given: JsonObject) -> Json:
    quantity = given.get("quantity")
    return 1 if quantity is None else quantity


def valued(line: JsonObject) -> JsonObject:
    """Return a line whose amount is its price times its quantity."""
    if "price" not in line:
        return line
    price, quantity = cast("float", line["price"]), cast("float", line["quantity"])
    return {**line, "amount": round(price * quantity, 2)}


def named_item(transaction: Transaction, key: Json) -> tuple[JsonObject, str]:
    """Return what a line names, and of which type it is.

    Raises:
        Refused: there is nothing of that id.
    """
    for resource in NAMED:
        record = transaction.get(resource, str(key))
        if record is not None and record.get("deleted") is not True:
            kinds = {name: kind for kind, name in RESOURCES.items()}
            return record, str(kinds.get(resource) or record["itemType"])
    raise Refused(Problem.NOT_FOUND, f"there is no item {key!r}")


def lists(holder: Holder, *kinds: str) -> Handler:
    """Return the list of a record's lines, of some types or (without any) of all."""

    def answer(call: Call) -> Answer:
        record = living(call.transaction, holder.resource, call.values[holder.parameter])
        found = [each for each in lines_of(record) if not kinds or each["itemType"] in kinds]
        return _said({"items": [*found], "total": len(found), "page": 1})

    return answer


def adds(holder: Holder, *kinds: str) -> Handler:
    """Return what adds a line for an item, which must be of these types if some are given."""

    def add(call: Call) -> Answer:
        record = _open(holder, call)
        params = params_of(call)
        line = make_line(holder.resource, {**params, "item": params["itemId"]}, call)
        if kinds and line["itemType"] not in kinds:
            raise Refused(Problem.NOT_FOUND, f"{line['item']} is no {' or '.join(kinds)}")
        _keep(holder, record, [*lines_of(record), line], call)
        return _said(line)

    return add


def changes(holder: Holder) -> Handler:
    """Return what changes the line that the path names."""

    def change(call: Call) -> Answer:
        record = _open(holder, call)
        line = _line(record, call)
        params = params_of(call)
        given = {
            name: params[name] for name in (*SHOWN, "quantity") if params.get(name) is not None
        }
        item = params.get("item")
        if item is not None and item != line["item"]:
            given |= _renamed(item, call)
        changed_line = valued({**line, **given})
        lines = [changed_line if each is line else each for each in lines_of(record)]
        _keep(holder, record, lines, call)
        return _said(changed_line)

    return change


def _renamed(item: Json, call: Call) -> JsonObject:
    named, kind = named_item(call.transaction, item)
    known = {"partNumber": named.get("partNumber") or "", "description": named.get("description")}
    return {"item": item, "itemType": kind, **known}


def removes(holder: Holder) -> Handler:
    """Return what removes the line that the path names."""

    def remove(call: Call) -> Answer:
        record = _open(holder, call)
        line = _line(record, call)
        _keep(holder, record, [each for each in lines_of(record) if each is not line], call)
        return Answer(status=200, media_type=None)

    return remove


def _keep(holder: Holder, record: JsonObject, lines: list[JsonObject], call: Call) -> None:
    """Put a record with other lines."""
    made = with_lines(holder.resource, {**record, "lines": [*lines]})
    made |= changed(timestamp(call.transaction.now()))
    call.transaction.put(holder.resource, str(record["_id"]), made)


def _open(holder: Holder, call: Call) -> JsonObject:
    record = living(call.transaction, holder.resource, call.values[holder.parameter])
    status = record.get("status")
    if status in (RELEASED, OBSOLETE) or (holder is KIT and status != EDITING):
        raise Refused(Problem.CONFLICT, f"it is {status}, not {EDITING}")
    return record


def _line(record: JsonObject, call: Call) -> JsonObject:
    key = call.values["itemId"]
    for field in ("_id", "item"):
        for line in lines_of(record):
            if line[field] == key:
                return line
    raise Refused(Problem.NOT_FOUND, f"there is no line {key!r}")


def _said(value: Json) -> Answer:
    return Answer(status=200, body=orjson.dumps(value))


LINES: Mapping[str, Callable[[Call], Answer]] = {
    "list_kit_lines": lists(KIT),
    "list_kit_hose_assemblies": lists(KIT, "hoseAssembly"),
    "list_kit_adaptors": lists(KIT, "adaptor"),
    "list_kit_other_items": lists(KIT, "otherItem"),
    "add_kit_hose_assembly": adds(KIT, "hoseAssembly"),
    "add_kit_adaptor": adds(KIT, "adaptor"),
    "add_kit_other_item": adds(KIT, "otherItem"),
    "change_kit_line": changes(KIT),
    "remove_kit_line": removes(KIT),
    "list_estimate_lines": lists(ESTIMATE),
    "change_estimate_line": changes(ESTIMATE),
    "remove_estimate_line": removes(ESTIMATE),
    "list_order_lines": lists(ORDER),
    "add_order_line": adds(ORDER),
    "change_order_line": changes(ORDER),
    "remove_order_line": removes(ORDER),
}
