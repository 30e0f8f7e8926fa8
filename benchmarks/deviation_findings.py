"""What `verify` says of a plain service."""

from __future__ import annotations

from dataclasses import dataclass

from tests.deviations import courier_access, depot_access
from tests.deviations.plain import CONTRACTS
from understudy.contract.operations import Json
from understudy.services import load_service
from understudy.verification.guarding import Credential, Credentials, Limits, parse_target
from understudy.verification.identities import configured_identities
from understudy.verification.plans import Engine, Plan, Side
from understudy.verification.profiles import Profile
from understudy.verification.running import verify

CREDENTIALS = {
    "depot": {
        "bearer": Credential(
            value=depot_access.ADMIN,
            expired=depot_access.EXPIRED,
            roles={"viewer": depot_access.VIEWER},
        )
    },
    "courier": {"key": Credential(value=courier_access.API_KEY)},
}
GIVEN: dict[str, dict[str, Json]] = {"depot": {}, "courier": {"X-Tenant-Id": "north"}}
LIMITS = Limits(timeout_s=4.0, slow_s=2.0, longest_wait_s=2.0, total_s=240.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that was found: the rule, the operation's id, who found it, and in which phase."""

    rule: str
    operation: str
    source: str
    phase: str = ""


def findings_of(
    url: str,
    service: str,
    profile: Profile,
    seed: int,
    engines: frozenset[Engine] = frozenset(Engine),
) -> tuple[tuple[Said, ...], tuple[str, ...]]:
    """Return what is found in a deployment, and why the run is incomplete if it is."""
    loaded = load_service(str(CONTRACTS / service / "openapi.yaml"))
    credentials = Credentials(
        schemes=loaded.contract.security_schemes, by_scheme=CREDENTIALS[service]
    )
    plan = Plan(
        loaded=loaded,
        sides=(
            Side(
                name="deployment",
                target=parse_target(url),
                credentials=credentials,
                identities=configured_identities(credentials),
            ),
        ),
        operations=loaded.contract.operations,
        profile=profile,
        engines=engines,
        seed=seed,
        limits=LIMITS,
        given=GIVEN[service],
    )
    report = verify(plan).report
    said = {
        Said(
            rule=each.failure.rule,
            operation=each.failure.operation,
            source=str(each.failure.source),
            phase=each.failure.phase,
        )
        for each in report.findings
    }
    ordered = sorted(said, key=lambda each: (each.rule, each.operation, each.phase))
    return tuple(ordered), report.stops
