"""A verification, decided: what is held against its contract, by whom, and how far that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from understudy.contract.operations import Json, Operation
from understudy.services import Loaded
from understudy.verification.baseline import Baseline
from understudy.verification.guarding import Credentials, Limits, Scope, Target
from understudy.verification.identities import Identities
from understudy.verification.profiles import Profile
from understudy.verification.reach import Reach


class Engine(StrEnum):
    """What looks for failures."""

    PROBES = "probes"
    FUZZER = "fuzzer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A deployment that is to be verified: "stand-in" or "deployment", and how it is asked.

    `permitted_as` is the address whose rules count, when they are not those of the target;
    `shown_as` is the origin that reports name, when the real one is another in every run.
    """

    name: str
    target: Target
    credentials: Credentials
    identities: Identities = field(default_factory=Identities)
    is_stand_in: bool = False
    permitted_as: Target | None = None
    shown_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A verification, decided. `operations` are those that count; `given` are values of parameters.

    `shard` is what the report says of it, "" for a whole run.
    """

    loaded: Loaded
    sides: tuple[Side, ...]
    operations: tuple[Operation, ...]
    profile: Profile = Profile.QUICK
    engines: frozenset[Engine] = frozenset(Engine)
    seed: int = 1
    scope: Scope | None = None
    limits: Limits = field(default_factory=Limits)
    baseline: Baseline | None = None
    given: Mapping[str, Json] = field(default_factory=dict)
    shard: str = ""

    def reach(self, stops: Sequence[str]) -> Reach:
        """Return what the run could have found; `stops` are the reasons why it is incomplete."""
        is_all = len(self.operations) == len(self.loaded.contract.operations)
        has_all_engines = self.engines == frozenset(Engine)
        is_whole = is_all and has_all_engines and not self.shard and not stops
        return Reach(profile=self.profile, is_whole=is_whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: `done` of `all` steps of an engine, on one of its deployments."""

    deployment: str
    engine: Engine
    done: int
    all: int
    requests: int
    failures: int


Watch: TypeAlias = "Callable[[Progress], None]"
