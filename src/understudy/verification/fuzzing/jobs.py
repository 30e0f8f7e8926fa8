"""What a run of the fuzzer is given, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from understudy.behavior import Behavior
from understudy.contract.operations import Contract, Json, Operation
from understudy.verification.failures import Failure
from understudy.verification.profiles import Effort, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What proves who asks, for one security scheme.

    `value` is a bearer token or an API key; a scheme of type http basic takes the other two.
    """

    value: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Operations that answer under the same base path, as the deployment has it ("" for none)."""

    base_path: str
    operations: tuple[Operation, ...]

    def phases(self, effort: Effort) -> tuple[Phase, ...]:
        """Return the phases that make sense here: a lone path has nothing to be linked to."""
        alone = len({each.path for each in self.operations}) == 1
        return tuple(each for each in effort.phases if not (alone and each is Phase.STATEFUL))


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzJob:
    """One run of the fuzzer.

    `url` is the origin that is asked, such as the guard's; the base paths of `groups` stand below
    it. `credentials` are by name of security scheme; none are sent for schemes that lack one.
    `headers` go with every request; `given` are values of parameters, by name, that count in all
    valid ones. When `timeout_s` is over, the run ends with what it has.
    """

    contract: Contract
    behavior: Behavior
    url: str
    groups: tuple[Group, ...]
    effort: Effort
    seed: int
    credentials: Mapping[str, Credential] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Json] = field(default_factory=dict)
    timeout_s: float = 600.0
    request_timeout_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: steps done of all (a step is an operation in a phase), cases, failures."""

    phase: str
    done: int
    all: int
    cases: int
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzed:
    """What a run found. It is complete when every phase ended and nothing got in its way.

    `errors` say what did, in one line each.
    """

    failures: tuple[Failure, ...]
    errors: tuple[str, ...]
    complete: bool
    cases: int


def split_by_base_path(operations: Iterable[Operation]) -> tuple[Group, ...]:
    """Return the operations by the base path they answer under, the first of theirs.

    The fuzzer does not look at servers that a path names: each group is fuzzed by itself.
    """
    groups: dict[str, list[Operation]] = {}
    for each in operations:
        groups.setdefault(each.base_paths[0], []).append(each)
    return tuple(
        Group(base_path=base_path, operations=tuple(below)) for base_path, below in groups.items()
    )
