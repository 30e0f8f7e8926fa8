"""What is done to many items at once: switching sales channels, assigning a category."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from understudy.behavior import Answer, Call, Problem
from understudy.contract.operations import Json, JsonObject
from understudy.data import timestamp
from understudy.services.jtl.channels import require
from understudy.services.jtl.requests import found, refused, shown, whole_numbers
from understudy.state import Query, Transaction

_BEFORE: Final = frozenset({"1.0", "1.1"})  # versions that did not have it yet
_REASONS: Final = (
    "NotActivatedForJtlPosItems",
    "NotActivatedForScxDueToPartialItems",
    "NotActivatedForScxForMissingChildItems",
    "NotActivatedBecauseInactiveItems",
)


def switch_channels(call: Call) -> Answer:
    """Switch sales channels on and off for items; inactive items cannot be switched on.

    Raises:
        Refused: an item or channel is not there, or items cannot be active on the channel.
    """
    if call.values.get("api-version") in _BEFORE:
        raise refused(Problem.UNKNOWN_PATH, "this operation is there from version 1.2 on")
    body, transaction = cast("JsonObject", call.body), call.transaction
    on = [_channel(transaction, each) for each in _list(body, "ActivateSalesChannels")]
    off = {_channel(transaction, each) for each in _list(body, "DeactivateSalesChannels")}
    with_children = bool(body.get("ApplyToAllChildItems"))
    inactive: list[Json] = []
    for item in _items(transaction, body, with_children=with_children):
        now = [each for each in cast("list[str]", item["ActiveSalesChannels"]) if each not in off]
        if item["IsActive"]:
            now += [each for each in dict.fromkeys(on) if each not in now]
        else:
            inactive += [{"Item": item["Id"], "SalesChannel": each} for each in dict.fromkeys(on)]
        _put(transaction, item, "ActiveSalesChannels", cast("list[Json]", now))
    reasons: JsonObject = {name: [] for name in _REASONS}
    return shown({**reasons, _REASONS[-1]: inactive})


def add_to_category(call: Call) -> Answer:
    """Assign items to a category; those that are assigned already stay so.

    Raises:
        Refused: an item is not there.
    """
    transaction, category = call.transaction, call.owners[0]
    assigned: JsonObject = {"CategoryId": category["Id"], "Name": category["Name"]}
    numbers = whole_numbers(call.body)
    for place, number in enumerate(numbers):
        item = found(transaction, "item", number, str(place))
        categories = cast("list[JsonObject]", item["Categories"])
        if all(each["CategoryId"] != category["Id"] for each in categories):
            _put(transaction, item, "Categories", [*categories, assigned])
    answer: list[Json] = [*numbers]
    return shown(answer, status=201)


def _items(
    transaction: Transaction, body: JsonObject, *, with_children: bool
) -> Iterator[JsonObject]:
    numbers = whole_numbers(body["Items"])
    for number in numbers:
        item = found(transaction, "item", number, "Items")
        yield item
        for child in cast("list[int]", item["ChildItems"]) if with_children else ():
            if child not in numbers:
                yield found(transaction, "item", child)


def _channel(transaction: Transaction, given: Json) -> str:
    """Return the id of a channel; a number is the beginning of one."""
    channel = str(given)
    if isinstance(given, int):
        rows = transaction.find(Query(resource="sales_channel"))
        channel = next(
            (str(row.key) for row in rows if str(row.key).startswith(f"{given}-")), channel
        )
    require(transaction, channel, "OnlineShopActivation")
    return channel


def _put(transaction: Transaction, item: JsonObject, name: str, value: Json) -> None:
    if item[name] != value:
        changed = {**item, name: value, "Changed": timestamp(transaction.now())}
        transaction.put("item", cast("int", item["Id"]), changed)


def _list(body: JsonObject, name: str) -> list[Json]:
    return cast("list[Json]", body.get(name, []))
