"""What a document promises of requests, as validators: the plain services hold requests to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson
import yaml
from jsonschema_rs import Draft202012Validator, ValidationError

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
FLAGS = {"true": True, "false": False}


class Unfit(Exception):  # noqa: N818 - a request that breaks a promise is no error of ours
    """A parameter or a body that is not what the document asks for."""


class Unreadable(Exception):  # noqa: N818
    """A body that cannot be read at all."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Loosened:
    """One schema of a request, as a service that deviates has it.

    `place` is a parameter's name, "body" (its keywords are replaced), or "body.MEMBER".
    """

    operation: str
    place: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter, and what its values must be."""

    name: str
    place: str
    is_required: bool
    kind: str
    default: Any
    validator: Draft202012Validator

    def read(self, texts: list[str]) -> Any:
        """Return the value that the texts stand for, None when there are none.

        Raises:
            Unfit: it is none that the document allows, or missing where it must not.
        """
        if not texts and self.is_required:
            raise Unfit(f"{self.name} is missing")
        if not texts:
            return None
        value = texts if self.kind == "array" else self._scalar(texts)
        _check(self.validator, value, self.name)
        return value

    def _scalar(self, texts: list[str]) -> Any:
        if len(texts) > 1:
            raise Unfit(f"{self.name} is given more than once")
        if self.kind == "integer":
            return int(texts[0]) if INTEGER.fullmatch(texts[0]) else texts[0]
        if self.kind == "boolean":
            return FLAGS.get(texts[0], texts[0])
        return texts[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What one operation takes."""

    operation: str
    method: str
    path: str
    is_public: bool
    parameters: tuple[Parameter, ...]
    media_type: str
    body: Draft202012Validator | None

    def read_body(self, content: bytes) -> Any:
        """Return the body of a request.

        Raises:
            Unreadable, Unfit: it is no JSON, or not what the document asks for.
        """
        if self.body is None:
            return None
        value = _parse(self.media_type, content)
        _check(self.body, value, "the body")
        return value


def _parse(media_type: str, content: bytes) -> Any:
    try:
        if media_type == JSON:
            return orjson.loads(content)
        pairs = parse_qsl(content.decode(), keep_blank_values=True, strict_parsing=bool(content))
    except ValueError as error:
        raise Unreadable(f"the body is not {media_type}") from error
    if len(dict(pairs)) < len(pairs):
        raise Unfit("a member of the form is given more than once")
    return dict(pairs)


def _check(validator: Draft202012Validator, value: Any, name: str) -> None:
    try:
        validator.validate(value)
    except ValidationError as error:
        raise Unfit(f"{name}: {error.message[:200]}") from error
    except ValueError as error:  # text that is no Unicode, such as half of a surrogate pair
        raise Unfit(f"{name}: {error}") from error


@cache
def read_document(path: Path) -> dict[str, Any]:
    """Return an OpenAPI document, which nobody may change."""
    document: dict[str, Any] = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    return document


@cache
def read_promises(path: Path, loosened: tuple[Loosened, ...]) -> dict[str, dict[str, Promise]]:
    """Return what is taken, by path and method, paths without parameters first."""
    document = read_document(path)
    reader = _Reader(document, {(each.operation, each.place): each.schema for each in loosened})
    return {
        path: {
            method.upper(): reader.promise(path, method, operation, item.get("parameters", []))
            for method, operation in item.items()
            if method != "parameters"
        }
        for path, item in sorted(document["paths"].items(), key=lambda each: each[0].count("{"))
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    document: dict[str, Any]
    loosened: Mapping[tuple[str, str], Mapping[str, Any]]

    def promise(
        self, path: str, method: str, operation: dict[str, Any], shared: list[Any]
    ) -> Promise:
        name = operation["operationId"]
        declared = [*shared, *operation.get("parameters", [])]
        media = operation.get("requestBody", {}).get("content", {})
        return Promise(
            operation=name,
            method=method.upper(),
            path=path,
            is_public=operation.get("security") == [],
            parameters=tuple(self.parameter(name, self.resolved(each)) for each in declared),
            media_type=next(iter(media), ""),
            body=next((self.body(name, each["schema"]) for each in media.values()), None),
        )

    def parameter(self, operation: str, declared: dict[str, Any]) -> Parameter:
        name = declared["name"]
        schema = self.resolved(declared["schema"])
        kept = dict(self.loosened.get((operation, name), schema))
        return Parameter(
            name=name,
            place=declared["in"],
            is_required=declared.get("required", False),
            kind=schema.get("type", "string"),
            default=schema.get("default"),
            validator=self.validator(kept),
        )

    def body(self, operation: str, declared: dict[str, Any]) -> Draft202012Validator:
        schema = dict(self.resolved(declared))
        members = dict(schema["properties"])
        for (loosened, place), replaced in self.loosened.items():
            if loosened == operation and place == "body":
                schema |= replaced
            elif loosened == operation and place.startswith("body."):
                members[place.removeprefix("body.")] = dict(replaced)
        return self.validator(schema | {"properties": members})

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            found: Any = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        root = {"components": self.document["components"], "allOf": [schema]}
        return Draft202012Validator(root, validate_formats=True)
