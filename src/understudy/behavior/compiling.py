"""Compiles what operations do: from a declaration to the behavior that a plan runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from understudy.behavior.answers import Answering
from understudy.behavior.calls import Answer, Call
from understudy.behavior.credentials import AuthMode, Gate
from understudy.behavior.declarations import Behavior, Declaration, Kind, Owner, Resource
from understudy.behavior.deletions import Deleting
from understudy.behavior.extensions import Builder, Code, Service
from understudy.behavior.generation import Generation
from understudy.behavior.keys import Keys, key_schema
from understudy.behavior.lists import Finding, Getting, Listing
from understudy.behavior.references import References
from understudy.behavior.renders import BLIND, Sight
from understudy.behavior.samples import Sampling
from understudy.behavior.tokens import Issuing
from understudy.behavior.views import Views
from understudy.behavior.writes import Accept, Complete, Creating, Offend, Rules, Updating
from understudy.contract.errors import BehaviorError
from understudy.contract.offences import Offence, find_offences
from understudy.contract.operations import Contract, Json, JsonObject, Location, Operation
from understudy.contract.parameters import ParameterDecoder, compile_parameters
from understudy.contract.schemas import Schemas
from understudy.data import Dice

_OTHERWISE = (("integer", "string"), ("string", "integer"))  # as records and as paths name a key

Behave: TypeAlias = "Callable[[Call], Answer]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What plans of one service are compiled from."""

    contract: Contract
    behavior: Behavior
    service: Service
    schemas: Schemas
    generation: Generation
    auth: AuthMode
    seed: int
    references: References

    def declaration(self, operation: Operation) -> Declaration:
        """Return what is declared for an operation; a sample of its response when nothing is."""
        declared = self.behavior.declarations.get(operation.id)
        return declared or Declaration(operation=operation.id, kind=Kind.SAMPLE)

    def gate(self, operation: Operation, declaration: Declaration) -> Gate:
        """Compile who may call an operation."""
        return Gate(self.contract, operation, declaration, self.behavior.credentials, self.auth)

    def parameters(self, operation: Operation) -> ParameterDecoder:
        """Compile how an operation's parameters are read."""
        queried = {each.name for each in operation.parameters if each.location is Location.QUERY}
        aliases = {other: name for other, name in self.behavior.aliases.items() if name in queried}
        return compile_parameters(operation.parameters, self.schemas, aliases)

    def alive(self, owner: Owner) -> Mapping[str, Json]:
        """Return what an owner must be like to be seen."""
        return self.behavior.resources[owner.resource].alive

    def partition(self, operation: Operation) -> str | None:
        """Return the parameter that names the tenant whose records this operation speaks of."""
        names = {parameter.name for parameter in operation.parameters}
        if self.behavior.partition not in names or self.declaration(operation).shared:
            return None
        return self.behavior.partition

    def named(self, operation: Operation, declaration: Declaration) -> Mapping[str, JsonObject]:
        """Return the path parameters that name a record otherwise than it names itself.

        Each has the schema of the record's key.
        """
        resources = {each.parameter: each.resource for each in declaration.owners}
        if declaration.key is not None and declaration.resource is not None:
            resources[declaration.key] = declaration.resource
        keys = {
            name: key_schema(self.behavior.resources[resource], self.contract.document)
            for name, resource in resources.items()
        }
        types = {
            each.name: each.schema.get("type")
            for each in operation.parameters
            if each.location is Location.PATH and isinstance(each.schema, dict)
        }
        return {
            name: schema
            for name, schema in keys.items()
            if (schema.get("type"), types.get(name)) in _OTHERWISE
        }

    def behave(self, operation: Operation, declaration: Declaration) -> Behave:
        """Compile what an operation does.

        Raises:
            BehaviorError: the declaration does not fit.
        """
        dice = Dice(self.seed, self.service.name, "created")
        if declaration.kind is Kind.SAMPLE:
            return Sampling(operation, self.generation, dice)
        if declaration.kind is Kind.HANDLER:
            return self._coded(self.service.handlers, "handler", declaration.handler, declaration)
        present = None
        if declaration.present is not None:
            known = self.service.presenters
            present = self._coded(known, "presenter", declaration.present, declaration)
        answering = Answering(
            self.contract, operation, declaration, self.behavior.resources, present=present
        )
        if declaration.token is not None:
            keys = declaration.token.keys
            alive = self.behavior.resources[keys.resource].alive if keys else {}
            return Issuing(declaration.token, self.behavior.credentials, answering, dice, alive)
        resource = self._resource(declaration)
        if declaration.kind is Kind.LIST:
            return Listing(declaration, resource, answering)
        if declaration.kind is Kind.CREATE:
            return Creating(self._rules(operation, declaration, resource, dice), answering)
        return self._on_member(operation, declaration, resource, answering)

    def _on_member(
        self,
        operation: Operation,
        declaration: Declaration,
        resource: Resource,
        answering: Answering,
    ) -> Behave:
        key = declaration.key or ""
        if not key and declaration.only is None and not declaration.is_named_by_body:
            key = self._last_path_parameter(operation)
        finding = Finding(declaration, resource, key)
        if declaration.kind is Kind.GET:
            return Getting(finding, answering)
        if declaration.kind is Kind.UPDATE:
            dice = Dice(self.seed, self.service.name, "created")
            rules = self._rules(operation, declaration, resource, dice)
            return Updating(rules, finding, answering)
        aside = None
        if declaration.beside is not None:
            aside = self._coded(self.service.asides, "aside", declaration.beside, declaration)
        return Deleting(declaration, resource, self.references, finding, answering, aside=aside)

    def _rules(
        self, operation: Operation, declaration: Declaration, resource: Resource, dice: Dice
    ) -> Rules:
        media = operation.sent
        views = Views(self.contract.document, {}, takes=True)
        steps = tuple(declaration.body.split(".")) if declaration.body else ()
        schema = _declared_only(views.within(media.schema if media else None, steps))
        builder = None
        if declaration.build is not None:
            builder = self._coded(self.service.builders, "builder", declaration.build, declaration)
        return Rules(
            declaration=declaration,
            resource=resource,
            keys={
                name: Keys(each, self.contract.document, self.generation)
                for name, each in self.behavior.resources.items()
            },
            accepted=cast("Accept", views.compile(schema, None)),
            declared=frozenset(views.properties(schema)),
            required=frozenset(
                views.required({"$ref": resource.schema} if resource.schema else {})
            ),
            unsaid=frozenset(self._unsaid(declaration, resource, schema)),
            complete=self._completion(resource, builder),
            builder=builder,
            references=self.references,
            is_valid=self._is_valid(resource),
            offences=self._offend(resource),
            dice=dice,
        )

    def _unsaid(self, declaration: Declaration, resource: Resource, schema: Json) -> Iterator[str]:
        """Yield the members that a request may set to null, and no record of the resource may."""
        if resource.schema is None or declaration.build is not None:
            return
        views = Views(self.contract.document, {})
        kept = views.properties({"$ref": resource.schema})
        for name, sent in views.properties(schema).items():
            shown = kept.get(declaration.rename.get(name, name))
            if shown is not None and self._takes_null(sent) and not self._takes_null(shown):
                yield name

    def _takes_null(self, schema: Json) -> bool:
        return not isinstance(schema, dict) or self.schemas.validator(schema).is_valid(None)

    def offences(self, resource: Resource, record: JsonObject) -> tuple[Offence, ...]:
        """Return what a record does against its resource's schema, its relations left aside."""
        if resource.schema is None:
            return ()
        schema: JsonObject = {"$ref": resource.schema}
        shown = Views(self.contract.document, self.behavior.resources).compile(schema, resource)
        return find_offences(self.schemas.validator(schema), shown(record, BLIND))

    def _is_valid(self, resource: Resource) -> Callable[[JsonObject], bool]:
        if resource.schema is None:
            return lambda _record: False
        return self.schemas.validator({"$ref": resource.schema}).is_valid

    def _offend(self, resource: Resource) -> Offend:
        if resource.schema is None:
            return lambda _record, _transaction: ()
        schema: JsonObject = {"$ref": resource.schema}
        validator = self.schemas.validator(schema)
        show = Views(self.contract.document, self.behavior.resources).compile(schema, resource)
        # A record may know more than its schema says: what will be shown of it counts.
        return lambda record, transaction: find_offences(
            validator, show(record, Sight(transaction.get))
        )

    def _completion(self, resource: Resource, builder: Builder | None) -> Complete:
        """Return how members come about that the schema requires and no client sends."""
        if resource.schema is None or resource.seeder is not None or builder is not None:
            return lambda _dice, _record: {}
        views = Views(self.contract.document, {})
        schema: JsonObject = {"$ref": resource.schema}
        generate = self.generation.compile(schema, subject=resource.name)
        required = views.required(schema)

        def complete(dice: Dice, record: JsonObject) -> JsonObject:
            if all(name in record for name in required):
                return {}
            made = generate(dice)
            if not isinstance(made, dict):
                return {}
            made |= {name: values[0] for name, values in resource.told.items()}
            return {name: made[name] for name in required if name not in record}

        return complete

    def _resource(self, declaration: Declaration) -> Resource:
        found = self.behavior.resources.get(declaration.resource or "")
        if found is None:
            raise BehaviorError(
                f"operation {declaration.operation} is a {declaration.kind} of"
                f" {declaration.resource!r}, which is no declared resource",
                where=self.behavior.file,
                remedy=f"known resources: {', '.join(sorted(self.behavior.resources))}",
            )
        return found

    def _coded(
        self, known: Mapping[str, Code], what: str, name: str | None, declaration: Declaration
    ) -> Code:
        naming = f"operation {declaration.operation} names the {what}"
        return self.service.coded(known, name, naming, file=self.behavior.file)

    def _last_path_parameter(self, operation: Operation) -> str:
        names = [each.name for each in operation.parameters if each.location is Location.PATH]
        ordered = sorted(names, key=lambda name: operation.path.find("{" + name + "}"))
        if not ordered:
            raise BehaviorError(
                f"operation {operation.id} speaks of one record, but its path names none",
                where=self.behavior.file,
                remedy="declare it as list, create or handler, or give `key`",
            )
        return ordered[-1]


def _declared_only(schema: Json) -> Json:
    """Return a request schema closed at its top: undeclared members are not kept."""
    return {**schema, "additionalProperties": False} if isinstance(schema, dict) else schema
