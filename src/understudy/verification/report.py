"""A report: everything that a verification found out, as values that every format is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from understudy.contract.operations import Label
from understudy.verification.failures import Failure
from understudy.verification.profiles import Profile

VERSION = 1  # of the JSON form; raised when a reader of the old one would misunderstand


class Verdict(StrEnum):
    """What a run comes to. An incomplete run is never passed."""

    PASSED = "passed"
    FAILED = "failed"
    INCOMPLETE = "incomplete"


class Cell(StrEnum):
    """What a verification says of one fact of the contract."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    NOT_REACHABLE = "not reachable"
    UNTESTED = "untested"


class Blame(StrEnum):
    """Who is wrong about a fact, when two deployments were asked."""

    AGREE = "agree"
    STAND_IN_WRONG = "stand-in wrong"
    DEPLOYMENT_DIFFERS = "deployment differs"
    CONTRACT_WRONG = "contract wrong?"
    OPEN = "open"  # one of the two says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One promise of the contract: `pointer` leads to it, `says` puts it in words.

    `cells` are by deployment, in the order of `Report.deployments`. What several operations share
    is one fact: `operation` is the first of them, `operations` are all; empty when it is the only.
    """

    operation: str
    kind: str  # operation, parameter, status, media-type, header, property, enum-value, behavior...
    pointer: str
    says: str
    label: Label | None
    cells: tuple[Cell, ...]
    blame: Blame = Blame.OPEN
    failures: tuple[str, ...] = ()  # fingerprints
    operations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Failures with one cause. `failure` is its smallest example; `count` says how many there were.

    `accepted` is the reason that the baseline gives for it, "" when it is new.
    `deployment` is an index into `Report.deployments`.
    """

    failure: Failure
    count: int = 1
    deployment: int = 0
    accepted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What was asked: "stand-in" or "deployment", and its address without secrets."""

    name: str
    url: str
    requests: int = 0
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that could not have been seen, and why: of the contract, or of the run."""

    code: str
    operation: str
    pointer: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of a kind of thing were met, of how many there are."""

    kind: str  # operations, statuses, media types, parameters, enum values, links, behaviors
    met: int
    all: int
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRow:
    """One operation in the matrix: (status, times) as met, and whether it ever was 2xx.

    Where requests got no answer, "no answer" stands for a status.
    """

    operation: str
    method: str
    path: str
    label: Label | None
    statuses: tuple[tuple[str, int], ...] = ()
    succeeded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole verification. `stops` say why it is incomplete; empty when it is not.

    `leftovers` are records that the run created and could not remove again, `notes` are worth
    knowing and nothing that is wrong. `document` is the path of the contract's file, "" when there
    is none to be shown.
    """

    service: str
    title: str
    contract_version: str
    profile: Profile
    seed: int
    deployments: tuple[Deployment, ...]
    findings: tuple[Finding, ...] = ()
    stops: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    facts: tuple[Fact, ...] = ()
    coverage: tuple[Tally, ...] = ()
    operations: tuple[OperationRow, ...] = ()
    expired: tuple[str, ...] = ()  # entries of the baseline that no longer hold
    leftovers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    shard: str = ""  # "2/3", "" for a whole run
    document: str = ""
    version: int = field(default=VERSION)

    @property
    def verdict(self) -> Verdict:
        """What the run comes to: new findings fail it, whether it is complete or not."""
        if any(not each.accepted for each in self.findings):
            return Verdict.FAILED
        return Verdict.INCOMPLETE if self.stops else Verdict.PASSED
