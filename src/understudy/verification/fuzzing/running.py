"""Runs the fuzzer as a process of its own and reads its report while it is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from understudy.verification.exchanges import Exchange
from understudy.verification.fuzzing.events import Tail
from understudy.verification.fuzzing.jobs import Fuzzed, FuzzJob, Group
from understudy.verification.fuzzing.program import find_program
from understudy.verification.fuzzing.reading import Reading
from understudy.verification.fuzzing.settings import (
    DOCUMENT,
    EVENTS,
    SETTINGS,
    VERDICT,
    command,
    environment,
    selected,
    write_document,
    write_settings,
)
from understudy.verification.fuzzing.steps import OnProgress, Steps
from understudy.verification.fuzzing.translating import Translator

POLL_S = 0.1
GRACE_S = 3.0  # in which a fuzzer that is told to stop writes what it has
SAID = "said.txt"
LAST_WORDS = 400  # characters of what the fuzzer says, when it gives no report


def fuzz(
    job: FuzzJob,
    *,
    on_progress: OnProgress | None = None,
    recorded: Sequence[Exchange] = (),
    conceal: Callable[[str], str] = str,
    is_over: Callable[[], bool] = lambda: False,
) -> Fuzzed:
    """Fuzz a deployment and return what was found, in bounded time; see `Fuzzing`.

    Raises:
        FuzzerError: The fuzzer is not installed, or is a version that is not known.
    """
    fuzzing = Fuzzing(
        job, on_progress=on_progress, recorded=recorded, conceal=conceal, is_over=is_over
    )
    fuzzing.run()
    return fuzzing.found


class Fuzzing:
    """The fuzzer at work: what it found so far is there also when somebody ends it."""

    def __init__(
        self,
        job: FuzzJob,
        *,
        on_progress: OnProgress | None = None,
        recorded: Sequence[Exchange] = (),
        conceal: Callable[[str], str] = str,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        """Prepare to fuzz a deployment.

        `recorded` are the exchanges of the guard, a list that grows while the fuzzer runs: failures
        show those. Without it they show what the fuzzer wrote down, credentials left out. `conceal`
        takes secrets out of a text. When `is_over` says so, nobody answers the fuzzer any more: it
        is ended, and what it found until then counts.
        """
        self._job = job
        self._steps = Steps(job, on_progress)
        self._recorded = recorded
        self._conceal = conceal
        self._is_over = is_over
        self._readings: list[Reading] = []

    def run(self) -> None:
        """Fuzz each group in turn, in bounded time.

        Raises:
            FuzzerError: The fuzzer is not installed, or is a version that is not known.
        """
        job, program = self._job, find_program()
        deadline = time.monotonic() + job.timeout_s
        groups = [each for each in job.groups if selected(job, each)]
        with TemporaryDirectory(prefix="understudy-fuzzing-") as folder:
            scratch = Path(folder)
            (scratch / DOCUMENT).write_bytes(write_document(job.contract))
            for number, group in enumerate(groups):
                translator = Translator(job.contract, group.base_path, conceal=self._conceal)
                reading = Reading(translator, self._recorded)
                self._readings.append(reading)
                self._steps.begin(group, reading)
                if self._is_over():
                    break
                run = _Run(
                    job=job,
                    group=group,
                    folder=scratch / str(number),
                    deadline=deadline,
                    is_over=self._is_over,
                )
                run.to_its_end(program, reading, self._steps)

    @property
    def found(self) -> Fuzzed:
        """What was found so far."""
        errors = (self._conceal(error) for each in self._readings for error in each.errors)
        return Fuzzed(
            failures=tuple(failure for each in self._readings for failure in each.failures),
            errors=tuple(dict.fromkeys(errors)),
            complete=all(each.is_finished and not each.errors for each in self._readings),
            cases=sum(each.cases for each in self._readings),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One group, fuzzed by one process that works in a folder of its own."""

    job: FuzzJob
    group: Group
    folder: Path
    deadline: float
    is_over: Callable[[], bool]

    def to_its_end(self, program: Path, reading: Reading, steps: Steps) -> None:
        """Run the fuzzer, and read its report until it ends or the time is over."""
        if time.monotonic() >= self.deadline:
            reading.complain(f"{self._name} was not fuzzed: the time was over")
            return
        self.folder.mkdir()
        (self.folder / SETTINGS).write_text(write_settings(self.job, self.group), encoding="utf-8")
        tail = Tail(self.folder / EVENTS)
        has_ended = False
        try:
            with self._started(program) as process:
                while not (has_ended := _has_ended(process)) and not self._is_to_end(reading):
                    self._read(tail, reading, steps)
        finally:
            self._read(tail, reading, steps)  # its last words, also when somebody ends the run
        if has_ended:
            self._check(process.returncode, reading)

    @property
    def _name(self) -> str:
        return self.group.base_path or "the deployment"

    def _is_to_end(self, reading: Reading) -> bool:
        if time.monotonic() >= self.deadline:
            reading.complain(f"{self._name} was not fuzzed to the end: the time was over")
            return True
        return self.is_over()

    def _read(self, tail: Tail, reading: Reading, steps: Steps) -> None:
        for event in tail.read():
            reading.take(event)
            steps.tell()

    @contextmanager
    def _started(self, program: Path) -> Iterator[subprocess.Popen[bytes]]:
        """Start the fuzzer; when this is left, in whatever way, neither it nor its children run."""
        with (self.folder / SAID).open("wb") as said:
            process = subprocess.Popen(  # noqa: S603 - our own command line
                command(program, self.job, self.group),
                cwd=self.folder,
                env=environment(self.job, self.folder.parent / "hypothesis"),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            _stop(process)

    def _check(self, exit_code: int, reading: Reading) -> None:
        """Hold the fuzzer's own verdict against what was read, so that nothing is lost between."""
        if reading.events == 0:
            said = (self.folder / SAID).read_bytes()[-LAST_WORDS:].decode("utf-8", "replace")
            reading.complain(f"the fuzzer refused the contract or its settings: {said}")
            return
        found = _found(self.folder / VERDICT)
        if found and not reading.checks:
            reading.complain(f"the fuzzer found {found} failures, which its report does not show")
        if exit_code not in {0, 1} and reading.is_finished:
            reading.complain(f"the fuzzer ended with exit code {exit_code}")


def _found(verdict: Path) -> int:
    """Return how many failures the fuzzer says it found; 0 when it does not say."""
    try:
        said = json.loads(verdict.read_bytes())["test_cases"]["unique_failures"]
    except (OSError, ValueError, LookupError, TypeError):
        return 0
    return said if isinstance(said, int) else 0


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=POLL_S)
    except subprocess.TimeoutExpired:
        return False
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started: asked first, then not asked."""
    if sys.platform == "win32":
        process.kill()
    else:
        try:
            _signal(process, signal.SIGTERM, patience_s=GRACE_S)
        finally:
            _signal(process, signal.SIGKILL)  # also when Ctrl-C comes while it is waited for
    process.wait()


def _signal(
    process: subprocess.Popen[bytes], sign: signal.Signals, *, patience_s: float = 0
) -> None:
    with suppress(ProcessLookupError, PermissionError, subprocess.TimeoutExpired):
        os.killpg(process.pid, sign)
        process.wait(timeout=patience_s)
