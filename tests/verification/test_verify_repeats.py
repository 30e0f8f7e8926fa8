"""The same seed gives the same requests and the same report, but for timings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.loopback import served
from tests.verification.fuzzing.notes import document
from tests.verification.runs import (
    plan_of,
    stand_in_app,
    stand_in_side,
    understudy,
)
from understudy.services import load_service
from understudy.verification.holding import hold
from understudy.verification.profiles import Profile


def test_the_same_seed_gives_the_same_report(tmp_path: Path) -> None:
    contract = tmp_path / "notes.json"
    contract.write_text(json.dumps(breakable()), encoding="utf-8")
    forms = (".json", ".html", ".xml", ".md", ".sarif")

    for run in ("one", "two"):
        reports = [word for form in forms for word in ("--report", tmp_path / f"{run}{form}")]
        only = ("--only", "listNotes", "--profile", "read")
        ended = understudy("verify", contract, "--seed", 7, *only, *reports)
        assert ended.code == 1, ended.err

    one, two = (json.loads((tmp_path / f"{run}.json").read_text()) for run in ("one", "two"))
    timings = one.pop("timings"), two.pop("timings")
    assert timings[0] != timings[1]
    assert one == two
    assert one["findings"]
    assert (tmp_path / "one.md").read_text() == (tmp_path / "two.md").read_text()
    assert (tmp_path / "one.sarif").read_text() == (tmp_path / "two.sarif").read_text()


def breakable() -> dict[str, Any]:
    """Return notes whose contract says more than a stand-in can keep."""
    made = document()
    made["paths"]["/notes"]["get"]["responses"]["200"]["headers"] = {
        "X-Never-Sent": {"required": True, "schema": {"type": "string", "pattern": "^(?!)"}}
    }
    return made


def test_another_seed_asks_other_things(tmp_path: Path) -> None:
    contract = tmp_path / "notes.json"
    contract.write_text(json.dumps(document()), encoding="utf-8")
    service = load_service(str(contract))
    asked: dict[int, object] = {}
    for seed in (1, 1, 2):
        with served(stand_in_app(str(contract))) as origin:
            side = stand_in_side(service, origin)
            held = hold(plan_of(service, side, seed=seed, profile=Profile.QUICK), side)
        now = [(each.method, each.target, each.request_body) for each in held.exchanges]
        assert asked.setdefault(seed, now) == now

    assert asked[1] != asked[2]
