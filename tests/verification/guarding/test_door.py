"""The guard's door: the same rules and the same record as over the loopback."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from benchmarks.deviation_runs import serve
from tests.deviations.depot import Depot
from tests.deviations.depot_access import ADMIN
from tests.deviations.plain import CONTRACTS
from understudy.services import load_service
from understudy.verification.exchanges import Outcome
from understudy.verification.guarding import (
    Credential,
    Credentials,
    Guard,
    Limits,
    Permits,
    parse_target,
)


@pytest.fixture
def guard() -> Iterator[Guard]:
    """Guard a depot that may be read."""
    loaded = load_service(str(CONTRACTS / "depot" / "openapi.yaml"))
    credentials = Credentials(
        schemes=loaded.contract.security_schemes, by_scheme={"bearer": Credential(value=ADMIN)}
    )
    with serve(Depot([])) as url:
        target = parse_target(url)
        permits = Permits(loaded.contract, loaded.behavior, target)
        with Guard(target, permits, Limits(), credentials=credentials) as guard:
            yield guard


def test_answer_through_the_door_is_that_of_the_loopback(guard: Guard) -> None:
    with (
        httpx2.Client(base_url=guard.url, transport=guard.door()) as inside,
        httpx2.Client(base_url=guard.url) as outside,
    ):
        answers = [each.get("/v1/items?page_size=3") for each in (inside, outside)]

    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert [each.target for each in guard.exchanges] == ["/v1/items?page_size=3"] * 2
    assert ADMIN not in str(guard.exchanges)


def test_write_is_withheld_at_the_door(guard: Guard) -> None:
    with httpx2.Client(base_url=guard.url, transport=guard.door()) as inside:
        answer = inside.delete("/v1/items/it_1")

    assert answer.status_code == 403
    assert answer.headers["Understudy-Guard"].startswith("withheld; ")
    assert [each.outcome for each in guard.exchanges] == [Outcome.WITHHELD]
