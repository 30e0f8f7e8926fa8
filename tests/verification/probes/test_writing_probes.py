"""Probes that write: each fault is found and named, and a sound service is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.deviations import courier_access, depot_access
from tests.deviations.catalogue import Deviation
from tests.deviations.courier import Courier
from tests.deviations.courier_catalogue import COURIER
from tests.deviations.depot import Depot
from tests.deviations.depot_catalogue import DEPOT
from tests.deviations.plain import CONTRACTS, PlainService
from tests.verification.probes.conftest import asking
from tests.verification.probes.desk import BEHAVIOR, CONTRACT, Desk
from understudy.behavior import Behavior, infer_behavior, read_behavior
from understudy.contract.operations import Contract
from understudy.contract.reading import read_contract
from understudy.services import load_service
from understudy.verification.behaviors import is_exercised
from understudy.verification.identities import Identities
from understudy.verification.probes import Lab, declared_behaviors, run_probes
from understudy.verification.probes.catalogue import PROBES, WRITING
from understudy.verification.probes.probing import Turn

SERVICES: dict[str, type[PlainService]] = {"depot": Depot, "courier": Courier}
SCHEMES = {
    "depot": ("authorization", f"Bearer {depot_access.ADMIN}"),
    "courier": ("x-api-key", courier_access.API_KEY),
}
GIVEN = {"depot": {}, "courier": {"X-Tenant-Id": "north"}}
SEEN_BY_WRITING = (
    "quantity_unlimited",
    "sku_unchecked",
    "total_counts_deleted",
    "created_is_not_kept",
    "created_is_not_listed",
    "refused_items_stay",
    "description_dropped",
    "update_not_kept",
    "update_clears_description",
    "deletion_does_nothing",
    "open_deletion",
    "viewer_creates",
    "customers_for_everybody",
    "instructions_dropped",
    "parcel_not_kept",
    "weight_not_kept",
    "patch_resets_status",
    "customer_stays_listed",
    "removal_does_nothing",
    "keys_ignored",
    "keys_reused",
)
DESK_FAULTS = {
    "change_not_kept": ("update-lost", "updateMaker"),
    "change_clears": ("update-spills", "updateMaker"),
    "deletion_does_nothing": ("deleted-remains", "getMaker"),
    "badge_of_anybody": ("sub-resource-differs", "getBadge"),
    "codes_repeat": ("duplicate-accepted", "createTicket"),
    "any_maker": ("unknown-reference-accepted", "createTicket"),
    "closes_twice": ("state-unchecked", "closeTicket"),
    "stays_open": ("update-lost", "closeTicket"),
    "keys_ignored": ("replay-repeats", "closeTicket"),
    "upload_fails": ("server-error", "upload"),
}
ALSO = {  # what follows from a fault
    "keys_ignored": ["replay-unrefused"],
    "deletion_does_nothing": ["delete-uncounted"],
    "any_maker": ["invalid-accepted"],
}
Promised = tuple[Contract, Behavior]
LabOf = Callable[..., Lab]


@pytest.fixture(scope="session")
def plain() -> dict[str, Promised]:
    loaded = {name: load_service(str(CONTRACTS / name / "openapi.yaml")) for name in SERVICES}
    return {name: (each.contract, each.behavior) for name, each in loaded.items()}


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Promised:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "openapi.yaml").write_text(yaml.safe_dump(CONTRACT), encoding="utf-8")
    (folder / "behavior.yaml").write_text(yaml.safe_dump(BEHAVIOR), encoding="utf-8")
    return read_contract(folder / "openapi.yaml"), read_behavior(folder / "behavior.yaml")


@pytest.fixture
def lab_of() -> Iterator[LabOf]:
    with ExitStack() as until_the_end:

        def make(promised: Promised, app: ASGIApp, service: str = "", **options: object) -> Lab:
            options = {"writes": True, "given": GIVEN.get(service, {}), **options}
            contract, behavior = promised
            asker = until_the_end.enter_context(asking(app, SCHEMES.get(service)))
            return Lab(contract=contract, behavior=behavior, asker=asker, **options)  # type: ignore[arg-type]

        yield make


def _deviations() -> list[Deviation]:
    known = {each.name: each for each in (*DEPOT.deviations, *COURIER.deviations)}
    return [known[name] for name in SEEN_BY_WRITING]


@pytest.mark.parametrize("deviation", _deviations(), ids=lambda each: f"{each.service}-{each.name}")
def test_deviation_is_found_and_named(
    deviation: Deviation, plain: dict[str, Promised], lab_of: LabOf
) -> None:
    service = SERVICES[deviation.service]([deviation.name])
    lab = lab_of(plain[deviation.service], service.app, deviation.service)
    lab.identities = Identities(roles={"viewer": depot_access.VIEWER})
    writing = [each for each in PROBES if each.rules & deviation.rules and each.turn > 0]

    found = [each for each in run_probes(lab, writing) if each.rule in deviation.rules]

    assert any(each.operation in deviation.operations for each in found)


@pytest.mark.parametrize("service", SERVICES)
def test_service_that_keeps_its_contract_is_left_alone(
    service: str, plain: dict[str, Promised], lab_of: LabOf
) -> None:
    lab = lab_of(plain[service], SERVICES[service]().app, service)

    found = list(run_probes(lab, [each for each in PROBES if each.turn > 0]))

    assert [each.message for each in found] == []
    written = {"create", "update", "delete", "idempotency"}
    missed = [
        (operation.id, behavior)
        for operation, behavior in declared_behaviors(lab)
        if behavior in written and not is_exercised(operation.id, behavior, lab.exercised)
    ]
    assert missed == []


def test_a_first_page_is_asked_for_again_when_what_it_shows_was_written(
    plain: dict[str, Promised], lab_of: LabOf
) -> None:
    lab = lab_of(plain["depot"], Depot().app, "depot")
    operations = {each.id: each for each in lab.contract.operations}
    items = lab.listing(operations["listItems"])
    assert items is not None
    rows = lab.rows_of(items, {})

    def is_asked_again() -> bool:
        before = lab.asker.count
        lab.rows_of(items, {})
        return lab.asker.count > before

    lab.ask(operations["deleteNote"], {"itemId": "it_1", "noteId": "nt_1"})
    lab.forget()
    refused = is_asked_again()
    lab.ask(operations["deleteItem"], {"itemId": rows[-1]["id"]})
    remembered = is_asked_again()
    lab.forget()
    deleted = is_asked_again()
    lab.start_over()
    left = lab.rows_of(items, {})

    assert (refused, remembered, deleted) == (False, False, True)
    assert rows[-1] not in left


@pytest.mark.parametrize("fault", DESK_FAULTS)
def test_fault_of_what_no_life_comes_to_is_found_and_named(
    fault: str, desk: Promised, lab_of: LabOf
) -> None:
    found = list(run_probes(lab_of(desk, Desk([fault]).app)))

    assert DESK_FAULTS[fault] in {(each.rule, each.operation) for each in found}
    assert {each.rule for each in found} <= {DESK_FAULTS[fault][0], *ALSO.get(fault, ())}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sound_desk_is_left_alone_and_all_of_it_is_exercised(
    seed: int, desk: Promised, lab_of: LabOf
) -> None:
    lab = lab_of(desk, Desk().app, seed=seed)

    assert [each.message for each in run_probes(lab)] == []
    assert lab.asker.accepted.keys() == {each.id for each in lab.contract.operations}
    assert [
        (operation.id, behavior)
        for operation, behavior in declared_behaviors(lab)
        if not is_exercised(operation.id, behavior, lab.exercised)
    ] == []


def test_sound_desk_is_left_alone_when_its_behavior_is_only_inferred(
    desk: Promised, lab_of: LabOf
) -> None:
    inferred = (desk[0], infer_behavior(desk[0]))

    assert [each.message for each in run_probes(lab_of(inferred, Desk().app))] == []


@pytest.mark.parametrize("name", ["desk", *SERVICES])
def test_run_without_writes_writes_nothing(
    name: str, desk: Promised, plain: dict[str, Promised], lab_of: LabOf
) -> None:
    service = Desk() if name == "desk" else SERVICES[name]()
    lab = lab_of({"desk": desk, **plain}[name], service.app, name, writes=False)

    list(run_probes(lab))

    assert set(service.methods) <= {"GET", "HEAD"}


def test_every_operation_is_read_before_anything_is_written(desk: Promised, lab_of: LabOf) -> None:
    service = Desk()

    list(run_probes(lab_of(desk, service.app)))

    first = next(n for n, method in enumerate(service.methods) if method != "GET")
    reading = Desk()
    list(run_probes(lab_of(desk, reading.app), [e for e in PROBES if e.turn is Turn.READING]))
    assert first >= len(reading.methods)


def test_what_is_left_is_deleted_last(desk: Promised, lab_of: LabOf) -> None:
    service = Desk()

    list(run_probes(lab_of(desk, service.app)))

    changes = [each for each in service.methods if each != "GET"]
    assert changes[-1] == "DELETE" or changes.index("DELETE") > changes.index("PATCH")


def test_rules_of_writing_probes_are_all_planted() -> None:
    claimed = {rule for probe in WRITING for rule in probe.rules}
    deviations = {rule for each in _deviations() for rule in each.rules}
    planted = deviations | {rule for rule, _ in DESK_FAULTS.values()}

    assert claimed - planted <= {"world-leak", "response-header"}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "name", "code", "status", "maker_id", "data"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from([200, 201, 204, 302, 400, 404, 409, 422, 500]),
        JSON_VALUES | st.binary(max_size=20),
    ),
    min_size=1,
    max_size=4,
)


def test_nothing_that_is_answered_raises(desk: Promised, lab_of: LabOf) -> None:
    # The fixtures are not given: a failing example would be told with a contract of 35 kB, and
    # the warning about that would hide what failed.
    @settings(max_examples=30, deadline=None)
    @given(answers=ANSWERS)
    def hold(answers: list[tuple[int, object]]) -> None:
        count = 0

        async def garbage(scope: Scope, receive: Receive, send: Send) -> None:
            nonlocal count
            count += 1
            status, value = answers[count % len(answers)]
            await _answer(status, value)(scope, receive, send)

        found = list(run_probes(lab_of(desk, garbage), [each for each in PROBES if each.turn > 0]))

        assert all(each.rule for each in found)

    hold()


def _answer(status: int, value: object) -> Response:
    if isinstance(value, bytes) or status == 204:
        content = value if isinstance(value, bytes) and status != 204 else b""
        return Response(content, status, media_type="application/json")
    return Response(yaml.safe_dump(value), status, media_type="application/json")
