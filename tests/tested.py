"""Which operations the tests had answered with a success over HTTP, kept in specs/*/tested.txt.

Every client of the fixture `client_for` notes what it was answered. A run of all tests that passes
holds the files against that: an operation that no test exercised any more must go. With
UPDATE_TESTED=1 a run writes the files anew; a run of some tests adds to them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from understudy.behavior import Refused
from understudy.contract.routing import segments_of
from understudy.services import BUILT_IN, spec_directory
from understudy.services.standing import TESTED, read_tested
from understudy.serving import Application

Operations = dict[str, set[str]]  # operationIds by service
NOTED = pytest.StashKey[Operations]()


def noting(application: Application, noted: Operations) -> Callable[[Any], None]:
    """Return what notes the operation of each successful response."""

    def note(response: Any) -> None:
        if not response.is_success:
            return
        segments = segments_of(response.request.url.raw_path.partition(b"?")[0])
        for name, stand_in in application.stand_ins.items():
            own = segments[1:] if segments[0] == name else segments
            try:
                plan, _ = stand_in.match(response.request.method, own)
            except Refused:
                continue
            noted.setdefault(name, set()).add(plan.operation.id)

    return note


def merge(noted: Operations, others: Mapping[str, Iterable[str]]) -> None:
    """Add what another process noted."""
    for service, operations in others.items():
        noted.setdefault(service, set()).update(operations)


def is_whole_run(config: pytest.Config) -> bool:
    """Tell whether all tests are run."""
    narrowing = ("keyword", "markexpr", "deselect", "lf", "ignore", "ignore_glob", "collectonly")
    is_all = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return is_all and not any(config.getoption(each, None) for each in narrowing)


def stale(noted: Operations) -> list[str]:
    """Return what the files name and no test exercised."""
    return [
        f"{service}: {operation}"
        for service in BUILT_IN
        for operation in sorted(set(read_tested(service)) - noted.get(service, set()))
    ]


def update(noted: Operations, *, is_whole: bool) -> None:
    """Write the files."""
    for service in BUILT_IN:
        known = noted.get(service, set()) | (set() if is_whole else set(read_tested(service)))
        path = spec_directory() / service / TESTED
        path.write_text("".join(f"{each}\n" for each in sorted(known)), encoding="utf-8")


def finish(session: pytest.Session, *, has_passed: bool) -> None:
    """Hold the files against what was noted, or write them."""
    noted, is_whole = session.config.stash[NOTED], is_whole_run(session.config)
    if os.environ.get("UPDATE_TESTED"):
        update(noted, is_whole=is_whole)
    elif is_whole and has_passed and (names := stale(noted)):
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        message = "named in specs/*/tested.txt, but exercised by no test: " + ", ".join(names)
        if reporter is not None:
            reporter.write_line(f"{message}; run with UPDATE_TESTED=1", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
