"""Tier one: what operations do, told from an OpenAPI document alone.

Conventions, not configuration: a GET whose answer holds an array of objects lists a collection; the
same path plus one templated segment names a member; POST on the collection creates, PUT and PATCH
on the member change, DELETE removes. What fits no convention answers a sample of its response
schema.

    /pets            GET -> list of pet      POST -> create pet
    /pets/{petId}    GET -> get pet          PATCH -> update pet      DELETE -> delete pet
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from understudy.behavior.declarations import Behavior, Declaration, Kind, Owner, Resource
from understudy.behavior.envelopes import infer_envelope, infer_member_answer
from understudy.behavior.generation import Generation
from understudy.behavior.headings import infer_headings
from understudy.behavior.naming import name_resource
from understudy.behavior.problems import PROBLEM_DETAILS
from understudy.behavior.queries import infer_query, told_by_filters
from understudy.behavior.record_schemas import find_record_schema, json_answer
from understudy.behavior.refusals import infer_refusals
from understudy.behavior.suffixes import spelled_out
from understudy.behavior.views import Views
from understudy.contract.errors import ContractError
from understudy.contract.operations import Contract, Json, JsonObject, MediaType, Operation
from understudy.data import Dice

SEED = 1  # of constants in envelopes: they are the same in every world
RECORDS = 25  # that a world starts with, of each inferred resource
# Of order_number, orderNumber.
_LAST_WORD = re.compile(r"(?<=[_-])[a-zA-Z]+$|(?<=[a-z])[A-Z][a-z]+$")
KEY_NAMES = ("id", "_id", "uuid", "key", "slug", "sku", "code", "name")
MEMBER_KINDS = {
    "GET": Kind.GET,
    "PATCH": Kind.UPDATE,
    "PUT": Kind.UPDATE,
    "DELETE": Kind.DELETE,
    "POST": Kind.UPDATE,
}


def infer_behavior(contract: Contract) -> Behavior:
    """Return the behavior that conventions suggest; operations that fit none answer a sample."""
    inference = _Inference(contract)
    views = Views(contract.document, {})
    collections = tuple(inference.collections())
    declarations = {
        each.id: Declaration(operation=each.id, kind=Kind.SAMPLE) for each in contract.operations
    }
    for collection in collections:
        found = inference.declarations(collection, collections)
        declarations |= {each.operation: each for each in found}
    return Behavior(
        resources={each.resource.name: inference.placed(each, collections) for each in collections},
        declarations={
            each.id: replace(declarations[each.id], errors=infer_refusals(views, each))
            for each in contract.operations
        },
        errors=PROBLEM_DETAILS,
        file=contract.file,
    )


def completed(declared: Behavior, contract: Contract) -> Behavior:
    """Return what is declared, and inferred for the rest where the declaration asks for it."""
    declared = spelled_out(declared, contract)
    if not declared.infers:
        return declared
    inferred = infer_behavior(contract)
    return replace(
        declared,
        resources={**inferred.resources, **declared.resources},
        declarations={**inferred.declarations, **declared.declarations},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Collection:
    """A path that lists records, and the one that names them ("" when there is none)."""

    path: str
    member_path: str
    parameter: str
    resource: Resource
    schema: Json


class _Inference:
    """What is asked of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._views = Views(contract.document, {})
        self._generation = Generation(contract.document, SEED)
        self._by_path: dict[str, dict[str, Operation]] = {}
        for operation in contract.operations:
            self._by_path.setdefault(operation.path, {})[operation.method] = operation

    def collections(self) -> Iterator[_Collection]:
        """Yield what can be listed, or created and then read."""
        taken: set[str] = set()
        for path, operations in self._by_path.items():
            member_path, parameter = self._member(path)
            getting = self._by_path.get(member_path, {}).get("GET")
            found = find_record_schema(self._views, operations.get("GET"), getting)
            key = self._key(found[0], parameter) if found else None
            if path.endswith("}") or found is None or key is None:
                continue
            schema, pointer = found
            name = name_resource(path, taken)
            taken.add(name)
            resource = Resource(
                name=name, key=key, schema=f"#{pointer}", count=RECORDS, scales=True
            )
            yield _Collection(
                path=path,
                member_path=member_path,
                parameter=parameter,
                resource=resource,
                schema=schema,
            )

    def declarations(
        self, collection: _Collection, all_of_them: tuple[_Collection, ...]
    ) -> Iterator[Declaration]:
        """Yield what the operations on a collection and its members do."""
        owners = self._owners(collection, all_of_them)
        offered = self._by_path[collection.path]
        if "GET" in offered:
            yield self._list(collection, offered["GET"], owners)
        if "POST" in offered:
            yield self._create(collection, offered["POST"], owners)
        for method, operation in self._by_path.get(collection.member_path, {}).items():
            if method in MEMBER_KINDS:
                yield self._on_member(collection, operation, MEMBER_KINDS[method], owners)

    def placed(self, collection: _Collection, all_of_them: tuple[_Collection, ...]) -> Resource:
        """Return the resource with the owners that its seeded records belong to."""
        owners = self._owners(collection, all_of_them)
        listing = self._by_path[collection.path].get("GET")
        properties = self._views.properties(collection.schema)
        return replace(
            collection.resource,
            belongs={owner.field: owner.resource for owner in owners},
            told=told_by_filters(listing, properties) if listing else {},
        )

    def _member(self, path: str) -> tuple[str, str]:
        prefix = f"{path.rstrip('/')}/{{"
        for other in self._by_path:
            if other.startswith(prefix) and other.endswith("}") and "/" not in other[len(prefix) :]:
                return other, other[len(prefix) : -1]
        return "", ""

    def _key(self, schema: Json, parameter: str) -> str | None:
        """Return the property that a path parameter names: itself, or its last word."""
        properties = self._views.properties(schema)
        last = _LAST_WORD.search(parameter)
        candidates = [parameter, *([last[0].lower()] if last else ()), *KEY_NAMES]
        lowered = {name.lower().replace("_", ""): name for name in properties}
        plain = parameter.lower().replace("_", "")
        candidates += [name for suffix, name in lowered.items() if plain.endswith(suffix)]
        return next((name for name in candidates if name in properties), None)

    def _owners(
        self, collection: _Collection, all_of_them: tuple[_Collection, ...]
    ) -> tuple[Owner, ...]:
        segments = collection.path.split("/")
        above = {
            len(within): each
            for each in all_of_them
            if each.parameter
            and each is not collection
            and _is_within(segments, within := each.member_path.split("/"))
        }
        properties = self._views.properties(collection.schema)
        owners = []
        for depth, each in sorted(above.items()):
            # Each path has names of its own: /pets/{id}, /pets/{petId}/toys.
            parameter = segments[depth - 1][1:-1]
            fields = (name for name in (parameter, each.resource.name) if name in properties)
            owners.append(
                Owner(
                    resource=each.resource.name,
                    parameter=parameter,
                    field=next(fields, f"_{parameter}"),
                )
            )
        return tuple(owners)

    def _list(
        self, collection: _Collection, operation: Operation, owners: tuple[Owner, ...]
    ) -> Declaration:
        media = json_answer(operation)
        answer = self._whole(infer_envelope(self._views, media.schema if media else None), media)
        query = infer_query(operation, self._views.properties(collection.schema))
        return replace(
            query,
            kind=Kind.LIST,
            resource=collection.resource.name,
            owners=owners,
            answer=answer if answer is not None else "$records",
        )

    def _create(
        self, collection: _Collection, operation: Operation, owners: tuple[Owner, ...]
    ) -> Declaration:
        return Declaration(
            operation=operation.id,
            kind=Kind.CREATE,
            resource=collection.resource.name,
            owners=owners,
            body=self._body(operation, collection),
            answer=self._answer_with_record(operation),
            assign=self._moments(collection, ("created", "updated", "modified", "changed")),
            headers=infer_headings(operation.success(), collection.resource.key)
            if collection.member_path
            else {},
        )

    def _on_member(
        self, collection: _Collection, operation: Operation, kind: Kind, owners: tuple[Owner, ...]
    ) -> Declaration:
        is_update = kind is Kind.UPDATE
        return Declaration(
            operation=operation.id,
            kind=kind,
            resource=collection.resource.name,
            owners=owners,
            key=collection.parameter,
            body=self._body(operation, collection) if is_update else None,
            replaces=operation.method == "PUT",
            answer=self._answer_with_record(operation),
            assign=self._moments(collection, ("updated", "modified", "changed"))
            if is_update
            else {},
        )

    def _body(self, operation: Operation, collection: _Collection) -> str | None:
        """Return the member of the body that holds the record, if it is wrapped in one."""
        media = operation.sent
        properties = self._views.properties(media.schema if media else None)
        if len(properties) != 1:
            return None
        name = next(iter(properties))
        inner = self._views.properties(properties[name])
        return name if inner and name not in self._views.properties(collection.schema) else None

    def _answer_with_record(self, operation: Operation) -> Json:
        media = json_answer(operation)
        if media is None:
            return None
        return self._whole(infer_member_answer(self._views, media.schema), media)

    def _whole(self, template: Json, media: MediaType | None) -> Json:
        """Return a template with some value for what its schema requires and nothing states."""
        return self._filled(template, media.schema) if media is not None else template

    def _filled(self, template: Json, schema: Json) -> Json:
        if not isinstance(template, dict):
            return template
        properties = self._views.properties(schema)
        filled = {name: self._filled(each, properties.get(name)) for name, each in template.items()}
        for name in self._views.required(schema):
            if name not in filled:
                # What no value satisfies is left out: `lint` tells of it, the rest can be served.
                with suppress(ContractError):
                    generate = self._generation.compile(properties.get(name, True), subject=name)
                    filled[name] = generate(Dice("envelope", name))
        return filled

    def _moments(self, collection: _Collection, words: tuple[str, ...]) -> JsonObject:
        """Name the date-time properties that the server sets when it writes."""
        return {
            name: "$now"
            for name, schema in self._views.properties(collection.schema).items()
            if isinstance(schema, dict)
            and schema.get("format") == "date-time"
            and any(word in name.lower() for word in words)
        }


def _is_within(path: list[str], owner: list[str]) -> bool:
    """Tell whether a path leads on from another's; what variables are called does not count."""
    pairs = zip(path, owner, strict=False)
    return len(path) > len(owner) and all(
        here == there or (here[:1] == "{" == there[:1]) for here, there in pairs
    )
