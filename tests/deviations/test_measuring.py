"""What the table of deviations counts as found, and what it says of the rest."""

from __future__ import annotations

import httpx2
import pytest

from benchmarks.deviation_findings import Said
from benchmarks.deviation_runs import CLEAN, Outcome, Task, serve
from benchmarks.deviation_table import names, summary, table
from benchmarks.servers import ROOT
from tests.deviations.catalogue import Deviation
from tests.deviations.depot import Depot
from understudy.verification.profiles import Profile

PAGE = ROOT / "docs" / "verification.md"
DEVIATION = Deviation(
    name="pages_overlap",
    service="depot",
    title="pages overlap",
    rules=frozenset({"page-overlap"}),
    operations=frozenset({"listItems"}),
    is_visible_to_reads=True,
)
FOUND = Said(rule="page-overlap", operation="listItems", source="probe")
BESIDE = Said(rule="page-overlap", operation="listNotes", source="probe")
OTHER = Said(rule="total-wrong", operation="listItems", source="probe")


def outcome(
    *said: Said,
    switch: str = DEVIATION.name,
    profile: Profile = Profile.QUICK,
    writes: tuple[str, ...] = (),
) -> Outcome:
    task = Task(service="depot", switch=switch, profile=profile, seed=1)
    return Outcome(task=task, said=said, stops=(), requests=1, writes=writes, elapsed_s=0.0)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param(FOUND, ("page-overlap (probe)",), id="rule and operation"),
        pytest.param(BESIDE, (), id="another operation"),
        pytest.param(OTHER, (), id="another rule"),
    ],
)
def test_deviation_is_found_when_a_finding_names_it(said: Said, found: tuple[str, ...]):
    assert names(DEVIATION, outcome(said)) == found


def test_deviation_counts_when_every_seed_found_it():
    once = summary([DEVIATION], [outcome(FOUND), outcome(OTHER)])
    always = summary([DEVIATION], [outcome(FOUND), outcome(FOUND, OTHER)])

    assert (once.is_met, always.is_met) == (False, True)
    assert once.lines == ("`quick`: 0 of 1 deviations found at every seed.",)


def test_finding_on_a_service_that_keeps_its_contract_is_an_alarm():
    figures = summary([], [outcome(OTHER, switch=CLEAN)])

    assert not figures.is_met
    assert "total-wrong on listItems" in figures.lines[0]


def test_run_that_may_only_read_must_not_write():
    run = outcome(FOUND, profile=Profile.READ, writes=("DELETE",))

    figures = summary([DEVIATION], [run])

    assert not figures.is_met
    assert figures.lines[-1] == "Of 1 runs that may only read, 1 with a method that writes."


def test_table_names_what_was_missed_and_what_was_said_instead():
    page = table([DEVIATION], [outcome(FOUND), outcome(OTHER, profile=Profile.READ)])

    assert "| 1/1 | page-overlap (probe) |" in page
    assert "| 0/1 | **missed** (said: total-wrong on listItems) |" in page


def test_page_says_which_engines_were_asked():
    staged = table([DEVIATION], [outcome(FOUND)])
    whole = table([DEVIATION], [outcome(FOUND)], is_whole=True)

    assert "The fuzzer was asked only where the probes had not" in staged
    assert "Both engines were asked in every" in whole
    assert staged.partition("- `quick`")[0] in PAGE.read_text(encoding="utf-8")


def test_plain_service_is_served_over_http_until_it_is_no_longer_needed():
    depot = Depot()

    with serve(depot) as url, httpx2.Client(trust_env=False) as client:
        answer = client.get(f"{url}/items")

    assert answer.status_code == 401
    assert depot.methods == ["GET"]
    with pytest.raises(httpx2.ConnectError), httpx2.Client(trust_env=False) as client:
        client.get(f"{url}/items")
