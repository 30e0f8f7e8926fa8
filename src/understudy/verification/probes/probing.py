"""A probe as a value: what it is called, what it can find, and the function that looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from understudy.contract.operations import Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.lab import Lab

Run: TypeAlias = Callable[[Lab, Operation], Iterator[Failure]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One semantic check. `run` yields nothing for operations that it has nothing to say about.

    `rules` are those that it can find broken; one that `writes` is left out of a reading run. Those
    that come `last` see to what all others left over, and may take away what was there.
    """

    name: str
    rules: frozenset[str]
    run: Run
    writes: bool = False
    last: bool = False
