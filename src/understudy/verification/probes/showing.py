"""Showing: what rows say of a field, by themselves or through the operation that shows a record.

A field is named as the behavior names it; a row may show it as it is, as an expanded record whose
key counts, as a list of those, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from understudy.behavior import Declaration, Kind
from understudy.behavior.record_schemas import json_answer
from understudy.behavior.templates import place_of
from understudy.behavior.views import Views
from understudy.contract.operations import Json, JsonObject, Location, Operation
from understudy.state import ColumnKind
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing, at
from understudy.verification.probes.reaching import Values

MOST_DETAILS = 12  # records that are looked at one by one, of one list


def kind_of(lab: Lab, listing: Listing, field: str) -> ColumnKind:
    """Return how values of a field compare."""
    kinds = lab.kinds.get(listing.declaration.resource or "", {})
    return kinds.get(field, ColumnKind.TEXT)


def values_of(lab: Lab, listing: Listing, row: JsonObject, field: str) -> list[Json] | None:
    """Return the scalars that a row shows of a field, [] for none; None when it does not show it.

    What is null unless it is included says nothing when it is null.
    """
    found: list[Json] = [row]
    for step in field.split("."):
        spread = [part for each in found for part in (each if isinstance(each, list) else [each])]
        if any(not isinstance(each, dict) or step not in each for each in spread):
            return None
        found = [each[step] for each in spread if isinstance(each, dict)]
    relation = listing.resource.relations.get(field) if listing.resource else None
    if relation is not None and any(each is None for each in found):
        return None
    other = lab.behavior.resources.get(relation.resource or "") if relation else None
    return _scalars(found, other.key if other else None)


def include_all(lab: Lab, operation: Operation) -> Values:
    """Return what asks for everything that an operation can include."""
    parameter = lab.declaration(operation).include
    names = includable(lab, operation)
    return {parameter: list(names)} if parameter is not None and names else {}


def includable(lab: Lab, operation: Operation) -> tuple[str, ...]:
    """Return what can be included, as the include parameter's schema enumerates it.

    What the contract says is always null, although it may be asked for, is left out.
    """
    name = lab.declaration(operation).include
    parameter = next((each for each in operation.parameters if each.name == name), None)
    if parameter is None:
        return ()
    found: list[str] = []
    for branch in lab.schemas.branches(parameter.schema):
        items = branch.get("items")
        for inner in lab.schemas.branches(items if isinstance(items, dict) else branch):
            listed = inner.get("enum")
            found += [str(each) for each in listed] if isinstance(listed, list) else []
    shown = [each for each in found if not _is_always_null(lab, operation, each.split("."))]
    return tuple(dict.fromkeys(shown))


def _is_always_null(lab: Lab, operation: Operation, steps: list[str]) -> bool:
    """Tell whether the contract itself says that an include shows nothing here."""
    media = json_answer(operation)
    listing = lab.listing(operation)
    template = lab.declaration(operation).answer
    start = (*listing.rows_at, "*") if listing else place_of(template, "record") or ()
    views = Views(lab.contract.document, {})
    schema = views.within(media.schema if media else None, start)
    for step in steps:
        inner = views.within(schema, ())
        if isinstance(inner, dict) and "items" in inner:
            schema = views.within(schema, ("*",))
        if step not in views.properties(schema) and "data" in views.properties(schema):
            schema = views.within(schema, ("data", "*"))
        schema = views.properties(schema).get(step, {})
    return isinstance(schema, dict) and schema.get("type") == "null"


def showing_one(lab: Lab, listing: Listing) -> Operation | None:
    """Return the operation that shows one of a list's records: below the list's path if there."""
    resource = listing.declaration.resource
    if resource is None:
        return None
    found = [each for each in lab.operations(resource, Kind.GET) if lab.may_ask(each)]
    found = [each for each in found if lab.declaration(each).only is None]
    found.sort(key=lambda each: not is_below(each, listing.operation))
    return found[0] if found else None


def is_below(member: Operation, collection: Operation) -> bool:
    """Tell whether one operation's path is the other's and one parameter more."""
    rest = member.path.removeprefix(collection.path + "/")
    same = member.base_paths == collection.base_paths and rest != member.path
    return same and rest.startswith("{") and rest.endswith("}") and "/" not in rest


def ask_one(
    lab: Lab, listing: Listing, operation: Operation, row: JsonObject, values: Values
) -> Seen | None:
    """Ask for the record that a row is of; None when the row does not name it."""
    declared = lab.declaration(operation)
    key = listing.resource.key if listing.resource else ""
    given = row.get(key)
    parameters = [each for each in operation.parameters if each.location is Location.PATH]
    asked: dict[str, Json] = {
        each.name: values[each.name] for each in operation.parameters if each.name in values
    }
    owned = {owner.parameter: owner.field for owner in declared.owners}
    for parameter in parameters:
        if parameter.name in owned:
            field = owned[parameter.name]
            shown = values_of(lab, listing, row, field)
            same = _owner_value(lab, listing, operation, parameter.name, values)
            asked[parameter.name] = same if same is not None else (shown or [None])[0]
        else:
            asked[parameter.name] = given
    if any(asked.get(each.name) is None for each in parameters):
        return None
    fixed = lab.values(operation) or {}
    return lab.ask(operation, {**fixed, **asked})


def record_in(declaration: Declaration, answer: Json) -> JsonObject | None:
    """Return the record in an answer that shows one."""
    found = at(answer, place_of(declaration.answer, "record") or ())
    return found if isinstance(found, dict) else None


def _owner_value(
    lab: Lab, listing: Listing, operation: Operation, parameter: str, values: Values
) -> Json:
    """Return the owner's id that the list was asked with, whatever its parameter is called."""
    wanted = lab.reach.names.resource_of(operation, parameter)
    for owner in listing.declaration.owners:
        if owner.resource == wanted:
            return values.get(owner.parameter)
    return None


def _scalars(found: Sequence[Json], key: str | None) -> list[Json] | None:
    scalars: list[Json] = []
    for each in _flat(found):
        if isinstance(each, dict):
            inner = [value for value in each.values() if isinstance(value, list)]
            if key is not None and key in each:
                scalars.append(each[key])
            elif key is not None and len(inner) == 1:
                below = _scalars(inner[0], key)
                if below is None:
                    return None
                scalars += below
            else:
                return None
        elif each is not None:
            scalars.append(each)
    return scalars


def _flat(found: Sequence[Json]) -> Iterator[Json]:
    for each in found:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each


def expanded(value: Json, steps: list[str]) -> Iterator[bool]:
    """Yield, for each place that a path leads to, whether something is expanded there.

    An empty list says nothing. What an envelope holds in `data` is looked at as well.

    >>> list(expanded({"a": [{"b": {"id": 1}}, {"b": None}, {"b": "key"}, {"b": []}]}, ["a", "b"]))
    [True, False, False]
    """
    if isinstance(value, list):
        for each in value:
            yield from expanded(each, steps)
    elif not steps:
        yield isinstance(value, dict)
    elif isinstance(value, dict):
        inner = value.get("data")
        if steps[0] not in value and isinstance(inner, list):
            yield from expanded(inner, steps)
        else:
            yield from expanded(value.get(steps[0]), steps[1:])
    else:
        yield False
