"""The base of a service: records as a pure function of seed, resource and index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias, cast

from understudy.behavior.declarations import Behavior, Resource
from understudy.behavior.extensions import Seeder, Seeds, Service
from understudy.behavior.generation import Generation
from understudy.behavior.keys import as_key, first_number, key_schema
from understudy.behavior.links import LINKS, own_links
from understudy.behavior.merging import merge
from understudy.contract.operations import Contract, Json, JsonObject
from understudy.data import slug
from understudy.state import Key

Records: TypeAlias = "Iterator[tuple[str, Iterator[tuple[Key, JsonObject]]]]"

_UUID: JsonObject = {"type": "string", "format": "uuid"}
_TELLING = frozenset({"pattern", "format", "enum", "const"})  # keywords that say how a key looks
_SPOKEN = frozenset({"slug", "code", "name", "sku"})  # keys that people read
_LENGTH = 36  # of a UUID


def scaled(behavior: Behavior, records: int | None) -> Behavior:
    """Return the behavior with so many records of what scales; None keeps the counts."""
    if records is None:
        return behavior
    resources = {
        name: replace(each, count=records) if each.scales else each
        for name, each in behavior.resources.items()
    }
    return replace(behavior, resources=resources)


class Seeding:
    """Makes the base records of one service, for any partition."""

    def __init__(
        self,
        contract: Contract,
        behavior: Behavior,
        service: Service,
        generation: Generation,
        given: Mapping[str, tuple[JsonObject, ...]] | None = None,
    ) -> None:
        """Bind what records are made from; `given` ones are laid over those at their index."""
        self._given = given or {}
        self._behavior = behavior
        self._service = service
        self._generation = generation
        self._document = contract.document
        self._seeders = {
            name: self._seeder(each) for name, each in behavior.resources.items() if each.count
        }

    def records(self, partition: str) -> Records:
        """Yield every resource with its records, in order of index."""
        seeds = Seeds(
            seed=self._generation.stage.seed,
            service=self._service.name,
            partition=partition,
            stage=self._generation.stage,
            counts={name: each.count for name, each in self._behavior.resources.items()},
        )
        for name, seeder in self._seeders.items():
            yield name, self._rows(self._behavior.resources[name], seeder, seeds)

    def _rows(
        self, resource: Resource, seeder: Seeder, seeds: Seeds
    ) -> Iterator[tuple[Key, JsonObject]]:
        is_given = resource.name in self._given
        taken: set[Key] = set()
        for index in range(resource.count):
            record = seeder(seeds, index)
            if is_given:
                record = merge(record or {}, self._given[resource.name][index])
            if record is None:
                continue
            key = cast("Key", record[resource.key])
            if resource.seeder is None and not is_given:
                # A document may allow few keys (an enum, a word): each is one record's.
                if key in taken:
                    continue
                taken.add(key)
            yield key, record

    def _seeder(self, resource: Resource) -> Seeder:
        if resource.seeder is None:
            return self._generated(resource)
        naming = f"resource {resource.name} names the seeder"
        known = self._service.seeders
        return self._service.coded(known, resource.seeder, naming, file=self._behavior.file)

    def _generated(self, resource: Resource) -> Seeder:
        schema: JsonObject = {"$ref": resource.schema} if resource.schema else {"type": "object"}
        generate = self._generation.compile(schema, subject=resource.name)
        key_of = self._key_maker(resource)

        def seeder(seeds: Seeds, index: int) -> JsonObject:
            made = generate(seeds.dice(resource.name, index))
            record = made if isinstance(made, dict) else {}
            owned = {
                field: self._owner_key(seeds, resource, field, index) for field in resource.belongs
            }
            told = {
                field: seeds.dice(resource.name, index, field).choose(values)
                for field, values in resource.told.items()
            }
            key = {resource.key: key_of(seeds, index)}
            made = {**resource.alive, **record, **told, **owned, **key}
            return made | {LINKS: own_links(resource.path, made)} if resource.path else made

        return seeder

    def _owner_key(self, seeds: Seeds, resource: Resource, field: str, index: int) -> Json:
        """Return the key of a record that this one belongs to."""
        owner = self._behavior.resources[resource.belongs[field]]
        if owner.name == resource.name or not owner.count:
            return None
        chosen = seeds.dice(resource.name, index, field).integer(0, owner.count - 1)
        owning = self._seeders[owner.name](seeds, chosen)
        return owning[owner.key] if owning is not None else None

    def _key_maker(self, resource: Resource) -> Callable[[Seeds, int], Key]:
        schema = key_schema(resource, self._document)
        if schema.get("type") in ("integer", "number"):
            first = first_number(schema)
            return lambda _seeds, index: first + index
        is_free = not _TELLING & schema.keys() and _fits(schema)
        if is_free and resource.key in _SPOKEN:
            say = self._generation.compile({"type": "string"})
            return lambda seeds, index: (
                f"{slug(str(say(seeds.dice(resource.name, index, 'key'))))}-{index + 1}"
            )
        generate = self._generation.compile(_UUID if is_free else schema)

        def make(seeds: Seeds, index: int) -> Key:
            dice = seeds.dice(resource.name, index, "key")
            made = as_key(generate(dice))
            return made if made is not None else dice.uuid()

        return make


def _fits(schema: JsonObject) -> bool:
    """Tell whether a text of our own choice is as long as a schema wants it."""
    most, least = schema.get("maxLength", _LENGTH), schema.get("minLength", 0)
    return isinstance(most, int) and most >= _LENGTH and isinstance(least, int) and least <= 1
