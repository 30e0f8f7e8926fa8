"""The measured figures as Markdown, each beside the mark it is held to."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cases import CASES, PRISM_LIMIT
from benchmarks.rounds import Series
from benchmarks.scale import FEW, MANY, Scale
from benchmarks.servers import PRISM_VERSION

COLD_START_LIMIT_S = 1.0
SEEDING_LIMIT_S = 20.0
PAGE_LIMIT = 2.0
METHOD = """\
CPU is the time that the server process used per request while requests were always waiting, the
median of rounds in which all servers took turns; p99 is the latency of one request at a time.
The bare app is an ASGI callable on the same HTTP server that sends our answers, headers and all,
from memory. Prism serves them as its examples; the marks are held against Prism as it comes, which
logs each request. Records and pages are JTL items of 2 KB; all questions differ, so that none is
answered from memory, but for those that say "again". A create checks, completes and keeps an item
of 60 values that names other records; a small one, a customer group of four. Written by
`make bench`."""
Measured = Mapping[tuple[str, str], Series]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A figure and the most it may be; `unit` follows both when they are shown."""

    name: str
    value: float
    limit: float
    unit: str

    def is_met(self) -> bool:
        """Tell whether the figure is within its limit."""
        return self.value <= self.limit

    def row(self) -> Sequence[str]:
        """Return the cells of the mark's table row."""
        verdict = "met" if self.is_met() else "**missed**"
        return (self.name, f"{self.value:.2f}{self.unit}", f"{self.limit:g}{self.unit}", verdict)


def request_marks(measured: Measured) -> list[Mark]:
    """Return, case by case, how Understudy stands to the bare app and, if measured, to Prism."""
    marks = []
    for case in CASES:
        ours = measured[case.name, "understudy"]
        bare = ours.ratio_to(measured[case.name, "bare"])
        marks.append(Mark(name=f"{case.name}, of bare", value=bare, limit=case.limit, unit="x"))
        if theirs := measured.get((case.name, "prism")):
            ratio = ours.ratio_to(theirs)
            name = f"{case.name}, of Prism"
            marks.append(Mark(name=name, value=ratio, limit=PRISM_LIMIT, unit="x"))
    return marks


def scale_marks(cold_start_s: float, scale: Scale) -> list[Mark]:
    """Return the marks of starting and of many records."""
    page = scale.filtered_us / scale.plain_us
    return [
        Mark(
            name="cold start, four services",
            value=cold_start_s,
            limit=COLD_START_LIMIT_S,
            unit=" s",
        ),
        Mark(
            name=f"seeding {MANY:,} items", value=scale.seeding_s, limit=SEEDING_LIMIT_S, unit=" s"
        ),
        Mark(
            name=f"filtered page of {MANY:,}, of plain page of {FEW:,}",
            value=page,
            limit=PAGE_LIMIT,
            unit="x",
        ),
    ]


def marks_table(marks: Iterable[Mark]) -> str:
    """Return every mark with its verdict."""
    return _table(("mark", "measured", "limit", "verdict"), [mark.row() for mark in marks])


def requests_table(measured: Measured, servers: Sequence[str]) -> str:
    """Return CPU time and p99 latency per request, a row for each case."""
    header = ["microseconds per request"]
    header += [f"{server} {figure}" for server in servers for figure in ("CPU", "p99")]
    rows = []
    for case in CASES:
        series = [measured[case.name, server] for server in servers]
        figures = [f"{value:.0f}" for each in series for value in (each.cpu_us(), each.p99_us())]
        rows.append([case.name, *figures])
    return _table(header, rows)


def scale_table(scale: Scale) -> str:
    """Return the figures behind the mark of many records."""
    rows = [
        (
            f"filtered page of 20 from {MANY:,}",
            f"{scale.filtered_us:.0f}",
            f"{scale.filtered_p99_us:.0f}",
        ),
        (f"plain page of 20 from {FEW:,}", f"{scale.plain_us:.0f}", f"{scale.plain_p99_us:.0f}"),
    ]
    table = _table(("microseconds per request", "CPU", "p99"), rows)
    return f"{table}\n\nResident memory with {MANY:,} items: {scale.memory_mb:.0f} MB."


def disturbance(measured: Measured) -> str:
    """Say how many samples were taken beside other work; they are left out where enough remain."""
    disturbed = sum(series.disturbed() for series in measured.values())
    total = sum(len(series.samples) for series in measured.values())
    return f"{disturbed} of {total} samples were taken while something else was running."


def machine() -> str:
    """Name the class of the machine: what a reader needs to compare, and nothing more."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    date = time.strftime("%Y-%m-%d", time.gmtime())
    python = f"{platform.python_implementation()} {platform.python_version()}"
    cores = os.cpu_count()
    return f"{date}; {cores} cores, {model}; {platform.system()}; {python}; Prism {PRISM_VERSION}."


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = [list(header), *map(list, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in cells]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
