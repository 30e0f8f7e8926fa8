"""A verification from beginning to end: what its report says of the run itself."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from benchmarks.deviation_findings import CREDENTIALS
from benchmarks.deviation_runs import serve
from tests.deviations.depot import Depot
from tests.deviations.plain import CONTRACTS
from understudy.services import Loaded, load_service
from understudy.verification.guarding import Credential, Credentials, parse_target
from understudy.verification.holding import UNGRANTED
from understudy.verification.plans import Engine, Plan, Side
from understudy.verification.profiles import Profile
from understudy.verification.report import Report, Verdict
from understudy.verification.running import verify


@pytest.fixture(scope="module")
def depot() -> Loaded:
    return load_service(str(CONTRACTS / "depot" / "openapi.yaml"))


def read(depot: Loaded, credentials: Mapping[str, Credential]) -> Report:
    """Have probes read a service that keeps its contract."""
    schemes = depot.contract.security_schemes
    with serve(Depot([])) as url:
        side = Side(
            name="deployment",
            target=parse_target(url),
            credentials=Credentials(schemes=schemes, by_scheme=credentials),
        )
        plan = Plan(
            loaded=depot,
            sides=(side,),
            operations=depot.contract.operations,
            profile=Profile.READ,
            engines=frozenset({Engine.PROBES}),
        )
        return verify(plan).report


def test_run_that_is_only_ever_refused_is_no_pass(depot: Loaded) -> None:
    report = read(depot, {})

    assert (report.verdict, report.stops) == (Verdict.INCOMPLETE, (UNGRANTED,))


def test_run_with_credentials_is_one(depot: Loaded) -> None:
    report = read(depot, CREDENTIALS["depot"])

    assert (report.verdict, report.stops) == (Verdict.PASSED, ())
    assert report.document == depot.contract.file
