"""What can be wrong with a request, and how a service says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from understudy.behavior.calls import Answer, Headers
from understudy.behavior.error_shapes import ErrorCase, Errors, ErrorShape
from understudy.behavior.templates import Figure, Rows, Template
from understudy.contract.offences import Offence
from understudy.contract.operations import Json
from understudy.contract.pointers import split_pointer
from understudy.data import Dice


class Problem(StrEnum):
    """The kinds of problem; behavior.yaml gives each a status and a body."""

    INVALID_PARAMETER = "invalid_parameter"
    UNKNOWN_PARAMETER = "unknown_parameter"
    INVALID_BODY = "invalid_body"
    UNKNOWN_REFERENCE = "unknown_reference"
    MALFORMED_BODY = "malformed_body"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    TOO_LARGE = "too_large"
    UNAUTHENTICATED = "unauthenticated"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REUSED_KEY = "reused_key"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    UNKNOWN_CURSOR = "unknown_cursor"
    UNKNOWN_PATH = "unknown_path"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    CONFLICT = "conflict"
    GONE = "gone"
    INTERNAL = "internal"
    NOT_IMPLEMENTED = "not_implemented"


STATUSES: Mapping[Problem, int] = {
    Problem.INVALID_PARAMETER: 400,
    Problem.UNKNOWN_PARAMETER: 400,
    Problem.INVALID_BODY: 400,
    Problem.UNKNOWN_REFERENCE: 400,
    Problem.MALFORMED_BODY: 400,
    Problem.UNSUPPORTED_MEDIA_TYPE: 415,
    Problem.TOO_LARGE: 413,
    Problem.UNAUTHENTICATED: 401,
    Problem.EXPIRED: 401,
    Problem.REVOKED: 401,
    Problem.REUSED_KEY: 409,
    Problem.FORBIDDEN: 403,
    Problem.NOT_FOUND: 404,
    Problem.UNKNOWN_CURSOR: 400,
    Problem.UNKNOWN_PATH: 404,
    Problem.METHOD_NOT_ALLOWED: 405,
    Problem.CONFLICT: 409,
    Problem.GONE: 410,
    Problem.INTERNAL: 500,
    Problem.NOT_IMPLEMENTED: 501,
}

# Who declares nothing for the first says it like the second.
AKIN: Mapping[Problem, Problem] = {
    Problem.UNKNOWN_REFERENCE: Problem.INVALID_BODY,
    Problem.REVOKED: Problem.UNAUTHENTICATED,
    Problem.REUSED_KEY: Problem.CONFLICT,
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


_OF_OFFENCES = frozenset({"offences", "fields", "field_lists", "name", "pointer"})


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
    title: str
    body: Template
    offence: Template
    media_type: str
    headers: Headers
    constants: Mapping[str, Json]


class Speech:
    """How one service (or one operation of it, with `overrides`) says each problem."""

    def __init__(self, errors: Errors, overrides: Mapping[str, ErrorShape] | None = None) -> None:
        self._errors = errors
        self._usual = Template(errors.offence)
        self._overrides = overrides or {}
        self._compiled: dict[tuple[object, ...], _Shape] = {}

    def say(self, refused: Refused) -> Answer:
        """Return the service's answer to a refused request."""
        shape = self._shape(refused.problem, self._case(refused))
        figures: dict[str, Figure] = {
            "kind": refused.problem.value,
            "status": shape.status,
            "title": shape.title,
            "detail": refused.detail,
            **shape.constants,
        }
        if "request_id" in shape.body.uses:
            figures["request_id"] = f"req_{Dice(refused.problem, refused.detail).uuid()}"
        if shape.body.uses & _OF_OFFENCES:
            figures |= self._offence_figures(refused, shape)
        return Answer(
            status=shape.status,
            body=shape.body.encode(figures),
            media_type=shape.media_type,
            headers=shape.headers + refused.headers,
        )

    def _offence_figures(self, refused: Refused, shape: _Shape) -> dict[str, Figure]:
        first = refused.offences[0] if refused.offences else None
        fields: dict[str, Json] = {}
        for offence in refused.offences:
            fields.setdefault(offence.name or _dotted(offence.pointer) or "", offence.message)
        return {
            "offences": self._list(refused, shape),
            "fields": fields,
            "field_lists": {name: [message] for name, message in fields.items()},
            "name": (first.name or _dotted(first.pointer)) if first else None,
            "pointer": first.pointer if first else None,
        }

    def _list(self, refused: Refused, shape: _Shape) -> Rows:
        """Return each offence as the service says it, in services whose errors are a list."""
        if "offences" not in shape.body.uses:
            return Rows()
        is_listed = self._errors is PROBLEM_DETAILS and shape.offence is self._usual
        entries = [_entry(each) for each in refused.offences]
        shown = entries or ([] if is_listed else [_whole(refused)])
        common = {"status": shape.status, **shape.constants}
        return Rows([shape.offence.encode({**common, **entry}) for entry in shown])

    def _case(self, refused: Refused) -> ErrorCase | None:
        if not self._errors.cases or not refused.offences:
            return None
        first = refused.offences[0]
        return next(
            (
                case
                for case in self._errors.cases
                if case.kind in (refused.problem, AKIN.get(refused.problem))
                and first.keyword in (case.keywords or (first.keyword,))
                and (case.name is None or case.name == (first.name or _dotted(first.pointer)))
            ),
            None,
        )

    def status(self, problem: Problem) -> int:
        """Return the status that a problem is said with, when nothing more is known of it."""
        return self._shape(problem, None).status

    def _shape(self, problem: Problem, case: ErrorCase | None) -> _Shape:
        place = (problem, case and case.keywords, case and case.name)
        if place not in self._compiled:
            general = _said(self._errors.kinds, problem)
            special = _said(self._overrides, problem)
            told = case.shape if case else ErrorShape()
            bodies = (special.body, told.body, general.body, self._errors.body)
            headers = {**general.headers, **told.headers, **special.headers}
            status = special.status or told.status or general.status or STATUSES[problem]
            self._compiled[place] = _Shape(
                status=status,
                title=HTTPStatus(status).phrase,
                body=Template(next(each for each in bodies if each is not None)),
                offence=Template(special.offence) if special.offence is not None else self._usual,
                media_type=special.media_type
                or told.media_type
                or general.media_type
                or self._errors.media_type,
                headers=tuple(
                    (name.lower().encode("latin-1"), value.encode("latin-1"))
                    for name, value in headers.items()
                ),
                constants={**general.constants, **told.constants, **special.constants},
            )
        return self._compiled[place]


def _said(kinds: Mapping[str, ErrorShape], problem: Problem) -> ErrorShape:
    """Return how a problem is said: like what it is akin to, unless it is declared itself."""
    return kinds.get(problem) or kinds.get(AKIN.get(problem, problem)) or ErrorShape()


def _entry(offence: Offence) -> dict[str, Json]:
    """Return an offence's figures; `detail` is its message with its place in front."""
    place = offence.name or offence.pointer
    return {
        "message": offence.message,
        "detail": f"{place}: {offence.message}" if place else offence.message,
        "in": offence.location,
        "name": offence.name,
        "pointer": offence.pointer,
        "field": offence.name or _dotted(offence.pointer) or "",
        "keyword": offence.keyword,
        "place": [offence.location, *split_pointer(offence.pointer)]
        if offence.location == "body"
        else [offence.location, offence.name],
    }


def _whole(refused: Refused) -> dict[str, Json]:
    """Return the figures of a refusal that names no place, for services whose errors are a list."""
    nowhere: dict[str, Json] = {"in": "body", "name": "", "pointer": "", "field": "", "place": []}
    return {
        **nowhere,
        "keyword": refused.problem.value,
        "message": refused.detail,
        "detail": refused.detail,
    }


def _dotted(pointer: str | None) -> str | None:
    """Return a place in a body as services name it: `/unit_price/value` is `unit_price.value`."""
    return pointer.removeprefix("/").replace("/", ".") if pointer else None
