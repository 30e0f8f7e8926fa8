"""What an organization says of itself: customers' countries, its lists, keys, users, numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import orjson

from understudy.behavior import Answer, Call, Draft, Handler
from understudy.contract.operations import Json, JsonObject
from understudy.data import timestamp
from understudy.services.goldleaf.histories import born
from understudy.services.goldleaf.identities import new_identity
from understudy.services.goldleaf.selecting import find_all, params_of
from understudy.state import Query

FIRST_NUMBER = 10_000
KEY_ROLES = {  # what the kinds of keys are called on two pages -> role of their tokens
    "admin": "admin",
    "full-access": "admin",
    "read-only": "regular",
    "customer": "customer",
}
ENTRY_FIELDS: tuple[str, ...] = ("name", "description", "rate")
DONE = orjson.dumps({"success": True, "message": "Done"})
UNNAMED_CUSTOMER, UNNAMED = "New customer", "New price list"


def build_customer(draft: Draft) -> JsonObject:
    """Make a customer, or lay the body over one; a country may come as an object."""
    fields = dict(draft.fields)
    country = fields.get("country")
    if isinstance(country, dict):
        fields["country"] = country["countryName"]
    if draft.existing is not None:
        return {**draft.existing, **fields}
    name = fields.get("name") or UNNAMED_CUSTOMER
    unknown: JsonObject = {"domain": None, "erpId": None}
    return {**unknown, **fields, "name": name, "_id": draft.new_key("")}


def forget_customer(call: Call, customer: JsonObject) -> None:
    """Let the work orders of a customer that is to go be nobody's."""
    for order in find_all(call.transaction, "work_order", {"customerOrgId": customer["_id"]}):
        nobodys = {**order, "customerOrgId": None, "forCustomer": False}
        call.transaction.put("work_order", str(order["_id"]), nobodys)


def build_price_list(draft: Draft) -> JsonObject:
    """Make or change a price list: what is null is not said."""
    said = {name: each for name, each in draft.fields.items() if each is not None}
    said.pop("listPriceId", None)
    pricing = said.get("defaultItemPricing")
    if isinstance(pricing, list):
        said["defaultItemPricing"] = [_without_null(cast("JsonObject", each)) for each in pricing]
    if draft.existing is not None:
        return {**draft.existing, **said}
    key = draft.new_key("")
    return {"name": UNNAMED, **said, "_id": key, "priceListId": key}


def _without_null(record: JsonObject) -> JsonObject:
    known = ("itemType", "defaultMarginPercent", "defaultDiscountPercent", "listPricing", "enabled")
    return {name: record[name] for name in known if record.get(name) is not None}


def build_api_key(draft: Draft) -> JsonObject:
    """Make or change an API key; what is exchanged for tokens is answered when it is made."""
    role = KEY_ROLES.get(str(draft.fields["keyType"]).lower())
    said: JsonObject = {**draft.fields, "role": role}
    if draft.existing is not None:
        return {**draft.existing, **said}
    key = draft.new_key("")
    return {**said, "_id": key, "apiKey": draft.dice("secret", key).hex(32)}


def replaces(resource: str) -> Handler:
    """Return what replaces one of the organization's lists."""

    def replace(call: Call) -> Answer:
        transaction = call.transaction
        known = {
            row.key: orjson.loads(row.body) for row in transaction.find(Query(resource=resource))
        }
        given = cast("list[JsonObject]", params_of(call)["items"])
        kept: set[str] = set()
        for each in given:
            key = str(each["_id"]) if each.get("_id") in known else new_identity(call, resource)
            fields: JsonObject = {"description": None, "rate": None}
            named: JsonObject = {name: each[name] for name in ENTRY_FIELDS if name in each}
            transaction.put(resource, key, {**fields, **known.get(key, {}), **named, "_id": key})
            kept.add(key)
        call.remove(resource, *(key for key in known if key not in kept))
        return Answer(status=200, body=DONE)

    return replace


def next_part_number(call: Call) -> Answer:
    """Answer the first part number after those that hose assemblies have."""
    taken = {str(each["partNumber"]) for each in find_all(call.transaction, "hose_assembly")}
    numbers = [
        int(each[3:])
        for each in taken
        if each.startswith("HA-") and each[3:].isascii() and each[3:].isdigit() and len(each) < 20  # noqa: PLR2004 - longer ones are nobody's count
    ]
    said = {"nextPartNumber": f"HA-{max(numbers, default=FIRST_NUMBER - 1) + 1}"}
    return Answer(status=200, body=orjson.dumps(said))


def parse_part_number(call: Call) -> Answer:
    """Answer the hose assemblies whose part number stands in a text."""
    text = str(call.values.get("text") or "").casefold()
    known = find_all(call.transaction, "hose_assembly", {"latest": True}, sort="partNumber")
    found = [
        {"_id": each["_id"], "name": each["partNumber"]}
        for each in known
        if str(each["partNumber"]).casefold() in text
    ]
    return Answer(status=200, body=orjson.dumps(found))


def take_feedback(_call: Call) -> Answer:
    """Answer that a remark was taken; nothing is kept."""
    return Answer(status=200, body=DONE)


def invite_users(call: Call) -> Answer:
    """Add users with the status invited; who is one already stays as they are."""
    transaction = call.transaction
    known = {str(each["email"]).casefold() for each in find_all(transaction, "user")}
    given = cast("list[Json]", cast("JsonObject", call.body)["emailAddresses"])
    for each in given:
        email = str(cast("JsonObject", each)["email"])
        if email.casefold() in known:
            continue
        known.add(email.casefold())
        key = new_identity(call, "user")
        user: JsonObject = {
            "_id": key,
            **born(timestamp(transaction.now())),
            "email": email,
            "roles": ["regular"],
            "status": "invited",
            "subscription": "Enterprise",
        }
        transaction.put("user", key, user)
    return Answer(status=200, body=DONE)


SETTINGS: dict[str, Callable[[Call], Answer]] = {
    "replace_currencies": replaces("currency"),
    "replace_product_groups": replaces("product_group"),
    "replace_suppliers": replaces("supplier"),
    "replace_locations": replaces("organization_location"),
    "next_part_number": next_part_number,
    "parse_part_number": parse_part_number,
    "take_feedback": take_feedback,
    "invite_users": invite_users,
}
