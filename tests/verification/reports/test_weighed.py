"""What reports say of facts: counts, guesses that are settled, who is wrong."""

from __future__ import annotations

from dataclasses import replace

from tests.verification.reports.sample import sample
from understudy.contract.operations import Label
from understudy.verification.report import Blame, Cell, Fact, Report
from understudy.verification.reports.weighed import (
    disputed,
    facts_line,
    sections,
    settled_guesses,
)


def fact(says: str, label: Label, *cells: Cell, blame: Blame = Blame.OPEN) -> Fact:
    return Fact(
        operation="listPets",
        kind="parameter",
        pointer="",
        says=says,
        label=label,
        cells=cells,
        blame=blame,
    )


def weighed(*facts: Fact, names: tuple[str, ...]) -> Report:
    asked = tuple(replace(sample().deployments[0], name=each) for each in names)
    return replace(sample(), facts=facts, deployments=asked)


GUESS = fact("limit is at most 100", Label.INFERRED, Cell.CONFIRMED)
CERTAIN = fact("limit is an integer", Label.DOCUMENTED, Cell.CONTRADICTED)
UNMET = fact("q is a text", Label.INFERRED, Cell.UNTESTED)


def test_guess_is_settled_by_a_real_deployment_alone() -> None:
    real = weighed(GUESS, CERTAIN, UNMET, names=("deployment",))
    stand_in = weighed(GUESS, CERTAIN, UNMET, names=("stand-in",))

    assert settled_guesses(real) == (GUESS,)
    assert settled_guesses(stand_in) == ()
    assert dict(sections(real)) == {
        "Inferred, and known now": ("confirmed: limit is at most 100 (listPets)",)
    }
    assert not dict(sections(stand_in))


def test_cells_of_the_last_deployment_are_counted() -> None:
    report = weighed(GUESS, CERTAIN, UNMET, names=("deployment",))

    assert facts_line(report) == "1 confirmed, 1 contradicted, 1 untested"


def test_two_deployments_are_told_apart_by_who_is_wrong() -> None:
    both = (Cell.CONFIRMED, Cell.CONTRADICTED)
    differs = fact("a", Label.DOCUMENTED, *both, blame=Blame.DEPLOYMENT_DIFFERS)
    agrees = fact("b", Label.DOCUMENTED, Cell.CONFIRMED, Cell.CONFIRMED, blame=Blame.AGREE)
    guessed = fact("c", Label.INFERRED, *both, blame=Blame.CONTRACT_WRONG)

    report = weighed(differs, agrees, guessed, names=("stand-in", "deployment"))

    assert disputed(report) == (differs, guessed)
    assert dict(sections(report)) == {
        "Inferred, and known now": ("contradicted: c (listPets)",),
        "Who is wrong": ("deployment differs: a (listPets)",),
    }
    assert facts_line(report).endswith("; 1 agree, 1 deployment differs, 1 contract wrong?")
