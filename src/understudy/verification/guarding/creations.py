"""Reads from an answer which record a request created, and how it could be removed again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import orjson

from understudy.behavior import Behavior, Declaration, Kind
from understudy.behavior.naming import plain
from understudy.behavior.templates import place_of
from understudy.contract.operations import Contract, Json, JsonObject, Operation
from understudy.contract.routing import TEMPLATED
from understudy.verification.guarding.messages import Answered, Asked
from understudy.verification.guarding.paths import Paths, Place

_LARGEST_READ_BYTES = 8 * 1024 * 1024
_KEY_NAMES = ("id", "_id", "uuid", "key")
_NOT_CREATING = frozenset({Kind.LIST, Kind.GET, Kind.UPDATE, Kind.DELETE, Kind.TOKEN})
_CREATED = 201


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """A record that the run created: its kind, and its key ("" when the answer does not tell).

    `deletion` removes it, given `values` for its path; it is None when that cannot be done, and
    `why` says so. `asked` is the request that created it, at `place`.
    """

    resource: str
    key: str
    place: Place
    asked: Asked
    deletion: Operation | None = None
    values: Mapping[str, str] | None = None
    why: str = ""


class Creations:
    """Knows the operations that create and remove, and what their answers mean."""

    def __init__(self, contract: Contract, behavior: Behavior, paths: Paths) -> None:
        self._behavior = behavior
        self._paths = paths
        self._deletions = tuple(
            each for each in contract.operations if self.kind(each) is Kind.DELETE
        )
        self._showing = tuple(
            each
            for each in contract.operations
            if each.method == "GET" and self.kind(each) is Kind.GET
        )

    def kind(self, operation: Operation) -> Kind | None:
        """Return what an operation does; DELETE removes, unless something else is declared."""
        declared = self._declared(operation)
        kind = declared.kind if declared else None
        is_open = kind in (None, Kind.HANDLER, Kind.SAMPLE)
        return Kind.DELETE if operation.method == "DELETE" and is_open else kind

    def resource(self, operation: Operation) -> str:
        """Return the kind of record that an operation is about, "" when nothing tells."""
        declared = self._declared(operation)
        if declared is not None and declared.resource is not None:
            return declared.resource
        names = TEMPLATED.findall(operation.path)
        return self._paths.resource(operation, names[-1]) if names else ""

    def is_final(self, operation: Operation) -> bool:
        """Say whether what an operation creates stays: nothing removes it."""
        return self.kind(operation) is Kind.CREATE and self._deletion(operation) is None

    def read(self, place: Place, asked: Asked, answered: Answered) -> Creation | None:
        """Return what a request created; None when it created nothing.

        Where a contract declares 201, no other answer counts.
        """
        operation = place.operation
        if operation is None or not self._is_creation(operation, answered):
            return None
        deletion = self._deletion(operation)
        record = self._record(operation, deletion, answered)
        found = Creation(
            resource=self._created(operation, deletion),
            key=self._key(operation, record),
            place=place,
            asked=asked,
        )
        if deletion is None:
            return replace(found, why="no operation removes it")
        values = self._values(deletion, found, answered, record)
        if values is None:
            return replace(found, why="its answer does not say what to remove")
        key = found.key or list(values.values())[-1]
        return replace(found, key=key, deletion=deletion, values=values)

    def guess(self, place: Place, asked: Asked) -> Creation | None:
        """Return what a request without an answer may have created, None when that is nothing."""
        operation = place.operation
        if operation is None or self.kind(operation) is not Kind.CREATE:
            return None
        resource = self._created(operation, self._deletion(operation))
        why = "it got no answer, so nobody knows whether it is there"
        return Creation(resource=resource, key="", place=place, asked=asked, why=why)

    def views(self, creation: Creation) -> Iterator[tuple[Operation, Mapping[str, str]]]:
        """Yield what shows a record that was created, with the values for its path."""
        known = {**creation.place.values, **(creation.values or {})}
        for operation in self._showing:
            if creation.key and self.resource(operation) == creation.resource:
                names = TEMPLATED.findall(operation.path)
                declared = self._declared(operation)
                key_name = (declared.key if declared else None) or next(reversed(names), "")
                values = known | {key_name: creation.key}
                if set(names) <= values.keys():
                    yield operation, {name: values[name] for name in names}

    def shown(self, operation: Operation, answered: Answered) -> Iterator[str]:
        """Yield the keys of the records that an answer shows."""
        resource = self._behavior.resources.get(self.resource(operation))
        declared = self._declared(operation)
        if resource is None or declared is None:
            return
        body = _read(answered.body)
        for name in ("records", "record"):
            found = _walk(body, place_of(declared.answer, name))
            for each in found if isinstance(found, list) else [found]:
                if isinstance(each, dict):
                    yield _text(each.get(resource.key))

    def _declared(self, operation: Operation) -> Declaration | None:
        return self._behavior.declarations.get(operation.id)

    def _is_creation(self, operation: Operation, answered: Answered) -> bool:
        if str(_CREATED) in operation.responses and answered.status != _CREATED:
            return False
        kind = self.kind(operation)
        if kind is Kind.CREATE:
            return True
        says_so = answered.status == _CREATED or answered.value(b"location") is not None
        return operation.method in ("POST", "PUT") and kind not in _NOT_CREATING and says_so

    def _created(self, operation: Operation, deletion: Operation | None) -> str:
        declared = self._declared(operation)
        if declared is not None and declared.resource is not None:
            return declared.resource
        return self.resource(deletion) if deletion is not None else ""

    def _deletion(self, creating: Operation) -> Operation | None:
        """Return what removes what an operation creates: of the same resource, or just below it."""
        declared = self._declared(creating)
        resource = declared.resource if declared else None
        same = [each for each in self._deletions if resource and self.resource(each) == resource]
        beneath = [each for each in self._deletions if _is_beneath(each.path, creating.path)]
        return next(iter([each for each in same if each in beneath] or same or beneath), None)

    def _record(
        self, operation: Operation, deletion: Operation | None, answered: Answered
    ) -> JsonObject:
        body = _read(answered.body)
        declared = self._declared(operation)
        place = place_of(declared.answer, "record") if declared else None
        in_path = TEMPLATED.findall(deletion.path)[-1:] if deletion else []
        names = (*self._key_names(operation), *in_path)
        return _holding(_walk(body, place), names) or _holding(body, names) or {}

    def _key_names(self, operation: Operation) -> tuple[str, ...]:
        declared = self._declared(operation)
        resource = self._behavior.resources.get((declared.resource if declared else None) or "")
        return (resource.key, *_KEY_NAMES) if resource else _KEY_NAMES

    def _key(self, operation: Operation, record: JsonObject) -> str:
        names = self._key_names(operation)
        return next((text for name in names if (text := _text(record.get(name)))), "")

    def _values(
        self, deletion: Operation, found: Creation, answered: Answered, record: JsonObject
    ) -> Mapping[str, str] | None:
        located = self._located(deletion, answered)
        names = TEMPLATED.findall(deletion.path)
        declared = self._declared(deletion)
        key_name = (declared.key if declared else None) or next(reversed(names), "")
        sources = (record, _object(_read(found.asked.body)))
        values: dict[str, str] = {}
        for name in names:
            values[name] = (
                located.get(name)
                or (found.key if name == key_name else "")
                or found.place.values.get(name)
                or _named(_fields(declared, name), sources)
            )
        return values if all(values.values()) else None

    def _located(self, deletion: Operation, answered: Answered) -> Mapping[str, str]:
        """Return what the path of a Location header names, under the names of the deletion."""
        location = answered.value(b"location") or b""
        try:
            path = urlsplit(location.decode("latin-1")).path
        except ValueError:
            return {}
        names = TEMPLATED.findall(deletion.path)
        for method in (deletion.method, "GET"):
            found = self._paths.find(method, path.encode("latin-1"))
            if found is not None and len(found.values) == len(names):
                return dict(zip(names, found.values.values(), strict=True))
        last = path.rstrip("/").rpartition("/")[2]
        return {names[0]: last} if len(names) == 1 and last else {}


def _is_beneath(path: str, collection: str) -> bool:
    """Say whether a path is a collection's and then nothing but names.

    >>> _is_beneath("/pets/{id}", "/pets"), _is_beneath("/pets/{id}/toys/{toy}", "/pets")
    (True, False)
    """
    head, _, tail = path.partition(collection.rstrip("/") + "/")
    return not head and bool(tail) and all(map(TEMPLATED.fullmatch, tail.split("/")))


def _fields(declared: Declaration | None, parameter: str) -> frozenset[str]:
    """Return what a member can be called that says what a path parameter takes."""
    owners = declared.owners if declared else ()
    fields = (each.field for each in owners if each.parameter == parameter)
    return frozenset(map(plain, (parameter, *fields)))


def _named(wanted: frozenset[str], sources: tuple[JsonObject, ...]) -> str:
    texts = (
        _text(value)
        for source in sources
        for member, value in source.items()
        if plain(member) in wanted
    )
    return next(filter(None, texts), "")


def _read(body: bytes) -> Json:
    """Return a JSON body's value; None for everything else."""
    if not body or len(body) > _LARGEST_READ_BYTES:
        return None
    try:
        value: Json = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return value


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _walk(value: Json, place: tuple[str, ...] | None) -> Json:
    for step in place or ():
        value = value.get(step) if isinstance(value, dict) else None
    return None if place is None else value


def _text(value: Json) -> str:
    is_key = isinstance(value, (str, int)) and not isinstance(value, bool)
    return str(value) if is_key else ""


def _holding(value: Json, names: tuple[str, ...]) -> JsonObject | None:
    """Return the outermost object that has one of the members, each as the key of a record."""
    level = [value]
    while level:
        objects = [each for each in level if isinstance(each, dict)]
        for each in objects:
            if any(_text(each.get(name)) for name in names):
                return each
        level = [inner for each in objects for inner in each.values()]
    return None
