"""`understudy report` as its user meets it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.verification.reports.sample import sample
from understudy.cli.program import app
from understudy.contract.errors import ReportError
from understudy.verification.report import Report
from understudy.verification.reports import write


def understudy(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def written(path: Path, report: Report) -> Path:
    write(report, (), path)
    return path


def test_report_is_shown_and_written_in_other_forms(tmp_path: Path) -> None:
    path = written(tmp_path / "report.json", sample())
    page, comment = tmp_path / "report.html", tmp_path / "report.md"

    finished = understudy("report", "show", path, "--report", page, "--report", comment)

    assert finished.exit_code == 1
    assert finished.output.startswith("FAILED, INCOMPLETE  petstore")
    assert page.exists()
    assert comment.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"findings": (), "stops": ()}, 0, id="passed"),
        pytest.param({"findings": ()}, 1, id="incomplete"),
        pytest.param({"stops": ()}, 1, id="failed"),
    ],
)
def test_exit_code_is_the_verdicts(tmp_path: Path, changes: dict[str, object], code: int) -> None:
    path = written(tmp_path / "report.json", replace(sample(), **changes))  # type: ignore[arg-type]

    assert understudy("report", "show", path).exit_code == code


def test_shards_are_merged(tmp_path: Path) -> None:
    clean = replace(sample(), findings=(), stops=())
    shards = [
        written(tmp_path / f"{number}.json", replace(clean, shard=f"{number}/2"))
        for number in (1, 2)
    ]
    whole = tmp_path / "whole.json"

    finished = understudy("report", "merge", *shards, "--report", whole)

    assert finished.exit_code == 0, finished.output
    assert json.loads(whole.read_text())["deployments"][0]["requests"] == 2408


def test_missing_and_repeated_shards_are_named(tmp_path: Path) -> None:
    clean = replace(sample(), findings=(), stops=(), shard="1/2")
    shard = written(tmp_path / "1.json", clean)

    finished = understudy("report", "merge", shard, shard)

    assert finished.exit_code == 1
    assert finished.output.startswith("INCOMPLETE")
    assert f"shard 1/2 was given more than once: {shard}, {shard}" in finished.output
    assert "shard 2/2 is missing" in finished.output


def test_name_of_no_form_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    finished = understudy("report", "show", tmp_path / "none.json", "--report", "report.pdf")

    assert isinstance(finished.exception, ReportError)
    assert "'report.pdf'" in str(finished.exception)
