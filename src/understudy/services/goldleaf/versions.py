"""Records in versions: each version is a record, one of a family is the newest.

create -> 1, under editing -> release -> released -> new version or revision -> 2, under editing
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import orjson

from understudy.behavior import Answer, Builder, Call, Draft, Handler, Problem, Refused
from understudy.contract.operations import Json, JsonObject
from understudy.data import timestamp
from understudy.services.goldleaf.histories import changed
from understudy.services.goldleaf.lines import EDITING, NAMED, RELEASED, given_lines, with_lines
from understudy.services.goldleaf.selecting import find_all, find_named, living, params_of
from understudy.state import Transaction

FAMILIES: Mapping[str, str] = {  # resource -> the field that all versions share
    "hose_assembly": "hoseAssemblyId",
    "hose_kit": "hoseKitId",
    "sales_estimate": "salesEstimateId",
    "work_order": "workOrderId",
}
NUMBERS: Mapping[str, str] = {
    "hose_assembly": "partNumber",
    "hose_kit": "partNumber",
    "sales_estimate": "number",
    "work_order": "number",
}
NEEDED = ("number", "partNumber", "hose", "length", "customer", "status")


def complete_version(resource: str, record: JsonObject) -> JsonObject:
    """Give a record what every version has; what is there stays."""
    family = FAMILIES[resource]
    made = {"version": 1, "latest": True, family: record["_id"], **record}
    made["status"] = record.get("status") or EDITING
    if resource == "hose_assembly":
        return {"customers": [], **made}
    return with_lines(resource, made)


def builds(resource: str) -> Builder:
    """Return what makes the first version of a record, or changes a version."""

    def build(draft: Draft) -> JsonObject:
        fields = {
            name: each
            for name, each in draft.fields.items()
            if each is not None or name not in NEEDED
        }
        fields |= given_lines(resource, fields, draft.call)
        if draft.existing is not None:
            return complete_version(resource, {**draft.existing, **fields})
        return complete_version(resource, {**fields, "_id": draft.new_key("")})

    return build


def releases(resource: str) -> Builder:
    """Return what releases a version under editing, unless another version of the family is."""

    def build(draft: Draft) -> JsonObject:
        record, call = cast("JsonObject", draft.existing), draft.call
        if record["status"] != EDITING:
            raise Refused(Problem.CONFLICT, f"this version is {record['status']}, not {EDITING}")
        if any(each["status"] == RELEASED for each in _family(resource, record, call)):
            raise Refused(Problem.CONFLICT, "another version is released")
        taxed = _taxed(record, call) if resource == "sales_estimate" else {}
        return complete_version(resource, {**record, **taxed, "status": RELEASED})

    return build


def _taxed(record: JsonObject, call: Call) -> JsonObject:
    """Return the tax that a release may bring along."""
    body = call.body if isinstance(call.body, dict) else {}
    code, rate, amount = (body.get(name) for name in ("taxCode", "taxPercent", "taxAmount"))
    if rate is None and amount is None:
        return {} if code is None else {"taxCode": code}
    owed = amount if amount is not None else _share(record, cast("float", rate))
    return {
        "taxCode": code,
        "taxes": [{"name": code, "ratePercent": rate, "amount": owed}],
    }


def _share(record: JsonObject, percent: float) -> float:
    return round(cast("float", record.get("subtotal", 0)) * percent / 100, 2)


def renews(resource: str) -> Builder:
    """Return what copies the newest version to the next one; with `params.revision` under that."""

    def build(draft: Draft) -> JsonObject:
        call = draft.call
        named = living(call.transaction, resource, _named(call))
        newest = _family(resource, named, call)[-1]
        older = {**newest, "latest": False, **changed(draft.now)}
        call.transaction.put(resource, str(newest["_id"]), older)
        revision = params_of(call).get("revision", newest.get("revision"))
        number = cast("int", newest["version"]) + 1
        return {
            **newest,
            "_id": draft.new_key(""),
            "version": number,
            "revision": revision,
            "status": EDITING,
        }

    return build


def build_copy(draft: Draft) -> JsonObject:
    """Copy a hose assembly to one of its own, under another part number."""
    call = draft.call
    copied = living(call.transaction, "hose_assembly", _named(call))
    number, key = params_of(call)["partNumber"], draft.new_key("")
    kept = {name: each for name, each in copied.items() if name not in ("version", "status")}
    fresh = {"_id": key, "hoseAssemblyId": key, "partNumber": number, "latest": True}
    return complete_version("hose_assembly", {**kept, **fresh})


def rolls_back(resource: str) -> Handler:
    """Return what deletes the newest version, so that the one before is the newest again."""

    def roll_back(call: Call) -> Answer:
        named = living(call.transaction, resource, _named(call))
        *earlier, newest = _family(resource, named, call)
        is_assembly = resource == "hose_assembly"
        if not earlier and is_assembly:
            return Answer(status=204, media_type=None)
        if not earlier:
            raise Refused(Problem.CONFLICT, "there is no earlier version")
        _check_unnamed(resource, newest, call)
        _exchange(resource, newest, earlier[-1], call.transaction)
        said = earlier[-1]["_id"] if is_assembly else {"rolledBackVersionId": newest["_id"]}
        return Answer(status=200, body=orjson.dumps(said))

    return roll_back


def _exchange(
    resource: str, newest: JsonObject, previous: JsonObject, transaction: Transaction
) -> None:
    now = timestamp(transaction.now())
    by = changed(now)["lastModifiedBy"]
    gone: JsonObject = {"deleted": True, "deletedDate": now, "deletedBy": by, "latest": False}
    transaction.put(resource, str(newest["_id"]), {**newest, **gone})
    transaction.put(resource, str(previous["_id"]), {**previous, **changed(now), "latest": True})


def _check_unnamed(resource: str, record: JsonObject, call: Call) -> None:
    """Check that no line names a version that is to go.

    Raises:
        Refused: one does.
    """
    for holder in ("hose_kit", "sales_estimate", "work_order") if resource in NAMED else ():
        users = find_all(call.transaction, holder, {f"names.{resource}": record["_id"]})
        if users:
            what = holder.replace("_", " ")
            raise Refused(Problem.CONFLICT, f"this version is used by {what} {users[0]['_id']!r}")


def finds(resource: str) -> Handler:
    """Return what tells whether a number is taken, with a revision if one is given."""

    def find(call: Call) -> Answer:
        params, field = params_of(call), NUMBERS[resource]
        number = str(params.get(field) or params.get("partNumber") or params.get("number"))
        found = find_named(call.transaction, resource, field, number)
        revision = params.get("revision")
        if found is not None and revision is not None:
            versions = _family(resource, found, call)
            found = next((each for each in versions if each.get("revision") == revision), None)
        said = {"exists": found is not None, "_id": found["_id"] if found else None}
        return Answer(status=200, body=orjson.dumps(said))

    return find


def _family(resource: str, record: JsonObject, call: Call) -> list[JsonObject]:
    """Return the living versions of a record, the newest last."""
    field = FAMILIES[resource]
    found = find_all(call.transaction, resource, {field: record[field]})
    return sorted(found, key=lambda each: cast("int", each["version"]))


def _named(call: Call) -> Json:
    return next(each for name, each in call.values.items() if name in FAMILIES.values())


def with_customers(draft: Draft) -> JsonObject:
    """Add customers that a hose assembly is meant for."""
    record = cast("JsonObject", draft.existing)
    known = cast("list[Json]", record["customers"])
    added = cast("list[Json]", draft.fields["customers"])
    return {**record, "customers": list(dict.fromkeys(map(str, [*known, *added])))}


def without_customers(draft: Draft) -> JsonObject:
    """Remove customers that a hose assembly is meant for."""
    record = cast("JsonObject", draft.existing)
    named = cast("list[Json]", draft.fields["customers"])
    kept = [each for each in cast("list[Json]", record["customers"]) if each not in named]
    return {**record, "customers": kept}


VERSION_BUILDERS: dict[str, Builder] = {
    name: build
    for resource in FAMILIES
    for name, build in (
        (resource, builds(resource)),
        (f"release_{resource}", releases(resource)),
        (f"next_{resource}", renews(resource)),
    )
}
VERSIONS: dict[str, Handler] = {
    name: handle
    for resource in FAMILIES
    for name, handle in (
        (f"find_{resource}", finds(resource)),
        (f"roll_back_{resource}", rolls_back(resource)),
    )
}
