"""The action and the snippets of docs/ci.md: their scripts run, and their commands are ours.

`understudy` and all else that scripts call are replaced by a program that notes its arguments, so
that what would be run is known, quoting and all. Then our own parser has to accept it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
import yaml

from understudy.cli.program import app

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SNIPPETS = [yaml.safe_load(each) for each in re.findall(r"(?ms)^```yaml\n(.*?)^```$", PAGE)]
NOTED = """\
import json, os, sys
name = os.path.basename(sys.argv[0])
with open(os.environ["NOTES"], "a") as notes:
    notes.write(json.dumps([name, *sys.argv[1:]]) + "\\n")
for option, value in zip(sys.argv, sys.argv[1:]):
    if option == "--report":
        open(value, "w").write("what was found")
sys.exit(1 if name == os.environ.get("FAILING") else 0)
"""
COMMANDS: dict[str, click.Command] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


class Runner:
    """Runs scripts as a job does, and knows which commands they called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes = folder / "notes"
        self.summary = folder / "summary"
        programs = folder / "bin"
        programs.mkdir()
        for name in ("understudy", "python", "gh", "git"):
            program = programs / name
            program.write_text(f"#!{sys.executable}\n{NOTED}")
            program.chmod(0o755)
        self.environment = {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "NOTES": str(self.notes),
            "RUNNER_TEMP": str(folder),
            "GITHUB_ACTION_PATH": "/actions/understudy",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            **dict.fromkeys(
                ("GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_REF", "GITHUB_BASE_REF"), "some/name"
            ),
        }

    def run(self, script: str, **variables: str) -> int:
        """Return the exit code of a script, run as GitHub runs it."""
        return subprocess.run(  # noqa: S603 - a script of our own
            ["/bin/bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
            cwd=self.folder,
            env={**self.environment, **variables},
            check=False,
        ).returncode

    def called(self, name: str) -> list[list[str]]:
        """Return the arguments of every call of a program."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return [each[1:] for each in map(json.loads, lines) if each[0] == name]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def step(words: str) -> dict[str, Any]:
    """Return the step of the action that is named so."""
    (found,) = [each for each in ACTION["runs"]["steps"] if words in each.get("name", "")]
    return dict(found)


def filled(inputs: dict[str, str], one: dict[str, Any]) -> dict[str, str]:
    """Return the variables of a step, as GitHub fills them in."""
    defaults = {name: each.get("default", "") for name, each in ACTION["inputs"].items()}
    given = {**defaults, **inputs}

    def value(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: given[found[1]], text)

    return {name: value(text) for name, text in one.get("env", {}).items()}


def accept(arguments: list[str]) -> None:
    """Have our parser read a command line, without doing what it says."""
    command, *rest = arguments
    found = COMMANDS[command]
    if isinstance(found, click.Group):
        found, rest = found.commands[rest[0]], rest[1:]
    found.make_context(command, rest)


def known(*names: str) -> pytest.MarkDecorator:
    """Mark a test that needs commands which are still to come; it counts as soon as they are."""
    missing = [name for name in names if name not in COMMANDS]
    return pytest.mark.xfail(
        bool(missing), reason=f"issue 4: {missing} not registered yet", strict=True
    )


INPUTS = {
    "stand-in": {"service-or-document": "goldleaf"},
    "everything": {
        "service-or-document": "my api.yaml",
        "base-url": "http://127.0.0.1:8000/a?b=c&d",
        "profile": "deep",
        "baseline": "known findings.yaml",
        "args": "--seed 7  --budget 500 --only getPet --only listPets",
    },
    "hostile": {"service-or-document": "$(touch harm); `touch harm`", "args": "--seed 1"},
}


@pytest.mark.parametrize("inputs", INPUTS.values(), ids=INPUTS)
def test_action_passes_its_inputs_on_as_they_are(runner: Runner, inputs: dict[str, str]) -> None:
    verify = step("Verify")

    code = runner.run(verify["run"], **filled(inputs, verify))

    assert code == 0
    (arguments,) = runner.called("understudy")
    assert arguments[:2] == ["verify", inputs["service-or-document"]]
    assert {inputs.get("base-url"), inputs.get("baseline"), None} <= {*arguments, None}
    assert all(each in arguments for each in inputs.get("args", "").split())
    assert not (runner.folder / "harm").exists()


@known("verify")
@pytest.mark.parametrize("inputs", INPUTS.values(), ids=INPUTS)
def test_action_calls_what_the_program_accepts(runner: Runner, inputs: dict[str, str]) -> None:
    verify = step("Verify")
    runner.run(verify["run"], **filled(inputs, verify))

    (arguments,) = runner.called("understudy")

    accept(arguments)


def test_action_fails_when_the_verification_does_and_shows_the_report_all_the_same(
    runner: Runner,
) -> None:
    verify, show = step("Verify"), step("summary")
    inputs = INPUTS["stand-in"]

    code = runner.run(verify["run"], **filled(inputs, verify), FAILING="understudy")
    shown = runner.run(show["run"], **filled(inputs, show))

    assert (code, shown) == (1, 0)
    assert show["if"] == "always()"
    assert runner.summary.read_text() == "what was found"


def test_action_sends_findings_to_code_scanning_when_asked(runner: Runner) -> None:
    verify, send = step("Verify"), step("code scanning")
    inputs = INPUTS["stand-in"]
    runner.run(verify["run"], **filled(inputs, verify))

    code = runner.run(send["run"], **filled(inputs, send))

    assert code == 0
    assert send["if"] == "always() && inputs.upload-sarif == 'true'"
    (call,) = runner.called("gh")
    assert "repos/some/name/code-scanning/sarifs" in call


def test_action_installs_itself(runner: Runner) -> None:
    runner.run(step("Install")["run"])

    (call,) = runner.called("python")
    assert call[-1] == "/actions/understudy[verify]"


def test_action_uses_no_action_of_others() -> None:
    used = [each["uses"] for each in ACTION["runs"]["steps"] if "uses" in each]

    assert [each.partition("@")[0] for each in used] == ["actions/setup-python"]


def test_scripts_of_the_action_hold_no_input() -> None:
    scripts = [each["run"] for each in ACTION["runs"]["steps"] if "run" in each]

    assert len(scripts) == 4
    assert not any("${{" in each for each in scripts)


def test_inputs_are_described_on_the_page() -> None:
    listed = re.findall(r"(?m)^\| `([a-z-]+)` \|", PAGE)

    assert listed == list(ACTION["inputs"])


def jobs() -> Iterator[dict[str, Any]]:
    for snippet in SNIPPETS:
        yield from (snippet.get("jobs") or snippet).values()


def scripts() -> list[str]:
    """Return every script of the page, and every command that is only shown."""
    found = [script for job in jobs() for script in job.get("script", ())]
    found += [each["run"] for job in jobs() for each in job.get("steps", ()) if "run" in each]
    return [*dict.fromkeys(found + re.findall(r"(?m)^    (understudy .*)$", PAGE))]


def test_inputs_of_snippets_are_those_of_the_action() -> None:
    uses = [each for job in jobs() for each in job.get("steps", ()) if "understudy@" in str(each)]

    assert [each["with"].keys() - ACTION["inputs"].keys() for each in uses] == [set()]


def test_page_shows_scripts_for_both() -> None:
    assert sum("script" in job for job in jobs()) == 2
    assert sum("understudy" in each for each in scripts()) >= 6


@pytest.mark.parametrize("script", scripts())
def test_script_of_a_snippet_runs(runner: Runner, script: str) -> None:
    (runner.folder / "diff.md").write_text("what changed")
    (runner.folder / "understudy-reports").mkdir()

    assert runner.run(script, SHARD="2", UNDERSTUDY="here") == 0


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(each, marks=known(found[1]))
        for each in scripts()
        if (found := re.search(r"(?m)^understudy (\w+)", each))
    ],
)
def test_command_of_a_snippet_is_accepted_by_the_program(runner: Runner, script: str) -> None:
    (runner.folder / "understudy-reports").mkdir()
    runner.run(script, SHARD="2")

    calls = runner.called("understudy")

    assert calls
    for each in calls:
        accept(each)
