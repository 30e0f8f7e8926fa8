"""Listings: operations that answer pages of records, and where in the answer what is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import orjson

from understudy.behavior import Behavior, Declaration, Kind, Resource
from understudy.behavior.declarations import PageStyle, Paging
from understudy.behavior.envelopes import infer_envelope
from understudy.behavior.links import with_key
from understudy.behavior.queries import infer_query
from understudy.behavior.record_schemas import json_answer
from understudy.behavior.templates import Expression, parse_expression, place_of
from understudy.behavior.views import Views
from understudy.contract.operations import (
    Contract,
    Json,
    JsonObject,
    MediaType,
    Operation,
    Parameter,
)

KEY_NAMES = ("id", "_id", "uuid", "Id", "ID", "key", "code", "sku", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An operation that lists. `rows_at` leads to its rows, from the answer's root.

    `figures` are the figures that the answer states: their places, and how they are written.
    `schema` is what the contract says of a row. `is_inferred` when the contract's names alone tell
    that it lists, so that nothing but its pages can be relied on.
    """

    operation: Operation
    declaration: Declaration
    resource: Resource | None
    rows_at: tuple[str, ...]
    figures: Mapping[tuple[str, ...], Expression] = field(default_factory=dict)
    schema: JsonObject = field(default_factory=dict)
    is_inferred: bool = False

    def rows(self, answer: Json) -> list[JsonObject] | None:
        """Return the rows of an answer; None when it does not hold any where they should be."""
        found = at(answer, self.rows_at)
        if not isinstance(found, list):
            return None
        return [with_key(self.resource, each) for each in found if isinstance(each, dict)]

    def place(self, figure: str) -> tuple[str, ...] | None:
        """Return where the answer states a figure ("total", "next_url"); None when it does not."""
        return next(
            (place for place, each in self.figures.items() if each.names[0] == (figure,)), None
        )

    def figure(self, answer: Json, name: str) -> Json:
        """Return what an answer says of a figure, None when it says nothing."""
        place = self.place(name)
        return None if place is None else at(answer, place)

    def next_place(self, answer: Json) -> str | int | None:
        """Return what to go on with after a page: its cursor, or its last record's key."""
        paging = self.declaration.paging
        if paging is None or paging.style is not PageStyle.KEY:
            cursor = self.figure(answer, "next_cursor")
            return cursor if isinstance(cursor, str) and cursor else None
        rows = self.rows(answer)
        if not rows or self.resource is None or self.figure(answer, "has_next") is False:
            return None
        key = rows[-1].get(self.resource.key)
        return key if isinstance(key, str | int) else None

    def parameter(self, name: str | None) -> Parameter | None:
        """Return one of the operation's parameters."""
        return next((each for each in self.operation.parameters if each.name == name), None)

    def identify(self, rows: Sequence[JsonObject]) -> Identity:
        """Return what tells these rows apart."""
        for names in self._candidates():
            identity = Identity(names)
            is_shown = all(name in row for row in rows for name in names)
            if is_shown and len(set(map(identity.of, rows))) == len(rows):
                return identity
        return Identity(())

    def _candidates(self) -> Iterator[tuple[str, ...]]:
        if self.resource is not None:
            yield (self.resource.key,)
            if self.resource.key_of:
                yield self.resource.key_of
        yield from ((name,) for name in KEY_NAMES)


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells rows apart: properties, or none: then the whole row does, and twins may occur."""

    names: tuple[str, ...]

    def of(self, row: JsonObject) -> str:
        """Return the row's identity as text."""
        shown: Json = [row.get(name) for name in self.names] if self.names else row
        return orjson.dumps(shown, option=orjson.OPT_SORT_KEYS).decode()


def at(value: Json, place: Sequence[str]) -> Json:
    """Return what a path of members leads to, None when it leads nowhere.

    >>> at({"page": {"total": 3}}, ("page", "total")), at([], ("page",))
    (3, None)
    """
    for step in place:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def find_listings(contract: Contract, behavior: Behavior) -> Iterator[Listing]:
    """Yield every operation that lists: as declared, and what is coded but looks like it."""
    views = Views(contract.document, {})
    for operation in contract.operations:
        declaration = behavior.declarations.get(operation.id)
        if declaration is None:
            continue
        media = json_answer(operation)
        resource = behavior.resources.get(declaration.resource or "")
        if declaration.kind is Kind.LIST and place_of(declaration.answer, "records") is not None:
            yield _listing(views, operation, declaration, media, resource)
        elif declaration.kind is Kind.HANDLER and operation.method == "GET" and media is not None:
            answer = infer_envelope(views, media.schema)
            if answer is not None:
                found = replace(declaration, answer=answer, paging=_paging(operation))
                yield replace(_listing(views, operation, found, media, resource), is_inferred=True)


def _listing(
    views: Views,
    operation: Operation,
    declaration: Declaration,
    media: MediaType | None,
    resource: Resource | None,
) -> Listing:
    rows_at = place_of(declaration.answer, "records") or ()
    schema = views.within(media.schema if media else None, (*rows_at, "*"))
    return Listing(
        operation=operation,
        declaration=declaration,
        resource=resource,
        rows_at=rows_at,
        figures=dict(_figures(declaration.answer, ())),
        schema=views.properties(schema),
    )


def _paging(operation: Operation) -> Paging | None:
    """Return how a coded list pages, when the names of its parameters leave no doubt."""
    paging = infer_query(operation, {}).paging
    return paging if paging is not None and paging.size and paging.start else None


def _figures(
    template: Json, place: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Expression]]:
    if isinstance(template, dict):
        for member, each in template.items():
            yield from _figures(each, (*place, member))
    elif isinstance(template, str) and template.startswith("$"):
        yield place, parse_expression(template)
