"""Proofs: a whole message that one party may send and the other refuses, found and made small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from understudy.contract.operations import Json, JsonObject
from understudy.verification.diffing.algebra import Algebra, Answer
from understudy.verification.diffing.candidates import (
    edges_of,
    extended,
    reduced,
    size_of,
    values_for,
)
from understudy.verification.diffing.changes import Impact
from understudy.verification.diffing.readings import Reading

_MOST_LOCAL = 12  # values of a place that are tried in the whole message
_MOST_STEPS = 400  # of making a proof smaller
_MOST_REDUCED = 200
_MOST_CHANGED = 2  # drawn values that are taken apart


@dataclass(frozen=True, slots=True)
class Frame:
    """A container on the way to a place: its schema in the sender's document, and the step down."""

    schema: Json
    token: str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a change means; `payload` holds the whole value that proves it, when it breaks."""

    impact: Impact
    payload: tuple[Json, ...] = ()


COMPATIBLE = Verdict(impact=Impact.COMPATIBLE)
UNKNOWN = Verdict(impact=Impact.UNKNOWN)


@dataclass(slots=True)
class Examples:
    """Values of schemas, and values that tell two of them apart; both are remembered."""

    algebra: Algebra
    _made: dict[str, list[Json]] = field(default_factory=dict)
    _telling: dict[tuple[str, str], list[Json]] = field(default_factory=dict)

    def values(self, schema: JsonObject) -> list[Json]:
        """Return some values of a schema; none when it is too hard to make any."""
        key = repr(schema)
        if key not in self._made:
            self._made[key] = values_for(schema)
        return self._made[key]

    def telling(self, sender: JsonObject, receiver: JsonObject) -> list[Json]:
        """Return values that the sender may send and the receiver refuses, the smallest first.

        Raises:
            ContractError: A schema cannot be used.
        """
        key = (repr(sender), repr(receiver))
        if key not in self._telling:
            sent, read = self.algebra.validator(sender), self.algebra.validator(receiver)
            found = {
                size_of(value): value
                for value in self._candidates(sender, receiver)
                if sent.is_valid(value) and not read.is_valid(value)
            }
            self._telling[key] = [found[size] for size in sorted(found)][:_MOST_LOCAL]
        return self._telling[key]

    def _candidates(self, sender: JsonObject, receiver: JsonObject) -> Iterator[Json]:
        difference = self.algebra.difference(sender, receiver)
        if difference is not None:
            yield from values_for(difference)
            yield from edges_of(difference)
        yield from edges_of(sender, receiver)
        drawn = self.values(sender)
        yield from drawn
        for value in drawn[:_MOST_CHANGED]:
            yield from islice(reduced(value), _MOST_REDUCED)
            yield from extended(value, sender)
            yield _only_required(value, sender)


@dataclass(slots=True, kw_only=True)
class Bench:
    """Where the changes of one message are put to the proof.

    `sent` and `received` are the two schemas of the whole message, each in its own document.
    `refuses` tells of a whole value whether the sender may send it and the receiver refuses it; it
    is asked last and decides. `takes_text` says that scalars travel as text: any text means
    something to a receiver that takes texts.
    """

    examples: Examples
    sender: Reading
    receiver: Reading
    refuses: Callable[[Json], bool]
    takes_text: bool = False

    @property
    def algebra(self) -> Algebra:
        """What knows of schemas."""
        return self.examples.algebra

    def judge(self, sent: Json, received: Json, way: tuple[Frame, ...]) -> Verdict:
        """Tell what it means that one party sends the one at this place and the other reads it.

        Raises:
            ContractError: A reference leads nowhere, or a schema cannot be used.
        """
        sender, receiver = self.sender.whole(sent), self.receiver.whole(received)
        if self.algebra.covers(receiver, sender) is Answer.YES:
            return COMPATIBLE
        if self.takes_text and _is_any_text(receiver):
            return COMPATIBLE
        for value in self.examples.telling(sender, receiver):
            payload = self._embed(value, way)
            if payload and self.refuses(payload[0]):
                smallest = self._smallest(payload[0], receiver, way)
                return Verdict(impact=Impact.BREAKING, payload=(smallest,))
        return UNKNOWN

    def _embed(self, value: Json, way: tuple[Frame, ...]) -> tuple[Json, ...]:
        """Return the whole message with the value at the end of the way, if one can be made."""
        for frame in reversed(way):
            whole = self.sender.whole(frame.schema)
            validator = self.algebra.validator(whole)
            made = _containers(self.examples.values(whole), frame.token, value)
            found = next(filter(validator.is_valid, made), None)
            if found is None:
                return ()
            value = found
        return (value,)

    def _smallest(self, payload: Json, receiver: JsonObject, way: tuple[Frame, ...]) -> Json:
        """Leave out what the proof does not need; it stays a proof for this place."""
        validator, steps = self.algebra.validator(receiver), _MOST_STEPS
        while steps > 0:
            for smaller in islice(reduced(payload), steps):
                steps -= 1
                there = _value_at(smaller, way)
                if there and not validator.is_valid(there[0]) and self.refuses(smaller):
                    payload = smaller
                    break
            else:
                break
        return payload


def _containers(drawn: list[Json], token: str | int, value: Json) -> Iterator[Json]:
    if isinstance(token, int):
        yield [value]
        for each in drawn:
            if isinstance(each, list) and len(each) > token:
                yield [*each[:token], value, *each[token + 1 :]]
        return
    yield {token: value}
    for each in drawn:
        if isinstance(each, dict):
            yield {**each, token: value}


def _value_at(value: Json, way: tuple[Frame, ...]) -> tuple[Json, ...]:
    """Return what is at the end of the way, if it leads anywhere."""
    for frame in way:
        if isinstance(value, dict) and frame.token in value:
            value = value[str(frame.token)]
        elif isinstance(value, list) and isinstance(frame.token, int) and frame.token < len(value):
            value = value[frame.token]
        else:
            return ()
    return (value,)


def _only_required(value: Json, schema: JsonObject) -> Json:
    names = schema.get("required")
    if not isinstance(value, dict) or not isinstance(names, list):
        return value
    return {name: each for name, each in value.items() if name in names}


def _is_any_text(receiver: JsonObject) -> bool:
    return receiver in ({"type": "string"}, {})
