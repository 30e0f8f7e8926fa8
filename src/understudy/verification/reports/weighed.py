"""What a report says of the contract's facts: how they were weighed, which guesses are settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from understudy.contract.operations import Label
from understudy.verification.report import Blame, Cell, Fact, Report
from understudy.verification.reports.wording import listed

_SETTLED = frozenset({Blame.AGREE, Blame.OPEN})
_TELLING = frozenset({Cell.CONFIRMED, Cell.CONTRADICTED})


def count_cells(report: Report) -> Mapping[str, int]:
    """Return how many facts are in each cell, of the deployment that matters: the last one."""
    counts = Counter(each.cells[-1] for each in report.facts if each.cells)
    return {cell.value: counts[cell] for cell in Cell}


def count_blames(report: Report) -> Mapping[str, int]:
    """Return who is wrong, and about how many facts; empty where only one was asked."""
    if not _are_two(report):
        return {}
    counts = Counter(each.blame for each in report.facts)
    return {blame.value: counts[blame] for blame in Blame}


def disputed(report: Report) -> tuple[Fact, ...]:
    """Return the facts about which two deployments do not agree."""
    if not _are_two(report):
        return ()
    return tuple(each for each in report.facts if each.blame not in _SETTLED)


def settled_guesses(report: Report) -> tuple[Fact, ...]:
    """Return what the contract only infers and a real deployment confirms, or contradicts."""
    if not report.deployments or report.deployments[-1].name == "stand-in":
        return ()
    return tuple(
        each
        for each in report.facts
        if each.label is Label.INFERRED and each.cells and each.cells[-1] in _TELLING
    )


def facts_line(report: Report) -> str:
    """Return all counts in one line: "3 confirmed, 1 contradicted; 2 agree"."""
    sides = (count_cells(report), count_blames(report))
    told = (
        ", ".join(f"{number:,} {word}" for word, number in counts.items() if number)
        for counts in sides
    )
    return "; ".join(filter(None, told))


def sections(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what deserves to be read of the facts: a title, and a line for each."""
    guesses = settled_guesses(report)
    if guesses:
        yield (
            "Inferred, and known now",
            tuple(f"{each.cells[-1]}: {_told(each)}" for each in guesses),
        )
    others = tuple(each for each in disputed(report) if each not in guesses)
    if others:
        yield "Who is wrong", tuple(f"{each.blame}: {_told(each)}" for each in others)


def _told(fact: Fact) -> str:
    return f"{fact.says} ({listed(fact.operations or (fact.operation,), most=2)})"


def _are_two(report: Report) -> bool:
    return len(report.deployments) > 1
