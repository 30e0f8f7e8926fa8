"""Says when a run is over: its budget or time is used up, it was stopped, or nobody answers."""

from __future__ import annotations

import time
from collections import Counter

from understudy.verification.exchanges import Outcome
from understudy.verification.guarding.limits import Limits
from understudy.verification.guarding.messages import CLEANUP, TOKENS

_ENDED = "the run is at its end"
_SILENT = frozenset({Outcome.TIMED_OUT, Outcome.UNREACHABLE})


class Switch:
    """Lets requests through until there is a reason not to; reasons are kept, in order."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._began_s = time.monotonic()
        self._killed = ""
        self._reason = ""
        self._stops: list[str] = []
        self._silences = 0
        self._hanging: Counter[str] = Counter()
        self._given_up = 0
        self._putting_off: Counter[str] = Counter()
        self.passed = 0

    @property
    def stops(self) -> tuple[str, ...]:
        """Why not everything that was asked was let through."""
        return tuple(self._stops)

    @property
    def is_over(self) -> bool:
        """Whether nothing passes any more but what cleans up, if that."""
        return bool(self._killed or self._reason)

    def kill(self, reason: str) -> None:
        """Let nothing through from now on, cleaning included."""
        self._killed = self._killed or reason
        self._note(reason)

    def stop(self, reason: str) -> None:
        """Let nothing through from now on but what cleans up."""
        self._reason = self._reason or reason
        self._note(reason)

    def end(self) -> None:
        """Let nothing through from now on but what cleans up: the run is at its end."""
        self._reason = self._reason or _ENDED

    def reason(self, asker: str, operation: str = "") -> str:
        """Return why a request may not pass now, "" when it may."""
        file = self._limits.kill_file
        if not self._killed and file is not None and file.exists():
            self.kill(f"stopped by {file}")
        if self._killed or asker in (CLEANUP, TOKENS):
            return self._killed
        if not self._reason:
            self._look_at_limits()
        if not self._reason and self._hanging[operation] >= self._limits.hanging:
            return f"{operation} does not answer, so it is not asked again"
        if not self._reason and self._putting_off[operation] >= self._limits.hanging:
            return f"{operation} puts off what it is asked, so it is not asked again"
        return self._reason

    def pass_one(self) -> None:
        """Count a request that is sent."""
        self.passed += 1

    def hear(self, outcome: Outcome, operation: str) -> None:
        """Learn how a request ended: one that hangs is not asked for ever."""
        if outcome not in _SILENT:
            self._silences = 0
            self._hanging.pop(operation, None)
            return
        self._silences += 1
        if outcome is Outcome.TIMED_OUT and operation:
            self._hanging[operation] += 1
            if self._hanging[operation] == self._limits.hanging:
                self._note(f"{operation} did not answer {self._limits.hanging} times in a row")
        if self._silences == self._limits.unanswered:
            self.stop(f"the deployment did not answer {self._silences} times in a row")

    def give_up(self, operation: str) -> None:
        """Learn that a request was put off (429) for longer than is waited."""
        self._note("the deployment limits the rate, and not every request was granted in the end")
        self._given_up += 1
        self._putting_off[operation] += 1
        if self._given_up == self._limits.unanswered:
            self.stop(f"the deployment put off {self._given_up} requests in a row")

    def take_up(self, operation: str) -> None:
        """Learn that a request was not put off, or not for longer than is waited."""
        self._given_up = 0
        self._putting_off.pop(operation, None)

    def _look_at_limits(self) -> None:
        most, total_s = self._limits.most_requests, self._limits.total_s
        if most is not None and self.passed >= most:
            self.stop(f"the budget of {most:,} requests is used up")
        elif total_s is not None and time.monotonic() - self._began_s >= total_s:
            self.stop(f"the time of {total_s:g} s is used up")

    def _note(self, reason: str) -> None:
        if reason not in self._stops:
            self._stops.append(reason)
