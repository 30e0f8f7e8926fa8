"""`verify` as whoever uses it meets it: baselines, shards, rehearsals, corrections, exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.deviations.depot import Depot
from tests.deviations.depot_access import ADMIN
from tests.deviations.plain import CONTRACTS
from tests.verification.guarding.deployments import deployed as shop_deployed
from tests.verification.guarding.deployments import pets
from tests.verification.guarding.shops import Shop
from tests.verification.runs import Ended, deployed, understudy
from understudy.cli import planning
from understudy.verification import holding
from understudy.verification.fuzzing import Fuzzed

DEPOT = CONTRACTS / "depot" / "openapi.yaml"
PROBES = ("--engine", "probes", "--profile", "read")
SOME = tuple(
    word
    for each in ("listItems", "countItems", "listWarehouses", "getWarehouse")
    for word in ("--only", each)
)
READING = ("--only", "listItems", "--only", "countItems")


@pytest.fixture(autouse=True)
def admin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_CREDENTIALS_BEARER", ADMIN)


@pytest.fixture
def wrong() -> Iterator[str]:
    """Give the URL of a depot with two faults."""
    with deployed(Depot(["status_ignored", "count_ignores_filters"])) as (_, url):
        yield url


def findings(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["findings"]
    return found


def verify(url: str, *words: object) -> Ended:
    return understudy("verify", DEPOT, "--base-url", url, *PROBES, *words)


def test_what_is_accepted_passes_until_it_expires_and_what_is_new_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline = tmp_path / "baseline.yaml"
    accepting = ("--baseline", baseline)

    with deployed(Depot(["status_ignored"])) as (_, url):
        first = verify(url, *READING, *accepting, "--update-baseline", "--reason", "ticket 12")
        again = verify(url, *READING, *accepting)
        with monkeypatch.context() as later:
            later.setattr(planning, "_today", lambda: date(2100, 1, 1))
            expired = verify(url, *READING, *accepting)
    with deployed(Depot(["status_ignored", "count_ignores_filters"])) as (_, url):
        new = verify(url, *READING, *accepting)
    with deployed(Depot()) as (_, url):
        other = ("--only", "countItems", "--update-baseline", "--reason", "ticket 13")
        mended = verify(url, *accepting, *other)
    kept = baseline.read_text(encoding="utf-8")

    assert (first.code, again.code, expired.code, new.code, mended.code) == (1, 0, 1, 1, 0)
    assert 'reason: "ticket 12"' in kept
    assert f"{baseline} accepts " in first.err
    assert "was accepted until" in expired.out
    assert "is no longer found" not in mended.out  # it was not looked for


def test_a_run_that_only_reads_keeps_what_is_accepted_of_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "Fuzzing", FoundNothing)
    contract, baseline = tmp_path / "pets.json", tmp_path / "baseline.yaml"
    contract.write_text(json.dumps(pets()), encoding="utf-8")
    update = ("--baseline", baseline, "--update-baseline", "--reason", "ticket 14")

    def accept(profile: str) -> Ended:
        shop = Shop()
        with shop_deployed(lambda it: shop(replace(it, target=it.target.removeprefix(b"/v1")))) as (
            _,
            url,
        ):
            return understudy("verify", contract, "--base-url", url, "--profile", profile, *update)

    written = accept("quick")
    read = accept("read")
    kept = baseline.read_text(encoding="utf-8")

    assert "[update-lost]" in written.out
    assert "[update-lost]" not in read.out
    assert "no longer found" not in read.out
    assert "rule: update-lost" in kept


class FoundNothing:
    """Stands for a fuzzer that looked at everything."""

    found = Fuzzed(failures=(), errors=(), complete=True, cases=0)

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def run(self) -> None:
        pass


def test_shards_that_are_merged_are_the_whole_run(wrong: str, tmp_path: Path) -> None:
    for number in (1, 2):
        verify(
            wrong, *SOME, "--shard", f"{number}/2", "--report", tmp_path / f"shard-{number}.json"
        )
    verify(wrong, *SOME, "--report", tmp_path / "whole.json")

    parts = [tmp_path / f"shard-{number}.json" for number in (1, 2)]
    merged = understudy("report", "merge", *parts, "--report", tmp_path / "merged.json")

    whole, joined = findings(tmp_path / "whole.json"), findings(tmp_path / "merged.json")
    assert [each["fingerprint"] for each in joined] == [each["fingerprint"] for each in whole]
    assert len(whole) > 1
    assert merged.code == 1
    alone = understudy("report", "merge", parts[0], "--report", tmp_path / "part.json")
    assert json.loads((tmp_path / "part.json").read_text())["stops"]
    assert alone.code == 1


def test_a_rehearsal_sends_nothing_and_says_what_would_be_sent() -> None:
    with deployed(Depot()) as (noting, url):
        ended = verify(url, *READING, "--dry-run")

    assert noting.arrived == []
    assert ended.code == 0
    assert "nothing was sent there" in ended.out
    assert " GET\n" in ended.out
    assert "listItems: GET /v1/items" in ended.out


def test_a_correction_that_is_proposed_makes_the_finding_go_away(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    with deployed(Depot(["status_ignored"])) as (_, url):
        before = verify(url, *READING, "--propose", overlay)
        after = verify(url, *READING, "--overlay", overlay)

    assert before.code == 1
    assert "proposed in" in before.err
    assert after.code == 0, after.out


def test_a_clean_deployment_passes() -> None:
    with deployed(Depot()) as (_, url):
        ended = verify(url, *READING)

    assert ended.code == 0
    assert ended.out.startswith("PASSED")


def test_who_gives_no_credentials_is_told_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNDERSTUDY_CREDENTIALS_BEARER")

    with deployed(Depot()) as (_, url):
        ended = verify(url, *READING)

    assert ended.code == 1
    assert "set UNDERSTUDY_CREDENTIALS_BEARER, or --credentials FILE" in ended.err


def test_without_the_fuzzer_probes_still_run_and_the_run_is_no_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(holding, "is_installed", lambda: False)
    with deployed(Depot()) as (noting, url):
        ended = understudy("verify", DEPOT, "--base-url", url, *READING, "--profile", "read")

    assert len(noting.arrived) > 20
    assert ended.code == 1
    assert "INCOMPLETE" in ended.out
    assert "pip install 'understudy[verify]'" in ended.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--profile", "quik"), "did you mean quick?"),
        (("--engine", "fuzer"), "did you mean fuzzer?"),
        (("--only", "listItem"), "did you mean listItems?"),
        (("--set", "statsu=active"), "did you mean status?"),
        (("--set", "status"), "write NAME=VALUE"),
        (("--shard", "3/2"), "as in 1/3"),
        (("--report", "report.pdf"), ".sarif"),
        (("--update-baseline",), "give --baseline FILE and --reason TEXT"),
        (("--dry-run",), "give --base-url URL"),
        (("--baseline", "nowhere.yaml"), "nowhere.yaml"),
        (("--overlay", "nowhere.yaml"), "nowhere.yaml"),
        (("--base-url", "http://h/", "--against", "http://h/"), "are given together"),
        (("--base-url", "ftp://h/"), "ftp"),
        (("--base-url", "https://api.example.com", "--profile", "quick"), "--profile read"),
        (("--base-url", "https://api.example.com", "--allow-writes"), "give --scope"),
        (("--base-url", "http://127.0.0.1:9", "--credentials", "nowhere.yaml"), "nowhere.yaml"),
        (("--base-url", "https://api.example.com", "--allow-writes", "--scope", "x"), "header:"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_a_mistake_in_the_options_is_answered_with_the_way_out(
    words: tuple[str, ...], said: str
) -> None:
    ended = understudy("verify", DEPOT, *words)

    assert ended.code == 2
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""
