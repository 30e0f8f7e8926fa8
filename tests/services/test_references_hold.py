"""What the records of a new world say of one another is so."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.conftest import ClientFor
from understudy.behavior import START, References, Refused
from understudy.services import BUILT_IN
from understudy.serving.standins import StandIn
from understudy.state import Space, Transaction


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_reference_of_a_new_world_leads_to_a_record(client_for: ClientFor, name: str) -> None:
    client: TestClient = client_for(name)
    stand_in: StandIn = client.app.stand_ins[name]  # type: ignore[attr-defined]
    resources = stand_in.behavior.resources
    store = stand_in._holdings.of("").store
    transaction = Transaction(store, Space("default", name, ""), start=START)
    references = References(resources)
    broken = []

    for resource in resources.values():
        if not resource.references:
            continue
        for record in stand_in.seeded(resource.name):
            try:
                references.check(resource, record, None, transaction)
            except Refused as refused:
                broken.append((resource.name, record[resource.key], refused.offences[0].pointer))

    assert broken == []
