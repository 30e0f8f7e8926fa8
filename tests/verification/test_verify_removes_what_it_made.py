"""Writes beyond this machine: to what the run created, and nothing of it stays."""

from __future__ import annotations

import asyncio
import copy
import signal
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.deviations.courier import Courier
from tests.deviations.depot import Depot
from tests.deviations.depot_records import ITEMS
from tests.deviations.plain import Ask, PlainService, Refusal
from tests.loopback import served
from tests.verification.runs import (
    FAR,
    Arrived,
    Noting,
    deployed,
    deployment_side,
    loaded,
    plan_of,
)
from understudy.verification.guarding import parse_scope, parse_target
from understudy.verification.interruptions import CTRL_C
from understudy.verification.plans import Plan
from understudy.verification.profiles import Profile
from understudy.verification.report import Verdict
from understudy.verification.running import verify

SERVICES: dict[str, type[PlainService]] = {each.name: each for each in (Depot, Courier)}
SCOPES = {"depot": "host:api.example.com", "courier": "header:X-Tenant-Id=north"}
READING = {"GET", "HEAD"}


def records(service: Any) -> object:
    """Return everything that a service keeps for good; a journal of events is none of it."""
    if isinstance(service, Depot):
        return copy.deepcopy((service.warehouses, service.items, service.notes))
    tenants = service.tenants.values()
    return copy.deepcopy([(each.customers, each.shipments, each.parcels) for each in tenants])


def writing(service: str, url: str) -> Plan:
    """Return a plan that writes to a deployment beyond this machine, within a scope."""
    side = deployment_side(service, url, is_far=True)
    target = parse_target(FAR)
    partition = loaded(service).behavior.partition
    scope = parse_scope(SCOPES[service], partition=partition, target=target)
    return plan_of(loaded(service), side, profile=Profile.QUICK, scope=scope)


def foreign_changes(arrived: Sequence[Arrived]) -> list[str]:
    """Return the requests that concern a record which no earlier answer said to be created."""
    created: set[str] = set()
    foreign = []
    for each in arrived:
        path = each.path.removeprefix(Depot.base_path)
        named = {part for part in path.split("/") if any(map(str.isdigit, part))}
        if each.method not in READING and not named <= created:
            foreign.append(f"{each.method} {each.path}")
        if each.method == "POST" and each.status == 201:
            created.add(str(each.value["id"]))
    return foreign


@pytest.mark.parametrize("name", SERVICES)
def test_only_what_the_run_created_is_changed_and_all_of_it_is_removed(name: str) -> None:
    service = SERVICES[name]()
    before = records(service)
    with deployed(service) as (noting, url):
        report = verify(writing(name, url)).report

    assert foreign_changes(noting.arrived) == []
    assert noting.methods >= {"POST", "PATCH", "DELETE"}
    assert records(service) == before
    assert report.leftovers == ()
    assert report.findings == ()


@pytest.mark.parametrize("name", SERVICES)
def test_an_interrupted_run_removes_what_is_only_just_being_made(name: str) -> None:
    service = SERVICES[name]()
    before = records(service)
    interrupting = Interrupting(Noting(service.app))
    with served(interrupting) as origin:
        report = verify(writing(name, origin + service.base_path)).report

    assert interrupting.noting.methods >= {"POST", "DELETE"}
    assert foreign_changes(interrupting.noting.arrived) == []
    assert records(service) == before
    assert report.leftovers == ()
    assert CTRL_C in report.stops
    assert report.verdict is Verdict.INCOMPLETE


class Interrupting:
    """Sends Ctrl-C when the first creation arrives, and creates only after that."""

    def __init__(self, noting: Noting) -> None:
        self.noting = noting
        self._is_sent = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_creation = scope["method"] == "POST" and scope["path"].endswith(("items", "shipments"))
        if is_creation and not self._is_sent:
            self._is_sent = True
            press_ctrl_c()
            await asyncio.sleep(0.2)
        await self.noting(scope, receive, send)


class Keeping(Depot):
    """Deletes no item; each time it is asked to, something may happen."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._then = then

    def delete_item(self, ask: Ask) -> Response:  # noqa: ARG002
        self._then()
        raise Refusal(403, "forbidden", "nothing is deleted today")


def test_what_cannot_be_removed_is_left_over_in_the_report() -> None:
    service = Keeping()
    with deployed(service) as (_, url):
        report = verify(writing("depot", url)).report

    left = [each for each in report.leftovers if each.startswith("item ")]
    assert len(left) == len(service.items) - ITEMS > 0
    assert all("(created by createItem): DELETE /v1/items/" in each for each in left)
    assert all(each.endswith("answered 403") for each in left)


def test_a_second_interruption_tells_what_is_left() -> None:
    with deployed(Keeping(press_ctrl_c)) as (_, url):
        report = verify(writing("depot", url)).report

    assert CTRL_C in report.stops
    assert any(each.startswith("item ") for each in report.leftovers)


def press_ctrl_c() -> None:
    """Interrupt the thread in which the verification is."""
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
