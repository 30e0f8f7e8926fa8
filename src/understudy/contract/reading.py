"""A contract from its file: every operation of an OpenAPI document as typed values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from understudy.contract.blanks import drop_blanks
from understudy.contract.bundling import bundle
from understudy.contract.documents import load_document
from understudy.contract.extents import check_extents
from understudy.contract.messages import Shared, read_parameters, read_request_body, read_responses
from understudy.contract.operation_ids import name_operation
from understudy.contract.operations import Contract, JsonObject, Operation, SecurityScheme
from understudy.contract.places import Place
from understudy.contract.positions import locating
from understudy.contract.provenance import read_provenance, read_sources
from understudy.contract.security import read_requirements, read_schemes
from understudy.contract.servers import read_base_paths, read_hosts
from understudy.contract.versions import modernise

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def read_contract(
    path: Path,
    *,
    cache: Path | None = None,
    amend: Callable[[JsonObject], JsonObject] = lambda document: document,
    is_shipped: bool = False,
) -> Contract:
    """Return the contract in an OpenAPI 3.1 or 3.0 file, its operations in the order of the file.

    It is tolerant: what no stand-in needs is not looked at, and what is left empty says nothing
    (`understudy lint` tells both). What it refers to in other files is brought in. `cache` is as in
    `load_document`; `amend` changes the document before it is interpreted. Of a contract that is
    shipped with this package it is known that it does not ask for too much: see `extents`.

    Raises:
        DocumentError: The file cannot be read as YAML or JSON.
        ContractError: A place that is needed is malformed; it tells file, line and pointer.
    """
    document = load_document(path, cache=cache)
    with locating(path):
        if not is_shipped:
            bundle(document, path, lambda other: load_document(other, cache=cache))
        return interpret(amend(document), file=str(path), is_shipped=is_shipped)


def interpret(document: JsonObject, *, file: str = "", is_shipped: bool = False) -> Contract:
    """Return the contract that a loaded document states, which is changed in place.

    What is blank in it goes, and 3.0 becomes 3.1; of a contract that is shipped only that.

    Raises:
        ContractError: As for `read_contract`, but with the pointer alone.
    """
    if not is_shipped:
        drop_blanks(document)
    root = Place(document=modernise(document), value=document)
    if not is_shipped:
        check_extents(document)
    info = root.member("info") or Place(document=document, value={}, pointer="/info")
    schemes = read_schemes(root)
    found = tuple(_find_operations(root))
    names, shared = _name_operations(found), Shared()
    return Contract(
        title=info.text("title", ""),
        version=info.text("version", ""),
        file=file,
        document=document,
        operations=tuple(
            _operation(each, name, root, schemes, shared)
            for each, name in zip(found, names, strict=True)
        ),
        security_schemes=schemes,
        hosts=read_hosts(root, *(place for each in found for place in (each.item, each.place))),
        sources=read_sources(root),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """An operation met on the way through the document, not yet read."""

    path: str
    method: str
    item: Place
    place: Place


def _find_operations(root: Place) -> Iterator[_Found]:
    for path, item in root.members("paths", extensible=True):
        if not path.startswith("/"):
            item.refuse(f'the path "{path}" does not start with a slash', f'write "/{path}"')
        for method in METHODS:
            place = item.member(method)
            if place is not None:
                yield _Found(path=path, method=method, item=item, place=place)


def _name_operations(found: Iterable[_Found]) -> tuple[str, ...]:
    """Return an id for each operation; authored ones are kept and never given a second time."""
    authored: dict[str, str] = {}
    for each in found:
        if "operationId" in each.place.value:
            name = each.place.text("operationId")
            if name in authored:
                each.place.refuse(
                    f'the operationId "{name}" is already taken at {authored[name]}',
                    "give every operation an id of its own",
                    key="operationId",
                )
            authored[name] = each.place.pointer
    taken = set(authored)
    names = []
    for each in found:
        name = each.place.text("operationId", "") or name_operation(each.method, each.path, taken)
        taken.add(name)
        names.append(name)
    return tuple(names)


def _operation(
    found: _Found, name: str, root: Place, schemes: Mapping[str, SecurityScheme], shared: Shared
) -> Operation:
    item, place = found.item, found.place
    return Operation(
        id=name,
        method=found.method.upper(),
        path=found.path,
        base_paths=read_base_paths(place, item, root),
        summary=place.text("summary", ""),
        tags=place.texts("tags"),
        parameters=read_parameters(found.path, item, place, shared),
        request_body=read_request_body(place),
        responses=read_responses(place, shared),
        security=read_requirements(place, root, schemes),
        provenance=read_provenance(place),
        pointer=place.pointer,
    )
