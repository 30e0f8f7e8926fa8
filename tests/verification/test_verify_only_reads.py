"""The profile `read`: whatever is asked beyond this machine is a GET or a HEAD."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.deviations.depot import Depot
from tests.loopback import served
from tests.verification.runs import (
    FAR,
    FUZZER,
    Noting,
    deployed,
    deployment_side,
    loaded,
    plan_of,
    stand_in_app,
    stand_in_side,
)
from understudy.services import BUILT_IN
from understudy.verification.guarding import parse_target
from understudy.verification.holding import hold
from understudy.verification.running import verify

SAFE = {"GET", "HEAD"}


@pytest.mark.parametrize("service", BUILT_IN)
def test_probes_send_not_one_write(service: str) -> None:
    noting = Noting(stand_in_app(service))
    with served(noting) as origin:
        side = stand_in_side(loaded(service), origin, permitted_as=parse_target(FAR))
        some = loaded(service).contract.operations[
            ::14
        ]  # all of them: see guarding/test_permits.py
        held = hold(plan_of(loaded(service), side, operations=some), side)

    assert noting.methods <= SAFE
    assert len(noting.arrived) == held.requests > 20
    assert held.stops == ()


def test_the_fuzzer_sends_not_one_write() -> None:
    with deployed(Depot()) as (noting, url):
        side = deployment_side("depot", url, is_far=True)
        plan = plan_of(loaded("depot"), side, engines=FUZZER)
        operations = tuple(
            each for each in plan.operations if each.id in {"countItems", "createItem"}
        )
        held = verify(replace(plan, operations=operations)).held[0]

    assert noting.methods <= SAFE
    assert len(noting.arrived) == held.requests > 10
    assert held.stops == ()
