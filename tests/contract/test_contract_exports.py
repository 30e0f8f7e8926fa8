import doctest
import importlib
import pkgutil

import pytest

from understudy import contract

MODULES = [f"understudy.contract.{each.name}" for each in pkgutil.iter_modules(contract.__path__)]


def test_exported_names_exist_and_are_sorted():
    assert contract.__all__ == sorted(contract.__all__)
    assert all(hasattr(contract, name) for name in contract.__all__)


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_are_true(module):
    assert doctest.testmod(importlib.import_module(module)).failed == 0
