"""Probes alone name deviations of services that are not ours, and nothing in those that keep on."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.deviations import courier_access, depot_access
from tests.deviations.catalogue import Deviation
from tests.deviations.courier import Courier
from tests.deviations.courier_catalogue import COURIER
from tests.deviations.depot import Depot
from tests.deviations.depot_catalogue import DEPOT
from tests.deviations.plain import CONTRACTS, PlainService
from tests.verification.probes.conftest import asking
from understudy.services import load_service
from understudy.verification.conforming import Conformity
from understudy.verification.failures import Failure
from understudy.verification.identities import Identities
from understudy.verification.probes import Lab, run_probes

DEVIATIONS = {each.name: each for each in (*DEPOT.deviations, *COURIER.deviations)}
SERVICES: dict[str, type[PlainService]] = {each.name: each for each in (Depot, Courier)}
SHOWN = {
    "depot": ("authorization", f"Bearer {depot_access.ADMIN}"),
    "courier": ("x-api-key", courier_access.API_KEY),
}
BEGINNING = {"depot": "createItem", "courier": "createShipment"}  # of the lives of records
FOUND = (
    *("total_ignores_filter", "previous_is_first", "sku_unchecked", "viewer_creates"),
    *("default_status_blocked", "refused_items_stay", "update_clears_description"),
    *("note_count_frozen", "missing_is_gone", "item_of_any_tenant", "deletion_for_any_tenant"),
    *("parcels_always_included", "put_keeps_what_is_left_out", "weight_not_kept"),
    *("search_fails_on_other_letters", "times_compared_as_text"),
)


def found(
    service: PlainService, only: Iterable[str] | None = None, *, writes: bool = True
) -> list[Failure]:
    """Return what probes find in a service, asked about some operations or all."""
    loaded = load_service(str(CONTRACTS / service.name / "openapi.yaml"))
    conformity = Conformity(loaded.contract, {})
    with asking(service.app, SHOWN[service.name], look=conformity.look) as asker:
        lab = Lab(
            contract=loaded.contract,
            behavior=loaded.behavior,
            asker=asker,
            writes=writes,
            given={"X-Tenant-Id": "north"} if service.name == "courier" else {},
            identities=Identities(roles={"viewer": depot_access.VIEWER}),
        )
        failures = list(run_probes(lab, only=None if only is None else frozenset(only)))
    return [*failures, *conformity.failures]


@pytest.mark.parametrize("deviation", [pytest.param(DEVIATIONS[each], id=each) for each in FOUND])
def test_probes_name_a_deviation(deviation: Deviation) -> None:
    service = SERVICES[deviation.service]([deviation.name])

    failures = found(service, {*deviation.operations, BEGINNING[deviation.service]})

    assert any(
        each.rule in deviation.rules and each.operation in deviation.operations for each in failures
    )


@pytest.mark.parametrize("service", SERVICES.values())
def test_probes_find_nothing_in_a_service_that_keeps_its_contract(
    service: type[PlainService],
) -> None:
    assert [each.message for each in found(service())] == []


@pytest.mark.parametrize("service", SERVICES.values())
def test_probes_that_may_only_read_send_no_write(service: type[PlainService]) -> None:
    served = service()

    assert [each.message for each in found(served, writes=False)] == []
    assert {*served.methods} == {"GET"}
