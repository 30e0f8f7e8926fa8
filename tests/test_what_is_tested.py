"""specs/*/tested.txt: which operations tests exercise, and how that is kept true."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import tested
from tests.conftest import ClientFor
from understudy.services import BUILT_IN, load_service, spec_directory
from understudy.services.standing import TESTED, read_tested


@pytest.mark.parametrize("service", BUILT_IN)
def test_file_names_operations_of_the_contract_in_order(service: str) -> None:
    names = read_tested(service)

    assert names == sorted(set(names))
    assert set(names) <= {each.id for each in load_service(service).contract.operations}


def test_successes_are_noted_and_refusals_are_not(
    client_for: ClientFor, request: pytest.FixtureRequest
) -> None:
    noted: tested.Operations = {}
    client = client_for("goldleaf", auth="off")
    note = tested.noting(client.app, noted)  # type: ignore[arg-type]

    note(client.get("/goldleaf/api/v1/customers"))
    note(client.get("/api/v1/customers/none/items"))
    note(client.get("/_understudy/health"))
    note(client.get("/nothing"))

    assert noted == {"goldleaf": {"getCustomers"}}
    assert "getCustomers" in request.config.stash[tested.NOTED]["goldleaf"]


def test_whole_run_writes_what_it_saw_and_a_part_only_adds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for service in BUILT_IN:
        (tmp_path / service).mkdir()
    (tmp_path / "jtl" / TESTED).write_text("Old\n", encoding="utf-8")
    monkeypatch.setattr(tested, "spec_directory", lambda: tmp_path)
    monkeypatch.setattr("understudy.services.standing.spec_directory", lambda: tmp_path)

    noted: tested.Operations = {}
    tested.merge(noted, {"jtl": ["New"]})
    gone = tested.stale(noted)
    tested.update(noted, is_whole=False)
    after_a_part = read_tested("jtl")
    tested.update(noted, is_whole=True)

    assert gone == ["jtl: Old"]
    assert (after_a_part, read_tested("jtl")) == (["New", "Old"], ["New"])


def test_files_are_shipped_beside_the_contracts() -> None:
    assert all((spec_directory() / service / TESTED).is_file() for service in BUILT_IN)
