"""Holds a behavior.yaml against its contract: every name it uses must be there."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from understudy.behavior.declarations import Behavior, Declaration, Kind, Resource
from understudy.behavior.extensions import Service
from understudy.behavior.headings import header_expressions
from understudy.behavior.templates import expressions, place_of
from understudy.behavior.views import Views
from understudy.contract.errors import BehaviorError
from understudy.contract.findings import Finding
from understudy.contract.operations import Contract, Json, Operation
from understudy.contract.pointers import make_pointer
from understudy.contract.positions import Locator

FIGURES = frozenset(
    [
        *("record", "records", "parent", "path"),
        *("total", "size", "number", "pages", "offset", "has_next", "has_previous"),
        *("next_number", "previous_number", "next_cursor", "previous_cursor"),
        *("next_url", "previous_url", "next_path", "previous_path"),
        *("first_url", "last_url", "from", "to", "here", "is_first", "is_last"),
        *("token", "refresh_token", "lifetime_s", "expires", "scope"),
    ]
)


@dataclass(frozen=True, slots=True)
class _Mistake:
    """A name that is not there: where in behavior.yaml, what it should name, and what there is."""

    path: tuple[str, ...]
    what: str
    name: str
    known: tuple[str, ...]


def check_behavior(contract: Contract, behavior: Behavior, service: Service) -> tuple[Finding, ...]:
    """Return a finding for every name that contract, resources or code lack."""
    mistakes = list(_mistakes(contract, behavior, service))
    if not mistakes:
        return ()
    locator = Locator(Path(behavior.file))
    return tuple(_finding(each, locator.locate) for each in mistakes)


def check_resources(behavior: Behavior) -> None:
    """Refuse a behavior that speaks of resources that it does not have: nothing could be done.

    Raises:
        BehaviorError: With the line of the first such name.
    """
    for mistake in _missing_resources(behavior):
        found = _finding(mistake, Locator(Path(behavior.file)).locate)
        raise BehaviorError(found.message, where=found.position, remedy=found.remedy)


def _finding(mistake: _Mistake, locate: Callable[[str], object]) -> Finding:
    close = difflib.get_close_matches(mistake.name, mistake.known, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return Finding(
        code="unknown-name",
        position=locate(make_pointer(mistake.path)),  # type: ignore[arg-type]
        message=f"{mistake.name!r} is no {mistake.what}",
        remedy=f"{hint}known: {', '.join(mistake.known[:20]) or 'none'}",
    )


def _mistakes(contract: Contract, behavior: Behavior, service: Service) -> Iterator[_Mistake]:
    for name, quirk in behavior.quirks.items():
        sources = [each for each in [quirk.provenance.source] if each is not None]
        place = ("quirks", name, "provenance", "source")
        yield from _unknown(place, "source of the contract", sources, contract.sources)
    for name, resource in behavior.resources.items():
        yield from _check_resource(name, resource, contract, service)
    yield from _missing_resources(behavior)
    ids = tuple(each.id for each in contract.operations)
    for operation_id, declaration in behavior.declarations.items():
        operation = contract.operation(operation_id)
        if operation is None:
            yield _Mistake(
                ("operations", operation_id), "operation of the contract", operation_id, ids
            )
            continue
        at = ("operations", operation_id)
        yield from _check_code(at, declaration, service)
        yield from _check_parameters(at, operation, declaration)
        yield from _check_fields(at, declaration, behavior, contract)
        yield from _check_answer(at, operation, declaration, contract)


def _unknown(
    path: tuple[str, ...], what: str, names: Iterable[str], known: Iterable[str]
) -> Iterator[_Mistake]:
    there = tuple(known)
    for name in names:
        if name not in there:
            yield _Mistake(path, what, name, there)


def _check_resource(
    name: str, resource: Resource, contract: Contract, service: Service
) -> Iterator[_Mistake]:
    at = ("resources", name)
    if resource.seeder is not None:
        yield from _unknown(
            (*at, "seeder"), "seeder of the service's code", [resource.seeder], service.seeders
        )
    if resource.schema is not None:
        key = resource.key_of or (resource.key,)
        fields = [*key, *resource.alive, *resource.unique, *resource.references]
        for field in fields:
            if field not in resource.columns and not _has_field(contract, resource.schema, field):
                yield _Mistake(at, f"property of {resource.schema}", field, ())


def _missing_resources(behavior: Behavior) -> Iterator[_Mistake]:
    for name, resource in behavior.resources.items():
        at = ("resources", name)
        related = [each.resource for each in resource.relations.values() if each.resource]
        yield from _unknown((*at, "relations"), "resource", related, behavior.resources)
        named = [each.resource for each in resource.references.values()]
        yield from _unknown((*at, "references"), "resource", named, behavior.resources)
        owners = resource.belongs.values()
        yield from _unknown((*at, "belongs"), "resource", owners, behavior.resources)
    for operation_id, declaration in behavior.declarations.items():
        yield from _check_resources(("operations", operation_id), declaration, behavior)


def _has_field(contract: Contract, schema: str, field: str) -> bool:
    views = Views(contract.document, {})
    path: list[str] = []
    here: Json = {"$ref": schema}
    for step in field.split("."):
        while isinstance(here := views.within(here, ()), dict) and "items" in here:
            here = views.within(here, ("*",))
        path.append(step)
        here = views.within(here, (step,))
    return here != {}


def _check_code(
    at: tuple[str, ...], declaration: Declaration, service: Service
) -> Iterator[_Mistake]:
    if declaration.handler is not None:
        yield from _unknown(
            (*at, "handler"),
            "handler of the service's code",
            [declaration.handler],
            service.handlers,
        )
    if declaration.build is not None:
        yield from _unknown(
            (*at, "build"), "builder of the service's code", [declaration.build], service.builders
        )
    if declaration.beside is not None:
        yield from _unknown(
            (*at, "beside"), "aside of the service's code", [declaration.beside], service.asides
        )
    if declaration.present is not None:
        named, known = [declaration.present], service.presenters
        yield from _unknown((*at, "present"), "presenter of the service's code", named, known)


def _check_parameters(
    at: tuple[str, ...], operation: Operation, declaration: Declaration
) -> Iterator[_Mistake]:
    known = [parameter.name for parameter in operation.parameters]
    yield from _unknown((*at, "filters"), "parameter of the operation", declaration.filters, known)
    joined = [name for group in declaration.alternatives for name in group]
    yield from _unknown((*at, "alternatives"), "filter", joined, declaration.filters)
    ordering, paging = declaration.ordering, declaration.paging
    named = [ordering.by, ordering.direction, ordering.closest[0] if ordering.closest else None]
    yield from _unknown(
        (*at, "sort"), "parameter of the operation", [each for each in named if each], known
    )
    if paging is not None:
        asked = [each for each in (paging.size, paging.start, paging.before) if each]
        yield from _unknown((*at, "page"), "parameter of the operation", asked, known)
    if declaration.include is not None:
        yield from _unknown(
            (*at, "include"), "parameter of the operation", [declaration.include], known
        )
    if declaration.key is not None:
        yield from _unknown((*at, "key"), "parameter of the operation", [declaration.key], known)
    yield from _unknown(
        (*at, "within"),
        "parameter of the operation",
        [each.parameter for each in declaration.owners],
        known,
    )


def _check_resources(
    at: tuple[str, ...], declaration: Declaration, behavior: Behavior
) -> Iterator[_Mistake]:
    if declaration.resource is not None:
        yield from _unknown(
            (*at, "resource"), "resource", [declaration.resource], behavior.resources
        )
    if declaration.token is not None and declaration.token.keys is not None:
        named = [declaration.token.keys.resource]
        yield from _unknown((*at, "token"), "resource", named, behavior.resources)
    yield from _unknown(
        (*at, "within"),
        "resource",
        [each.resource for each in declaration.owners],
        behavior.resources,
    )


def _check_fields(
    at: tuple[str, ...], declaration: Declaration, behavior: Behavior, contract: Contract
) -> Iterator[_Mistake]:
    resource = behavior.resources.get(declaration.resource or "")
    if resource is None or resource.schema is None:
        return
    fields = {
        "where": list(declaration.where),
        "filters": [match.field for rule in declaration.filters.values() for match in rule.matches],
        "sort": [
            each.removeprefix("-")
            for each in (*declaration.ordering.default, *declaration.ordering.fields)
        ],
        "soft": list(declaration.soft),
        "when": list(declaration.when),
    }
    for part, names in fields.items():
        for name in names:
            if name not in resource.columns and not _has_field(contract, resource.schema, name):
                yield _Mistake((*at, part), f"property of {resource.schema}", name, ())


def _check_answer(
    at: tuple[str, ...], operation: Operation, declaration: Declaration, contract: Contract
) -> Iterator[_Mistake]:
    stated = [each for text in declaration.headers.values() for each in header_expressions(text)]
    named = sorted({name[0] for each in stated for name in each.names})
    yield from _unknown((*at, "headers"), "figure", named, sorted({*FIGURES, "url"}))
    if declaration.kind in (Kind.HANDLER, Kind.SAMPLE) or declaration.answer is None:
        return
    used = {name[0] for each in expressions(declaration.answer) for name in each.names}
    yield from _unknown((*at, "answer"), "figure", sorted(used), sorted(FIGURES))
    media = operation.answered
    if media is None or media.schema is None:
        return
    views = Views(contract.document, {})
    for name in ("record", "records"):
        place = place_of(declaration.answer, name)
        if place and views.within(media.schema, place) == {}:
            yield _Mistake((*at, "answer"), "property of the response", ".".join(place), ())
