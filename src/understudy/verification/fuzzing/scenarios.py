"""One scenario of the fuzzer's report: its cases, what was sent and answered, which checks failed.

Nothing is taken for granted: what a report lacks, or holds in another form, is absent.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from understudy.contract.operations import Json, JsonObject
from understudy.verification.exchanges import Exchange, Headers

_NOTHING: JsonObject = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check that a case did not pass; `status` is "failure", or "error" when it broke itself."""

    case: str
    name: str
    status: str
    code: str = ""
    label: str = ""
    title: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """What the fuzzer made invalid on purpose: `place` is query, path, header, cookie or body."""

    place: str
    name: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request of the fuzzer: what it is for, what was sent, and what was answered.

    `status` is None when nothing was answered. `is_cut` says that the body in the report is only
    the start of it.
    """

    id: str
    method: str
    path: str  # the template
    target: str
    mutations: tuple[Mutation, ...] = ()
    parent: str | None = None
    began: float = 0.0
    elapsed_ms: float = 0.0
    request_headers: Headers = ()
    request_body: bytes = b""
    status: int | None = None
    response_headers: Headers = ()
    response_body: bytes = b""
    is_cut: bool = False

    def header(self, name: str) -> str | None:
        """Return the first response header of that name, in lower case."""
        return next((value for key, value in self.response_headers if key.lower() == name), None)

    def exchange(self, number: int, operation: str | None) -> Exchange:
        """Return what was sent and answered, without what was meant for the guard."""
        return Exchange(
            number=number,
            asker="fuzzer",
            method=self.method,
            target=self.target,
            request_headers=tuple(
                each
                for each in self.request_headers
                if not each[0].lower().startswith("understudy-")
            ),
            request_body=self.request_body,
            operation=operation,
            status=self.status,
            response_headers=self.response_headers,
            response_body=self.response_body,
            elapsed_ms=self.elapsed_ms,
            case=self.id,
        )


class Scenario:
    """One `ScenarioFinished` event."""

    def __init__(self, holds: JsonObject) -> None:
        recorder = _object(holds, "recorder")
        self.phase = _text(holds, "phase")
        self.label = _text(recorder, "label")
        self._checks = _object(recorder, "checks")
        self._cases = _object(recorder, "cases")
        self._interactions = _object(recorder, "interactions")
        self._read: dict[str, Case] = {}

    @property
    def size(self) -> int:
        """How many cases there were."""
        return len(self._cases)

    def checks(self) -> Iterator[Check]:
        """Yield the checks that were not passed."""
        for case, found in self._checks.items():
            for each in found if isinstance(found, list) else []:
                if isinstance(each, dict) and each.get("status") != "success":
                    yield _check(case, each)

    def case(self, name: str) -> Case:
        """Return a case by its id; one that the report does not hold has nothing in it."""
        if name not in self._read:
            self._read[name] = _case(
                name, _object(self._cases, name), _object(self._interactions, name)
            )
        return self._read[name]

    def ancestors(self, case: Case) -> list[Case]:
        """Return the cases that led to this one, the first of them first."""
        found: list[Case] = []
        seen = {case.id}
        while case.parent is not None and case.parent not in seen:
            seen.add(case.parent)
            case = self.case(case.parent)
            found.insert(0, case)
        return found

    def cases(self) -> list[Case]:
        """Return all cases in the order in which they were asked."""
        return sorted(map(self.case, self._interactions), key=lambda each: each.began)


def _check(case: str, source: JsonObject) -> Check:
    failure = _object(_object(source, "failure_info"), "failure")
    return Check(
        case=case,
        name=_text(source, "name"),
        status=_text(source, "status"),
        code=_text(failure, "code"),
        label=_text(failure, "operation"),
        title=_text(failure, "title"),
        message=_text(failure, "message"),
    )


def _case(name: str, node: JsonObject, interaction: JsonObject) -> Case:
    value = _object(node, "value")
    request, response = _object(interaction, "request"), _object(interaction, "response")
    status = response.get("status_code")
    return Case(
        id=name,
        method=_text(request, "method") or _text(value, "method"),
        path=_text(value, "path"),
        target=_target(_text(request, "uri")),
        mutations=tuple(_mutations(_object(_object(_object(value, "meta"), "phase"), "data"))),
        parent=_text(node, "parent_id") or None,
        began=_number(interaction, "timestamp"),
        elapsed_ms=1000 * _number(response, "elapsed"),
        request_headers=_headers(request),
        request_body=_bytes(request.get("body")),
        status=status if isinstance(status, int) else None,
        response_headers=_headers(response),
        response_body=_bytes(response.get("content")),
        is_cut="content_size" in response,
    )


def _mutations(data: JsonObject) -> Iterator[Mutation]:
    listed = data.get("mutations")
    if isinstance(listed, list) and listed:
        for each in listed:
            if isinstance(each, dict):
                yield _mutation(each, "operator")
    elif "parameter_location" in data:
        yield _mutation(data, "scenario")


def _mutation(source: JsonObject, how: str) -> Mutation:
    place = _text(source, "parameter_location")
    name = "" if place == "body" else _text(source, "parameter")
    return Mutation(place=place, name=name, how=_text(source, how))


def _headers(source: JsonObject) -> Headers:
    return tuple(
        (name, value)
        for name, values in _object(source, "headers").items()
        for value in (values if isinstance(values, list) else [values])
        if isinstance(value, str)
    )


def _target(uri: str) -> str:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return uri
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _bytes(source: Json) -> bytes:
    encoded = source.get("$base64") if isinstance(source, dict) else None
    if isinstance(encoded, str):
        try:
            return base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            return b""
    return source.encode("utf-8", "surrogatepass") if isinstance(source, str) else b""


def _object(source: Mapping[str, Json], name: str) -> JsonObject:
    found = source.get(name)
    return found if isinstance(found, dict) else _NOTHING


def _text(source: Mapping[str, Json], name: str) -> str:
    found = source.get(name)
    return found if isinstance(found, str) else ""


def _number(source: Mapping[str, Json], name: str) -> float:
    found = source.get(name)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else 0.0
