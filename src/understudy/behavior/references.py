"""What records say of one another: a named record exists, and what becomes of who named it.

A resource declares `references`: field -> the resource whose key it holds, and a rule for the
deletion of that record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

import orjson

from understudy.behavior.declarations import OnDelete, Resource
from understudy.behavior.keys import as_key
from understudy.behavior.problems import Problem, Refused
from understudy.behavior.selection import Conditions, equalities
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import make_pointer
from understudy.state import Condition, Key, Operator, Query, Row, Transaction

NOTHING = (None, "", 0)  # what says that a record names no other
MOST_TOGETHER = 500  # keys that one query asks for

_Path: TypeAlias = "tuple[str, ...]"


@dataclass(frozen=True, slots=True)
class _Holder:
    """A field of a resource that names records of another one."""

    resource: str
    field: str
    path: _Path
    rule: OnDelete
    alive: Conditions


class References:
    """The references among the resources of one service."""

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        self._named = {
            name: tuple(
                (tuple(field.split(".")), resources[reference.resource])
                for field, reference in resource.references.items()
            )
            for name, resource in resources.items()
        }
        self._holders: dict[str, list[_Holder]] = {}
        for resource in resources.values():
            for field, reference in resource.references.items():
                path, alive = tuple(field.split(".")), equalities(resource.alive)
                holder = _Holder(resource.name, field, path, reference.on_delete, alive)
                self._holders.setdefault(reference.resource, []).append(holder)

    def check(
        self,
        resource: Resource,
        record: JsonObject,
        existing: JsonObject | None,
        transaction: Transaction,
    ) -> None:
        """Check that what a record names exists; what it named before may be gone since.

        Raises:
            Refused: it does not; the offence leads to the field.
        """
        for path, target in self._named.get(resource.name, ()):
            named = record.get(path[0])
            if not named or (len(path) == 1 and _lives(target, named, transaction)):
                continue
            known = [value for _, value in _values(existing, path)] if existing else []
            for place, value in _values(record, path):
                if value in NOTHING or value in known or _lives(target, value, transaction):
                    continue
                message = f"there is no {_said(target.name)} {value!r}"
                offences = (_offence(place, message),)
                raise Refused(Problem.UNKNOWN_REFERENCE, message, offences=offences)

    def remove(self, resource: str, keys: Sequence[Key], transaction: Transaction) -> None:
        """Remove records, and do to others what the rules say.

        Raises:
            Refused: a record that stays names one of them.
        """
        for key in keys:
            transaction.remove(resource, key)
        self.release(resource, keys, transaction)

    def release(self, resource: str, keys: Sequence[Key], transaction: Transaction) -> None:
        """Apply the rules of all who name these records, which are deleted in their own way.

        Raises:
            Refused: a record that stays names one of them.
        """
        # Who goes along keeps nobody: all who go are known before anybody is asked to let go.
        gone: list[tuple[str, Sequence[Key]]] = [(resource, keys)]
        for fallen, some in gone:
            for holder in self._holders_of(fallen, OnDelete.CASCADE):
                rows = [row.key for row in _naming(holder, fallen, some, transaction)]
                for key in rows:
                    transaction.remove(holder.resource, key)
                if rows:
                    gone.append((holder.resource, rows))
        for fallen, some in gone:
            for holder in self._holders_of(fallen, OnDelete.REFUSE):
                row = next(_naming(holder, fallen, some, transaction, is_one_enough=True), None)
                if row is not None:
                    raise _in_use(row, holder, fallen)
            for holder in self._holders_of(fallen, OnDelete.CLEAR):
                for row in list(_naming(holder, fallen, some, transaction)):
                    record = cast("JsonObject", _cleared(orjson.loads(row.body), holder.path, some))
                    transaction.put(holder.resource, row.key, record)

    def _holders_of(self, resource: str, rule: OnDelete) -> Iterator[_Holder]:
        return (each for each in self._holders.get(resource, ()) if each.rule is rule)


def _naming(
    holder: _Holder,
    resource: str,
    keys: Sequence[Key],
    transaction: Transaction,
    *,
    is_one_enough: bool = False,
) -> Iterator[Row]:
    """Yield the records whose field names one of these; one that names itself does not count."""
    gone = frozenset(keys) if holder.resource == resource else frozenset()
    for start in range(0, len(keys), MOST_TOGETHER):
        some = list(keys[start : start + MOST_TOGETHER])
        named = Condition(column=holder.field, operator=Operator.IN, value=cast("Json", some))
        limit = 1 + len(gone) if is_one_enough else None
        query = Query(resource=holder.resource, conditions=(named, *holder.alive), limit=limit)
        yield from (row for row in transaction.find(query) if row.key not in gone)


def _lives(resource: Resource, value: Json, transaction: Transaction) -> bool:
    key = as_key(value)
    if key is None:
        return False
    if not resource.alive:
        return transaction.has(resource.name, key)
    record = transaction.get(resource.name, key)
    return record is not None and all(
        record.get(name) == each for name, each in resource.alive.items()
    )


def _values(part: Json, path: _Path, above: _Path = ()) -> Iterator[tuple[_Path, Json]]:
    """Yield the values at a path with their places, those of every element of an array.

    >>> list(_values({"lines": [{"item": 3}, {"item": 4}]}, ("lines", "item")))
    [(('lines', '0', 'item'), 3), (('lines', '1', 'item'), 4)]
    """
    if isinstance(part, list):
        for index, each in enumerate(part):
            yield from _values(each, path, (*above, str(index)))
    elif not path:
        yield above, part
    elif isinstance(part, dict) and path[0] in part:
        yield from _values(part[path[0]], path[1:], (*above, path[0]))


def _cleared(part: Json, path: _Path, keys: Sequence[Key]) -> Json:
    """Return a part of a record that names none of the keys: null instead; an element goes.

    >>> _cleared({"owner": 3, "tags": [3, 4]}, ("owner",), [3])
    {'owner': None, 'tags': [3, 4]}
    >>> _cleared({"owner": 3, "tags": [3, 4]}, ("tags",), [3])
    {'owner': 3, 'tags': [4]}
    """
    if isinstance(part, list):
        return [each for each in part if not any(value in keys for _, value in _values(each, path))]
    if not path:
        return None if part in keys else part
    if isinstance(part, dict) and path[0] in part:
        return {**part, path[0]: _cleared(part[path[0]], path[1:], keys)}
    return part


def _in_use(row: Row, holder: _Holder, resource: str) -> Refused:
    message = f"this {_said(resource)} is used by {_said(holder.resource)} {row.key!r}"
    return Refused(Problem.CONFLICT, message)


def _said(resource: str) -> str:
    return resource.replace("_", " ")


def _offence(place: _Path, message: str) -> Offence:
    return Offence(
        pointer=make_pointer(place),
        message=message,
        keyword="reference",
        location="body",
        name=".".join(place),
    )
