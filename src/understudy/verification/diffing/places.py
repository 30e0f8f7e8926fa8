"""Places where two schemas are compared, and what is said about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from understudy.contract.operations import Json, JsonObject
from understudy.verification.diffing.algebra import Answer
from understudy.verification.diffing.changes import Direction
from understudy.verification.diffing.proofs import Bench, Frame, Verdict
from understudy.verification.diffing.readings import Reading
from understudy.verification.diffing.spots import Spot, Surface, Twins

_Side = TypeVar("_Side")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChange:
    """A change inside a schema; `way` are the steps from the whole value to what changed.

    `old` and `new` are pointers, None where one side has no such place.
    """

    code: str
    message: str
    way: tuple[str | int, ...]
    old: str | None
    new: str | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Deeper:
    """Two schemas that are to be compared next."""

    old: Spot
    new: Spot
    way: tuple[Frame, ...]


Step: TypeAlias = SchemaChange | Deeper


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a comparison of two schemas is about: who sends, and what proves a break."""

    bench: Bench
    twins: Twins
    direction: Direction
    old_document: JsonObject
    new_document: JsonObject

    def sides(self, old: _Side, new: _Side) -> tuple[_Side, _Side]:
        """Return the sender's and the receiver's of two: who sends a request knows the old."""
        return (old, new) if self.direction is Direction.REQUEST else (new, old)

    @property
    def readings(self) -> tuple[Reading, Reading]:
        """The old contract's schemas, and the new one's."""
        return self.sides(self.bench.sender, self.bench.receiver)

    def means_the_same(self, old: Json, new: Json) -> bool:
        """Tell whether two schemas allow the same values, however they say it.

        Raises:
            ContractError: A reference leads nowhere.
        """
        ours, theirs = (
            reading.whole(each, is_plain=True)
            for reading, each in zip(self.readings, (old, new), strict=True)
        )
        covers = self.bench.algebra.covers
        return covers(ours, theirs) is covers(theirs, ours) is Answer.YES


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of a value, as both contracts describe it."""

    matter: Matter
    old: Spot
    new: Spot
    way: tuple[Frame, ...]
    surfaces: tuple[Surface, Surface]

    @property
    def sent(self) -> Spot:
        """What the sender's contract says."""
        return self.matter.sides(self.old, self.new)[0]

    @property
    def received(self) -> Spot:
        """What the receiver's contract says."""
        return self.matter.sides(self.old, self.new)[1]

    @property
    def sent_surface(self) -> Surface:
        """What the sender's contract says, part by part."""
        return self.matter.sides(*self.surfaces)[0]

    @property
    def received_surface(self) -> Surface:
        """What the receiver's contract says, part by part."""
        return self.matter.sides(*self.surfaces)[1]

    def judge(self, received: Json, *, sent: Json = None) -> Verdict:
        """Tell what it means that the receiver asks for this of what is sent here, or of `sent`.

        Raises:
            ContractError: A reference leads nowhere, or a schema cannot be used.
        """
        sender = self.sent.schema if sent is None else sent
        return self.matter.bench.judge(sender, received, self.way)

    def below(self, token: str | int) -> tuple[Frame, ...]:
        """Return the way to what is below."""
        return (*self.way, Frame(self.sent.schema, token))

    def change(
        self,
        code: str,
        message: str,
        verdict: Verdict,
        *,
        at: tuple[str | None, str | None] | None = None,
        name: str | None = None,
    ) -> SchemaChange:
        """Return a change of this place, or of its property of that name.

        `at` are the pointers when they are not those of the place.
        """
        old, new = at or (self.old.pointer, self.new.pointer)
        steps = tuple(frame.token for frame in self.way)
        return SchemaChange(
            code=code,
            message=message,
            way=steps if name is None else (*steps, name),
            old=old,
            new=new,
            verdict=verdict,
        )
