"""The fuzzer itself, run once against a deployment with two faults; and programs in its place."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import served
from tests.verification.fuzzing.notes import TOKEN, Notes, job, scenario
from understudy.contract import interpret
from understudy.verification.exchanges import Exchange
from understudy.verification.fuzzing import Fuzzed, Fuzzing, FuzzJob, Progress, fuzz, running

FINISHED = {"EngineFinished": {"stop_reason": "completed"}}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Give a program that stands in for the fuzzer, and the folder that it may leave files in."""

    def write(body: str) -> Path:
        script = tmp_path / "fuzzer"
        script.write_text(f"#!{sys.executable}\nimport os, sys, time\n{body}\n", encoding="utf-8")
        script.chmod(0o755)
        monkeypatch.setattr(running, "find_program", lambda: script)
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        return tmp_path

    return write


def writing(*events: object) -> str:
    """Return a program that reports these events and ends."""
    lines = "\n".join(json.dumps(each) for each in events)
    return f"open('events.ndjson', 'w').write({lines + chr(10)!r})"


def test_fuzzer_finds_exactly_the_planted_faults() -> None:
    told: list[Progress] = []

    with served(Notes("wrong-type", "accepts-empty").app) as url:
        fuzzed = fuzz(job(url), on_progress=told.append)

    assert fuzzed.errors == ()
    assert fuzzed.complete
    assert {(each.operation, each.rule, each.kind, each.pointer) for each in fuzzed.failures} == {
        (
            "createNote",
            "invalid-accepted",
            "body:minLength:/text",
            "/paths/~1notes/post/requestBody/content/application~1json/schema/properties/text",
        ),
        (
            "listNotes",
            "response-body",
            "type:/data/*/id",
            "/components/schemas/Note/properties/id",
        ),
    }
    assert all(each.exchanges and TOKEN not in str(each) for each in fuzzed.failures)
    assert (told[-1].done, told[-1].cases) == (told[-1].all, fuzzed.cases)
    assert [each.done for each in told] == sorted(each.done for each in told)


def test_hanging_fuzzer_is_ended_with_all_it_started(program: Callable[[str], Path]) -> None:
    event = json.dumps({"ScenarioFinished": scenario({}, {"a": {}}, {})})
    folder = program(
        f"open('events.ndjson', 'w').write({event + chr(10)!r} + '{{\"Scen')\n"
        "if os.fork() == 0:\n"
        "    open('../../child', 'w').write(str(os.getpid()))\n"
        "time.sleep(60)"
    )
    began = time.monotonic()

    fuzzed = fuzz(job(timeout_s=0.6))

    assert time.monotonic() - began < 5
    assert (fuzzed.cases, fuzzed.complete) == (1, False)
    assert fuzzed.errors == ("/v1 was not fuzzed to the end: the time was over",)
    with pytest.raises(ProcessLookupError):
        wait_for_end(int((folder / "child").read_text()))
    assert not list(folder.glob("understudy-fuzzing-*"))


def test_fuzzer_that_nobody_answers_any_more_is_ended_and_what_it_found_counts(
    program: Callable[[str], Path],
) -> None:
    program(f"{writing({'ScenarioFinished': failed_scenario()})}\ntime.sleep(60)")
    answers = iter([False] * 8)
    began = time.monotonic()

    fuzzed = fuzz(job(), is_over=lambda: next(answers, True))

    assert time.monotonic() - began < 5
    assert [each.rule for each in fuzzed.failures] == ["server-error"]
    assert (fuzzed.errors, fuzzed.complete) == ((), False)


def test_fuzzer_is_not_started_when_the_run_is_over(program: Callable[[str], Path]) -> None:
    folder = program("open('../../asked', 'w').close()")

    fuzzed = fuzz(job(), is_over=lambda: True)

    assert not (folder / "asked").exists()
    assert (fuzzed.errors, fuzzed.complete) == ((), False)


def wait_for_end(process: int) -> None:
    """Raise ProcessLookupError when a process is gone, or only waits to be buried."""
    stat = Path(f"/proc/{process}/stat")
    for _ in range(100):
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            raise ProcessLookupError
        time.sleep(0.01)


def test_time_that_is_over_before_a_group_leaves_it_out(program: Callable[[str], Path]) -> None:
    program(writing(FINISHED))

    fuzzed = fuzz(job(timeout_s=0))

    assert fuzzed.errors == ("/v1 was not fuzzed: the time was over",)
    assert not fuzzed.complete


def test_refused_contract_says_what_the_fuzzer_says(program: Callable[[str], Path]) -> None:
    program(f"print('Error: bad {TOKEN}'); sys.exit(2)")

    fuzzed = fuzz(job(), conceal=lambda text: text.replace(TOKEN, "***"))

    assert fuzzed.errors == ("the fuzzer refused the contract or its settings: Error: bad ***",)
    assert not fuzzed.complete


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param(writing({"EngineStarted": {}}), None, id="killed-half-way"),
        pytest.param(
            writing(FINISHED) + "\nsys.exit(5)",
            "the fuzzer ended with exit code 5",
            id="unknown-exit-code",
        ),
        pytest.param(
            writing(FINISHED)
            + '\nopen("verdict.json", "w").write(\'{"test_cases": {"unique_failures": 3}}\')',
            "the fuzzer found 3 failures, which its report does not show",
            id="verdict-says-more-than-report",
        ),
        pytest.param(
            writing({"EngineFinished": {"stop_reason": "server_unavailable"}}),
            "the fuzzer stopped before its end: server unavailable",
            id="stopped-early",
        ),
        pytest.param(
            writing({"NonFatalError": {"label": "GET /notes", "value": {"message": "no way"}}}),
            "GET /notes: no way",
            id="engine-error",
        ),
    ],
)
def test_run_that_went_wrong_is_not_complete(
    program: Callable[[str], Path], body: str, error: str | None
) -> None:
    program(body)

    fuzzed = fuzz(job())

    assert not fuzzed.complete
    assert fuzzed.errors == (() if error is None else (error,))


def test_broken_verdict_does_not_hide_the_report(program: Callable[[str], Path]) -> None:
    program(writing(FINISHED) + "\nopen('verdict.json', 'w').write('[')")

    assert fuzz(job()) == Fuzzed(failures=(), errors=(), complete=True, cases=0)


def test_each_base_path_is_a_run_of_its_own(program: Callable[[str], Path]) -> None:
    folder = program(
        "open('../../asked', 'a').write(sys.argv[sys.argv.index('--url') + 1] + '\\n')\n"
        + writing(FINISHED)
    )
    two = two_base_paths()

    fuzzed = fuzz(two)

    assert fuzzed.complete
    assert (folder / "asked").read_text().split() == [
        "http://127.0.0.1:1/v1",
        "http://127.0.0.1:1/v2",
    ]


def two_base_paths() -> FuzzJob:
    get: dict[str, Any] = {"get": {"responses": {"200": {"description": "as asked"}}}}
    elsewhere = {**get, "servers": [{"url": "https://notes.example/v2"}]}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Two", "version": "1"},
        "servers": [{"url": "/v1"}],
        "paths": {"/a": get, "/b": elsewhere},
    }
    return job(contract=interpret(document), credentials={})


def test_failures_show_what_the_guard_recorded(program: Callable[[str], Path]) -> None:
    program(writing({"ScenarioFinished": failed_scenario()}, FINISHED))
    seen = Exchange(number=7, asker="fuzzer", method="GET", target="/v1/notes", case="c1")

    fuzzed = fuzz(job(), recorded=[seen])

    assert [each.exchanges for each in fuzzed.failures] == [(seen,)]


def failed_scenario() -> dict[str, Any]:
    """Return a scenario, as the fuzzer reports it, with one failed check."""
    failure = {"code": "ST101", "operation": "GET /notes"}
    failed = {"name": "not_a_server_error", "status": "failure"}
    interaction = {"request": {"method": "GET", "uri": "http://x/v1/notes"}, "response": {}}
    checks = {"c1": [{**failed, "failure_info": {"failure": failure}}]}
    return scenario(checks, {"c1": {}}, {"c1": interaction})


def test_what_was_found_before_an_interruption_is_kept(program: Callable[[str], Path]) -> None:
    program(writing({"ScenarioFinished": failed_scenario()}) + "\ntime.sleep(60)")

    def interrupt(progress: Progress) -> None:
        if progress.failures:
            raise KeyboardInterrupt

    fuzzing = Fuzzing(job(), on_progress=interrupt)
    with pytest.raises(KeyboardInterrupt):
        fuzzing.run()

    assert [each.operation for each in fuzzing.found.failures] == ["listNotes"]
    assert not fuzzing.found.complete
