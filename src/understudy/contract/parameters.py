"""Parameters of a request, decoded and validated by what was compiled once per operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from understudy.contract.offences import MAX_OFFENCES, Offence
from understudy.contract.operations import Json, Location, Parameter
from understudy.contract.queries import split_cookies, split_query
from understudy.contract.schemas import Schemas
from understudy.contract.slots import Slot, compile_slot

_HEADERS_SEEN = 1_000  # combinations of header values that are remembered for an operation
_LONGEST_SEEN_BYTES = 1_000  # of them together
_NO_ALIASES: Mapping[str, str] = MappingProxyType({})
_NO_HEADERS: Mapping[bytes, bytes] = MappingProxyType({})


@dataclass(slots=True)
class Decoded:
    """The parameters of one request.

    `values` are by name as authored, defaults filled in, absent ones left out. A name that several
    locations share is plain for the query's and `location:name` ("header:id") for the others.
    `offences` are empty when the request may go on; only then the values are complete.
    """

    values: Mapping[str, Json]
    offences: tuple[Offence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spelling:
    """A name that query pairs may have: of a parameter, an alias of one, or a property of one.

    `key` is the slot's; `member` is the property's name.
    """

    key: str
    member: str | None = None
    holds_several: bool = False

    def collect(self, text: str, given: dict[str, Any]) -> None:
        """Put a pair's text where its slot will look for it."""
        if self.member is not None:
            given.setdefault(self.key, {}).setdefault(self.member, []).append(text)
        elif self.holds_several:
            given.setdefault(self.key, []).extend(text.split(","))
        elif self.key in given:
            given[self.key].append(text)
        else:
            given[self.key] = [text]


def compile_parameters(
    parameters: Sequence[Parameter], schemas: Schemas, aliases: Mapping[str, str] = _NO_ALIASES
) -> ParameterDecoder:
    """Return the decoder for an operation's parameters.

    `aliases` are other spellings of query parameters -> the declared name (`include` ->
    `include[]`); the value of an alias of an exploded array may hold several, comma separated.

    Raises:
        ContractError: A parameter has a style that is not read here or a schema that is not valid,
            or an alias names no query parameter.
    """
    names = [each.name for each in parameters]
    slots = [
        compile_slot(each, schemas, key=_key(each, shared=names.count(each.name) > 1))
        for each in parameters
    ]
    queried = {slot.parameter.name: slot for slot in slots if _travels(slot, Location.QUERY)}
    for alias, name in aliases.items():
        if name not in queried:
            schemas.refuse(
                f'the alias "{alias}" is for "{name}", which is no query parameter here',
                f"use one of {', '.join(queried) or 'none: there are no query parameters'}",
            )
    return ParameterDecoder(slots, {alias: queried[name] for alias, name in aliases.items()})


class ParameterDecoder:
    """Decodes the parameters of one operation; made by `compile_parameters`."""

    __slots__ = (
        "_cookies",
        "_deep",
        "_defaults",
        "_header_names",
        "_headers",
        "_path",
        "_queried",
        "_required",
        "_seen",
        "_spellings",
    )

    def __init__(self, slots: Sequence[Slot], aliases: Mapping[str, Slot]) -> None:
        self._defaults = {slot.key: slot.default[0] for slot in slots if slot.default}
        self._path = tuple(
            (slot.parameter.name, slot) for slot in slots if _travels(slot, Location.PATH)
        )
        self._headers = tuple(
            (slot.parameter.name.lower().encode("latin-1", "replace"), slot)
            for slot in slots
            if _travels(slot, Location.HEADER)
        )
        self._header_names = tuple(name for name, _ in self._headers)
        self._cookies = {
            slot.parameter.name: slot for slot in slots if _travels(slot, Location.COOKIE)
        }
        self._seen: dict[tuple[bytes | None, ...], dict[str, Json]] = {}
        queried = [slot for slot in slots if _travels(slot, Location.QUERY)]
        self._queried = {slot.key: slot for slot in queried}
        self._required = tuple(slot for slot in queried if slot.parameter.required)
        self._spellings = _spell(queried, aliases)
        self._deep = {
            slot.parameter.name: slot for slot in queried if slot.parameter.style == "deepObject"
        }

    def decode(
        self,
        path_values: Mapping[str, str],
        query: bytes = b"",
        headers: Mapping[bytes, bytes] = _NO_HEADERS,
    ) -> Decoded:
        """Return the values and offences of one request.

        `path_values` are the template's variables, percent-decoded; `query` is as received, without
        the question mark; `headers` have lower-case names, as ASGI gives them.
        """
        values = self._defaults.copy()
        offences: list[Offence] = []
        for name, slot in self._path:
            slot.fill([path_values[name]], values, offences)
        if query:
            self._decode_query(query, values, offences)
        else:
            for slot in self._required:
                slot.miss(offences)
        if self._headers:
            self._decode_headers(headers, values, offences)
        if self._cookies:
            self._decode_cookies(headers, values, offences)
        return Decoded(values, tuple(offences))

    def _decode_query(self, query: bytes, values: dict[str, Json], offences: list[Offence]) -> None:
        given: dict[str, Any] = {}
        undecodable = False
        for name, text in split_query(query):
            spelling = self._spellings.get(name) or self._spell_deep(name)
            if text is None:
                undecodable = True
                if len(offences) < MAX_OFFENCES:
                    offences.append(_undecodable(name))
            elif spelling is not None:
                spelling.collect(text, given)
        for key, texts in given.items():
            self._queried[key].fill(texts, values, offences)
        for slot in self._required:
            if slot.key not in given and not undecodable:
                slot.miss(offences)

    def _spell_deep(self, name: str) -> _Spelling | None:
        """Read `filter[color]` as a property of a `deepObject` parameter; None when it is none."""
        if not self._deep or not name.endswith("]"):
            return None
        parameter, bracket, member = name[:-1].partition("[")
        slot = self._deep.get(parameter) if bracket else None
        return _Spelling(key=slot.key, member=member.removesuffix("][")) if slot else None

    def _decode_headers(
        self, headers: Mapping[bytes, bytes], values: dict[str, Json], offences: list[Offence]
    ) -> None:
        # A client sends the same headers with every request: what they mean is remembered.
        given = tuple(map(headers.get, self._header_names))
        known = self._seen.get(given)
        if known is None:
            known = {}
            before = len(offences)
            self._fill_headers(headers, known, offences)
            if len(offences) == before and sum(map(len, filter(None, given))) < _LONGEST_SEEN_BYTES:
                if len(self._seen) >= _HEADERS_SEEN:
                    self._seen.clear()
                self._seen[given] = known
        values.update(known)

    def _fill_headers(
        self, headers: Mapping[bytes, bytes], values: dict[str, Json], offences: list[Offence]
    ) -> None:
        for name, slot in self._headers:
            text = headers.get(name)
            if text is not None:
                slot.fill([text.decode("latin-1")], values, offences)
            elif slot.parameter.required:
                slot.miss(offences)

    def _decode_cookies(
        self, headers: Mapping[bytes, bytes], values: dict[str, Json], offences: list[Offence]
    ) -> None:
        texts: dict[str, list[str]] = {}
        for name, text in split_cookies(headers.get(b"cookie", b"")):
            texts.setdefault(name, []).append(text)
        for name, slot in self._cookies.items():
            if name in texts:
                slot.fill(texts[name], values, offences)
            elif slot.parameter.required:
                slot.miss(offences)


def _spell(slots: Iterable[Slot], aliases: Mapping[str, Slot]) -> Mapping[str, _Spelling]:
    spellings: dict[str, _Spelling] = {}
    for slot in slots:
        if slot.properties is None:
            spellings[slot.parameter.name] = _Spelling(key=slot.key)
        elif slot.parameter.style == "form":
            for name in slot.properties:
                spellings.setdefault(name, _Spelling(key=slot.key, member=name))
    for alias, slot in aliases.items():
        spellings[alias] = _Spelling(key=slot.key, holds_several=slot.repeats)
    return spellings


def _key(parameter: Parameter, *, shared: bool) -> str:
    if shared and parameter.location is not Location.QUERY:
        return f"{parameter.location}:{parameter.name}"
    return parameter.name


def _travels(slot: Slot, location: Location) -> bool:
    return slot.parameter.location is location


def _undecodable(name: str) -> Offence:
    return Offence(
        pointer="",
        message="expected percent-encoded UTF-8",
        keyword="encoding",
        location=Location.QUERY,
        name=name,
    )
