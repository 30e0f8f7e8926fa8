"""Records by their fields: the questions that handlers ask of a world."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

import orjson

from understudy.behavior import Call, Problem, Refused
from understudy.contract.operations import Json, JsonObject
from understudy.state import Condition, Operator, Query, Sort, Transaction

ANYTHING: Mapping[str, Json] = MappingProxyType({})


def find_all(
    transaction: Transaction,
    resource: str,
    equal: Mapping[str, Json] = ANYTHING,
    *,
    sort: str = "",
) -> list[JsonObject]:
    """Return the living records whose fields equal these values."""
    conditions = [
        Condition(column=name, operator=Operator.EQUALS, value=value)
        for name, value in {"deleted": False, **equal}.items()
    ]
    sorts = (Sort(column=sort),) if sort else ()
    query = Query(resource=resource, conditions=tuple(conditions), sorts=sorts)
    return [orjson.loads(row.body) for row in transaction.find(query)]


def find_named(transaction: Transaction, resource: str, field: str, text: str) -> JsonObject | None:
    """Return the living record whose field has this text, ignoring case."""
    conditions = (
        Condition(column="deleted", operator=Operator.EQUALS, value=False),
        Condition(column=field, operator=Operator.SAME, value=text),
    )
    rows = transaction.find(Query(resource=resource, conditions=conditions, limit=1))
    return orjson.loads(rows[0].body) if rows else None


def find_item(transaction: Transaction, brand: str, part_number: str) -> JsonObject | None:
    """Return the item of a brand with this part number, ignoring case."""
    conditions = (
        Condition(column="deleted", operator=Operator.EQUALS, value=False),
        Condition(column="partNumber", operator=Operator.SAME, value=part_number),
        Condition(column="brand", operator=Operator.SAME, value=brand),
    )
    rows = transaction.find(Query(resource="item", conditions=conditions, limit=1))
    return orjson.loads(rows[0].body) if rows else None


def living(transaction: Transaction, resource: str, key: Json) -> JsonObject:
    """Return a record that is not deleted.

    Raises:
        Refused: there is none.
    """
    record = transaction.get(resource, str(key))
    if record is None or record.get("deleted") is True:
        raise Refused(Problem.NOT_FOUND, f"there is no {resource.replace('_', ' ')} {key!r}")
    return record


def params_of(call: Call) -> JsonObject:
    """Return what the body says in `params`; {} when it says nothing."""
    body = call.body if isinstance(call.body, dict) else {}
    return cast("JsonObject", body.get("params") or {})
