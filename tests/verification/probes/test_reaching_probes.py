"""Operations that are hard to reach are reached, by what their contract and behavior say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from tests.verification.probes.club import BEHAVIOR, CONTRACT, Club
from tests.verification.probes.conftest import asking
from understudy.behavior import read_behavior
from understudy.contract.reading import read_contract
from understudy.verification.probes import Lab, run_probes

ClubLab = Callable[..., Lab]


@pytest.fixture
def lab_of(tmp_path: Path) -> Iterator[ClubLab]:
    (tmp_path / "openapi.yaml").write_text(yaml.safe_dump(CONTRACT), encoding="utf-8")
    (tmp_path / "behavior.yaml").write_text(yaml.safe_dump(BEHAVIOR), encoding="utf-8")
    contract = read_contract(tmp_path / "openapi.yaml")
    behavior = read_behavior(tmp_path / "behavior.yaml")
    with ExitStack() as until_the_end:

        def make(club: Club, *, writes: bool = True, seed: int = 1) -> Lab:
            asker = until_the_end.enter_context(asking(club.app))
            return Lab(contract=contract, behavior=behavior, asker=asker, writes=writes, seed=seed)

        yield make


HARD = {
    "cancelJob": "nobody lists jobs; the contract shows the id of one as example",
    "addKeeper": "of all members one is of the sort that the action names",
    "bookAgain": "what may be repeated depends on what was booked",
    "addPlayer": "every shirt of every team is worn",
}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_only_one_of_many_fits_is_reached(lab_of: ClubLab, seed: int) -> None:
    lab = lab_of(Club(), seed=seed)

    found = list(run_probes(lab))

    assert [each.message for each in found] == []
    assert HARD.keys() - lab.asker.accepted.keys() == set()
    assert ("addPlayer", "owner:teamId") in lab.exercised


def test_list_of_one_record_is_filled_up_to_be_sorted(lab_of: ClubLab) -> None:
    lab = lab_of(Club())

    list(run_probes(lab))

    assert {("listPrizes", "sort:name:asc"), ("listPrizes", "sort:name:desc")} <= lab.exercised


def test_wrong_order_of_a_list_that_had_one_record_is_found(lab_of: ClubLab) -> None:
    found = list(run_probes(lab_of(Club(is_jumbled=True))))

    assert {(each.rule, each.operation) for each in found} == {("sort-wrong", "listPrizes")}


def test_list_is_not_filled_up_where_nothing_may_be_written(lab_of: ClubLab) -> None:
    club = Club()

    list(run_probes(lab_of(club, writes=False)))

    assert (len(club.prizes), len(club.teams), club.bookings) == (1, 1, [])
