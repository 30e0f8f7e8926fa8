"""Every answer that a probe gets is held against what the contract declares of answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.deviations import courier_access, depot_access
from tests.deviations.courier import Courier
from tests.deviations.depot import Depot
from tests.deviations.plain import CONTRACTS, PlainService
from tests.verification.probes.conftest import asking
from understudy.contract.operations import Json, Operation
from understudy.services import load_service
from understudy.verification.conforming import Conformity
from understudy.verification.exchanges import Exchange
from understudy.verification.failures import Failure
from understudy.verification.guarding import Fill
from understudy.verification.probes import Lab, Request, Seen

Ask = Callable[..., list[Failure]]
BEARER = {"Authorization": f"Bearer {depot_access.ADMIN}"}
KEY = {"X-Api-Key": courier_access.API_KEY, "X-Tenant-Id": "north"}


def ask(
    service: PlainService,
    operation: str,
    values: Mapping[str, Json] | None = None,
    *,
    credentials: Fill = Fill.CONFIGURED,
    **body: Json,
) -> list[Failure]:
    """Return what is wrong with the answer to one request."""
    loaded = load_service(str(CONTRACTS / service.name / "openapi.yaml"))
    conformity = Conformity(loaded.contract, {}, conceal=lambda text: text.replace("it_", "***"))
    with asking(service.app, look=conformity.look) as asker:
        lab = Lab(contract=loaded.contract, behavior=loaded.behavior, asker=asker)
        headers = BEARER if service.name == "depot" else KEY
        headers = headers if credentials is Fill.CONFIGURED else {}
        found: Operation = next(each for each in loaded.contract.operations if each.id == operation)
        if body:
            lab.ask(found, values, headers=headers, credentials=credentials, body=dict(body))
        else:
            lab.ask(found, values, headers=headers, credentials=credentials)
    return conformity.failures


@pytest.mark.parametrize(
    ("switch", "operation", "values", "rule"),
    [
        pytest.param("row_has_more", "listItems", {}, "response-body", id="a member more"),
        pytest.param("city_null", "getWarehouse", {"warehouseId": 3}, "response-body", id="null"),
        pytest.param(
            "not_found_said_otherwise",
            "getWarehouse",
            {"warehouseId": 99},
            "response-body",
            id="envelope of an error",
        ),
        pytest.param(
            "missing_is_gone",
            "getItem",
            {"itemId": "it_00000000"},
            "undeclared-status",
            id="status",
        ),
        pytest.param("export_untyped", "exportItems", {}, "undeclared-media-type", id="media type"),
        pytest.param("request_id_missing", "listItems", {}, "response-header", id="header"),
        pytest.param("fails_at_zero", "listItems", {"min_quantity": 0}, "server-error", id="500"),
    ],
)
def test_answer_that_breaks_its_declaration_is_a_failure(
    switch: str, operation: str, values: Mapping[str, Json], rule: str
) -> None:
    kept, broken = ask(Depot(), operation, values), ask(Depot([switch]), operation, values)

    assert kept == []
    assert {(each.rule, each.operation) for each in broken} == {(rule, operation)}
    assert broken[0].exchanges[0].operation == operation


def test_body_that_ends_in_the_middle_is_malformed() -> None:
    note = list(Depot().notes.values())[1]
    values = {"itemId": note["item_id"], "noteId": note["id"]}

    broken = ask(Depot(["note_cut_off"]), "getNote", values)

    assert [each.rule for each in broken] == ["malformed-body"]


def test_body_with_more_values_than_clients_may_send_is_read() -> None:
    contract = load_service(str(CONTRACTS / "depot" / "openapi.yaml")).contract
    conformity = Conformity(contract, {})
    content = b'{"items": [%s0]}' % (b"0, " * 200_000)
    answered = Exchange(
        number=1,
        asker="pages",
        method="GET",
        target="/v1/items",
        status=200,
        response_headers=(("Content-Type", "application/json"),),
    )

    conformity.look(
        Request(method="GET", target="/v1/items", operation="listItems"),
        Seen(raw=answered, content=content),
    )

    assert "response-body" in {each.rule for each in conformity.failures}
    assert "malformed-body" not in {each.rule for each in conformity.failures}


def test_members_of_problems_are_looked_at_under_their_own_media_type() -> None:
    broken = ask(Courier(["problem_status_as_text"]), "getCustomer", {"customerId": 999_999})

    assert [(each.rule, each.at) for each in broken] == [("response-body", "/status")]


def test_secrets_of_a_message_are_concealed() -> None:
    broken = ask(Depot(["missing_is_gone"]), "getItem", {"itemId": "it_00000000"})

    assert "it_" not in broken[0].message


def test_how_intruders_are_refused_is_told_elsewhere() -> None:
    depot = Depot(["open_to_all", "missing_is_gone"])

    refused = ask(depot, "getItem", {"itemId": "it_00000000"}, credentials=Fill.NONE)

    assert refused == []
