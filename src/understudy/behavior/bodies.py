"""Request bodies: from bytes to a valid value, or a refusal that names what offends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qsl

import jsonschema_rs

from understudy.behavior.calls import NO_FILES, Files, Upload
from understudy.behavior.forms import compile_fields, find_file_fields
from understudy.behavior.multipart import Part, read_parts
from understudy.behavior.problems import Problem, Refused
from understudy.contract.client_json import Excessive, Unparsed, parse_client_json
from understudy.contract.media import essence, match_media_type
from understudy.contract.offences import find_offences
from understudy.contract.operations import Json, JsonObject, MediaType, RequestBody
from understudy.contract.schemas import Schemas

MULTIPART = "multipart/form-data"
FORM = "application/x-www-form-urlencoded"
MOST_TYPES = 100
LONGEST_TYPE = 200
MOST_FIELDS = 10_000  # of a form; each takes some fifty times the memory of its text


class Body(NamedTuple):
    """What a body means: its value, None when there is none, and the files in it."""

    value: Json
    files: Files


Decode: TypeAlias = "Callable[[bytes, str], Body]"  # of a content and its Content-Type
NO_BODY = Body(None, NO_FILES)


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
        multipart = match_media_type(MULTIPART, declared.content)
        self.file_fields = find_file_fields(multipart.schema if multipart else None, schemas)

    def read(self, content: bytes, content_type: str) -> Body:
        """Return the decoded body; an empty one when there is none and none is required.

        Raises:
            Refused: it is missing, of a type that is not offered, malformed or invalid.
        """
        if not content and not content_type:
            if self._declared.required:
                raise Refused(Problem.INVALID_BODY, "a request body is required")
            return NO_BODY
        representation = self._by_type.get(content_type) or self._choose(content_type)
        if not content and not self._declared.required:
            return NO_BODY
        body = representation.decode(content, content_type)
        validator = representation.validator
        offences = find_offences(validator, body.value) if validator is not None else ()
        if offences:
            first = offences[0]
            where = f"{first.pointer}: " if first.pointer else ""
            raise Refused(Problem.INVALID_BODY, f"{where}{first.message}", offences=offences)
        return body

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
        # Every multipart body brings a boundary of its own: what reads them is kept once.
        kept_as = MULTIPART if essence(content_type) == MULTIPART else content_type
        found = self._by_type.get(kept_as) or self._compile(media, content_type)
        # Parameters of a media type are the client's: not all of them are kept.
        if len(self._by_type) < MOST_TYPES and len(content_type) < LONGEST_TYPE:
            self._by_type[kept_as] = found
        return found

    def _compile(self, media: MediaType, content_type: str) -> _Representation:
        validator = self._schemas.validator(media.schema) if media.schema is not None else None
        return _Representation(_decoder(essence(content_type), media, self._schemas), validator)


def _decoder(name: str, media: MediaType, schemas: Schemas) -> Decode:
    if name == FORM:
        return _compile_form(media.schema, schemas)
    if name == MULTIPART:
        return _compile_multipart(media.schema, schemas)
    if name.endswith("json"):
        return _decode_json
    return lambda content, _type: Body(content.decode("utf-8", "replace"), NO_FILES)


def _decode_json(content: bytes, _type: str) -> Body:
    try:
        return Body(parse_client_json(content), NO_FILES)
    except Excessive as excess:
        raise Refused(Problem.TOO_LARGE, f"the body is too much to take: {excess}") from excess
    except Unparsed as error:
        raise Refused(Problem.MALFORMED_BODY, f"the body is not JSON: {error}") from error


def _compile_form(schema: JsonObject | None, schemas: Schemas) -> Decode:
    read = compile_fields(schema, schemas)

    def decode(content: bytes, _type: str) -> Body:
        if content.count(b"&") >= MOST_FIELDS:
            detail = f"the body is too much to take: more than {MOST_FIELDS:,} fields"
            raise Refused(Problem.TOO_LARGE, detail)
        try:
            text = content.decode("ascii")
            pairs = parse_qsl(
                text, keep_blank_values=True, strict_parsing=bool(text), errors="strict"
            )
        except ValueError as error:
            raise Refused(Problem.MALFORMED_BODY, f"the body is not {FORM}") from error
        return Body(read(pairs), NO_FILES)

    return decode


def _compile_multipart(schema: JsonObject | None, schemas: Schemas) -> Decode:
    """Return what reads texts as members, and files as `files` with their name as a member."""
    read = compile_fields(schema, schemas)
    file_fields = find_file_fields(schema, schemas)

    def decode(content: bytes, content_type: str) -> Body:
        fields: list[tuple[str, str]] = []
        files: dict[str, tuple[Upload, ...]] = {}
        for part in read_parts(content, content_type):
            if part.filename is None and part.name not in file_fields:
                fields.append((part.name, _text(part)))
                continue
            upload = _upload(part)
            fields.append((part.name, upload.filename))
            files[part.name] = (*files.get(part.name, ()), upload)
        return Body(read(fields), files)

    return decode


def _upload(part: Part) -> Upload:
    return Upload(
        filename=part.filename or part.name,
        media_type=part.media_type or "application/octet-stream",
        content=part.content,
    )


def _text(part: Part) -> str:
    try:
        return part.content.decode("utf-8")
    except UnicodeDecodeError as error:
        detail = f"the part {part.name!r} is not UTF-8, and names no file"
        raise Refused(Problem.MALFORMED_BODY, detail) from error
