"""Merging: the reports of shards as the report of the whole run that they are parts of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from understudy.contract.errors import ReportError
from understudy.verification.judging import smallest, sort_findings
from understudy.verification.report import (
    Blame,
    Cell,
    Deployment,
    Fact,
    Finding,
    OperationRow,
    Report,
    Tally,
)

_SHARD = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")
_CELLS = (Cell.CONTRADICTED, Cell.CONFIRMED, Cell.NOT_REACHABLE, Cell.UNTESTED)
_BLAMES = (
    Blame.CONTRACT_WRONG,
    Blame.DEPLOYMENT_DIFFERS,
    Blame.STAND_IN_WRONG,
    Blame.AGREE,
    Blame.OPEN,
)
_SAME: Mapping[str, Callable[[Report], object]] = {
    "service": lambda report: report.service,
    "version of the contract": lambda report: report.contract_version,
    "profile": lambda report: report.profile.value,
    "seed": lambda report: report.seed,
    "deployments": lambda report: ", ".join(each.name for each in report.deployments),
}
_Value = TypeVar("_Value")


def merge(reports: Sequence[tuple[str, Report]]) -> Report:
    """Return what the shards of one run come to; each has the name of its file.

    A shard that is missing, or was given twice, makes the whole incomplete, and is named.

    Raises:
        ReportError: there is none, or they are not parts of one run.
    """
    shards, stops = _sorted_out(reports)
    findings = _findings(shards)
    first = shards[0]
    return replace(
        first,
        shard="",
        deployments=_deployments(shards),
        findings=sort_findings(findings, [each.operation for each in first.operations]),
        stops=(*stops, *_unique(_named_stops(shards))),
        gaps=_unique(gap for shard in shards for gap in shard.gaps),
        facts=_facts(shards),
        coverage=_coverage(shards),
        operations=_operations(shards),
        expired=_unique(text for shard in shards for text in shard.expired),
        leftovers=_unique(text for shard in shards for text in shard.leftovers),
        notes=_unique(text for shard in shards for text in shard.notes),
    )


def _sorted_out(
    reports: Sequence[tuple[str, Report]],
) -> tuple[tuple[Report, ...], tuple[str, ...]]:
    """Return the shards in their order, and what is wrong with the set of them."""
    if not reports:
        raise ReportError(
            "there is no report to merge", remedy="name the JSON reports of all shards"
        )
    _check_alike(reports)
    shards = [(*_shard(file, report), file, report) for file, report in reports]
    total = shards[0][1]
    _check_same("number of shards", [(file, each) for _, each, file, _ in shards])
    given: dict[int, list[str]] = defaultdict(list)
    first: dict[int, Report] = {}
    for number, _, file, report in shards:
        given[number].append(file)
        first.setdefault(number, report)
    stops = tuple(_missing_or_twice(given, total))
    return tuple(first[number] for number in sorted(first)), stops


def _missing_or_twice(given: Mapping[int, Sequence[str]], total: int) -> Iterator[str]:
    for number in range(1, total + 1):
        files = given.get(number, ())
        if not files:
            yield f"shard {number}/{total} is missing"
        elif len(files) > 1:
            yield f"shard {number}/{total} was given more than once: {', '.join(files)}"


def _shard(file: str, report: Report) -> tuple[int, int]:
    found = _SHARD.fullmatch(report.shard or "1/1")
    if found is None or int(found[1]) > int(found[2]):
        raise ReportError(
            f"{report.shard!r} names no shard",
            where=file,
            remedy="give the report as `understudy verify --shard 1/3` wrote it",
        )
    return int(found[1]), int(found[2])


def _check_alike(reports: Sequence[tuple[str, Report]]) -> None:
    for what, value_of in _SAME.items():
        _check_same(what, [(file, value_of(report)) for file, report in reports])


def _check_same(what: str, values: Sequence[tuple[str, object]]) -> None:
    one, *others = values
    for other in others:
        if other[1] != one[1]:
            raise ReportError(
                f"these reports are not parts of one run: they differ in {what}",
                where=f"{one[0]}: {one[1]}; {other[0]}: {other[1]}",
                remedy="merge reports of shards that were run with the same options",
            )


def _named_stops(shards: Sequence[Report]) -> Iterator[str]:
    for shard in shards:
        for stop in shard.stops:
            yield f"shard {shard.shard}: {stop}" if shard.shard else stop


def _deployments(shards: Sequence[Report]) -> tuple[Deployment, ...]:
    """Return each deployment with the requests of all shards, and the time of the slowest."""
    together = zip(*(shard.deployments for shard in shards), strict=True)
    return tuple(
        replace(
            each[0],
            requests=sum(one.requests for one in each),
            elapsed_s=max(one.elapsed_s for one in each),
        )
        for each in together
    )


def _findings(shards: Sequence[Report]) -> list[Finding]:
    alike: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for shard in shards:
        for each in shard.findings:
            alike[each.deployment, each.failure.fingerprint].append(each)
    return [
        replace(
            group[0],
            failure=smallest(each.failure for each in group),
            count=sum(each.count for each in group),
            accepted=group[0].accepted if all(each.accepted for each in group) else "",
        )
        for group in alike.values()
    ]


def _facts(shards: Sequence[Report]) -> tuple[Fact, ...]:
    alike: dict[tuple[str, str, str, str], list[Fact]] = defaultdict(list)
    for shard in shards:
        for each in shard.facts:
            alike[each.operation, each.kind, each.pointer, each.says].append(each)
    return tuple(map(_fact, alike.values()))


def _fact(alike: Sequence[Fact]) -> Fact:
    """Return what all shards together say of one fact: the strongest word counts."""
    cells = zip(*(each.cells for each in alike), strict=False)
    return replace(
        alike[0],
        cells=tuple(min(each, key=_CELLS.index) for each in cells),
        blame=min((each.blame for each in alike), key=_BLAMES.index),
        failures=_unique(name for each in alike for name in each.failures),
    )


def _coverage(shards: Sequence[Report]) -> tuple[Tally, ...]:
    alike: dict[str, list[Tally]] = defaultdict(list)
    for shard in shards:
        for each in shard.coverage:
            alike[each.kind].append(each)
    return tuple(map(_tally, alike.values()))


def _tally(alike: Sequence[Tally]) -> Tally:
    """Return what is met by any shard; each of them counts against the whole contract."""
    missed = [each for each in alike[0].missed if all(each in other.missed for other in alike)]
    largest = max(each.all for each in alike)
    # A tally may name only some of what it missed: then no more is sure than the best shard's.
    are_whole = all(each.all == largest == each.met + len(each.missed) for each in alike)
    met = largest - len(missed) if are_whole else max(each.met for each in alike)
    return replace(alike[0], met=met, all=largest, missed=tuple(missed))


def _operations(shards: Sequence[Report]) -> tuple[OperationRow, ...]:
    alike: dict[str, list[OperationRow]] = defaultdict(list)
    for shard in shards:
        for each in shard.operations:
            alike[each.operation].append(each)
    return tuple(map(_row, alike.values()))


def _row(alike: Sequence[OperationRow]) -> OperationRow:
    counts: dict[str, int] = defaultdict(int)
    for each in alike:
        for status, times in each.statuses:
            counts[status] += times
    return replace(
        alike[0],
        statuses=tuple(sorted(counts.items())),
        succeeded=any(each.succeeded for each in alike),
    )


def _unique(values: Iterable[_Value]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(values))
