"""Linting: everything in a contract's file that somebody should mend, with file and line.

It speaks of the contract alone. Who lints more about a service (its behavior, its fixtures) makes
findings of the same kind and puts them beside these.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson

from understudy.contract.bundling import bundle
from understudy.contract.document_lint import (
    lint_nullable,
    lint_openapi,
    lint_references,
    lint_schemas,
    lint_uses,
)
from understudy.contract.documents import load_document
from understudy.contract.errors import UnderstudyError
from understudy.contract.example_lint import lint_examples
from understudy.contract.findings import Finding, find_error
from understudy.contract.operations import JsonObject
from understudy.contract.positions import Locator
from understudy.contract.provenance_lint import lint_provenance
from understudy.contract.reading import interpret
from understudy.contract.schemas import Schemas
from understudy.contract.versions import modernise


def lint(path: Path) -> tuple[Finding, ...]:
    """Return what is wrong with a contract, in the order of the file; nothing when it is sound.

    A document that cannot be read at all, or not as a contract, is one finding among the others.
    """
    try:
        document = load_document(path)
        bundle(document, path, load_document)
    except UnderstudyError as error:
        return (find_error(error),)
    locator = Locator(path)
    located = {
        finding.at(locator.locate(finding.position.pointer)): None for finding in _lint(document)
    }
    return tuple(sorted(located, key=lambda found: (found.position.line or 0, found.code)))


def _lint(document: JsonObject) -> Iterator[Finding]:
    broken = tuple(lint_references(document))
    yield from broken
    if not broken:
        yield from lint_openapi(document)
    try:
        yield from lint_provenance(document)
        yield from lint_nullable(document)
        modern = modernise(_copy(document))
        unsound = tuple(lint_schemas(modern))
        yield from unsound
        contract = interpret(_copy(document))
    except UnderstudyError as error:
        yield find_error(error)
        return
    schemas = Schemas(contract.document)
    if not broken and not unsound:
        yield from lint_uses(contract, schemas)
    yield from lint_examples(contract.document, schemas)


def _copy(document: JsonObject) -> JsonObject:
    copy: JsonObject = orjson.loads(orjson.dumps(document))
    return copy
