"""The JSON form of a report: what other programs read, and what shards are merged from.

Its grammar is `report.schema.json` beside this file. What takes time stands in the member
`timings`: the rest is the same whenever a seed is run again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import chain, repeat
from pathlib import Path
from typing import cast

import orjson

from understudy.contract.errors import Position, ReportError
from understudy.contract.grammars import check_grammar
from understudy.contract.nesting import is_deeper_than
from understudy.contract.operations import Json, JsonObject
from understudy.verification.report import VERSION, Finding, Report
from understudy.verification.reports.encoding import decode, encode
from understudy.verification.reports.printable import printable
from understudy.verification.rules import RULES

_MOST_BYTES = 512 * 1024 * 1024
_MOST_LEVELS = 20
_LAYOUT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_TIMES = frozenset({"elapsed_s", "elapsed_ms"})


def json_form(report: Report) -> str:
    """Return the report as JSON text, always the same for the same report."""
    document = to_json(report)
    try:
        return orjson.dumps(document, option=_LAYOUT).decode("utf-8")
    except TypeError:  # a lone surrogate, or a number beyond 64 bits
        return orjson.dumps(_cleaned(document), option=_LAYOUT).decode("utf-8")


def to_json(report: Report) -> JsonObject:
    """Return the report as a JSON object, with what readers would have to compute."""
    document = cast("JsonObject", encode(report, leave_out=_TIMES))
    findings = cast("list[JsonObject]", document["findings"])
    for finding, encoded in zip(report.findings, findings, strict=True):
        encoded["fingerprint"] = finding.failure.fingerprint
        encoded["severity"] = finding.failure.severity.value
    timings: JsonObject = {
        "deployments_s": [each.elapsed_s for each in report.deployments],
        "examples_ms": [
            each.elapsed_ms for finding in report.findings for each in finding.failure.exchanges
        ],
    }
    version = document.pop("version")
    return {
        "version": version,
        "verdict": report.verdict.value,
        **document,
        "timings": timings,
    }


def read_report(path: Path) -> Report:
    """Return the report that a JSON file holds.

    Raises:
        ReportError: it cannot be read, is no report, or was written by a later version.
    """
    document = _parsed(path)
    version = document.get("version")
    if isinstance(version, int) and version > VERSION:
        raise ReportError(
            f"the report has version {version}; this Understudy reads up to {VERSION}",
            where=Position(file=str(path)),
            remedy="upgrade understudy, or write the report with this version",
        )
    check_grammar(document, path, grammar(), ReportError)
    return from_json(document)


def from_json(document: JsonObject) -> Report:
    """Return the report that `to_json` made a JSON object of; it has to satisfy the grammar."""
    report = cast("Report", decode(Report, document))
    timings = cast("Mapping[str, list[float]]", document["timings"])
    deployments_s = chain(timings["deployments_s"], repeat(0.0))
    examples_ms = chain(timings["examples_ms"], repeat(0.0))
    return replace(
        report,
        deployments=tuple(
            replace(each, elapsed_s=next(deployments_s)) for each in report.deployments
        ),
        findings=tuple(_timed(each, examples_ms) for each in report.findings),
    )


@cache
def grammar() -> JsonObject:
    """Return the JSON Schema of the form; its rules are those that this version knows."""
    text = files("understudy.verification.reports").joinpath("report.schema.json")
    schema = cast("JsonObject", json.loads(text.read_text(encoding="utf-8")))
    cast("dict[str, JsonObject]", schema["$defs"])["rule"]["enum"] = [*RULES]
    return schema


def _timed(finding: Finding, examples_ms: Iterator[float]) -> Finding:
    failure = finding.failure
    exchanges = tuple(replace(each, elapsed_ms=next(examples_ms)) for each in failure.exchanges)
    return replace(finding, failure=replace(failure, exchanges=exchanges))


def _parsed(path: Path) -> JsonObject:
    where = Position(file=str(path))
    remedy = "give a file that `understudy verify --report FILE.json` wrote"
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ReportError("the file is too large for a report", where=where, remedy=remedy)
        document = orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _unreadable(error, path, remedy) from error
    if not isinstance(document, dict) or is_deeper_than(_MOST_LEVELS, document):
        raise ReportError("this is no report", where=where, remedy=remedy)
    return document


def _unreadable(error: OSError | ValueError, path: Path, remedy: str) -> ReportError:
    if isinstance(error, orjson.JSONDecodeError):
        where = Position(file=str(path), line=error.lineno)
        return ReportError(f"this is not valid JSON: {error.msg}", where=where, remedy=remedy)
    reason = getattr(error, "strerror", None) or str(error)
    what = f"the report cannot be opened: {reason}"
    return ReportError(what, where=Position(file=str(path)), remedy="check the path")


def _cleaned(value: Json) -> Json:
    if isinstance(value, dict):
        return {printable(key): _cleaned(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return printable(value) if isinstance(value, str) else value
