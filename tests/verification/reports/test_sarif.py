"""SARIF 2.1.0 that code scanning takes: required members, places, fingerprints."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings

from tests.verification.reports.sample import sample
from tests.verification.reports.strategies import REPORTS
from understudy.verification.report import Report
from understudy.verification.reports.sarif import sarif

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
# What the OASIS schema and GitHub's own list ask of the members that we write.
ESSENTIAL: dict[str, Any] = {
    "type": "object",
    "required": ["version", "$schema", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "properties": {
                "tool": {
                    "properties": {
                        "driver": {
                            "required": ["name", "rules"],
                            "properties": {
                                "rules": {
                                    "uniqueItems": True,
                                    "items": {
                                        "required": ["id", "shortDescription", "help"],
                                        "properties": {
                                            "shortDescription": TEXT,
                                            "help": TEXT,
                                            "defaultConfiguration": {
                                                "properties": {"level": LEVEL}
                                            },
                                        },
                                    },
                                }
                            },
                        }
                    },
                    "required": ["driver"],
                },
                "invocations": {
                    "items": {
                        "required": ["executionSuccessful"],
                        "properties": {
                            "executionSuccessful": {"type": "boolean"},
                            "toolExecutionNotifications": {
                                "items": {
                                    "required": ["message"],
                                    "properties": {"message": TEXT, "level": LEVEL},
                                }
                            },
                        },
                    }
                },
                "results": {"items": {"$ref": "#/$defs/result"}},
            },
        },
        "result": {
            "type": "object",
            "required": ["ruleId", "message", "locations", "partialFingerprints"],
            "properties": {
                "message": TEXT,
                "level": LEVEL,
                "ruleIndex": {"type": "integer", "minimum": 0},
                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                "suppressions": {
                    "items": {
                        "required": ["kind"],
                        "properties": {"kind": {"enum": ["inSource", "external"]}},
                    }
                },
                "locations": {
                    "minItems": 1,
                    "items": {
                        "required": ["physicalLocation"],
                        "properties": {
                            "physicalLocation": {
                                "required": ["artifactLocation", "region"],
                                "properties": {
                                    "artifactLocation": {
                                        "properties": {"uri": {"pattern": "^[!-~]+$"}}
                                    },
                                    "region": {
                                        "properties": {
                                            "startLine": {"type": "integer", "minimum": 1}
                                        }
                                    },
                                },
                            }
                        },
                    },
                },
            },
        },
    },
}
VALIDATOR = jsonschema_rs.validator_for(ESSENTIAL)
CONTRACT = """\
openapi: 3.1.0
paths:
  /pets:
    get:
      responses:
        '200': {description: pets}
  /pets/{id}:
    delete: {}
"""


def run_of(report: Report) -> Any:
    document = json.loads(sarif(report))
    assert [str(each) for each in VALIDATOR.iter_errors(document)] == []
    return document["runs"][0]


@settings(max_examples=40)
@given(REPORTS)
def test_any_report_is_a_log_and_every_result_names_its_rule(report: Report) -> None:
    run = run_of(report)

    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert len(run["results"]) == len(report.findings)
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])


def test_findings_stand_at_their_lines_of_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "petstore.yaml").write_text(CONTRACT, encoding="utf-8")

    places = [each["locations"][0]["physicalLocation"] for each in run_of(sample())["results"]]

    assert {each["artifactLocation"]["uri"] for each in places} == {"petstore.yaml"}
    lines = [each["region"]["startLine"] for each in places]
    assert lines[:2] == [5, 8]  # of a pointer, and of an operation


def test_absolute_path_below_the_folder_becomes_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    inside = replace(sample(), document=str(tmp_path / "a b" / "pets.yaml"))
    outside = replace(sample(), document=str(tmp_path.parent / "pets.yaml"))

    uris = [
        run_of(each)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in (inside, outside)
    ]

    assert uris[0] == "a%20b/pets.yaml"
    assert uris[1].startswith("file:///")


def test_accepted_finding_is_suppressed_with_its_reason() -> None:
    suppressions = [each.get("suppressions") for each in run_of(sample())["results"]]

    assert suppressions[:-1] == [None] * 5
    assert suppressions[-1] == [
        {"kind": "external", "justification": "The vendor mends it in May."}
    ]


def test_incomplete_run_says_why() -> None:
    (invocation,) = run_of(sample())["invocations"]

    assert invocation["executionSuccessful"] is False
    assert "budget" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_two_deployments_do_not_share_a_fingerprint() -> None:
    finding = sample().findings[0]
    both = replace(sample(), findings=(replace(finding, deployment=0), finding))

    prints = [each["partialFingerprints"]["understudy/v1"] for each in run_of(both)["results"]]

    assert prints == [finding.failure.fingerprint, f"{finding.failure.fingerprint}:deployment"]
