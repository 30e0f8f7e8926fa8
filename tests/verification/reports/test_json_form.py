"""The JSON form says all, says it the same way every time, and can be read back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings

from tests.verification.reports.sample import sample
from tests.verification.reports.strategies import REPORTS
from understudy.contract.errors import ReportError
from understudy.verification.report import Report
from understudy.verification.reports.json_form import (
    from_json,
    grammar,
    json_form,
    read_report,
    to_json,
)

VALIDATOR = jsonschema_rs.validator_for(grammar())


@settings(max_examples=60)
@given(REPORTS)
def test_any_report_satisfies_its_schema_and_is_read_back_as_it_was(report: Report) -> None:
    document = json.loads(json_form(report))

    assert list(VALIDATOR.iter_errors(document)) == []
    assert from_json(document) == report


def test_a_written_report_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json_form(sample()), encoding="utf-8")

    assert read_report(path) == sample()


def test_two_runs_differ_in_nothing_but_timings() -> None:
    run = sample()
    slower = replace(
        run,
        deployments=tuple(replace(each, elapsed_s=99.0) for each in run.deployments),
        findings=tuple(
            replace(
                each,
                failure=replace(
                    each.failure,
                    exchanges=tuple(replace(one, elapsed_ms=1) for one in each.failure.exchanges),
                ),
            )
            for each in run.findings
        ),
    )

    one, other = to_json(run), to_json(slower)

    assert one.pop("timings") != other.pop("timings")
    assert one == other


def test_scripts_find_verdict_severity_and_fingerprint() -> None:
    document = json.loads(json_form(sample()))

    first = document["findings"][0]
    assert (document["version"], document["verdict"]) == (1, "failed")
    assert first["severity"] == "critical"
    assert first["fingerprint"] == sample().findings[0].failure.fingerprint


def test_lone_surrogates_are_spelled_out() -> None:
    written = json_form(replace(sample(), title="a\ud800"))

    assert json.loads(written)["title"] == "a\\ud800"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param("", "not valid JSON", id="empty"),
        pytest.param("{", "not valid JSON", id="cut"),
        pytest.param("[]", "no report", id="array"),
        pytest.param("[" * 900, "not valid JSON", id="open"),
        pytest.param('{"a":' * 100 + "1" + "}" * 100, "no report", id="deep"),
        pytest.param("{}", "required", id="no members"),
        pytest.param('{"version": 7}', "upgrade understudy", id="later version"),
        pytest.param('{"version": "x"}', "report.json", id="odd version"),
        pytest.param('\ud800"'.encode("utf-8", "surrogatepass"), "not valid JSON", id="not UTF-8"),
    ],
)
def test_what_is_no_report_is_told(tmp_path: Path, content: str | bytes, told: str) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(ReportError, match=told) as caught:
        read_report(path)

    assert str(path) in str(caught.value)


def test_unknown_rule_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json_form(sample()).replace('"hangs"', '"hung"'), encoding="utf-8")

    with pytest.raises(ReportError, match=r"report.json:\d+ at /findings/1/failure/rule"):
        read_report(path)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="cannot be opened"):
        read_report(tmp_path / "none.json")


def test_schema_describes_every_member_of_a_report() -> None:
    def members(node: object) -> set[str]:
        if isinstance(node, dict):
            inner = set().union(*(members(each) for each in node.values()))
            return inner | set(node.get("properties", {}))
        return set().union(*(members(each) for each in node)) if isinstance(node, list) else set()

    def keys(node: object) -> set[str]:
        if isinstance(node, dict):
            return set(node).union(*(keys(each) for each in node.values()))
        return set().union(*(keys(each) for each in node)) if isinstance(node, list) else set()

    assert keys(json.loads(json_form(sample()))) <= members(grammar())
