"""Deployments that are in trouble: it is told by the right rule, in bounded time, and never passed.

Each keeps a shop well for a while, and then does not.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from tests.verification.guarding.deployments import (
    CLOSE,
    HANG,
    RESET,
    Answer,
    Received,
    deployed,
    pets,
    response,
)
from tests.verification.guarding.shops import Shop
from tests.verification.runs import plan_of
from understudy.services import Loaded, load_service
from understudy.verification.exchanges import Outcome
from understudy.verification.guarding import (
    Credential,
    Credentials,
    Endpoint,
    Limits,
    parse_target,
)
from understudy.verification.holding import UNASKED, UNGRANTED
from understudy.verification.plans import Side
from understudy.verification.profiles import Profile
from understudy.verification.report import Verdict
from understudy.verification.running import Verified, verify

LIMITS = Limits(timeout_s=0.2, longest_wait_s=0.4, cleanup_s=2.0, total_s=20.0)
BOUND_S = 15.0
WELL = 8  # requests that are answered before the trouble begins
UNAUTHORIZED = response(401, {"error": "expired"})
LATER = response(429, {"error": "later"}, ("Retry-After: 0.1",))
MUCH_LATER = response(429, {"error": "later"}, ("Retry-After: 60",))
AWAY = response(302, headers=("Location: https://elsewhere.example.com/pets",))


@pytest.fixture(scope="module")
def shop_contract(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    path = tmp_path_factory.mktemp("contracts") / "pets.json"
    path.write_text(json.dumps(pets()), encoding="utf-8")
    return load_service(str(path))


def keeping(then: bytes | Answer, *, after: int = WELL) -> Answer:
    """Return answers of a shop that are good until a while has passed."""
    shop, asked = Shop(), 0

    def answer(received: Received) -> bytes:
        nonlocal asked
        asked += 1
        if asked > after:
            return then if isinstance(then, bytes) else then(received)
        return shop(replace(received, target=received.target.removeprefix(b"/v1")))

    return answer


def verified(
    loaded: Loaded, url: str, credential: Credential | None = None, **changes: Any
) -> Verified:
    """Verify a shop; it takes less than the bound."""
    credentials = Credentials(
        schemes=loaded.contract.security_schemes,
        by_scheme={"bearer": credential or Credential(value="a-good-token")},
    )
    side = Side(name="deployment", target=parse_target(url), credentials=credentials)
    plan = plan_of(loaded, side, **({"profile": Profile.QUICK, "limits": LIMITS} | changes))
    began = time.monotonic()
    came = verify(plan)
    assert time.monotonic() - began < BOUND_S
    return came


def told(came: Verified) -> set[str]:
    return {each.failure.rule for each in came.report.findings}


@pytest.mark.parametrize(
    ("trouble", "rule", "stop"),
    [
        (HANG, "hangs", "did not answer"),
        (RESET, "resets", ""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[" + RESET, "resets", ""),
        (b"garbage, and no end of it\r\n\r\n" + CLOSE, "garbage", ""),
        (AWAY, "redirects-away", ""),
        (LATER, "rate-limited", ""),
        (MUCH_LATER, "rate-limited", "put off"),
    ],
    ids=[
        "hangs",
        "resets",
        "breaks off",
        "garbage",
        "redirects",
        "limits the rate",
        "puts all off",
    ],
)
def test_trouble_is_told_by_its_rule(
    trouble: bytes, rule: str, stop: str, shop_contract: Loaded
) -> None:
    with deployed(keeping(trouble)) as (deployment, url):
        came = verified(shop_contract, url)

    assert rule in told(came)
    assert came.report.verdict is not Verdict.PASSED
    assert any(stop in each for each in came.report.stops) == bool(stop)
    assert len(deployment.received) > WELL
    (found, *_) = [each for each in came.report.findings if each.failure.rule == rule]
    assert found.failure.exchanges


def test_a_deployment_that_puts_off_and_then_grants_is_obeyed(shop_contract: Loaded) -> None:
    with deployed(limiting(Shop())) as (_, url):
        limited = verified(shop_contract, url)
    with deployed(keeping(HANG, after=10_000)) as (_, url):
        plain = verified(shop_contract, url)

    assert told(limited) == told(plain)
    assert limited.report.stops == plain.report.stops == plain.report.notes == ()
    (note,) = limited.report.notes
    assert note.startswith("the deployment limited the rate ")
    assert [each.status for each in limited.held[0].exchanges].count(429) > 3


def limiting(shop: Shop) -> Answer:
    """Return answers of a shop that puts off every third request."""
    asked = 0

    def answer(received: Received) -> bytes:
        nonlocal asked
        asked += 1
        if asked % 3 == 0:
            return response(429, {"error": "later"}, ("Retry-After: 0",))
        return shop(replace(received, target=received.target.removeprefix(b"/v1")))

    return answer


class Issuing:
    """A shop that asks for a token, which ends after a number of requests; it may issue another."""

    def __init__(self, *, lasts: int, issues: bool) -> None:
        self._shop, self._lasts, self._issues = Shop(), lasts, issues
        self.number, self._asked = 0, 0

    def __call__(self, received: Received) -> bytes:
        if received.target == b"/token":
            return self._issue()
        if received.header("authorization") != f"Bearer issued-token-{self.number}":
            return UNAUTHORIZED
        self._asked += 1
        if self._asked > self._lasts:
            return UNAUTHORIZED
        return self._shop(replace(received, target=received.target.removeprefix(b"/v1")))

    def _issue(self) -> bytes:
        if not self._issues:
            return response(503)
        self.number, self._asked = self.number + 1, 0
        return response(200, {"access_token": f"issued-token-{self.number}", "expires_in": 3600})


def test_a_token_that_ends_mid_run_is_renewed_and_nothing_is_made_of_it(
    shop_contract: Loaded,
) -> None:
    lasting, ending = Issuing(lasts=10_000, issues=True), Issuing(lasts=12, issues=True)
    came = []
    for issuing in (lasting, ending):
        with deployed(issuing) as (_, url):
            endpoint = Endpoint(url=url + "/token", form={"grant_type": "client_credentials"})
            came.append(verified(shop_contract, url, Credential(endpoint=endpoint)))

    assert (lasting.number, ending.number > 2) == (1, True)
    assert came[0].report.stops == came[1].report.stops == ()
    assert told(came[1]) == told(came[0])
    assert "issued-token" not in repr(came[1])


@pytest.mark.parametrize("has_endpoint", [False, True], ids=["no endpoint", "endpoint that fails"])
def test_a_token_that_ends_for_good_ends_the_run(
    has_endpoint: bool,  # noqa: FBT001 - a parameter of a table
    shop_contract: Loaded,
) -> None:
    issuing = Issuing(lasts=12, issues=False)
    with deployed(issuing) as (_, url):
        endpoint = Endpoint(url=url + "/token") if has_endpoint else None
        credential = Credential(value="issued-token-0", endpoint=endpoint)
        came = verified(shop_contract, url, credential)

    assert "token-expired" in told(came)
    assert came.report.stops == ("the credentials have expired and cannot be renewed",)
    assert came.report.verdict is not Verdict.PASSED


def test_a_deployment_that_goes_away_ends_the_run(shop_contract: Loaded) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        thread = threading.Thread(target=answer_twice_then_leave, args=(listening,))
        thread.start()
        came = verified(shop_contract, f"http://127.0.0.1:{port}")
        thread.join()

    assert "unreachable" in told(came)
    assert "the deployment did not answer 5 times in a row" in came.report.stops
    assert came.report.verdict is not Verdict.PASSED
    assert [each.outcome for each in came.held[0].exchanges[:2]] == [Outcome.ANSWERED] * 2


def answer_twice_then_leave(listening: socket.socket) -> None:
    listening.listen()
    for _ in range(2):
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(response(200, [{"id": 1, "name": "Rex"}], ("Connection: close",)))
    listening.close()


def test_nobody_at_the_address_is_no_pass(shop_contract: Loaded) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        came = verified(shop_contract, f"http://127.0.0.1:{unused.getsockname()[1]}")

    assert told(came) == {"unreachable"}
    assert came.report.verdict is Verdict.FAILED
    assert "unreachable" not in {each.code for each in came.report.gaps}  # nobody looked
    assert not any(each.succeeded for each in came.report.operations)


@pytest.mark.parametrize(
    "answer", [response(404, {"error": "what?"}), UNAUTHORIZED], ids=["wrong path", "no rights"]
)
def test_a_deployment_that_grants_nothing_is_no_pass(answer: bytes, shop_contract: Loaded) -> None:
    with deployed(lambda _: answer) as (_, url):
        came = verified(shop_contract, url)

    assert came.report.stops == (UNGRANTED,)
    assert came.report.verdict is not Verdict.PASSED


def test_a_deployment_that_only_sends_elsewhere_is_told_once_and_no_pass(
    shop_contract: Loaded,
) -> None:
    with deployed(lambda _: AWAY) as (_, url):
        came = verified(shop_contract, url)

    assert told(came) == {"redirects-away"}
    assert came.report.stops == (UNGRANTED,)


def test_operations_that_never_answered_were_asked_all_the_same(shop_contract: Loaded) -> None:
    with deployed(lambda _: RESET) as (_, url):
        came = verified(shop_contract, url)

    asked = {each.operation for each in came.held[0].exchanges} - {None}
    rows = {each.operation: each.statuses for each in came.report.operations}
    assert {name for name, statuses in rows.items() if statuses} == asked
    assert all(statuses[0][0] == "no answer" for statuses in rows.values() if statuses)
    assert any("got no answer (reset)" in each.message for each in came.report.gaps)
    assert not any("None" in each.message for each in came.report.gaps)


def test_a_run_that_asks_nothing_is_no_pass(shop_contract: Loaded) -> None:
    written = tuple(each for each in shop_contract.contract.operations if each.method == "POST")
    with deployed(Shop()) as (deployment, url):
        came = verified(shop_contract, url, operations=written[:1], profile=Profile.READ)

    assert deployment.received == []
    assert came.report.stops == (UNASKED,)
