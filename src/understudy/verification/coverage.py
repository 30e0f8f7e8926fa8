"""How much of a contract a verification met: told from what its exchanges show alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from understudy.behavior import Behavior
from understudy.contract.operations import Contract, MediaType, Operation
from understudy.contract.pointers import join_pointer
from understudy.verification.behaviors import Exercised, declared_behaviors, is_exercised
from understudy.verification.facts.observing import Observed
from understudy.verification.facts.parameters import places
from understudy.verification.facts.shapes import Shape
from understudy.verification.facts.sightings import Sightings
from understudy.verification.report import OperationRow, Tally

UNANSWERED = "no answer"  # stands for a status
_Met = Iterable[tuple[str, bool]]


def cover(
    contract: Contract,
    behavior: Behavior,
    observed: Observed,
    exercised: Exercised = (),
) -> tuple[tuple[Tally, ...], tuple[OperationRow, ...]]:
    """Return a tally for each kind of thing that can be met, and a row for each operation.

    An operation counts as met when it succeeded. `exercised` are (operation id, behavior) that
    probes put to the test. What no request can bring about (a declared 5xx) is not counted.
    """
    covering = _Covering(contract, behavior, observed, exercised)
    return tuple(covering.tallies()), tuple(covering.rows())


@dataclass(frozen=True, slots=True)
class _Covering:
    contract: Contract
    behavior: Behavior
    observed: Observed
    exercised: Exercised

    def rows(self) -> Iterator[OperationRow]:
        for each in self.contract.operations:
            met = Counter(self.observed.statuses.get(each.id) or {})
            if unanswered := self.observed.unanswered[each.id]:
                met[UNANSWERED] = unanswered
            yield OperationRow(
                operation=each.id,
                method=each.method,
                path=each.path,
                label=each.provenance.label if each.provenance else None,
                statuses=tuple(sorted(met.items())),
                succeeded=self.observed.succeeded(each.id),
            )

    def tallies(self) -> Iterator[Tally]:
        operations, observed = self.contract.operations, self.observed
        yield _tally("operations", ((each.id, observed.succeeded(each.id)) for each in operations))
        yield _tally("statuses", self._statuses())
        yield _tally("media types", self._media_types())
        yield from self._parameters()
        yield _tally("enum values of requests", self._options_asked())
        yield _tally("enum values of answers", self._options(self._answers(), observed.answers))
        yield _tally("links", self._links())
        yield _tally("behaviors", self._behaviors())

    def _statuses(self) -> _Met:
        for operation in self.contract.operations:
            for status in operation.responses:
                if not status.startswith("5"):
                    is_met = (operation.id, status) in self.observed.declared
                    yield f"{operation.id} {status}", is_met

    def _media_types(self) -> _Met:
        for operation in self.contract.operations:
            for status, media in _answered(operation):
                is_met = media.pointer in self.observed.media
                yield f"{operation.id} {status} {media.name}", is_met
            for media in _accepted(operation):
                yield f"{operation.id} sent {media.name}", media.pointer in self.observed.sent

    def _parameters(self) -> Iterator[Tally]:
        met = self.observed.parameters
        named = [
            (place, f"{each.id} {parameter.location} {parameter.name}", parameter)
            for each in self.contract.operations
            for place, parameter in places(each)
        ]
        yield _tally("parameters valid", ((name, place in met.valid) for place, name, _ in named))
        yield _tally(
            "parameters invalid",
            (
                (name, place in met.invalid)
                for place, name, _ in named
                if met.bounds[place].is_testable
            ),
        )
        yield _tally(
            "parameters at their bounds",
            (
                (f"{name} {keyword}", (place, keyword) in met.limits)
                for place, name, _ in named
                for keyword, _ in met.bounds[place].limits
            ),
        )
        yield _tally(
            "parameters omitted",
            (
                (name, place in met.omitted)
                for place, name, parameter in named
                if parameter.location != "path"
            ),
        )

    def _options_asked(self) -> _Met:
        met = self.observed.parameters
        for operation in self.contract.operations:
            for place, parameter in places(operation):
                for index, option in enumerate(met.bounds[place].options):
                    name = f"{operation.id} {parameter.name} {option}"
                    yield name, (place, index) in met.options
        bodies = (media for each in self.contract.operations for media in _accepted(each))
        yield from self._options(bodies, self.observed.requests)

    def _answers(self) -> Iterator[MediaType]:
        for operation in self.contract.operations:
            yield from (media for _, media in _answered(operation))

    def _options(self, bodies: Iterable[MediaType], sightings: Sightings) -> _Met:
        for shape in self._shapes(bodies):
            met = sightings.options.get(shape.pointer, set())
            for index, option in enumerate(shape.options):
                yield f"{shape.pointer} {option}", index in met

    def _shapes(self, bodies: Iterable[MediaType]) -> Iterator[Shape]:
        known: set[str] = set()
        for media in bodies:
            if media.schema is None or media.pointer in known:
                continue
            known.add(media.pointer)
            root = self.observed.shapes.at(join_pointer(media.pointer, "schema"))
            for shape in root.all():
                if shape.pointer not in known:
                    known.add(shape.pointer)
                    yield shape

    def _links(self) -> _Met:
        for operation, names in self.observed.links.declared.items():
            for name in names:
                yield f"{operation} {name}", (operation, name) in self.observed.links.met

    def _behaviors(self) -> _Met:
        for operation, behaviors in declared_behaviors(self.contract, self.behavior).items():
            for each in behaviors:
                yield f"{operation} {each}", is_exercised(operation, each, self.exercised)


def _tally(kind: str, met: _Met) -> Tally:
    known = dict(met)
    missed = tuple(name for name, is_met in known.items() if not is_met)
    return Tally(kind=kind, met=len(known) - len(missed), all=len(known), missed=missed)


def _answered(operation: Operation) -> Iterator[tuple[str, MediaType]]:
    for status, response in operation.responses.items():
        if not status.startswith("5"):
            yield from ((status, media) for media in response.content.values())


def _accepted(operation: Operation) -> Iterator[MediaType]:
    if operation.request_body is not None:
        yield from operation.request_body.content.values()
