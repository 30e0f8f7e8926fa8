"""What rows of a bulk upsert refer to: by id, by name or by abbreviation, in any case."""

from __future__ import annotations

from typing import cast

from understudy.behavior import Call, Problem
from understudy.contract.operations import Json, JsonObject
from understudy.services.augno.refusals import find, record_of, refusal
from understudy.state import Condition, Operator, Query


def identified(call: Call, resource: str, given: Json, name: str) -> JsonObject:
    """Return the record that an identifier names; of id, name and abbreviation the first counts.

    Raises:
        Refused: there is none, or the identifier says nothing.
    """
    identifier = cast("JsonObject", given)
    if identifier.get("id"):
        return find(call, resource, identifier["id"], f"{name}.id")
    for field in ("name", "abbreviation"):
        wanted = identifier.get(field)
        if wanted:
            found = named(call, resource, field, wanted)
            if found is None:
                said = resource.replace("_", " ")
                message = f"there is no {said} of {field} {wanted!r}"
                raise refusal(Problem.NOT_FOUND, f"{name}.{field}", message)
            return found
    raise refusal(Problem.INVALID_BODY, name, "an id or a name is expected")


def named(call: Call, resource: str, field: str, value: Json) -> JsonObject | None:
    """Return the living record whose field has that text in any case, if there is one."""
    same = Condition(column=field, operator=Operator.SAME, value=value)
    for row in call.transaction.find(Query(resource=resource, conditions=(same,))):
        record = record_of(call, resource, row.key)
        if record.get("is_alive") is not False:
            return record
    return None
