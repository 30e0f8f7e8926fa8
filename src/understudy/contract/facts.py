"""facts.yaml: what the public material of a service names, beside the contract that states it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast

from understudy.contract.documents import load_document
from understudy.contract.errors import FactsError
from understudy.contract.grammars import check_grammar
from understudy.contract.operations import Json, JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An operation or schema that a source names, with the names of its parts."""

    source: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a facts.yaml says; `omitted` are what is left out on purpose, with the reason."""

    path: Path
    operations: Mapping[str, Named]
    schemas: Mapping[str, Named]
    omitted: Mapping[str, str]


def read_facts(path: Path, *, cache: Path | None = None) -> Facts:
    """Read a facts.yaml; `cache` is as in `load_document`.

    Raises:
        DocumentError: the file cannot be read.
        FactsError: it breaks its grammar; the message names the line and what is expected there.
    """
    document = load_document(path, cache=cache)
    text = files("understudy.contract").joinpath("facts.json").read_text(encoding="utf-8")
    check_grammar(document, path, cast("JsonObject", json.loads(text)), FactsError)
    return Facts(
        path=path,
        operations=_named(document.get("operations")),
        schemas=_named(document.get("schemas")),
        omitted=cast("Mapping[str, str]", document.get("omitted", {})),
    )


def _named(holder: Json) -> Mapping[str, Named]:
    members = cast("Mapping[str, JsonObject]", holder or {})
    return {
        key: Named(
            source=str(each["source"]),
            names=tuple(str(name) for name in cast("list[Json]", each.get("names", []))),
        )
        for key, each in members.items()
    }
