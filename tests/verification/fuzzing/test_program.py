"""Which fuzzer is used, and what is said when there is none."""

from __future__ import annotations

import sys
import sysconfig
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from understudy.contract.errors import FuzzerError
from understudy.verification.fuzzing import find_program, is_installed, program

PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_version_is_the_one_that_the_extra_pins() -> None:
    extras = tomllib.loads(PROJECT.read_text())["project"]["optional-dependencies"]

    assert extras["verify"] == [f"{program.PACKAGE}=={program.VERSION}"]


def test_script_beside_the_interpreter_is_used() -> None:
    assert is_installed()
    assert find_program() == Path(sys.executable).parent / "schemathesis"


def test_missing_fuzzer_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr(program, "version", fail)

    assert not is_installed()
    with pytest.raises(FuzzerError, match=r"not installed\n  install it: pip install 'understudy"):
        find_program()


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "version", lambda _: "4.33.0")

    assert not is_installed()
    with pytest.raises(FuzzerError, match=r"schemathesis 4\.33\.0; only the reports of 4\.32\.5"):
        find_program()


def test_missing_script_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))

    with pytest.raises(FuzzerError, match="its script is missing"):
        find_program()
