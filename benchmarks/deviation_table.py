"""The table of deviations: what was found, by which rule and whom, and what was missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.deviation_runs import CLEAN, Outcome
from tests.deviations.catalogue import Deviation
from understudy.verification.profiles import Profile

QUICK_MARK = 57 / 60  # of all, at every seed
READ_MARK = 0.8  # of those that reads can show, at every seed
HEAD = """\
# What `verify` finds

`make deviations` makes this page. Two services that share no code with Understudy
(`tests/deviations`) break their contracts in one way at a time, and are verified each time.

A deviation is found in a run when some finding names it: with a rule that says what is wrong, on
an operation that it is about. A finding with another rule, or elsewhere, does not count. `2/3`
means at two of three seeds. The columns *found as* give the rule, and who found it: a probe, the
fuzzer in one of its phases, or the guard. {engines}
What is **missed** is listed all the same, with what was said instead. Under `read` there is nothing
for deviations that only requests that write can show.

"""
STAGED = """\
The fuzzer was asked only where the probes had not
named the deviation already, so that a row with a probe's finding does not say what the fuzzer would
have found; `make deviations ARGS=--whole` asks both in every run."""
WHOLE = "Both engines were asked in every\nrun."
COLUMNS = """\
| service | deviation | quick | found as | read | found as |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the runs come to, in lines, and whether the marks are met."""

    lines: tuple[str, ...]
    is_met: bool


def names(deviation: Deviation, outcome: Outcome) -> tuple[str, ...]:
    """Return by which rules, and whom, a run names a deviation; none when it missed it."""
    found = (
        f"{each.rule} ({' '.join(filter(None, (each.source, each.phase)))})"
        for each in outcome.said
        if each.rule in deviation.rules
        and (not deviation.operations or each.operation in deviation.operations)
    )
    return tuple(dict.fromkeys(found))


def table(
    deviations: Iterable[Deviation], outcomes: Sequence[Outcome], *, is_whole: bool = False
) -> str:
    """Return the page, with a row for each deviation that was tried.

    The runs were `is_whole` when both engines were asked in all of them.
    """
    rows = [
        f"| {each.service} | {each.title} (`{each.name}`) | {_half(each, outcomes, Profile.QUICK)}"
        f" | {_half(each, outcomes, Profile.READ)} |"
        for each in deviations
        if _runs(outcomes, each.name)
    ]
    lines = summary(deviations, outcomes).lines
    head = HEAD.format(engines=WHOLE if is_whole else STAGED)
    return head + "".join(f"- {line}\n" for line in lines) + "\n" + COLUMNS + "\n".join(rows) + "\n"


def summary(deviations: Iterable[Deviation], outcomes: Sequence[Outcome]) -> Figures:
    """Return how many were found at every seed, what is said of clean services, and of writes."""
    tried = [each for each in deviations if _runs(outcomes, each.name)]
    lines, is_met = [], True
    for profile, mark in ((Profile.QUICK, QUICK_MARK), (Profile.READ, READ_MARK)):
        all_, found = _found(tried, outcomes, profile)
        if all_:
            lines.append(f"`{profile}`: {found} of {all_} deviations found at every seed.")
            is_met &= found >= mark * all_
    clean = _runs(outcomes, CLEAN)
    alarms = [each for each in clean if each.said or each.stops]
    if clean:
        lines.append(f"Services that keep their contract: {len(clean)} runs, {_tell(alarms)}.")
    read = [each for each in outcomes if each.task.profile is Profile.READ]
    writing = [each for each in read if each.writes]
    if read:
        said = f"{len(writing)} with" if writing else "not one with"
        lines.append(f"Of {len(read)} runs that may only read, {said} a method that writes.")
    return Figures(lines=tuple(lines), is_met=is_met and not alarms and not writing)


def _tell(alarms: Sequence[Outcome]) -> str:
    if not alarms:
        return "no finding"
    told = "; ".join(f"{each.task.label}: {each.brief}" for each in alarms)
    return f"{len(alarms)} with findings or errors ({told})"


def _found(
    tried: Iterable[Deviation], outcomes: Sequence[Outcome], profile: Profile
) -> tuple[int, int]:
    runs = [(each, _runs(outcomes, each.name, profile)) for each in tried]
    asked = [(each, its) for each, its in runs if its]
    return len(asked), sum(all(names(each, run) for run in its) for each, its in asked)


def _runs(
    outcomes: Iterable[Outcome], switch: str, profile: Profile | None = None
) -> list[Outcome]:
    return [
        each
        for each in outcomes
        if each.task.switch == switch and profile in {None, each.task.profile}
    ]


def _half(deviation: Deviation, outcomes: Sequence[Outcome], profile: Profile) -> str:
    """Return two cells: at how many seeds it was found, and as what."""
    runs = sorted(_runs(outcomes, deviation.name, profile), key=lambda each: each.task.seed)
    if not runs:
        return " | "
    found = [names(deviation, each) for each in runs]
    met = sum(map(bool, found))
    said = ", ".join(dict.fromkeys(name for each in found for name in each))
    other = sorted({f"{each.rule} on {each.operation}" for run in runs for each in run.said})
    missed = f"**missed** (said: {', '.join(other)})" if other else "**missed**"
    return f"{met}/{len(runs)} | {said or missed}"
