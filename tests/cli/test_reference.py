"""docs/cli.md is what `--help` prints.

`UPDATE_DOCS=1 python -m pytest tests/cli/test_reference.py` writes it anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from understudy.cli.program import app

PAGE = Path(__file__).parent.parent.parent / "docs" / "cli.md"
BLOCK = re.compile(
    r"(?s)```console\n\$ understudy(?P<words>(?: [a-z]+)*) --help\n(?P<shown>.*?)```"
)


def commands() -> list[str]:
    """Return the names of all commands, "" for the program itself."""
    return ["", *typer.main.get_command(app).commands]  # type: ignore[attr-defined]  # it is a group


def printed(words: str) -> str:
    """Return what a terminal 80 columns wide shows."""
    environment = {"COLUMNS": "80", "TERMINAL_WIDTH": "80"}
    arguments = [*words.split(), "--help"]
    finished = CliRunner().invoke(app, arguments, prog_name="understudy", env=environment)
    assert finished.exit_code == 0, finished.output
    return finished.output.rstrip() + "\n"


def rendered(page: str) -> str:
    def block(found: re.Match[str]) -> str:
        return f"```console\n$ understudy{found['words']} --help\n{printed(found['words'])}```"

    return BLOCK.sub(block, page)


def test_reference_is_what_help_prints() -> None:
    page = PAGE.read_text(encoding="utf-8")

    expected = rendered(page)

    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(expected, encoding="utf-8")
    else:
        assert page == expected, "run this test with UPDATE_DOCS=1 to write docs/cli.md anew"


def test_every_command_is_in_the_reference() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [found["words"].strip() for found in BLOCK.finditer(page)] == commands()


@pytest.mark.parametrize("name", commands()[1:])
def test_command_shows_an_example_and_explains_its_parameters(name: str) -> None:
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]

    unexplained = [each.name for each in command.params if not each.help]

    assert f"Example: understudy {name}" in printed(name)
    assert unexplained == []


def test_reference_explains_every_exit_code() -> None:
    codes = re.search(r"Exit codes: ([^.]*)\.", printed(""))
    assert codes is not None

    listed = re.findall(r"(?m)^\| (\d) \| \S", PAGE.read_text(encoding="utf-8"))

    assert listed == re.findall(r"\d", codes[1])
