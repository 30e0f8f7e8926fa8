"""How far a run is, in steps: one for each operation in each phase."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from understudy.verification.fuzzing.jobs import FuzzJob, Group, Progress
from understudy.verification.fuzzing.reading import Reading
from understudy.verification.fuzzing.settings import selected
from understudy.verification.profiles import Phase

OnProgress: TypeAlias = Callable[[Progress], None]


class Steps:
    """Counts what a run has behind it, over all its groups, and tells it when it changed."""

    def __init__(self, job: FuzzJob, on_progress: OnProgress | None) -> None:
        self._job = job
        self._tell = on_progress
        self._all = sum(self._planned(each) for each in job.groups)
        self._groups: list[tuple[Group, Reading]] = []
        self._told: Progress | None = None

    def begin(self, group: Group, reading: Reading) -> None:
        """Go on to another group."""
        self._groups.append((group, reading))

    def tell(self) -> None:
        """Tell how far the run is, if that is news."""
        if self._tell is None:
            return
        progress = Progress(
            phase=self._groups[-1][1].phase,
            done=sum(self._done(*each) for each in self._groups),
            all=self._all,
            cases=sum(reading.cases for _, reading in self._groups),
            failures=sum(len(reading.failures) for _, reading in self._groups),
        )
        if progress != self._told:
            self._told = progress
            self._tell(progress)

    def _planned(self, group: Group) -> int:
        return len(selected(self._job, group)) * len(group.phases(self._job.effort))

    def _done(self, group: Group, reading: Reading) -> int:
        if reading.is_finished:
            return self._planned(group)
        most = len(selected(self._job, group))
        return sum(
            min(most, _share(most, scenarios, self._job.effort.examples))
            if phase == Phase.STATEFUL
            else min(most, scenarios)
            for phase, scenarios in reading.finished.items()
        )


def _share(steps: int, scenarios: int, planned: int) -> int:
    """Return the steps that stateful scenarios are worth: they are not about one operation."""
    return steps * scenarios // max(planned, 1)
