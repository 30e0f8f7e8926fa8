"""Who is in the guard's process asks by the same rules, and into the same record."""

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
    Answered,
    Asked,
    Credential,
    Credentials,
    Guard,
    Limits,
    NoAnswer,
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


def test_answer_to_somebody_in_the_process_is_that_of_the_loopback(guard: Guard) -> None:
    target = "/v1/items?page_size=3"

    came = guard.pass_on(Asked(method="GET", target=target.encode()))

    answer = httpx2.get(guard.url + target)
    assert isinstance(came, Answered)
    assert (came.status, came.body) == (200, answer.content)
    assert answer.status_code == 200
    assert [each.target for each in guard.exchanges] == [target] * 2
    assert ADMIN not in str(guard.exchanges)


def test_write_of_somebody_in_the_process_is_withheld(guard: Guard) -> None:
    came = guard.pass_on(Asked(method="DELETE", target=b"/v1/items/it_1"))

    assert isinstance(came, NoAnswer)
    assert came.outcome is Outcome.WITHHELD
    assert [each.outcome for each in guard.exchanges] == [Outcome.WITHHELD]
