"""What is shipped around the code: metadata, locks, packages."""

import ast
import re
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import understudy

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = sorted(ROOT.glob("*.lock"))
NOT_IMPORTED = {
    "httptools",
    "uvloop",
    "schemathesis",
    "defusedxml",
}  # uvicorn loads two by name; one is a command; openpyxl reads by the last where it is there
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)", re.MULTILINE)
TEXT = {
    ".cfg",
    ".css",
    ".html",
    ".js",
    ".json",
    ".lock",
    ".md",
    ".py",
    ".toml",
    ".txt",
    ".yaml",
    "",
}


def pins(lock):
    return {match["name"]: match["version"] for match in PIN.finditer(lock.read_text())}


def requirements():
    extras = [each for extra in PROJECT["optional-dependencies"].values() for each in extra]
    return [Requirement(each) for each in [*PROJECT["dependencies"], *extras]]


def imported_packages():
    for module in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


def imported_distributions():
    known = packages_distributions()
    outside = set(imported_packages()) - sys.stdlib_module_names - {"understudy"}
    return {canonicalize_name(known[package][0]) for package in outside}


def shipped_texts():
    for top in sorted(ROOT.iterdir()):
        if top.name == "reports":  # what `make conformance` wrote
            continue
        files = [top] if top.is_file() else sorted(top.rglob("*"))
        if top.name.startswith(".") and top.name not in {".ci", ".dockerignore", ".gitignore"}:
            continue
        for path in files:
            hidden = {"__pycache__", ".prism", "node_modules"} & set(path.parts)
            if path.is_file() and not hidden and path.suffix in TEXT:
                yield path


def test_version_of_the_module_is_the_version_of_the_package():
    assert understudy.__version__ == PROJECT["version"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_names_no_host(lock):
    assert "://" not in lock.read_text()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_pins_every_package_with_a_hash(lock):
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())

    loose = [each for each in entries if not (PIN.match(each) and "--hash=sha256:" in each)]

    assert loose == []


def test_locks_satisfy_the_declared_ranges():
    runtime, development = pins(ROOT / "requirements.lock"), pins(ROOT / "requirements-dev.lock")

    outdated = [
        str(wanted)
        for wanted in requirements()
        if not wanted.specifier.contains(development[canonicalize_name(wanted.name)])
    ]

    assert outdated == []
    assert runtime.items() <= development.items()


def test_every_import_is_declared_and_every_declaration_is_imported():
    declared = {canonicalize_name(each.name) for each in requirements()}

    imported = imported_distributions()

    assert imported - declared == set()
    assert declared - imported - NOT_IMPORTED == set()


def test_no_file_names_the_machine_it_was_written_on():
    machine = re.compile(rf"{re.escape(str(ROOT))}/|/(home|Users)/[a-z]+/")

    naming = [path.name for path in shipped_texts() if machine.search(path.read_text())]

    assert naming == []


def test_wheel_carries_contracts_and_fixtures(tmp_path):
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path)))

    names = set(zipfile.ZipFile(wheel).namelist())

    assert {f"understudy/{each}" for each in data_files()} <= names
    assert package_files() <= names
    assert {"understudy/py.typed", "understudy/__init__.py"} <= names
    assert not [name for name in names if "__pycache__" in name]


def test_source_distribution_carries_contracts_and_fixtures(tmp_path):
    archive = next(SdistBuilder(str(ROOT)).build(directory=str(tmp_path)))

    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}

    assert data_files() <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "src/understudy/py.typed"} <= names


def data_files():
    return {
        path.relative_to(ROOT).as_posix()
        for top in ("specs", "fixtures")
        for path in (ROOT / top).rglob("*")
        if path.is_file()
    }


def package_files():
    package = ROOT / "src" / "understudy"
    return {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_image_is_built_from_files_that_exist_and_are_not_ignored():
    copied = {
        name
        for line in (ROOT / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    }
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }

    missing = {name for name in copied if not (ROOT / name).exists()}

    assert missing == set()
    assert copied == allowed
