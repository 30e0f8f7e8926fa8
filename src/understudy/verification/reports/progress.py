"""Progress of a run: a bar with the time that is left on a terminal, nothing in a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from understudy.verification.reports.printable import one_line

Show: TypeAlias = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is done, and how much there is (0: not known)."""


@contextmanager
def open_progress(console: Console) -> Iterator[Show]:
    """Give a function that shows how far a run is; the bars go when the run is over.

    The console should write to standard error: results go to standard output.
    """
    if not console.is_terminal or console.is_dumb_terminal:
        yield _silent
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        yield _shower(bars)


def _shower(bars: Progress) -> Show:
    tasks: dict[str, TaskID] = {}

    def show(what: str, done: int, whole: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(one_line(what, most=40), total=None)
        bars.update(tasks[what], completed=done, total=whole or None)

    return show


def _silent(what: str, done: int, whole: int) -> None:
    """Show nothing: nobody is looking."""
