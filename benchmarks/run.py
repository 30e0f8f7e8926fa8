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
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks import report
from benchmarks.cases import CASES
from benchmarks.rounds import Asker, Series, Target, interleave
from benchmarks.scale import cold_start_s, measure_scale
from benchmarks.servers import ROOT, Server, bare, prism, start, understudy

RESULTS = ROOT / "benchmarks" / "results.md"
PREFIX = "/jtl/erp"
PRISM_DOCUMENT = ROOT / "specs" / "jtl" / "openapi.yaml"


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
        RESULTS.write_text(f"# Benchmark results\n\n{report.machine()}\n\n{text}\n")
    return 0 if all(mark.is_met() for mark in marks) else 1


def _measure_requests(effort: Effort) -> dict[tuple[str, str], Series]:
    with ExitStack() as running:
        ours = _running(running, start("understudy", understudy(), [f"{PREFIX}/items/1"]))
        target = Target(server=ours, prefix=PREFIX, count=effort.count)
        targets = [target, _bare_target(running, target)]
        command = prism(PRISM_DOCUMENT)
        if command is None:
            _tell("there is no npm here: Prism is not measured")
        else:
            server = _running(running, start("prism", command, ["/items/1"]))
            targets.append(Target(server=server, count=effort.prism_count))
        return interleave(targets, CASES, rounds=effort.rounds, tell=_tell)


def _bare_target(running: ExitStack, ours: Target) -> Target:
    """Start the bare app with answers of the same status and size as ours."""
    prefix = "/{case}"
    asker = Asker()
    payloads = {}
    for case in CASES:
        seen = asker.ask(ours, case, 1)
        payloads[case.target(prefix).partition("?")[0]] = (seen.status, seen.size_bytes)
    probe = CASES[0].target(prefix)
    environment = {"BARE_PAYLOADS": json.dumps(payloads)}
    server = _running(running, start("bare", bare(), [probe], environment=environment))
    return Target(server=server, prefix=prefix, count=ours.count)


def _running(running: ExitStack, server: Server) -> Server:
    running.callback(server.stop)
    return server


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
