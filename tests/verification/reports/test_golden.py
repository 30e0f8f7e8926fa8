"""Reports as they are kept in golden/.

`UPDATE_GOLDEN=1 python -m pytest tests/verification/reports/test_golden.py` writes them anew.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from rich.console import Console

from tests.verification.reports.sample import sample, sample_exchanges
from understudy import __version__
from understudy.verification.reports import print_report, write

GOLDEN = Path(__file__).parent / "golden"


def printed() -> str:
    console = Console(file=io.StringIO(), width=100)
    print_report(sample(), console)
    lines = console.file.getvalue().split("\n")  # type: ignore[attr-defined]  # it is a StringIO
    return "\n".join(each.rstrip() for each in lines)


@pytest.mark.parametrize(
    "name", ["report.json", "report.md", "report.sarif", "report.xml", "report.txt"]
)
def test_report_is_written_as_it_was(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "report.txt":
        path.write_text(printed(), encoding="utf-8")
    else:
        write(sample(), sample_exchanges(), path)
    text = path.read_text(encoding="utf-8").replace(f'"{__version__}"', '"VERSION"')

    if os.environ.get("UPDATE_GOLDEN"):
        (GOLDEN / name).write_text(text, encoding="utf-8")

    assert text == (GOLDEN / name).read_text(encoding="utf-8")
