"""Finds a service by name or by document, and loads all that it is made of."""

from __future__ import annotations

import difflib
import importlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import understudy
from understudy.behavior import (
    Behavior,
    Fixture,
    Quirk,
    Service,
    apply_merge_patch,
    check_resources,
    completed,
    infer_behavior,
    read_behavior,
    read_fixture,
)
from understudy.contract.documented import keep_documented
from understudy.contract.errors import FixtureError, OverlayError, UnknownService
from understudy.contract.operations import Contract, JsonObject, Operation
from understudy.contract.overlays import apply_overlay, behavior_patch, read_overlay
from understudy.contract.positions import locating
from understudy.contract.reading import read_contract
from understudy.contract.soundness import check_schemas
from understudy.contract.versions import modernise

BUILT_IN = ("goldleaf", "exsited", "augno", "jtl")
NAMELESS = {"openapi", "swagger", "api", "spec", "contract", "index"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A service, ready to be stood in for. `paths` are the files it was read from.

    `hidden` are operations that its contract has lost: see `documented_only`. What `is_shipped`
    with this package was checked before, as a whole.
    """

    contract: Contract
    behavior: Behavior
    service: Service
    paths: tuple[Path, ...]
    hidden: tuple[Operation, ...] = ()
    is_shipped: bool = False

    @property
    def name(self) -> str:
        """The name it is served under."""
        return self.service.name


def documented_only(loaded: Loaded) -> Loaded:
    """Return the service without operations that are only inferred."""
    contract, hidden = keep_documented(loaded.contract)
    return replace(loaded, contract=contract, hidden=hidden)


def spec_directory() -> Path:
    """Return where the built-in contracts are: in the package, or in its repository."""
    return _shipped("specs")


def fixture_directory() -> Path:
    """Return where the built-in fixtures are."""
    return _shipped("fixtures")


def _shipped(name: str) -> Path:
    package = Path(understudy.__file__).parent
    installed = package / name
    return installed if installed.is_dir() else package.parent.parent / name


def load_fixture(name_or_path: str) -> Fixture:
    """Load a built-in fixture by name, or a user's by path.

    Raises:
        FixtureError: there is neither, or it is no fixture.
        DocumentError: it cannot be read.
    """
    built_in = {path.stem: path for path in sorted(fixture_directory().glob("*.yaml"))}
    path = built_in.get(name_or_path, Path(name_or_path))
    if not path.is_file():
        close = difflib.get_close_matches(name_or_path, built_in, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        raise FixtureError(
            f"there is no fixture {name_or_path!r}",
            remedy=f"{hint}built-in: {', '.join(built_in)}; or give the path of a file",
        )
    return read_fixture(path)


def find_document(name_or_path: str) -> Path:
    """Return the file of a built-in service's contract, or the document of that path.

    A folder stands for the `openapi.yaml` in it.

    Raises:
        UnknownService: there is neither a service nor a file of that name.
    """
    if name_or_path in BUILT_IN:
        return spec_directory() / name_or_path / "openapi.yaml"
    path = Path(name_or_path)
    if path.is_dir() and (path / "openapi.yaml").is_file():
        path /= "openapi.yaml"
    if not path.is_file():
        raise _unknown(name_or_path)
    return path


def load_service(
    name_or_path: str,
    *,
    cache: Path | None = None,
    quirks_off: Sequence[str] = (),
    overlay: Path | None = None,
) -> Loaded:
    """Load a built-in service by name, or a user's OpenAPI document by path.

    `cache` is a folder in which compiled documents are kept: reading YAML is most of a start.
    A document's behavior is the `behavior.yaml` beside it; without one it is inferred from the
    contract. `quirks_off` are quirks that it has: they are taken away. `overlay` is a file of
    corrections to contract and behavior; of a 3.0 document it corrects what 3.1 makes of it.

    Raises:
        UnknownService: there is neither a service nor a file of that name.
        DocumentError, ContractError, BehaviorError, OverlayError: what it is made of cannot be
            used.
    """
    changes = _Changes(
        quirks_off=tuple(quirks_off),
        overlay=read_overlay(overlay) if overlay else {},
        overlay_file=str(overlay or ""),
    )
    path = find_document(name_or_path)
    if name_or_path in BUILT_IN:
        return _load(path, _code(name_or_path), cache, changes, is_built_in=True)
    return _load(path, Service(name=name_of(path)), cache, changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changes:
    """What is changed in a service before it is interpreted."""

    quirks_off: tuple[str, ...]
    overlay: JsonObject
    overlay_file: str

    def __bool__(self) -> bool:
        return bool(self.quirks_off or self.overlay)

    def amend(self, document: JsonObject, quirks: Mapping[str, Quirk]) -> JsonObject:
        """Return an OpenAPI document as these changes leave it."""
        for name in self.quirks_off:
            document = apply_merge_patch(document, quirks[name].contract)
        if self.overlay:
            document = apply_overlay(modernise(document), self.overlay, file=self.overlay_file)
        return document


def _load(
    path: Path,
    service: Service,
    cache: Path | None,
    changes: _Changes,
    *,
    is_built_in: bool = False,
) -> Loaded:
    declared = path.parent / "behavior.yaml"
    behavior = None
    patch = behavior_patch(changes.overlay)
    if declared.is_file():
        quirks_off = changes.quirks_off
        behavior = read_behavior(declared, cache=cache, quirks_off=quirks_off, patch=patch)
    elif patch:
        raise OverlayError(
            "x-behavior has nothing to change: the behavior of this document is inferred",
            where=changes.overlay_file,
            remedy=f"remove x-behavior, or declare the behavior in {declared}",
        )
    quirks = behavior.quirks if behavior else {}
    is_shipped = is_built_in and not changes
    contract = read_contract(
        path,
        cache=cache,
        amend=lambda document: changes.amend(document, quirks),
        is_shipped=is_shipped,
    )
    return Loaded(
        contract=contract,
        behavior=_whole(behavior, contract, is_shipped=is_shipped),
        service=service,
        paths=(path, declared) if behavior else (path,),
        is_shipped=is_shipped,
    )


def _whole(behavior: Behavior | None, contract: Contract, *, is_shipped: bool) -> Behavior:
    """Return all that is declared and inferred; what is shipped is known to fit together."""
    with locating(Path(contract.file)):
        if not is_shipped:
            check_schemas(contract.document)
        whole = completed(behavior, contract) if behavior else infer_behavior(contract)
    if behavior and not is_shipped:
        check_resources(whole)
    return whole


def _code(name: str) -> Service:
    # Imported when asked for: serving one service does not pay for the code of the others.
    module = importlib.import_module(f"understudy.services.{name}")
    service = module.SERVICE
    if not isinstance(service, Service):
        raise TypeError(f"understudy.services.{name}.SERVICE is not a Service")
    return service


def name_of(path: Path) -> str:
    """Return a document's name: its file's, or its folder's when that says nothing.

    >>> name_of(Path("contracts/petstore/openapi.yaml")), name_of(Path("Pet Store v2.json"))
    ('petstore', 'pet-store-v2')
    """
    stem = path.stem if path.stem.lower() not in NAMELESS else path.resolve().parent.name
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "service"


def _unknown(name: str) -> UnknownService:
    close = difflib.get_close_matches(name, BUILT_IN, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return UnknownService(
        f"there is no service or document {name!r}",
        remedy=f"{hint}built-in: {', '.join(BUILT_IN)}; or give an OpenAPI document's path",
    )
