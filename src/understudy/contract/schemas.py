"""Validators for the schemas of one document, built when first asked for and then kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import orjson
from jsonschema_rs import (
    Draft202012,
    Draft202012Validator,
    FancyRegexOptions,
    ReferencingError,
    Registry,
    Validator,
)

from understudy.contract.errors import ContractError, Position
from understudy.contract.formats import TEXT_FORMATS, bound_integers, prefer_pattern
from understudy.contract.operations import Json, JsonObject
from understudy.contract.positions import locate
from understudy.contract.references import first_use, follow
from understudy.contract.schema_places import iterate_schemas, iterate_subschemas

_DOCUMENT = "urn:understudy:document"
_PATTERNS = FancyRegexOptions(backtrack_limit=100_000)  # a hostile value must not buy minutes


class Schemas:
    """The schemas of one document. References are resolved where they stand; nothing is inlined.

    Draft 2020-12 with formats asserted, among them `decimal` (text), `int32` and `int64`. Building
    a validator costs about 2 us per property that it can reach, so it waits until somebody asks.
    """

    def __init__(self, document: JsonObject, *, file: str = "") -> None:
        self._document = document
        self._file = file
        self._validators: dict[str | bytes, Validator] = {}
        self._registry: Registry | None = None

    def validator(self, schema: JsonObject | str) -> Validator:
        """Return the validator of a schema: given itself, or by its pointer in the document.

        A schema that is given may refer into the document (`#/components/...`).

        Raises:
            ContractError: The schema is not valid, or refers to nothing or out of the document.
        """
        key = schema if isinstance(schema, str) else orjson.dumps(schema)
        validator = self._validators.get(key)
        if validator is None:
            validator = self._validators[key] = self._build(schema)
        return validator

    def follow(self, schema: JsonObject) -> JsonObject:
        """Return the schema itself, or what its `$ref` leads to in the end."""
        if "$ref" not in schema:
            return schema
        try:
            return follow(self._document, schema, "")[0]
        except ContractError as error:
            self.refuse(error.what, error.remedy, first_use(self._document, str(schema["$ref"])))

    def branches(self, schema: JsonObject) -> Iterator[JsonObject]:
        """Yield the schema and everything it is composed of (`$ref`, allOf, anyOf, oneOf).

        A schema that is composed of itself is yielded once.
        """
        waiting: list[Json] = [schema]
        seen: set[int] = set()
        while waiting:
            branch = waiting.pop(0)
            if not isinstance(branch, dict) or id(branch) in seen:
                continue
            seen.add(id(branch))
            yield branch
            if "$ref" in branch:
                waiting.append(self.follow(branch))
            for keyword in ("allOf", "anyOf", "oneOf"):
                inner = branch.get(keyword)
                waiting.extend(inner if isinstance(inner, list) else [])

    def refuse(self, what: str, remedy: str, pointer: str = "") -> NoReturn:
        """Raise a ContractError about a place of this document, with its line."""
        where = (
            locate(Path(self._file), pointer) if self._file else Position(file="", pointer=pointer)
        )
        raise ContractError(what, where=where, remedy=remedy)

    def _build(self, schema: JsonObject | str) -> Validator:
        pointer = schema if isinstance(schema, str) else ""
        if isinstance(schema, str):
            absolute: JsonObject = {"$ref": _address(schema)}
        else:
            absolute = _absolute(schema)
        refers = b'"$ref"' in orjson.dumps(absolute)
        try:
            return Draft202012Validator(
                absolute,
                registry=self._documents() if refers else None,
                formats=dict(TEXT_FORMATS),
                validate_formats=True,
                pattern_options=_PATTERNS,
                offline=True,
            )
        except (ValueError, ReferencingError) as error:  # as `ValidationError` is one
            self.refuse(
                f"this schema cannot be used: {getattr(error, 'message', error)}",
                "mend the schema, or what it refers to",
                pointer,
            )

    def _documents(self) -> Registry:
        if self._registry is None:
            document = orjson.loads(orjson.dumps(self._document))
            for _, schema in iterate_schemas(document):
                bound_integers(schema)
                prefer_pattern(schema)
            self._registry = Registry([(_DOCUMENT, document)], draft=Draft202012)
        return self._registry


def _absolute(schema: JsonObject) -> JsonObject:
    """Return a copy whose local references lead into the document."""
    copy: JsonObject = orjson.loads(orjson.dumps(schema))
    for _, each in iterate_subschemas(copy):
        bound_integers(each)
        prefer_pattern(each)
        ref = each.get("$ref")
        if isinstance(ref, str) and ref.startswith("#"):
            each["$ref"] = _address(ref)
    return copy


def _address(pointer: str) -> str:
    """Return where a pointer, or a local reference, leads in the registry.

    A reference may be percent-encoded already, and may hold what a URI cannot (`{id}` of a path).
    """
    if pointer.startswith("#"):
        return f"{_DOCUMENT}#{quote(pointer[1:], safe='/~%')}"
    return f"{_DOCUMENT}#{quote(pointer, safe='/~')}"
