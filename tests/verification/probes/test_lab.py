"""The lab finds values that reach records, and writes down what it could not reach."""

from __future__ import annotations

import pytest
from starlette.responses import JSONResponse

from tests.verification.probes.conftest import LabFor
from tests.verification.probes.shop import PARTS, Shop
from understudy.contract.operations import Operation
from understudy.verification.guarding import Fill
from understudy.verification.probes import Lab, find_gaps


def operation(lab: Lab, name: str) -> Operation:
    found = lab.contract.operation(name)
    assert found is not None
    return found


def test_id_of_a_path_is_taken_from_the_list_of_its_records(lab_for: LabFor) -> None:
    lab = lab_for(Shop().app)

    values = lab.values(operation(lab, "getPart"))

    assert values == {"id": PARTS[0]["id"]}


def test_owner_is_one_that_has_several_of_what_is_listed(lab_for: LabFor) -> None:
    lab = lab_for(Shop().app)
    listing = lab.listing(operation(lab, "listNotes"))
    assert listing is not None

    values = lab.values(listing.operation)

    assert values is not None
    assert len(lab.rows_of(listing, values)) == 4


def test_values_that_are_given_count_everywhere(lab_for: LabFor) -> None:
    lab = lab_for(Shop().app, given={"id": PARTS[7]["id"]})

    assert lab.values(operation(lab, "getPart")) == {"id": PARTS[7]["id"]}


def test_what_cannot_be_reached_is_a_gap(lab_for: LabFor) -> None:
    lab = lab_for(JSONResponse({"items": []}))

    assert lab.values(operation(lab, "getPart")) is None
    assert [(each.code, each.operation) for each in find_gaps(lab)] == [("unreachable", "getPart")]


def test_values_are_looked_for_again_when_records_have_changed(lab_for: LabFor) -> None:
    lab = lab_for(Shop().app)
    lab.values(operation(lab, "getPart"))
    asked = lab.asker.count

    lab.values(operation(lab, "getPart"))
    remembered = lab.asker.count
    lab.forget()
    lab.values(operation(lab, "getPart"))

    assert remembered == asked
    assert lab.asker.count > asked


def test_values_that_are_none_are_left_out(lab_for: LabFor) -> None:
    lab = lab_for(Shop().app)

    seen = lab.ask(operation(lab, "listParts"), {"size": 3, "page": None})

    assert seen.exchange.target == "/v1/parts?size=3"


def test_another_base_path_is_asked(lab_for: LabFor) -> None:
    lab = lab_for(Shop().app, bases={"/v1": "/elsewhere"})

    assert lab.ask(operation(lab, "listMakers")).exchange.target == "/elsewhere/makers"


def test_request_says_what_differs_from_the_usual(lab_for: LabFor) -> None:
    lab = lab_for(Shop().app)

    request = lab.spelling.request(
        operation(lab, "listMakers"),
        body={"a": 1},
        headers={"X-Tenant": "t"},
        credentials=Fill.NONE,
    )

    assert request.body == b'{"a":1}'
    assert request.headers == (("Content-Type", "application/json"), ("X-Tenant", "t"))
    assert request.credentials is Fill.NONE


@pytest.mark.parametrize("at", ["status", "/total"])
def test_failure_points_at_what_was_contradicted(lab_for: LabFor, at: str) -> None:
    lab = lab_for(Shop().app)

    failure = lab.failure("filter-unsound", operation(lab, "listParts"), "so it is", at=at)

    expected = "/paths/~1parts/get" + ("/parameters/2" if at == "status" else "")
    assert (failure.pointer, failure.kind) == (expected, at)
