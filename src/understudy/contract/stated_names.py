"""What a contract states, by name: its operations, its schemas, and every name within one.

A name within an operation is that of a parameter, a header or a property of its bodies, at any
depth; within a schema, of a property.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from understudy.contract.operations import Contract, Json, JsonObject, Operation
from understudy.contract.references import resolve
from understudy.contract.schema_places import iterate_subschemas

BLANK = re.compile(r"\{[^{}]*\}")


class StatedNames:
    """Answers what a contract has."""

    def __init__(self, contract: Contract) -> None:
        self._document = contract.document
        self._operations = {
            key: operation for operation in contract.operations for key in _keys(operation)
        }
        components = contract.document.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        self._schemas: JsonObject = schemas if isinstance(schemas, dict) else {}
        self._known: dict[str, frozenset[str]] = {}
        self.operations = [f"{each.method} {each.path}" for each in contract.operations]

    @property
    def schemas(self) -> list[str]:
        """The names of the component schemas."""
        return list(self._schemas)

    def has(self, key: str) -> bool:
        """Tell whether there is an operation ("GET /items/{id}") or a schema of that name."""
        return normal(key) in self._operations or key in self._schemas

    def within(self, key: str) -> AbstractSet[str]:
        """Return all names within an operation or a schema; none when it is not there."""
        if key not in self._known:
            operation = self._operations.get(normal(key))
            if operation is not None:
                self._known[key] = frozenset(self._of_operation(operation))
            else:
                self._known[key] = frozenset(self._properties([self._schemas.get(key)], set()))
        return self._known[key]

    def _of_operation(self, operation: Operation) -> Iterator[str]:
        schemas: list[Json] = []
        for parameter in operation.parameters:
            yield parameter.name
            schemas.append(parameter.schema)
        contents = [each.content for each in operation.responses.values()]
        if operation.request_body is not None:
            contents.append(operation.request_body.content)
        schemas += [media.schema for content in contents for media in content.values()]
        for response in operation.responses.values():
            yield from response.headers
        yield from self._properties(schemas, set())

    def _properties(self, schemas: Iterable[Json], seen: set[str]) -> Iterator[str]:
        for schema in schemas:
            for _, each in iterate_subschemas(schema):
                properties = each.get("properties")
                yield from properties if isinstance(properties, dict) else ()
                ref = each.get("$ref")
                if isinstance(ref, str) and ref not in seen:
                    seen.add(ref)
                    yield from self._properties([resolve(self._document, ref)[0]], seen)


def normal(key: str) -> str:
    """Return a method and path whose parameters have no names.

    >>> normal("GET /items/{itemId}/notes")
    'GET /items/{}/notes'
    """
    return BLANK.sub("{}", key)


def _keys(operation: Operation) -> Iterator[str]:
    """Yield how an operation may be named: with or without the base path of its server."""
    for base_path in ("", *operation.base_paths):
        yield normal(f"{operation.method} {base_path}{operation.path}")
