"""SARIF 2.1.0: findings as code scanning shows them, at their lines of the contract."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import orjson

from understudy import __version__
from understudy.contract.operations import Json, JsonObject
from understudy.verification.report import Finding, Report
from understudy.verification.reports.places import Places
from understudy.verification.reports.printable import printable
from understudy.verification.reports.wording import counted, listed
from understudy.verification.rules import RULES, Severity

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}


def sarif(report: Report) -> str:
    """Return the report as a SARIF log of one run.

    Every result has a place: the fact that is contradicted, or its operation, or the document.
    """
    names = list(dict.fromkeys(each.failure.rule for each in report.findings))
    places = Places(report)
    run: JsonObject = {
        "tool": {
            "driver": {
                "name": "understudy",
                "version": __version__,
                "rules": [_rule(name) for name in names],
            }
        },
        "invocations": [_invocation(report)],
        "automationDetails": {"id": f"understudy/{report.service}/{report.profile}"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, each, names, places) for each in report.findings],
    }
    log: JsonObject = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(log, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _rule(name: str) -> JsonObject:
    rule = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.title},
        "help": {"text": f"To do: {rule.remedy}."},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"severity": rule.severity.value},
    }


def _invocation(report: Report) -> JsonObject:
    stops: list[Json] = [
        {"level": "error", "message": {"text": printable(each)}} for each in report.stops
    ]
    return {"executionSuccessful": not report.stops, "toolExecutionNotifications": stops}


def _result(report: Report, finding: Finding, names: list[str], places: Places) -> JsonObject:
    failure = finding.failure
    deployment = report.deployments[finding.deployment].name
    identity = (
        failure.fingerprint if not finding.deployment else f"{failure.fingerprint}:{deployment}"
    )
    result: JsonObject = {
        "ruleId": failure.rule,
        "ruleIndex": names.index(failure.rule),
        "level": _LEVELS[failure.severity],
        "message": {"text": printable(_message(finding))},
        "locations": [_location(report, finding, places)],
        "partialFingerprints": {"understudy/v1": identity},
        "properties": {"deployment": deployment, "severity": failure.severity.value},
    }
    if finding.accepted:
        reason = printable(finding.accepted)
        result["suppressions"] = [{"kind": "external", "justification": reason}]
    return result


def _message(finding: Finding) -> str:
    failure = finding.failure
    seen = f" Seen {counted(finding.count, 'time')}."
    example = failure.exchanges[-1] if failure.exchanges else None
    last = f" Last with {example.method} {example.target}." if example is not None else ""
    named = listed([failure.operation])
    return f"{named}: {RULES[failure.rule].title}. {failure.message}{seen}{last}"


def _location(report: Report, finding: Finding, places: Places) -> JsonObject:
    failure = finding.failure
    pointer = failure.pointer or places.pointer_of(failure.operation)
    line = places.locate(pointer).line
    kind = {"fullyQualifiedName": printable(failure.operation or "deployment"), "kind": "function"}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(report.document or f"{report.service}.yaml")},
            "region": {"startLine": line or 1},
        },
        "logicalLocations": [{"decoratedName": printable(pointer), **kind}],
    }


def _uri(document: str) -> str:
    """Return a file as a URI: relative to the folder of the run where it can be.

    >>> _uri("specs/pet store.yaml")
    'specs/pet%20store.yaml'
    """
    path = Path(document)
    if not path.is_absolute():
        return quote(path.as_posix())
    here = Path.cwd()
    return quote(path.relative_to(here).as_posix()) if path.is_relative_to(here) else path.as_uri()
