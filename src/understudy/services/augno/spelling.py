"""Where units are used: rates and quantities keep them, and are said by their abbreviations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import orjson

from understudy.behavior import Call
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.rates import display, display_quantity
from understudy.services.augno.refusals import check_own, contradiction, record_of
from understudy.state import Query, Row

_USERS = ("item", "material", "product_line")


def respell(call: Call, unit: JsonObject) -> None:
    """Say all rates and quantities of a unit anew; it was put with another abbreviation."""
    for resource, row in [*_users(call, unit)]:
        record: JsonObject = orjson.loads(row.body)
        said = {name: _said(call, each) for name, each in record.items()}
        call.transaction.put(resource, row.key, said)


def only_unused(call: Call, unit: JsonObject) -> None:
    """Check that a unit that is to be deleted is the account's, and nothing is measured in it.

    Raises:
        Refused: it belongs to the platform, or a rate or quantity is in it.
    """
    check_own(unit)
    user = next(_users(call, unit), None)
    if user is not None:
        said = user[0].replace("_", " ")
        raise contradiction(f"a {said} is measured in {unit['name']!r}")


def _users(call: Call, unit: JsonObject) -> Iterator[tuple[str, Row]]:
    """Yield the records with rates or quantities of a unit."""
    named = str(unit["id"]).encode("ascii")
    for resource in _USERS:
        for row in call.transaction.find(Query(resource=resource)):
            if named in row.body:  # a large world has many records, and few of any unit
                yield resource, row


def _said(call: Call, part: Json) -> Json:
    """Return a rate or quantity as it is said now; anything else as it is."""
    if not isinstance(part, dict) or "display_value" not in part:
        return part
    value = str(part["value"])
    if "denominator_unit_id" in part:
        units = [_short(call, part[name]) for name in ("numerator_unit_id", "denominator_unit_id")]
        return {**part, "display_value": display(value, *units)}
    return {**part, "display_value": display_quantity(value, _short(call, part["unit"]))}


def _short(call: Call, key: Json) -> str:
    return str(cast("str", record_of(call, "unit", key)["abbreviation"]))
