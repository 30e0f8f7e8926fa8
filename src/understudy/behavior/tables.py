"""Which columns the store keeps: the fields that some operation filters, sorts or joins by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from understudy.behavior.credentials import TOKENS
from understudy.behavior.declarations import Behavior, Declaration, Resource
from understudy.behavior.replays import REPLAYS
from understudy.contract.operations import Json, JsonObject
from understudy.contract.references import resolve
from understudy.state import Column, ColumnKind, Operator, Table


def tables(behavior: Behavior, document: JsonObject) -> tuple[Table, ...]:
    """Return one table per resource, and one for issued tokens."""
    used: dict[str, dict[str, None]] = {name: {} for name in behavior.resources}
    indexes: dict[str, dict[tuple[str, ...], None]] = {name: {} for name in behavior.resources}
    for declaration in behavior.declarations.values():
        if declaration.resource in used:
            used[declaration.resource] |= dict.fromkeys(_fields(declaration))
            indexes[declaration.resource] |= dict.fromkeys(_orders(declaration))
        if declaration.token is not None and declaration.token.keys is not None:
            used[declaration.token.keys.resource] |= {declaration.token.keys.field: None}
        for outer, owner in enumerate(declaration.owners):
            used[owner.resource] |= {above.field: None for above in declaration.owners[:outer]}
    for resource in behavior.resources.values():
        for relation in resource.relations.values():
            if relation.by is not None and relation.resource in used:
                order = (relation.by, relation.sort) if relation.sort else (relation.by,)
                used[relation.resource] |= dict.fromkeys(order)
                indexes[relation.resource] |= {order: None}
    made = [
        _table(
            resource,
            _columns(used[name], resource),
            tuple(indexes[name]),
            document,
        )
        for name, resource in behavior.resources.items()
    ]
    own = [(TOKENS, "token"), *([(REPLAYS, "name")] if behavior.idempotency else [])]
    kept = [Table(resource=name, key=Column(name=key, path=(key,))) for name, key in own]
    return (*made, *kept)


def _columns(used: Iterable[str], resource: Resource) -> list[str]:
    own = (
        resource.alive,
        resource.unique,
        resource.columns,
        resource.belongs,
        resource.references,
    )
    return [*used, *(field for fields in own for field in fields)]


def _fields(declaration: Declaration) -> Iterator[str]:
    yield from declaration.where
    yield from declaration.also
    yield from (owner.field for owner in declaration.owners)
    for rule in declaration.filters.values():
        yield from (match.field for match in rule.matches)
        for case in rule.cases.values():
            yield from case
        yield from rule.expression.fields if rule.expression else ()
    yield from (each.removeprefix("-") for each in declaration.ordering.default)
    yield from declaration.ordering.fields
    if declaration.ordering.closest is not None:
        yield declaration.ordering.closest[1]


def _orders(declaration: Declaration) -> Iterator[tuple[str, ...]]:
    """Name the combinations that keep a list flat: an equality, then the order it is read in."""
    default = tuple(each.removeprefix("-") for each in declaration.ordering.default)
    owners = tuple(owner.field for owner in declaration.owners)
    if owners or default:
        yield (*owners, *default)
    for rule in declaration.filters.values():
        alone = rule.matches[0] if len(rule.matches) == 1 and not rule.rare else None
        if alone is not None and alone.operator is Operator.EQUALS:
            yield (*owners, alone.field, *default)
    yield from ((*owners, field) for field in declaration.ordering.fields)


def _table(
    resource: Resource,
    fields: list[str],
    indexes: tuple[tuple[str, ...], ...],
    document: JsonObject,
) -> Table:
    schema: Json = {"$ref": resource.schema} if resource.schema else {}
    names = dict.fromkeys(field for field in fields if field != resource.key)
    columns = tuple(_column(name, resource, schema, document) for name in names)
    return Table(
        resource=resource.name,
        key=_column(resource.key, resource, schema, document),
        columns=columns,
        indexes=indexes,
        unique=resource.unique,
    )


def _column(name: str, resource: Resource, schema: Json, document: JsonObject) -> Column:
    path = tuple(name.split("."))
    kind, many = _kind(schema, path, document)
    relation = resource.relations.get(name)
    many = many or bool(relation and relation.many) or name in resource.several
    return Column(name=name, path=path, kind=resource.columns.get(name, kind), many=many)


def _kind(schema: Json, path: tuple[str, ...], document: JsonObject) -> tuple[ColumnKind, bool]:
    """Return how the value at a path compares, and whether there can be several."""
    if not isinstance(schema, dict):
        return ColumnKind.TEXT, False
    if "$ref" in schema:
        return _kind(resolve(document, str(schema["$ref"]))[0], path, document)
    if isinstance(schema.get("items"), dict):
        return _kind(schema["items"], path, document)[0], True
    properties = schema.get("properties")
    if path and isinstance(properties, dict) and path[0] in properties:
        return _kind(properties[path[0]], path[1:], document)
    for keyword in ("allOf", "oneOf", "anyOf"):
        branches = schema.get(keyword)
        for branch in branches if isinstance(branches, list) else []:
            found = _kind(branch, path, document)
            if found != (ColumnKind.TEXT, False):
                return found
    return (_scalar_kind(schema), False) if not path else (ColumnKind.TEXT, False)


def _scalar_kind(schema: Mapping[str, Json]) -> ColumnKind:
    declared = schema.get("type")
    types = set(declared) if isinstance(declared, list) else {declared}
    if types & {"integer", "number"}:
        return ColumnKind.NUMBER
    if "boolean" in types:
        return ColumnKind.FLAG
    return ColumnKind.INSTANT if schema.get("format") == "date-time" else ColumnKind.TEXT
