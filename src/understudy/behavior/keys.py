"""Keys of records that a request creates: from the world's generator, never from chance."""

from __future__ import annotations

import re
from functools import cached_property

from understudy.behavior.declarations import Resource
from understudy.behavior.generation import Generation
from understudy.contract.operations import Json, JsonObject
from understudy.contract.references import resolve
from understudy.data import Dice, Generator
from understudy.state import Key, Transaction

NUMERAL = re.compile(r"0|-?[1-9][0-9]{0,18}")
NUMBERS = range(-(2**63), 2**63)  # what is beyond has no place in a store


def as_key(value: Json) -> Key | None:
    """Return what a client gives as the key of a record; None when it can name none.

    >>> as_key("SKU-1"), as_key(7.0), as_key(-(2**63)), as_key(2**63), as_key({})
    ('SKU-1', 7, -9223372036854775808, None, None)
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON makes no difference between 7 and 7.0
    if isinstance(value, int):
        return value if not isinstance(value, bool) and value in NUMBERS else None
    return value if isinstance(value, str) else None


def as_kept(value: Json, schema: JsonObject) -> Json:
    """Return a key as its record has it, `schema` being that of the record's member.

    Many contracts have ids that are numbers in bodies and text in paths.

    >>> integer, text = {"type": "integer"}, {"type": "string"}
    >>> as_kept("7", integer), as_kept("07", integer), as_kept("x", integer), as_kept(7, text)
    (7, '07', 'x', '7')
    """
    kind = schema.get("type")
    if kind == "integer" and isinstance(value, str) and NUMERAL.fullmatch(value):
        number = as_key(int(value))
        return value if number is None else number
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if kind == "string" and is_number else value


class Keys:
    """Makes the keys of one resource's created records."""

    def __init__(self, resource: Resource, document: JsonObject, generation: Generation) -> None:
        self._resource = resource
        self._document = document
        self._generation = generation

    @cached_property
    def _generate(self) -> Generator | None:
        """What makes a key of dice; None where keys are numbers, one after the other."""
        schema = key_schema(self._resource, self._document)
        pattern = self._resource.key_pattern
        if schema.get("type") == "integer" and pattern is None:
            return None
        if pattern is not None:
            schema = {"type": "string", "pattern": pattern}
        elif not ({"pattern", "format"} & schema.keys()):
            schema = {"type": "string", "format": "uuid"}
        return self._generation.compile(schema)

    @cached_property
    def _first(self) -> int:
        return first_number(key_schema(self._resource, self._document))

    def new(self, transaction: Transaction, dice: Dice) -> Key:
        """Return a key that no record of this world has; `dice` are the service's."""
        name = self._resource.name
        while True:
            number = transaction.next_number(name)
            key: Key = self._first + self._resource.count + number - 1
            if self._generate is not None:
                drawn = dice.fork(transaction.space.partition, name, "created", number)
                key = str(self._generate(drawn))
            if not transaction.has(name, key):
                return key


def first_number(schema: JsonObject) -> int:
    """Return the number that the first record has: 1, or as much as the schema asks for.

    >>> first_number({}), first_number({"minimum": 500}), first_number({"exclusiveMinimum": 0})
    (1, 500, 1)
    """
    least, above = schema.get("minimum", 1), schema.get("exclusiveMinimum", 0)
    known = [least if isinstance(least, int) else 1, above + 1 if isinstance(above, int) else 1]
    return max(1, *known)


def key_schema(resource: Resource, document: JsonObject) -> JsonObject:
    """Return the schema of a resource's key, {} when its schema does not tell."""
    if resource.schema is None or resource.hidden_key:
        return resource.hidden_key
    return _property(resolve(document, resource.schema)[0], resource.key, document)


def _property(schema: JsonObject, name: str, document: JsonObject) -> JsonObject:
    if "$ref" in schema:
        return _property(resolve(document, str(schema["$ref"]))[0], name, document)
    properties = schema.get("properties")
    if isinstance(properties, dict) and isinstance(properties.get(name), dict):
        found = properties[name]
        assert isinstance(found, dict)  # noqa: S101 - told to the type checker; the line above made sure
        return resolve(document, str(found["$ref"]))[0] if "$ref" in found else found
    for keyword in ("allOf", "oneOf", "anyOf"):
        branches = schema.get(keyword)
        for branch in branches if isinstance(branches, list) else []:
            if isinstance(branch, dict) and (below := _property(branch, name, document)):
                return below
    return {}
