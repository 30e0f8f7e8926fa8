"""What a baseline accepts, until when, and what is said of entries that no longer hold."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.reports.sample import failure
from understudy.contract.errors import BaselineError, DocumentError
from understudy.verification.baseline import Baseline, read_baseline, write_baseline
from understudy.verification.failures import Failure
from understudy.verification.profiles import Profile
from understudy.verification.reach import Reach
from understudy.verification.report import Finding

TODAY = date(2026, 12, 1)
FAILS = failure("server-error", "listPets", "it fails")
LOSES = failure("update-lost", "patchPet", "it forgets")
WHOLE = Reach(profile=Profile.DEEP, is_whole=True)
PART = Reach(profile=Profile.DEEP, is_whole=False)


def findings(*failures: Failure) -> list[Finding]:
    return [Finding(failure=each) for each in failures]


def entry(found: Failure, **changes: str) -> str:
    members = {
        "fingerprint": f'"{found.fingerprint}"',
        "operation": found.operation,
        "rule": found.rule,
        "reason": "It is known.",
        "expires": "2026-12-01",
        **changes,
    }
    return "  - " + "\n    ".join(f"{key}: {value}" for key, value in members.items() if value)


def baseline(path: Path, *entries: str) -> Path:
    lines = "\n".join(entries) if entries else "  []"
    path.write_text(f"version: 1\naccepted:\n{lines}\n", encoding="utf-8")
    return path


def test_finding_is_accepted_up_to_and_including_the_last_day(tmp_path: Path) -> None:
    path = baseline(tmp_path / "baseline.yaml", entry(FAILS))

    on_the_day = read_baseline(path, today=TODAY)
    the_day_after = read_baseline(path, today=TODAY + timedelta(days=1))

    assert on_the_day.reason_for(FAILS) == "It is known."
    assert the_day_after.reason_for(FAILS) == ""
    assert on_the_day.reason_for(LOSES) == ""


def test_expired_entries_are_named_with_their_line(tmp_path: Path) -> None:
    path = baseline(tmp_path / "baseline.yaml", entry(LOSES), entry(FAILS, expires="2026-11-30"))

    remarks = read_baseline(path, today=TODAY).remarks(findings(FAILS, LOSES), WHOLE)

    (remark,) = remarks
    assert remark.startswith(f"{path}:8: server-error at listPets ({FAILS.fingerprint})")
    assert remark.endswith(" was accepted until 2026-11-30: mend it, or accept it anew")


def test_what_is_no_longer_found_is_named_by_a_whole_run_only(tmp_path: Path) -> None:
    opened = read_baseline(baseline(tmp_path / "b.yaml", entry(FAILS)), today=TODAY)

    assert opened.remarks([], PART) == ()
    (remark,) = opened.remarks([], WHOLE)
    assert "b.yaml:3: server-error at listPets" in remark
    assert remark.endswith("is no longer found: remove the entry")


@pytest.mark.parametrize(
    ("profile", "found_with", "is_gone"),
    [
        ("deep", "", True),
        ("deep", "quick", True),
        ("deep", "read", True),
        ("quick", "quick", True),
        ("read", "read", True),
        ("quick", "", False),
        ("quick", "deep", False),
        ("quick", "read", False),  # which asks more of what reads
        ("read", "quick", False),
        ("read", "deep", False),
    ],
)
def test_only_what_could_have_been_found_is_gone(
    profile: str,
    found_with: str,
    is_gone: bool,  # noqa: FBT001 - a parameter of a table
    tmp_path: Path,
) -> None:
    path = baseline(tmp_path / "b.yaml", entry(FAILS, profile=found_with))
    opened = read_baseline(path, today=TODAY)
    reach = Reach(profile=Profile(profile), is_whole=True)

    kept = opened.renewed([], reason="See 12.", expires=TODAY, reach=reach)

    assert kept.accepted == (() if is_gone else opened.accepted)
    assert bool(opened.remarks([], reach)) is is_gone


def test_profile_that_something_was_found_with_is_written_down(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    quick = Reach(profile=Profile.QUICK, is_whole=False)
    empty = Baseline(accepted=(), today=TODAY)

    write_baseline(
        path, empty.renewed(findings(FAILS), reason="See 12.", expires=TODAY, reach=quick)
    )
    opened = read_baseline(path, today=TODAY)
    again = opened.renewed(findings(FAILS), reason="See 13.", expires=TODAY, reach=WHOLE)

    assert [each.profile for each in opened.accepted] == [Profile.QUICK]
    assert again == opened


def test_entry_that_names_another_operation_accepts_nothing(tmp_path: Path) -> None:
    path = baseline(tmp_path / "b.yaml", entry(FAILS, operation="getPet"))

    assert read_baseline(path, today=TODAY).reason_for(FAILS) == ""


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        pytest.param(entry(FAILS, reason=""), 3, "'reason' is a required property", id="no reason"),
        pytest.param(entry(FAILS, reason='" "'), 6, "Say why", id="blank reason"),
        pytest.param(entry(FAILS, expires=""), 3, "'expires' is a required", id="no last day"),
        pytest.param(entry(FAILS, expires="2026-13-01"), 7, "no day of the calendar", id="no day"),
        pytest.param(entry(FAILS, expires="soon"), 7, "such as 2027-03-31", id="not a date"),
        pytest.param(entry(FAILS, fingerprint="123456789012"), 3, "in quotes", id="a number"),
        pytest.param(entry(FAILS, rule="sever-error"), 5, "did you mean server-error?", id="rule"),
        pytest.param(entry(FAILS, note="x"), 8, "'note' is not known here", id="unknown member"),
        pytest.param(f"{entry(FAILS)}\n{entry(FAILS)}", 8, "accepted twice", id="twice"),
    ],
)
def test_mistakes_are_told_with_file_line_and_remedy(
    tmp_path: Path, content: str, line: int, told: str
) -> None:
    path = baseline(tmp_path / "baseline.yaml", content)

    with pytest.raises(BaselineError) as caught:
        read_baseline(path, today=TODAY)

    assert f"{path}:{line} at" in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize("content", ["", "[]", "accepted: [", "a: &x [*x]", "\x00", "{" * 5000])
def test_no_content_gives_a_traceback(tmp_path: Path, content: str) -> None:
    path = tmp_path / "baseline.yaml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises((DocumentError, BaselineError)) as caught:
        read_baseline(path, today=TODAY)

    assert "baseline.yaml" in str(caught.value)


def test_missing_file_is_an_error_unless_it_is_to_be_made(tmp_path: Path) -> None:
    path = tmp_path / "baseline.yaml"

    assert read_baseline(path, today=TODAY, missing_ok=True).accepted == ()
    with pytest.raises(DocumentError):
        read_baseline(path, today=TODAY)


def test_renewing_keeps_reasons_adds_what_is_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    gone = failure("slow", "getPet", "")
    stale = failure("hangs", "getPet", "")
    path = baseline(
        tmp_path / "b.yaml", entry(FAILS), entry(gone), entry(stale, expires="2026-01-01")
    )
    opened = read_baseline(path, today=TODAY)
    last = date(2027, 3, 1)

    whole = opened.renewed(
        findings(FAILS, LOSES, stale), reason="See 12.", expires=last, reach=WHOLE
    )
    part = opened.renewed(findings(FAILS), reason="See 12.", expires=last, reach=PART)

    assert {(each.rule, each.reason, each.expires) for each in whole.accepted} == {
        ("server-error", "It is known.", TODAY),
        ("update-lost", "See 12.", last),
        ("hangs", "See 12.", last),
    }
    assert {each.rule for each in part.accepted} == {"server-error", "slow"}


@pytest.mark.parametrize(
    ("reason", "expires", "told"),
    [
        pytest.param(" ", TODAY, "--reason", id="no reason"),
        pytest.param("See 12.", date(2026, 11, 30), "which is past", id="past"),
    ],
)
def test_nothing_is_accepted_without_reason_or_for_the_past(
    reason: str, expires: date, told: str
) -> None:
    empty = Baseline(accepted=(), today=TODAY)

    with pytest.raises(BaselineError, match=told):
        empty.renewed(findings(FAILS), reason=reason, expires=expires, reach=WHOLE)


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@given(
    operations=st.lists(TEXT, max_size=4, unique=True),
    reason=TEXT.filter(lambda text: text.strip()),
)
def test_what_is_written_is_read_back_and_accepts_what_was_found(
    tmp_path_factory: pytest.TempPathFactory, operations: list[str], reason: str
) -> None:
    path = tmp_path_factory.mktemp("baseline") / "baseline.yaml"
    failures = [failure("server-error", each, "") for each in operations]
    empty = Baseline(accepted=(), today=TODAY)

    written = empty.renewed(findings(*failures), reason=reason, expires=TODAY, reach=WHOLE)
    write_baseline(path, written)
    opened = read_baseline(path, today=TODAY)

    assert [opened.reason_for(each) for each in failures] == [reason.strip()] * len(failures)
    again = opened.renewed(findings(*failures), reason="Other.", expires=TODAY, reach=WHOLE)
    before = path.read_bytes()
    write_baseline(path, again)
    assert path.read_bytes() == before


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="cannot be written"):
        write_baseline(tmp_path / "no" / "b.yaml", Baseline(accepted=(), today=TODAY))
