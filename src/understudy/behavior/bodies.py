"""Request bodies: from bytes to a valid value, or a refusal that names what offends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qsl

import jsonschema_rs

from understudy.behavior.problems import Problem, Refused
from understudy.contract.client_json import Excessive, Unparsed, parse_client_json
from understudy.contract.media import match_media_type
from understudy.contract.offences import find_offences
from understudy.contract.operations import Json, RequestBody
from understudy.contract.schemas import Schemas

Decode: TypeAlias = "Callable[[bytes], Json]"
MOST_TYPES = 100
LONGEST_TYPE = 200
MOST_FIELDS = 10_000  # of a form; each takes some fifty times the memory of its text


@dataclass(frozen=True, slots=True)
class _Representation:
    decode: Decode
    validator: jsonschema_rs.Validator | None


class BodyReader:
    """Reads the body of one operation as its contract declares it."""

    def __init__(self, declared: RequestBody, schemas: Schemas) -> None:
        self._declared = declared
        self._schemas = schemas
        self._offered = tuple(declared.content)
        self._by_type: dict[str, _Representation] = {}

    def read(self, content: bytes, content_type: str) -> Json:
        """Return the decoded body, None when there is none and none is required.

        Raises:
            Refused: it is missing, of a type that is not offered, malformed or invalid.
        """
        if not content and not content_type:
            if self._declared.required:
                raise Refused(Problem.INVALID_BODY, "a request body is required")
            return None
        representation = self._by_type.get(content_type) or self._choose(content_type)
        if not content and not self._declared.required:
            return None
        value = representation.decode(content)
        validator = representation.validator
        offences = find_offences(validator, value) if validator is not None else ()
        if offences:
            first = offences[0]
            where = f"{first.pointer}: " if first.pointer else ""
            raise Refused(Problem.INVALID_BODY, f"{where}{first.message}", offences=offences)
        return value

    def _choose(self, content_type: str) -> _Representation:
        media = match_media_type(content_type, self._declared.content)
        if media is None:
            offered = ", ".join(self._offered)
            said = (
                f"the body is {content_type}"
                if content_type
                else "the header Content-Type is missing"
            )
            raise Refused(Problem.UNSUPPORTED_MEDIA_TYPE, f"{said}; this operation takes {offered}")
        validator = self._schemas.validator(media.schema) if media.schema is not None else None
        found = _Representation(_decoder(content_type), validator)
        # Parameters of a media type are the client's: not all of them are kept.
        if len(self._by_type) < MOST_TYPES and len(content_type) < LONGEST_TYPE:
            self._by_type[content_type] = found
        return found


def _decoder(content_type: str) -> Decode:
    essence = content_type.partition(";")[0].strip().lower()
    if essence == "application/x-www-form-urlencoded":
        return _decode_form
    if essence.endswith("json"):
        return _decode_json
    return lambda content: content.decode("utf-8", "replace")


def _decode_json(content: bytes) -> Json:
    try:
        return parse_client_json(content)
    except Excessive as excess:
        raise Refused(Problem.TOO_LARGE, f"the body is too much to take: {excess}") from excess
    except Unparsed as error:
        raise Refused(Problem.MALFORMED_BODY, f"the body is not JSON: {error}") from error


def _decode_form(content: bytes) -> Json:
    if content.count(b"&") >= MOST_FIELDS:
        detail = f"the body is too much to take: more than {MOST_FIELDS:,} fields"
        raise Refused(Problem.TOO_LARGE, detail)
    try:
        pairs = parse_qsl(
            content.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(content),
            errors="strict",
        )
    except ValueError as error:
        raise Refused(
            Problem.MALFORMED_BODY, "the body is not application/x-www-form-urlencoded"
        ) from error
    return dict(pairs)
