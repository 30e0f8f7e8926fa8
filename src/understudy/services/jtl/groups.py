"""Customer groups: exactly one of them is the default."""

from __future__ import annotations

from understudy.behavior import Draft, Problem
from understudy.contract.operations import JsonObject
from understudy.services.jtl.requests import matching, refused


def written_group(draft: Draft) -> JsonObject:
    """Make or change a customer group; a new default takes over from the old one.

    Raises:
        Refused: the default group would be none any more.
    """
    transaction, existing = draft.call.transaction, draft.existing
    made: JsonObject = {**(existing or {"Id": draft.new_key("")}), **draft.fields}
    if existing and existing["IsDefault"] and not made["IsDefault"]:
        message = "one group is the default: make another one the default instead"
        raise refused(Problem.CONFLICT, message, "IsDefault")
    if made["IsDefault"]:
        for other in matching(transaction, "customer_group", IsDefault=True):
            if other["Id"] != made["Id"]:
                transaction.put("customer_group", _key(other), {**other, "IsDefault": False})
    return made


def _key(record: JsonObject) -> int:
    key = record["Id"]
    return key if isinstance(key, int) else 0
