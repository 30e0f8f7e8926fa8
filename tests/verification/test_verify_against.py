"""The stand-in and a deployment side by side: who is wrong, and what the guesses are worth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import served
from tests.verification.fuzzing.notes import TOKEN, Notes, document
from tests.verification.runs import understudy


def guessed() -> dict[str, Any]:
    """Return the contract of the notes, of which listing is documented and all else a guess."""
    made = document()
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                is_known = (path, method) == ("/notes", "get")
                label = "documented" if is_known else "inferred"
                operation["x-provenance"] = {"label": label, "source": "a letter", "note": "-"}
    made["components"]["schemas"]["Note"]["x-provenance"] = {"label": "inferred", "note": "-"}
    return made


def test_guesses_that_a_deployment_contradicts_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNDERSTUDY_CREDENTIALS_TOKEN", TOKEN)
    contract, told = tmp_path / "notes.json", tmp_path / "report.json"
    contract.write_text(json.dumps(guessed()), encoding="utf-8")
    notes = Notes("wrong-type")
    notes.kept = {number: {"id": number, "text": f"note {number}"} for number in (1, 2)}

    with served(notes.app) as url:
        ended = understudy(
            *("verify", contract, "--against", url + "/v1", "--report", told),
            *("--only", "listNotes", "--profile", "read"),
        )

    assert ended.code == 1, ended.out
    report = json.loads(told.read_text(encoding="utf-8"))
    assert [each["name"] for each in report["deployments"]] == ["stand-in", "deployment"]
    assert {each["deployment"] for each in report["findings"]} == {1}
    facts = report["facts"]
    first = facts[0]
    assert (first["label"], first["cells"][1]) == ("inferred", "contradicted")
    assert first["blame"] == "contract wrong?"
    assert first["failures"]
    ranks = [rank(each) for each in facts]
    assert ranks == sorted(ranks)
    assert {0, 1, 2} == set(ranks)
    assert "agree" in {each["blame"] for each in facts}


def rank(fact: dict[str, Any]) -> int:
    """Return how early a fact is to be told: 0 for a guess that turned out wrong."""
    telling = {("inferred", "contradicted"): 0, ("inferred", "confirmed"): 1}
    return telling.get((fact["label"], fact["cells"][1]), 2)
