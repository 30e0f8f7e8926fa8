"""Holds answers of the plain services against their documents, without Understudy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2
from jsonschema_rs import Draft202012Validator

Json = dict[str, Any]
JSON_TYPES = {"application/json", "application/problem+json"}


def find_operation(document: Json, operation: str) -> tuple[str, str, Json]:
    """Return path, method and declaration of an operation."""
    return next(
        (path, method.upper(), declared)
        for path, item in document["paths"].items()
        for method, declared in item.items()
        if method != "parameters" and declared["operationId"] == operation
    )


def operations_of(document: Json) -> set[str]:
    """Return the ids of all operations."""
    return {
        declared["operationId"]
        for item in document["paths"].values()
        for method, declared in item.items()
        if method != "parameters"
    }


def assert_kept(document: Json, operation: str, response: httpx2.Response) -> None:
    """Assert that status, headers, media type and body are what the document declares."""
    _, _, declared = find_operation(document, operation)
    status = str(response.status_code)
    assert status in declared["responses"], f"{operation} answered {status}"
    promised = _resolved(document, declared["responses"][status])
    for name, header in promised.get("headers", {}).items():
        _assert_header(document, name, _resolved(document, header), response.headers)
    content = promised.get("content", {})
    media_type = response.headers.get("content-type", "").partition(";")[0]
    assert media_type in content or (not content and not response.content)
    if media_type in JSON_TYPES:
        schema = _resolved(document, content[media_type]["schema"])
        _validator(document, schema).validate(response.json())


def _assert_header(document: Json, name: str, header: Json, sent: Mapping[str, str]) -> None:
    assert name in sent or not header.get("required"), f"{name} is missing"
    if name in sent:
        _validator(document, header["schema"]).validate(sent[name])


def _validator(document: Json, schema: Json) -> Draft202012Validator:
    root = {"components": document["components"], "allOf": [schema]}
    return Draft202012Validator(root, validate_formats=True)


def _resolved(document: Json, value: Json) -> Json:
    while "$ref" in value:
        found: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value
