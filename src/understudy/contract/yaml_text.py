"""YAML text as plain JSON values, in one bounded pass over the parser's events.

Keys become text as they are written, so that `200:` is "200". Aliases are copied, so that no two
places of a document share a value, and the number of copied values is bounded. `<<` merges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeAlias

from yaml import YAMLError
from yaml.cyaml import CBaseLoader
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from understudy.contract.errors import DocumentError, Position
from understudy.contract.operations import Json, JsonObject
from understudy.contract.plain_scalars import read_plain

MAX_DEPTH = 100
MAX_COPIED_VALUES = 200_000

_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset({None, "!", f"{_TAG}str"})
_PLAIN_TAGS = frozenset(_TAG + name for name in ("null", "bool", "int", "float"))
_COLLECTION_TAGS = frozenset({None, "!", f"{_TAG}map", f"{_TAG}seq"})
_Start: TypeAlias = MappingStartEvent | SequenceStartEvent


def parse_yaml(content: bytes, *, file: str) -> Json:
    """Return the one document that the content holds; None when it is empty.

    >>> parse_yaml(b"{200: {since: 2024-01-01, free: no, n: 1.5}}", file="petstore.yaml")
    {'200': {'since': '2024-01-01', 'free': 'no', 'n': 1.5}}

    Raises:
        DocumentError: With file and line, when it is not YAML, holds a key twice, a tag we do not
            know, a number that JSON cannot say, or goes beyond the bounds of this module.
    """
    try:
        return _Builder(CBaseLoader(content), file).build()
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise DocumentError(
            f"this is not valid YAML: {problem}",
            where=Position(file=file, line=mark.line + 1 if mark else None),
            remedy="mend the syntax at this line or just above it",
        ) from error


class _Builder:
    """Puts values together while events arrive; `_keys` holds the open key of each open mapping.

    Events, not nodes: composing nodes recurses in C and takes twice the time.
    """

    def __init__(self, parser: CBaseLoader, file: str) -> None:
        self._next_event = parser.get_event
        self._file = file
        self._roots: list[Json] = []
        self._open: list[JsonObject | list[Json]] = [self._roots]
        self._keys: list[str | None] = [None]
        self._anchors: dict[str, Json] = {}
        self._copied = 0

    def build(self) -> Json:
        handlers: dict[type[Event], Callable[..., None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: lambda event: self._start(event, {}),
            SequenceStartEvent: lambda event: self._start(event, []),
            MappingEndEvent: self._end_mapping,
            SequenceEndEvent: self._end,
            AliasEvent: self._alias,
            DocumentStartEvent: self._start_document,
        }
        while (event := self._next_event()) is not None:
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
        return self._roots[0] if self._roots else None

    def _start_document(self, event: DocumentStartEvent) -> None:
        if self._roots:
            self._refuse(event, "a second document starts here", "keep one document per file")

    def _scalar(self, event: ScalarEvent) -> None:
        if self._keys[-1] is None and type(self._open[-1]) is dict:
            self._take_key(event, event.value)
            return
        value: Json = event.value
        if event.implicit[0] or event.tag in _PLAIN_TAGS:
            try:
                value = read_plain(event.value)
            except ValueError as error:
                self._refuse(event, str(error), "quote it, or write a finite number")
        elif event.tag not in _TEXT_TAGS:
            self._refuse_tag(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        self._put(value)

    def _take_key(self, event: ScalarEvent | AliasEvent, key: str) -> None:
        if key in self._open[-1]:
            self._refuse(event, f'the key "{key}" stands here a second time', "remove one of them")
        if isinstance(event, ScalarEvent) and event.anchor is not None:
            self._anchors[event.anchor] = key
        self._keys[-1] = key

    def _put(self, value: Json) -> None:
        top = self._open[-1]
        if isinstance(top, list):
            top.append(value)
            return
        key = self._keys[-1]
        if key is not None:  # always so: `_take_key` comes before every value
            top[key] = value
            self._keys[-1] = None

    def _start(self, event: _Start, container: JsonObject | list[Json]) -> None:
        if event.tag not in _COLLECTION_TAGS:
            self._refuse_tag(event)
        if self._keys[-1] is None and isinstance(self._open[-1], dict):
            self._refuse_key(event)
        if len(self._open) > MAX_DEPTH:
            self._refuse_depth(event)
        self._put(container)
        if event.anchor is not None:
            self._anchors[event.anchor] = container
        self._open.append(container)
        self._keys.append(None)

    def _end(self, _: Event | None = None) -> None:
        self._open.pop()
        self._keys.pop()

    def _end_mapping(self, event: MappingEndEvent) -> None:
        mapping = self._open[-1]
        self._end()
        if not isinstance(mapping, dict) or "<<" not in mapping:
            return
        merged = mapping.pop("<<")
        for each in merged if isinstance(merged, list) else [merged]:
            if not isinstance(each, dict):
                self._refuse(event, "<< merges something that is no mapping", "merge mappings only")
            for key, value in each.items():
                mapping.setdefault(key, value)

    def _alias(self, event: AliasEvent) -> None:
        name = event.anchor or ""
        if name not in self._anchors:
            self._refuse(event, f"*{name} has no anchor before it", f"define &{name} above")
        value = self._anchors[name]
        if self._keys[-1] is None and isinstance(self._open[-1], dict):
            if not isinstance(value, str):
                self._refuse_key(event)
            self._take_key(event, value)
            return
        if any(value is each for each in self._open):
            self._refuse(event, f"*{name} contains itself", "use $ref for recursive schemas")
        self._put(self._copy(event, value, len(self._open)))

    def _copy(self, event: Event, value: Json, depth: int) -> Json:
        self._copied += 1
        if self._copied > MAX_COPIED_VALUES:
            self._refuse(
                event,
                f"aliases multiply this document beyond {MAX_COPIED_VALUES} values",
                "use $ref instead of aliases within aliases",
            )
        if not isinstance(value, dict | list):
            return value
        if depth > MAX_DEPTH:
            self._refuse_depth(event)
        if isinstance(value, dict):
            return {key: self._copy(event, each, depth + 1) for key, each in value.items()}
        return [self._copy(event, each, depth + 1) for each in value]

    def _refuse_key(self, event: Event) -> NoReturn:
        self._refuse(event, "a key is neither text nor a number", "use text, or a number, as key")

    def _refuse_tag(self, event: ScalarEvent | _Start) -> NoReturn:
        self._refuse(event, f"the tag {event.tag} is not known here", "remove the tag")

    def _refuse_depth(self, event: Event) -> NoReturn:
        self._refuse(
            event,
            f"this is nested more than {MAX_DEPTH} levels deep",
            "move the inner parts to components and use $ref",
        )

    def _refuse(self, event: Event, what: str, remedy: str) -> NoReturn:
        line = event.start_mark.line + 1 if event.start_mark else None
        raise DocumentError(what, where=Position(file=self._file, line=line), remedy=remedy)
