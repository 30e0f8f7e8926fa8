"""Every built-in service, fuzzed against its own contract: a small budget of `make conformance`."""

from __future__ import annotations

import pytest

from benchmarks.conformance import GLANCE, Run, is_clean, runs
from understudy.services import BUILT_IN

SEED = 20261121
# Of each service the base path with the fewest operations; `make verify` asks all of them.
RUNS = [
    min(runs(service, GLANCE, [SEED]), key=lambda run: len(run.group.operations))
    for service in BUILT_IN
]


@pytest.mark.parametrize("run", RUNS, ids=Run.name)
def test_fuzzer_finds_nothing(run: Run) -> None:
    assert is_clean(run)
