"""What the fuzzer alone says of a plain service: the half of `verify` that exists."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.conformance import HOOKS
from tests.deviations.courier_access import API_KEY
from tests.deviations.depot_access import ADMIN
from tests.deviations.plain import CONTRACTS
from tests.deviations.promises import read_document
from understudy.verification.profiles import EFFORTS, Profile

RULES = {
    "not_a_server_error": "server-error",
    "status_code_conformance": "undeclared-status",
    "content_type_conformance": "undeclared-media-type",
    "response_headers_conformance": "response-header",
    "response_schema_conformance": "response-body",
    "negative_data_rejection": "invalid-accepted",
    "positive_data_acceptance": "valid-refused",
    "missing_required_header": "required-header-unasked",
    "unsupported_method": "undeclared-method",
    "allow_header_conformance": "allow-header",
    "use_after_free": "deleted-remains",
    "ensure_resource_availability": "created-missing",
    "ignored_auth": "open-to-anyone",
}
ACCESS = {
    "depot": f'[auth.openapi.bearer]\nbearer = "{ADMIN}"',
    "courier": f'[auth.openapi.key]\napi_key = "{API_KEY}"\n\n'
    '[parameters]\n"header.X-Tenant-Id" = "north"',
}
SETTINGS = """\
continue-on-failure = true
workers = 1
request-timeout = 3.0
hooks = "{hooks}"

[generation]
database = "none"
max-examples = {examples}

[cache]
enabled = false

{access}
"""
READ_ONLY = "\n[phases.coverage]\nunexpected-methods = []\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that was found: the rule, the operation's id, who found it, and in which phase."""

    rule: str
    operation: str
    source: str
    phase: str = ""


def findings_of(
    url: str, service: str, profile: Profile, seed: int
) -> tuple[tuple[Said, ...], tuple[str, ...]]:
    """Return what is found in a deployment, and why the run is incomplete if it is."""
    effort = EFFORTS[profile]
    script = Path(sys.executable).with_name("schemathesis")
    written = SETTINGS.format(
        hooks=HOOKS.as_posix(), examples=effort.examples, access=ACCESS[service]
    )
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        (scratch / "settings.toml").write_text(written + ("" if effort.writes else READ_ONLY))
        subprocess.run(
            [
                *(str(script), "--config-file", "settings.toml"),
                *("run", str(CONTRACTS / service / "openapi.yaml"), "--url", url),
                *("--phases", ",".join(effort.phases), "--seed", str(seed)),
                *("--report-ndjson-path", "events.ndjson", "--no-color"),
                *(() if effort.writes else ("--include-method", "GET")),
            ],
            cwd=scratch,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return _read(scratch / "events.ndjson", service)


def _read(events: Path, service: str) -> tuple[tuple[Said, ...], tuple[str, ...]]:
    said: set[Said] = set()
    stops: list[str] = []
    if not events.exists():
        return (), ("the fuzzer refused the contract or its settings",)
    for line in events.read_text().splitlines():
        kind, event = next(iter(json.loads(line).items()))
        if kind == "ScenarioFinished":
            said.update(_failures(event, service))
        elif kind in {"NonFatalError", "FatalError"}:
            stops.append(f"the fuzzer: {str(event)[:300]}")
    ordered = sorted(said, key=lambda each: (each.rule, each.operation, each.phase))
    return tuple(ordered), tuple(stops)


def _failures(event: dict[str, Any], service: str) -> Iterator[Said]:
    for checks in event["recorder"].get("checks", {}).values():
        for check in checks:
            if check["status"] == "failure":
                failure = check["failure_info"]["failure"]
                yield Said(
                    rule=_rule(check["name"], failure),
                    operation=_operation(service, failure["operation"]),
                    source="fuzzer",
                    phase=event["phase"],
                )


def _rule(check: str, failure: dict[str, Any]) -> str:
    if failure["type"] == "MalformedJson":
        return "malformed-body"
    if check == "ignored_auth" and "invalid" in failure["title"]:
        return "open-to-malformed"
    return RULES[check]


def _operation(service: str, label: str) -> str:
    """Return the id of the operation that is called "GET /items"."""
    method, _, path = label.partition(" ")
    document = read_document(CONTRACTS / service / "openapi.yaml")
    return str(document["paths"].get(path, {}).get(method.lower(), {}).get("operationId", ""))
