"""What can be wrong with a request, and how a service says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from understudy.behavior.calls import Answer, Headers
from understudy.behavior.declarations import Errors, ErrorShape
from understudy.behavior.templates import Template, fill
from understudy.contract.offences import Offence
from understudy.contract.operations import Json
from understudy.data import Dice


class Problem(StrEnum):
    """The kinds of problem; behavior.yaml gives each a status and a body."""

    INVALID_PARAMETER = "invalid_parameter"
    UNKNOWN_PARAMETER = "unknown_parameter"
    INVALID_BODY = "invalid_body"
    MALFORMED_BODY = "malformed_body"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    TOO_LARGE = "too_large"
    UNAUTHENTICATED = "unauthenticated"
    EXPIRED = "expired"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    UNKNOWN_CURSOR = "unknown_cursor"
    UNKNOWN_PATH = "unknown_path"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    CONFLICT = "conflict"
    GONE = "gone"
    INTERNAL = "internal"


STATUSES: Mapping[Problem, int] = {
    Problem.INVALID_PARAMETER: 400,
    Problem.UNKNOWN_PARAMETER: 400,
    Problem.INVALID_BODY: 400,
    Problem.MALFORMED_BODY: 400,
    Problem.UNSUPPORTED_MEDIA_TYPE: 415,
    Problem.TOO_LARGE: 413,
    Problem.UNAUTHENTICATED: 401,
    Problem.EXPIRED: 401,
    Problem.FORBIDDEN: 403,
    Problem.NOT_FOUND: 404,
    Problem.UNKNOWN_CURSOR: 400,
    Problem.UNKNOWN_PATH: 404,
    Problem.METHOD_NOT_ALLOWED: 405,
    Problem.CONFLICT: 409,
    Problem.GONE: 410,
    Problem.INTERNAL: 500,
}

# RFC 9457: what a document that declares no errors of its own gets.
PROBLEM_DETAILS = Errors(
    media_type="application/problem+json",
    body={
        "type": "about:blank",
        "title": "$title",
        "status": "$status",
        "detail": "$detail",
        "errors": "$offences|[]",
    },
    offence={"detail": "$message", "in": "$in", "name": "$name", "pointer": "$pointer"},
)


class Refused(Exception):  # noqa: N818 - not an error of ours: the answer to a request, raised from wherever it is known
    """A request cannot be granted; becomes the service's own error answer."""

    def __init__(
        self,
        problem: Problem,
        detail: str,
        *,
        offences: Sequence[Offence] = (),
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> None:
        super().__init__(detail)
        self.problem = problem
        self.detail = detail
        self.offences = tuple(offences)
        self.headers = headers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """How one kind of problem is said, all that it inherits filled in."""

    status: int
    body: Template
    media_type: str
    headers: Headers
    constants: Mapping[str, Json]


class Speech:
    """How one service (or one operation of it, with `overrides`) says each problem."""

    def __init__(self, errors: Errors, overrides: Mapping[str, ErrorShape] | None = None) -> None:
        self._errors = errors
        self._overrides = overrides or {}
        self._compiled: dict[Problem, _Shape] = {}

    def say(self, refused: Refused) -> Answer:
        """Return the service's answer to a refused request."""
        shape = self._shape(refused.problem)
        figures: dict[str, Json] = {
            "kind": refused.problem.value,
            "status": shape.status,
            "title": HTTPStatus(shape.status).phrase,
            "detail": refused.detail,
            "request_id": f"req_{Dice(refused.problem, refused.detail).uuid()}",
            **shape.constants,
            **self._offence_figures(refused, shape.status, shape.constants),
        }
        return Answer(
            status=shape.status,
            body=shape.body.encode(figures),
            media_type=shape.media_type,
            headers=shape.headers + refused.headers,
        )

    def _offence_figures(
        self, refused: Refused, status: int, constants: Mapping[str, Json]
    ) -> dict[str, Json]:
        entries = [_entry(each) for each in refused.offences]
        first = entries[0] if entries else {}
        shown = entries or ([] if self._errors is PROBLEM_DETAILS else [_whole(refused.detail)])
        fields: dict[str, Json] = {}
        for entry in entries:
            fields.setdefault(entry["name"] or _dotted(entry["pointer"]) or "", entry["message"])
        return {
            "offences": [
                fill(self._errors.offence, {"status": status, **constants, **entry})
                for entry in shown
            ],
            "fields": fields,
            "name": first.get("name") or _dotted(first.get("pointer")),
            "pointer": first.get("pointer"),
        }

    def _shape(self, problem: Problem) -> _Shape:
        if problem not in self._compiled:
            general = self._errors.kinds.get(problem.value, ErrorShape())
            special = self._overrides.get(problem.value, ErrorShape())
            bodies = (special.body, general.body, self._errors.body)
            headers = {**general.headers, **special.headers}
            self._compiled[problem] = _Shape(
                status=special.status or general.status or STATUSES[problem],
                body=Template(next(each for each in bodies if each is not None)),
                media_type=special.media_type or general.media_type or self._errors.media_type,
                headers=tuple(
                    (name.lower().encode("latin-1"), value.encode("latin-1"))
                    for name, value in headers.items()
                ),
                constants={**general.constants, **special.constants},
            )
        return self._compiled[problem]


def _entry(offence: Offence) -> dict[str, str]:
    """Return an offence's figures; `detail` is its message with its place in front."""
    place = offence.name or offence.pointer
    return {
        "message": offence.message,
        "detail": f"{place}: {offence.message}" if place else offence.message,
        "in": offence.location,
        "name": offence.name,
        "pointer": offence.pointer,
    }


def _whole(detail: str) -> dict[str, str]:
    """Return the figures of a refusal that names no place, for services whose errors are a list."""
    return {"message": detail, "detail": detail}


def _dotted(pointer: str | None) -> str | None:
    """Return a place in a body as services name it: `/unit_price/value` is `unit_price.value`."""
    return pointer.removeprefix("/").replace("/", ".") if pointer else None
