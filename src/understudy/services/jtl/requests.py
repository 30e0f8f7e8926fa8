"""What handlers share in reading requests and refusing them."""

from __future__ import annotations

import orjson

from understudy.behavior import Answer, Problem, Refused
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.state import Condition, Operator, Query, Transaction

DONE = Answer(status=204, media_type=None)


def refused(problem: Problem, message: str, place: str = "") -> Refused:
    """Return a refusal, which blames a member of the body when its dotted place is given."""
    if not place:
        return Refused(problem, message)
    pointer = "/" + place.replace(".", "/")
    offence = Offence(pointer=pointer, message=message, keyword="reference", name=place)
    return Refused(problem, message, offences=(offence,))


def found(transaction: Transaction, resource: str, key: Json, place: str = "") -> JsonObject:
    """Return the record that a request names.

    Raises:
        Refused: there is none.
    """
    known = key if isinstance(key, int) else str(key)
    record = transaction.get(resource, known)
    if record is None:
        said = f"there is no {resource.replace('_', ' ')} {key!r}"
        raise refused(Problem.UNKNOWN_REFERENCE if place else Problem.NOT_FOUND, said, place)
    return record


def matching(transaction: Transaction, resource: str, **fields: Json) -> list[JsonObject]:
    """Return the records of which these fields have these values."""
    conditions = tuple(
        Condition(column=name, operator=Operator.EQUALS, value=value)
        for name, value in fields.items()
    )
    rows = transaction.find(Query(resource=resource, conditions=conditions))
    return [orjson.loads(row.body) for row in rows]


def whole_numbers(body: Json) -> list[int]:
    """Return the ids of an array, which clients send as numbers or as their digits.

    >>> whole_numbers([3, "4", 3])
    [3, 4]
    """
    values = body if isinstance(body, list) else []
    return list(dict.fromkeys(int(each) for each in values if isinstance(each, (int, str, float))))


def shown(record: Json, status: int = 200) -> Answer:
    """Return an answer that shows JSON as it is."""
    return Answer(status=status, body=orjson.dumps(record))
