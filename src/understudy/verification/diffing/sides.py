"""Both contracts of a comparison, and the changes that their parts are made into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from understudy.contract.errors import ContractError, Position
from understudy.contract.operations import Contract, Json, JsonObject, Operation
from understudy.contract.references import resolve
from understudy.contract.schemas import Schemas
from understudy.verification.diffing.algebra import Algebra
from understudy.verification.diffing.changes import Change, Direction, Impact, Witness
from understudy.verification.diffing.places import Matter, SchemaChange
from understudy.verification.diffing.proofs import Bench, Examples
from understudy.verification.diffing.readings import Reading
from understudy.verification.diffing.spots import Spot, Twins
from understudy.verification.diffing.walking import compare_schemas

ShowWitness = Callable[[Json], Witness]


@dataclass(slots=True)
class Sides:
    """The old and the new contract, with what was already found out about their schemas."""

    old: Contract
    new: Contract
    examples: Examples = field(default_factory=lambda: Examples(Algebra()))
    twins: Twins = field(init=False)
    old_schemas: Schemas = field(init=False)
    new_schemas: Schemas = field(init=False)
    _readings: dict[Direction, tuple[Reading, Reading]] = field(init=False)

    def __post_init__(self) -> None:
        self.twins = Twins(self.old.document, self.new.document)
        self.old_schemas = Schemas(self.old.document, file=self.old.file)
        self.new_schemas = Schemas(self.new.document, file=self.new.file)
        sent, answered = Direction.REQUEST, Direction.RESPONSE
        self._readings = {  # who sends first
            sent: (
                Reading(self.old.document, sent, sends=True),
                Reading(self.new.document, sent, sends=False),
            ),
            answered: (
                Reading(self.new.document, answered, sends=True),
                Reading(self.old.document, answered, sends=False),
            ),
        }

    def matter(
        self,
        direction: Direction,
        old: Json,
        new: Json,
        *,
        refuses: Callable[[Json], bool] | None = None,
        takes_text: bool = False,
    ) -> Matter:
        """Return what a comparison of the schemas of one message is about.

        `refuses` proves a break; unless given, the two schemas of the whole message do.

        Raises:
            ContractError: A reference leads nowhere.
        """
        sender, receiver = self._readings[direction]
        sent, received = (old, new) if direction is Direction.REQUEST else (new, old)
        return Matter(
            bench=Bench(
                examples=self.examples,
                sender=sender,
                receiver=receiver,
                refuses=refuses
                or _refuser(self.examples.algebra, sender, sent, receiver, received),
                takes_text=takes_text,
            ),
            twins=self.twins,
            direction=direction,
            old_document=self.old.document,
            new_document=self.new.document,
        )


def _refuser(
    algebra: Algebra, sender: Reading, sent: Json, receiver: Reading, received: Json
) -> Callable[[Json], bool]:
    allowed = algebra.validator(sender.whole(sent))
    read = algebra.validator(receiver.whole(received))

    def refuses(value: Json) -> bool:
        return allowed.is_valid(value) and not read.is_valid(value)

    return refuses


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One operation in both contracts: what the changes of its parts are said of."""

    sides: Sides
    old: Operation
    new: Operation

    @property
    def name(self) -> str:
        """Method and path, as the old contract writes them."""
        return name_of(self.old)

    @property
    def path(self) -> str:
        """The path with its base path, in the old contract."""
        return self.old.base_paths[0] + self.old.path

    def request(self, *details: str) -> Witness:
        """Return the request that a client of the old contract makes, as a witness."""
        return Witness(line="  ".join((f"{self.old.method} {self.path}", *details)))

    @property
    def raw(self) -> tuple[JsonObject, JsonObject]:
        """The operation as both documents write it."""
        return (
            resolve(self.sides.old.document, f"#{self.old.pointer}")[0],
            resolve(self.sides.new.document, f"#{self.new.pointer}")[0],
        )

    def change(
        self,
        code: str,
        where: str,
        message: str,
        *,
        means: Impact | Witness = Impact.COMPATIBLE,
        at: tuple[str | None, str | None] | None = None,
        direction: Direction | None = None,
    ) -> Change:
        """Return a change of this operation; what has a witness breaks.

        `at` are the pointers in the two documents, the operation's own unless given.
        """
        old, new = at or (self.old.pointer, self.new.pointer)
        return Change(
            impact=Impact.BREAKING if isinstance(means, Witness) else means,
            code=code,
            operations=(self.name,),
            where=where,
            message=message,
            old=None if old is None else Position(file=self.sides.old.file, pointer=old),
            new=None if new is None else Position(file=self.sides.new.file, pointer=new),
            witness=means if isinstance(means, Witness) else None,
            direction=direction,
        )

    def schemas(
        self,
        where: str,
        spots: tuple[Spot, Spot],
        matter: Callable[[], Matter],
        show: ShowWitness,
    ) -> Iterator[Change]:
        """Yield the changes of the schemas of one message; what cannot be read is one of them."""
        old, new = spots
        try:
            if self.sides.twins.are_same(old.schema, new.schema):
                return
            about = matter()
            for each in compare_schemas(about, old, new):
                yield self._from(each, where, about.direction, show)
        except (ContractError, RecursionError) as error:
            reason = getattr(error, "what", "they are nested too deeply")
            message = f"the schemas cannot be compared: {reason}"
            at = (old.pointer, new.pointer)
            yield self.change("schema-unreadable", where, message, means=Impact.UNKNOWN, at=at)

    def _from(
        self, found: SchemaChange, where: str, direction: Direction, show: ShowWitness
    ) -> Change:
        payload = found.verdict.payload
        steps = "".join(f"/{step}" for step in found.way)
        return self.change(
            found.code,
            f"{where} {steps}".rstrip(),
            found.message,
            means=show(payload[0]) if payload else found.verdict.impact,
            at=(found.old, found.new),
            direction=direction,
        )


def name_of(operation: Operation) -> str:
    """Return how an operation is named in a comparison.

    Ids may be made up by who reads the contract; method and path never are.
    """
    return f"{operation.method} {operation.path}"
