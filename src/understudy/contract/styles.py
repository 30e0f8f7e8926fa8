"""Parameter styles undone: the texts of a parameter as one value (OpenAPI 3.1, 4.8.12.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from understudy.contract.client_json import Unparsed, parse_client_json
from understudy.contract.operations import Json, JsonObject, Location, Parameter
from understudy.contract.pointers import join_pointer
from understudy.contract.schemas import Schemas
from understudy.contract.wire_values import (
    ReadText,
    Unreadable,
    choose,
    compile_text,
    find_scalars,
    find_types,
)

Texts: TypeAlias = "list[str]"
ReadTexts: TypeAlias = "Callable[[Texts], Json]"
Members: TypeAlias = "Mapping[str, Texts]"

_SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
_STYLES = {
    Location.PATH: {"simple"},
    Location.QUERY: {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
    Location.HEADER: {"simple"},
    Location.COOKIE: {"form"},
}


def compile_texts(parameter: Parameter, schemas: Schemas) -> ReadTexts:
    """Return what reads the texts a parameter was given with (one per occurrence) as its value.

    The reader raises Unreadable, with what was expected.
    """
    if parameter.media_type is not None:
        return _once(_read_json if "json" in parameter.media_type else str)
    schema = parameter.schema
    types = find_types(schema, schemas)
    attempts: dict[str, ReadTexts] = {}
    if "array" in types:
        attempts["array"] = _compile_array(parameter, schemas)
    if "object" in types:
        attempts["object"] = _compile_object(parameter, schemas)
    scalars = {name: _once(read) for name, read in find_scalars(schema, schemas).items()}
    order = ("boolean", "integer", "number", "array", "object", "string", "null")
    attempts = {
        name: read
        for name in order
        if (read := attempts.get(name) or scalars.get(name)) is not None
    }
    return choose(attempts, schemas.validator(schema).is_valid)


def check_style(parameter: Parameter, schemas: Schemas) -> None:
    """Refuse a style that does not exist where the parameter travels, or that is not read here."""
    known = _STYLES[parameter.location]
    if parameter.style not in known:
        schemas.refuse(
            f'the style "{parameter.style}" is not read in {parameter.location} parameters',
            f"use {' or '.join(sorted(known))}",
            join_pointer(parameter.pointer, "style"),
        )


def travels_as_members(parameter: Parameter, schemas: Schemas) -> bool:
    """Tell whether each property of the parameter is a query pair of its own."""
    return parameter.style == "deepObject" or (
        parameter.location is Location.QUERY
        and parameter.style == "form"
        and parameter.explode
        and parameter.media_type is None
        and find_types(parameter.schema, schemas) == {"object"}
    )


def compile_members(parameter: Parameter, schemas: Schemas) -> Callable[[Members], Json]:
    """Return what reads an object from the texts of its properties, by property name."""
    readers = {
        name: compile_texts(_as_parameter(schema, parameter), schemas)
        for name, schema in find_properties(parameter.schema, schemas).items()
    }

    def read(members: Members) -> Json:
        value: JsonObject = {}
        for name, texts in members.items():
            try:
                value[name] = readers.get(name, _read_one)(texts)
            except Unreadable as error:
                raise _deeper(error, name) from error
        return value

    return read


def find_properties(schema: JsonObject, schemas: Schemas) -> Mapping[str, JsonObject]:
    """Return the property schemas of an object schema and of all that it is composed of."""
    found: dict[str, JsonObject] = {}
    for branch in schemas.branches(schema):
        properties = branch.get("properties")
        if isinstance(properties, dict):
            for name, each in properties.items():
                found.setdefault(name, each if isinstance(each, dict) else {})
    return found


def _compile_array(parameter: Parameter, schemas: Schemas) -> ReadTexts:
    read_item = compile_text(_item_schema(parameter.schema, schemas), schemas)
    if parameter.style == "form" and parameter.explode:
        return lambda texts: _read_items(read_item, texts)
    separator = _SEPARATORS[parameter.style]

    def read(texts: Texts) -> Json:
        text = _only(texts)
        parts = [part.strip() for part in text.split(separator)] if text else []
        return _read_items(read_item, parts)

    return read


def _compile_object(parameter: Parameter, schemas: Schemas) -> ReadTexts:
    """Read `a,1,b,2`, or exploded `a=1,b=2`, as an object."""
    readers = {
        name: compile_text(schema, schemas)
        for name, schema in find_properties(parameter.schema, schemas).items()
    }
    separator = _SEPARATORS.get(parameter.style, ",")

    def read(texts: Texts) -> Json:
        parts = _only(texts).split(separator)
        if parameter.explode:
            pairs = [part.partition("=")[::2] for part in parts]
        else:
            pairs = list(zip(parts[::2], [*parts[1::2], ""], strict=False))
        value: JsonObject = {}
        for name, text in pairs:
            try:
                value[name] = readers.get(name, str)(text)
            except Unreadable as error:
                raise _deeper(error, name) from error
        return value

    return read


def _as_parameter(schema: JsonObject, parameter: Parameter) -> Parameter:
    """Return the property of an object as if it were a parameter: arrays repeat their name."""
    return Parameter(
        name=parameter.name,
        location=Location.QUERY,
        required=False,
        schema=schema,
        style="form",
        explode=True,
        pointer=parameter.pointer,
    )


def _item_schema(schema: JsonObject, schemas: Schemas) -> JsonObject:
    items = (branch.get("items") for branch in schemas.branches(schema))
    return next((each for each in items if isinstance(each, dict)), {})


def _read_items(read: ReadText, texts: Texts) -> Json:
    items: list[Json] = []
    for index, text in enumerate(texts):
        try:
            items.append(read(text))
        except Unreadable as error:
            raise _deeper(error, index) from error
    return items


def _once(read: ReadText) -> ReadTexts:
    return lambda texts: read(texts[0] if len(texts) == 1 else _only(texts))


def _read_one(texts: Texts) -> Json:
    return _only(texts)


def _only(texts: Texts) -> str:
    if len(texts) > 1:
        raise Unreadable(f"is given {len(texts)} times, expected once", keyword="duplicate")
    return texts[0]


def _read_json(text: str) -> Json:
    try:
        return parse_client_json(text.encode())
    except Unparsed as error:
        raise Unreadable(f"expected JSON: {error}", keyword="encoding") from error


def _deeper(error: Unreadable, token: str | int) -> Unreadable:
    return Unreadable(
        error.message, keyword=error.keyword, pointer=join_pointer("", token) + error.pointer
    )
