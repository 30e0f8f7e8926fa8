"""Which paths of a document list records, which name them, and who they belong to.

/pets -> pet, /pets/{petId}        /pets/{petId}/toys -> toy, of the pet
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from understudy.behavior.declarations import Owner, Resource
from understudy.behavior.links import HIDDEN_KEY, LINKS
from understudy.behavior.naming import name_resource, plain
from understudy.behavior.paths import Paths, form, is_templated, is_within, variables
from understudy.behavior.record_schemas import find_record_schema, find_shown_schema
from understudy.behavior.views import Views
from understudy.contract.member_schemas import Placed
from understudy.contract.operations import Contract, Json, JsonObject, Operation
from understudy.contract.routing import TEMPLATED

RECORDS = 25  # that a world starts with, of each inferred resource
KEY_NAMES = ("id", "_id", "uuid", "key", "slug", "sku", "code", "name")
_KEY_ENDING = re.compile(r"(?<=.)(?:id|pk|uuid|key)$")
# Of order_number, orderNumber.
_LAST_WORD = re.compile(r"(?<=[_-])[a-zA-Z]+$|(?<=[a-z])[A-Z][a-z]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A path that lists records, and those that name one of them.

    The first of `member_paths` leads on from the collection's own. A shared collection only lists
    the records of another one.
    """

    path: str
    member_paths: tuple[str, ...]
    resource: Resource
    schema: Json
    is_shared: bool = False


class Collections:
    """The collections of one contract, in its order."""

    def __init__(self, contract: Contract, views: Views) -> None:
        self._views = views
        self.by_path: dict[str, dict[str, Operation]] = {}
        for operation in contract.operations:
            self.by_path.setdefault(operation.path, {})[operation.method] = operation
        self.paths = Paths(self.by_path)
        every = tuple(self._find())
        found = [self._as_part(each, every) for each in every]
        strays = self._strays(found)
        self.all = tuple(
            replace(each, member_paths=(*each.member_paths, *strays.get(each.path, ())))
            for each in found
        )

    def owners(self, collection: Collection, path: str) -> tuple[Owner, ...]:
        """Return who the collection's records belong to, as this path to them names the owners."""
        above = {
            len(variables(each.member_paths[0])): each
            for each in self.all
            if each.member_paths
            and not each.is_shared
            and each.path != collection.path
            and is_within(path, each.member_paths[0])
        }
        own, here = variables(collection.path), variables(path)
        owners = []
        for depth, each in sorted(above.items()):
            # Each path has names of its own: /pets/{id}, /pets/{petId}/toys.
            named = own[depth - 1] if depth <= len(own) else here[depth - 1]
            owner = Owner(
                resource=each.resource.name,
                parameter=here[depth - 1],
                field=self._naming(collection, (named, each.resource.name)) or f"_{named}",
            )
            owners.append(owner)
        return tuple(owners)

    def _naming(self, collection: Collection, words: Sequence[str]) -> str | None:
        """Return the property that names an owner, which is called like one of these: `pet_id`."""
        scalars = {
            plain(name): name
            for name, each in self._views.properties(collection.schema).items()
            if not self._views.properties(each) and not self._views.within(each, ("*",))
        }
        stems = [_KEY_ENDING.sub("", plain(each)) for each in words]
        called = [*map(plain, words), *(f"{each}id" for each in stems), *stems]
        return next((scalars[each] for each in called if each in scalars), None)

    def located(self, collection: Collection) -> Resource:
        """Return the collection's resource with its owners, and where its records are."""
        owners = self.owners(collection, collection.path)
        resource = replace(
            collection.resource, belongs={each.field: each.resource for each in owners}
        )
        if not resource.hidden_key:
            return resource
        path = collection.member_paths[0]
        fields = {each.parameter: each.field for each in self.owners(collection, path)}
        fields[variables(path)[-1]] = resource.key
        base = next(iter(self.by_path[path].values())).base_paths[0]
        told = TEMPLATED.sub(lambda found: f"{{{fields.get(found[1], found[1])}}}", path)
        return replace(resource, path=base + told)

    def shows(self, operation: Operation | None, collection: Collection) -> bool:
        """Tell whether an operation answers one record of a collection."""
        shown = find_shown_schema(self._views, operation)
        return shown is not None and f"#{shown[1]}" == collection.resource.schema

    def _find(self) -> Iterator[Collection]:
        """Yield what can be listed, or created and then read."""
        taken: set[str] = set()
        for path, operations in self.by_path.items():
            if is_templated(path):
                continue
            member_path = self.paths.member(path)
            getting = self.by_path[member_path].get("GET") if member_path else None
            found = find_record_schema(self._views, operations.get("GET"), getting)
            resource = self._resource(found, member_path, getting) if found else None
            if found is None or resource is None:
                continue
            name = name_resource(form(path), taken)
            taken.add(name)
            yield Collection(
                path=path,
                member_paths=(member_path,) if member_path else (),
                resource=replace(resource, name=name),
                schema=found[0],
            )

    def _resource(
        self, found: Placed, member_path: str | None, getting: Operation | None
    ) -> Resource | None:
        """Return the resource of a record's schema; None where nothing could name a record."""
        key = self._key(found[0], variables(member_path or ""))
        hidden = self._hidden_key(found[0], getting) if key is None else {}
        if key is None and not hidden:
            return None
        return Resource(
            name="",
            key=key or HIDDEN_KEY,
            hidden_key=hidden,
            schema=f"#{found[1]}",
            count=RECORDS,
            scales=True,
        )

    def _hidden_key(self, schema: Json, getting: Operation | None) -> JsonObject:
        """Return the schema of a key that records do not show; {} for those without links.

        Without a link nobody could learn it.
        """
        if getting is None or LINKS not in self._views.properties(schema):
            return {}
        named = variables(getting.path)[-1]
        declared = next((each.schema for each in getting.parameters if each.name == named), {})
        return declared if declared.get("type") == "integer" else {"type": "string"}

    def _as_part(self, collection: Collection, others: Sequence[Collection]) -> Collection:
        """Return a collection that only shows what another one holds as that one's.

        /pets/lost lists records of /pets, which has members, if both show the same schema.
        """
        if collection.member_paths or "POST" in self.by_path[collection.path]:
            return collection
        whole = [
            each
            for each in others
            if each.member_paths
            and each.resource.schema == collection.resource.schema
            and is_within(collection.path, each.path)
        ]
        if len(whole) != 1:
            return collection
        return replace(collection, resource=whole[0].resource, is_shared=True)

    def _strays(self, collections: Sequence[Collection]) -> Mapping[str, tuple[str, ...]]:
        """Return the paths that name a record without leading on from its collection's, by that.

        /pets/{petId}/toys lists what /toys/{toyId} shows, if nothing else shows that schema.
        """
        by_schema: dict[str | None, list[Collection]] = {}
        for each in collections:
            if not each.is_shared:
                by_schema.setdefault(each.resource.schema, []).append(each)
        members = {path for each in collections for path in each.member_paths}
        found: dict[str, tuple[str, ...]] = {}
        for path, operations in self.by_path.items():
            if path in members or not is_templated(path) or ":" in form(path):
                continue
            shown = find_shown_schema(self._views, operations.get("GET"))
            alike = by_schema.get(f"#{shown[1]}", []) if shown else []
            for each in alike if len(alike) == 1 else ():
                if self._key(each.schema, variables(path)) == each.resource.key:
                    found[each.path] = (*found.get(each.path, ()), path)
        return found

    def _key(self, schema: Json, named: Sequence[str]) -> str | None:
        """Return the property that a path's last variable names: itself, or its last word."""
        parameter = named[-1] if named else ""
        properties = self._views.properties(schema)
        last = _LAST_WORD.search(parameter)
        candidates = [parameter, *([last[0].lower()] if last else ()), *KEY_NAMES]
        lowered = {name.lower().replace("_", ""): name for name in properties}
        told = parameter.lower().replace("_", "")
        candidates += [name for suffix, name in lowered.items() if told.endswith(suffix)]
        return next((name for name in candidates if name in properties), None)
