"""Profiles: how much a verification asks, and whether it may write."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """How thorough a verification is."""

    READ = "read"
    QUICK = "quick"
    DEEP = "deep"


class Phase(StrEnum):
    """What the fuzzer does, in its own words."""

    EXAMPLES = "examples"
    COVERAGE = "coverage"
    FUZZING = "fuzzing"
    STATEFUL = "stateful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What a profile means: the fuzzer's phases and examples, and whether anything is written."""

    phases: tuple[Phase, ...]
    examples: int
    writes: bool

    def includes(self, other: Effort) -> bool:
        """Tell whether nothing that another effort does is left out."""
        return (
            {*other.phases} <= {*self.phases}
            and other.examples <= self.examples
            and other.writes <= self.writes
        )


EFFORTS = {
    Profile.READ: Effort(phases=(Phase.COVERAGE, Phase.FUZZING), examples=25, writes=False),
    Profile.QUICK: Effort(phases=(Phase.COVERAGE, Phase.STATEFUL), examples=10, writes=True),
    Profile.DEEP: Effort(phases=tuple(Phase), examples=100, writes=True),
}
