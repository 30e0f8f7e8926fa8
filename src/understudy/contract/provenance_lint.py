"""Provenance that is missing, or does not hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from understudy.contract.errors import ContractError
from understudy.contract.findings import Finding, find_at, find_error
from understudy.contract.operations import JsonObject, Label, Provenance, Source
from understudy.contract.places import Place
from understudy.contract.pointers import join_pointer
from understudy.contract.provenance import KEY, read_provenance, read_sources
from understudy.contract.reading import METHODS
from understudy.contract.schema_places import iterate_objects, iterate_schemas

_COMPONENTS = ("schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes")


def lint_provenance(document: JsonObject) -> Iterator[Finding]:
    """Find facts without provenance and provenance without sources or reasons.

    A document that declares no sources (`x-provenance: {sources: ...}` at its top) is not asked.
    """
    root = Place(document=document, value=document)
    sources = read_sources(root)
    if not sources:
        return
    for pointer, holder in _owing(document):
        if KEY not in holder:
            yield find_at(
                pointer,
                code="missing-provenance",
                message="nothing says where this comes from",
                remedy=f"add {KEY} with label documented, inferred or conflict",
            )
    for iterate in (iterate_objects, iterate_schemas):
        for pointer, holder in iterate(document):
            if pointer and KEY in holder:
                yield from _lint_one(
                    Place(document=document, value=holder, pointer=pointer), sources
                )


def _owing(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Yield what must have a provenance of its own: operations and components."""
    holders = [
        ("/paths", document.get("paths"), METHODS),
        ("/components", document.get("components"), None),
    ]
    for pointer, holder, keys in holders:
        for name, group in holder.items() if isinstance(holder, dict) else ():
            if not isinstance(group, dict) or (keys is None and name not in _COMPONENTS):
                continue
            for key, value in group.items():
                if isinstance(value, dict) and (keys is None or key in keys):
                    yield join_pointer(pointer, name, key), value


def _lint_one(holder: Place, sources: Mapping[str, Source]) -> Iterator[Finding]:
    pointer = join_pointer(holder.pointer, KEY)
    try:
        provenance = read_provenance(holder)
    except ContractError as error:
        yield find_error(error, code="unknown-provenance")
        return
    if provenance is not None:
        yield from _lint_sources(provenance, pointer, sources)
        if not provenance.note and provenance.label is not Label.DOCUMENTED:
            yield find_at(
                pointer,
                code="unexplained-provenance",
                message=f"this is {provenance.label}, but no note says why",
                remedy="add a note: what was seen, and why this was chosen",
            )


def _lint_sources(
    provenance: Provenance, pointer: str, sources: Mapping[str, Source]
) -> Iterator[Finding]:
    if provenance.source is None and provenance.label is not Label.INFERRED:
        yield find_at(
            pointer,
            code="missing-source",
            message=f"this is {provenance.label}, but names no source",
            remedy=f"add source: one of {', '.join(sources)}",
        )
    for key, named in (("source", provenance.source), ("against", provenance.against)):
        if named is not None and named not in sources:
            closest = get_close_matches(named, sources, n=1)
            yield find_at(
                join_pointer(pointer, key),
                code="unknown-source",
                message=f'no source is named "{named}"',
                remedy=f'did you mean "{closest[0]}"?' if closest else "declare it at the top",
            )
