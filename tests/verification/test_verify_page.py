"""docs/verify.md names what there is: options, profiles, scopes, members of credentials, cells."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from understudy.cli.planning import FAR
from understudy.cli.program import app
from understudy.verification.guarding import Limits, credential_files
from understudy.verification.guarding.scopes import ScopeKind
from understudy.verification.profiles import EFFORTS, Profile
from understudy.verification.report import Blame, Cell
from understudy.verification.reports.writing import _FORMS

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = (DOCS / "verify.md").read_text(encoding="utf-8")
REPORTS = (DOCS / "cli.md").read_text(encoding="utf-8")
TEXT = " ".join(PAGE.split())


def section(heading: str) -> str:
    found = re.search(rf"(?ms)^## {heading}\n(.*?)(?=^## |\Z)", PAGE)
    assert found is not None, f"there is no section {heading!r}"
    return found[1]


def first_cells(text: str) -> list[list[str]]:
    """Return the words in code quotes of each row's first cell."""
    return [re.findall(r"`([^`]+)`", row) for row in re.findall(r"(?m)^\| (`[^|]*) \|", text)]


def test_every_option_is_told() -> None:
    verify = typer.main.get_command(app).commands["verify"]  # type: ignore[attr-defined]

    options = [each.opts[0] for each in verify.params if each.opts[0].startswith("--")]

    assert [each for each in options if f"{each}" not in PAGE] == []
    assert len(options) > 20


def test_profiles_are_told_with_their_examples() -> None:
    rows = re.findall(r"(?m)^\| `(read|quick|deep)` \| (.*?) \| (never|yes) \|", PAGE)

    assert [name for name, _, _ in rows] == list(Profile)
    for name, does, writes in rows:
        effort = EFFORTS[Profile(name)]
        assert f"{effort.examples} examples" in does
        assert (writes == "yes") == effort.writes


def test_members_of_a_credentials_file_are_listed() -> None:
    credentials = section("Credentials")

    listed = {word for words in first_cells(credentials) for word in words}

    assert listed == set(credential_files._MEMBERS)
    assert [each for each in credential_files._ENDPOINT if f"`{each}" not in credentials] == []


def test_every_form_of_scope_is_shown() -> None:
    assert [each for each in ScopeKind if f"`{each}:" not in PAGE] == []


def test_every_cell_and_every_blame_is_explained() -> None:
    blames = re.findall(r"(?m)^\| ([a-z?\- ]+) \| ", section("Who is wrong"))

    assert [each for each in Cell if f"**{each}**" not in PAGE] == []
    assert blames == ["---", *Blame]


def test_every_form_of_report_is_named() -> None:
    assert [each for each in _FORMS if f"`{each}`" not in PAGE + REPORTS] == []


def test_bounds_are_those_of_the_guard() -> None:
    limits = Limits()

    assert f"{FAR.rate_per_s:g} requests a second, {FAR.most_requests:,} requests" in TEXT
    assert FAR.total_s == 3600
    assert "an hour unless" in TEXT
    assert f"obeyed up to {limits.longest_wait_s:g} seconds" in TEXT
    assert f"does not answer {limits.unanswered} times in a row" in TEXT
    assert f"an operation after {limits.hanging} times" in TEXT
    assert f"does that {limits.unanswered} times in a row is left alone" in TEXT
