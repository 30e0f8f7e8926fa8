"""What the documentation shows is so: its commands are run, its links followed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
OWN_DOCUMENT = DOCS / "bring-your-own.md"
RUN = ("worlds", "diff", "verify")
PAGES = [ROOT / "README.md", OWN_DOCUMENT, *(DOCS / f"{name}.md" for name in RUN)]
SERVICE_PAGES = sorted((DOCS / "services").glob("*.md"))
ALL_PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
BLOCK = re.compile(r"(?ms)^```(?P<kind>\w+)(?: title=(?P<title>\S+))?\n(?P<text>.*?)^```$")
STEP = re.compile(r"(?m)^\$ (?P<command>(?:.*\\\n)*.*)\n(?P<shown>(?:(?!\$ ).*\n)*)")
LINK = re.compile(r"\]\((?!https?:)(?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
WRITTEN_PORT = "127.0.0.1:4010"


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def relative(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


class Terminal:
    """A folder, and the server that a page started last, on a free port instead of 4010."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = WRITTEN_PORT
        self.server: subprocess.Popen[str] | None = None
        command = folder / "bin" / "understudy"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m understudy "$@"\n')
        command.chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(sys.path),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "UNDERSTUDY_PORT": "0",
            "NO_COLOR": "1",
        }

    def run(self, command: str) -> str:
        """Return what a command prints; a server prints until it is ready."""
        if command.startswith("understudy serve"):
            return self.serve(command)
        finished = subprocess.run(  # noqa: S602 - a command of our own documentation
            command.replace(WRITTEN_PORT, self.address),
            shell=True,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        return finished.stdout.replace(self.address, WRITTEN_PORT)

    def serve(self, command: str) -> str:
        self.close()
        self.server = subprocess.Popen(  # noqa: S602 - a command of our own documentation
            f"exec {command}",
            shell=True,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.server.stdout is not None
        greeting = ""
        for line in self.server.stdout:
            greeting += line
            if "Ctrl-C" in line:
                break
        address = re.search(r"http://(127\.0\.0\.1:\d+)", greeting)
        assert address is not None, greeting
        self.address = address[1]
        return greeting.replace(self.address, WRITTEN_PORT)

    def close(self) -> None:
        if self.server is not None:
            self.server.kill()
            self.server.communicate()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """Give a terminal in a folder with every file that a page shows."""
    for page in PAGES:
        for block in BLOCK.finditer(text(page)):
            if block["title"]:
                path = tmp_path / block["title"]
                path.parent.mkdir(exist_ok=True)
                path.write_text(block["text"], encoding="utf-8")
    opened = Terminal(tmp_path)
    yield opened
    opened.close()


def as_pattern(shown: str) -> str:
    """Return the pattern of an output: `...` is any part of a line, alone on a line any lines."""
    return "".join(
        r"(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*?") + r"\n"
        for line in shown.splitlines()
    )


def trimmed(output: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in output.splitlines())


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_commands_of_a_page_print_what_it_shows(page: Path, terminal: Terminal) -> None:
    for block in BLOCK.finditer(text(page)):
        if block["kind"] == "python":
            example = terminal.folder / "test_example.py"
            example.write_text(block["text"].replace(WRITTEN_PORT, terminal.address))
            printed = terminal.run(f'"{sys.executable}" -m pytest -q -p no:cacheprovider {example}')
            assert re.search(r"\d passed", printed), printed
            assert "failed" not in printed, printed
        for step in STEP.finditer(block["text"]) if block["kind"] == "console" else ():
            printed = trimmed(terminal.run(step["command"]))
            expected = as_pattern(trimmed(step["shown"]))
            assert re.fullmatch(expected, printed), f"$ {step['command']}\n{printed}"


@pytest.mark.parametrize("page", SERVICE_PAGES, ids=relative)
def test_requests_of_a_service_page_reach_what_they_are_about(
    page: Path, terminal: Terminal
) -> None:
    lines = re.findall(r"(?m)^    ((?:understudy|export|curl) (?:.*\\\n)*.*)$", text(page))
    indented = [each for each in lines if "..." not in each]
    served = [each for each in indented if each.startswith("understudy serve")]
    script = [
        """curl() { command curl --silent --write-out '\\nstatus %{http_code}\\n' "$@"; }""",
        *(each for each in indented if not each.startswith("understudy")),
    ]

    terminal.serve(served[0])
    printed = terminal.run("\n".join(script))

    # Some requests show a refusal, none ends nowhere.
    statuses = re.findall(r"(?m)^status (\d+)$", printed)
    assert len(statuses) == sum(each.startswith("curl") for each in indented)
    assert set(statuses) <= {"200", "201", "202", "204", "400", "401", "403"}, printed


@pytest.mark.parametrize("page", ALL_PAGES, ids=relative)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.finditer(BLOCK.sub("", text(page))):
        target = (page.parent / link["path"]).resolve() if link["path"] else page
        if not target.exists() or (link["anchor"] and link["anchor"] not in anchors(target)):
            broken.append(link[0])

    assert broken == []


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings get."""
    headings = re.findall(r"(?m)^#+ (.*)$", BLOCK.sub("", text(page)))
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


def test_readme_is_short_and_its_make_targets_exist() -> None:
    readme = text(ROOT / "README.md")

    targets = set(re.findall(r"`make (\w+)`", readme))

    assert len(readme.splitlines()) < 150
    assert targets <= set(re.findall(r"(?m)^(\w+):", text(ROOT / "Makefile")))
