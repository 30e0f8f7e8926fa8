"""How long a start takes, and whether 100,000 records are as quick as 1,000."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from benchmarks.cases import ANEW, Case
from benchmarks.rounds import Target, interleave
from benchmarks.servers import start, understudy

PROBES = (
    "/goldleaf/api/v1/customers",
    "/exsited/api/v2/items?limit=1",
    "/augno/v1/catalog/items?limit=1",
    "/jtl/erp/items?pageNumber=1&pageSize=1",
)
COLD_STARTS = 5
MANY, FEW = 100_000, 1_000
FILTERED = Case(
    name="filtered, newest first",
    method="GET",
    path=f"/catalog/items?limit=20&types[]=material&start_date=2000-01-01T00:00:00Z&{ANEW}",
    statuses=(200,),
    limit=2.0,
)
PLAIN = Case(
    name="unfiltered",
    method="GET",
    path=f"/catalog/items?limit=20&{ANEW}",
    statuses=(200,),
    limit=2.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What many records cost; `filtered_us` and `plain_us` are CPU time per request."""

    seeding_s: float
    memory_mb: float
    filtered_us: float
    plain_us: float
    filtered_p99_us: float
    plain_p99_us: float


def cold_start_s() -> float:
    """Return the median time from spawning `understudy serve` to a 200 of all four services."""
    times = []
    for _ in range(COLD_STARTS):
        server = start("understudy", understudy(), PROBES)
        server.stop()
        times.append(server.started_in_s)
    return median(times)


def measure_scale(*, rounds: int, count: int) -> Scale:
    """Compare a filtered, sorted page of 20 out of MANY records with a plain one out of FEW."""
    few = start("few", understudy("augno", "--records", str(FEW)), [f"/augno/v1{PLAIN.path}"])
    many = start("many", understudy("augno", "--records", str(MANY)), [f"/augno/v1{PLAIN.path}"])
    try:
        targets = [Target(server=each, prefix="/augno/v1", count=count) for each in (few, many)]
        seen = interleave(targets, (FILTERED, PLAIN), rounds=rounds, tell=lambda _: None)
        filtered, plain = seen[FILTERED.name, "many"], seen[PLAIN.name, "few"]
        return Scale(
            seeding_s=many.started_in_s,
            memory_mb=many.memory_mb(),
            filtered_us=filtered.cpu_us(),
            plain_us=plain.cpu_us(),
            filtered_p99_us=filtered.p99_us(),
            plain_p99_us=plain.p99_us(),
        )
    finally:
        few.stop()
        many.stop()
