"""`understudy diff` as its user meets it: what it prints and writes, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from understudy.cli.program import app
from understudy.contract.errors import UnderstudyError

OLD = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 0, default: 20}}
      responses:
        '200':
          description: pets
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""
TIGHTER = OLD.replace("minimum: 0", "minimum: 1")
OTHER_DEFAULT = OLD.replace("default: 20", "default: 50")
LOOSER = OLD.replace("minimum: 0, ", "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with the contracts, in which the command runs."""
    contracts = {"old": OLD, "tighter": TIGHTER, "default": OTHER_DEFAULT, "looser": LOOSER}
    for name, text in contracts.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["diff", *arguments])


@pytest.mark.parametrize(
    ("new", "options", "code"),
    [
        pytest.param("old", (), 0, id="no change"),
        pytest.param("looser", (), 0, id="compatible"),
        pytest.param("looser", ("--fail-on", "unknown"), 0, id="compatible, strict"),
        pytest.param("default", (), 0, id="unknown"),
        pytest.param("default", ("--fail-on", "unknown"), 1, id="unknown, strict"),
        pytest.param("tighter", (), 1, id="breaking"),
        pytest.param("tighter", ("--fail-on", "unknown"), 1, id="breaking, strict"),
        pytest.param("tighter", ("--fail-on", "none"), 0, id="breaking, lenient"),
        pytest.param("tighter", ("--fail-on", "sometimes"), 2, id="no such word"),
    ],
)
def test_exit_code_says_whether_callers_break(
    folder: Path, new: str, options: tuple[str, ...], code: int
) -> None:
    assert folder.is_dir()

    assert diff("old.yaml", f"{new}.yaml", *options).exit_code == code


def test_contracts_that_are_the_same_print_nothing_but_the_count(folder: Path) -> None:
    assert folder.is_dir()

    finished = diff("old.yaml", "old.yaml")

    assert finished.stdout == ""
    assert finished.stderr == "0 breaking, 0 unknown, 0 compatible changes\n"


def test_break_is_printed_with_its_places_and_its_proof(folder: Path) -> None:
    assert folder.is_dir()

    finished = diff("old.yaml", "tighter.yaml")

    assert finished.stdout == (
        "GET /pets\n"
        "  breaking    query parameter limit: minimum is 1 now, was 0 [range]\n"
        "    old      old.yaml:7 at /paths/~1pets/get/parameters/0/schema/minimum\n"
        "    new      tighter.yaml:7 at /paths/~1pets/get/parameters/0/schema/minimum\n"
        "    witness  GET /pets?limit=0\n"
        "    remedy   keep the old bounds\n"
        "\n"
    )


def test_json_has_all_that_is_known(folder: Path) -> None:
    assert folder.is_dir()

    printed = json.loads(diff("old.yaml", "tighter.yaml", "--json").stdout)

    assert printed["version"] == 1
    assert printed["counts"] == {"breaking": 1, "unknown": 0, "compatible": 0}
    (change,) = printed["changes"]
    assert change["witness"] == {"line": "GET /pets?limit=0", "payload": [0]}
    assert change["old"]["line"] == 7


def test_reports_are_written_in_the_form_of_their_names(folder: Path) -> None:
    names = ("changes.json", "changes.md", "changes.txt")
    options = [part for name in names for part in ("--report", name)]

    diff("old.yaml", "tighter.yaml", *options)

    as_json, page, text = ((folder / name).read_text() for name in names)
    assert json.loads(as_json)["counts"]["breaking"] == 1
    assert page.startswith("## 1 breaking, 0 unknown, 0 compatible changes\n")
    assert "  ```http\n  GET /pets?limit=0\n  ```\n" in page
    assert text.startswith("GET /pets\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("old.yaml", "nowhere.yaml"), "unknown-service", id="no document"),
        pytest.param(("old.yaml", "old.yaml", "--report", "a.pdf"), "unusable-report", id="form"),
        pytest.param(
            ("old.yaml", "old.yaml", "--report", "no/where.md"), "unusable-report", id="folder"
        ),
    ],
)
def test_what_cannot_be_done_is_explained(
    folder: Path, arguments: tuple[str, ...], code: str
) -> None:
    assert folder.is_dir()

    error = diff(*arguments).exception

    assert isinstance(error, UnderstudyError)  # `main` prints it, and exits with 2
    assert str(error).startswith(f"error[{code}]: ")


def test_behavior_beside_a_document_is_not_looked_at(folder: Path) -> None:
    (folder / "behavior.yaml").write_text("nonsense: true\n")

    assert diff("old.yaml", "looser.yaml").exit_code == 0


def test_service_is_compared_by_its_name(folder: Path) -> None:
    assert folder.is_dir()

    assert diff("jtl", "jtl").exit_code == 0
