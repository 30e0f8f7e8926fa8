"""A probe as a value: what it is called, what it can find, and the function that looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from understudy.contract.operations import Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.lab import Lab

Run: TypeAlias = Callable[[Lab, Operation], Iterator[Failure]]


class Turn(IntEnum):
    """When a probe is run: every operation has each turn before any has the next."""

    READING = 0  # nothing has been written yet, and what was read may be remembered
    WRITING = 1
    LAST = 2  # sees to what the others left over, and may take away what was there


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One semantic check. `run` yields nothing for operations that it has nothing to say about.

    `rules` are those that it can find broken; one that `writes` is left out of a reading run.
    `turn` is when it is run.
    """

    name: str
    rules: frozenset[str]
    run: Run
    writes: bool = False
    turn: Turn = Turn.READING
