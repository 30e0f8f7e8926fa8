"""A contract without what is only inferred: for those who want to see nothing that nobody wrote."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace

from understudy.contract.operations import Contract, Json, JsonObject, Label, Operation
from understudy.contract.reading import METHODS


def keep_documented(contract: Contract) -> tuple[Contract, tuple[Operation, ...]]:
    """Return the contract without its inferred operations, and those; parts of one are not asked.

    The document loses them too, and the links that lead to them.
    """
    hidden = tuple(each for each in contract.operations if _is_inferred(each))
    if not hidden:
        return contract, ()
    places = {(each.path, each.method.lower()) for each in hidden}
    paths = contract.document.get("paths")
    ids = {each.id for each in hidden}
    document = {
        **contract.document,
        "paths": _without_links(_without_operations(paths, places), ids),
        "components": _without_links(contract.document.get("components", {}), ids),
    }
    kept = tuple(each for each in contract.operations if each not in hidden)
    return replace(contract, operations=kept, document=document), hidden


def _is_inferred(operation: Operation) -> bool:
    return operation.provenance is not None and operation.provenance.label is Label.INFERRED


def _without_operations(paths: Json, places: AbstractSet[tuple[str, str]]) -> JsonObject:
    kept: JsonObject = {}
    for path, item in paths.items() if isinstance(paths, dict) else ():
        members = item if isinstance(item, dict) else {}
        left = {name: each for name, each in members.items() if (path, name) not in places}
        if left == members or any(name in METHODS for name in left):
            kept[path] = left if members else item
    return kept


def _without_links(part: Json, ids: AbstractSet[str]) -> Json:
    if isinstance(part, list):
        return [_without_links(each, ids) for each in part]
    if not isinstance(part, dict):
        return part
    copy = {name: _without_links(each, ids) for name, each in part.items()}
    links = copy.get("links")
    if isinstance(links, dict):
        copy["links"] = {
            name: each
            for name, each in links.items()
            if not (isinstance(each, dict) and each.get("operationId") in ids)
        }
    return copy
