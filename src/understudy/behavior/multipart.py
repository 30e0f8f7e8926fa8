"""Multipart bodies (RFC 7578): from bytes to named parts, within bounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from understudy.behavior.problems import Problem, Refused

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks  # there for type checkers only

MOST_PARTS = 1_000
MOST_PART_HEADERS = 8
LONGEST_HEADER = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part; `filename` is None when it names no file, `media_type` is "" when it has none."""

    name: str
    content: bytes
    filename: str | None = None
    media_type: str = ""


def read_parts(content: bytes, content_type: str) -> list[Part]:
    """Return the parts of a body in their order.

    Raises:
        Refused: it is no multipart/form-data, ends too early, or has too many parts.
    """
    boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
    if not boundary:
        raise _malformed("the header Content-Type names no boundary")
    if content.count(b"--" + boundary) > MOST_PARTS + 1:
        raise _too_many()  # lines that only begin like a boundary cost the parser as much
    reading = _Reading()
    try:
        parser = MultipartParser(
            boundary,
            reading.callbacks(),
            max_header_count=MOST_PART_HEADERS,
            max_header_size=LONGEST_HEADER,
        )
        parser.write(content)
        parser.finalize()
    except FormParserError as error:
        raise _malformed(str(error)) from error
    if not reading.is_whole:
        raise _malformed("it ends before its last boundary")
    return reading.parts


def _malformed(what: str) -> Refused:
    return Refused(Problem.MALFORMED_BODY, f"the body is not multipart/form-data: {what}")


def _too_many() -> Refused:
    detail = f"the body is too much to take: more than {MOST_PARTS:,} parts"
    return Refused(Problem.TOO_LARGE, detail)


@dataclass(slots=True)
class _Reading:
    """Parts as the parser comes upon them."""

    parts: list[Part] = field(default_factory=list)
    is_whole: bool = False
    _headers: dict[str, bytes] = field(default_factory=dict)
    _name: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _content: bytearray = field(default_factory=bytearray)

    def callbacks(self) -> MultipartCallbacks:
        """Return what the parser calls, by its names."""
        return {
            "on_part_begin": self._begin,
            "on_header_begin": self._begin_header,
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_part_data": lambda data, start, end: self._content.extend(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._headers = {}
        self._content = bytearray()

    def _begin_header(self) -> None:
        self._name, self._value = bytearray(), bytearray()

    def _end_header(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = bytes(self._value)

    def _end(self) -> None:
        kind, options = parse_options_header(self._headers.get("content-disposition"))
        if kind != b"form-data" or b"name" not in options:
            raise _malformed("each part needs `Content-Disposition: form-data; name=...`")
        filename = options.get(b"filename")
        self.parts.append(
            Part(
                name=options[b"name"].decode("utf-8", "replace"),
                content=bytes(self._content),
                filename=None if filename is None else filename.decode("utf-8", "replace"),
                media_type=self._headers.get("content-type", b"").decode("latin-1").strip(),
            )
        )

    def _finish(self) -> None:
        self.is_whole = True
