"""From records to the bytes of an answer: views, spliced into the operation's template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import count
from typing import NamedTuple, cast

import orjson

from understudy.behavior.calls import Answer, Call
from understudy.behavior.declarations import Declaration, Resource
from understudy.behavior.extensions import Presenter
from understudy.behavior.headings import Headings
from understudy.behavior.renders import Sight
from understudy.behavior.templates import Figure, Rows, Template, place_of
from understudy.behavior.views import Views
from understudy.behavior.wholeness import shows_whole
from understudy.contract.operations import Contract, Json, JsonObject, Operation
from understudy.state import Row

_NUMBERS = count()  # names views in shelves; which number a view gets has no effect on any answer


class Written(NamedTuple):
    """A record as a request made it; it `is_valid` when its schema takes it just as it is."""

    record: JsonObject
    is_valid: bool


class Answering:
    """How one operation answers: status, template, and the view of a record inside it."""

    def __init__(
        self,
        contract: Contract,
        operation: Operation,
        declaration: Declaration,
        resources: Mapping[str, Resource],
        *,
        present: Presenter | None = None,
    ) -> None:
        success = operation.success()
        self.status = int(success.status) if success and success.status.isdigit() else 200
        media = operation.answered
        self._media_type = media.sent_as if media else None
        self._include = declaration.include
        self._includable = _includable(operation, declaration)
        many = place_of(declaration.answer, "records")
        one = place_of(declaration.answer, "record")
        self.template = Template(declaration.answer)
        self._headings = Headings(declaration.headers) if declaration.headers else None
        self.uses = self.template.uses | (self._headings.uses if self._headings else frozenset())
        views = Views(contract.document, resources, self._includable)
        place = (*many, "*") if many is not None else one or ()
        schema = views.within(media.schema if media else None, place)
        # What a presenter makes holds no relations any more.
        shown = resources.get(declaration.resource or "") if present is None else None
        self._render = views.compile(schema, shown)
        self._schema, self._resource = schema, shown
        self._present = present
        self._views = views
        self._number = next(_NUMBERS)
        self._included: dict[tuple[str, ...], frozenset[str]] = {}

    def records(self, rows: Sequence[Row], call: Call, figures: Mapping[str, Figure]) -> Answer:
        """Answer with a list of records."""
        included = self._asked(call)
        place = self._place(call, included)
        board = call.shelf.board(place)
        views: list[bytes] = []
        for row in rows:
            view = board.get(row.uid)
            views.append(self._keep(row, call, included) if view is None else view)
        return self.answer(call, {"records": Rows(views), **figures})

    def row(self, row: Row, call: Call) -> Answer:
        """Answer with one stored record."""
        included = self._asked(call)
        view = call.shelf.board(self._place(call, included)).get(row.uid)
        if view is None:
            view = self._keep(row, call, included)
        record = orjson.loads(row.body) if self._headings else None
        return self.answer(call, {"record": view}, record)

    def record(self, written: Written, body: bytes, call: Call) -> Answer:
        """Answer with a record that this request made or changed; `body` is its JSON."""
        record = written.record
        if written.is_valid and [*record] == self._shown_whole:
            return self.answer(call, {"record": body}, record)
        view = self._show(record, body, call, self._asked(call))
        return self.answer(call, {"record": view}, record)

    def answer(
        self, call: Call, figures: dict[str, Figure], record: JsonObject | None = None
    ) -> Answer:
        """Answer with figures, or constants alone; headers may state what the record knows."""
        if "path" in self.template.uses:
            figures["path"] = call.address.path
        if call.owners:
            figures["parent"] = call.owners[-1]
        headings = self._headings
        headers = headings.write(call, {**figures, "record": record}) if headings else ()
        if self._media_type is None:
            return Answer(status=self.status, media_type=None, headers=headers)
        return Answer(
            status=self.status,
            body=self.template.encode(figures),
            media_type=self._media_type,
            headers=headers,
        )

    @cached_property
    def _shown_whole(self) -> list[str] | None:
        """The members of records that are shown just as they are kept, if valid ones are."""
        resource = self._resource
        if resource is None or resource.schema is None:
            return None
        kept = self._views.within({"$ref": resource.schema}, ())
        names = self._views.properties(kept).keys()
        if kept is not self._schema or names & resource.relations.keys():
            return None
        return [*names] if shows_whole(self._views.document, kept) else None

    def _place(self, call: Call, included: frozenset[str]) -> tuple[object, ...]:
        # What is shown of other records can change while this one stays: then the world's version
        # is part of the place.
        others = included or self._present or self._views.reads_others
        stamp = call.transaction.stamp if others else None
        return (self._number, included, stamp)

    def _keep(self, row: Row, call: Call, included: frozenset[str]) -> bytes:
        view = self._show(orjson.loads(row.body), row.body, call, included)
        call.shelf.put(self._place(call, included), row.uid, view)
        return view

    def _show(self, record: JsonObject, body: bytes, call: Call, included: frozenset[str]) -> bytes:
        sight = Sight(call.transaction.get, included, call.transaction.find)
        if self._present is not None:
            return orjson.dumps(self._render(self._present(record, call.transaction), sight))
        shown = self._render(record, sight)
        return body if shown is record else orjson.dumps(shown)

    def _asked(self, call: Call) -> frozenset[str]:
        if self._include is None:
            return frozenset()
        names = tuple(cast("list[str]", call.values.get(self._include) or ()))
        if names not in self._included:
            if len(self._included) > 1000:  # noqa: PLR2004 - orders of the same names; a client may send any
                self._included.clear()
            self._included[names] = frozenset(
                ".".join(parts[:depth])
                for name in names
                for parts in [name.split(".")]
                for depth in range(1, len(parts) + 1)
            )
        return self._included[names]


def _includable(operation: Operation, declaration: Declaration) -> frozenset[str]:
    for parameter in operation.parameters:
        if parameter.name == declaration.include:
            items = cast("Mapping[str, Json]", parameter.schema.get("items", {}))
            return frozenset(str(name) for name in cast("list[Json]", items.get("enum", [])))
    return frozenset()
