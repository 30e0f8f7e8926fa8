"""The fields of a form as the members of a body: each text read as its schema says.

tags=a&tags=b&pages=12   ->   {"tags": ["a", "b"], "pages": 12}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from understudy.contract.client_json import Unparsed, parse_client_json
from understudy.contract.operations import Json, JsonObject
from understudy.contract.schemas import Schemas
from understudy.contract.styles import find_properties
from understudy.contract.wire_values import ReadText, Unreadable, compile_text, find_types

ReadFields: TypeAlias = "Callable[[Iterable[tuple[str, str]]], JsonObject]"
_ReadMember: TypeAlias = "Callable[[list[str]], Json]"


def compile_fields(schema: JsonObject | None, schemas: Schemas) -> ReadFields:
    """Return what reads fields, in their order, as one object.

    A field that several share is a list. What cannot be read as its schema says stays text: then
    the schema says what is wrong with it.
    """
    readers = {
        name: _compile_member(each, schemas)
        for name, each in find_properties(schema or {}, schemas).items()
    }

    def read(fields: Iterable[tuple[str, str]]) -> JsonObject:
        given: dict[str, list[str]] = {}
        for name, text in fields:
            given.setdefault(name, []).append(text)
        return {name: readers.get(name, _as_text)(texts) for name, texts in given.items()}

    return read


def find_file_fields(schema: JsonObject | None, schemas: Schemas) -> frozenset[str]:
    """Return the properties whose values are files, or lists of files (OpenAPI 3.1, 4.8.14.2)."""
    properties = find_properties(schema or {}, schemas)
    return frozenset(name for name, each in properties.items() if _holds_files(each, schemas))


def _holds_files(schema: JsonObject, schemas: Schemas) -> bool:
    for branch in schemas.branches(schema):
        items = branch.get("items")
        if isinstance(items, dict) and _holds_files(items, schemas):
            return True
        if branch.get("format") == "binary" or "contentMediaType" in branch:
            return True
    return False


def _compile_member(schema: JsonObject, schemas: Schemas) -> _ReadMember:
    types = find_types(schema, schemas)
    read_one = _compile_one(schema, schemas)
    if "array" not in types:
        return lambda texts: read_one(texts[0]) if len(texts) == 1 else list(texts)
    items = (branch.get("items") for branch in schemas.branches(schema))
    item = next((each for each in items if isinstance(each, dict)), {})
    read_item = _compile_one(item, schemas)
    return lambda texts: [read_item(text) for text in texts]


def _compile_one(schema: JsonObject, schemas: Schemas) -> ReadText:
    types = find_types(schema, schemas)
    if "object" in types:
        return _read_json
    if types == {"string"}:
        return str
    return _or_as_it_is(compile_text(schema, schemas))


def _or_as_it_is(read: ReadText) -> ReadText:
    def read_or_keep(text: str) -> Json:
        try:
            return read(text)
        except Unreadable:
            return text

    return read_or_keep


def _read_json(text: str) -> Json:
    try:
        return parse_client_json(text.encode())
    except Unparsed:
        return text


def _as_text(texts: list[str]) -> Json:
    return texts[0] if len(texts) == 1 else list(texts)
