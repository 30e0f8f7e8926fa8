"""Probes that read: each fault of the shop is found and named, and a sound shop is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import Response

from tests.verification.probes.conftest import LabFor, asking
from tests.verification.probes.shop import Shop
from understudy.behavior import Behavior
from understudy.contract.operations import Contract
from understudy.verification.probes import Lab, run_probes
from understudy.verification.probes.declared import declared_behaviors

FAULTS = {
    "overlap": {"page-overlap"},
    "gap": {"page-gap"},
    "larger_page": {"page-size"},
    "total_of_page": {"total-wrong"},
    "wrong_number": {"page-figure"},
    "broken_link": {"link-broken"},
    "link_loses_filter": {"link-wrong"},
    "link_loses_size": {"link-wrong"},
    "link_loses_include": {"link-wrong"},
    "previous_is_first": {"link-wrong"},
    "count_ignores_filters": {"total-wrong"},
    "total_of_notes": {"total-wrong"},
    "owner_unchecked": {"sub-resource-differs"},
    "status_ignored": {"filter-unsound"},
    "any_maker": {"filter-unsound"},
    "case_counts": {"filter-incomplete"},
    "exclusive_bound": {"filter-incomplete"},
    "always_ascending": {"sort-wrong"},
    "sorts_numbers_as_text": {"sort-wrong"},
    "unstable": {"sort-unstable"},
    "other_default": {"default-differs"},
    "no_maximum": {"limit-unenforced"},
    "stale_detail": {"row-differs"},
    "lost_part": {"row-differs"},
    "include_ignored_by_row": {"include-ignored"},
    "include_ignored_by_detail": {"include-ignored"},
    "include_unasked": {"include-unasked"},
    "notes_of_all": {"sub-resource-differs"},
    "stale_count": {"sub-resource-differs"},
    "cursor_skips": {"cursor-skips"},
    "cursor_repeats": {"cursor-repeats"},
    "cursor_stands": {"cursor-repeats"},
    "short_export": {"export-differs"},
    "long_export": {"export-differs"},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_found_and_named(lab_for: LabFor, fault: str) -> None:
    found = {each.rule for each in run_probes(lab_for(Shop({fault}).app))}

    assert found & FAULTS[fault], f"{fault}: {sorted(found)}"


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_sound_service_is_left_alone(lab_for: LabFor, seed: int) -> None:
    lab = lab_for(Shop().app, seed=seed)

    assert list(run_probes(lab)) == []


def test_sound_service_is_left_alone_when_its_behavior_is_only_inferred(lab_for: LabFor) -> None:
    lab = lab_for(Shop().app, inferred=True)

    assert list(run_probes(lab)) == []
    assert ("listParts", "paging") in lab.exercised


def test_every_declared_behavior_is_exercised(lab_for: LabFor) -> None:
    lab = lab_for(Shop().app)

    list(run_probes(lab))

    missing = [
        (operation.id, behavior)
        for operation, behavior in declared_behaviors(lab)
        if not lab.has_exercised(operation, behavior)
    ]
    assert missing == []


def test_same_seed_asks_the_same(lab_for: LabFor) -> None:
    runs = []
    for _ in range(2):
        lab = lab_for(Shop({"gap", "unstable"}).app, seed=5)
        found = list(run_probes(lab))
        runs.append([(each.fingerprint, [x.target for x in each.exchanges]) for each in found])

    assert runs[0] == runs[1]


def test_failure_holds_what_it_takes_to_see_it(lab_for: LabFor) -> None:
    found = run_probes(lab_for(Shop({"status_ignored"}).app))

    failure = next(each for each in found if each.rule == "filter-unsound")
    assert failure.at == "status"
    assert failure.pointer.endswith("/parameters/2")
    assert "status=" in failure.exchanges[-1].target
    assert failure.exchanges[-1].asker == "filters"


def test_what_happened_once_only_is_not_believed(lab_for: LabFor) -> None:
    shop = Shop({"total_of_page"})
    lab = lab_for(shop.app)
    original = lab.forget

    def forget() -> None:
        shop.faults = frozenset()
        original()

    lab.forget = forget  # type: ignore[method-assign]

    assert list(run_probes(lab)) == []


CONTENTS = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"[" * 5000, b'{"items": [[], 1, {"id": []}]}', b'{"items": {}, "total": []}', b"null"]
    ),
)


def test_no_answer_ends_a_probe(promised: tuple[Contract, Behavior]) -> None:
    contract, behavior = promised

    # Only what is generated is given: an example that fails is told with all its arguments, and
    # Hypothesis warns when they are as long as a contract.
    @settings(max_examples=15, deadline=None)
    @given(status=st.integers(200, 599), content=CONTENTS)
    def hold(status: int, content: bytes) -> None:
        with asking(Response(content, status, media_type="application/json")) as asker:
            lab = Lab(contract=contract, behavior=behavior, asker=asker)

            found = list(run_probes(lab))

        assert all(each.message for each in found)
        assert asker.count < 600

    hold()
