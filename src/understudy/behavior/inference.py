"""Tier one: what operations do, told from an OpenAPI document alone.

Conventions, not configuration: a GET whose answer holds an array of objects lists a collection; the
same path plus one templated segment names a member; POST on the collection creates, PUT and PATCH
on the member change, DELETE removes. What fits no convention answers a sample of its response
schema.

    /pets                  GET -> list of pet      POST -> create pet
    /pets/{petId}          GET -> get pet          PATCH -> update pet      DELETE -> delete pet
    /pets/{petId}/archive  POST -> update pet      where it answers the pet, or says what it does
    /pets/lost             GET -> list of pet      what lists them in another place
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from understudy.behavior.actions import infer_effect
from understudy.behavior.collecting import Collection, Collections
from understudy.behavior.declarations import (
    Behavior,
    Declaration,
    Kind,
    Resource,
)
from understudy.behavior.filling import Answers
from understudy.behavior.headings import (
    header_expressions,
    infer_headings,
    infer_page_headings,
)
from understudy.behavior.paths import variables
from understudy.behavior.problems import PROBLEM_DETAILS
from understudy.behavior.queries import infer_query, page_by_keys, told_by_filters
from understudy.behavior.record_schemas import json_answer
from understudy.behavior.refusals import infer_refusals
from understudy.behavior.suffixes import spelled_out
from understudy.behavior.templates import expressions
from understudy.behavior.views import Views
from understudy.contract.operations import (
    Contract,
    Json,
    JsonObject,
    Location,
    Operation,
)

ANNOTATIONS = frozenset({"title", "description", "default", "example", "examples", "deprecated"})
GOING_ON = frozenset({"next_cursor", "next_url", "next_path"})
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
    declarations = {
        each.id: Declaration(operation=each.id, kind=Kind.SAMPLE) for each in contract.operations
    }
    declarations |= {each.operation: each for each in inference.declarations()}
    return Behavior(
        resources={each.name: each for each in inference.resources()},
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


class _Inference:
    """What is asked of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._views = Views(contract.document, {})
        self._answers = Answers(contract, self._views)
        self._collections = Collections(contract, self._views)

    def resources(self) -> Iterator[Resource]:
        """Yield the resources, with the owners that their seeded records belong to."""
        for each in self._collections.all:
            if each.is_shared:
                continue
            listing = self._collections.by_path[each.path].get("GET")
            properties = self._views.properties(each.schema)
            told = told_by_filters(listing, properties) if listing else {}
            yield replace(self._collections.located(each), told=told)

    def declarations(self) -> Iterator[Declaration]:
        """Yield what the operations on collections and their members do."""
        for collection in self._collections.all:
            offered = self._collections.by_path[collection.path]
            if "GET" in offered:
                yield self._list(collection, offered["GET"])
            if collection.is_shared:
                continue
            yield from self._counts(collection)
            if "POST" in offered:
                yield self._create(collection, offered["POST"])
            for method in ("PUT", "PATCH"):
                if method in offered and self._is_told_key(offered[method], collection):
                    update = self._on_member(collection, offered[method], Kind.UPDATE)
                    yield replace(update, key=None, is_named_by_body=True)
            for path in collection.member_paths:
                for method, operation in self._collections.by_path[path].items():
                    if method in MEMBER_KINDS:
                        yield self._on_member(collection, operation, MEMBER_KINDS[method])
            yield from self._actions(collection)

    def _actions(self, collection: Collection) -> Iterator[Declaration]:
        """Yield what is done to a member below its path: answered by it, or told by the name."""
        listed = {each.path for each in self._collections.all}
        properties = self._views.properties(collection.schema)
        below = map(self._collections.paths.actions, collection.member_paths)
        for path, word in chain.from_iterable(below):
            operations = self._collections.by_path[path]
            if path in listed or "GET" in operations:
                continue
            for operation in operations.values():
                effect = infer_effect(
                    self._views, properties, word, is_undone=operation.method == "DELETE"
                )
                if self._is_action(collection, operation, properties, is_told=bool(effect)):
                    action = self._on_member(collection, operation, Kind.UPDATE)
                    yield replace(action, replaces=False, assign={**action.assign, **effect})

    def _is_action(
        self,
        collection: Collection,
        operation: Operation,
        properties: JsonObject,
        *,
        is_told: bool,
    ) -> bool:
        """Tell whether an operation answers the record, or nothing while its name tells all.

        What its body says must be what can be said of the record: what both name is the same.
        """
        is_silent = json_answer(operation) is None
        if not (is_told and is_silent) and not self._collections.shows(operation, collection):
            return False
        media = operation.sent
        sent = self._views.properties(media.schema if media else None)
        return all(properties.get(name, each) == each for name, each in sent.items())

    def _counts(self, collection: Collection) -> Iterator[Declaration]:
        """Yield what answers how many there are, and nothing else: /pets/count."""
        path = self._collections.paths.below(collection.path, "count")
        operation = self._collections.by_path.get(path or "", {}).get("GET")
        media = json_answer(operation)
        if operation is None or media is None:
            return
        schema = self._views.within(media.schema, ())
        numbers = self._views.properties(schema)
        if len(numbers) > 1 or not _is_integer([*numbers.values(), schema][0]):
            return
        yield replace(
            infer_query(operation, self._fields(collection)),
            resource=collection.resource.name,
            owners=self._collections.owners(collection, operation.path),
            answer=dict.fromkeys(numbers, "$total") or "$total",
        )

    def _is_told_key(self, operation: Operation, collection: Collection) -> bool:
        """Tell whether a body says which record it is about, and the answer shows that one."""
        media = operation.sent
        sent = self._views.properties(media.schema if media else None)
        is_shown = json_answer(operation) is None or self._collections.shows(operation, collection)
        return collection.resource.key in sent and is_shown

    def _list(self, collection: Collection, operation: Operation) -> Declaration:
        answer = self._answers.of_list(operation)
        query = infer_query(operation, self._fields(collection))
        success = operation.success()
        headers = infer_page_headings(success.headers) if success else {}
        said = (
            *expressions(answer),
            *(each for text in headers.values() for each in header_expressions(text)),
        )
        stated = {each.names[0][0] for each in said}
        return replace(
            query,
            paging=page_by_keys(query.paging, operation, is_told=bool(stated & GOING_ON)),
            kind=Kind.LIST,
            resource=collection.resource.name,
            owners=self._collections.owners(collection, operation.path),
            answer=answer,
            headers=headers,
        )

    def _fields(self, collection: Collection) -> JsonObject:
        """Return the properties that a list can be asked about; of JSON:API also the attributes."""
        properties = self._views.properties(collection.schema)
        attributes = self._views.properties(properties.get("attributes"))
        return {**{f"attributes.{name}": each for name, each in attributes.items()}, **properties}

    def _create(self, collection: Collection, operation: Operation) -> Declaration:
        return Declaration(
            operation=operation.id,
            kind=Kind.CREATE,
            resource=collection.resource.name,
            owners=self._collections.owners(collection, operation.path),
            body=self._body(operation, collection),
            rename=self._hidden(collection),
            answer=self._answers.of_member(operation),
            assign=self._moments(collection, ("created", "updated", "modified", "changed")),
            headers=infer_headings(operation.success(), collection.resource.key)
            if collection.member_paths
            else {},
        )

    def _on_member(self, collection: Collection, operation: Operation, kind: Kind) -> Declaration:
        is_update = kind is Kind.UPDATE
        return Declaration(
            operation=operation.id,
            kind=kind,
            resource=collection.resource.name,
            owners=self._collections.owners(collection, operation.path),
            key=next(reversed(variables(operation.path)), None),
            said=self._said(operation, collection) if is_update else (),
            body=self._body(operation, collection) if is_update else None,
            rename=self._hidden(collection),
            replaces=operation.method == "PUT",
            answer=self._answers.of_member(operation),
            assign=self._moments(collection, ("updated", "modified", "changed"))
            if is_update
            else {},
        )

    def _hidden(self, collection: Collection) -> dict[str, str]:
        """Return the field for what a body calls the key, where no record shows it."""
        resource = collection.resource
        named = variables(collection.member_paths[0])[-1:] if resource.hidden_key else []
        return dict.fromkeys(named, resource.key)

    def _said(self, operation: Operation, collection: Collection) -> tuple[str, ...]:
        """Return the query parameters of an update without a body that are fields of the record."""
        properties = self._views.properties(collection.schema)
        return tuple(
            each.name
            for each in operation.parameters
            if each.location is Location.QUERY
            and not operation.request_body
            and _says_as_much(each.schema, properties.get(each.name))
        )

    def _body(self, operation: Operation, collection: Collection) -> str | None:
        """Return the member of the body that holds the record, if it is wrapped in one."""
        media = operation.sent
        properties = self._views.properties(media.schema if media else None)
        if len(properties) != 1:
            return None
        name = next(iter(properties))
        inner = self._views.properties(properties[name])
        return name if inner and name not in self._views.properties(collection.schema) else None

    def _moments(self, collection: Collection, words: tuple[str, ...]) -> JsonObject:
        """Name the date-time properties that the server sets when it writes."""
        return {
            name: "$now"
            for name, schema in self._views.properties(collection.schema).items()
            if isinstance(schema, dict)
            and schema.get("format") == "date-time"
            and any(word in name.lower() for word in words)
        }


def _says_as_much(schema: JsonObject, other: Json) -> bool:
    """Tell whether what a schema allows is allowed by another one, by the latter's keywords."""
    if not isinstance(other, dict) or "$ref" in other:
        return False
    return all(schema.get(word) == each for word, each in other.items() if word not in ANNOTATIONS)


def _is_integer(schema: Json) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "integer"
