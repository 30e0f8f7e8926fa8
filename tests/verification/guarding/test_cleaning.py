"""What a run created is removed when the guard goes down, whatever the reason; the rest is told."""

from __future__ import annotations

import threading
import time

import pytest

from tests.verification.guarding.deployments import (
    HANG,
    RESET,
    Received,
    ask,
    asking,
    deployed,
    guarded,
    pets,
    response,
)
from tests.verification.guarding.shops import Shop
from understudy.behavior import Declaration, Kind
from understudy.verification.guarding import Limits

NEW = {"id": 0, "name": "Ida"}


def test_what_was_created_is_removed_latest_first() -> None:
    keeper = Shop()
    with deployed(keeper) as (deployment, url):
        with guarded(url, writes=True) as guard, asking(guard) as client:
            client.post("/pets", json=NEW)
            client.post("/pets/3/toys", json=NEW)
            client.post("/pets", json=NEW)

        assert deployment.lines[3:] == [
            "DELETE /pets/5",
            "DELETE /pets/3/toys/4",
            "DELETE /pets/3",
        ]
    assert keeper.pets == {1: "Rex", 2: "Mia"}
    assert guard.leftovers == ()
    assert [each.asker for each in guard.exchanges[3:]] == ["cleanup"] * 3


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_it_is_removed_after_an_exception_too(error: type[BaseException]) -> None:
    keeper = Shop()

    def run(url: str) -> None:
        with guarded(url, writes=True) as guard:
            ask(guard, "POST", "/pets", json=NEW)
            raise error

    with deployed(keeper) as (_, url), pytest.raises(error):
        run(url)

    assert keeper.pets == {1: "Rex", 2: "Mia"}


def test_what_the_run_removed_itself_is_not_removed_again() -> None:
    with deployed(Shop()) as (deployment, url):
        with guarded(url, writes=True) as guard, asking(guard) as client:
            client.post("/pets", json=NEW)
            client.delete("/pets/3")

        assert deployment.lines == ["POST /pets", "DELETE /pets/3"]


def test_what_others_need_is_tried_again_once_they_are_gone() -> None:
    keeper = Shop()

    def answer(received: Received) -> bytes:
        # The older pet can only go after the younger one: the order of creation does not say so.
        if received.line == "DELETE /pets/4" and 3 in keeper.pets:
            return response(409)
        return keeper(received)

    with (
        deployed(answer) as (_, url),
        guarded(url, writes=True) as guard,
        asking(guard) as client,
    ):
        client.post("/pets", json=NEW)
        client.post("/pets", json=NEW)

    assert keeper.pets == {1: "Rex", 2: "Mia"}
    assert guard.leftovers == ()


def test_what_stays_is_told() -> None:
    with deployed(Shop(refusing=(3,))) as (_, url), guarded(url, writes=True) as guard:
        ask(guard, "POST", "/pets", json=NEW)

    assert guard.leftovers == ("pet 3 (created by createPet): DELETE /pets/3 answered 409",)


def test_what_no_operation_removes_is_told() -> None:
    document = pets()
    del document["paths"]["/pets/{petId}"]["delete"]
    with deployed(Shop()) as (_, url), guarded(url, writes=True, document=document) as guard:
        ask(guard, "POST", "/pets", json=NEW)

    assert guard.leftovers == ("pet 3 (created by createPet): no operation removes it",)


@pytest.mark.parametrize(
    "created",
    [
        response(201, {"id": 9, "name": "Ida"}),
        response(201, {"result": {"data": {"id": 9}}}),
        response(201, headers=("Location: /pets/9",)),
        response(201, {"message": "made"}, headers=("Location: https://elsewhere/pets/9?x=1",)),
        response(201, {"name": "Ida"}, headers=("Location: 9",)),
    ],
    ids=["in the body", "deep in the body", "Location", "an absolute Location", "only the id"],
)
def test_the_answer_says_what_was_created(created: bytes) -> None:
    def answer(received: Received) -> bytes:
        return created if received.method == b"POST" else response(204)

    with deployed(answer) as (deployment, url):
        with guarded(url, writes=True) as guard:
            ask(guard, "POST", "/pets", json=NEW)

        assert deployment.lines == ["POST /pets", "DELETE /pets/9"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"id": {}}', b'{"id": null}', b"\xff", b"[" * 5000])
def test_an_answer_that_does_not_say_what_was_created_is_told(body: bytes) -> None:
    with deployed(lambda _: response(201, body=body)) as (deployment, url):
        with guarded(url, writes=True) as guard:
            ask(guard, "POST", "/pets", json=NEW)

        assert deployment.lines == ["POST /pets"]
    assert guard.leftovers == (
        "pet (created by createPet): its answer does not say what to remove",
    )


def test_cleaning_gives_up_on_a_deployment_that_is_silent() -> None:
    def answer(received: Received) -> bytes:
        return HANG if received.method == b"DELETE" else keeper(received)

    keeper = Shop()
    limits = Limits(timeout_s=0.3)
    with deployed(answer) as (deployment, url):
        began = time.monotonic()
        with guarded(url, writes=True, limits=limits) as guard, asking(guard) as client:
            for _ in range(6):
                client.post("/pets", json=NEW)

        assert time.monotonic() - began < 10
        assert len(deployment.received) == 6 + 3
    assert len(guard.leftovers) == 6
    assert "DELETE /pets/8 got no answer: no complete answer within 0.3 s" in guard.leftovers[-1]


def test_nothing_is_removed_once_the_run_was_killed() -> None:
    keeper = Shop()
    with deployed(keeper) as (_, url), guarded(url, writes=True) as guard:
        ask(guard, "POST", "/pets", json=NEW)
        guard.kill("somebody said so")

    assert 3 in keeper.pets
    assert guard.leftovers == (
        "pet 3 (created by createPet): DELETE /pets/3 got no answer: somebody said so",
    )


def test_cleaning_is_not_part_of_the_budget() -> None:
    keeper = Shop()
    with (
        deployed(keeper) as (_, url),
        guarded(url, writes=True, limits=Limits(most_requests=1)) as guard,
    ):
        ask(guard, "POST", "/pets", json=NEW)
        assert ask(guard, "GET", "/pets").status_code == 403

    assert keeper.pets == {1: "Rex", 2: "Mia"}
    assert guard.stops == ("the budget of 1 requests is used up",)


def test_nobody_but_the_guard_cleans() -> None:
    with deployed(Shop()) as (deployment, url), guarded(url) as guard:
        ask(guard, "DELETE", "/pets/1", headers={"Understudy-Asker": "cleanup"})

        assert deployment.received == []
        assert guard.exchanges[0].asker == "fuzzer"


def test_the_guard_leaves_no_thread() -> None:
    before = threading.active_count()
    with guarded("http://127.0.0.1:9"):
        assert threading.active_count() == before + 1

    assert threading.active_count() == before


def test_what_says_whose_data_it_is_is_said_again_when_it_is_removed() -> None:
    document = pets()
    tenant = {"name": "X-Tenant", "in": "header", "required": True, "schema": {"type": "string"}}
    area = {"name": "area", "in": "query", "schema": {"type": "string"}}
    document["paths"]["/pets/{petId}"]["parameters"] += [tenant, area]
    with deployed(Shop()) as (deployment, url):
        with guarded(url, writes=True, document=document) as guard:
            said = {"x-tenant": "red", "x-other": "1"}
            ask(guard, "POST", "/pets?area=a%20b&other=1", json=NEW, headers=said)

        removal = deployment.received[1]
        assert removal.line == "DELETE /pets/3?area=a%20b"
        assert removal.header("X-Tenant") == "red"
        assert removal.header("x-other") is None


STILL = "pet 3 (created by createPet): DELETE /pets/3 answered 404, and GET /pets/3 shows it"


@pytest.mark.parametrize(("shown", "leftovers"), [(404, ()), (200, (STILL,))])
def test_what_cannot_be_found_when_it_is_to_be_removed_is_looked_at(
    shown: int, leftovers: tuple[str, ...]
) -> None:
    keeper = Shop()

    def answer(received: Received) -> bytes:
        if received.method == b"POST":
            return keeper(received)
        return response(404 if received.method == b"DELETE" else shown)

    with deployed(answer) as (_, url), guarded(url, writes=True) as guard:
        ask(guard, "POST", "/pets", json=NEW)

    assert guard.leftovers == leftovers


def test_a_copy_is_removed_and_not_what_it_was_made_of() -> None:
    copying = Declaration(
        operation="sellPet", kind=Kind.CREATE, resource="pet", answer={"data": "$record"}
    )

    def answer(received: Received) -> bytes:
        is_copy = received.method == b"POST"
        return response(200, {"id": 7, "data": {"id": 9}}) if is_copy else response(204)

    with (
        deployed(answer) as (deployment, url),
        guarded(url, writes=True, declared={"sellPet": copying}) as guard,
    ):
        ask(guard, "POST", "/pets/1/sell")
        guard.clean_up()

        assert deployment.lines == ["POST /pets/1/sell", "DELETE /pets/9"]


def test_cleaning_keeps_the_pace_of_the_run() -> None:
    limits = Limits(rate_per_s=20, most_requests=3)
    with deployed(Shop()) as (_, url), guarded(url, writes=True, limits=limits) as guard:
        with asking(guard) as client:
            for _ in range(4):
                client.post("/pets", json=NEW)
        began = time.monotonic()
        assert guard.clean_up() == ()

        assert time.monotonic() - began >= 2 / 20


def test_leftovers_that_are_told_alike_are_told_once() -> None:
    with (
        deployed(lambda _: response(201, body=b"")) as (_, url),
        guarded(url, writes=True) as guard,
        asking(guard) as client,
    ):
        for _ in range(3):
            client.post("/pets", json=NEW)

        assert guard.clean_up() == (
            "pet (created by createPet): its answer does not say what to remove (3 times)",
        )


@pytest.mark.parametrize("answer", [HANG, RESET], ids=["hangs", "resets"])
def test_what_may_have_been_created_is_told(answer: bytes) -> None:
    with (
        deployed(lambda _: answer) as (_, url),
        guarded(url, writes=True, limits=Limits(timeout_s=0.3)) as guard,
    ):
        ask(guard, "POST", "/pets", json=NEW)
        ask(guard, "GET", "/pets")

    why = "it got no answer, so nobody knows whether it is there"
    assert guard.leftovers == (f"pet (created by createPet): {why}",)
