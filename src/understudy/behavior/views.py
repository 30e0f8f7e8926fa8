"""What an operation shows of a record: its response schema, compiled to a function.

A record may know more than an operation shows. The schema decides: properties come in its order,
and only its properties; of `oneOf` variants the first whose constants the record meets; a relation
is resolved to the record it names; a relation that a client can include is null until it is
included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import orjson

from understudy.behavior.declarations import Relation, Resource
from understudy.behavior.renders import (
    BY_TYPE,
    CHANGES_NONE,
    Render,
    Sight,
    always_null,
    as_is,
    elements,
    showing,
    taking,
)
from understudy.behavior.templates import fill, place_of
from understudy.contract.member_schemas import schema_within
from understudy.contract.operations import Json, JsonObject
from understudy.contract.references import resolve
from understudy.state import Condition, Key, Operator, Query, Sort


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where in the tree of relations a schema is being compiled."""

    resource: Resource | None = None
    path: str = ""

    def below(self, relation: str) -> str:
        return f"{self.path}.{relation}" if self.path else relation


@dataclass(slots=True)
class Views:
    """Compiles the views of a contract; `includable` relations are null unless included.

    If it `takes`, what it compiles takes from a valid value what its schema declares.
    """

    document: JsonObject
    resources: Mapping[str, Resource]
    includable: frozenset[str] = frozenset()
    takes: bool = False
    reads_others: bool = False  # a compiled view shows a relation even when nothing is included
    _shared: dict[str, Render] = field(default_factory=dict, init=False)  # by reference

    def compile(self, schema: Json, resource: Resource | None) -> Render:
        """Return the function that shows a record of `resource` as `schema` says."""
        return self._when_needed(schema, _Scope(resource))

    def _when_needed(self, schema: Json, scope: _Scope) -> Render:
        """Compile a schema when it is first rendered: most operations are never asked for."""
        compiled: list[Render] = []

        def render(value: Json, sight: Sight) -> Json:
            if not compiled:
                compiled.append(self._node(schema, scope))
            return compiled[0](value, sight)

        return render

    def _node(self, schema: Json, scope: _Scope) -> Render:
        if not isinstance(schema, dict):
            return as_is
        if "$ref" in schema:
            return self._reference(str(schema["$ref"]), scope)
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                return self._variants(cast("list[Json]", schema[keyword]), scope)
        if "properties" in schema or "allOf" in schema:
            return self._object(schema, scope)
        return self._plain(schema, scope)

    def _plain(self, schema: JsonObject, scope: _Scope) -> Render:
        if self.takes and not isinstance(schema.get("items"), dict):
            return as_is
        allowed = [schema["const"]] if "const" in schema else schema.get("enum")
        if isinstance(allowed, list) and len(allowed) == 1:
            constant = allowed[0]
            return lambda value, _sight: constant if value is None else value
        if isinstance(schema.get("items"), dict):
            return elements(self._node(schema["items"], scope))
        return BY_TYPE.get(str(schema.get("type")), as_is)

    def _reference(self, reference: str, scope: _Scope) -> Render:
        target = resolve(self.document, reference)[0]
        if scope.resource is not None:
            return self._when_needed(target, scope)
        if reference not in self._shared:
            # Found again below itself, a recursive schema ends where the data ends.
            self._shared[reference] = self._when_needed(target, scope)
            self._shared[reference] = self._node(target, scope)
        return self._shared[reference]

    def _variants(self, branches: list[Json], scope: _Scope) -> Render:
        compiled = [
            (self._constants(branch), self._node(branch, scope))
            for branch in branches
            if not self._is_null(branch)
        ]
        if len(compiled) == 1 and compiled[0][1] in CHANGES_NONE:
            return compiled[0][1]

        def render(value: Json, sight: Sight) -> Json:
            if value is None:
                return None
            for constants, branch in compiled:
                if (
                    len(compiled) == 1
                    or not isinstance(value, dict)
                    or all(value.get(name) in allowed for name, allowed in constants)
                ):
                    return branch(value, sight)
            return value

        return render

    def _is_null(self, branch: Json) -> bool:
        return isinstance(branch, dict) and branch.get("type") == "null"

    def _constants(self, branch: Json) -> tuple[tuple[str, tuple[Json, ...]], ...]:
        """Return the required properties of a variant that can hold only certain values."""
        properties, required, _ = self._members(branch)
        found: list[tuple[str, tuple[Json, ...]]] = []
        for name in required:
            schema = properties.get(name)
            if isinstance(schema, dict) and "$ref" in schema:
                schema = resolve(self.document, str(schema["$ref"]))[0]
            if isinstance(schema, dict) and "const" in schema:
                found.append((name, (schema["const"],)))
            elif isinstance(schema, dict) and isinstance(schema.get("enum"), list):
                found.append((name, tuple(cast("list[Json]", schema["enum"]))))
        return tuple(found)

    def _members(self, schema: Json) -> tuple[JsonObject, tuple[str, ...], bool]:
        """Return properties, required names, and whether others may be shown."""
        if not isinstance(schema, dict):
            return {}, (), True
        if "$ref" in schema:
            return self._members(resolve(self.document, str(schema["$ref"]))[0])
        properties: JsonObject = {}
        required: list[str] = []
        parts = schema.get("allOf", [])
        for part in parts if isinstance(parts, list) else []:
            inherited, names, _ = self._members(part)
            properties |= inherited
            required += names
        properties |= cast("JsonObject", schema.get("properties", {}))
        required += cast("list[str]", schema.get("required", []))
        # A schema that says nothing about other members does not promise them: they are shown only
        # where it says so.
        is_open = schema.get("additionalProperties", False) not in (False, None)
        return properties, tuple(dict.fromkeys(required)), is_open

    def _object(self, schema: JsonObject, scope: _Scope) -> Render:
        properties, required, is_open = self._members(schema)
        naming = _named_by_others(scope.resource, properties)
        rendered = [(name, self._member(name, sub, scope)) for name, sub in properties.items()]
        if self.takes:
            deep = [each for each in rendered if each[1] is not as_is]
            return taking(frozenset(properties), deep, is_open=is_open)
        members = [(name, member, name in required) for name, member in rendered]
        show = showing(members, is_open=is_open)
        if naming is None:
            return show
        key, named = naming
        return lambda value, sight: show(
            {**value, **dict.fromkeys(named, value.get(key))} if isinstance(value, dict) else value,
            sight,
        )

    def _member(self, name: str, schema: Json, scope: _Scope) -> Render:
        if isinstance(schema, dict) and schema.get("type") == "null":
            return always_null
        relation = scope.resource.relations.get(name) if scope.resource else None
        if relation is None:
            return self._node(schema, _Scope(None, scope.path))
        path = scope.below(name)
        shown = self._related(relation, schema, path)
        if path not in self.includable:
            if relation.on_request:
                return always_null
            self.reads_others = self.reads_others or not relation.inline
            return shown
        return lambda value, sight: shown(value, sight) if path in sight.included else None

    def _related(self, relation: Relation, schema: Json, path: str) -> Render:
        if relation.resource is None:
            return self._node(schema, _Scope(None, path))
        name = relation.resource
        scope = _Scope(self.resources[name], path)
        if relation.inline:
            return self._node(schema, scope)
        if relation.many:
            return self._many(relation, name, schema, scope)
        one = self._node(schema, scope)
        return lambda value, sight: (
            None if value is None else one(sight.fetch(name, _key(value)), sight)
        )

    def _many(self, relation: Relation, name: str, schema: Json, scope: _Scope) -> Render:
        template = relation.answer if relation.answer is not None else "$records"
        element = self._node(
            self.within(schema, (*(place_of(template, "records") or ()), "*")), scope
        )

        def render(value: Json, sight: Sight) -> Json:
            found = _naming(relation, value, sight) if relation.by else _named(name, value, sight)
            return fill(
                template, {"records": [element(each, sight) for each in found if each is not None]}
            )

        return render

    def properties(self, schema: Json) -> JsonObject:
        """Return the properties of an object schema, all its parts merged; {} for others."""
        found = self.within(schema, ())
        if not isinstance(found, dict):
            return {}
        for keyword in ("oneOf", "anyOf"):
            branches = found.get(keyword)
            if isinstance(branches, list) and "properties" not in found:
                objects = [self.properties(each) for each in branches if not self._is_null(each)]
                return objects[0] if len(objects) == 1 else {}
        return self._members(found)[0]

    def required(self, schema: Json) -> tuple[str, ...]:
        """Return the names of the properties that an object schema requires."""
        return self._members(self.within(schema, ()))[1]

    def within(self, schema: Json, path: tuple[str, ...]) -> Json:
        """Return the schema at a path of members ("*" for elements); {} when it says nothing."""
        found = schema_within(self.document, schema, "", path)
        return found[0] if found else {}


def _named_by_others(
    resource: Resource | None, properties: JsonObject
) -> tuple[str, tuple[str, ...]] | None:
    """Return the key's field and the members that records of others fill by naming that key."""
    if resource is None:
        return None
    members = tuple(
        name for name, each in resource.relations.items() if each.by and name in properties
    )
    return (resource.key, members) if members else None


def _named(resource: str, keys: Json, sight: Sight) -> list[JsonObject | None]:
    return [sight.fetch(resource, _key(key)) for key in (keys if isinstance(keys, list) else [])]


def _naming(relation: Relation, key: Json, sight: Sight) -> list[JsonObject | None]:
    named = Condition(column=relation.by or "", operator=Operator.EQUALS, value=key)
    sorts = (Sort(column=relation.sort),) if relation.sort else ()
    query = Query(resource=relation.resource or "", conditions=(named,), sorts=sorts)
    return [cast("JsonObject", orjson.loads(row.body)) for row in sight.find(query)]


def _key(value: Json) -> Key:
    return value if isinstance(value, int) else str(value)
