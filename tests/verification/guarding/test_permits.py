"""What passes to a deployment that is not ours: reads, and writes to what the run created."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.guarding.deployments import (
    Deployment,
    asking,
    contract_of,
    deployed,
    guarded,
    pets,
    response,
)
from tests.verification.guarding.shops import Shop
from understudy.contract.errors import ScopeError
from understudy.contract.operations import Contract
from understudy.services import BUILT_IN, load_service
from understudy.verification.exchanges import Outcome
from understudy.verification.guarding import Guard, Permits, parse_scope, parse_target
from understudy.verification.guarding.ledger import Ledger
from understudy.verification.guarding.messages import Asked

FAR = parse_target("https://pets.example.com/v1")
HOST = parse_scope("host:pets.example.com", partition=None, target=FAR)
PATHS = Permits(*contract_of(), FAR).paths
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "PURGE"]


@contextmanager
def shop(**options: Any) -> Iterator[tuple[Shop, Deployment, Guard, httpx2.Client]]:
    """Give a shop that the rules take for a deployment beyond loopback, and a guard before it."""
    keeper = Shop(options.pop("refusing", ()))
    with (
        deployed(keeper) as (deployment, url),
        guarded(url, is_far=True, **{"writes": True, "scope": HOST, **options}) as guard,
        asking(guard) as client,
    ):
        yield keeper, deployment, guard, client


@pytest.mark.parametrize("service", BUILT_IN)
def test_a_run_that_reads_sends_not_one_write_method(service: str) -> None:
    loaded = load_service(service)
    target = parse_target("http://127.0.0.1:1/" + service)
    permits = Permits(loaded.contract, loaded.behavior, target)
    passed = set(_passing(loaded.contract, permits, f"/{service}"))

    assert {method for method, _ in passed} == {"GET", "HEAD"}
    assert any(path for _, path in passed)
    for operation in loaded.contract.operations:
        kind = loaded.behavior.declarations[operation.id].kind
        assert permits.explain(operation).is_given == (
            operation.method == "GET" and kind not in ("create", "update", "delete")
        )


def _passing(contract: Contract, permits: Permits, base: str) -> Iterator[tuple[str, str]]:
    ledger = Ledger(permits.creations, permits.paths)
    for operation in contract.operations:
        for prefix in operation.base_paths:
            path = f"{base}{prefix}{operation.path}".replace("{", "").replace("}", "")
            for method in METHODS:
                asked = Asked(method=method, target=path.encode())
                place = permits.paths.find(method, asked.path)
                if permits.decide(asked, place, ledger).is_given:
                    yield method, path


def test_a_server_that_records_everything_sees_reads_only() -> None:
    loaded = load_service("augno")
    with deployed(lambda _: response(200, {})) as (deployment, url):
        target = parse_target(url)
        permits = Permits(loaded.contract, loaded.behavior, target)
        with Guard(target, permits) as guard, asking(guard) as client:
            for operation in loaded.contract.operations:
                for method in METHODS:
                    client.request(method, operation.path.replace("{", "").replace("}", ""))

        assert {each.method for each in deployment.received} == {b"GET", b"HEAD"}
        sent = [each for each in guard.exchanges if each.outcome is Outcome.ANSWERED]
        assert len(sent) == len(deployment.received) == guard.requests
        assert len(guard.exchanges) == len(loaded.contract.operations) * len(METHODS)


def test_a_get_that_is_declared_to_write_does_not_pass_a_run_that_reads() -> None:
    loaded = load_service("jtl")
    permits = Permits(loaded.contract, loaded.behavior, parse_target("https://api.example.com"))
    ledger = Ledger(permits.creations, permits.paths)
    operation = loaded.contract.operation("FetchRegistrationStatus")
    assert operation is not None
    path = operation.base_paths[0] + operation.path.replace("{registrationId}", "7")

    refused = [
        permits.decide(
            Asked(method=method, target=path.encode()),
            permits.paths.find(method, path.encode()),
            ledger,
        )
        for method in ("GET", "HEAD")
    ]

    assert [each.is_given for each in refused] == [False, False]
    assert refused[0].reason == "FetchRegistrationStatus writes, though it is a GET"


def test_what_is_withheld_is_answered_and_recorded_and_never_sent() -> None:
    with shop(writes=False, scope=None) as (_, deployment, guard, client):
        answer = client.delete("/pets/1")

        assert answer.status_code == 403
        said = "withheld; DELETE may write, and this run only reads"
        assert answer.headers["understudy-guard"] == said
        assert deployment.received == []
        (exchange,) = guard.exchanges
        assert (exchange.outcome, exchange.operation) == (Outcome.WITHHELD, "deletePet")
        assert exchange.note == "DELETE may write, and this run only reads"


def test_beyond_loopback_only_what_the_run_created_is_changed_or_removed() -> None:
    with shop(cleans=False) as (keeper, deployment, _, client):
        created = client.post("/pets", json={"id": 0, "name": "Ida"}).json()["id"]
        statuses = [
            client.request(method, path, json={"id": 1, "name": "x"}).status_code
            for method, path in (
                ("PATCH", "/pets/1"),
                ("DELETE", "/pets/2"),
                ("POST", "/pets/1/sell"),
                ("POST", "/pets/1/toys"),
                ("DELETE", "/pets/1/toys/1"),
                ("POST", "/import"),
                ("PUT", f"/pets/{created}"),
                ("PATCH", f"/pets/{created}"),
                ("POST", f"/pets/{created}/sell"),
                ("POST", f"/pets/{created}/toys"),
                ("DELETE", f"/pets/{created}/toys/4"),
                ("DELETE", f"/pets/{created}"),
                ("DELETE", f"/pets/{created}"),
            )
        ]

        assert statuses == [403] * 7 + [200, 200, 201, 204, 204, 403]
        assert deployment.lines == [
            "POST /pets",
            "PATCH /pets/3",
            "POST /pets/3/sell",
            "POST /pets/3/toys",
            "DELETE /pets/3/toys/4",
            "DELETE /pets/3",
        ]
        assert keeper.pets == {1: "Rex", 2: "Mia"}


def test_an_id_that_was_seen_before_is_not_taken_for_a_creation() -> None:
    with shop(cleans=True) as (keeper, deployment, guard, client):
        client.get("/pets")
        keeper.next_id = 2  # the deployment answers a creation with a record that it has
        client.post("/pets", json={"id": 0, "name": "Mia"})

        refused = client.delete("/pets/2")
        leftovers = guard.clean_up()

        assert refused.status_code == 403
        assert "DELETE" not in str(deployment.lines)
        assert leftovers == ("pet (created by createPet): 2 was there before, so it is left alone",)


def test_an_id_that_the_run_had_itself_may_be_given_out_again() -> None:
    with shop(cleans=True) as (keeper, _, guard, client):
        client.post("/pets", json={"id": 0, "name": "Ida"})
        client.get("/pets")
        client.delete("/pets/3")
        keeper.next_id = 3
        client.post("/pets", json={"id": 0, "name": "Ida"})

        assert guard.clean_up() == ()

    assert keeper.pets == {1: "Rex", 2: "Mia"}


def test_an_answer_other_than_the_declared_201_creates_nothing() -> None:
    with (
        deployed(lambda _: response(200, {"id": 1, "name": "Rex"})) as (deployment, url),
        guarded(url, is_far=True, writes=True, scope=HOST) as guard,
        asking(guard) as client,
    ):
        client.post("/pets", json={"id": 1, "name": "Rex"})

        assert client.delete("/pets/1").status_code == 403

    assert deployment.lines == ["POST /pets"]


ESCAPES = [
    "/v1/../admin",
    "/v1/%2e%2e/admin",
    "/v1/%252e%252E/admin",
    "/v1/pets/..%2f..%2fadmin",
    "/v1/pets/..%5cadmin",
    "/v1/..;/admin",
    "/v2/pets",
    "/v1evil",
    "/",
    "*",
    "http://elsewhere.example.com/v1/pets",
    "//elsewhere.example.com/v1/pets",
    "elsewhere.example.com:443",
]


@pytest.mark.parametrize("target", ESCAPES)
def test_nothing_leaves_the_base_path(target: str) -> None:
    contract, behavior = contract_of()
    permits = Permits(contract, behavior, FAR)
    asked = Asked(method="GET", target=target.encode())

    permit = permits.decide(
        asked,
        permits.paths.find("GET", asked.path),
        Ledger(permits.creations, permits.paths),
    )

    assert not permit.is_given


@given(st.text(st.sampled_from("./%25eE2fF\\;ab"), max_size=12))
def test_no_spelling_of_a_path_climbs(rest: str) -> None:
    if PATHS.covers(f"/v1/{rest}".encode()):
        for _ in range(4):
            assert not {".", ".."} & set(rest.replace("\\", "/").split("/"))
            rest = unquote(rest, encoding="latin-1")


@pytest.mark.parametrize(
    ("method", "path", "headers", "reason"),
    [
        ("GET", "/pets", {"x-http-method-override": "DELETE"}, "a header asks for another method"),
        ("POST", "/pets", {"X-HTTP-Method": "DELETE"}, "a header asks for another method"),
        ("GET", "/import", {}, "only POST is declared there, and a lenient server may do it"),
        ("OPTIONS", "/pets", {}, "OPTIONS is not declared there, so nobody knows what it writes"),
        ("POST", "/unknown", {}, "POST is not declared there, so nobody knows what it writes"),
        ("POST", "/import", {}, "it may change records that this run did not create"),
    ],
)
def test_what_might_write_unseen_is_withheld_beyond_loopback(
    method: str, path: str, headers: dict[str, str], reason: str
) -> None:
    with shop() as (_, deployment, guard, client):
        client.request(method, path, headers=headers)

        assert guard.exchanges[0].note == reason
        assert deployment.received == []


def test_another_host_is_not_asked() -> None:
    with shop() as (_, deployment, guard, client):
        client.get("/pets", headers={"Host": "elsewhere.example.com"})

        assert guard.exchanges[0].note == "it is meant for another host"
        assert deployment.received == []


def test_writes_beyond_loopback_need_a_scope() -> None:
    contract, behavior = contract_of()

    with pytest.raises(ScopeError, match="no scope says what may be written"):
        Permits(contract, behavior, FAR, writes=True)


SCOPES = [
    ("header:X-Tenant=red", "/pets", {"x-tenant": "red"}, True),
    ("header:X-Tenant=red", "/pets", {"x-tenant": "blue"}, False),
    ("header:X-Tenant=red", "/pets", [("x-tenant", "red"), ("x-tenant", "blue")], False),
    ("header:X-Tenant=red", "/pets", {}, False),
    ("query:tenant=red", "/pets?tenant=red", {}, True),
    ("query:tenant=red", "/pets?tenant=red&tenant=blue", {}, False),
    ("query:tenant=red", "/pets?tenant=%72ed", {}, True),
    ("path:/pets", "/pets", {}, True),
    ("path:/red", "/pets", {}, False),
    ("partition:red", "/pets", {"tenant": "red"}, True),
    ("partition:red", "/pets?tenant=blue", {"tenant": "red"}, False),
]


@pytest.mark.parametrize(("text", "path", "headers", "holds"), SCOPES)
def test_a_write_says_that_it_is_within_the_scope(
    text: str, path: str, headers: Any, *, holds: bool
) -> None:
    scope = parse_scope(text, partition="tenant", target=FAR)
    with shop(scope=scope) as (_, deployment, guard, client):
        client.post(path, json={"id": 0, "name": "Ida"}, headers=headers)

        assert bool(deployment.received) == holds
        assert holds or guard.exchanges[0].note == f"it is not within the scope {scope}"


@pytest.mark.parametrize(
    "text", ["red", "header:", "header:x", "query:=1", "path:pets", "host:other", "tenant:1", ""]
)
def test_a_scope_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(ScopeError) as refused:
        parse_scope(text, partition=None, target=FAR)

    assert refused.value.remedy.startswith("give header:NAME=VALUE")


def test_on_loopback_everything_below_the_base_path_passes() -> None:
    with (
        deployed(Shop()) as (deployment, url),
        guarded(url, writes=True, cleans=False) as guard,
        asking(guard) as client,
    ):
        client.delete("/pets/1")
        client.request("PURGE", "/pets/2")

    assert deployment.lines == ["DELETE /pets/1", "PURGE /pets/2"]


def test_what_would_be_sent_is_explained_operation_by_operation() -> None:
    contract, behavior = contract_of()
    permits = Permits(contract, behavior, FAR, writes=True, scope=HOST)

    told = {
        each.id: (permits.explain(each).is_given, permits.explain(each).reason)
        for each in contract.operations
    }

    own = (True, "only for records that this run created")
    assert told == {
        "listPets": (True, ""),
        "createPet": (True, ""),
        "getPet": (True, ""),
        "updatePet": own,
        "deletePet": own,
        "listToys": (True, ""),
        "createToy": own,
        "getToy": (True, ""),
        "deleteToy": own,
        "sellPet": own,
        "importPets": (False, "it may change records that this run did not create"),
    }


def test_operations_are_found_below_each_base_path_of_the_contract() -> None:
    document = pets(
        servers=[{"url": "https://h.example.com/v1"}, {"url": "https://h.example.com/v2"}]
    )
    contract, behavior = contract_of(document)
    permits = Permits(contract, behavior, parse_target("https://h.example.com/v1"))

    found = [
        place.operation.id if (place := permits.paths.find("GET", path)) and place.operation else ""
        for path in (b"/v1/pets", b"/v2/pets", b"/v1/v1/pets", b"/v3/pets")
    ]

    assert found == ["listPets", "listPets", "listPets", ""]
