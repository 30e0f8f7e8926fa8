"""Lints a service as a whole: its contract, and its behavior against contract and code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from understudy.behavior import check_behavior
from understudy.contract.coverage import Coverage, measure_coverage
from understudy.contract.errors import Position, UnderstudyError
from understudy.contract.facts import read_facts
from understudy.contract.findings import Finding
from understudy.contract.linting import lint
from understudy.contract.reading import read_contract
from understudy.services.loading import BUILT_IN, Loaded, load_service, spec_directory


def lint_service(path: Path, *, cache: Path | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a document, or with a folder's `openapi.yaml` and `behavior.yaml`.

    `cache` is a folder for compiled documents: they are loaded once for each quirk in doubt.

    Raises:
        UnknownService: there is no document.
    """
    document = path / "openapi.yaml" if path.is_dir() else path
    findings = lint(document)
    if findings:
        return findings  # a broken contract makes findings about behavior meaningless
    try:
        loaded = load_service(_name(document), cache=cache)
    except UnderstudyError as error:
        return (_as_finding(error, document),)
    findings = check_behavior(loaded.contract, loaded.behavior, loaded.service)
    return findings or tuple(_lint_switches(loaded, document, cache))


def cover_service(path: Path) -> Coverage | None:
    """Return how a contract covers the `facts.yaml` beside it; None without one.

    Raises:
        UnderstudyError: a file cannot be used.
    """
    document = path / "openapi.yaml" if path.is_dir() else path
    facts = document.parent / "facts.yaml"
    contract = read_contract(document)
    return measure_coverage(contract, read_facts(facts)) if facts.is_file() else None


def _lint_switches(loaded: Loaded, document: Path, cache: Path | None) -> Iterator[Finding]:
    """Yield what is wrong once a quirk is switched off."""
    for quirk in loaded.behavior.quirks.values():
        if not quirk.is_switchable:
            continue
        try:
            other = load_service(_name(document), cache=cache, quirks_off=[quirk.name])
        except UnderstudyError as error:
            yield _as_finding(error, document)
            continue
        yield from check_behavior(other.contract, other.behavior, other.service)


def _name(document: Path) -> str:
    """Return the built-in service whose contract this is, else the path."""
    folder = document.resolve().parent
    is_built_in = folder.parent == spec_directory().resolve() and folder.name in BUILT_IN
    return folder.name if is_built_in else str(document)


def _as_finding(error: UnderstudyError, document: Path) -> Finding:
    where = (
        error.where
        if isinstance(error.where, Position)
        else Position(file=str(error.where or document))
    )
    return Finding(code=error.code, position=where, message=error.what, remedy=error.remedy)
