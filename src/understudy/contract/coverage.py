"""How much of what the public material names a contract states; each gap is a finding."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from understudy.contract.facts import Facts, Named
from understudy.contract.findings import Finding
from understudy.contract.operations import Contract
from understudy.contract.pointers import make_pointer
from understudy.contract.positions import Locator
from understudy.contract.stated_names import StatedNames

ADD = "add it to the contract, or say under `omitted` why not"
JOINTS = {"operations": " ", "schemas": "."}  # between a whole and its part, in an omission


@dataclass(slots=True)
class Tally:
    """How many facts there are, and what became of them."""

    total: int = 0
    covered: int = 0
    omitted: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """A contract held against facts: what is covered, and what somebody should mend."""

    operations: Tally = field(default_factory=Tally)
    names: Tally = field(default_factory=Tally)
    findings: list[Finding] = field(default_factory=list)


def measure_coverage(contract: Contract, facts: Facts) -> Coverage:
    """Return how much of the facts the contract states.

    An operation that is only named as omitted is a fact too.
    """
    measuring = _Measuring(contract, facts)
    for key, named in facts.operations.items():
        measuring.hold_operation(key, named)
    for key, named in facts.schemas.items():
        measuring.hold_schema(key, named)
    for key in facts.omitted:
        measuring.hold_omission(key)
    return measuring.coverage


class _Measuring:
    """Holds facts against a contract, one after the other."""

    def __init__(self, contract: Contract, facts: Facts) -> None:
        self.coverage = Coverage()
        self._sources = contract.sources
        self._stated = StatedNames(contract)
        self._facts = facts

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self._facts.path)

    def hold_operation(self, key: str, named: Named) -> None:
        """Hold an operation and its names against the contract."""
        tally, place = self.coverage.operations, ("operations", key)
        tally.total += 1
        if self._stated.has(key):
            tally.covered += 1
        elif key in self._facts.omitted:
            tally.omitted += 1
        else:
            self._miss("uncovered-operation", place, key, self._stated.operations)
        self._hold_names(place, named)

    def hold_schema(self, key: str, named: Named) -> None:
        """Hold a schema's fields against the contract."""
        place = ("schemas", key)
        if not self._stated.has(key) and key not in self._facts.omitted:
            self._miss("uncovered-schema", place, key, self._stated.schemas)
        self._hold_names(place, named)

    def hold_omission(self, key: str) -> None:
        """Find an omission of what is there, or of what nobody names."""
        place = ("omitted", key)
        if self._stated.has(key):
            message = f"{key} is omitted, but in the contract"
            self._find("stale-omission", place, message, "remove it here, or omit its names")
        elif (found := self._part(key)) is not None:
            whole, name, named = found
            if name in self._stated.within(whole):
                message = f"{name!r} of {whole} is omitted, but in the contract"
                self._find("stale-omission", place, message, "remove it here")
            elif name not in named.names:
                self._miss("unknown-omission", place, name, named.names)
        elif key not in self._facts.operations and key not in self._facts.schemas:
            self.coverage.operations.total += 1
            self.coverage.operations.omitted += 1

    def _part(self, key: str) -> tuple[str, str, Named] | None:
        """Return what an omission is part of, its name, and the facts of the whole."""
        holders: Mapping[str, Mapping[str, Named]] = {
            "operations": self._facts.operations,
            "schemas": self._facts.schemas,
        }
        for kind, joint in JOINTS.items():
            whole, _, name = key.rpartition(joint)
            if whole in holders[kind]:
                return whole, name, holders[kind][whole]
        return None

    def _hold_names(self, place: tuple[str, str], named: Named) -> None:
        kind, key = place
        if named.source not in self._sources:
            self._miss("unknown-source", (*place, "source"), named.source, self._sources)
        stated, tally = self._stated.within(key), self.coverage.names
        for index, name in enumerate(named.names):
            tally.total += 1
            if name in stated:
                tally.covered += 1
            elif {key, f"{key}{JOINTS[kind]}{name}"} & self._facts.omitted.keys():
                tally.omitted += 1
            elif self._stated.has(key):  # names of what is missing as a whole are told once
                self._miss("uncovered-name", (*place, "names", str(index)), name, stated)

    def _miss(self, code: str, place: tuple[str, ...], name: str, known: Iterable[str]) -> None:
        """Add a finding about a name that is not there."""
        close = difflib.get_close_matches(name, list(known), n=1)
        hint = f"did you mean {close[0]}? otherwise " if close else ""
        what = code.partition("-")[2]
        within = f" of {place[1]}" if len(place) > 2 else ""  # noqa: PLR2004 - part, whole, and in it
        self._find(code, place, f"there is no {what} {name!r}{within}", f"{hint}{ADD}")

    def _find(self, code: str, place: tuple[str, ...], message: str, remedy: str) -> None:
        position = self._locator.locate(make_pointer(place))
        finding = Finding(code=code, position=position, message=message, remedy=remedy)
        self.coverage.findings.append(finding)
