"""How well a service is known: provenance of its operations, what tests exercise, coverage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from understudy.contract.coverage import Coverage, measure_coverage
from understudy.contract.facts import read_facts
from understudy.contract.operations import Label
from understudy.services.loading import Loaded, spec_directory

TESTED = "tested.txt"  # beside a built-in contract: operations that its tests exercise, a line each


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a service; `coverage` is None when no facts are listed."""

    operations: int
    labels: Counter[Label]
    tested: int
    coverage: Coverage | None


def standing_of(loaded: Loaded, *, cache: Path | None = None) -> Standing:
    """Return how well a built-in service is known.

    Raises:
        UnderstudyError: its facts cannot be read.
    """
    operations = loaded.contract.operations
    facts = loaded.paths[0].parent / "facts.yaml"
    return Standing(
        operations=len(operations),
        labels=Counter(each.provenance.label for each in operations if each.provenance),
        tested=len({each.id for each in operations} & set(read_tested(loaded.name))),
        coverage=(
            measure_coverage(loaded.contract, read_facts(facts, cache=cache))
            if facts.is_file()
            else None
        ),
    )


def read_tested(service: str) -> list[str]:
    """Return the ids of operations that tests had answered with a success over HTTP."""
    path = spec_directory() / service / TESTED
    return path.read_text(encoding="utf-8").split() if path.is_file() else []
