"""A verification that is told to end, as a process: it says what it found and leaves no other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.verification.fuzzing.notes import document

PATIENCE_S = 60.0
POLL_S = 0.05


def descendants(pid: int) -> dict[int, str]:
    """Return the processes that a process has started, and what those have: id -> command line."""
    parents = {}
    for each in Path("/proc").glob("[0-9]*"):
        try:
            _, _, after = (each / "stat").read_text().rpartition(") ")
            parents[int(each.name)] = int(after.split()[1])
        except OSError:
            continue  # it has ended meanwhile
    found: dict[int, str] = {}
    below = {pid}
    while below:
        below = {child for child, parent in parents.items() if parent in below} - found.keys()
        found |= dict.fromkeys(below, "")
    return {each: command_of(each) for each in found}


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def until_it_fuzzes(process: subprocess.Popen[str]) -> dict[int, str]:
    """Return the processes of a verification as soon as the fuzzer is one of them."""
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s and process.poll() is None:
        found = descendants(process.pid)
        if any("schemathesis" in each for each in found.values()):
            return found
        time.sleep(POLL_S)
    raise AssertionError("the fuzzer did not start")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")
@pytest.mark.parametrize(
    ("sign", "told"),
    [(signal.SIGINT, "interrupted by Ctrl-C"), (signal.SIGTERM, "ended by SIGTERM")],
    ids=["Ctrl-C", "SIGTERM"],
)
def test_what_is_told_to_end_while_it_fuzzes_says_by_whom_and_leaves_no_process(
    sign: signal.Signals, told: str, tmp_path: Path
) -> None:
    contract, report = tmp_path / "notes.json", tmp_path / "report.json"
    contract.write_text(json.dumps(document()), encoding="utf-8")
    command = [sys.executable, "-m", "understudy", "verify", str(contract), "--report", str(report)]
    with subprocess.Popen(  # noqa: S603 - our own command, no shell
        [*command, "--profile", "deep", "--engine", "fuzzer"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        started = until_it_fuzzes(process)
        process.send_signal(sign)
        out, err = process.communicate(timeout=PATIENCE_S)

    assert len(started) >= 2
    assert process.returncode == 1
    assert out.startswith(("INCOMPLETE", "FAILED")), out
    assert json.loads(report.read_text())["stops"][0] == told
    assert "Traceback" not in err
    assert not [each for each in started if command_of(each) == started[each]]
