"""Requests that a contract allows, with ids of records that exist: for links and for pasting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from understudy.behavior import Kind
from understudy.behavior.naming import plain
from understudy.contract.operations import Json, JsonObject, Location, Operation, Parameter
from understudy.contract.references import resolve
from understudy.contract.routing import TEMPLATED
from understudy.data import Dice
from understudy.serving.standins import StandIn

SAMPLE_TENANT = "00000000-0000-4000-8000-000000000001"
ON_ONE = frozenset({Kind.GET, Kind.UPDATE, Kind.DELETE})


@dataclass(frozen=True, slots=True)
class Sample:
    """A request that the contract allows: `path` is relative to the service."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Json


class Sampler:
    """Makes sample requests for the operations of one service."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self._dice = Dice("sample", stand_in.name)
        self._named = dict(self._names())

    def _names(self) -> Iterator[tuple[str, str]]:
        """Yield which resource a place in a path names, and which one a parameter names anywhere.

        What is coded declares no resource: its path, or the names in it, tell.
        """
        yield from ((_bare(resource), resource) for resource in self._stand_in.behavior.resources)
        for operation in self._stand_in.contract.operations:
            declared = self._stand_in.behavior.declarations.get(operation.id)
            if declared is None:
                continue
            named = [(owner.parameter, owner.resource) for owner in declared.owners]
            key = declared.key or next(reversed(TEMPLATED.findall(operation.path)), None)
            if declared.resource is not None and declared.kind in ON_ONE and key is not None:
                named.append((key, declared.resource))
            for parameter, resource in named:
                yield _place(operation, parameter), resource
                yield parameter, resource

    def sample(self, operation: Operation) -> Sample:
        """Return a request with ids of records that exist, and credentials that are accepted."""
        values = {
            each.name: self._value(operation, each)
            for each in operation.parameters
            if _is_needed(each)
        }
        path = operation.base_paths[0] + operation.path
        query: dict[str, str] = {}
        headers = self._credentials(operation)
        for parameter in operation.parameters:
            if parameter.name not in values:
                continue
            text = str(values[parameter.name])
            if parameter.location is Location.PATH:
                path = path.replace("{" + parameter.name + "}", quote(text, safe=""))
            elif parameter.location is Location.QUERY:
                query[parameter.name] = text
            elif parameter.location is Location.HEADER:
                headers[parameter.name] = text
        body = self._body(operation)
        if body is not None:
            headers["Content-Type"] = operation.sent.sent_as if operation.sent else ""
        return Sample(operation.method, path, urlencode(query), headers, body)

    def _value(self, operation: Operation, parameter: Parameter) -> Json:
        if parameter.name == self._stand_in.behavior.partition:
            return SAMPLE_TENANT
        if parameter.location is Location.PATH:
            found = self._key(operation, parameter)
            if found is not None:
                return found
        holder = resolve(self._stand_in.contract.document, f"#{parameter.pointer}")[0]
        for source in (holder, parameter.schema):
            for name in ("example", "default"):
                if source.get(name) is not None:
                    return source[name]
        return self._generated(parameter.schema, operation.id, parameter.name)

    def _key(self, operation: Operation, parameter: Parameter) -> Json:
        """Return the id in this path of the record that the operation is tried on."""
        declared = self._stand_in.behavior.declarations.get(operation.id)
        if declared is None:
            return None
        record = self._record(declared.resource, declared.where)
        for owner in declared.owners:
            if owner.parameter == parameter.name:
                return record.get(owner.field) if record else self._first_key(owner.resource)
        if declared.resource is not None:
            return self._key_of(declared.resource, record)
        names = (_place(operation, parameter.name), parameter.name, _bare(parameter.name))
        return self._first_key(next(filter(None, map(self._named.get, names)), None))

    def _record(self, resource: str | None, where: Mapping[str, Json]) -> JsonObject | None:
        """Return the first record of a resource that is to be seen."""
        declared = self._stand_in.behavior.resources.get(resource or "")
        if declared is None:
            return None
        needed = {**declared.alive, **where}
        for record in self._stand_in.seeded(declared.name):
            if all(record.get(name) == value for name, value in needed.items()):
                return record
        return None

    def _first_key(self, resource: str | None) -> Json:
        return self._key_of(resource, self._record(resource, {}))

    def _key_of(self, resource: str | None, record: JsonObject | None) -> Json:
        declared = self._stand_in.behavior.resources.get(resource or "")
        return record.get(declared.key) if record and declared else None

    def _credentials(self, operation: Operation) -> dict[str, str]:
        headers: dict[str, str] = {}
        keys = self._stand_in.behavior.credentials.keys
        value = keys[0] if keys else "demo"
        for requirement in operation.security[:1]:
            for name in requirement.schemes:
                scheme = self._stand_in.contract.security_schemes[name]
                if scheme.type == "apiKey" and scheme.location is Location.HEADER:
                    headers[scheme.parameter] = value
                elif scheme.scheme == "basic":
                    headers["Authorization"] = "Basic ZGVtbzpkZW1v"
                else:
                    headers["Authorization"] = f"Bearer {value}"
        return headers

    def _body(self, operation: Operation) -> Json:
        media = operation.sent
        if media is None:
            return None
        if media.examples:
            return next(iter(media.examples.values()))
        return self._generated(media.schema or {}, operation.id, "body")

    def _generated(self, schema: JsonObject, *place: str) -> Json:
        return self._stand_in.generation.compile(schema)(self._dice.fork(*place))


def _bare(name: str) -> str:
    """Return what a parameter or resource is about.

    >>> _bare("taxClassId"), _bare("tax_class")
    ('taxclass', 'taxclass')
    """
    return plain(name).removesuffix("id")


def _place(operation: Operation, parameter: str) -> str:
    """Return the path down to a parameter, whatever the parameters in it are called."""
    before = operation.path.partition("{" + parameter + "}")[0]
    return TEMPLATED.sub("{}", operation.base_paths[0] + before) + "{}"


def _is_needed(parameter: Parameter) -> bool:
    return parameter.required or parameter.location is Location.PATH
