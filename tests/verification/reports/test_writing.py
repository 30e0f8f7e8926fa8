"""A file's name decides its form; no secret gets into any."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verification.reports.sample import exchange, failure, sample, sample_exchanges
from understudy.contract.errors import ReportError
from understudy.verification.report import Finding
from understudy.verification.reports import read_report, write
from understudy.verification.reports.secrecy import SHORTEST, holds_secret

SECRET = "p<&\"'ss w/é+rd"  # noqa: S105 - invented


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("r.json", '{\n  "version": 1'),
        ("r.HTML", "<!doctype html>"),
        ("junit.xml", '<?xml version="1.0" encoding="utf-8"?>\n<testsuites'),
        ("r.junit", "<?xml"),
        ("r.md", "## ❌ FAILED"),
        ("r.sarif", '{\n  "$schema"'),
        ("r.sarif.json", '{\n  "$schema"'),
        ("new/folder/r.json", '{\n  "version": 1'),
    ],
)
def test_name_decides_the_form(tmp_path: Path, name: str, start: str) -> None:
    write(sample(), sample_exchanges(), tmp_path / name)

    assert (tmp_path / name).read_text(encoding="utf-8").lstrip().startswith(start)


def test_what_is_written_as_json_is_read_back(tmp_path: Path) -> None:
    write(sample(), (), tmp_path / "r.json")

    assert read_report(tmp_path / "r.json") == sample()


@pytest.mark.parametrize("name", ["report", "report.pdf", "html"])
def test_name_of_no_form_is_refused_with_those_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReportError, match=r"\.html, \.json, \.junit, \.md, \.sarif") as caught:
        write(sample(), (), tmp_path / name)

    assert name in str(caught.value)


def test_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ReportError, match="cannot be written"):
        write(sample(), (), tmp_path / "file" / "r.json")


@pytest.mark.parametrize("name", ["r.json", "r.html", "r.xml", "r.md", "r.sarif"])
@pytest.mark.parametrize("secret", [SECRET, "s3cr3t-marker"])
def test_no_form_is_written_with_a_secret_in_it(tmp_path: Path, name: str, secret: str) -> None:
    leaking = failure("server-error", "listPets", f"it says {secret}")
    leaky = replace(sample(), findings=(Finding(failure=leaking),))
    if name == "r.md":  # it shows messages as code: as they are
        secret = secret.replace("|", "\\|")

    with pytest.raises(ReportError, match="a secret stands in the report"):
        write(leaky, (), tmp_path / name, secrets=["", "other-secret", secret])

    assert not (tmp_path / name).exists()
    write(sample(), (), tmp_path / name, secrets=[secret])


@pytest.mark.parametrize("name", ["r.json", "r.html"])
@pytest.mark.parametrize("before", [b"", b"\xff", b"\xff\xfe", b"\xff\xfe\xfd"])
def test_secret_in_a_binary_body_is_found(tmp_path: Path, name: str, before: bytes) -> None:
    body = before + SECRET.encode() + b"\xff\x00"
    leak = failure("slow", "a", "slow", exchanges=(exchange(1, "PUT", request_body=body),))

    with pytest.raises(ReportError, match="a secret stands"):
        write(
            replace(sample(), findings=(Finding(failure=leak),)),
            (),
            tmp_path / name,
            secrets=[SECRET],
        )


@given(
    before=st.binary(max_size=5),
    secret=st.text(min_size=SHORTEST, max_size=20),
    after=st.binary(max_size=5),
)
def test_secret_is_found_in_base64_wherever_it_starts(
    before: bytes, secret: str, after: bytes
) -> None:
    encoded = base64.b64encode(before + secret.encode() + after).decode()

    assert holds_secret(f"x {encoded} y", [secret])


def test_short_words_are_not_taken_for_secrets() -> None:
    assert not holds_secret("the demo of it", ["demo", "of", ""])
