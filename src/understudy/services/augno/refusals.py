"""What a body refers to, found or refused; and the other ways in which this service says no."""

from __future__ import annotations

from typing import cast

from understudy.behavior import Call, Problem, Refused
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.state import Condition, Key, Operator, Query


def find(call: Call, resource: str, key: Json, name: str) -> JsonObject:
    """Return a record that a request refers to by the parameter or member of that name.

    Raises:
        Refused: there is none, or it was deleted.
    """
    found = call.transaction.get(resource, cast("Key", key))
    if found is None or found.get("is_alive") is False:
        said = resource.replace("_", " ")
        raise refusal(Problem.NOT_FOUND, name, f"there is no {said} {key!r}")
    return found


def record_of(call: Call, resource: str, key: Json) -> JsonObject:
    """Return a record that another one refers to, which must be there."""
    found = call.transaction.get(resource, cast("Key", key))
    if found is None:
        raise LookupError(f"there is no {resource} {key!r}, although another record names it")
    return found


def matching(call: Call, resource: str, limit: int | None = None, **fields: Json) -> list[Key]:
    """Return the keys of the records whose fields have these values (any of them, if many)."""
    conditions = tuple(
        Condition(column=name, operator=Operator.EQUALS, value=value)
        for name, value in fields.items()
    )
    query = Query(resource=resource, conditions=conditions, limit=limit)
    return [row.key for row in call.transaction.find(query)]


def check_free(call: Call, resource: str, field: str, value: Json, *, owner: Json = None) -> None:
    """Check that no living record but the owner has that value.

    Raises:
        Refused: another one has.
    """
    alive: dict[str, Json] = {"is_alive": True} if resource == "product_line" else {}
    if any(key != owner for key in matching(call, resource, 2, **{field: value}, **alive)):
        said = resource.replace("_", " ")
        raise refusal(
            Problem.CONFLICT,
            field,
            f"{field} {value!r} is taken by another {said}",
            keyword="unique",
        )


def check_own(record: JsonObject) -> None:
    """Check that a record is the account's to change.

    Raises:
        Refused: it belongs to the platform.
    """
    if record["owner"] != "account":
        raise refusal(
            Problem.FORBIDDEN, "", f"{record['name']!r} belongs to the platform: it stays as it is"
        )


def only_own(_call: Call, record: JsonObject) -> None:
    """Check that a record that is to be deleted is the account's.

    Raises:
        Refused: it belongs to the platform.
    """
    check_own(record)


def unfit(name: str, message: str) -> Refused:
    """Return the refusal of a value that exists and does not fit."""
    return refusal(Problem.INVALID_BODY, name, message)


def contradiction(message: str) -> Refused:
    """Return the refusal of what the state of things does not allow."""
    return refusal(Problem.CONFLICT, "", message, keyword="state")


def refusal(problem: Problem, name: str, message: str, *, keyword: str = "reference") -> Refused:
    """Return a refusal that names the parameter or (dotted) member at fault, if there is one."""
    pointer = "/" + name.replace(".", "/") if name else ""
    offence = Offence(pointer=pointer, message=message, keyword=keyword, name=name)
    return Refused(problem, message, offences=(offence,))
