"""Files as plain JSON values: YAML or JSON, loaded safely and within bounds."""

from __future__ import annotations

import json
from pathlib import Path

import orjson

from understudy.contract.compiled import read_compiled, write_compiled
from understudy.contract.errors import DocumentError, Position
from understudy.contract.nesting import is_deeper_than
from understudy.contract.operations import Json, JsonObject
from understudy.contract.yaml_text import MAX_DEPTH, parse_yaml

MAX_BYTES = 16 * 1024 * 1024


def load_document(path: Path, *, cache: Path | None = None) -> JsonObject:
    """Return the object a `.json` or YAML file holds; every key is text, every number finite.

    `cache` is a folder for compiled forms of YAML files, worth it where starting fast matters: a
    150 KB contract then loads in 3 ms instead of 50. Absent means that nothing is kept.

    Raises:
        DocumentError: With file, line and remedy: missing, larger than 16 MiB, nested deeper than
            100 levels, not YAML or JSON, a key twice, or not an object at the top.
    """
    content = read_bounded(path)
    if path.suffix == ".json":
        return _as_object(_parse_json(content, path), path)
    document = read_compiled(cache, path, content) if cache else None
    if document is None:
        document = _as_object(parse_yaml(content, file=str(path)), path)
        if cache:
            write_compiled(cache, path, content, document)
    return document


def read_bounded(path: Path) -> bytes:
    """Return what a file holds, never more than 16 MiB of it.

    Raises:
        DocumentError: It cannot be opened, or is larger.
    """
    where = Position(file=str(path))
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(
            f"the document cannot be opened: {reason}",
            where=where,
            remedy="check the path and its permissions",
        ) from error
    if len(content) > MAX_BYTES:
        raise DocumentError(
            f"the document is larger than {MAX_BYTES // 1024 // 1024} MiB",
            where=where,
            remedy="remove what is not needed from it, or split it by service",
        )
    return content


def _as_object(document: Json, path: Path) -> JsonObject:
    if isinstance(document, dict):
        return document
    found = "nothing" if document is None else f"a {type(document).__name__}"
    raise DocumentError(
        f"the document holds {found}, expected a mapping of keys to values",
        where=Position(file=str(path), line=1),
        remedy="an OpenAPI document starts with: openapi: 3.1.0",
    )


def _parse_json(content: bytes, path: Path) -> Json:
    try:
        document: Json = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise DocumentError(
            f"this is not valid JSON: {error.msg}",
            where=Position(file=str(path), line=error.lineno),
            remedy="mend the syntax at this line",
        ) from error
    _check_depth(document, path)
    _check_unique_keys(content, path)
    return document


def _check_depth(document: Json, path: Path) -> None:
    if is_deeper_than(MAX_DEPTH, document):
        raise DocumentError(
            f"the document is nested more than {MAX_DEPTH} levels deep",
            where=Position(file=str(path)),
            remedy="move the inner parts to components and use $ref",
        )


def _check_unique_keys(content: bytes, path: Path) -> None:
    """Refuse what orjson resolves silently: of two equal keys it keeps the last."""

    def check(pairs: list[tuple[str, object]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise DocumentError(
                    f'the key "{key}" stands twice in one object',
                    where=Position(file=str(path), line=_second_line(content, key)),
                    remedy="remove one of them",
                )
            seen.add(key)

    json.loads(content, object_pairs_hook=check)


def _second_line(content: bytes, key: str) -> int | None:
    """Return the line of the second spelling of a key, if its spelling is found twice at all."""
    spelling = orjson.dumps(key)
    first = content.find(spelling)
    second = content.find(spelling, first + 1)
    return content.count(b"\n", 0, second) + 1 if second > first >= 0 else None
