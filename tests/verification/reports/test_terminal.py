"""What a person sees: each cause once, commands whole, colours only where they are wanted."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from rich.console import Console

from tests.verification.reports.sample import exchange, failure, sample
from tests.verification.reports.strategies import REPORTS
from understudy.verification.report import Deployment, Finding, Report
from understudy.verification.reports.printable import is_printable
from understudy.verification.reports.progress import open_progress
from understudy.verification.reports.terminal import print_report


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def shown(report: Report, *, width: int = 80) -> str:
    """Return what is printed into a pipe."""
    console = Console(file=io.StringIO(), width=width)
    print_report(report, console)
    return printed(console)


def test_verdict_is_the_first_word() -> None:
    clean = replace(sample(), findings=(), stops=())

    assert shown(sample()).startswith("FAILED, INCOMPLETE  petstore: 5 new findings")
    assert shown(replace(clean, stops=("it was stopped",))).startswith("INCOMPLETE  petstore: no")
    assert shown(clean).startswith("PASSED  petstore: no new finding in 2,402 requests")


def test_commands_are_not_wrapped() -> None:
    (line,) = [each for each in shown(sample(), width=40).split("\n") if "curl -X POST" in each]

    assert line.endswith("https://pets.example/v1/pets")


def test_finding_on_many_operations_is_told_once_with_all_their_names() -> None:
    text = shown(sample())

    assert text.count("the answer lacks `code`") == 1
    assert "2 operations: getPet, deletePet" in text


def test_long_sequences_and_commands_point_to_the_file() -> None:
    many = tuple(exchange(number, target=f"/v1/{number}") for number in range(9))
    long = exchange(1, request_headers=(("X-Long", "x" * 9_000),))
    found = (
        Finding(failure=failure("page-gap", "a", "gap", exchanges=many)),
        Finding(failure=failure("sort-wrong", "b", "sort", exchanges=(long,))),
    )

    text = shown(replace(sample(), findings=found))

    assert "# after 6 requests that a report FILE shows" in text
    assert "# GET /v1/pets: long, see a report FILE" in text
    assert "v1/8" in text


def test_long_lists_end_with_how_many_more_there_are() -> None:
    many = replace(sample(), operations=sample().operations * 9, expired=("gone",) * 25)

    text = shown(many)

    assert "and 25 more, which the HTML report shows" in text
    assert "9 operations never asked: adoptPet" in text
    assert text.count("  gone\n") == 20
    assert "  and 5 more\n" in text


def test_finding_of_the_stand_in_says_how_to_start_it() -> None:
    alone = replace(
        sample(),
        service="goldleaf",
        deployments=(Deployment(name="stand-in", url="http://127.0.0.1:4010"),),
        findings=(Finding(failure=failure("page-gap", "a", "gap")),),
    )

    assert "understudy serve goldleaf --seed 1" in shown(alone)
    assert "understudy serve 'my pets.yaml' --seed 1" in shown(
        replace(alone, service="my-pets", document="my pets.yaml")
    )


def test_nothing_steers_the_terminal() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80, no_color=True)

    print_report(sample(), console)

    text = re.sub(r"\x1b\[[0-9;]*m", "", printed(console))
    assert is_printable(text)
    assert "\\x1b[31m\\u202e" in text


def test_pipe_gets_no_colour_and_a_terminal_does() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80, color_system="standard")

    print_report(sample(), console)

    assert "\x1b[1;31mFAILED" in printed(console)
    assert "\x1b" not in shown(sample())


@settings(max_examples=40)
@given(REPORTS)
def test_any_report_can_be_printed(report: Report) -> None:
    assert is_printable(shown(report))


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with open_progress(Console(stderr=True)) as show:
        show("fuzzing", 1, 2)

    assert capsys.readouterr().err == ""


def test_progress_on_a_terminal_tells_how_much_is_done_and_how_long_it_takes() -> None:
    console = Console(
        file=io.StringIO(), force_terminal=True, width=100, _environ={"TERM": "xterm"}
    )

    with open_progress(console) as show:
        show("probes [x]", 1, 0)
        show("probes [x]", 3, 4)

    text = printed(console)
    assert "probes [x]" in text
    assert "3/4" in text
    assert re.search(r"\d:\d\d:\d\d", text)
