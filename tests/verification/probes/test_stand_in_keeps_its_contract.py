"""What is stood in for keeps what the probes look for: they find nothing, and reach nearly all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.serving.conftest import petstore
from tests.verification.probes.conftest import asking
from understudy.services import BUILT_IN, load_service
from understudy.serving import Settings, build_application
from understudy.verification.probes import Lab, declared_behaviors, find_gaps, run_probes

# Declared behaviors that reading alone cannot exercise: nothing, or one record, is there to read.
MOST_UNREACHED = {"jtl": 6, "augno": 3}


@pytest.fixture
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    loaded = load_service(request.param)
    app = build_application(Settings(services=(request.param,)))
    keys = loaded.behavior.credentials.keys or ("demo",)
    with asking(app, ("authorization", f"Bearer {keys[0]}")) as asker:
        yield Lab(contract=loaded.contract, behavior=loaded.behavior, asker=asker)


@pytest.mark.parametrize("lab", MOST_UNREACHED, indirect=True)
def test_reading_finds_nothing_and_exercises_what_is_declared(
    lab: Lab, request: pytest.FixtureRequest
) -> None:
    found = list(run_probes(lab))

    declared = list(declared_behaviors(lab))
    unreached = [each for each in declared if not lab.has_exercised(*each)]
    assert [each.message for each in found] == []
    assert len(declared) > 60
    assert len(unreached) <= MOST_UNREACHED[request.node.callspec.id]
    assert {(each.operation, each.code) for each in find_gaps(lab)} >= {
        (operation.id, "unexercised") for operation, _ in unreached
    }


def test_document_of_ones_own_keeps_what_is_inferred(tmp_path: Path) -> None:
    path = tmp_path / "pets.yaml"
    path.write_text(yaml.safe_dump(petstore()), encoding="utf-8")
    loaded = load_service(str(path))
    with asking(build_application(Settings(services=(str(path),)))) as asker:
        lab = Lab(contract=loaded.contract, behavior=loaded.behavior, asker=asker)

        found = list(run_probes(lab))

    assert [each.message for each in found] == []
    assert ("listPets", "paging") in lab.exercised


@pytest.mark.parametrize("service", BUILT_IN)
def test_reading_sends_no_write(service: str) -> None:
    loaded = load_service(service)
    methods: set[str] = set()

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        methods.add(Request(scope).method)
        await Response(b"[]", 200, media_type="application/json")(scope, receive, send)

    with asking(refuse) as asker:
        lab = Lab(contract=loaded.contract, behavior=loaded.behavior, asker=asker)
        list(run_probes(lab))

    assert methods == {"GET"}
