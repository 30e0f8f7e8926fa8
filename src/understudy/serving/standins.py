"""One service, stood in for: its routes, its records, and the way of a request through them.

route -> credentials, parameters, body (Plan.prepare) -> overlay loaded -> Plan.decide -> changes
committed -> answer
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from understudy.behavior import (
    START,
    UNKEPT,
    Answer,
    Asked,
    AuthMode,
    Fixture,
    Generation,
    Plan,
    Prepared,
    Problem,
    References,
    Refused,
    Repetition,
    Replays,
    Seeding,
    Speech,
    Workshop,
    as_key,
    encoded,
    tables,
    with_fixture,
)
from understudy.contract.offences import Offence
from understudy.contract.operations import JsonObject, Operation
from understudy.contract.schemas import Schemas
from understudy.services import Loaded
from understudy.serving.holdings import Holding, Holdings
from understudy.serving.offers import Offers
from understudy.state import Backend, Conflict, Full, Space, Store, Transaction

MOST_ATTEMPTS = 16  # at a commit that others win; then the request is given up


@dataclass(frozen=True, slots=True)
class _Named:
    """A request that names itself, on its way to be done once."""

    plan: Plan
    replays: Replays
    asked: Asked
    name: bytes

    def prepare(self, tokens: Transaction | None) -> Prepared | Refused:
        """Return the request as it is understood, or why it cannot be: that is an answer, too."""
        try:
            return self.plan.prepare(self.asked, tokens)
        except Refused as refused:
            if refused.problem in UNKEPT:
                raise
            return refused

    def repetition(self, prepared: Prepared | Refused) -> Repetition:
        """Return what tells this request from others."""
        place = (self.plan.operation.method.encode(), self.asked.address.path.encode(), self.name)
        body = self.asked.content if isinstance(prepared, Refused) else prepared.body
        return self.replays.repetition(place, self.asked.query, body)


class StandIn:
    """Serves one contract from state. Two of them share nothing but the backend."""

    def __init__(
        self,
        loaded: Loaded,
        backend: Backend,
        *,
        seed: int,
        auth: AuthMode,
        fixture: Fixture | None = None,
    ) -> None:
        """Prepare to serve; an operation is compiled when it is first asked for.

        Raises:
            UnderstudyError: contract, behavior, code and fixture do not fit together.
        """
        given = fixture.of(loaded.name, loaded.behavior) if fixture else {}
        self.name = loaded.name
        self.contract = loaded.contract
        self.behavior = with_fixture(loaded.behavior, given)
        self.schemas = Schemas(self.contract.document, file=self.contract.file)
        self.generation = Generation(self.contract.document, seed)
        self.headers = encoded(self.behavior.headers)
        self.offers = Offers(self.contract.operations, loaded.hidden)
        self._backend = backend
        self._is_strict = auth is AuthMode.STRICT
        self._seeding = Seeding(
            self.contract, self.behavior, loaded.service, self.generation, given
        )
        self._tables = tables(self.behavior, self.contract.document)
        size = sum(each.count for each in self.behavior.resources.values())
        self._holdings = Holdings(self._stock, size)
        self._workshop = Workshop(
            contract=self.contract,
            behavior=self.behavior,
            service=loaded.service,
            schemas=self.schemas,
            generation=self.generation,
            auth=auth,
            seed=seed,
            references=References(self.behavior.resources),
        )
        self._plans: dict[str, Plan] = {}
        if fixture is not None:
            self._check_fixture(fixture, given)

    def compile(self) -> tuple[Plan, ...]:
        """Compile all operations now: what is wrong with one is told before anybody asks for it.

        Raises:
            UnderstudyError: contract, behavior and code do not fit together.
        """
        return tuple(self.plan(operation) for operation in self.contract.operations)

    def plan(self, operation: Operation) -> Plan:
        """Return an operation, ready to serve.

        Raises:
            UnderstudyError: contract, behavior and code do not fit together.
        """
        known = self._plans.get(operation.id)
        if known is None:
            known = self._plans[operation.id] = Plan(operation, self._workshop)
        return known

    def _check_fixture(self, fixture: Fixture, given: Iterable[str]) -> None:
        for name in given:
            resource = self.behavior.resources[name]
            keys: set[object] = set()
            for index, record in enumerate(self.seeded(name)):
                offences = self._workshop.offences(resource, record)
                key = as_key(record[resource.key])
                if key is None:
                    message = f"{resource.key}: expected text, or an integer of at most 64 bits"
                    offences = (Offence(pointer="", message=message, keyword="type"), *offences)
                elif key in keys:
                    message = f"another record has the {resource.key} {key!r}"
                    offences = (Offence(pointer="", message=message, keyword="unique"), *offences)
                keys.add(key)
                fixture.check_record((self.name, name, index), offences)

    def match(self, method: str, segments: list[str]) -> tuple[Plan, dict[str, str]]:
        """Return the plan for a request line, with its path values.

        Raises:
            Refused: no such path, the path has no such method, or the operation is hidden.
        """
        operation, values = self.offers.match(method, segments)
        return self.plan(operation), values

    def speech(self, segments: list[str]) -> Speech:
        """Return how something is said where no operation can say it."""
        return Speech(self.behavior.errors.at("/" + "/".join(segments)))

    async def respond(self, plan: Plan, asked: Asked, world: str) -> Answer:
        """Return the answer to a request, its changes committed.

        Raises:
            Refused: the request cannot be granted.
        """
        tokens = (await self._begin(world, ""))[0] if self._is_strict else None
        name = plan.replays.name(asked.headers) if plan.replays is not None else None
        if plan.is_reading and not name:
            return await self._read(plan, plan.question(asked), plan.prepare(asked, tokens), world)
        for _ in range(MOST_ATTEMPTS):
            try:
                # Prepared anew each time: behavior may have taken the body apart.
                if plan.replays is not None and name:
                    return await self._once(_Named(plan, plan.replays, asked, name), tokens, world)
                return await self._transact(plan, plan.prepare(asked, tokens), world)
            except Conflict:
                continue
        raise Refused(Problem.CONFLICT, "others kept changing the same records; try again")

    async def _read(
        self, plan: Plan, question: tuple[object, ...], prepared: Prepared, world: str
    ) -> Answer:
        transaction, holding = await self._begin(world, prepared.partition)
        asked = (*question, transaction.stamp)
        answer = holding.repeats.get(asked)
        if answer is None:
            answer = plan.decide(prepared, transaction, holding.shelf)
            holding.repeats.put(asked, answer)
        return answer

    async def _transact(self, plan: Plan, prepared: Prepared, world: str) -> Answer:
        """Decide on what the world is now, and commit.

        Raises:
            Conflict: somebody else changed it meanwhile.
        """
        transaction, holding = await self._begin(world, prepared.partition)
        answer = plan.decide(prepared, transaction, holding.shelf)
        await self._commit(transaction)
        return answer

    async def _once(self, named: _Named, tokens: Transaction | None, world: str) -> Answer:
        """Answer a request that names itself as its first sending was answered.

        Raises:
            Conflict: somebody else changed the world meanwhile.
        """
        prepared = named.prepare(tokens)
        repetition = named.repetition(prepared)
        partition = "" if isinstance(prepared, Refused) else prepared.partition
        transaction, holding = await self._begin(world, partition)
        earlier = named.replays.find(transaction, repetition)
        if earlier is not None:
            return earlier
        try:
            if isinstance(prepared, Refused):
                raise prepared
            answer = named.plan.decide(prepared, transaction, holding.shelf)
        except Refused as refused:
            # Nothing of what was begun is kept, but for the answer.
            answer = named.plan.speech.say(refused)
            space, advance_s = transaction.space, transaction.advance_s
            transaction = Transaction(holding.store, space, start=START, advance_s=advance_s)
        named.replays.keep(transaction, repetition, answer)
        await self._commit(transaction)
        return answer

    async def _commit(self, transaction: Transaction) -> None:
        changes = transaction.changes()
        if not changes:
            return
        try:
            await self._backend.commit(transaction.space, transaction.version, changes)
        except Full as full:
            detail = f"{full}; reset worlds that are done with"
            raise Refused(Problem.TOO_LARGE, detail) from full

    async def _begin(self, world: str, partition: str) -> tuple[Transaction, Holding]:
        holding = self._holdings.of(partition)
        space = Space(world, self.name, partition)
        known = holding.store.version(world)
        overlay = await self._backend.load(space, known)
        if overlay.version != known:
            holding.store.apply(world, overlay)
        advance_s = overlay.advance_s
        return Transaction(holding.store, space, start=START, advance_s=advance_s), holding

    def seeded(self, resource: str) -> Iterator[JsonObject]:
        """Yield the records of a resource that every world starts with."""
        for name, records in self._seeding.records(""):
            if name == resource:
                yield from (record for _, record in records)

    def forget(self, world: str) -> None:
        """Drop what memory keeps of a world that was reset: it may never be asked for again."""
        self._holdings.forget(world)

    def _stock(self, partition: str) -> Store:
        return Store(self._tables, self._seeding.records(partition))
