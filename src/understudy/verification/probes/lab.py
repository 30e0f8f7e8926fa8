"""The lab: what probes work with. It asks operations, knows values that reach records, and lists.

A probe says what it wants in words of the contract (`lab.ask(operation, values)`); the lab spells
it, sends it through the guard, and hands back what was seen. What a probe exercised and what it
could not reach is written down here, for the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from understudy.behavior import Behavior, Declaration, Kind, tables
from understudy.contract.operations import Contract, Json, JsonObject, Operation
from understudy.contract.schemas import Schemas
from understudy.state import ColumnKind
from understudy.verification.behaviors import declared_behaviors
from understudy.verification.failures import Failure, Source
from understudy.verification.guarding import Fill
from understudy.verification.identities import Identities
from understudy.verification.probes.asking import Asker, Request, Seen
from understudy.verification.probes.bodies import NOTHING, Payload
from understudy.verification.probes.first_pages import FirstPages
from understudy.verification.probes.listings import Listing, find_listings
from understudy.verification.probes.reaching import Reach, Values, ids_in
from understudy.verification.probes.recalling import Recall
from understudy.verification.probes.spelling import Spelling

MOST_TRIED = 40  # owners of which one is looked for that has something
REFUSED = range(400, 500)
SAFE = frozenset({"GET", "HEAD"})
WRITING = frozenset({Kind.CREATE, Kind.UPDATE, Kind.DELETE, Kind.TOKEN})


@dataclass(kw_only=True)
class Lab:
    """One deployment, one contract, and everything that probes need to hold them together.

    `given` are values of parameters that count everywhere, by name (a tenant, a version).
    `bases` are where a deployment has the contract's base paths. `exercised` holds (operation id,
    behavior), such as ("listItems", "filter:status"); `skipped` the same with the reason why it
    could not be. `remembered` is what probes keep of what they saw, until `forget`; `named` are ids
    that answers to writes named, by plain name. `compiled` are the contract's schemas, if somebody
    has them already.
    """

    contract: Contract
    behavior: Behavior
    asker: Asker
    seed: int = 1
    writes: bool = False
    given: Values = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
    is_stand_in: bool = False
    compiled: Schemas | None = None
    exercised: set[tuple[str, str]] = field(default_factory=set, init=False)
    skipped: dict[tuple[str, str], str] = field(default_factory=dict, init=False)
    named: dict[str, Json] = field(default_factory=dict, init=False)
    remembered: dict[tuple[str, str], object] = field(default_factory=dict, init=False)
    _written: set[str | None] = field(default_factory=set, init=False)
    _reached: dict[str, Values | None] = field(default_factory=dict, init=False)

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        """Every operation that lists."""
        return tuple(find_listings(self.contract, self.behavior))

    @cached_property
    def schemas(self) -> Schemas:
        """Validators for the contract's schemas."""
        return self.compiled or Schemas(self.contract.document, file=self.contract.file)

    @cached_property
    def reach(self) -> Reach:
        """What finds values for operations."""
        return Reach(
            self.contract,
            self.behavior,
            self.listings,
            self.rows_of,
            seed=self.seed,
            given=self.given,
        )

    @cached_property
    def kinds(self) -> Mapping[str, Mapping[str, ColumnKind]]:
        """How values compare: resource -> field -> kind, of fields that some operation uses."""
        return {
            table.resource: {each.name: each.kind for each in (table.key, *table.columns)}
            for table in tables(self.behavior, self.contract.document)
        }

    @cached_property
    def declared(self) -> Mapping[str, tuple[str, ...]]:
        """What is declared of operations, by id: "paging", "filter:status", "create"."""
        return declared_behaviors(self.contract, self.behavior)

    @cached_property
    def recall(self) -> Recall:
        """What keeps answers while nothing is written."""
        return Recall(self.asker.send)

    @cached_property
    def first_pages(self) -> FirstPages:
        """What asks for first pages, and keeps them."""
        return FirstPages(self.ask, self.schemas)

    @cached_property
    def spelling(self) -> Spelling:
        """What spells requests."""
        return Spelling(self.contract, self.behavior, self.bases, self.schemas)

    @property
    def is_inferred(self) -> bool:
        """Whether the behavior was told from the contract alone: it may be a wrong guess."""
        return self.behavior.file == self.contract.file

    def declaration(self, operation: Operation) -> Declaration:
        """Return what is declared of an operation; a sample when nothing is."""
        found = self.behavior.declarations.get(operation.id)
        return found or Declaration(operation=operation.id, kind=Kind.SAMPLE)

    def listing(self, operation: Operation) -> Listing | None:
        """Return the listing that an operation is, None when it lists nothing."""
        return next((each for each in self.listings if each.operation.id == operation.id), None)

    def may_ask(self, operation: Operation) -> bool:
        """Tell whether an operation only reads, by method and by what is declared of it."""
        is_safe = operation.method in SAFE or (
            self.writes and self.declaration(operation).kind is Kind.LIST
        )
        return is_safe and self.declaration(operation).kind not in WRITING

    def operations(self, resource: str, *kinds: Kind) -> Iterator[Operation]:
        """Yield the operations that do one of these things to a resource."""
        for operation in self.contract.operations:
            declared = self.behavior.declarations.get(operation.id)
            if declared is not None and declared.resource == resource and declared.kind in kinds:
                yield operation

    # Asking

    def ask(
        self,
        operation: Operation,
        values: Values | None = None,
        *,
        body: Json | Payload = NOTHING,
        headers: Mapping[str, str] | None = None,
        credentials: Fill = Fill.CONFIGURED,
    ) -> Seen:
        """Ask an operation with values by parameter name; those that are None are left out."""
        rule = self.spelling.keyed.get(operation.id)
        key = {rule.header: self.fresh_key(operation, rule.header)} if rule is not None else {}
        return self.send(
            self.spelling.request(
                operation,
                values,
                body=body,
                headers={**key, **(headers or {})},
                credentials=credentials,
            )
        )

    def fresh_key(self, operation: Operation, header: str) -> str:
        """Return a key that no request had yet, as the header's schema wants it."""
        text = f"understudy-{self.seed}-{self.asker.count:06d}"
        return self.spelling.key(
            operation, header, text, lambda schema: self.reach.generate(schema, "key", text)
        )

    def send(self, request: Request) -> Seen:
        """Send a request as it is; what was read since anything may have changed is recalled."""
        if request.method in SAFE:
            return self.recall.ask(request)
        self.recall.forget()
        seen = self.asker.send(request)
        if seen.is_success:
            self.named.update(ids_in(seen.json))
        if seen.status not in REFUSED:  # anything else may have written, also without an answer
            declared = self.behavior.declarations.get(request.operation or "")
            self._written.add(declared.resource if declared is not None else None)
        return seen

    # Reaching

    def values(self, operation: Operation) -> Values | None:
        """Return values with which an operation is about something that exists.

        An operation that reads is tried until it succeeds, a list until it has rows. None when
        there are no such values: `skipped` then says why.
        """
        if operation.id not in self._reached:
            self._reached[operation.id] = self._reach(operation)
        return self._reached[operation.id]

    def candidates(self, operation: Operation) -> Iterator[Values]:
        """Yield different values that an operation can be asked with, none of them tried."""
        return islice(self.reach.candidates(operation), MOST_TRIED)

    def rows_of(self, listing: Listing, values: Values) -> list[JsonObject]:
        """Return the rows of a list's first page; none when it may not be asked or fails."""
        return self.first_pages.rows(listing, values) if self.may_ask(listing.operation) else []

    def forget(self) -> None:
        """Drop what is remembered of records: they have changed.

        First pages are kept but for those of what was written since.
        """
        self.recall.forget()
        self.first_pages.forget(self._written)
        self._written.clear()
        self.remembered.clear()
        self._reached.clear()

    def start_over(self) -> None:
        """Drop all that is remembered: somebody else may have written."""
        self._written.add(None)
        self.forget()

    def _reach(self, operation: Operation) -> Values | None:
        found = self._fullest(operation) if self.listing(operation) else self._working(operation)
        if found is None:
            self.skip(operation, "reached", "no values were found with which it succeeds")
        return found

    def _working(self, operation: Operation) -> Values | None:
        """Return values with which an operation succeeds; untried ones where it writes."""
        is_tried = self.may_ask(operation)
        for values in self.candidates(operation):
            if not is_tried or self.ask(operation, values).is_success:
                return values
        return None

    def _fullest(self, operation: Operation) -> Values | None:
        """Return values with which a list has rows, several if some owner has."""
        listing = self.listing(operation)
        if listing is None or not self.may_ask(operation):
            return next(self.candidates(operation), None)
        fullest = self.first_pages.fullest(listing, self.candidates(operation))
        if fullest is not None:
            return fullest
        spare = next(self.candidates(operation), None)
        return spare if spare is not None and self.ask(operation, spare).is_success else None

    # Saying

    def exercise(self, operation: Operation, *behaviors: str) -> None:
        """Note which declared behaviors of an operation were put to the test."""
        for behavior in behaviors:
            self.exercised.add((operation.id, behavior))
            self.skipped.pop((operation.id, behavior), None)

    def succeed(self, operation: Operation, behavior: str) -> None:
        """Note that a write did what is declared, for what its path and its filters named."""
        declared = self.declaration(operation)
        owners = (f"owner:{each.parameter}" for each in declared.owners)
        self.exercise(
            operation, behavior, *owners, *(f"filter:{each}" for each in declared.filters)
        )

    def has_exercised(self, operation: Operation, *behaviors: str) -> bool:
        """Tell whether all of these behaviors were put to the test already."""
        return all((operation.id, behavior) in self.exercised for behavior in behaviors)

    def skip(self, operation: Operation, behavior: str, reason: str) -> None:
        """Note why a behavior of an operation could not be put to the test."""
        if (operation.id, behavior) not in self.exercised:
            self.skipped.setdefault((operation.id, behavior), reason)

    def failure(
        self,
        rule: str,
        operation: Operation,
        message: str,
        seen: Iterable[Seen] = (),
        *,
        at: str = "",
    ) -> Failure:
        """Return a failure of an operation; `seen` is what it takes to see it, the last one tells.

        `at` names the parameter (the failure then points at it) or the place in the answer.
        """
        parameter = next((each for each in operation.parameters if each.name == at), None)
        return Failure(
            rule=rule,
            source=Source.PROBE,
            operation=operation.id,
            message=message,
            pointer=parameter.pointer if parameter else operation.pointer,
            at=at,
            kind=at,
            phase="probes",
            exchanges=tuple(each.exchange for each in seen),
        )
