"""The behaviors that read: list and get."""

from __future__ import annotations

from understudy.behavior.answers import Answering
from understudy.behavior.calls import Answer, Call
from understudy.behavior.declarations import Declaration, Resource
from understudy.behavior.paging import Pager
from understudy.behavior.problems import Problem, Refused
from understudy.behavior.selection import Conditions, Order, Selection
from understudy.contract.offences import Offence
from understudy.state import Condition, Key, Operator, Query, Row


class Listing:
    """Answers a page of the records that parameters select, in the order they ask for."""

    def __init__(self, declaration: Declaration, resource: Resource, answering: Answering) -> None:
        self._resource = resource.name
        self._selection = Selection(declaration, resource)
        self._order = Order(declaration.ordering)
        self._pager = Pager(declaration.paging, answering.uses, resource.key)
        self._answering = answering
        self._empty = Problem(declaration.empty) if declaration.empty else None

    def __call__(self, call: Call) -> Answer:
        """Answer one request.

        Raises:
            Refused: there is nothing to list, and this list says so.
        """
        conditions, sorts = self._selection.conditions(call), self._order.sorts(call.values)
        query = Query(self._resource, conditions, sorts)
        page = self._pager.page(call, query)
        if not page.rows and self._empty is not None and not call.transaction.count(query):
            raise Refused(self._empty, f"there is no {self._resource.replace('_', ' ')} to list")
        return self._answering.records(page.rows, call, page.figures)


class Finding:
    """Finds the record that a path names, within its owners and among the living."""

    def __init__(self, declaration: Declaration, resource: Resource, key: str) -> None:
        self._resource = resource
        self._parameter = key
        self._only = declaration.only
        self._is_named_by_body = declaration.is_named_by_body
        self._also = declaration.also
        self._selection = Selection(declaration, resource)
        self._is_plain = not (
            resource.alive or declaration.where or declaration.owners or declaration.also
        )

    def row(self, call: Call) -> Row:
        """Return the record's row.

        Raises:
            Refused: there is none.
        """
        key = self.key(call)
        found = self._plain(call, key) if self._is_plain else self._selected(call, key)
        if found is None:
            raise Refused(
                Problem.NOT_FOUND, f"there is no {self._resource.name.replace('_', ' ')} {key!r}"
            )
        return found

    def key(self, call: Call) -> Key:
        """Return the key that the path gives, or the body; whether or not a record has it.

        Raises:
            Refused: the body is to give it, and does not.
        """
        if self._is_named_by_body:
            key = call.body.get(self._resource.key) if isinstance(call.body, dict) else None
            if key is None:
                raise self._unnamed()
        else:
            key = call.values[self._parameter] if self._only is None else self._only
        return key if isinstance(key, int) else str(key)

    def _unnamed(self) -> Refused:
        name, kind = self._resource.key, self._resource.name.replace("_", " ")
        message = f"is required: it says which {kind} is meant"
        offence = Offence(pointer=f"/{name}", message=message, keyword="required", name=name)
        return Refused(Problem.INVALID_BODY, f"/{name}: {message}", offences=(offence,))

    def _plain(self, call: Call, key: Key) -> Row | None:
        return call.transaction.row(self._resource.name, key)

    def _selected(self, call: Call, key: Key) -> Row | None:
        conditions = self._selection.conditions(call)
        for field in (self._resource.key, *self._also):
            named: Conditions = (
                Condition(column=field, operator=Operator.EQUALS, value=key),
                *conditions,
            )
            rows = call.transaction.find(
                Query(resource=self._resource.name, conditions=named, limit=1)
            )
            if rows:
                return rows[0]
        return None


class Getting:
    """Answers the one record that a path names."""

    def __init__(self, finding: Finding, answering: Answering) -> None:
        self._finding = finding
        self._answering = answering

    def __call__(self, call: Call) -> Answer:
        """Answer one request."""
        return self._answering.row(self._finding.row(call), call)
