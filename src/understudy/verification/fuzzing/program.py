"""The fuzzer as a program: where it is, and whether it is the one whose reports are understood."""

from __future__ import annotations

import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from understudy.contract.errors import FuzzerError

PACKAGE = "schemathesis"
VERSION = "4.32.5"  # as the extra `verify` pins it; its reports change from release to release
_REMEDY = "install it: pip install 'understudy[verify]'; probes run without it"


def is_installed() -> bool:
    """Tell whether the fuzzer can be run here."""
    try:
        find_program()
    except FuzzerError:
        return False
    return True


def find_program() -> Path:
    """Return the script that runs the fuzzer.

    Raises:
        FuzzerError: It is not installed beside this interpreter, or is another version.
    """
    found = _installed_version()
    if found is None:
        raise FuzzerError("the fuzzer (schemathesis) is not installed", remedy=_REMEDY)
    if found != VERSION:
        raise FuzzerError(
            f"the fuzzer is schemathesis {found}; only the reports of {VERSION} are understood",
            where=sys.prefix,
            remedy=f"install that one: pip install 'schemathesis=={VERSION}'",
        )
    folders = (Path(sys.executable).parent, Path(sysconfig.get_path("scripts")))
    scripts = [folder / name for folder in folders for name in (PACKAGE, f"{PACKAGE}.exe")]
    for script in scripts:
        if script.is_file():
            return script
    raise FuzzerError(
        "the fuzzer is installed, but its script is missing", where=str(scripts[0]), remedy=_REMEDY
    )


def _installed_version() -> str | None:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return None
