"""The fuzzer's report, read while it is written, whatever is in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verification.fuzzing.notes import (
    TOKEN,
    check,
    contract,
    interaction,
    job,
    node,
    scenario,
)
from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.fuzzing.events import Event, Tail, UnreadableLine
from understudy.verification.fuzzing.jobs import Progress
from understudy.verification.fuzzing.reading import Reading
from understudy.verification.fuzzing.steps import Steps
from understudy.verification.fuzzing.translating import Translator

NAMES = ["ScenarioFinished", "PhaseStarted", "NonFatalError", "FatalError", "EngineFinished"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["recorder", "checks", "cases", "value", "a"]), inner)
    ),
    max_leaves=12,
)


TRANSLATOR = Translator(contract(), "/v1")


def reading(*recorded: Exchange) -> Reading:
    return Reading(TRANSLATOR, recorded)


def server_error(**changes: Any) -> Event:
    """Return a scenario in which one case met a server error."""
    failed = check("ST101", "not_a_server_error", operation="GET /notes")
    exchanged = interaction("GET", "/v1/notes", 500, **changes)
    return Event(
        "ScenarioFinished",
        scenario({"c1": [failed]}, {"c1": node("GET", "/notes")}, {"c1": exchanged}),
    )


def test_scenario_gives_failures_with_what_was_exchanged() -> None:
    read = reading()

    read.take(server_error())

    (failure,) = read.failures
    assert (failure.rule, failure.operation, failure.phase) == (
        "server-error",
        "listNotes",
        "coverage",
    )
    (exchange,) = failure.exchanges
    assert [name for name, _ in exchange.request_headers] == ["Authorization", "Content-Type"]
    assert (exchange.status, exchange.case, exchange.elapsed_ms) == (500, "c1", 2.0)
    assert read.cases == 1


def test_unknown_check_becomes_an_error_of_the_run() -> None:
    read = reading()
    failed = check("ST777", "odd_check", title="Odd")

    read.take(Event("ScenarioFinished", scenario({"c1": [failed]}, {}, {})))

    assert read.failures == []
    assert read.errors == [
        "the fuzzer's check odd_check (ST777) found something that is not known here: Odd"
    ]


def test_check_that_broke_becomes_an_error_of_the_run() -> None:
    read = reading()
    broken = {"name": "odd_check", "status": "error"}

    read.take(Event("ScenarioFinished", scenario({"c1": [broken]}, {}, {})))

    assert read.errors == ["POST /notes: the check odd_check broke"]


def test_passed_checks_say_nothing() -> None:
    read = reading()
    passed = {"name": "not_a_server_error", "status": "success"}

    read.take(Event("ScenarioFinished", scenario({"c1": [passed]}, {}, {})))

    assert (read.failures, read.errors, read.checks) == ([], [], 0)


def test_answers_of_the_guard_are_not_held_against_the_deployment() -> None:
    read = reading()

    read.take(server_error(headers={"Understudy-Guard": "timed-out"}))

    assert (read.failures, read.errors) == ([], [])


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.ANSWERED])
def test_what_was_recorded_as_unanswered_is_not_held_against_the_deployment(
    outcome: Outcome,
) -> None:
    seen = Exchange(
        number=1, asker="fuzzer", method="GET", target="/v1/notes", case="c1", outcome=outcome
    )
    read = reading(seen)

    read.take(server_error())

    assert read.failures == []


def test_secrets_are_taken_out_of_messages() -> None:
    read = Reading(Translator(contract(), "/v1", conceal=lambda text: text.replace(TOKEN, "***")))
    failed = check("ST108", operation="GET /notes/{id}")
    exchanged = interaction("GET", "/v1/notes/1", 200, {"id": TOKEN, "text": "a"})
    cases = {"c1": node("GET", "/notes/{id}")}

    read.take(Event("ScenarioFinished", scenario({"c1": [failed]}, cases, {"c1": exchanged})))

    (failure,) = read.failures
    assert failure.message.endswith('/id: expected integer, found "***".')


def test_errors_are_one_line_each_and_told_once() -> None:
    read = reading()
    error: Any = {
        "label": "GET /notes",
        "value": {"type": "Timeout", "message": "no\nanswer " * 99},
    }

    read.take(Event("NonFatalError", error))
    read.take(Event("NonFatalError", error))

    (said,) = read.errors
    assert said.startswith("GET /notes: Timeout: no answer no answer")
    assert len(said) < 310


def test_interruption_is_an_error() -> None:
    read = reading()

    read.take(Event("Interrupted", {}))

    assert read.errors == ["the fuzzer was interrupted"]
    assert not read.is_finished


@settings(max_examples=50, deadline=None)
@given(name=st.sampled_from(NAMES), holds=st.dictionaries(st.text(max_size=3), JSON) | JSON)
def test_no_event_is_too_odd_to_be_read(name: str, holds: Any) -> None:
    read = reading()

    read.take(Event(name, holds if isinstance(holds, dict) else {"recorder": holds}))


@settings(max_examples=50, deadline=None)
@given(parts=st.tuples(JSON, JSON, JSON, JSON, JSON))
def test_no_failed_check_is_too_odd_to_be_read(parts: tuple[Any, ...]) -> None:
    meta, request, response, interaction, parent = parts
    case = {"value": {"path": "/notes", "meta": meta}, "parent_id": parent}
    exchanged = {"request": request, "response": response, "timestamp": interaction}
    for code in ("ST101", "ST107", "ST108", "ST201", "ST202", "ST301"):
        read = reading()
        recorded = scenario(
            {"c1": [check(code, operation="POST /notes")]}, {"c1": case}, {"c1": exchanged}
        )

        read.take(Event("ScenarioFinished", recorded))

        assert read.errors == []


def test_tail_yields_lines_once_and_leaves_an_unfinished_one(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    tail = Tail(path)
    assert list(tail.read()) == []

    with path.open("ab", buffering=0) as file:
        file.write(b'{"A": {}}\n{"B": {"x"')
        assert list(tail.read()) == [Event("A", {})]
        file.write(b': 1}}\n{"C": ')
        assert list(tail.read()) == [Event("B", {"x": 1})]
        assert list(tail.read()) == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"not JSON", id="not-json"),
        pytest.param(b"\xff\xfe", id="not-utf-8"),
        pytest.param(b'{"A": [1]}', id="holds-no-object"),
        pytest.param(b'{"A": {}, "B": {}}', id="two-events"),
        pytest.param(b"[" * 100_000, id="too-deep"),
    ],
)
def test_unreadable_line_is_told_with_its_number(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "events.ndjson"
    path.write_bytes(b'{"A": {}}\n' + line + b'\n{"B": {}}\n')
    read = reading()

    events = list(Tail(path).read())
    for event in events:
        read.take(event)

    assert events == [Event("A", {}), UnreadableLine(2), Event("B", {})]
    assert read.errors == ["line 2 of the fuzzer's report cannot be read"]


def test_lone_surrogates_are_read(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    event = server_error()
    path.write_text(json.dumps({event.name: {**event.holds, "odd": "\ud800"}}) + "\n")
    read = reading()

    for each in Tail(path).read():
        read.take(each)

    assert [each.rule for each in read.failures] == ["server-error"]


def test_steps_are_told_when_they_change() -> None:
    told: list[Progress] = []
    work, read = job(), reading()
    steps = Steps(work, told.append)
    steps.begin(work.groups[0], read)

    read.take(Event("PhaseStarted", {"phase": {"name": "coverage"}}))
    steps.tell()
    steps.tell()
    read.take(server_error())
    steps.tell()
    for _ in range(3):
        read.take(Event("ScenarioFinished", scenario({}, {}, {}, phase="stateful")))
    steps.tell()
    read.take(Event("EngineFinished", {"stop_reason": "completed"}))
    steps.tell()

    assert told == [
        Progress(phase="coverage", done=0, all=8, cases=0, failures=0),
        Progress(phase="coverage", done=1, all=8, cases=1, failures=1),
        Progress(phase="coverage", done=5, all=8, cases=1, failures=1),
        Progress(phase="coverage", done=8, all=8, cases=1, failures=1),
    ]
