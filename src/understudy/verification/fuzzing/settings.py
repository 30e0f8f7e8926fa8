"""What the fuzzer is told: its settings as TOML, the contract as JSON, secrets by environment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import orjson

from understudy.contract.encoding import spell
from understudy.contract.operations import (
    Contract,
    JsonObject,
    Location,
    Operation,
    SecurityScheme,
)
from understudy.contract.references import follow
from understudy.verification.fuzzing.allowances import find_allowances
from understudy.verification.fuzzing.jobs import Credential, FuzzJob, Group

SETTINGS, DOCUMENT = "settings.toml", "document.json"
EVENTS, VERDICT = "events.ndjson", "verdict.json"
TEACHING = Path(__file__).with_name("teaching.py")
KEY_HEADERS = "UNDERSTUDY_KEY_HEADERS"  # `teaching` reads it
ASKER = {"Understudy-Asker": "fuzzer", "Understudy-Credentials": "as-sent"}
READING = frozenset({"GET", "HEAD"})
MOST_RECORDED_BYTES = 262_144  # of a body; what is longer is judged by the fuzzer alone
ALWAYS_ALLOWED = ("2xx", "3xx", "401", "403", "404", "409", "429", "5xx")  # to refuse valid data

_SECRET = "UNDERSTUDY_FUZZER_SECRET_{}"  # noqa: S105 - a name
_TEMPLATE = """\
seed = {seed}
continue-on-failure = true
workers = 1
max-redirects = 0
request-timeout = {timeout}
hooks = {hooks}

[generation]
database = "none"
max-examples = {examples}

[cache]
enabled = false

[output.sanitization]
keys-to-sanitize = {secrets}
sensitive-markers = []

[output.truncation]
max-recorded-payload-size = {most}
"""
_COVERAGE = """
[phases.coverage]
unexpected-methods = []
"""
_ALLOWANCE = """
[[operations]]
include-operation-id = {ids}

[operations.checks.positive_data_acceptance]
expected-statuses = {statuses}
"""


def selected(job: FuzzJob, group: Group) -> tuple[Operation, ...]:
    """Return the operations of a group that are asked: when nothing is written, those that read."""
    if job.effort.writes:
        return group.operations
    return tuple(each for each in group.operations if each.method in READING)


def write_settings(job: FuzzJob, group: Group) -> str:
    """Return the settings for one group as TOML. Secrets are not in them: see `environment`."""
    parts = [
        _TEMPLATE.format(
            seed=job.seed,
            timeout=float(job.request_timeout_s),
            hooks=_toml(TEACHING.as_posix()),
            examples=job.effort.examples,
            secrets=_toml(sorted(_secret_names(job))),
            most=MOST_RECORDED_BYTES,
        ),
        "" if job.effort.writes else _COVERAGE,
        _headers(job),
        _given(job, group),
        *_credentials(job, group),
        *_allowances(job, group),
    ]
    return "".join(parts)


def write_document(contract: Contract) -> bytes:
    """Return the contract as the fuzzer reads it: every operation has the id that we know it by."""
    document = cast("JsonObject", orjson.loads(orjson.dumps(contract.document)))
    if not str(document.get("openapi")).startswith("3.1"):
        document["openapi"] = "3.1.0"  # the schemas of an older one were brought to 3.1 by reading
    paths = cast("dict[str, JsonObject]", document["paths"])
    for operation in contract.operations:
        if "$ref" in paths[operation.path]:  # another path may share it, under other ids
            item, _ = follow(document, paths[operation.path], "")
            paths[operation.path] = orjson.loads(orjson.dumps(item))
        cast("JsonObject", paths[operation.path][operation.method.lower()])["operationId"] = (
            operation.id
        )
    return orjson.dumps(document)


def command(program: Path, job: FuzzJob, group: Group) -> list[str]:
    """Return the command line that fuzzes one group, run in a folder that holds its settings."""
    return [
        *(str(program), "--config-file", SETTINGS, "run", f"../{DOCUMENT}"),
        *("--url", f"{job.url}{group.base_path}"),
        *("--phases", ",".join(group.phases(job.effort))),
        *("--report-ndjson-path", EVENTS, "--report-json-path", VERDICT),
        *(part for each in selected(job, group) for part in ("--include-operation-id", each.id)),
        *("--no-color", "--warnings", "off"),
    ]


def environment(job: FuzzJob, storage: Path) -> dict[str, str]:
    """Return the environment of the fuzzer: ours, without what would lead requests elsewhere."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy")
        and not name.startswith(("SCHEMATHESIS_", "HYPOTHESIS_"))
    }
    return {
        **kept,
        **{_SECRET.format(number): value for number, value in enumerate(_secrets(job))},
        KEY_HEADERS: " ".join(sorted(_key_headers(job))),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(storage),
        "NETRC": os.devnull,  # its client would send what a .netrc has for the loopback
        "NO_PROXY": "*",
    }


def _secrets(job: FuzzJob) -> Iterator[str]:
    """Yield everything secret, in the order in which `_credentials` and `_headers` refer to it."""
    for name in sorted(job.headers):
        yield job.headers[name]
    for name in sorted(job.credentials):
        credential = job.credentials[name]
        yield from (credential.value, credential.username, credential.password)


def _headers(job: FuzzJob) -> str:
    lines = [f"{_toml(name)} = {_toml(value)}\n" for name, value in ASKER.items()]
    for number, name in enumerate(sorted(job.headers)):
        lines.append(f"{_toml(name)} = {_reference(number)}\n")
    return f"\n[headers]\n{''.join(lines)}"


def _given(job: FuzzJob, group: Group) -> str:
    """Return the values that parameters have in every valid request."""
    places = {
        f"{each.location}.{each.name}": job.given[each.name]
        for operation in selected(job, group)
        for each in operation.parameters
        if each.name in job.given
    }
    lines = [f"{_toml(place)} = {_toml(spell(value))}\n" for place, value in sorted(places.items())]
    return f"\n[parameters]\n{''.join(lines)}" if lines else ""


def _credentials(job: FuzzJob, group: Group) -> Iterator[str]:
    needed = needed_schemes(selected(job, group), job.credentials)
    for position, name in enumerate(sorted(job.credentials)):
        scheme = job.contract.security_schemes.get(name)
        if name in needed and scheme is not None:
            first = len(job.headers) + 3 * position
            yield f"\n[auth.openapi.{_toml(name)}]\n{_credential(scheme, first)}"


def _credential(scheme: SecurityScheme, first: int) -> str:
    if scheme.type == "apiKey":
        return f"api_key = {_reference(first)}\n"
    if scheme.scheme == "basic":
        return f"username = {_reference(first + 1)}\npassword = {_reference(first + 2)}\n"
    return f"bearer = {_reference(first)}\n"


def needed_schemes(
    operations: Iterable[Operation], credentials: Mapping[str, Credential]
) -> frozenset[str]:
    """Return the fewest schemes, of those that credentials are at hand for, that open every door.

    A scheme that is only an alternative stays out: the fuzzer would leave it away and expect a
    refusal, while the other one still opens.
    """
    needed: set[str] = set()
    for operation in operations:
        ways = [set(each.schemes) for each in operation.security]
        ways = [each for each in ways if each <= set(credentials)]
        needed |= min(ways, key=len, default=set())
    return frozenset(needed)


def _allowances(job: FuzzJob, group: Group) -> Iterator[str]:
    by_statuses: dict[tuple[str, ...], list[str]] = {}
    for operation, allowed in find_allowances(job.contract, job.behavior, selected(job, group)):
        by_statuses.setdefault(tuple(sorted(allowed)), []).append(operation.id)
    for statuses, ids in by_statuses.items():
        yield _ALLOWANCE.format(ids=_toml(ids), statuses=_toml([*ALWAYS_ALLOWED, *statuses]))


def _key_headers(job: FuzzJob) -> set[str]:
    """Return the headers that carry an idempotency key: what is declared, and what is called so."""
    rule = job.behavior.idempotency
    named = {
        each.name
        for group in job.groups
        for operation in group.operations
        for each in operation.parameters
        if each.location is Location.HEADER and "idempotency" in each.name.lower()
    }
    return named | ({rule.header} if rule else set())


def _secret_names(job: FuzzJob) -> set[str]:
    """Return the names of headers and parameters whose values do not belong in any file."""
    schemes = job.contract.security_schemes.values()
    carried = {each.parameter.lower() for each in schemes if each.parameter}
    common = {"authorization", "proxy-authorization", "cookie", "set-cookie"}
    return common | carried | {name.lower() for name in job.headers}


def _reference(number: int) -> str:
    return f'"${{{_SECRET.format(number)}}}"'


def _toml(value: str | Sequence[str]) -> str:
    """Return text or a list of texts as TOML has them, nearly as JSON has them."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
