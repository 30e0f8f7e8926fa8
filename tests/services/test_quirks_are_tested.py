"""Every quirk of a built-in service has a test that is named after it, and can be left out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from understudy.services import BUILT_IN, load_service
from understudy.serving import Settings, build_application

HERE = Path(__file__).parent


def names_of_tests(service: str) -> set[str]:
    """Return the names of the tests of a service."""
    return {
        node.name
        for path in HERE.glob(f"test_{service}_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("service", BUILT_IN)
def test_every_quirk_has_a_test_of_its_name(service: str) -> None:
    names = names_of_tests(service)

    untested = [
        quirk
        for quirk in load_service(service).behavior.quirks
        if not any(quirk in name for name in names)
    ]

    assert untested == []


@pytest.mark.parametrize("service", BUILT_IN)
def test_every_quirk_in_doubt_can_be_left_out(service: str) -> None:
    quirks = load_service(service).behavior.quirks.values()

    for quirk in quirks:
        if quirk.is_switchable:
            switches = (f"{service}.{quirk.name}=off",)
            application = build_application(Settings(services=(service,), quirks=switches))
            stand_in = application.stand_ins[service]
            stand_in.compile()
            assert stand_in.behavior.off == (quirk.name,)
