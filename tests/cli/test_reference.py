"""docs/cli.md is what `--help` prints.

`UPDATE_DOCS=1 python -m pytest tests/cli/test_reference.py` writes it anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from understudy.cli.program import app

PAGE = Path(__file__).parent.parent.parent / "docs" / "cli.md"
BLOCK = re.compile(
    r"(?s)```console\n\$ understudy(?P<words>(?: [a-z]+)*) --help\n(?P<shown>.*?)```"
)


def named(words: str, command: Any) -> dict[str, Any]:
    """Return a command and all below it, by their words; "" is the program itself."""
    found = {words: command}
    for name, each in getattr(command, "commands", {}).items():
        found |= named(f"{words} {name}".strip(), each)
    return found


COMMANDS = named("", typer.main.get_command(app))


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

    assert [found["words"].strip() for found in BLOCK.finditer(page)] == list(COMMANDS)


@pytest.mark.parametrize("name", [*COMMANDS][1:])
def test_command_shows_an_example_and_explains_its_parameters(name: str) -> None:
    unexplained = [each.name for each in COMMANDS[name].params if not each.help]

    assert f"Example: understudy {name}" in printed(name)
    assert unexplained == []


def test_reference_explains_every_exit_code() -> None:
    codes = re.search(r"Exit codes: ([^.]*)\.", printed(""))
    assert codes is not None

    listed = re.findall(r"(?m)^\| (\d) \| \S", PAGE.read_text(encoding="utf-8"))

    assert listed == re.findall(r"\d", codes[1])
