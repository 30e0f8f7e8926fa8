"""How much a verification may ask of a deployment, and how fast: budget, pace, time and size."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_GLANCE_S = 0.2  # how often one who waits looks whether the run is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of a run; None means that there is none.

    `most_requests` is the budget, `rate_per_s` the pace, `total_s` the time of the whole run and
    `timeout_s` that of one answer, complete. `slow_s` is when an answer counts as slow.
    `longest_wait_s` is how long a `Retry-After` is obeyed. After `unanswered` silences in a row the
    run is over; after `hanging` in a row in one operation, that one is; requests that are put off
    for longer than is waited count likewise. Bodies are recorded up to
    `recorded_bytes` and passed on up to `body_bytes`. While `kill_file` exists nothing passes.
    """

    most_requests: int | None = None
    rate_per_s: float | None = None
    total_s: float | None = None
    timeout_s: float = 10.0
    slow_s: float | None = None
    longest_wait_s: float = 30.0
    unanswered: int = 5
    hanging: int = 3
    recorded_bytes: int = 64 * 1024
    body_bytes: int = 64 * 1024 * 1024
    cleanup_s: float = 60.0
    kill_file: Path | None = None


class Pace:
    """Lets one request through after the other, never faster than the rate."""

    def __init__(self, rate_per_s: float | None) -> None:
        self._gap_s = 1 / rate_per_s if rate_per_s else 0.0
        self._next_s = 0.0

    def hold(self, wait_s: float) -> None:
        """Let nothing through before that time has passed."""
        self._next_s = max(self._next_s, time.monotonic() + wait_s)

    async def turn(self, is_over: Callable[[], bool]) -> None:
        """Wait for one's turn, or until the run is over."""
        now_s = time.monotonic()
        turn_s = max(self._next_s, now_s)
        self._next_s = turn_s + self._gap_s
        while turn_s > now_s and not is_over():
            await asyncio.sleep(min(turn_s - now_s, _GLANCE_S))
            now_s = time.monotonic()
