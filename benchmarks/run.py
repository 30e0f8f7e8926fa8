"""Measure Understudy beside a bare ASGI app and beside Prism, and hold the figures to their marks.

    make bench
    make bench ARGS=--quick        # a tenth of the work: a look, not a result

CPU time of the server process per request is what counts: it is far steadier than requests per
second. All servers run at the same time and are asked in turn: CPU time while requests are always
waiting, latency one request at a time. Exit code: 0 when every mark is met, 1 when one is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import yaml

from benchmarks import report
from benchmarks.cases import CASES
from benchmarks.client import Seen
from benchmarks.rounds import Asker, Series, Target, interleave
from benchmarks.scale import cold_start_s, measure_scale
from benchmarks.servers import ROOT, Server, bare, install_prism, prism, start, understudy

RESULTS = ROOT / "benchmarks" / "results.md"
PREFIX = "/jtl/erp"
RESET = "/_understudy/worlds/default/reset"
CONTRACT = ROOT / "specs" / "jtl" / "openapi.yaml"
OPERATION_PATHS = {"/items/1": "/items/{itemId}"}  # where a case's path is not its template


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much work goes into a figure."""

    rounds: int
    count: int
    prism_count: int


FULL = Effort(rounds=9, count=2000, prism_count=300)
QUICK = Effort(rounds=3, count=600, prism_count=100)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write `results.md` unless the run is a quick one; return the exit code."""
    parser = argparse.ArgumentParser(description="Measure beside a bare ASGI app and Prism.")
    parser.add_argument("--quick", action="store_true", help="a tenth of the work; writes nothing")
    quick = parser.parse_args(arguments).quick
    effort = QUICK if quick else FULL
    _tell("cold start")
    started_s = cold_start_s()
    measured = _measure_requests(effort)
    _tell("many records")
    scale = measure_scale(rounds=effort.rounds, count=effort.count // 2)
    marks = report.request_marks(measured) + report.scale_marks(started_s, scale)
    servers = list(dict.fromkeys(server for _, server in measured))
    tables = (
        report.marks_table(marks),
        report.requests_table(measured, servers),
        report.scale_table(scale),
        report.disturbance(measured),
    )
    text = "\n\n".join(tables)
    print(text)
    if not quick:
        RESULTS.write_text(
            f"# Benchmark results\n\n{report.machine()}\n\n{report.METHOD}\n\n{text}\n"
        )
    return 0 if all(mark.is_met() for mark in marks) else 1


def _measure_requests(effort: Effort) -> dict[tuple[str, str], Series]:
    with ExitStack() as running:
        ours = _running(running, start("understudy", understudy(), [f"{PREFIX}/items/1"]))
        target = Target(server=ours, prefix=PREFIX, count=effort.count, reset=RESET)
        asker = Asker()
        answers = {case.name: asker.ask(target, case, 1) for case in CASES}
        targets = [target, _bare_target(running, answers, effort)]
        if install_prism():
            targets += _prism_targets(running, answers, effort)
        else:
            _tell("there is no npm here: Prism is not measured")
        return interleave(targets, CASES, rounds=effort.rounds, tell=_tell)


def _bare_target(running: ExitStack, answers: Mapping[str, Seen], effort: Effort) -> Target:
    """Start the bare app with the answers that we gave: status, headers and body."""
    prefix = "/{case}"
    known = {}
    for case in CASES:
        seen = answers[case.name]
        known[case.target(prefix).partition("?")[0]] = (seen.status, seen.headers, seen.body)
    environment = {"BARE_ANSWERS": json.dumps(known)}
    probe = CASES[0].target(prefix)
    server = _running(running, start("bare", bare(), [probe], environment=environment))
    return Target(server=server, prefix=prefix, count=effort.count)


def _prism_targets(
    running: ExitStack, answers: Mapping[str, Seen], effort: Effort
) -> Iterator[Target]:
    """Start Prism as it comes, which logs each request, and silent; its examples are ours."""
    folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
    document = folder / "openapi.json"
    document.write_text(json.dumps(_with_examples(answers)))
    for name, options in {"prism": (), "prism silent": ("--verboseLevel", "silent")}.items():
        server = start(name, prism(document, *options), [CASES[0].path])
        yield Target(server=_running(running, server), count=effort.prism_count)


def _with_examples(answers: Mapping[str, Seen]) -> dict[str, Any]:
    """Return the contract with our answers in place of its examples, so that payloads equal."""
    document: dict[str, Any] = yaml.safe_load(CONTRACT.read_text())
    for case in CASES:
        seen = answers[case.name]
        if seen.status < HTTPStatus.BAD_REQUEST:
            path = case.path.partition("?")[0]
            path = OPERATION_PATHS.get(path, path)
            responses = document["paths"][path][case.method.lower()]["responses"]
            media = _resolved(document, responses[str(seen.status)])["content"]["application/json"]
            media.pop("examples", None)
            media["example"] = json.loads(seen.body)
    return document


def _resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    for step in node["$ref"].removeprefix("#/").split("/"):
        document = document[step]
    return document


def _running(running: ExitStack, server: Server) -> Server:
    running.callback(server.stop)
    return server


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
