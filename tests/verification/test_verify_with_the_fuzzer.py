"""Whole runs with the fuzzer: it writes nothing foreign, outlives a token, and ends with the run.

What probes alone show of the guard is shown here of the engine that sends whatever comes to it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.deviations.depot import Depot
from tests.loopback import served
from tests.verification.fuzzing.notes import TOKEN, Notes, document
from tests.verification.runs import FUZZER, Arrived, deployed, plan_of
from tests.verification.test_verify_removes_what_it_made import READING, records, writing
from understudy.services import Loaded, load_service
from understudy.verification.guarding import (
    Credential,
    Credentials,
    Endpoint,
    parse_target,
)
from understudy.verification.plans import Side
from understudy.verification.profiles import Profile
from understudy.verification.report import Verdict
from understudy.verification.running import Verified, verify

WRITING = ("createItem", "updateItem", "deleteItem")
FOREIGN = "it concerns a record that this run did not create"
EXPIRED = "the credentials have expired and cannot be renewed"
BOUND_S = 30.0  # of a busy machine; a few seconds otherwise


def foreign_writes(arrived: Sequence[Arrived]) -> list[str]:
    """Return the writes that are neither a creation nor to an item created before."""
    created: set[str] = set()
    foreign = []
    for each in arrived:
        collection, _, name = each.path.rpartition("/")
        is_creation = each.method == "POST" and each.path == "/v1/items"
        is_own = collection == "/v1/items" and name in created
        if each.method not in READING and not (is_creation or is_own):
            foreign.append(f"{each.method} {each.path}")
        if is_creation and each.status == 201:
            created.add(str(each.value["id"]))
    return foreign


def test_the_fuzzer_changes_only_what_it_created_and_all_of_it_is_removed() -> None:
    service = Depot()
    before = records(service)
    with deployed(service) as (noting, url):
        plan = writing("depot", url)
        some = tuple(each for each in plan.operations if each.id in WRITING)
        came = verify(replace(plan, engines=FUZZER, operations=some))

    written = {(each.method, each.status) for each in noting.arrived}
    withheld = {each.note for each in came.held[0].exchanges if each.asker == "fuzzer"}
    assert foreign_writes(noting.arrived) == []
    assert written >= {("POST", 201), ("PATCH", 200), ("DELETE", 204)}
    assert FOREIGN in withheld
    assert records(service) == before
    assert (came.report.leftovers, came.report.stops, came.report.findings) == ((), (), ())


class Issuing:
    """Notes that ask for a token, which ends after a number of requests; it may issue another."""

    def __init__(self, *faults: str, lasts: int, issues: bool) -> None:
        self._notes: ASGIApp = Notes(*faults).app
        self._lasts, self._issues = lasts, issues
        self.number, self._asked = 0, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if scope["path"] == "/token":
            await self._issue()(scope, receive, send)
            return
        if request.headers.get("authorization") == f"Bearer issued-token-{self.number}":
            self._asked += 1
            if self._asked <= self._lasts:
                kept = [each for each in scope["headers"] if each[0] != b"authorization"]
                known = (b"authorization", f"Bearer {TOKEN}".encode())
                scope = {**scope, "headers": [*kept, known]}
        await self._notes(scope, receive, send)

    def _issue(self) -> Response:
        if not self._issues:
            return Response(status_code=503)
        self.number, self._asked = self.number + 1, 0
        return JSONResponse({"access_token": f"issued-token-{self.number}", "expires_in": 3600})


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    path = tmp_path_factory.mktemp("contracts") / "notes.json"
    path.write_text(json.dumps(document()), encoding="utf-8")
    return load_service(str(path))


def fuzzed(loaded: Loaded, origin: str, credential: Credential, **changes: Any) -> Verified:
    """Have the fuzzer verify notes; it takes less than the bound."""
    schemes = loaded.contract.security_schemes
    side = Side(
        name="deployment",
        target=parse_target(f"{origin}/v1"),
        credentials=Credentials(schemes=schemes, by_scheme={"token": credential}),
    )
    settings = {"profile": Profile.QUICK, "engines": FUZZER} | changes
    began = time.monotonic()
    came = verify(plan_of(loaded, side, **settings))
    assert time.monotonic() - began < BOUND_S
    return came


def test_a_token_that_ends_while_it_is_fuzzed_is_renewed_and_nothing_is_made_of_it(
    notes: Loaded,
) -> None:
    some = tuple(each for each in notes.contract.operations if each.path == "/notes")
    issuing = Issuing(lasts=20, issues=True)
    with served(issuing) as origin:
        endpoint = Endpoint(url=f"{origin}/token", form={"grant_type": "client_credentials"})
        came = fuzzed(notes, origin, Credential(endpoint=endpoint), operations=some)

    assert issuing.number > 2
    assert (came.report.findings, came.report.stops) == ((), ())
    assert came.report.verdict is Verdict.PASSED
    assert "issued-token" not in repr(came)


def test_a_token_that_ends_for_good_ends_the_fuzzer_which_keeps_what_it_found(
    notes: Loaded,
) -> None:
    issuing = Issuing("accepts-empty", lasts=40, issues=False)
    with served(issuing) as origin:
        endpoint = Endpoint(url=f"{origin}/token", form={"grant_type": "client_credentials"})
        credential = Credential(value="issued-token-0", endpoint=endpoint)
        came = fuzzed(notes, origin, credential, profile=Profile.DEEP)

    found = {each.failure.rule for each in came.report.findings}
    withheld = [each for each in came.held[0].exchanges if each.note == EXPIRED]
    assert found == {"token-expired", "invalid-accepted"}
    assert came.report.stops == (EXPIRED,)
    assert came.report.verdict is Verdict.FAILED
    assert len(withheld) < 400  # of the thousands that it would have gone on to send
