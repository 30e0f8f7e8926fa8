"""What a recorded request asked, read back by the contract: its parameters and its body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

from understudy.behavior import Behavior
from understudy.contract.client_json import Unparsed, parse_client_json
from understudy.contract.media import essence, match_media_type
from understudy.contract.offences import Offence, find_offences
from understudy.contract.operations import (
    Contract,
    Json,
    Location,
    MediaType,
    Operation,
    Parameter,
)
from understudy.contract.parameters import ParameterDecoder, compile_parameters
from understudy.contract.pointers import join_pointer
from understudy.contract.queries import split_cookies, split_query
from understudy.contract.schemas import Schemas
from understudy.verification.exchanges import Exchange, Headers

Name: TypeAlias = "tuple[Location, str]"  # a parameter of an operation

_BLANK = re.compile(r"\\\{[^{}]*\\\}")
_NAMES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. `given` are parameters that were sent, `wrong` those of them that are invalid.

    `missing` were left out and are required. `values` hold what is valid, by name as authored.
    `parameters` say what is wrong with them. `media` is None when no declared body was sent; `body`
    is there when it is readable JSON, and `offences` are what is wrong with it.
    """

    operation: Operation
    given: frozenset[Name]
    wrong: frozenset[Name]
    missing: frozenset[Name]
    values: Mapping[str, Json]
    parameters: tuple[Offence, ...] = ()
    media: MediaType | None = None
    body: tuple[Json, ...] = ()
    has_body: bool = False
    offences: tuple[Offence, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether the request keeps the contract, as far as can be told."""
        return not (self.wrong or self.missing or self.offences or self.lacks_body)

    @property
    def lacks_body(self) -> bool:
        """Whether a body is required and none came."""
        declared = self.operation.request_body
        return declared is not None and declared.required and not self.has_body


class Requests:
    """Reads recorded requests back; what that takes is compiled once per operation."""

    def __init__(self, contract: Contract, behavior: Behavior, schemas: Schemas) -> None:
        self._readers = {each.id: _Reader(each, behavior, schemas) for each in contract.operations}

    def read(self, exchange: Exchange) -> Asked | None:
        """Return what was asked; None when it belongs to no operation, or to another path."""
        reader = self._readers.get(exchange.operation or "")
        return reader.read(exchange) if reader else None


@dataclass(slots=True)
class _Reader:
    operation: Operation
    behavior: Behavior
    schemas: Schemas
    names: dict[str, Name] = field(init=False)
    _decoder: ParameterDecoder = field(init=False)
    _pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        queried = {each.name for each in self.operation.parameters if _is_queried(each)}
        aliases = {key: name for key, name in self.behavior.aliases.items() if name in queried}
        self._decoder = compile_parameters(self.operation.parameters, self.schemas, aliases)
        self._pattern = _pattern_of(self.operation.path)
        spelled = {**{name: name for name in queried}, **aliases}
        self.names = {spelling: (Location.QUERY, name) for spelling, name in spelled.items()}

    def read(self, exchange: Exchange) -> Asked | None:
        path, _, query = exchange.target.partition("?")
        found = self._pattern.search(path)
        if found is None:
            return None
        variables = _NAMES.findall(self.operation.path)
        texts = {name: unquote(text) for name, text in zip(variables, found.groups(), strict=True)}
        headers = _by_name(exchange.request_headers)
        raw = query.encode("utf-8", "surrogateescape")
        decoded = self._decoder.decode(texts, raw, headers)
        given = frozenset(self._given(raw, headers))
        wrong = frozenset((Location(each.location), each.name) for each in decoded.offences)
        media, body = self._body(exchange, headers.get(b"content-type", b"").decode("latin-1"))
        return Asked(
            operation=self.operation,
            given=given,
            wrong=wrong & given,
            missing=wrong - given,
            values=decoded.values,
            parameters=decoded.offences,
            media=media,
            body=body,
            has_body=bool(exchange.request_body),
            offences=self._offences(media, body, exchange),
        )

    def _given(self, query: bytes, headers: Mapping[bytes, bytes]) -> Iterator[Name]:
        pairs = {name for name, _ in split_query(query)} if query else set()
        cookies = {name for name, _ in split_cookies(headers.get(b"cookie", b""))}
        for name in pairs:
            yield self.names.get(name) or (Location.QUERY, name.partition("[")[0])
        for each in self.operation.parameters:
            if each.location is Location.PATH:
                yield Location.PATH, each.name
            elif each.location is Location.COOKIE and each.name in cookies:
                yield Location.COOKIE, each.name
            elif each.location is Location.HEADER and each.name.lower().encode() in headers:
                yield Location.HEADER, each.name

    def _body(
        self, exchange: Exchange, content_type: str
    ) -> tuple[MediaType | None, tuple[Json, ...]]:
        declared = self.operation.request_body
        if declared is None or not exchange.request_body:
            return None, ()
        media = match_media_type(content_type, declared.content)
        return media, read_json(content_type, exchange.request_body) if media else ()

    def _offences(
        self, media: MediaType | None, body: tuple[Json, ...], exchange: Exchange
    ) -> tuple[Offence, ...]:
        if not exchange.request_body or self.operation.request_body is None:
            return ()
        if media is None:
            return (Offence(pointer="", message="is of another media type", keyword="media"),)
        if not media.is_json or media.schema is None:
            return ()
        if not body:
            return (Offence(pointer="", message="is no JSON", keyword="encoding"),)
        validator = self.schemas.validator(join_pointer(media.pointer, "schema"))
        return find_offences(validator, body[0])


def is_json(media_type: str) -> bool:
    """Tell whether bodies of a media type are JSON.

    >>> is_json("application/problem+json; charset=utf-8"), is_json("text/csv")
    (True, False)
    """
    name = essence(media_type)
    return name.endswith(("/json", "+json"))


def read_json(media_type: str, content: bytes) -> tuple[Json, ...]:
    """Return the one value of a JSON body; none when it is none, cut, or beyond all bounds."""
    if not content or not is_json(media_type):
        return ()
    try:
        return (parse_client_json(content),)
    except Unparsed:
        return ()


def _is_queried(parameter: Parameter) -> bool:
    return parameter.location is Location.QUERY


def _pattern_of(path: str) -> re.Pattern[str]:
    """Return what finds the variables of a template at the end of a path, whatever is before it.

    >>> _pattern_of("/items/{id}").search("/v1/items/a%2Fb/").groups()
    ('a%2Fb',)
    """
    literal = _BLANK.sub("([^/]*)", re.escape(path))
    return re.compile(f"{literal}/?$")


def _by_name(headers: Headers) -> Mapping[bytes, bytes]:
    return {
        name.lower().encode("latin-1", "replace"): value.encode("latin-1", "replace")
        for name, value in headers
    }
